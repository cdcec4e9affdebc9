//! The HTML standard's "prescan a byte stream to determine its encoding" with "get an
//! attribute", "extracting a character encoding from a meta element" and "get an XML
//! encoding" (html.spec.whatwg.org, 13.2.3.2).
//!
//! One departure: a label of the "replacement" encoding counts as unknown, because that
//! encoding decodes any page to one U+FFFD.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};

/// The encoding declared inside `window`, the first bytes of a page.
pub(super) fn prescan(window: &[u8]) -> Option<&'static Encoding> {
    scan(window).or_else(|| xml_declaration(window))
}

/// `None`: the window ended.
fn scan(bytes: &[u8]) -> Option<&'static Encoding> {
    if bytes.starts_with(b"<\0?\0x\0") {
        return Some(UTF_16LE);
    }
    if bytes.starts_with(b"\0<\0?\0x") {
        return Some(UTF_16BE);
    }
    let mut at = 0;
    loop {
        at += find(&bytes[at..], b"<")?;
        let rest = &bytes[at..];
        if rest.starts_with(b"<!--") {
            // `<!-->` is a whole comment: its dashes both open and close it.
            at += 2 + find(&rest[2..], b"-->")? + 3;
        } else if begins_meta(rest) {
            let mut attributes = Attributes::from(&bytes[at + 5..]);
            if let Some(encoding) = meta(&mut attributes)? {
                return Some(encoding);
            }
            at = bytes.len() - attributes.rest.len() + 1;
        } else if begins_tag(rest) {
            at += rest.iter().position(|&b| is_space(b) || b == b'>')?;
            let mut attributes = Attributes::from(&bytes[at..]);
            while attributes.next()?.is_some() {}
            at = bytes.len() - attributes.rest.len() + 1;
        } else if matches!(rest.get(1)?, b'!' | b'/' | b'?') {
            at += find(rest, b">")? + 1;
        } else {
            at += 1;
        }
    }
}

fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes
        .windows(needle.len())
        .position(|found| found == needle)
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\x0C' | b'\r' | b' ')
}

fn begins_meta(rest: &[u8]) -> bool {
    rest.len() > 5
        && rest[..5].eq_ignore_ascii_case(b"<meta")
        && (is_space(rest[5]) || rest[5] == b'/')
}

fn begins_tag(rest: &[u8]) -> bool {
    let name = if rest.get(1) == Some(&b'/') { 2 } else { 1 };
    rest.get(name).is_some_and(u8::is_ascii_alphabetic)
}

