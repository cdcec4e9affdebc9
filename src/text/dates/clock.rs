//! Printed times of day and offsets.

use chrono::{FixedOffset, NaiveTime};

use super::tokens::Tokens;
use super::{DateError, Precision, impossible};

/// A time of day and how exactly it was given.
pub(super) type ClockReading = (NaiveTime, Precision);

/// Zones whose letters name no single offset, or none that this program knows: with one of
/// them behind it the time of day cannot be told.
const UNKNOWN_ZONES: [&str; 24] = [
    "est", "edt", "et", "cst", "cdt", "ct", "mst", "mdt", "mt", "pst", "pdt", "pt", "bst", "cet",
    "cest", "eet", "eest", "ist", "jst", "kst", "hkt", "sgt", "aest", "aedt",
];

/// Whether a time zone of unknown offset is named at `at`.
pub(super) fn names_zone(tokens: &Tokens<'_>, at: usize) -> bool {
    let word = tokens.word(at);
    word.is_some_and(|word| UNKNOWN_ZONES.contains(&word))
}

/// The time that begins at `at`, and what follows it; `None` when none does.
pub(super) fn time(
    tokens: &Tokens<'_>,
    at: usize,
) -> Result<Option<(ClockReading, usize)>, DateError> {
    let Some((minute_at, second)) = shape(tokens, at) else {
        return Ok(None);
    };
    let second_at = minute_at + 2;
    let behind = if second.is_some() {
        second_at + 1
    } else {
        minute_at + 1
    };
    let behind = skip_minute_sign(tokens, behind);
    let (half, next) = match half_of_day(tokens, behind) {
        (Half::Unsaid, next) => (loose_before(tokens, at), next),
        said => said,
    };
    let given = || impossible(tokens.text(at, next));
    let small = |digits: Option<&str>| match digits {
        Some(digits) if digits.len() <= 2 => digits.parse::<u32>().ok(),
        _ => None,
    };
    let hour = small(tokens.number(at)).ok_or_else(given)?;
    let hour = half.hour(hour).ok_or_else(given)?;
    let minute = small(tokens.number(minute_at)).ok_or_else(given)?;
    let (seconds, precision) = match second {
        Some(digits) => (small(Some(digits)).ok_or_else(given)?, Precision::Second),
        None => (0, Precision::Minute),
    };
    let colon = tokens.mark(at + 1) == Some(':');
    let two_digits = |digits: Option<&str>| digits.is_none_or(|digits| digits.len() == 2);
    if colon && !(two_digits(tokens.number(minute_at)) && two_digits(second)) {
        return Err(given());
    }
    let time = NaiveTime::from_hms_opt(hour, minute, seconds).ok_or_else(given)?;
    Ok(Some(((time, precision), next)))
}

/// Whether a time begins at `at`, so that its hour is no part of a date before it.
pub(super) fn begins_time(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.number(at).is_some_and(|hour| hour.len() <= 2) && shape(tokens, at).is_some()
}

/// Where the minute is, and the second if there is one.
fn shape<'a>(tokens: &Tokens<'a>, at: usize) -> Option<(usize, Option<&'a str>)> {
    let hour = tokens.number(at)?;
    if tokens.glued_number(at + 2, ':').is_some() && hour.len() <= 2 {
        return Some((at + 2, tokens.glued_number(at + 4, ':')));
    }
    let minute = tokens.number(at + 2)?;
    let letter = matches!(tokens.word(at + 1)?, "h" | "g") && tokens.glued(at + 1);
    let fits = (letter && tokens.glued(at + 2)) || tokens.word(at + 1) == Some("giờ");
    // 17 giờ 05/04/2023, 17 giờ 5 tháng 4: the number is a day.
    let is_day = (matches!(tokens.mark(at + 3), Some('/' | '-' | '.'))
        && tokens.glued(at + 3)
        && tokens.glued(at + 4))
        || tokens.word(at + 3) == Some("tháng");
    (fits && !is_day && minute.len() <= 2).then_some((at + 2, None))
}

/// 08h00′, 15h00’, 17 giờ 15 phút.
fn skip_minute_sign(tokens: &Tokens<'_>, at: usize) -> usize {
    let sign = matches!(tokens.mark(at), Some('′' | '’' | '\''));
    at + usize::from(sign || tokens.word(at) == Some("phút"))
}

#[derive(Clone, Copy)]
enum Half<'a> {
    Unsaid,
    Morning,
    Afternoon,
    /// A word of the day («sáng», «chiều») that belongs to the time.
    Named(&'a str),
    /// Such a word with more behind it: it may as well begin the lead behind the time.
    Loose,
}

impl Half<'_> {
    /// The hour of 24, or `None` where hour and half contradict each other or leave it open.
    fn hour(self, hour: u32) -> Option<u32> {
        match (self, hour) {
            (Half::Named(word), ..=12) => named_hour(word, hour),
            (Half::Morning, 12) => Some(0),
            (Half::Afternoon, 1..=11) => Some(hour + 12),
            (Half::Morning, 13..) | (Half::Afternoon, 0) | (Half::Loose, ..=12) => None,
            _ => Some(hour),
        }
    }
}

