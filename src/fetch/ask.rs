//! One question over a line: the phases and their limits, and what comes of them.
//!
//! The dialler times the connecting; the rest is timed here, where the caller waits.

use std::io;
use std::pin::pin;

use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, ACCEPT_LANGUAGE, HOST, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH,
    USER_AGENT,
};
use tokio::time::{Instant, timeout_at};
use url::Url;

use super::Validators;
use super::error::{Fault, FetchError, Phase, Refusal};
use super::exchange::{Exchange, Note, Truncation, lines};
use super::finish::{Arrived, finish};
use super::head::{self, Head, text};
use super::line::Line;
use super::tap::Capture;
use crate::config::FetchLimits;

/// What every question has in common.
pub(super) struct Manner {
    pub(super) user_agent: HeaderValue,
    pub(super) limits: FetchLimits,
}

/// Why an attempt failed, and whether the connection had been dead before it.
struct Failed {
    error: FetchError,
    stale: bool,
}

impl From<FetchError> for Failed {
    fn from(error: FetchError) -> Self {
        let stale = false;
        Self { error, stale }
    }
}

impl From<Fault> for Failed {
    fn from(fault: Fault) -> Self {
        FetchError::from(fault).into()
    }
}

/// Asks once; once more if the kept-alive connection turns out to have been closed
/// before a byte of the answer (RFC 9112 §9.3.1): the server never saw that request,
/// or chose not to answer it, so the turn is still unspent.
pub(super) async fn ask(
    line: &Line,
    manner: &Manner,
    url: Url,
    validators: &Validators,
) -> Result<Exchange, FetchError> {
    let _one_at_a_time = line.one_at_a_time.lock().await;
    let whole = Instant::now() + manner.limits.whole;
    let first = attempt(line, manner, &url, validators, whole).await;
    let asked_twice = matches!(first, Err(Failed { stale: true, .. }));
    let outcome = if asked_twice {
        attempt(line, manner, &url, validators, whole).await
    } else {
        first
    };
    // Whatever happened, later bytes on that connection belong to nobody.
    let capture = line.tap.close();
    let arrived = outcome.map_err(|failed| failed.error)?;
    let max_decoded = manner.limits.max_decoded;
    finish(url, arrived, capture, asked_twice, max_decoded).await
}

async fn attempt(
    line: &Line,
    manner: &Manner,
    url: &Url,
    validators: &Validators,
    whole: Instant,
) -> Result<Arrived, Failed> {
    let request = request(line, manner, url, validators)?;
    let response = answer(line, request, &manner.limits, whole).await?;
    let raw_head = line.tap.head().unwrap_or_default();
    let head = head::parse(&raw_head).ok_or_else(|| Fault::Head {
        detail: "hyper read it and we could not".to_owned(),
    })?;
    check(&head)?;
    body(response, head, &manner.limits, whole).await
}

