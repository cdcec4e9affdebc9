//! Whether a record that is not the article's own holds what is withheld of it.
//!
//! A page names things in many ways: with entities, in JSON, percent-encoded, with tags between
//! two words. All are undone before the words are compared; a record that may hold them is
//! taken to hold them.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::Withheld;
use crate::text::clean;

/// Named entities of the letters that Vietnamese shares with Latin-1, and of what stands
/// between words.
const NAMED: &[(&str, char)] = &[
    ("amp", '&'),
    ("quot", '"'),
    ("apos", '\''),
    ("lt", '<'),
    ("gt", '>'),
    ("nbsp", ' '),
    ("shy", '\u{ad}'),
    ("agrave", 'à'),
    ("aacute", 'á'),
    ("acirc", 'â'),
    ("atilde", 'ã'),
    ("egrave", 'è'),
    ("eacute", 'é'),
    ("ecirc", 'ê'),
    ("igrave", 'ì'),
    ("iacute", 'í'),
    ("ograve", 'ò'),
    ("oacute", 'ó'),
    ("ocirc", 'ô'),
    ("otilde", 'õ'),
    ("ugrave", 'ù'),
    ("uacute", 'ú'),
    ("yacute", 'ý'),
    ("abreve", 'ă'),
    ("dstrok", 'đ'),
    ("eth", 'đ'),
    ("itilde", 'ĩ'),
    ("utilde", 'ũ'),
];

/// What a record is, for deciding what it may not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// A page or a file of one address.
    Page,
    /// A list of many articles with parts of them (REST, a feed, a sitemap).
    List,
}

impl Withheld {
    /// Whether a record's text holds anything that is withheld: words, headlines, addresses,
    /// pictures, sentences. A list may not even name an article of which a part is withheld,
    /// since it may give that part.
    pub fn is_in(&self, holder: Holder, text: &str) -> bool {
        if self.is_empty() {
            return false;
        }
        let plain = visible(&unescaped(&unescaped(text)));
        let spaced = without_tags(&plain, " ");
        let words = [plain.as_str(), &spaced, &without_tags(&plain, "")];
        if words
            .iter()
            .any(|it| self.phrases.are_in(it) || self.sentences.are_in(it))
        {
            return true;
        }
        let lower = clean(&plain).to_lowercase();
        let names = |ids: &BTreeSet<String>| {
            holder == Holder::List || ids.iter().any(|id| self.hides_place(id))
        };
        let mut addresses = self.addresses.keys();
        let mut files = self.files.keys();
        addresses.any(|(key, ids)| names(ids) && holds_address(&lower, key))
            || files.any(|key| holds(&lower, key, |c| !c.is_alphanumeric()))
    }
}

/// Whether a text names an address: with its host or from the root.
fn holds_address(text: &str, key: &str) -> bool {
    let ends = |c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_'));
    match key.find(['/', '?']) {
        Some(at) if key[at..].len() > 1 => {
            let tail = &key[at..];
            // `/?p=7` is written with and without its slash.
            holds(text, tail, ends)
        }
        _ => holds(text, key, |c| !c.is_alphanumeric() && c != '/'),
    }
}

fn holds(text: &str, wanted: &str, ends: impl Fn(char) -> bool) -> bool {
    text.match_indices(wanted).any(|(at, _)| {
        let after = text[at + wanted.len()..].chars().next();
        after.is_none_or(&ends)
    })
}

/// Without characters that no eye sees: they part no words.
fn visible(text: &str) -> String {
    let unseen = |c: &char| {
        !matches!(
            c,
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
        )
    };
    text.chars().filter(unseen).collect()
}

fn without_tags<'a>(text: &'a str, between: &str) -> Cow<'a, str> {
    if !text.contains('<') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let Some(end) = rest[at..].find('>') else {
            rest = &rest[at + 1..];
            continue;
        };
        out.push_str(between);
        rest = &rest[at + end + 1..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Entities, JSON's escapes and percent-encoding undone, once.
fn unescaped(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let rest = &text.as_bytes()[at..];
        let found = match byte {
            b'%' => percent(rest),
            b'\\' => json(rest),
            b'&' => entity(rest),
            _ => None,
        };
        if let Some((bytes, length)) = found {
            out.extend(bytes);
            at += length;
        } else {
            out.push(byte);
            at += 1;
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

type Undone = (Vec<u8>, usize);

fn hex(digits: &[u8]) -> Option<u32> {
    let text = std::str::from_utf8(digits).ok()?;
    let plain = digits.iter().all(u8::is_ascii_hexdigit);
    plain.then(|| u32::from_str_radix(text, 16).ok())?
}

fn percent(rest: &[u8]) -> Option<Undone> {
    let byte = hex(rest.get(1..3)?)?;
    Some((vec![u8::try_from(byte).ok()?], 3))
}

fn encoded(code: u32) -> Option<Vec<u8>> {
    Some(char::from_u32(code)?.to_string().into_bytes())
}

fn json(rest: &[u8]) -> Option<Undone> {
    match rest.get(1)? {
        b'/' => Some((b"/".to_vec(), 2)),
        b'n' | b't' | b'r' => Some((b" ".to_vec(), 2)),
        b'u' => Some((encoded(hex(rest.get(2..6)?)?)?, 6)),
        _ => None,
    }
}

fn entity(rest: &[u8]) -> Option<Undone> {
    let end = rest.iter().take(12).position(|byte| *byte == b';')?;
    let name = std::str::from_utf8(&rest[1..end]).ok()?;
    let code = if let Some(number) = name.strip_prefix('#') {
        match number.strip_prefix(['x', 'X']) {
            Some(digits) => hex(digits.as_bytes())?,
            None => number.parse().ok()?,
        }
    } else {
        let lower = name.to_ascii_lowercase();
        u32::from(NAMED.iter().find(|(known, _)| *known == lower)?.1)
    };
    Some((encoded(code)?, end + 1))
}
