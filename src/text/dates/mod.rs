//! Publication times, as printed on Vietnamese pages and as written for machines.
//!
//! Never guesses: a date comes from a text that holds exactly one (and perhaps that of an
//! update), day first; it is never repaired, never filled up from today, never taken out of
//! prose. A day is not a time: [`Precision::Day`] says that the page printed no time. What
//! cannot be believed is an error, and the caller keeps the printed text.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, TimeZone};
use chrono_tz::Tz;

mod clock;
mod day;
mod line;
mod machine;
mod names;
mod printed;
mod tokens;

pub use line::{label_at_end, parse_alone, parse_line};
pub use machine::{parse_machine, written_offset};
pub use printed::parse;

/// The longest text taken for a date line, characters after [`super::clean`]. The longest
/// line seen on the portals has 44.
pub const MAX_CHARS: usize = 120;

/// The most words taken for a date line. Lines seen on the portals have up to 5. Of 204
/// dated texts below [`MAX_CHARS`] in the test portal's articles, the 124 sentences have 20
/// words and more; the 80 captions and announcements have 8 to 15, so those pass: a
/// recipe's selector must not point at them.
pub const MAX_WORDS: usize = 16;

/// The years a portal's article may bear. Earlier ones are unset clocks (1970, 0001).
pub const YEARS: std::ops::RangeInclusive<i32> = 1990..=2100;

/// How exactly the time was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    /// A date without a time.
    Day,
    /// Hours and minutes.
    Minute,
    /// Hours, minutes and seconds.
    Second,
}

/// A publication time as given, before any time zone is applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Printed {
    /// Civil time, in `offset` where that is given. With [`Precision::Day`] its time is
    /// 00:00 and means nothing.
    pub civil: NaiveDateTime,
    /// What of `civil` was given.
    pub precision: Precision,
    /// The offset given beside the time, e.g. `(GMT+7)`.
    pub offset: Option<FixedOffset>,
    /// A weekday was given and is not that of the date. The date is kept all the same.
    pub weekday_disagrees: bool,
    /// Read day first, and the other order would be a date as well: `05/04/2023`. An
    /// English page may mean the fourth of May.
    pub swappable: bool,
}

/// What a time is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeLabel {
    /// The publication.
    Publication,
    /// A later update.
    Update,
}

/// What a date line says. A part that is not there is [`DateError::NoDate`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateLine {
    /// Of publication.
    pub published: Result<Printed, DateError>,
    /// Of the last update.
    pub modified: Result<Printed, DateError>,
}

impl DateLine {
    fn unread(error: DateError) -> Self {
        Self {
            published: Err(error),
            modified: Err(DateError::NoDate),
        }
    }
}

/// Why a text gives no publication time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// More than [`MAX_CHARS`] or [`MAX_WORDS`].
    #[error("cannot read a date: {words} words, {chars} characters are prose, not a date line")]
    Prose {
        /// Characters after cleaning.
        chars: usize,
        /// Runs of letters.
        words: usize,
    },
    /// No full date (day, month, year).
    #[error("cannot read a date: the text holds no day, month and year")]
    NoDate,
    /// Two different dates, times or offsets.
    #[error("cannot read a date: the text holds more than one date or time")]
    Ambiguous,
    /// The calendar or the clock has no such day or time, or the form leaves it open.
    #[error("cannot read a date: there is no day or time \"{given}\"")]
    Impossible {
        /// The part at fault, in lower case.
        given: String,
    },
    /// Outside [`YEARS`].
    #[error("cannot read a date: the year {year} is outside 1990 to 2100")]
    YearOutOfRange {
        /// As given.
        year: i32,
    },
    /// A date of the lunar calendar («âm lịch»).
    #[error("cannot read a date: it is of the lunar calendar")]
    Lunar,
    /// `4/5/2023 5:15:00 PM`, as an untranslated American system prints the fifth of April,
    /// and others the fourth of May.
    #[error("cannot read a date: day and month cannot be told apart")]
    MonthOrDay,
    /// [`parse_machine`] only: neither ISO 8601 nor RFC 2822.
    #[error("cannot read a date: the value is neither ISO 8601 nor RFC 2822")]
    NotMachine,
}

/// The instant, in the civil time of `zone`, and whether the offset was assumed: `true`
/// where the page gave none and the zone's was applied.
///
/// `None` for [`Precision::Day`], because a day is not an instant, and for a civil time
/// that `zone` skipped or had twice (never in `Asia/Ho_Chi_Minh` since 1975).
pub fn in_zone(printed: &Printed, zone: Tz) -> Option<(DateTime<FixedOffset>, bool)> {
    if printed.precision == Precision::Day {
        return None;
    }
    let instant = match printed.offset {
        Some(offset) => offset
            .from_local_datetime(&printed.civil)
            .single()?
            .with_timezone(&zone),
        None => zone.from_local_datetime(&printed.civil).single()?,
    };
    Some((instant.fixed_offset(), printed.offset.is_none()))
}

/// A day of the calendar within [`YEARS`]; `given` goes into the error.
fn calendar_day(year: i32, month: u32, day: u32, given: &str) -> Result<NaiveDate, DateError> {
    let date = NaiveDate::from_ymd_opt(year, month, day).ok_or_else(|| impossible(given))?;
    if YEARS.contains(&date.year()) {
        Ok(date)
    } else {
        Err(DateError::YearOutOfRange { year })
    }
}

fn impossible(given: impl Into<String>) -> DateError {
    DateError::Impossible {
        given: given.into(),
    }
}

/// [`super::clean`]ed, and refused when it is prose.
fn date_line(text: &str) -> Result<String, DateError> {
    let line = super::clean(text);
    let chars = line.chars().count();
    let words = line.split(|c: char| !c.is_alphabetic());
    let words = words.filter(|word| !word.is_empty()).count();
    if chars > MAX_CHARS || words > MAX_WORDS {
        return Err(DateError::Prose { chars, words });
    }
    Ok(line)
}

#[cfg(test)]
mod tests;
