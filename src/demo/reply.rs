//! Replies: status, fields and body, and their bytes on the wire (RFC 9112).
//!
//! Pure. HTML goes out as WordPress sends it (chunked, gzip when asked, no validators),
//! everything else with `Content-Length`.

use std::fmt::Write as _;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::request::RequestHead;

/// Bytes per chunk: small, so that clients meet several.
const CHUNK: usize = 4096;

/// An answer before it is put on the wire.
#[derive(Debug)]
pub(super) struct Reply {
    /// Status code.
    pub(super) status: u16,
    /// `Content-Type`.
    pub(super) media_type: String,
    /// Other fields, in order.
    pub(super) fields: Vec<(&'static str, String)>,
    /// `ETag`, with its quotes.
    pub(super) etag: Option<String>,
    /// The body, not encoded.
    pub(super) body: Vec<u8>,
    /// The reply belongs to the slow page.
    pub(super) slow: bool,
}

impl Reply {
    /// 200 with a body.
    pub(super) fn new(media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status: 200,
            media_type: media_type.to_owned(),
            fields: Vec::new(),
            etag: None,
            body: body.into(),
            slow: false,
        }
    }

    /// 200 with an HTML page in UTF-8.
    pub(super) fn html(html: String) -> Self {
        Self::new("text/html; charset=UTF-8", html)
    }

    /// A page that says no more than its status.
    pub(super) fn error(status: u16) -> Self {
        let words = reason(status);
        let html = format!(
            "<!DOCTYPE html>\n<html lang=\"vi\"><head><meta charset=\"UTF-8\">\
             <title>{status} {words}</title></head>\n<body><h1>{status}</h1>\
             <p>Máy chủ không phục vụ được yêu cầu này.</p></body></html>\n"
        );
        Self {
            status,
            ..Self::html(html)
        }
    }

    /// A redirect.
    pub(super) fn redirect(status: u16, target: String) -> Self {
        Self {
            status,
            ..Self::html(String::new())
        }
        .with("Location", target)
    }

    /// Adds a field.
    pub(super) fn with(mut self, name: &'static str, value: String) -> Self {
        self.fields.push((name, value));
        self
    }

    /// The whole answer to this request as bytes. `date` is the `Date` field's value.
    pub(super) fn wire(&self, head: &RequestHead, date: &str) -> Vec<u8> {
        let html = self.media_type.starts_with("text/html");
        let unchanged = self.etag.is_some() && self.etag == head.none_match;
        let status = if unchanged { 304 } else { self.status };
        let words = reason(status);
        let mut out = format!("HTTP/1.1 {status} {words}\r\nServer: hpnews-demo\r\n");
        let mut put = |name: &str, value: &str| {
            // Writing to a String cannot fail.
            let _ = write!(out, "{name}: {value}\r\n");
        };
        put("Date", date);
        if !head.keep_alive {
            put("Connection", "close");
        } else if !head.chunks {
            put("Connection", "keep-alive");
        }
        if let Some(etag) = &self.etag {
            put("ETag", etag);
        }
        for (name, value) in &self.fields {
            put(name, value);
        }
        if unchanged {
            return (out + "\r\n").into_bytes();
        }
        put("Content-Type", &self.media_type);
        let mut body = self.body.clone();
        if html {
            put("Vary", "Accept-Encoding");
            if head.gzip && !body.is_empty() {
                put("Content-Encoding", "gzip");
                body = gzip(&body);
            }
        }
        if html && head.chunks && !body.is_empty() {
            put("Transfer-Encoding", "chunked");
            body = chunked(&body);
        } else {
            put("Content-Length", &body.len().to_string());
        }
        let mut out = (out + "\r\n").into_bytes();
        out.extend(body);
        out
    }
}

/// A gzip member without name or time, so that equal input gives equal bytes.
pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder
        .write_all(bytes)
        .and_then(|()| encoder.finish())
        .expect("a Vec takes every byte")
}

fn chunked(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len() + 64);
    for chunk in body.chunks(CHUNK) {
        out.extend(format!("{:x}\r\n", chunk.len()).into_bytes());
        out.extend(chunk);
        out.extend(b"\r\n");
    }
    out.extend(b"0\r\n\r\n");
    out
}

/// The reason phrase (RFC 9110, 15) of the codes seen on portals.
fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        301 => "Moved Permanently",
        302 => "Found",
        304 => "Not Modified",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        410 => "Gone",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        505 => "HTTP Version Not Supported",
        _ => "Status",
    }
}
