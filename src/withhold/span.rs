//! Words that are withheld wherever they stand: a name, a number.
//!
//! Compared word by word, so that neither case, nor tone placement (hoà, hòa), nor NFD, nor
//! what stands between the words hides them; and a part of a longer word is not meant.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use crate::text::keys::{fold_accents, syllable_key};

/// What stands where something was withheld.
pub const MARK: &str = "[withheld]";

/// Words that are withheld.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// Their tone-true keys.
    keys: Vec<String>,
    /// … and as addresses and careless captions write them; empty for a single word, which
    /// without its accents may be another.
    bare: Vec<String>,
}

impl Span {
    /// `None` where the text has no word.
    pub fn new(text: &str) -> Option<Self> {
        let words: Vec<&str> = words(text).map(|at| &text[at]).collect();
        let digits = |word: &&str| word.chars().all(char::is_numeric);
        let tells_bare = words.len() > 1 || words.iter().all(digits);
        let bare = words.iter().filter(|_| tells_bare);
        let span = Self {
            keys: words.iter().map(|word| syllable_key(word)).collect(),
            bare: bare.map(|word| fold_accents(word)).collect(),
        };
        (!span.keys.is_empty()).then_some(span)
    }

    /// Where it stands in a text.
    fn places(&self, text: &str) -> Vec<Range<usize>> {
        let at: Vec<Range<usize>> = words(text).collect();
        let keys: Vec<String> = at
            .iter()
            .map(|it| syllable_key(&text[it.clone()]))
            .collect();
        let length = self.keys.len();
        let mut found = Vec::new();
        let mut from = 0;
        while from + length <= keys.len() {
            let window = &keys[from..from + length];
            let plain = window.iter().all(|word| word.is_ascii());
            if window == self.keys || (plain && window == self.bare) {
                found.push(at[from].start..at[from + length - 1].end);
                from += length;
            } else {
                from += 1;
            }
        }
        found
    }

    /// Whether an address or a file's name tells it.
    fn is_in_address(&self, address: &str) -> bool {
        let mut decoded = String::with_capacity(address.len());
        for (key, value) in url::form_urlencoded::parse(address.as_bytes()) {
            // `&`, `=` and `+` are between words in any case.
            for part in [key, value] {
                decoded.push_str(&part);
                decoded.push(' ');
            }
        }
        let bare: Vec<String> = words(&decoded)
            .map(|at| fold_accents(&decoded[at]))
            .collect();
        !self.bare.is_empty() && bare.windows(self.bare.len()).any(|it| it == self.bare)
    }
}

/// The runs of letters and digits.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let inner = |c: char| c.is_alphanumeric() || is_combining_mark(c);
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        while rest.next_if(|(_, c)| !inner(*c)).is_some() {}
        let (start, _) = *rest.peek()?;
        let mut end = start;
        while let Some((at, c)) = rest.next_if(|(_, c)| inner(*c)) {
            end = at + c.len_utf8();
        }
        Some(start..end)
    })
}

/// Puts [`MARK`] where the spans stand. Returns how often they did.
pub(super) fn hide(text: &mut String, spans: &[Span]) -> u64 {
    let mut hidden = 0;
    for span in spans {
        for place in span.places(text).into_iter().rev() {
            text.replace_range(place, MARK);
            hidden += 1;
        }
    }
    hidden
}

/// The same of a text that may be missing.
pub(super) fn hide_some(text: &mut Option<String>, spans: &[Span]) -> u64 {
    text.as_mut().map_or(0, |text| hide(text, spans))
}

/// An address that tells one of the spans becomes [`MARK`] as a whole.
pub(super) fn hide_address(address: &mut String, spans: &[Span]) -> u64 {
    let tells = spans.iter().any(|span| span.is_in_address(address));
    if tells {
        MARK.clone_into(address);
    }
    tells.into()
}
