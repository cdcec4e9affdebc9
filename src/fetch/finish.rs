//! What arrived, made into an [`Exchange`]: codings undone, digest taken, oddities noted.

use url::Url;

use super::error::FetchError;
use super::exchange::{Exchange, ExchangeNote};
use super::recorder::{self, ConnectionEnding};
use crate::digest::PayloadDigest;
use crate::http::{Capture, CodingError, DecodedBody, Head, Truncation, decode, lines};

/// Decoding and hashing this much takes a few milliseconds; more goes to a thread where
/// it holds nobody up.
const INLINE: u64 = 256 * 1024;

/// A response as far as it came.
pub(super) struct Arrived {
    pub(super) head: Head,
    /// `Content-Length`, when it is what frames the body.
    pub(super) declared: Option<u64>,
    pub(super) encoded: Vec<u8>,
    pub(super) truncated: Option<Truncation>,
    pub(super) notes: Vec<ExchangeNote>,
}

impl Arrived {
    pub(super) fn new(head: Head, declared: Option<u64>) -> Self {
        let expected = declared.unwrap_or(16 * 1024).min(1 << 20);
        Self {
            head,
            declared,
            encoded: Vec::with_capacity(usize::try_from(expected).unwrap_or(0)),
            truncated: None,
            notes: Vec::new(),
        }
    }

    fn has(&self, name: &str) -> bool {
        lines(&self.head.headers, name).next().is_some()
    }

    /// Adds what the wire tells beyond what hyper does. Answers whether the connection
    /// is to be left alone from now on.
    fn judge(&mut self, capture: &recorder::WireCapture) -> bool {
        let odd_framing = self.framing(capture);
        if let Some(note) = odd_framing {
            self.notes.push(note);
        }
        match self.head.stray {
            0 => {}
            count => self.notes.push(ExchangeNote::StrayLines { count }),
        }
        match capture.head.interim() {
            0 => {}
            count => self.notes.push(ExchangeNote::Interim { count }),
        }
        if capture.carrier().is_some_and(|c| c.chain_completed) {
            self.notes.push(ExchangeNote::ChainCompleted);
        }
        let mut targets = lines(&self.head.headers, "location");
        if targets
            .next()
            .is_some_and(|first| targets.any(|other| other != first))
        {
            self.notes.push(ExchangeNote::SeveralLocations);
        }
        self.truncated = match (self.truncated, capture.ending) {
            (Some(Truncation::Disconnect), Some(ConnectionEnding::Cut)) => Some(Truncation::Length),
            (None, Some(ConnectionEnding::Cut))
                if odd_framing == Some(ExchangeNote::LengthUnknown) =>
            {
                Some(Truncation::Length)
            }
            // A close-delimited body looks whole to hyper however it ended.
            (None, Some(ConnectionEnding::Broken))
                if odd_framing == Some(ExchangeNote::LengthUnknown) =>
            {
                Some(Truncation::Disconnect)
            }
            (truncated, _) => truncated,
        };
        // A head we may have read in another way than it was meant ends the connection.
        self.head.stray > 0
            || matches!(
                odd_framing,
                Some(ExchangeNote::BothLengths | ExchangeNote::ExtraBytes)
            )
    }

    /// How the body's end was not told in the ordinary way, if so.
    fn framing(&self, capture: &recorder::WireCapture) -> Option<ExchangeNote> {
        // RFC 9112 §6.3: these have no body, whatever their headers say.
        if matches!(self.head.status, 204 | 304) {
            return (capture.body_bytes > 0).then_some(ExchangeNote::ExtraBytes);
        }
        match (self.has("transfer-encoding"), self.declared) {
            (true, _) if self.has("content-length") => Some(ExchangeNote::BothLengths),
            (true, _) => None,
            (false, None) => Some(ExchangeNote::LengthUnknown),
            (false, Some(declared)) => (self.truncated.is_none() && capture.body_bytes > declared)
                .then_some(ExchangeNote::ExtraBytes),
        }
    }
}

/// Makes the exchange. A body whose codings cannot be undone is kept as it was sent: it is
/// evidence all the same.
pub(super) async fn finish(
    url: Url,
    mut arrived: Arrived,
    capture: recorder::WireCapture,
    max_decoded: u64,
) -> Result<Exchange, FetchError> {
    if arrived.judge(&capture)
        && let Some(carrier) = capture.carrier()
    {
        carrier.retire.notify_one();
    }
    let encoded = std::mem::take(&mut arrived.encoded);
    let encoded_bytes = encoded.len() as u64;
    let codings: Vec<Vec<u8>> = lines(&arrived.head.headers, "content-encoding")
        .map(<[u8]>::to_vec)
        .collect();
    let undo = move || undo(encoded, &codings, max_decoded);
    let entity = if encoded_bytes < INLINE {
        undo()
    } else {
        tokio::task::spawn_blocking(undo)
            .await
            .expect("decoding does not panic, and is cancelled only with its runtime")
    };
    note_coding(&mut arrived, &entity.decoded);
    assemble(url, arrived, capture, entity, encoded_bytes)
}

/// A body, decoded or not, and its digest.
struct FetchedBody {
    decoded: DecodedBody,
    payload: PayloadDigest,
    undecoded: Option<CodingError>,
}

fn undo(encoded: Vec<u8>, codings: &[Vec<u8>], max_decoded: u64) -> FetchedBody {
    let lines = codings.iter().map(Vec::as_slice);
    let (decoded, undecoded) = match decode(&encoded, lines, max_decoded) {
        Ok(decoded) => (decoded, None),
        Err(error) => {
            let as_sent = DecodedBody {
                body: encoded,
                ..DecodedBody::default()
            };
            (as_sent, Some(error))
        }
    };
    let payload = PayloadDigest::of(&decoded.body);
    FetchedBody {
        decoded,
        payload,
        undecoded,
    }
}

fn note_coding(arrived: &mut Arrived, decoded: &DecodedBody) {
    if decoded.cut && arrived.truncated.is_none() {
        arrived.truncated = Some(Truncation::Disconnect);
        arrived.notes.push(ExchangeNote::CodingCut);
    }
    if decoded.was_plain {
        arrived.notes.push(ExchangeNote::NotEncoded);
    }
    if decoded.garbage > 0 {
        let bytes = decoded.garbage;
        arrived.notes.push(ExchangeNote::TrailingGarbage { bytes });
    }
}

fn assemble(
    url: Url,
    arrived: Arrived,
    capture: recorder::WireCapture,
    entity: FetchedBody,
    encoded_bytes: u64,
) -> Result<Exchange, FetchError> {
    let peer = capture.carrier().and_then(|carrier| carrier.peer);
    // A response whose first byte or sender the tap did not see is no evidence of anything.
    let Some(first) = capture.first_byte.filter(|_| peer.is_some()) else {
        return Err(FetchError::Disconnect { received: 0 });
    };
    // A server may answer before it has read a long request to its end.
    let sent = capture.sent.unwrap_or(first);
    Ok(Exchange {
        capture: Capture {
            url,
            requested_at: sent.wall,
            status: arrived.head.status,
            reason: arrived.head.reason,
            headers: arrived.head.headers,
            request_head: capture.request,
            response_head: capture.head.into_bytes(),
            body: entity.decoded.body,
            payload: entity.payload,
            truncated: arrived.truncated,
            undecoded: entity.undecoded,
            peer,
        },
        first_byte_at: first.wall,
        latency: first.steady.saturating_duration_since(sent.steady),
        encoded_bytes,
        notes: arrived.notes,
    })
}
