//! Dates in prose: `8/4`, `08-04-2021`, `ngày 8 tháng 4 năm 2021`, `tháng 4/2021`, `quý II/2021`,
//! `năm 2021`, `2020 - 2025`, `thứ Tư`.
//!
//! Not for publication times: those are `text::dates`. A stroke between two small numbers is a
//! date only where the words around say so; «7/12 xã» is a share.

use super::atoms::Atoms;
use super::token::{TokenKind, TokenMatch, TokenValue};

const MONTHS: [&str; 12] = [
    "một", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "giêng", "chạp",
];
const WEEKDAYS: [&str; 7] = ["hai", "ba", "tư", "năm", "sáu", "bảy", "bẩy"];
/// Words before a date.
const BEFORE: [&str; 16] = [
    "ngày", "sáng", "trưa", "chiều", "tối", "đêm", "khuya", "hôm", "mai", "nay", "qua", "dịp",
    "lễ", "mùng", "mồng", "rạng",
];
/// Words before a date or a share; behind the date stands no noun.
const PERHAPS: [&str; 7] = ["từ", "đến", "tới", "trước", "sau", "và", "vào"];
/// Words that may follow a date.
const BEHIND: [&str; 9] = [
    "đến", "tới", "năm", "này", "tại", "ở", "vừa", "các", "thành",
];

/// A date that begins at `at`.
pub(super) fn find(atoms: &Atoms<'_>, at: usize) -> Option<TokenMatch> {
    let (end, spelling) = if atoms.digits(at).is_some() {
        in_figures(atoms, at)
            .or_else(|| day_and_month_in_words(atoms, at))
            .or_else(|| years(atoms, at))?
    } else {
        match atoms.word(at)? {
            "tháng" => month(atoms, at)?,
            "quý" => quarter(atoms, at)?,
            "năm" => (at + 2, year(atoms, at + 1)?.to_owned()),
            "thứ" => weekday(atoms, at)?,
            "chủ" if atoms.is(at + 1, &["nhật"]) => (at + 2, "cn".to_owned()),
            _ => return None,
        }
    };
    // «Cuộc họp thứ hai» and «thứ 2» are written alike, whatever they are.
    let (kind, spelling) = match spelling.strip_prefix('#') {
        Some(ordinal) => (TokenKind::Number, format!("t{ordinal}")),
        None => (TokenKind::Date, spelling),
    };
    Some(TokenMatch::new(
        end - at,
        kind,
        TokenValue::Spelling(spelling),
    ))
}

/// `8/4/2021`, `2021-04-08`, `8/4`, `4/2021`.
fn in_figures(atoms: &Atoms<'_>, at: usize) -> Option<(usize, String)> {
    let mark = atoms
        .joint(at + 1)
        .filter(|mark| matches!(mark, '/' | '-' | '.'))?;
    let (first, second) = (atoms.digits(at)?, atoms.digits(at + 2)?);
    let third = (atoms.joint(at + 3) == Some(mark))
        .then(|| atoms.digits(at + 4))
        .flatten();
    if let Some(third) = third {
        if let (Some(day), Some(month), Some(year)) =
            (day(first), month_number(second), full_year(third))
        {
            return Some((at + 5, format!("{day}-{month}-{year}")));
        }
        let (year, month, day) = (full_year(first)?, month_number(second)?, day(third)?);
        return Some((at + 5, format!("{day}-{month}-{year}")));
    }
    if let (true, Some(month), Some(year)) = (mark != '.', month_number(first), full_year(second)) {
        return Some((at + 3, format!("{month}-{year}")));
    }
    let (day, month) = (day(first)?, month_number(second)?);
    let told = atoms.follows(at, &BEFORE) && mark != '.';
    let bracketed = at > 0 && atoms.mark(at - 1) == Some('(') && atoms.mark(at + 3) == Some(')');
    let perhaps =
        atoms.follows(at, &PERHAPS) && (atoms.word(at + 3).is_none() || atoms.is(at + 3, &BEHIND));
    (told || (mark == '/' && (bracketed || perhaps))).then(|| (at + 3, format!("{day}-{month}")))
}

/// `8 tháng 4 năm 2021`, `8 tháng Tư`.
fn day_and_month_in_words(atoms: &Atoms<'_>, at: usize) -> Option<(usize, String)> {
    let day = day(atoms.digits(at)?)?;
    // «7 tháng đầu năm» and «trong 7 tháng» are durations.
    let (end, month) = month(atoms, at + 1)?;
    Some((end, format!("{day}-{month}")))
}

