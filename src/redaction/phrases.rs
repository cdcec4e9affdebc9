//! Many spans at once: where they stand in a text or an address, in one pass over its words.

use std::collections::BTreeMap;
use std::ops::Range;

use super::MARK;
use super::span::{Span, words};
use crate::text::keys::syllable_key;

/// Spans by their first word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Phrases(BTreeMap<String, Vec<Span>>);

impl Extend<Span> for Phrases {
    fn extend<T: IntoIterator<Item = Span>>(&mut self, spans: T) {
        for span in spans {
            let joined = span.joined();
            for span in std::iter::once(span).chain(joined) {
                let firsts = [span.keys.first().cloned(), span.bare.first().cloned()];
                for first in firsts.into_iter().flatten() {
                    let known = self.0.entry(first).or_default();
                    if !known.contains(&span) {
                        known.push(span.clone());
                    }
                }
            }
        }
    }
}

impl FromIterator<Span> for Phrases {
    fn from_iter<T: IntoIterator<Item = Span>>(spans: T) -> Self {
        let mut phrases = Self::default();
        phrases.extend(spans);
        phrases
    }
}

impl Phrases {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Where they stand in a text.
    fn places(&self, text: &str) -> Vec<Range<usize>> {
        if self.is_empty() {
            return Vec::new();
        }
        let at: Vec<Range<usize>> = words(text).collect();
        let keys: Vec<String> = at
            .iter()
            .map(|it| syllable_key(&text[it.clone()]))
            .collect();
        let mut found = Vec::new();
        let mut from = 0;
        while from < keys.len() {
            let length = self.longest(&keys, from);
            if length > 0 {
                found.push(at[from].start..at[from + length - 1].end);
            }
            from += length.max(1);
        }
        found
    }

    /// How many words of the longest span that begins here; 0 where none does.
    fn longest(&self, keys: &[String], from: usize) -> usize {
        let known = self.0.get(&keys[from]).into_iter().flatten();
        let here = known.filter(|span| (from == 0 || !span.alone) && span.begins(&keys[from..]));
        here.map(|span| span.keys.len()).max().unwrap_or(0)
    }

    /// Whether one of them stands in a text.
    pub(super) fn are_in(&self, text: &str) -> bool {
        !self.places(text).is_empty()
    }

    /// Puts [`MARK`] where they stand. Returns how often they did.
    pub(super) fn hide(&self, text: &mut String) -> u64 {
        let places = self.places(text);
        for place in places.iter().rev() {
            text.replace_range(place.clone(), MARK);
        }
        places.len() as u64
    }

    /// Whether an address or a file's name tells one of them.
    pub(super) fn are_in_address(&self, address: &str) -> bool {
        if self.is_empty() {
            return false;
        }
        let mut text = address.to_owned();
        // Also where it was percent-encoded twice.
        for _ in 0..3 {
            if self.tells(&text) {
                return true;
            }
            let mut decoded = String::with_capacity(text.len());
            for (key, value) in url::form_urlencoded::parse(text.as_bytes()) {
                // `&`, `=` and `+` are between words in any case.
                for part in [key, value] {
                    decoded.push_str(&part);
                    decoded.push(' ');
                }
            }
            text = decoded;
        }
        self.tells(&text)
    }

    /// The parts of an address are texts of their own, and so are they together.
    fn tells(&self, address: &str) -> bool {
        let last = address.trim_end().trim_end_matches('/');
        let last = last.rsplit('/').next().unwrap_or_default();
        let stem = last.split('.').next().unwrap_or_default();
        self.are_in(address) || self.are_in(last) || self.are_in(stem)
    }
}

/// An address that tells one of the spans becomes [`MARK`] as a whole.
#[cfg(test)]
pub(super) fn hide_address(address: &mut String, spans: &Phrases) -> u64 {
    let tells = spans.are_in_address(address);
    if tells {
        MARK.clone_into(address);
    }
    tells.into()
}
