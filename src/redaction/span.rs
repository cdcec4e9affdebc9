//! Words that are withheld: a name, a number, a headline.
//!
//! Compared word by word, so that neither case, nor tone placement (hoà, hòa), nor NFD, nor
//! what stands between the words hides them; and a part of a longer word is not meant.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use crate::text::keys::{fold_accents, syllable_key};

/// What stands where something was withheld.
pub const MARK: &str = "[withheld]";

/// Headlines of fewer words may be a section's name, or half of another headline.
const TELLING: usize = 4;

/// Digits of a number that is nobody else's.
const LONG: usize = 6;

/// Words that are withheld.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// Their tone-true keys.
    pub(super) keys: Vec<String>,
    /// … and as addresses and careless captions write them; empty for a single word, which
    /// without its accents may be another.
    pub(super) bare: Vec<String>,
    /// Meant only where no other word stands beside them.
    pub(super) alone: bool,
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
            alone: false,
        };
        (!span.keys.is_empty()).then_some(span)
    }

    /// The same of a headline: a short one is meant only where it is the whole text.
    pub(super) fn headline(text: &str) -> Option<Self> {
        let span = Self::new(text)?;
        let alone = span.keys.len() < TELLING;
        Some(Self { alone, ..span })
    }

    /// The same of a sentence, of which so few words are nobody's.
    pub(super) fn sentence(text: &str) -> Option<Self> {
        Self::new(text).filter(|span| span.keys.len() > TELLING)
    }

    /// Whether it means the same wherever it stands: a full name, a long number. «An» and
    /// «bản 1» elsewhere may be another's.
    pub(super) fn is_anyones(&self) -> bool {
        let letters = self.keys.iter().flat_map(|word| word.chars());
        let digits = letters.filter(|c| c.is_numeric()).count();
        let is_name = self.keys.len() > 1 && digits == 0;
        !(is_name || self.keys.len() > 2 || digits >= LONG)
    }

    /// The words written as one: `nguyenvanhoa`, `0912345678`.
    pub(super) fn joined(&self) -> Option<Self> {
        (self.keys.len() > 1).then(|| Self {
            keys: vec![self.keys.concat()],
            bare: vec![self.bare.concat()],
            alone: self.alone,
        })
    }

    /// Whether it begins these words.
    pub(super) fn begins(&self, keys: &[String]) -> bool {
        if self.alone && keys.len() != self.keys.len() {
            return false;
        }
        let Some(window) = keys.get(..self.keys.len()) else {
            return false;
        };
        let plain = window.iter().all(|word| word.is_ascii());
        window == self.keys || (plain && window == self.bare)
    }
}

/// The runs of letters and digits.
pub(super) fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
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
