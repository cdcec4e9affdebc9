//! One question over a line: how it is put, and when it is put again.

use chrono::{DateTime, Utc};
use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, ACCEPT_LANGUAGE, HOST, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH,
    USER_AGENT,
};
use tokio::time::Instant;
use url::Url;

use super::Validators;
use super::answer::{Failed, answer, body};
use super::connection::OriginConnection;
use super::error::{FetchError, FetchRefusal, ProtocolFault};
use super::exchange::Exchange;
use super::finish::{Arrived, finish};
use crate::config::FetchLimits;
use crate::http::{self, Head, lines, text};
use crate::politeness::Deadline;

/// What every question has in common.
pub(super) struct RequestOptions {
    pub(super) user_agent: HeaderValue,
    pub(super) limits: FetchLimits,
    pub(super) clock: Option<fn() -> DateTime<Utc>>,
}

/// Asks once; once more if the kept-alive connection turns out to have been closed before
/// the request was written. A request that has left is never repeated here, though RFC
/// 9112 §9.3.1 would allow it: the server may have seen it, so the next one needs a turn
/// of its own, with its pause.
pub(super) async fn ask(
    line: &OriginConnection,
    manner: &RequestOptions,
    url: Url,
    validators: &Validators,
    not_after: Option<&Deadline>,
) -> Result<Exchange, FetchError> {
    let _one_at_a_time = line.one_at_a_time.lock().await;
    line.tap.lend(not_after.cloned());
    let whole = Instant::now() + manner.limits.whole;
    let first = attempt(line, manner, &url, validators, whole).await;
    let outcome = match first {
        Err(failed) if failed.unsent => attempt(line, manner, &url, validators, whole).await,
        first => first,
    };
    // Whatever happened, later bytes on that connection belong to nobody.
    let capture = line.tap.close();
    let arrived = outcome.map_err(|failed| failed.error)?;
    let max_decoded = manner.limits.max_decoded;
    let sent = capture.sent.or(capture.first_byte);
    let mut exchange = finish(url, arrived, capture, max_decoded).await?;
    if let (Some(clock), Some(sent)) = (manner.clock, sent) {
        exchange.capture.requested_at = clock() - sent.steady.elapsed();
    }
    Ok(exchange)
}

async fn attempt(
    line: &OriginConnection,
    manner: &RequestOptions,
    url: &Url,
    validators: &Validators,
    whole: Instant,
) -> Result<Arrived, Failed> {
    let request = request(line, manner, url, validators)?;
    let response = answer(line, request, &manner.limits, whole).await?;
    let raw_head = line.tap.head().unwrap_or_default();
    let head = http::parse(&raw_head).ok_or_else(|| ProtocolFault::Head {
        detail: "hyper read it and we could not".to_owned(),
    })?;
    check(&head)?;
    body(response, head, &manner.limits, whole).await
}

fn request(
    line: &OriginConnection,
    manner: &RequestOptions,
    url: &Url,
    validators: &Validators,
) -> Result<reqwest::Request, FetchError> {
    let unsendable = || FetchError::Refused {
        target: line.to.name(),
        reason: FetchRefusal::Unsendable,
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

/// Refuses what no honest answer to our question can be.
fn check(head: &Head) -> Result<(), ProtocolFault> {
    let status = head.status;
    if matches!(status, 101 | 206) {
        return Err(ProtocolFault::Unasked { status });
    }
    let codings: Vec<_> = lines(&head.headers, "transfer-encoding").collect();
    match codings.as_slice() {
        [] => Ok(()),
        [one] if one.eq_ignore_ascii_case(b"chunked") => Ok(()),
        many => {
            let coding = text(&many.join(&b", "[..]));
            Err(ProtocolFault::TransferCoding { coding })
        }
    }
}
