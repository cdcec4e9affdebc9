//! Path patterns of RFC 9309 §2.2.2–2.2.3, and the one spelling in which patterns
//! and paths are compared.
//!
//! Never takes longer than one walk over the path for each pattern: a pattern is a
//! row of literal pieces between stars, each searched once, leftmost first (taking
//! the leftmost place leaves the most room for the rest, so no way back is needed).
//! 100 stars in a row cost one crate seconds; here they cost 100 empty searches.

/// A path and query in the spelling patterns are compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ComparablePath(String);

impl ComparablePath {
    /// From a path with its query, percent-encoded or not.
    pub(super) fn new(path: &str) -> Self {
        let mut text = String::with_capacity(path.len());
        // A star or dollar in a path is itself; in a pattern only `%2A`, `%24` mean it.
        spell(path.as_bytes(), &mut text);
        Self(text)
    }
}

/// The value of an Allow or Disallow line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern {
    /// Literal pieces in the common spelling, with `*` between them.
    text: String,
    /// Whether the pattern ended in `$`.
    anchored: bool,
}

impl Pattern {
    /// `None` when the value is empty: such a rule says nothing.
    pub(super) fn new(value: &[u8]) -> Option<Self> {
        if value.is_empty() {
            return None;
        }
        let (body, anchored) = match value.strip_suffix(b"$") {
            Some(body) => (body, true),
            None => (value, false),
        };
        let mut text = String::with_capacity(body.len());
        for (n, piece) in body.split(|&b| b == b'*').enumerate() {
            if n > 0 {
                text.push('*');
            }
            spell(piece, &mut text);
        }
        Some(Self { text, anchored })
    }

    /// Octets of the pattern; of several rules that match, the longest decides.
    pub(super) fn octets(&self) -> usize {
        self.text.len() + usize::from(self.anchored)
    }

    /// Whether the pattern matches the path from its start.
    pub(super) fn matches(&self, path: &ComparablePath) -> bool {
        let path = path.0.as_str();
        let Some((first, rest)) = self.text.split_once('*') else {
            return if self.anchored {
                path == self.text
            } else {
                path.starts_with(&self.text)
            };
        };
        let Some(mut path) = path.strip_prefix(first) else {
            return false;
        };
        let (middle, last) = rest.rsplit_once('*').unwrap_or(("", rest));
        for piece in middle.split('*').filter(|piece| !piece.is_empty()) {
            // `str::find` is the two-way search: linear whatever piece and path hold.
            let Some(at) = path.find(piece) else {
                return false;
            };
            path = &path[at + piece.len()..];
        }
        if self.anchored {
            path.ends_with(last)
        } else {
            path.contains(last)
        }
    }
}

/// Appends `bytes` in the one spelling: unreserved characters plain, everything
/// outside RFC 3986's unreserved and reserved sets as `%XX` in capitals, reserved
/// characters as they came (`%2F` is not `/`). A literal star or dollar becomes its
/// escape, so that a star in the result is always a wildcard. The apostrophe is
/// plain however it came, since the URL parser of the web platform escapes it in
/// queries and not in paths.
fn spell(bytes: &[u8], text: &mut String) {
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let escaped = (byte == b'%')
            .then(|| Some(hex(*bytes.get(at + 1)?)? << 4 | hex(*bytes.get(at + 2)?)?))
            .flatten();
        let (octet, plain) = match escaped {
            Some(octet) => (octet, is_unreserved(octet)),
            None => (byte, is_unreserved(byte) || is_plain_reserved(byte)),
        };
        at += if escaped.is_some() { 3 } else { 1 };
        if plain || octet == b'\'' {
            text.push(char::from(octet));
        } else {
            text.push('%');
            for digit in [octet >> 4, octet & 15] {
                text.push(char::from(b"0123456789ABCDEF"[usize::from(digit)]));
            }
        }
    }
}

/// RFC 3986 §2.3.
fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

/// RFC 3986 §2.2 without the star and the dollar, which patterns give a meaning, and
/// without `#`, which cannot stand in a path; with `%`, when no escape follows it.
fn is_plain_reserved(byte: u8) -> bool {
    b":/?[]@!&'()+,;=%".contains(&byte)
}

fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn matches(pattern: &str, path: &str) -> bool {
        Pattern::new(pattern.as_bytes())
            .expect("not empty")
            .matches(&ComparablePath::new(path))
    }

    /// The definition, by trying everything: what the quick search must agree with.
    fn by_definition(pattern: &[u8], path: &[u8]) -> bool {
        match pattern {
            [] => true,
            [b'$'] => path.is_empty(),
            [b'*', rest @ ..] => (0..=path.len()).any(|n| by_definition(rest, &path[n..])),
            [byte, rest @ ..] => path.first() == Some(byte) && by_definition(rest, &path[1..]),
        }
    }

    #[test]
    fn examples() {
        for (pattern, path, expected) in [
            ("/fish", "/fishheads/yummy.html", true),
            ("/fish", "/Fish.asp", false),
            ("/*.php$", "/folder/filename.php", true),
            ("/*.php$", "/filename.php?parameters", false),
            ("/fish*.php", "/fishheads/catfish.php?parameters", true),
            ("*/x", "/a/x", true),
            ("****/x", "/a/x", true),
            ("/a*b*b$", "/ab", false),
            ("/a*b*b$", "/abb", true),
            ("/*$", "/", true),
            ("*$", "/anything", true),
            ("$", "/", false),
            ("/a%3cd.html", "/a%3Cd.html", true),
            ("/a<d.html", "/a%3Cd.html", true),
            ("/%7ejoe/", "/~joe/index.html", true),
            ("/~joe/", "/%7Ejoe/index.html", true),
            ("/a%2fb.html", "/a/b.html", false),
            ("/a%2fb.html", "/a%2Fb.html", true),
            (
                "/path/file-with-a-%2A.html",
                "/path/file-with-a-*.html",
                true,
            ),
            ("/path/foo-%24", "/path/foo-$", true),
            ("/path/foo-$", "/path/foo-$", false),
            ("/a$b", "/a$b", true),
            ("/tin-tức", "/tin-t%E1%BB%A9c/1", true),
            ("/100%", "/100%", true),
            ("/?q='x'", "/?q=%27x%27", true),
        ] {
            assert_eq!(matches(pattern, path), expected, "{pattern} on {path}");
        }
        assert_eq!(Pattern::new(b""), None);
    }

    /// Seconds in the crate that tries every star against every place.
    #[test]
    fn a_hundred_stars_are_not_slow() {
        let pattern = format!("/{}b$", "*a".repeat(100));
        let path = format!("/{}", "a".repeat(20_000));
        assert!(!matches(&pattern, &path));
        assert!(matches(&format!("/{}", "*".repeat(100)), &path));
    }

    proptest! {
        #[test]
        fn agrees_with_the_definition(pattern in "/?[ab*]{0,8}\\$?", path in "/[ab]{0,12}") {
            prop_assume!(!pattern.is_empty());
            prop_assert_eq!(
                matches(&pattern, &path),
                by_definition(pattern.as_bytes(), path.as_bytes())
            );
        }

        #[test]
        fn one_spelling_is_final(path in "\\PC{0,40}") {
            let once = ComparablePath::new(&path);
            prop_assert_eq!(ComparablePath::new(&once.0), once);
        }
    }
}
