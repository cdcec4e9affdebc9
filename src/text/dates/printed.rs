//! Times as portals print them.

use chrono::{Datelike, FixedOffset, NaiveDate, NaiveTime, Weekday};

use super::day::{self, Day};
use super::tokens::Tokens;
use super::{DateError, Line, Precision, Printed, clock, date_line, machine, names};

/// A printed publication time: one date, day first (`05/04/2023`, `5-4-2023`, `05.04.2023`,
/// `ngày 05 tháng 4 năm 2023`, `05 Th4 2023`, `25 December 2023`), year first (`2023-04-05`)
/// or its month's name first (`Tháng Mười Hai 25, 2023`), and before or behind it, if given,
/// one time (`17:15`, `17:15:30`, `17h15`, `17 giờ 15`, with `SA`/`CH`/`AM`/`PM` or `sáng` …
/// `khuya`), a weekday and an offset (`GMT+7`). Labels, counters and other words around them
/// are passed over; a bare hour (`17h`) is no time to the minute and is passed over too.
pub fn parse(text: &str) -> Result<Printed, DateError> {
    let line = date_line(text)?.to_lowercase();
    let tokens = Tokens::of(&line);
    let mut found = Found::default();
    let mut at = 0;
    while at < tokens.len() {
        at = found.step(&tokens, at)?;
    }
    found.finish()
}

/// A date line that may also tell of an update: `05/04/2023 17:15 (Cập nhật: 06/04/2023
/// 08:00)`, `Published … | Updated …`. What stands behind a word of updating is the update's,
/// up to a word of publishing. Two times with nothing between them but a stroke are both,
/// the earlier one first.
pub fn parse_line(text: &str) -> Line {
    let line = match date_line(text) {
        Ok(line) => line.to_lowercase(),
        Err(error) => return Line::unread(error),
    };
    let tokens = Tokens::of(&line);
    let (mut published, mut modified) = (Segment::default(), Segment::default());
    let (mut at, mut updating, mut labelled) = (0, false, false);
    while at < tokens.len() {
        if let Some((update, next)) = label(&tokens, at) {
            (updating, labelled, at) = (update, labelled || update, next);
            continue;
        }
        let stroke = matches!(tokens.mark(at), Some('|' | '•' | '·'));
        if stroke && !labelled && published.is_instant() && names_another_day(&tokens, at + 1) {
            updating = true;
        }
        let segment = if updating {
            &mut modified
        } else {
            &mut published
        };
        at = segment.step(&tokens, at);
    }
    let (published, modified) = (published.finish(), modified.finish());
    match (&published, &modified) {
        (Ok(first), Ok(second)) if !labelled && second.civil < first.civil => {
            Line::unread(DateError::Ambiguous)
        }
        // Said twice.
        (Ok(first), Ok(second)) if !labelled && second.civil == first.civil => Line {
            published,
            modified: Err(DateError::NoDate),
        },
        _ => Line {
            published,
            modified,
        },
    }
}

/// A word of updating (`true`) or publishing at `at`, and what follows it.
fn label(tokens: &Tokens<'_>, at: usize) -> Option<(bool, usize)> {
    match (tokens.word(at)?, tokens.word(at + 1)) {
        ("cập", Some("nhật")) | ("chỉnh", Some("sửa")) | ("sửa", Some("đổi" | "lần" | "lúc")) => {
            Some((true, at + 2))
        }
        ("updated" | "modified" | "edited", _) => Some((true, at + 1)),
        ("đăng" | "published" | "posted", _) => Some((false, at + 1)),
        ("xuất", Some("bản")) | ("phát", Some("hành")) => Some((false, at + 2)),
        _ => None,
    }
}

/// Whether a full date stands behind `at` before the next stroke.
fn names_another_day(tokens: &Tokens<'_>, at: usize) -> bool {
    let mut rest = Found::default();
    let mut at = at;
    while at < tokens.len() && !matches!(tokens.mark(at), Some('|' | '•' | '·')) {
        match rest.step(tokens, at) {
            Ok(next) => at = next,
            Err(_) => return false,
        }
    }
    rest.date.is_some() && rest.time.is_some()
}

/// The part of a line that tells one time. What goes wrong in it does not touch the others.
#[derive(Default)]
struct Segment {
    found: Found,
    error: Option<DateError>,
}

