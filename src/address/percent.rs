//! Percent-encoding in its one normal form (RFC 3986, 6.2.2.1 and 6.2.2.2).

/// The value of two hexadecimal digits.
pub(super) fn byte_of(hex: &[u8]) -> Option<u8> {
    let &[high, low, ..] = hex else { return None };
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

/// `byte` as `%XX`, hexadecimal digits in upper case.
pub(super) fn push_escaped(out: &mut Vec<u8>, byte: u8) {
    let digits = b"0123456789ABCDEF";
    out.extend([
        b'%',
        digits[usize::from(byte >> 4)],
        digits[usize::from(byte & 15)],
    ]);
}

/// Escapes in upper case, unreserved characters unescaped, every other byte left as it
/// stands: `%C4%90` is UTF-8 and `%D0` perhaps Windows-1258, and both must reach the
/// server unharmed. A `%` that begins no escape becomes `%25`; left alone, it could form
/// one with what is unescaped behind it, and the form would not be stable.
pub(super) fn normal(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        if byte != b'%' {
            out.push(byte);
            continue;
        }
        match byte_of(&bytes[at..]) {
            None => out.extend(b"%25"),
            Some(value) => {
                at += 2;
                if value.is_ascii_alphanumeric() || b"-._~".contains(&value) {
                    out.push(value);
                } else {
                    push_escaped(&mut out, value);
                }
            }
        }
    }
    String::from_utf8(out).expect("only ASCII was exchanged for ASCII in a string")
}

/// What a person would read: every escape decoded, except that of `/`, which would
/// change the path's shape. Bytes that are no UTF-8 become U+FFFD.
pub(super) fn readable(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte_of(&bytes[at..]) {
            Some(value) if byte == b'%' && value != b'/' => {
                out.push(value);
                at += 2;
            }
            _ => out.push(byte),
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn normal_form() {
        for (given, expected) in [
            ("/%c4%90%c6%b0", "/%C4%90%C6%B0"),
            ("/%7euser%2Ehtml", "/~user.html"),
            ("/%e4%EE", "/%E4%EE"),
            ("/a%2fb%3F", "/a%2Fb%3F"),
            ("/100%", "/100%25"),
            ("/%zz%4", "/%25zz%254"),
            ("/%%34%31", "/%2541"),
            ("/%2525", "/%2525"),
        ] {
            assert_eq!(normal(given), expected, "{given}");
        }
    }

    #[test]
    fn readable_keeps_the_shape_of_the_path() {
        assert_eq!(readable("/tin-t%E1%BB%A9c%2Fx%20y"), "/tin-tức%2Fx y");
        assert_eq!(readable("/%E4%"), "/\u{fffd}%");
    }

    proptest! {
        #[test]
        fn normal_is_stable(text in "[%0-9a-fA-F/~]{0,40}") {
            let once = normal(&text);
            prop_assert_eq!(normal(&once), once);
        }
    }
}