/// `tháng 4`, `tháng Tư`, `tháng 4/2021`, `tháng 4 năm 2021`.
fn month(atoms: &Atoms<'_>, at: usize) -> Option<(usize, String)> {
    if !atoms.is(at, &["tháng"]) {
        return None;
    }
    let number = match (atoms.digits(at + 1), atoms.word(at + 1)) {
        (Some(digits), _) => month_number(digits)?,
        (_, Some("mười")) if atoms.is(at + 2, &["một", "hai"]) => {
            let twelve = atoms.is(at + 2, &["hai"]);
            return Some((at + 3, (11 + u32::from(twelve)).to_string()));
        }
        // «tháng năm nay» and «tháng một» in lower case are left as words, but beside a day or
        // a year.
        (_, Some(word))
            if atoms.capital(at + 1)
                || word == "giêng"
                || word == "chạp"
                || (at > 0 && atoms.digits(at - 1).is_some())
                || (atoms.is(at + 2, &["năm"]) && year(atoms, at + 3).is_some()) =>
        {
            match MONTHS.iter().position(|name| *name == word)? {
                10 => 1,
                11 => 12,
                month => u32::try_from(month + 1).ok()?,
            }
        }
        _ => return None,
    };
    let joined = atoms.is(at + 2, &["năm"]) || matches!(atoms.joint(at + 2), Some('/' | '-'));
    match year(atoms, at + 3).filter(|_| joined) {
        Some(year) => Some((at + 4, format!("{number}-{year}"))),
        None => Some((at + 2, number.to_string())),
    }
}

/// `quý II/2021`, `quý 3 năm 2022`, `quý IV`.
fn quarter(atoms: &Atoms<'_>, at: usize) -> Option<(usize, String)> {
    let number = match (atoms.digits(at + 1), atoms.text(at + 1, at + 2)) {
        (Some("1"), _) | (_, "I") => 1,
        (Some("2"), _) | (_, "II") => 2,
        (Some("3"), _) | (_, "III") => 3,
        (Some("4"), _) | (_, "IV") => 4,
        _ => return None,
    };
    let joined = atoms.is(at + 2, &["năm"]) || matches!(atoms.joint(at + 2), Some('/' | '-'));
    match year(atoms, at + 3).filter(|_| joined) {
        Some(year) => Some((at + 4, format!("q{number}-{year}"))),
        None => Some((at + 2, format!("q{number}"))),
    }
}

/// `2020-2025`, `2020 – 2025`.
fn years(atoms: &Atoms<'_>, at: usize) -> Option<(usize, String)> {
    let dash = matches!(atoms.mark(at + 1), Some('-' | '–' | '—' | '−'));
    let (from, to) = (year(atoms, at)?, year(atoms, at + 2)?);
    (dash && from < to).then(|| (at + 3, format!("{from}..{to}")))
}

/// `thứ Tư`, `thứ 4`; «lần thứ hai» is an ordinal (`#2`).
fn weekday(atoms: &Atoms<'_>, at: usize) -> Option<(usize, String)> {
    let word = atoms.word(at + 1);
    let number = match (atoms.digits(at + 1), word) {
        (Some(digits), _) => digits.parse().ok().filter(|day| (2..=7).contains(day))?,
        (_, Some(word)) => {
            let position = WEEKDAYS.iter().position(|name| *name == word)?;
            position.min(5) + 2
        }
        _ => return None,
    };
    let ordinal = atoms.follows(
        at,
        &[
            "lần", "kỳ", "giải", "hạng", "vị", "trí", "khóa", "đợt", "tàu",
        ],
    ) || (word.is_some()
        && !atoms.capital(at + 1)
        && !atoms.follows(at, &["sáng", "chiều", "tối", "ngày"]));
    let sign = if ordinal { "#" } else { "t" };
    Some((at + 2, format!("{sign}{number}")))
}

/// Four digits from 1900 to 2099.
fn year<'a>(atoms: &'a Atoms<'_>, at: usize) -> Option<&'a str> {
    full_year(atoms.digits(at)?)
}

fn full_year(digits: &str) -> Option<&str> {
    (digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"))).then_some(digits)
}

fn day(digits: &str) -> Option<u32> {
    small(digits).filter(|day| (1..=31).contains(day))
}

fn month_number(digits: &str) -> Option<u32> {
    small(digits).filter(|month| (1..=12).contains(month))
}

fn small(digits: &str) -> Option<u32> {
    (digits.len() <= 2).then(|| digits.parse().ok()).flatten()
}
