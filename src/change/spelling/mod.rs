//! How two spellings of the same differ: in encoding, in typography, in orthography, by a slip of
//! the pen, or not in spelling at all.
//!
//! A ladder of keys: texts that are equal under one are not compared under the next, graver one.
//! Never calls a change of tone low: `bảo` and `bão` are two words.

mod encoding;
mod syllable;
mod typo;

use unicode_normalization::UnicodeNormalization;

use super::tokens::{Token, TokenKind, TokenValue};
use crate::record::ChangeKind;

pub(super) use encoding::is_invisible;
pub(super) use typo::{Slip, is_numeral, slip};

/// The class of a difference that lies in spelling alone, between runs of tokens; `None` when
/// more than that differs.
pub(super) fn spelling_class(before: &[Token<'_>], after: &[Token<'_>]) -> Option<ChangeKind> {
    let written = |tokens: &[Token<'_>]| -> String {
        tokens
            .iter()
            .enumerate()
            .flat_map(|(at, token)| [if at > 0 { token.space } else { "" }, token.text])
            .collect()
    };
    let solid = |tokens: &[Token<'_>]| tokens.iter().all(|token| !token.text.is_empty());
    if !before.is_empty()
        && !after.is_empty()
        && solid(before)
        && solid(after)
        && encoding::key(&written(before)) == encoding::key(&written(after))
    {
        return Some(ChangeKind::Encoding);
    }
    let keys = |key: fn(&Token<'_>) -> String| {
        let of = |tokens: &[Token<'_>]| -> String { tokens.iter().map(key).collect() };
        of(before) == of(after)
    };
    if keys(typographic_key) {
        Some(ChangeKind::Typographic)
    } else if keys(orthographic_key) {
        Some(ChangeKind::Orthographic)
    } else {
        None
    }
}

/// The same for tokens that only differ in capitals, quotes, dashes, spaces, stops, and in how a
/// number or date is printed.
pub(super) fn typographic_key(token: &Token<'_>) -> String {
    key(token, |word| word)
}

/// The same as well for tokens that only differ in where the tone stands, and in i for y.
pub(super) fn orthographic_key(token: &Token<'_>) -> String {
    key(token, |word| {
        word.split('\u{1}')
            .map(syllable::orthographic)
            .collect::<Vec<_>>()
            .join("\u{1}")
    })
}

fn key(token: &Token<'_>, word: impl Fn(String) -> String) -> String {
    match &token.value {
        TokenValue::Quantity(quantity) => return format!("\u{2}{}\u{3}", quantity.spelling()),
        // A note's mark.
        TokenValue::Spelling(spelling) if spelling.is_empty() => return String::new(),
        TokenValue::Spelling(spelling) => return format!("\u{2}{spelling}\u{3}"),
        TokenValue::AsWritten => {}
    }
    let encoded = encoding::key(token.text);
    if token.kind == TokenKind::Mark {
        return encoded.chars().filter(|&c| !is_soft(c)).collect();
    }
    let syllables: Vec<&str> = encoded.split_whitespace().collect();
    let lower = syllables.join("\u{1}").to_lowercase();
    let bare: String = lower.nfc().map(superscript_down).collect();
    word(bare).replace('\u{1}', "")
}

/// Whether a mark is mere typography. A question or exclamation mark, a sign of currency, `+`,
/// `=`, `<` say something.
fn is_soft(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '“'
            | '”'
            | '„'
            | '‟'
            | '‘'
            | '’'
            | '‚'
            | '‛'
            | '«'
            | '»'
            | '‹'
            | '›'
            | '`'
            | '´'
            | '-'
            | '‐'
            | '‑'
            | '‒'
            | '–'
            | '—'
            | '―'
            | '−'
            | '.'
            | ','
            | ';'
            | ':'
            | '…'
            | '·'
            | '•'
            | '*'
            | '('
            | ')'
            | '['
            | ']'
            | '/'
            | '_'
            | '|'
            | '~'
    ) || c.is_whitespace()
        || is_invisible(c)
}

fn superscript_down(c: char) -> char {
    match c {
        '²' => '2',
        '³' => '3',
        _ => c,
    }
}

#[cfg(test)]
mod tests;