fn request(
    line: &Line,
    manner: &Manner,
    url: &Url,
    validators: &Validators,
) -> Result<reqwest::Request, FetchError> {
    let unsendable = || FetchError::Refused {
        target: line.to.name(),
        reason: Refusal::Unsendable,
    };
    // reqwest must not do TLS: the dialler does. The `Host` line keeps the true port.
    let mut plain = url.clone();
    if line.to.https {
        plain.set_scheme("http").map_err(|()| unsendable())?;
    }
    let html = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    let mut request = line
        .client
        .get(plain)
        .header(HOST, line.host.clone())
        .header(USER_AGENT, manner.user_agent.clone())
        .header(ACCEPT, HeaderValue::from_static(html))
        .header(ACCEPT_LANGUAGE, HeaderValue::from_static("vi"))
        .header(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
    if let Some(etag) = &validators.etag {
        request = request.header(IF_NONE_MATCH, etag.clone());
    }
    if let Some(date) = &validators.last_modified {
        request = request.header(IF_MODIFIED_SINCE, date.clone());
    }
    request.build().map_err(|_| unsendable())
}

/// Sends the request and waits for the whole response head.
async fn answer(
    line: &Line,
    request: reqwest::Request,
    limits: &FetchLimits,
    whole: Instant,
) -> Result<reqwest::Response, Failed> {
    let written = line.tap.open();
    let mut answer = pin!(line.client.execute(request));
    let (outcome, phase, after) = tokio::select! {
        biased;
        outcome = &mut answer => (Ok(outcome), Phase::Whole, limits.whole),
        () = written.notified() => {
            let (deadline, phase, after) = sooner(Phase::FirstByte, limits, whole);
            (timeout_at(deadline, &mut answer).await, phase, after)
        }
        () = tokio::time::sleep_until(whole) => {
            return Err(FetchError::Timeout { phase: Phase::Whole, after: limits.whole }.into());
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
    phase: Phase,
    limits: &FetchLimits,
    whole: Instant,
) -> (Instant, Phase, std::time::Duration) {
    let after = match phase {
        Phase::FirstByte => limits.first_byte,
        _ => limits.idle,
    };
    let deadline = Instant::now() + after;
    if whole < deadline {
        (whole, Phase::Whole, limits.whole)
    } else {
        (deadline, phase, after)
    }
}

/// Why no response head came: what the dialler saw outranks what hyper says of it.
fn diagnose(capture: Capture, error: &reqwest::Error) -> Failed {
    let stale = capture.was_stale();
    let received = capture.head.bytes().len() as u64;
    let count = capture.head.interim();
    let error = if let Some(failure) = capture.failure {
        failure
    } else if capture.head.is_whole() || !capture.head.looks_like_http() {
        let detail = innermost(error);
        Fault::Head { detail }.into()
    } else if received == 0 && count > 0 {
        Fault::OnlyInterim { count }.into()
    } else {
        FetchError::Disconnect { received }
    };
    Failed { error, stale }
}

fn innermost(error: &dyn std::error::Error) -> String {
    let mut last = error;
    while let Some(source) = last.source() {
        last = source;
    }
    last.to_string()
}

/// Refuses what no honest answer to our question can be.
fn check(head: &Head) -> Result<(), Fault> {
    let status = head.status;
    if matches!(status, 101 | 206) {
        return Err(Fault::Unasked { status });
    }
    let codings: Vec<_> = lines(&head.headers, "transfer-encoding").collect();
    match codings.as_slice() {
        [] => Ok(()),
        [one] if one.eq_ignore_ascii_case(b"chunked") => Ok(()),
        many => {
            let coding = text(&many.join(&b", "[..]));
            Err(Fault::TransferCoding { coding })
        }
    }
}

/// Reads the body as far as limits and peer let us.
async fn body(
    mut response: reqwest::Response,
    head: Head,
    limits: &FetchLimits,
    whole: Instant,
) -> Result<Arrived, Failed> {
    let declared = response.content_length();
    let mut arrived = Arrived::new(head, declared);
    if declared.is_some_and(|length| length > limits.max_body) {
        arrived.truncated = Some(Truncation::Length);
        return Ok(arrived);
    }
    loop {
        let (deadline, phase, after) = sooner(Phase::Idle, limits, whole);
        match timeout_at(deadline, response.chunk()).await {
            Ok(Ok(Some(piece))) => arrived.encoded.extend_from_slice(&piece),
            Ok(Ok(None)) => return Ok(arrived),
            Ok(Err(error)) if ended_early(&error) => {
                arrived.truncated = Some(Truncation::Disconnect);
                return Ok(arrived);
            }
            Ok(Err(error)) => {
                let detail = innermost(&error);
                return Err(Fault::Framing { detail }.into());
            }
            Err(_) => {
                arrived.truncated = Some(Truncation::Time);
                arrived.notes.push(Note::TimedOut { phase, after });
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
