//! What one exchange looked like on the wire, written by the dialler while reqwest and
//! the server talk, read by the caller afterwards.
//!
//! Keeps heads and counts, never bodies. One exchange at a time: the line sees to it.
#![expect(
    clippy::disallowed_methods,
    reason = "evidence carries the moment each byte came: this is where it comes"
)]

use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use chrono::{DateTime, Utc};
use tokio::sync::Notify;

use super::error::FetchError;
use super::head::HeadReader;
use crate::config::FetchLimits;
use crate::politeness::Deadline;

/// How a connection ended while an exchange was on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ConnectionEnding {
    /// The peer closed it in due form.
    Closed,
    /// Reset, or TLS without `close_notify`.
    Broken,
    /// We did, past `max_body`.
    Cut,
}

/// A moment, on the wall and on a steady clock.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    pub(super) wall: DateTime<Utc>,
    pub(super) steady: Instant,
}

impl Moment {
    fn now() -> Self {
        Self {
            wall: Utc::now(),
            steady: Instant::now(),
        }
    }
}

/// One exchange as the wire saw it.
#[derive(Debug, Default)]
pub(super) struct WireCapture {
    /// The connection that took the request, and how many it had served before.
    carrier: Option<Carrier>,
    pub(super) request: Vec<u8>,
    pub(super) sent: Option<Moment>,
    pub(super) first_byte: Option<Moment>,
    pub(super) head: HeadReader,
    /// Bytes after the head, chunk framing included.
    pub(super) body_bytes: u64,
    pub(super) ending: Option<ConnectionEnding>,
    pub(super) failure: Option<FetchError>,
    written: Arc<Notify>,
}

/// A connection, as the tap knows it.
#[derive(Clone, Debug)]
pub(super) struct Carrier {
    pub(super) id: u64,
    /// It has carried an exchange before.
    pub(super) reused: bool,
    /// Where it leads, once dialled.
    pub(super) peer: Option<IpAddr>,
    /// Its TLS chain needed the configured intermediates.
    pub(super) chain_completed: bool,
    /// Rung to have the dialler close it.
    pub(super) retire: Arc<Notify>,
}

impl WireCapture {
    pub(super) fn carrier(&self) -> Option<&Carrier> {
        self.carrier.as_ref()
    }

    /// Whether the connection had been dead before we asked, and took nothing of the
    /// request: either nobody took it, or a kept-alive connection ended before it left.
    pub(super) fn is_unsent(&self) -> bool {
        if self.failure.is_some() || !self.head.is_untouched() || self.sent.is_some() {
            return false;
        }
        match (&self.carrier, self.ending) {
            (None, _) => true,
            (Some(carrier), Some(ConnectionEnding::Closed | ConnectionEnding::Broken)) => {
                carrier.reused
            }
            _ => false,
        }
    }
}

/// Where the dialler's connections write and the caller reads.
#[derive(Debug, Default)]
pub(super) struct WireRecorder {
    capture: Mutex<Option<WireCapture>>,
    /// From when on nothing may be sent.
    not_after: Mutex<Option<Deadline>>,
}

impl WireRecorder {
    /// A panic elsewhere leaves plain data behind, so poison means nothing here.
    fn lock(&self) -> MutexGuard<'_, Option<WireCapture>> {
        self.capture.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is sent from now on is sent before this moment or not at all.
    pub(super) fn lend(&self, not_after: Option<Deadline>) {
        let mut lent = self
            .not_after
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *lent = not_after;
    }

    /// Whether nothing may be sent any more.
    pub(super) fn is_over(&self) -> bool {
        let lent = self
            .not_after
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        lent.as_ref().is_some_and(Deadline::is_over)
    }

    /// Runs `note` on the capture, if it is this connection's.
    fn note<T>(&self, id: u64, note: impl FnOnce(&mut WireCapture) -> T) -> Option<T> {
        let mut slot = self.lock();
        let capture = slot.as_mut()?;
        (capture.carrier.as_ref()?.id == id).then(|| note(capture))
    }

    /// Opens a capture; the bell rings when the request is written.
    pub(super) fn open(&self) -> Arc<Notify> {
        let capture = WireCapture::default();
        let written = Arc::clone(&capture.written);
        *self.lock() = Some(capture);
        written
    }

    /// Closes the capture and hands it over.
    pub(super) fn close(&self) -> WireCapture {
        self.lock().take().unwrap_or_default()
    }

