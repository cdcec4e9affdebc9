//! Names of months and weekdays: Vietnamese, as WordPress shortens them (`Th4`), English.
//!
//! English is what a portal prints whose system was never translated.

use chrono::Weekday;

use super::tokens::Tokens;

const ENGLISH_MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const ENGLISH_DAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// The month named at `at`, in words or figures, and what follows it.
pub(super) fn month(tokens: &Tokens<'_>, at: usize) -> Option<(u32, usize)> {
    let word = tokens.word(at)?;
    if word == "tháng" {
        return vietnamese_month(tokens, at + 1);
    }
    if word == "th" && tokens.glued(at + 1) {
        let month = tokens.number(at + 1)?.parse().ok()?;
        return (1..=12).contains(&month).then_some((month, at + 2));
    }
    let dot = usize::from(tokens.mark(at + 1) == Some('.') && tokens.glued(at + 1));
    let month = (1..).zip(ENGLISH_MONTHS).find_map(|(month, name)| {
        let short = word == &name[..3] || word == "sept" && month == 9;
        (word == name || short).then_some(month)
    })?;
    Some((month, at + 1 + dot))
}

/// The month behind `tháng`, in figures or as WordPress spells it.
fn vietnamese_month(tokens: &Tokens<'_>, at: usize) -> Option<(u32, usize)> {
    if let Some(figures) = tokens.number(at) {
        return Some((figures.parse().unwrap_or(u32::MAX), at + 1));
    }
    let names = [
        "một", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười",
    ];
    let (first, _) = (1..)
        .zip(names)
        .find(|(_, name)| tokens.word(at) == Some(name))?;
    match (first, tokens.word(at + 1)) {
        (10, Some("một")) => Some((11, at + 2)),
        (10, Some("hai")) => Some((12, at + 2)),
        _ => Some((first, at + 1)),
    }
}

/// `thứ hai` … `thứ bảy`, `thứ 2` … `thứ 7`, `t2,` … `t7,`, `chủ nhật`, `cn`, `monday`,
/// `mon,`; and what follows.
pub(super) fn weekday(tokens: &Tokens<'_>, at: usize) -> Option<(Weekday, usize)> {
    let word = tokens.word(at)?;
    match (word, tokens.word(at + 1)) {
        // Elsewhere CN is «công nghiệp» or «chi nhánh».
        ("cn", _) if tokens.mark(at + 1) == Some(',') || tokens.number(at + 1).is_some() => {
            return Some((Weekday::Sun, at + 1));
        }
        ("chủ", Some("nhật")) => return Some((Weekday::Sun, at + 2)),
        ("thứ", _) => {}
        // `T4, 05/04/2023`.
        ("t", _) if tokens.glued(at + 1) && tokens.mark(at + 2) == Some(',') => {}
        _ => return english_weekday(tokens, at, word),
    }
    let name = tokens.word(at + 1).or_else(|| tokens.number(at + 1))?;
    let weekday = match name {
        "hai" | "2" => Weekday::Mon,
        "ba" | "3" => Weekday::Tue,
        "tư" | "4" => Weekday::Wed,
        "năm" | "5" => Weekday::Thu,
        "sáu" | "6" => Weekday::Fri,
        "bảy" | "bẩy" | "7" => Weekday::Sat,
        _ => return None,
    };
    Some((weekday, at + 2))
}

/// A short form counts only right before a date: «sat» and «sun» are words too.
fn english_weekday(tokens: &Tokens<'_>, at: usize, word: &str) -> Option<(Weekday, usize)> {
    let before_date = tokens.mark(at + 1) == Some(',')
        || tokens.number(at + 1).is_some()
        || month(tokens, at + 1).is_some();
    let fits = |name: &str| word == name || (word == &name[..3] && before_date);
    let name = ENGLISH_DAYS.into_iter().find(|name| fits(name))?;
    Some((name.parse().ok()?, at + 1))
}
