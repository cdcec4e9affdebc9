//! Numbers: `2.300 tỷ đồng`, `3,5%`, `1.000.000 đồng`, `5/73`, `XIII` behind «thứ».
//!
//! Never guesses which mark stands before decimals: see [`Decimal`].

use super::amount::{Decimal, DigitGroup, amount};
use super::atoms::Atoms;
use super::note;
use super::token::{Quantity, TokenKind, TokenMatch, TokenValue};
use super::unit::{is_scale, unit};

/// A number that begins at `at`.
pub(super) fn find(atoms: &Atoms<'_>, at: usize, decimal: Decimal) -> Option<TokenMatch> {
    if let Some(roman) = roman(atoms, at) {
        return Some(roman);
    }
    let sign = sign(atoms, at);
    let start = at + usize::from(sign.is_some());
    let (groups, digits_end) = groups(atoms, start)?;
    let end = behind_note(atoms, digits_end);
    if let (1, Some('/'), Some(_)) = (groups.len(), atoms.joint(end), atoms.digits(end + 1)) {
        let (unit, exponent, end) = unit(atoms, end + 2);
        let digits = atoms.text(start, start + 3).to_owned();
        return Some(number(at, end, digits, exponent, unit));
    }
    let power = power(atoms, digits_end).filter(|_| groups == [(None, "10")]);
    let (digits, exponent, end) = match power {
        Some(end) => (atoms.text(start, end).to_owned(), 0, end),
        None => match amount(&groups, decimal) {
            Some((digits, exponent)) => (digits, exponent, end),
            None => (atoms.text(start, digits_end).to_owned(), 0, end),
        },
    };
    let (unit, magnitude, end) = unit(atoms, end);
    let minus = match sign {
        Some(_) if !may_be_signed(atoms, at, end, (&unit, magnitude)) => return None,
        Some('+') | None => "",
        Some(_) => "-",
    };
    let exponent = if digits == "0" {
        0
    } else {
        exponent + magnitude
    };
    let digits = format!("{minus}{digits}");
    Some(number(at, end, digits, exponent, unit))
}

fn number(at: usize, end: usize, digits: String, exponent: i64, unit: String) -> TokenMatch {
    let quantity = Quantity {
        digits,
        exponent,
        unit,
    };
    TokenMatch::new(end - at, TokenKind::Number, TokenValue::Quantity(quantity))
}

/// The sign glued to a number: a minus may be written as a dash, or as «âm».
fn sign(atoms: &Atoms<'_>, at: usize) -> Option<char> {
    if atoms.is(at, &["âm"]) {
        return Some('-');
    }
    let sign = atoms
        .mark(at)
        .filter(|it| matches!(it, '-' | '−' | '–' | '+'))?;
    let hangs = at > 0 && atoms.glued(at);
    (!hangs && atoms.glued(at + 1)).then_some(sign)
}

/// Whether a sign before a number is one, and no stroke of a list or of a range.
fn may_be_signed(atoms: &Atoms<'_>, at: usize, end: usize, of: (&str, i64)) -> bool {
    let (unit, magnitude) = of;
    let opens = at == 0 || atoms.space(at).contains(['\n', '\t']);
    let behind_number = at > 0 && atoms.digits(at - 1).is_some();
    let measured = !unit.is_empty() || magnitude != 0;
    let leads_to_scale = || {
        // «từ –2 đến 5°C»
        let leads = atoms.is(end, &["đến", "tới"]);
        let to = end + 1 + usize::from(sign(atoms, end + 1).is_some());
        leads && atoms.digits(to).is_some() && is_scale(&super::unit::unit(atoms, to + 1).0)
    };
    !behind_number && (is_scale(unit) || (!opens && (measured || leads_to_scale())))
}

/// Digits in groups, and the first atom behind them. A blank parts thousands.
fn groups<'a>(atoms: &'a Atoms<'_>, start: usize) -> Option<(Vec<DigitGroup<'a>>, usize)> {
    let first = atoms.digits(start)?;
    let mut end = start + 1;
    let mut groups = vec![(None, first)];
    while let (Some(mark @ ('.' | ',')), Some(digits)) = (atoms.joint(end), atoms.digits(end + 1)) {
        groups.push((Some(mark), digits));
        end += 2;
    }
    let parted = |at: usize| {
        let blank = matches!(atoms.space(at), " " | "\u{A0}" | "\u{202F}" | "\u{2009}");
        atoms.digits(at).filter(|it| blank && it.len() == 3)
    };
    if groups.len() == 1 && (1..=3).contains(&first.len()) && first != "0" {
        while let Some(digits) = parted(end) {
            groups.push((Some(' '), digits));
            end += 1;
        }
        // «12 345 6789» is no number of thousands.
        if groups.len() > 1 && atoms.digits(end).is_some() {
            return Some((vec![(None, first)], start + 1));
        }
        if let (true, Some(mark @ (',' | '.')), Some(digits)) =
            (groups.len() > 1, atoms.joint(end), atoms.digits(end + 1))
        {
            groups.push((Some(mark), digits));
            end += 2;
        }
    }
    Some((groups, end))
}

/// `10^6`, `10⁶`: the first atom behind the power.
fn power(atoms: &Atoms<'_>, at: usize) -> Option<usize> {
    if atoms.joint(at) == Some('^') && atoms.digits(at + 1).is_some() {
        return Some(at + 2);
    }
    let end = behind_note(atoms, at);
    (end > at).then_some(end)
}

/// Behind a note's mark that hangs on a number, which is no digit of it: `1.204¹`, `1.204^1`,
/// `1.204[1]`.
fn behind_note(atoms: &Atoms<'_>, at: usize) -> usize {
    let mut end = at;
    while atoms.glued(end) && atoms.mark(end).is_some_and(is_superscript) {
        end += 1;
    }
    if end > at {
        return end;
    }
    if atoms.joint(at) == Some('^') && atoms.digits(at + 1).is_some() {
        return at + 2;
    }
    at + note::bracketed(atoms, at).unwrap_or_default()
}

fn is_superscript(c: char) -> bool {
    matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹')
}

/// `Đại hội lần thứ XIII`, `khóa XVI`.
fn roman(atoms: &Atoms<'_>, at: usize) -> Option<TokenMatch> {
    let capitals = atoms.text(at, at + 1);
    let is_roman = !capitals.is_empty() && capitals.chars().all(|c| "IVXLC".contains(c));
    if !is_roman || !atoms.follows(at, &["thứ", "khóa", "khoá", "kỳ", "lần", "quý", "hội"])
    {
        return None;
    }
    Some(TokenMatch::new(
        1,
        TokenKind::Number,
        TokenValue::Spelling(capitals.to_owned()),
    ))
}