    /// The final response head, once whole.
    pub(super) fn head(&self) -> Option<Vec<u8>> {
        let slot = self.lock();
        let head = &slot.as_ref()?.head;
        head.is_whole().then(|| head.bytes().to_vec())
    }

    /// Request bytes are about to leave on a connection; `false` when nobody asked.
    pub(super) fn request(&self, carrier: &Carrier, bytes: &[u8]) -> bool {
        let mut slot = self.lock();
        let Some(capture) = slot.as_mut() else {
            return false;
        };
        if capture.carrier.as_ref().is_none_or(|c| c.id != carrier.id) {
            // hyper moved an unsent request to another connection: begin again.
            let written = Arc::clone(&capture.written);
            *capture = WireCapture {
                carrier: Some(carrier.clone()),
                written,
                ..WireCapture::default()
            };
        }
        capture.request.extend_from_slice(bytes);
        true
    }

    /// The connection was dialled on behalf of this request.
    pub(super) fn connected(&self, carrier: &Carrier) {
        self.note(carrier.id, |capture| {
            capture.carrier = Some(carrier.clone());
        });
    }

    /// All request bytes seen so far have left.
    pub(super) fn written(&self, id: u64) {
        self.note(id, |capture| {
            if capture.request.ends_with(b"\r\n\r\n") {
                capture.sent = Some(Moment::now());
                capture.written.notify_one();
            }
        });
    }

    /// Response bytes came. Answers how many may be passed on; fewer than came means
    /// the connection is to be closed after them.
    pub(super) fn response(&self, id: u64, bytes: &[u8], limits: &FetchLimits) -> usize {
        self.note(id, |capture| {
            capture.first_byte.get_or_insert_with(Moment::now);
            let head = match capture.head.feed(bytes, limits.max_head) {
                Ok(head) => head,
                Err(failure) => {
                    capture.failure = Some(failure);
                    return 0;
                }
            };
            let body = (bytes.len() - head) as u64;
            let room = limits.max_body.saturating_sub(capture.body_bytes);
            capture.body_bytes += body.min(room);
            if body > room {
                capture.ending = Some(ConnectionEnding::Cut);
            }
            head + usize::try_from(body.min(room)).unwrap_or(usize::MAX)
        })
        .unwrap_or(0)
    }

    /// The connection ended.
    pub(super) fn ended(&self, id: u64, ending: ConnectionEnding) {
        self.note(id, |capture| {
            capture.ending.get_or_insert(ending).to_owned()
        });
    }

    /// The connection could not be made.
    pub(super) fn failed(&self, id: u64, failure: FetchError) {
        self.note(id, |capture| capture.failure = Some(failure));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn carrier(id: u64) -> Carrier {
        Carrier {
            id,
            reused: false,
            peer: None,
            chain_completed: false,
            retire: Arc::new(Notify::new()),
        }
    }

    /// A connection given up may still have bytes, an end or a failure to tell of.
    #[test]
    fn nothing_another_connection_does_touches_the_capture() {
        let tap = WireRecorder::default();
        let limits = FetchLimits::default();
        assert!(!tap.request(&carrier(1), b"GET"), "nobody asked");
        tap.open();
        assert!(tap.request(&carrier(1), b"GET / HTTP/1.1\r\n\r\n"));
        assert_eq!(tap.response(0, b"HTTP/1.1 200 OK\r\n\r\n", &limits), 0);
        tap.ended(0, ConnectionEnding::Broken);
        tap.failed(0, FetchError::Disconnect { received: 0 });
        tap.written(0);
        let capture = tap.close();
        assert!(capture.head.is_untouched() && capture.ending.is_none());
        assert!(capture.failure.is_none() && capture.sent.is_none());
        assert_eq!(tap.response(1, b"late", &limits), 0);
    }

    #[test]
    fn a_request_moved_to_another_connection_begins_again() {
        let tap = WireRecorder::default();
        tap.open();
        assert!(tap.request(&carrier(1), b"GET /half"));
        assert!(tap.request(&carrier(2), b"GET / HTTP/1.1\r\n\r\n"));
        tap.written(2);
        let capture = tap.close();
        assert_eq!(capture.request, b"GET / HTTP/1.1\r\n\r\n");
        assert!(capture.sent.is_some());
    }
}
