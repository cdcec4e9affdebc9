//! Request heads: bytes to the few fields this server looks at (RFC 9112).
//!
//! Pure. Refuses what it does not understand; never repairs.

/// A request this server can answer.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct RequestHead {
    /// Path and query as sent, always beginning with `/`.
    pub(super) target: String,
    /// `User-Agent`, or empty.
    pub(super) user_agent: String,
    /// The client takes gzip.
    pub(super) gzip: bool,
    /// `If-None-Match`.
    pub(super) none_match: Option<String>,
    /// The client can read chunks, that is, speaks HTTP/1.1.
    pub(super) chunks: bool,
    /// The connection may stay open after the answer.
    pub(super) keep_alive: bool,
}

/// A request that gets only this status code, and the connection closed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct RequestRefusal(pub(super) u16);

const BAD_REQUEST: RequestRefusal = RequestRefusal(400);

/// Parses a head, given without the empty line that ends it.
pub(super) fn parse(head: &[u8]) -> Result<RequestHead, RequestRefusal> {
    let head = std::str::from_utf8(head).map_err(|_| BAD_REQUEST)?;
    if head.contains(|c: char| c.is_control() && !matches!(c, '\r' | '\n' | '\t')) {
        return Err(BAD_REQUEST);
    }
    let mut lines = head.split("\r\n");
    let (target, chunks) = request_line(lines.next().unwrap_or_default())?;
    let fields = lines.map(field).collect::<Result<Vec<_>, _>>()?;
    let value = |name: &str| {
        let found = fields.iter().find(|f| f.0.eq_ignore_ascii_case(name));
        found.map(|f| f.1)
    };
    let hosts = fields.iter().filter(|f| f.0.eq_ignore_ascii_case("host"));
    if chunks && hosts.count() != 1 {
        return Err(BAD_REQUEST);
    }
    let length = value("content-length").unwrap_or("0");
    if length != "0" || value("transfer-encoding").is_some() {
        return Err(BAD_REQUEST);
    }
    let connection = value("connection").unwrap_or_default().to_ascii_lowercase();
    Ok(RequestHead {
        target: target.to_owned(),
        user_agent: value("user-agent").unwrap_or_default().to_owned(),
        gzip: value("accept-encoding").is_some_and(takes_gzip),
        none_match: value("if-none-match").map(str::to_owned),
        chunks,
        keep_alive: if chunks {
            !connection.contains("close")
        } else {
            connection.contains("keep-alive")
        },
    })
}

fn request_line(line: &str) -> Result<(&str, bool), RequestRefusal> {
    let [method, target, version] = line.split(' ').collect::<Vec<_>>()[..] else {
        return Err(BAD_REQUEST);
    };
    let one_one = match version {
        "HTTP/1.1" => true,
        "HTTP/1.0" => false,
        _ if version.starts_with("HTTP/") => return Err(RequestRefusal(505)),
        _ => return Err(BAD_REQUEST),
    };
    if !target.starts_with('/') || !target.is_ascii() {
        return Err(BAD_REQUEST);
    }
    match method {
        "GET" => Ok((target, one_one)),
        _ if is_token(method) => Err(RequestRefusal(405)),
        _ => Err(BAD_REQUEST),
    }
}

fn field(line: &str) -> Result<(&str, &str), RequestRefusal> {
    let (name, value) = line.split_once(':').ok_or(BAD_REQUEST)?;
    // Two conflicting line ends in one head are how requests are smuggled.
    let clean = is_token(name) && !value.contains(['\r', '\n']);
    clean.then(|| (name, value.trim())).ok_or(BAD_REQUEST)
}

fn is_token(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    !text.is_empty() && text.bytes().all(plain)
}

/// Whether an `Accept-Encoding` list takes gzip (RFC 9110, 12.5.3).
fn takes_gzip(list: &str) -> bool {
    list.split(',').any(|member| {
        let (coding, weight) = member.split_once(';').unwrap_or((member, ""));
        let named = coding.trim().eq_ignore_ascii_case("gzip");
        let weight = weight.trim().trim_start_matches("q=").trim();
        named && weight.parse::<f32>() != Ok(0.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads() {
        let head = parse(b"GET /a?b HTTP/1.1\r\nHost: x\r\nuser-agent: t \r\nIf-None-Match: \"e\"")
            .unwrap();
        assert_eq!(head.target, "/a?b");
        assert_eq!(head.user_agent, "t");
        assert_eq!(head.none_match.as_deref(), Some("\"e\""));
        assert!(head.chunks && head.keep_alive && !head.gzip);
        let close = parse(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: Close").unwrap();
        assert!(!close.keep_alive);
        let old = parse(b"GET / HTTP/1.0").unwrap();
        assert!(!old.chunks && !old.keep_alive);
        let kept = parse(b"GET / HTTP/1.0\r\nConnection: keep-alive").unwrap();
        assert!(kept.keep_alive);
    }

    #[test]
    fn refusals() {
        for (status, head) in [
            (400, &b"\x16\x03\x01\x02\x00"[..]),
            (400, b""),
            (400, b"GET /"),
            (400, b"GET  / HTTP/1.1\r\nHost: x"),
            (400, b"GET http://x/ HTTP/1.1\r\nHost: x"),
            (400, "GET /tìm HTTP/1.1\r\nHost: x".as_bytes()),
            (400, b"GET / HTTP/1.1"),
            (400, b"GET / HTTP/1.1\r\nHost: x\r\nHost: y"),
            (400, b"GET / HTTP/1.1\r\nHost : x"),
            (400, b"GET / HTTP/1.1\r\nHost: x\r\n folded"),
            (400, b"GET / HTTP/1.1\r\nHost: x\nA: b"),
            (400, b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5"),
            (
                400,
                b"GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked",
            ),
            (405, b"POST / HTTP/1.1\r\nHost: x"),
            (505, b"GET / HTTP/2.0\r\nHost: x"),
        ] {
            let text = String::from_utf8_lossy(head);
            assert_eq!(parse(head), Err(RequestRefusal(status)), "{text}");
        }
    }

    #[test]
    fn gzip_by_weight() {
        for (list, takes) in [
            ("gzip", true),
            ("br, GZIP;q=0.5", true),
            ("gzip;q=0", false),
            ("gzip; q=0.0, br", false),
            ("identity", false),
            ("", false),
        ] {
            assert_eq!(takes_gzip(list), takes, "{list}");
        }
    }
}