/// What one `<meta>` declares. Outer `None`: the window ended inside it.
#[expect(
    clippy::option_option,
    reason = "`?` ends the scan where the window ends"
)]
fn meta(attributes: &mut Attributes<'_>) -> Option<Option<&'static Encoding>> {
    let mut seen: Vec<Vec<u8>> = Vec::new();
    let mut is_content_type = false;
    let mut needs_content_type = None;
    let mut charset = None;
    while let Some((name, value)) = attributes.next()? {
        // Only the first of each name counts, and only these names matter: a list of all
        // of them would take quadratic time on a hostile tag.
        if !matches!(name.as_slice(), b"http-equiv" | b"content" | b"charset")
            || seen.contains(&name)
        {
            continue;
        }
        match name.as_slice() {
            b"http-equiv" => is_content_type = value == b"content-type",
            b"content" if needs_content_type.is_none() => {
                if let Some(found) = charset_in_content(&value) {
                    charset = Some(found);
                    needs_content_type = Some(true);
                }
            }
            b"charset" => {
                charset = Encoding::for_label_no_replacement(&value);
                needs_content_type = Some(false);
            }
            _ => {}
        }
        seen.push(name);
    }
    Some(match needs_content_type {
        None => None,
        Some(true) if !is_content_type => None,
        Some(_) => charset.map(readable_as_ascii),
    })
}

/// A page whose declaration could be read byte by byte is not UTF-16.
fn readable_as_ascii(encoding: &'static Encoding) -> &'static Encoding {
    if encoding == UTF_16BE || encoding == UTF_16LE {
        UTF_8
    } else if encoding == X_USER_DEFINED {
        WINDOWS_1252
    } else {
        encoding
    }
}

/// "Extracting a character encoding from a meta element"; `content` is lower-case already.
fn charset_in_content(content: &[u8]) -> Option<&'static Encoding> {
    let mut rest = content;
    loop {
        rest = skip_spaces(&rest[find(rest, b"charset")? + 7..]);
        if let Some(value) = rest.strip_prefix(b"=") {
            rest = skip_spaces(value);
            break;
        }
    }
    let label = match rest.first()? {
        quote @ (b'"' | b'\'') => {
            let quoted = &rest[1..];
            &quoted[..find(quoted, &[*quote])?]
        }
        _ => rest.split(|&b| is_space(b) || b == b';').next()?,
    };
    Encoding::for_label_no_replacement(label)
}

fn skip_spaces(bytes: &[u8]) -> &[u8] {
    let spaces = bytes.iter().take_while(|&&b| is_space(b)).count();
    &bytes[spaces..]
}

/// "Get an XML encoding": the bogus but common `<?xml encoding="…"?>` atop an HTML page.
fn xml_declaration(bytes: &[u8]) -> Option<&'static Encoding> {
    let skip_controls = |bytes: &'_ [u8]| bytes.iter().take_while(|&&b| b <= b' ').count();
    let declaration = bytes.strip_prefix(b"<?xml")?;
    let declaration = &declaration[..find(declaration, b">")?];
    let rest = &declaration[find(declaration, b"encoding")? + 8..];
    let rest = rest[skip_controls(rest)..].strip_prefix(b"=")?;
    let rest = &rest[skip_controls(rest)..];
    let quote = *rest.first().filter(|&&b| b == b'"' || b == b'\'')?;
    let label = &rest[1..];
    let label = &label[..find(label, &[quote])?];
    if label.iter().any(|&b| b <= b' ') {
        return None;
    }
    Encoding::for_label_no_replacement(label).map(readable_as_ascii)
}

/// A tag's attributes, read from behind its name; at the end `rest` begins with `>`.
struct Attributes<'a> {
    rest: &'a [u8],
}

/// Lower-case name and value.
type Attribute = (Vec<u8>, Vec<u8>);

impl<'a> From<&'a [u8]> for Attributes<'a> {
    fn from(rest: &'a [u8]) -> Self {
        Self { rest }
    }
}

impl Attributes<'_> {
    /// "Get an attribute". `Some(None)`: no more; `None`: the window ended.
    #[expect(
        clippy::option_option,
        reason = "`?` ends the scan where the window ends"
    )]
    fn next(&mut self) -> Option<Option<Attribute>> {
        self.skip(|b| is_space(b) || b == b'/');
        if *self.rest.first()? == b'>' {
            return Some(None);
        }
        // A `=` in the first place belongs to the name.
        let name_end = 1 + self.rest[1..]
            .iter()
            .position(|&b| is_space(b) || matches!(b, b'/' | b'>' | b'='))?;
        let name = self.take(name_end);
        self.skip(is_space);
        if *self.rest.first()? != b'=' {
            return Some(Some((name, Vec::new())));
        }
        self.take(1);
        self.skip(is_space);
        let value = match *self.rest.first()? {
            quote @ (b'"' | b'\'') => {
                self.take(1);
                let value = self.take(find(self.rest, &[quote])?);
                self.take(1);
                value
            }
            // Begins with `>`: an empty value.
            _ => self.take(self.rest.iter().position(|&b| is_space(b) || b == b'>')?),
        };
        Some(Some((name, value)))
    }

    fn skip(&mut self, skipped: impl Fn(u8) -> bool) {
        let length = self.rest.iter().take_while(|&&b| skipped(b)).count();
        self.rest = &self.rest[length..];
    }

    fn take(&mut self, length: usize) -> Vec<u8> {
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        taken.to_ascii_lowercase()
    }
}
