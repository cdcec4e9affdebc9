//! Text → tokens: syllables, and what must be compared as a whole: numbers with their unit,
//! dates and times, numbers of documents, names.
//!
//! Loses nothing: spaces and texts of all tokens in order are the text again. Never uses a word
//! list to find words: Vietnamese writes its syllables apart, and those are the tokens.

mod amount;
mod atoms;
mod clock;
mod date;
mod document;
mod name;
mod note;
mod number;
mod numeral;
mod unit;

use atoms::Atoms;

pub(super) use amount::Decimal;
pub(super) use number::Quantity;
pub(super) use numeral::{quantity, value as numeral_value};
pub(super) use unit::is_scale;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// A syllable, or another run of letters.
    Word,
    /// A number with its unit, where that is one of measure, money or count.
    Number,
    /// A date, a year, a weekday, a time of day.
    Date,
    /// The number of a document.
    Document,
    /// A run of capitalised syllables that is not merely the beginning of a sentence, with the
    /// title («ông», «đồng chí») before it; an acronym.
    Name,
    /// Anything else, one character at a time.
    Mark,
}

/// What a token means, where two spellings can mean the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TokenValue {
    /// What is written.
    AsWritten,
    /// A number.
    Quantity(Quantity),
    /// A date, a time or the number of a document, in one spelling.
    Spelling(String),
}

impl Token<'_> {
    /// Whether it is a number that is written in words.
    pub(super) fn is_in_words(&self) -> bool {
        let digits = self.text.contains(|c: char| c.is_ascii_digit());
        matches!(self.value, TokenValue::Quantity(_)) && !digits
    }
}

/// One token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    /// The white space before it.
    pub(super) space: &'a str,
    /// As written, inner spaces included; empty only for white space at the end of a text.
    pub(super) text: &'a str,
    /// What it is.
    pub(super) kind: TokenKind,
    /// What it means.
    pub(super) value: TokenValue,
}

/// What begins at an atom: of how many atoms, and what it is.
struct TokenMatch {
    atoms: usize,
    kind: TokenKind,
    value: TokenValue,
}

impl TokenMatch {
    fn new(atoms: usize, kind: TokenKind, value: TokenValue) -> Self {
        Self { atoms, kind, value }
    }
}

/// The tokens of a text, in order; its numbers by the mark that stands before decimals there.
pub(super) fn tokens(text: &str, decimal: Decimal) -> Vec<Token<'_>> {
    let atoms = Atoms::of(text);
    let mut found = Vec::with_capacity(atoms.len());
    let mut at = 0;
    while at < atoms.len() {
        let next = document::find(&atoms, at)
            .or_else(|| date::find(&atoms, at))
            .or_else(|| clock::find(&atoms, at))
            .or_else(|| number::find(&atoms, at, decimal))
            .or_else(|| numeral::find(&atoms, at))
            .or_else(|| note::find(&atoms, at))
            .or_else(|| name::find(&atoms, at))
            .unwrap_or_else(|| TokenMatch {
                atoms: 1,
                kind: atoms.plain(at),
                value: TokenValue::AsWritten,
            });
        found.push(Token {
            space: atoms.space(at),
            text: atoms.text(at, at + next.atoms),
            kind: next.kind,
            value: next.value,
        });
        at += next.atoms;
    }
    let tail = atoms.tail();
    if !tail.is_empty() {
        found.push(Token {
            space: tail,
            text: "",
            kind: TokenKind::Mark,
            value: TokenValue::AsWritten,
        });
    }
    found
}

#[cfg(test)]
pub(in crate::change) mod tests;