impl Segment {
    fn step(&mut self, tokens: &Tokens<'_>, at: usize) -> usize {
        if self.error.is_some() {
            return at + 1;
        }
        self.found.step(tokens, at).unwrap_or_else(|error| {
            self.error = Some(error);
            at + 1
        })
    }

    fn is_instant(&self) -> bool {
        self.error.is_none() && self.found.date.is_some() && self.found.time.is_some()
    }

    fn finish(self) -> Result<Printed, DateError> {
        self.error.map_or_else(|| self.found.finish(), Err)
    }
}

/// What the line has given so far.
#[derive(Default)]
struct Found {
    date: Option<NaiveDate>,
    swappable: bool,
    time: Option<clock::Reading>,
    offset: Option<FixedOffset>,
    /// The time is of a zone that cannot be told.
    elsewhere: bool,
    weekday: Option<Weekday>,
    /// Day and month of dates without a year: they may not speak of another day.
    yearless: Vec<(u32, u32)>,
}

impl Found {
    /// Reads what begins at `at`; answers where to go on.
    fn step(&mut self, tokens: &Tokens<'_>, at: usize) -> Result<usize, DateError> {
        if let Some((weekday, next)) = names::weekday(tokens, at) {
            only(&mut self.weekday, weekday)?;
            return Ok(next);
        }
        if tokens.word(at) == Some("âm") && tokens.word(at + 1) == Some("lịch") {
            return Err(DateError::Lunar);
        }
        if matches!(tokens.word(at), Some("gmt" | "utc")) {
            let (offset, next) = clock::offset(tokens, at + 1)?;
            only(&mut self.offset, offset)?;
            return Ok(next);
        }
        if tokens.number(at).is_none() {
            return match day::month_first(tokens, at)? {
                Some((read, next)) => self.take(tokens, read, at, next),
                None => Ok(at + 1),
            };
        }
        if let Some((given, next)) = machine::within(tokens, at) {
            only(&mut self.date, given.civil.date())?;
            only(&mut self.time, (given.civil.time(), given.precision))?;
            if let Some(offset) = given.offset {
                only(&mut self.offset, offset)?;
            }
            return Ok(next);
        }
        if let Some((time, next)) = clock::time(tokens, at)? {
            only(&mut self.time, time)?;
            self.elsewhere |= clock::names_zone(tokens, next);
            return Ok(next);
        }
        let (read, next) = day::day(tokens, at)?;
        self.take(tokens, read, at, next)
    }

    /// Keeps the day read from `at` to `next`.
    fn take(
        &mut self,
        tokens: &Tokens<'_>,
        read: Day,
        at: usize,
        next: usize,
    ) -> Result<usize, DateError> {
        match read {
            Day::Full { date, swappable } => {
                let padded = |at| tokens.number(at).is_some_and(|it| it.starts_with('0'));
                let bare = !padded(at) && !padded(at + 2);
                if swappable && bare && clock::is_american(tokens, next) {
                    return Err(DateError::MonthOrDay);
                }
                only(&mut self.date, date)?;
                self.swappable |= swappable;
            }
            Day::Yearless(day, month) => self.yearless.push((day, month)),
            Day::Number if day::leads_a_range(tokens, at)? => return Err(DateError::Ambiguous),
            Day::Number => {}
        }
        Ok(next)
    }

    fn finish(self) -> Result<Printed, DateError> {
        let date = self.date.ok_or(DateError::NoDate)?;
        let same = |&(day, month): &(u32, u32)| (day, month) == (date.day(), date.month());
        if !self.yearless.iter().all(same) {
            return Err(DateError::Ambiguous);
        }
        let time = self.time.filter(|_| !self.elsewhere);
        let (time, precision) = time.unwrap_or((NaiveTime::MIN, Precision::Day));
        Ok(Printed {
            civil: date.and_time(time),
            precision,
            offset: self.offset,
            weekday_disagrees: self.weekday.is_some_and(|given| given != date.weekday()),
            swappable: self.swappable,
        })
    }
}

/// Keeps a value; the same one again is no matter, another one is [`DateError::Ambiguous`].
fn only<T: PartialEq>(kept: &mut Option<T>, value: T) -> Result<(), DateError> {
    if kept.as_ref().is_some_and(|kept| *kept != value) {
        return Err(DateError::Ambiguous);
    }
    *kept = Some(value);
    Ok(())
}
