//! Marks of notes in brackets: `[1]`, `[12]`. They point below the text and say nothing in it.

use super::atoms::Atoms;
use super::token::{TokenKind, TokenMatch, TokenValue};

/// A note's mark that begins at `at`.
pub(super) fn find(atoms: &Atoms<'_>, at: usize) -> Option<TokenMatch> {
    let length = bracketed(atoms, at)?;
    Some(TokenMatch::new(
        length,
        TokenKind::Mark,
        TokenValue::Spelling(String::new()),
    ))
}

/// How many atoms it takes.
pub(super) fn bracketed(atoms: &Atoms<'_>, at: usize) -> Option<usize> {
    let digits = atoms.digits(at + 1)?;
    let closed = atoms.glued(at + 1) && atoms.glued(at + 2);
    let is_note = atoms.mark(at) == Some('[') && atoms.mark(at + 2) == Some(']');
    (is_note && closed && digits.len() <= 2).then_some(3)
}
