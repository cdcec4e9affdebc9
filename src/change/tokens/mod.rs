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
mod token;
mod unit;

use atoms::Atoms;
use token::TokenMatch;

pub(super) use amount::Decimal;
pub(super) use numeral::{quantity, value as numeral_value};
pub(super) use token::{Quantity, Token, TokenKind, TokenValue};
pub(super) use unit::is_scale;

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