/// `8:30 sáng`, `1:00 trưa`, `12:15 chiều` (WordPress's PM), `9:00 tối`, `11:30 đêm`.
fn named_hour(word: &str, hour: u32) -> Option<u32> {
    match (word, hour) {
        ("sáng" | "đêm" | "khuya", 12) => Some(0),
        ("sáng", ..=11) | ("trưa", 10..=12) | ("chiều", 12) | ("đêm" | "khuya", ..=4) => {
            Some(hour)
        }
        ("trưa", 1..=2) | ("chiều", 1..=11) | ("tối", 5..=11) | ("đêm" | "khuya", 9..=11) => {
            Some(hour + 12)
        }
        _ => None,
    }
}

/// SA, CH, AM, PM, a.m., p.m., «sáng» …; and what follows.
fn half_of_day<'a>(tokens: &Tokens<'a>, at: usize) -> (Half<'a>, usize) {
    match tokens.word(at) {
        Some("sa" | "am") => (Half::Morning, at + 1),
        Some("ch" | "pm") => (Half::Afternoon, at + 1),
        Some(letter @ ("a" | "p"))
            if tokens.mark(at + 1) == Some('.') && tokens.word(at + 2) == Some("m") =>
        {
            match letter {
                "a" => (Half::Morning, at + 3),
                _ => (Half::Afternoon, at + 3),
            }
        }
        Some(word) if is_part_of_day(word) => match tokens.word(at + 1) {
            None | Some("ngày" | "thứ" | "chủ" | "cn" | "gmt" | "utc") => {
                (Half::Named(word), at + 1)
            }
            Some(_) => (Half::Loose, at + 1),
        },
        _ => (Half::Unsaid, at),
    }
}

/// `sáng 8:30`.
fn loose_before<'a>(tokens: &Tokens<'a>, at: usize) -> Half<'a> {
    let before = at.checked_sub(1).and_then(|before| tokens.word(before));
    before
        .filter(|word| is_part_of_day(word))
        .map_or(Half::Unsaid, Half::Named)
}

fn is_part_of_day(word: &str) -> bool {
    matches!(word, "sáng" | "trưa" | "chiều" | "tối" | "đêm" | "khuya")
}

/// Whether the time at `at` is written as Americans write it: no leading nought, AM or PM.
pub(super) fn is_american(tokens: &Tokens<'_>, at: usize) -> bool {
    let padded = tokens.number(at).is_none_or(|hour| hour.starts_with('0'));
    let seconds = tokens.glued_number(at + 4, ':').is_some();
    let half = tokens.word(at + if seconds { 5 } else { 3 });
    !padded && matches!(half, Some("am" | "pm"))
}

/// The offset behind `GMT` or `UTC` (`+7`, `+07`, `+07:00`, `+0700`, none), and what
/// follows it. `at` is behind the letters.
pub(super) fn offset(tokens: &Tokens<'_>, at: usize) -> Result<(FixedOffset, usize), DateError> {
    // A number that no date or time goes on from: `GMT7`, `GMT - 7`.
    let bare = |at| {
        tokens.number(at).is_some()
            && !(matches!(tokens.mark(at + 1), Some('/' | '-' | '.' | ':')) && tokens.glued(at + 1))
    };
    let sign = match tokens.mark(at) {
        Some('+') => 1,
        Some('-' | '−' | '–') if tokens.glued(at + 1) => -1,
        Some('-' | '−' | '–') if bare(at + 1) => {
            return Err(impossible(tokens.text(at - 1, at + 2)));
        }
        _ if bare(at) => return Err(impossible(tokens.text(at - 1, at + 1))),
        _ => return Ok((FixedOffset::east_opt(0).expect("0 s is an offset"), at)),
    };
    let (digits, glued_minutes) = (tokens.number(at + 1), tokens.glued_number(at + 3, ':'));
    let next = if glued_minutes.is_some() {
        at + 4
    } else {
        at + 2
    };
    let given = || impossible(tokens.text(at - 1, next));
    let (hours, minutes) = match (digits.unwrap_or_default(), glued_minutes) {
        (hours, Some(minutes)) if hours.len() <= 2 && minutes.len() == 2 => (hours, minutes),
        (digits, None) if digits.len() == 4 => digits.split_at(2),
        (hours, None) if hours.len() <= 2 => (hours, "0"),
        _ => return Err(given()),
    };
    let read = |digits: &str| digits.parse::<i32>().map_err(|_| given());
    let (hours, minutes) = (read(hours)?, read(minutes)?);
    if hours > 14 || minutes > 59 {
        return Err(given());
    }
    let offset = FixedOffset::east_opt(sign * (hours * 3600 + minutes * 60)).ok_or_else(given)?;
    Ok((offset, next))
}
