//! One HTTP exchange as evidence: what was asked and what came back, byte for byte.
//!
//! Pure. Follows nothing: a redirect is a capture with a [`location`](Capture::location).

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use thiserror::Error;
use url::Url;

use super::coding::CodingError;
use super::head::text;
use crate::digest::PayloadDigest;

/// Bytes a redirect target may have (Heritrix: 2,083; nginx's own header buffer: 8 KiB).
const MAX_LOCATION: usize = 8 * 1024;

/// One request and its response, whether it came over the network or out of a WARC file.
/// Redirects and error statuses are responses too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capture {
    /// What was asked for, without credentials and fragment.
    pub url: Url,
    /// When the request's last byte was sent.
    pub requested_at: DateTime<Utc>,
    /// Status of the final response: 200 to 999, never 206.
    pub status: u16,
    /// Reason phrase; UTF-8, or Latin-1 when it is not.
    pub reason: String,
    /// Names and values as sent, in order, repeats kept; see `response_head` for the bytes.
    pub headers: Vec<(String, Vec<u8>)>,
    /// The request exactly as sent, to its empty line; empty when it was not kept.
    pub request_head: Vec<u8>,
    /// The final response head exactly as it came, to its empty line.
    pub response_head: Vec<u8>,
    /// The entity: transfer and content codings undone (but see `undecoded`).
    pub body: Vec<u8>,
    /// Of `body`. A truncated capture's digest is not the page's.
    pub payload: PayloadDigest,
    /// The body is not whole, and why (`WARC-Truncated`).
    pub truncated: Option<Truncation>,
    /// The content codings could not be undone, and why: `body` is as it was sent.
    pub undecoded: Option<CodingError>,
    /// The address the bytes came from (`WARC-IP-Address`), where it is known.
    pub peer: Option<IpAddr>,
}

/// Why a body is not whole: the names WARC 1.1 §5.13 gives them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truncation {
    /// Past `max_body`. With a `Content-Length` past it nothing is read at all.
    Length,
    /// Past `idle` or `whole`; the exchange's notes say which.
    Time,
    /// The peer hung up, or sent a coded stream without its end.
    Disconnect,
}

impl Truncation {
    /// The `WARC-Truncated` value.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Length => "length",
            Self::Time => "time",
            Self::Disconnect => "disconnect",
        }
    }

    /// Whether asking again later may well bring the rest.
    pub fn worth_retrying(self) -> bool {
        self != Self::Length
    }
}

/// Why a `Location` cannot be followed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LocationError {
    /// Longer than any server would accept.
    #[error("could not take the redirect: its target is {bytes} bytes long")]
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// Not an address.
    #[error("could not take the redirect: {0}")]
    Invalid(url::ParseError),
}

impl Capture {
    /// The first value of a header, by name in any case.
    pub fn header(&self, name: &str) -> Option<&[u8]> {
        self.header_lines(name).next()
    }

    /// All values of a header, in order.
    pub fn header_lines(&self, name: &str) -> impl Iterator<Item = &[u8]> {
        lines(&self.headers, name)
    }

    /// `Content-Type` as text; lines that say different things joined by commas.
    pub fn content_type(&self) -> Option<String> {
        let mut lines: Vec<String> = self.header_lines("content-type").map(text).collect();
        lines.dedup();
        (!lines.is_empty()).then(|| lines.join(", "))
    }

    /// The digest of what came. None of a 304, which brings nothing: that of no bytes would be
    /// taken for the page's.
    pub fn brought(&self) -> Option<&PayloadDigest> {
        (self.status != 304).then_some(&self.payload)
    }

    /// A revisit in full: with the body of the response it refers to and, where it has no head
    /// of its own, with that one's.
    pub(crate) fn complete(&mut self, original: Self) {
        if self.response_head.is_empty() {
            self.status = original.status;
            self.reason = original.reason;
            self.headers = original.headers;
            self.response_head = original.response_head;
        }
        self.body = original.body;
        self.payload = original.payload;
        self.truncated = original.truncated;
        self.undecoded = original.undecoded;
    }

    /// Whether it says that what we hold is still so: 304 to a request that asked. A 304 nobody
    /// asked for says nothing (Apache answers one to a date of the same second, measured).
    pub fn confirms(&self) -> bool {
        let asked = |name: &[u8]| {
            let mut lines = self.request_head.split(|&byte| byte == b'\n');
            lines.any(|line| {
                line.get(..name.len())
                    .is_some_and(|start| start.eq_ignore_ascii_case(name))
            })
        };
        self.status == 304 && (asked(b"if-none-match:") || asked(b"if-modified-since:"))
    }

