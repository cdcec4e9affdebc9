//! A stored response, ours or another tool's, as the [`Capture`] it once was.

use chrono::{DateTime, Utc};
use url::Url;

use super::{Header, RecordType, WarcError};
use crate::digest::PayloadDigest;
use crate::http::{self, Capture, CodingError, Head, Truncation, bare, lines};

/// The capture of a `response` record (`application/http`), de-chunked and decoded up to
/// `max_decoded` bytes; of a `resource` record, which has no head and gets one that says no
/// more than its media type; or of a `revisit` record, whose body is then empty. Headers that a
/// writer renamed `X-Archive-Orig-…` keep that name. Interim (1xx) and partial (206)
/// responses are no captures.
pub fn capture_of(header: &Header, block: Vec<u8>, max_decoded: u64) -> Result<Capture, WarcError> {
    let offset = header.offset;
    let refuse = |cause: String| WarcError::Http { offset, cause };
    let is_revisit = header.kind() == RecordType::Revisit;
    let (url, requested_at) = about(header).map_err(refuse)?;
    let (raw, rest) = match header.kind() {
        RecordType::Resource => (head_of_resource(header), block),
        RecordType::Response | RecordType::Revisit => split(block, is_revisit).map_err(refuse)?,
        other => return Err(refuse(format!("it is a {} record", other.as_str()))),
    };
    let head = match http::parse(&raw) {
        Some(head) => head,
        None if is_revisit && raw.is_empty() => headless(),
        None => return Err(refuse("its head cannot be read".into())),
    };
    if !(200..1000).contains(&head.status) || head.status == 206 {
        let status = head.status;
        return Err(refuse(format!(
            "status {status} is not that of a whole answer"
        )));
    }
    let entity = if is_revisit {
        Entity::default()
    } else {
        let mut entity = entity_of(&head, rest, max_decoded);
        entity.truncated = truncation(header).or(entity.truncated);
        entity
    };
    Ok(Capture {
        url,
        requested_at,
        status: head.status,
        reason: head.reason,
        headers: head.headers,
        request_head: Vec::new(),
        response_head: raw,
        payload: PayloadDigest::of(&entity.body),
        body: entity.body,
        truncated: entity.truncated,
        undecoded: entity.undecoded,
        peer: header
            .field("WARC-IP-Address")
            .and_then(|ip| ip.trim().parse().ok()),
    })
}

fn head_of_resource(header: &Header) -> Vec<u8> {
    let media = header
        .field("Content-Type")
        .map(|media| format!("Content-Type: {media}\r\n"));
    format!("HTTP/1.1 200 OK\r\n{}\r\n", media.unwrap_or_default()).into_bytes()
}

fn about(header: &Header) -> Result<(Url, DateTime<Utc>), String> {
    let target = header.target().ok_or("it has no WARC-Target-URI")?;
    let url = Url::parse(target).map_err(|error| format!("its WARC-Target-URI: {error}"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!("it is of a {}: address", url.scheme()));
    }
    let date = header.date().ok_or("it has no readable WARC-Date")?;
    Ok((bare(url), date))
}

/// What a revisit without a head says of an answer: that it was the original's.
fn headless() -> Head {
    Head {
        status: 200,
        reason: String::new(),
        headers: Vec::new(),
        stray: 0,
    }
}

/// The final head, to its empty line, and the body. Interim heads before it are dropped.
/// The head of a revisit may lack its empty line: some writers end the block before it; or
/// there is none at all (Heritrix 3 writes empty blocks).
fn split(mut block: Vec<u8>, is_revisit: bool) -> Result<(Vec<u8>, Vec<u8>), String> {
    if is_revisit && block.trim_ascii().is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    loop {
        if !block.starts_with(b"HTTP") {
            return Err("its block does not begin with a status line".into());
        }
        let Some(end) = head_end(&block) else {
            if is_revisit {
                return Ok((block, Vec::new()));
            }
            return Err("its head does not end".into());
        };
        let body = block.split_off(end);
        let is_interim = http::status_line(&block).is_some_and(|(status, _)| status < 200);
        if !is_interim || !body.starts_with(b"HTTP/") {
            return Ok((block, body));
        }
        block = body;
    }
}

/// Where the bytes after the empty line begin. A line may end in more than one carriage return:
/// a file that was copied as text has them doubled.
pub(super) fn head_end(block: &[u8]) -> Option<usize> {
    let mut from = 0;
    loop {
        let line = from + block[from..].iter().position(|&byte| byte == b'\n')? + 1;
        let returns = block[line..].iter().take_while(|&&byte| byte == b'\r');
        let end = line + returns.count();
        if block.get(end) == Some(&b'\n') {
            return Some(end + 1);
        }
        from = line;
    }
}

#[derive(Default)]
struct Entity {
    body: Vec<u8>,
    truncated: Option<Truncation>,
    undecoded: Option<CodingError>,
}

fn entity_of(head: &Head, stored: Vec<u8>, max_decoded: u64) -> Entity {
    let mut truncated = is_short(head, &stored).then_some(Truncation::Disconnect);
    let mut body = stored;
    let is_chunked = lines(&head.headers, "transfer-encoding")
        .flat_map(|line| line.split(|&byte| byte == b','))
        .any(|coding| coding.trim_ascii().eq_ignore_ascii_case(b"chunked"));
    // Some writers keep the header and store the body without its framing.
    if is_chunked && let Some(plain) = http::dechunk(&body) {
        body = plain.body;
        truncated = plain.cut.then_some(Truncation::Disconnect);
    }
    let codings = || lines(&head.headers, "content-encoding");
    if codings().next().is_none() || body.is_empty() {
        return Entity {
            body,
            truncated,
            undecoded: None,
        };
    }
    match http::decode(&body, codings(), max_decoded) {
        Ok(decoded) => Entity {
            truncated: truncated.or(decoded.cut.then_some(Truncation::Disconnect)),
            body: decoded.body,
            undecoded: None,
        },
        Err(error) => Entity {
            body,
            truncated,
            undecoded: Some(error),
        },
    }
}

/// Whether the head promised more than is stored. A 304, or the answer to a HEAD request,
/// tells the length of what it does not send.
fn is_short(head: &Head, stored: &[u8]) -> bool {
    let chunked = lines(&head.headers, "transfer-encoding").next().is_some();
    let promised = lines(&head.headers, "content-length")
        .next()
        .and_then(|value| std::str::from_utf8(value).ok()?.parse::<u64>().ok());
    !chunked && !stored.is_empty() && promised.is_some_and(|length| length > stored.len() as u64)
}

/// `WARC-Truncated`; a reason we have no word for (`unspecified`) is taken as a lost peer.
fn truncation(header: &Header) -> Option<Truncation> {
    match header
        .field("WARC-Truncated")?
        .to_ascii_lowercase()
        .as_str()
    {
        "length" => Some(Truncation::Length),
        "time" => Some(Truncation::Time),
        _ => Some(Truncation::Disconnect),
    }
}
