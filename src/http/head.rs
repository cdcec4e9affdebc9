//! A response head, read: status, reason, and the headers as sent.
//!
//! Pure. Decides no framing.

/// What a head says.
#[derive(Debug, PartialEq, Eq)]
pub struct Head {
    /// 100 to 999.
    pub status: u16,
    /// Reason phrase; UTF-8, or Latin-1 when it is not.
    pub reason: String,
    /// Names and values as sent, in order, repeats kept.
    pub headers: Vec<(String, Vec<u8>)>,
}

/// Status and the bytes after it. Any version of HTTP: archives hold the made-up heads of
/// exchanges over HTTP/2 (`HTTP/2 200`); on the wire hyper has refused such a head before.
pub(crate) fn status_line(head: &[u8]) -> Option<(u16, &[u8])> {
    let line = head.split(|&byte| byte == b'\n').next()?;
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let version = line.strip_prefix(b"HTTP/")?;
    let end = version.iter().position(u8::is_ascii_whitespace)?;
    let (version, rest) = version.split_at(end);
    let digits = |part: &[u8]| part.len() == 1 && part[0].is_ascii_digit();
    if !version.splitn(2, |&byte| byte == b'.').all(digits) {
        return None;
    }
    let code = rest.trim_ascii_start();
    let digits = code.get(..3)?;
    let status = std::str::from_utf8(digits).ok()?.parse().ok()?;
    let reason = &code[3..];
    Some((status, reason.strip_prefix(b" ").unwrap_or(reason)))
}

/// Reads a head: names as sent, values without the white space around them, folded
/// lines joined by one space (RFC 9112 §5.2), order and repeats kept.
pub fn parse(raw: &[u8]) -> Option<Head> {
    let (status, reason) = status_line(raw)?;
    let mut headers: Vec<(String, Vec<u8>)> = Vec::with_capacity(16);
    for line in raw.split(|&byte| byte == b'\n').skip(1) {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            continue;
        }
        if let (b' ' | b'\t', Some((_, value))) = (line[0], headers.last_mut()) {
            value.push(b' ');
            value.extend_from_slice(line.trim_ascii());
            continue;
        }
        let colon = line.iter().position(|&byte| byte == b':')?;
        let name = String::from_utf8_lossy(line[..colon].trim_ascii()).into_owned();
        headers.push((name, line[colon + 1..].trim_ascii().to_vec()));
    }
    Some(Head {
        status,
        reason: text(reason),
        headers,
    })
}

/// Header bytes as text: UTF-8 when they are, else Latin-1 (RFC 9110 §5.5).
pub fn text(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|&byte| char::from(byte)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ODD: &[u8] = b"HTTP/1.1 299  Very  Odd\r\nX-oDD:  two  spaces \r\nSet-Cookie: a=1\r\nx-odd:\r\nset-cookie: b=2\r\nX-L: \xe9\r\nX-F: a\r\n\t b\r\n\r\n";

    #[test]
    fn head_is_read_in_order_with_its_case_and_repeats() {
        let head = parse(ODD).unwrap();
        assert_eq!((head.status, head.reason.as_str()), (299, " Very  Odd"));
        let expected: [(&str, &[u8]); 6] = [
            ("X-oDD", b"two  spaces"),
            ("Set-Cookie", b"a=1"),
            ("x-odd", b""),
            ("set-cookie", b"b=2"),
            ("X-L", b"\xe9"),
            ("X-F", b"a b"),
        ];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_vec()));
        assert_eq!(head.headers, expected);
        assert_eq!(parse(b"HTTP/1.1 200\r\n\r\n").unwrap().reason, "");
    }

    #[test]
    fn heads_of_every_version_are_read_and_others_are_not() {
        for head in [
            "HTTP/2 404",
            "HTTP/2.0 404 Not",
            "HTTP/3 404\r\n",
            "HTTP/1.0 404",
        ] {
            assert_eq!(parse(head.as_bytes()).unwrap().status, 404, "{head}");
        }
        for head in [
            "HTTP/ 404",
            "HTTP/x 404",
            "HTTP/1.x 404",
            "HTTP/11 404",
            "HTTP/1.1",
            "FTP 404",
        ] {
            assert_eq!(parse(head.as_bytes()), None, "{head}");
        }
    }
}
