//! Times of day: `17h15`, `17:15`, `17 giờ 15 phút`, `lúc 5 giờ`. «21 giờ» elsewhere is a number
//! of hours.

use super::atoms::Atoms;
use super::token::{TokenKind, TokenMatch, TokenValue};

/// Words before a time of day.
const BEFORE: [&str; 9] = [
    "lúc", "hồi", "từ", "đến", "tới", "vào", "trước", "sau", "khoảng",
];
/// Words behind a time of day.
const BEHIND: [&str; 8] = [
    "sáng", "trưa", "chiều", "tối", "đêm", "khuya", "ngày", "hôm",
];

/// A time of day that begins at `at`.
pub(super) fn find(atoms: &Atoms<'_>, at: usize) -> Option<TokenMatch> {
    let hour = small(atoms.digits(at)?, 24)?;
    let (end, minute) = colon(atoms, at)
        .or_else(|| letter(atoms, at))
        .or_else(|| words(atoms, at))?;
    let spelling = TokenValue::Spelling(format!("{hour}:{minute:02}"));
    Some(TokenMatch::new(end - at, TokenKind::Date, spelling))
}

fn colon(atoms: &Atoms<'_>, at: usize) -> Option<(usize, u32)> {
    let minutes = atoms.digits(at + 2).filter(|minutes| minutes.len() == 2)?;
    (atoms.joint(at + 1)? == ':').then_some(())?;
    Some((at + 3, small(minutes, 59)?))
}

/// `17h`, `17h15`, `17h 15`.
fn letter(atoms: &Atoms<'_>, at: usize) -> Option<(usize, u32)> {
    let minutes = atoms.word(at + 1)?.strip_prefix('h')?;
    if !atoms.glued(at + 1) {
        return None;
    }
    if minutes.is_empty() {
        return Some((at + 2, 0));
    }
    Some((at + 2, small(minutes, 59)?))
}

/// `17 giờ 15`, `17 giờ 15 phút`, `5 giờ sáng`.
fn words(atoms: &Atoms<'_>, at: usize) -> Option<(usize, u32)> {
    if !atoms.is(at + 1, &["giờ"]) {
        return None;
    }
    let minutes = atoms
        .digits(at + 2)
        .filter(|digits| digits.len() == 2)
        .and_then(|digits| small(digits, 59));
    match minutes {
        Some(minute) => {
            let named = atoms.is(at + 3, &["phút"]);
            Some((at + 3 + usize::from(named), minute))
        }
        None if atoms.follows(at, &BEFORE) || atoms.is(at + 2, &BEHIND) => Some((at + 2, 0)),
        None => None,
    }
}

fn small(digits: &str, most: u32) -> Option<u32> {
    digits
        .parse()
        .ok()
        .filter(|value| digits.len() <= 2 && *value <= most)
}
