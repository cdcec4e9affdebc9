//! The answer to one question: waited for no longer than each phase allows, and when
//! none comes, why.
//!
//! The dialler times the connecting; the rest is timed here, where the caller waits.

use std::io;
use std::pin::pin;
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::connection::OriginConnection;
use super::error::{FetchError, FetchPhase, ProtocolFault};
use super::exchange::ExchangeNote;
use super::finish::Arrived;
use super::recorder::WireCapture;
use crate::config::FetchLimits;
use crate::http::{Head, Truncation};

/// Why an attempt failed, and whether it deserves another at once.
pub(super) struct Failed {
    pub(super) error: FetchError,
    /// The connection had been dead before, and the request never left this machine.
    pub(super) unsent: bool,
}

impl From<FetchError> for Failed {
    fn from(error: FetchError) -> Self {
        let unsent = false;
        Self { error, unsent }
    }
}

impl From<ProtocolFault> for Failed {
    fn from(fault: ProtocolFault) -> Self {
        FetchError::from(fault).into()
    }
}

/// Sends the request and waits for the whole response head.
pub(super) async fn answer(
    line: &OriginConnection,
    request: reqwest::Request,
    limits: &FetchLimits,
    whole: Instant,
) -> Result<reqwest::Response, Failed> {
    let written = line.tap.open();
    let mut answer = pin!(line.client.execute(request));
    let (outcome, phase, after) = tokio::select! {
        biased;
        outcome = &mut answer => (Ok(outcome), FetchPhase::Whole, limits.whole),
        () = written.notified() => {
            let (deadline, phase, after) = sooner(FetchPhase::FirstByte, limits, whole);
            (timeout_at(deadline, &mut answer).await, phase, after)
        }
        () = tokio::time::sleep_until(whole) => {
            return Err(FetchError::Timeout { phase: FetchPhase::Whole, after: limits.whole }.into());
        }
    };
    match outcome {
        Ok(Ok(response)) => Ok(response),
        Ok(Err(error)) => Err(diagnose(line.tap.close(), &error)),
        Err(_) => Err(FetchError::Timeout { phase, after }.into()),
    }
}

/// The phase's own limit, or what is left of the whole.
fn sooner(
    phase: FetchPhase,
    limits: &FetchLimits,
    whole: Instant,
) -> (Instant, FetchPhase, Duration) {
    let after = match phase {
        FetchPhase::FirstByte => limits.first_byte,
        _ => limits.idle,
    };
    let deadline = Instant::now() + after;
    if whole < deadline {
        (whole, FetchPhase::Whole, limits.whole)
    } else {
        (deadline, phase, after)
    }
}

/// Why no response head came: what the dialler saw outranks what hyper says of it.
fn diagnose(capture: WireCapture, error: &reqwest::Error) -> Failed {
    let unsent = capture.is_unsent();
    let received = capture.head.bytes().len() as u64;
    let count = capture.head.interim();
    let error = if let Some(failure) = capture.failure {
        failure
    } else if capture.head.is_whole() || !capture.head.looks_like_http() {
        let detail = innermost(error);
        ProtocolFault::Head { detail }.into()
    } else if received == 0 && count > 0 {
        ProtocolFault::OnlyInterim { count }.into()
    } else {
        FetchError::Disconnect { received }
    };
    Failed { error, unsent }
}

fn innermost(error: &dyn std::error::Error) -> String {
    let mut last = error;
    while let Some(source) = last.source() {
        last = source;
    }
    last.to_string()
}

/// Reads the body as far as limits and peer let us.
pub(super) async fn body(
    mut response: reqwest::Response,
    head: Head,
    limits: &FetchLimits,
    whole: Instant,
) -> Result<Arrived, Failed> {
    let declared = response.content_length();
    let mut arrived = Arrived::new(head, declared);
    // A list of addresses is of use as far as it goes; half a page or picture is none.
    let is_list = crate::http::lines(&arrived.head.headers, "content-type").any(|it| {
        let it = String::from_utf8_lossy(it);
        let kinds = ["text/plain", "xml", "json"];
        !it.contains("html") && kinds.iter().any(|kind| it.contains(kind))
    });
    if !is_list && declared.is_some_and(|length| length > limits.max_body) {
        arrived.truncated = Some(Truncation::Length);
        return Ok(arrived);
    }
    loop {
        let (deadline, phase, after) = sooner(FetchPhase::Idle, limits, whole);
        match timeout_at(deadline, response.chunk()).await {
            Ok(Ok(Some(piece))) => arrived.encoded.extend_from_slice(&piece),
            Ok(Ok(None)) => return Ok(arrived),
            Ok(Err(error)) if ended_early(&error) => {
                arrived.truncated = Some(Truncation::Disconnect);
                return Ok(arrived);
            }
            Ok(Err(error)) => {
                let detail = innermost(&error);
                return Err(ProtocolFault::Framing { detail }.into());
            }
            Err(_) => {
                arrived.truncated = Some(Truncation::Time);
                arrived.notes.push(ExchangeNote::TimedOut { phase, after });
                return Ok(arrived);
            }
        }
    }
}

/// hyper marks a body that stops short with `UnexpectedEof`, and broken framing with
/// other kinds.
fn ended_early(error: &reqwest::Error) -> bool {
    let mut next = std::error::Error::source(error);
    while let Some(error) = next {
        if let Some(error) = error.downcast_ref::<io::Error>() {
            return error.kind() == io::ErrorKind::UnexpectedEof;
        }
        next = error.source();
    }
    false
}
