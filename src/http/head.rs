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
    /// Lines that are no headers and were passed over.
    pub stray: usize,
}

/// Status and the bytes after it. Any version of HTTP: archives hold the made-up heads of
/// exchanges over HTTP/2 (`HTTP/2 200`), and those of servers that name none (`HTTP 200`); on
/// the wire hyper has refused such a head before.
pub(crate) fn status_line(head: &[u8]) -> Option<(u16, &[u8])> {
    let line = head.split(|&byte| byte == b'\n').next()?;
    let returns = line.iter().rev().take_while(|&&byte| byte == b'\r');
    let line = &line[..line.len() - returns.count()];
    let line = line.strip_prefix(b"HTTP")?;
    let end = line.iter().position(u8::is_ascii_whitespace)?;
    let (version, rest) = line.split_at(end);
    let digits = |part: &[u8]| part.len() == 1 && part[0].is_ascii_digit();
    let is_version = |version: &[u8]| version.splitn(2, |&byte| byte == b'.').all(digits);
    if !version.is_empty() && !version.strip_prefix(b"/").is_some_and(is_version) {
        return None;
    }
    let code = rest.trim_ascii_start();
    let digits = code.get(..3)?;
    let status = std::str::from_utf8(digits).ok()?.parse().ok()?;
    let reason = &code[3..];
    Some((status, reason.strip_prefix(b" ").unwrap_or(reason)))
}

/// Reads a head: names as sent, values without the white space around them, folded
/// lines joined by one space (RFC 9112 §5.2), order and repeats kept. A line that is no header
/// (no colon, a name that is none, control characters) is passed over, and so is what is
/// folded below it: the notice of a PHP script, say, or a second status line.
pub fn parse(raw: &[u8]) -> Option<Head> {
    let (status, reason) = status_line(raw)?;
    let mut headers: Vec<(String, Vec<u8>)> = Vec::with_capacity(16);
    let (mut stray, mut is_stray) = (0, true);
    for line in raw.split(|&byte| byte == b'\n').skip(1) {
        let line = line.trim_ascii_end();
        if line.is_empty() {
            continue;
        }
        if let (b' ' | b'\t', Some((_, value)), false) = (line[0], headers.last_mut(), is_stray) {
            value.push(b' ');
            value.extend_from_slice(line.trim_ascii());
            continue;
        }
        let header = header(line);
        is_stray = header.is_none();
        stray += usize::from(is_stray);
        headers.extend(header);
    }
    Some(Head {
        status,
        reason: text(reason),
        headers,
        stray,
    })
}

/// Name and value of a line; `None` when it is no header.
fn header(line: &[u8]) -> Option<(String, Vec<u8>)> {
    let colon = line.iter().position(|&byte| byte == b':')?;
    let (name, value) = (line[..colon].trim_ascii_end(), &line[colon + 1..]);
    let is_token = |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte);
    let is_value = |byte: &u8| *byte == b'\t' || !byte.is_ascii_control();
    if name.is_empty() || !name.iter().all(is_token) || !value.iter().all(is_value) {
        return None;
    }
    let name = String::from_utf8_lossy(name).into_owned();
    Some((name, value.trim_ascii().to_vec()))
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
    fn lines_that_are_no_headers_are_passed_over() {
        let php = "<br />\n<b>Notice</b>:  Undefined variable: trang in <b>/web/tin.php</b> on \
                   line <b>3</b><br />\n";
        for (stray, count) in [
            ("P3P CP=\"x\"\r\n", 1),
            ("HTTP/1.1 200 OK\r\n", 1),
            (php, 2),
            (": none\r\n", 1),
            ("Có dấu: x\r\n", 1),
            ("X-Odd: a\u{1}b\r\n", 1),
            ("garbage\r\n folded below it\r\n", 2),
            (" folded before any header\r\n", 1),
            ("", 0),
        ] {
            let raw = format!(
                "HTTP/1.1 200 OK\r\n{stray}Content-Type : text/html\r\n;x\r\n{stray}X-F: a\r\n b\r\n\r\n"
            );
            let head = parse(raw.as_bytes()).unwrap();
            let names: Vec<_> = head.headers.iter().map(|(name, _)| name.as_str()).collect();
            assert_eq!(names, ["Content-Type", "X-F"], "{stray}");
            assert_eq!(head.headers[1].1, b"a b", "{stray}");
            assert_eq!(head.stray, 2 * count + 1, "{stray}");
        }
    }

    #[test]
    fn heads_of_every_version_are_read_and_others_are_not() {
        for head in [
            "HTTP/2 404",
            "HTTP/2.0 404 Not",
            "HTTP/3 404\r\n",
            "HTTP/1.0 404",
            "HTTP 404 Document follows",
        ] {
            assert_eq!(parse(head.as_bytes()).unwrap().status, 404, "{head}");
        }
        for head in [
            "HTTP/ 404",
            "HTTP/x 404",
            "HTTP/1.x 404",
            "HTTP/11 404",
            "HTTP/1.1",
            "HTTPS 404",
            "HTTP404 ",
            "FTP 404",
        ] {
            assert_eq!(parse(head.as_bytes()), None, "{head}");
        }
    }
}