    /// Where a redirect points, resolved against the address asked for, without
    /// credentials. Any scheme and host: whether to go there is the caller's to judge,
    /// and the next [`Client::get`](crate::fetch::Client::get) checks it again.
    pub fn location(&self) -> Option<Result<Url, LocationError>> {
        if !matches!(self.status, 301..=303 | 307 | 308) {
            return None;
        }
        let value = self.header("location")?;
        let bytes = value.len();
        if bytes > MAX_LOCATION {
            return Some(Err(LocationError::TooLong { bytes }));
        }
        let target = self.url.join(&escape_bytes(value));
        Some(target.map(bare).map_err(LocationError::Invalid))
    }
}

/// All values of a header, in order.
pub(crate) fn lines<'a>(
    headers: &'a [(String, Vec<u8>)],
    name: &str,
) -> impl Iterator<Item = &'a [u8]> {
    headers
        .iter()
        .filter(move |(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_slice())
}

/// An address with neither credentials nor fragment: neither belongs in a request.
pub(crate) fn bare(mut url: Url) -> Url {
    if !url.username().is_empty() || url.password().is_some() {
        // Only an address without a host refuses, and it has no credentials either.
        let _ = url.set_password(None);
        let _ = url.set_username("");
    }
    url.set_fragment(None);
    url
}

/// Text as it is; bytes that are no UTF-8 percent-encoded one by one, as browsers do.
fn escape_bytes(value: &[u8]) -> String {
    if let Ok(text) = std::str::from_utf8(value) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(value.len() + 16);
    for &byte in value {
        if byte.is_ascii() {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for digit in [byte >> 4, byte & 15] {
                out.push(char::from(b"0123456789ABCDEF"[usize::from(digit)]));
            }
        }
    }
    out
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::http) fn redirect(location: &[u8]) -> Capture {
        Capture {
            url: Url::parse("http://thanhphohaiphong.gov.vn/tin/bai.html?p=1").unwrap(),
            requested_at: DateTime::UNIX_EPOCH,
            status: 302,
            reason: "Found".into(),
            headers: vec![("LOCATION".into(), location.to_vec())],
            request_head: Vec::new(),
            response_head: Vec::new(),
            body: Vec::new(),
            payload: PayloadDigest::of(b""),
            truncated: None,
            undecoded: None,
            peer: None,
        }
    }

    #[test]
    fn location_is_resolved_encoded_and_stripped_of_credentials() {
        let table: [(&[u8], &str); 8] = [
            (b"/ok", "http://thanhphohaiphong.gov.vn/ok"),
            (
                b"khac.html#x",
                "http://thanhphohaiphong.gov.vn/tin/khac.html",
            ),
            (b"//b.vn/", "http://b.vn/"),
            (
                "/ok?q=Hải".as_bytes(),
                "http://thanhphohaiphong.gov.vn/ok?q=H%E1%BA%A3i",
            ),
            (b"/H\xe1i", "http://thanhphohaiphong.gov.vn/H%E1i"),
            (b"http://user:pw@b.vn/x", "http://b.vn/x"),
            (b"http://0x7f.1/", "http://127.0.0.1/"),
            (b"file:///etc/passwd", "file:///etc/passwd"),
        ];
        for (value, expected) in table {
            let target = redirect(value).location().unwrap().unwrap();
            assert_eq!(target.as_str(), expected);
        }
    }

    #[test]
    fn location_that_cannot_be_followed_says_why() {
        let long = [b"/".as_slice(), &[b'a'; 9000]].concat();
        let error = redirect(&long).location().unwrap().unwrap_err();
        assert_eq!(error, LocationError::TooLong { bytes: 9001 });
        let error = redirect(b"http://[::1").location().unwrap().unwrap_err();
        assert!(matches!(error, LocationError::Invalid(_)));
        let mut none = redirect(b"/");
        none.headers.clear();
        assert_eq!(none.location(), None);
        let mut ok = redirect(b"/");
        ok.status = 201;
        assert_eq!(ok.location(), None);
    }

    #[test]
    fn a_304_confirms_only_what_was_asked_about() {
        let lines = "GET / HTTP/1.1\r\nHost: a.vn\r\n";
        for (status, request, confirms) in [
            (304, "If-None-Match: \"a\"\r\n\r\n", true),
            (
                304,
                "if-modified-since: Wed, 27 Dec 2023 10:21:00 GMT\r\n\r\n",
                true,
            ),
            (304, "X-If-None-Match: \"a\"\r\n\r\n", false),
            (304, "\r\n", false),
            (200, "If-None-Match: \"a\"\r\n\r\n", false),
        ] {
            let capture = Capture {
                status,
                request_head: [lines, request].concat().into_bytes(),
                ..redirect(b"/")
            };
            assert_eq!(capture.confirms(), confirms, "{status} {request}");
            assert_eq!(capture.brought().is_none(), status == 304);
        }
    }
}
