//! Chunk framing (RFC 9112 §7.1) taken off a stored body.
//!
//! Pure. For files only: on the wire hyper has done it before.

/// Hex digits a chunk size may have: 2⁶⁰ bytes are more than any file.
const MAX_DIGITS: usize = 15;

/// A body without its chunk framing.
#[derive(Debug, PartialEq, Eq)]
pub struct Dechunked {
    /// The chunks' bytes, joined.
    pub body: Vec<u8>,
    /// The framing breaks off, or stops being framing, before the last chunk: `body` is
    /// what could be had of it.
    pub cut: bool,
}

/// Takes the framing off; `None` when the body does not begin with a chunk. Chunk
/// extensions, bare line feeds and blanks around sizes are taken, trailers dropped.
pub fn dechunk(framed: &[u8]) -> Option<Dechunked> {
    let mut body = Vec::with_capacity(framed.len());
    let (mut size, mut rest) = size_line(framed)?;
    let whole = loop {
        if size == 0 {
            break true;
        }
        let Some((chunk, after)) = rest.split_at_checked(size) else {
            body.extend_from_slice(rest);
            break false;
        };
        body.extend_from_slice(chunk);
        let next = after
            .strip_prefix(b"\r\n")
            .or_else(|| after.strip_prefix(b"\n"))
            .and_then(size_line);
        match next {
            Some(next) => (size, rest) = next,
            None => break false,
        }
    };
    Some(Dechunked { body, cut: !whole })
}

/// A chunk's size and what comes after its line.
fn size_line(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let end = bytes.iter().position(|&byte| byte == b'\n')?;
    let (line, rest) = (&bytes[..end], &bytes[end + 1..]);
    let digits = line.split(|&byte| byte == b';').next()?.trim_ascii();
    if digits.is_empty() || digits.len() > MAX_DIGITS {
        return None;
    }
    if !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let size = usize::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    Some((size, rest))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn framing_of_every_shape_is_taken_off() {
        let table: [(&str, Option<(&str, bool)>); 12] = [
            ("3\r\nabc\r\n0\r\n\r\n", Some(("abc", false))),
            ("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", Some(("abcde", false))),
            (
                "3;x=\"y\"\r\nabc\r\n0;z\r\nTrailer: 1\r\n\r\n",
                Some(("abc", false)),
            ),
            ("3 \nabc\n000\n\n", Some(("abc", false))),
            ("A\r\n0123456789\r\n0\r\n", Some(("0123456789", false))),
            ("0\r\n\r\n", Some(("", false))),
            ("3\r\nabc\r\n", Some(("abc", true))),
            ("5\r\nabc", Some(("abc", true))),
            ("3\r\nabcd\r\n0\r\n\r\n", Some(("abc", true))),
            ("<p>", None),
            ("", None),
            ("fffffffffffffffff\r\nabc", None),
        ];
        for (framed, expected) in table {
            let expected = expected.map(|(body, cut)| Dechunked {
                body: body.into(),
                cut,
            });
            assert_eq!(dechunk(framed.as_bytes()), expected, "{framed:?}");
        }
    }

    proptest! {
        #[test]
        fn what_was_framed_comes_back(chunks in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..40), 0..9)) {
            let mut framed = Vec::new();
            for chunk in &chunks {
                framed.extend(format!("{:x}\r\n", chunk.len()).bytes());
                framed.extend(chunk);
                framed.extend(b"\r\n");
            }
            framed.extend(b"0\r\n\r\n");
            let want = Dechunked { body: chunks.concat(), cut: false };
            prop_assert_eq!(dechunk(&framed), Some(want));
        }

        #[test]
        fn nothing_makes_it_fail(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            let _ = dechunk(&bytes);
        }
    }
}
