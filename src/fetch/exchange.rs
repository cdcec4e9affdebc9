//! One exchange as the wire saw it: the [`Capture`], and what only whoever was there knows.

use std::ops::Deref;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::error::FetchPhase;
use crate::http::Capture;

/// One request and its response, with the circumstances. Reads as its [`Capture`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// The evidence.
    pub capture: Capture,
    /// When the response's first byte came (of an interim response, if there was one).
    pub first_byte_at: DateTime<Utc>,
    /// From the request's last byte to the response's first, on a steady clock.
    pub latency: Duration,
    /// Bytes of the body before content codings were undone, without chunk framing.
    pub encoded_bytes: u64,
    /// What was odd about this exchange and was put up with.
    pub notes: Vec<ExchangeNote>,
}

impl Deref for Exchange {
    type Target = Capture;

    fn deref(&self) -> &Capture {
        &self.capture
    }
}

impl Exchange {
    /// What a later conditional request may send, if this response gave anything.
    pub fn validators(&self) -> super::Validators {
        super::Validators::new(self.header("etag"), self.header("last-modified"))
    }
}

/// An oddity that did not stop the exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExchangeNote {
    /// The chain was incomplete; the host's configured intermediates completed it.
    ChainCompleted,
    /// Interim (1xx) responses came first.
    Interim {
        /// How many.
        count: u32,
    },
    /// The body ended with the connection, so a cut would not show.
    LengthUnknown,
    /// Both `Content-Length` and `Transfer-Encoding`: the latter won (RFC 9112 §6.3).
    BothLengths,
    /// Bytes after the end of the body; ignored, and the connection not used again.
    ExtraBytes,
    /// Bytes after the last gzip member; ignored.
    TrailingGarbage {
        /// How many.
        bytes: u64,
    },
    /// Said to be gzip or deflate, but plain markup; taken as it is.
    NotEncoded,
    /// The framing was whole, but the coded stream in it had no end.
    CodingCut,
    /// Lines of the head that are no headers: passed over, and the connection not used again.
    StrayLines {
        /// How many.
        count: usize,
    },
    /// More than one different `Location`; the first counts.
    SeveralLocations,
    /// The limit that truncated the body.
    TimedOut {
        /// Which.
        phase: FetchPhase,
        /// How long.
        after: Duration,
    },
}
