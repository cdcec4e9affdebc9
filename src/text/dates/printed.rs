//! Times as portals print them.

use chrono::{Datelike, FixedOffset, NaiveDate, NaiveTime, Weekday};

use super::day::{self, Day};
use super::tokens::Tokens;
use super::{DateError, Precision, Printed, clock, date_line, machine, names};

/// A printed publication time: one date, day first (`05/04/2023`, `5-4-2023`, `05.04.2023`,
/// `ngày 05 tháng 4 năm 2023`, `05 Th4 2023`, `25 December 2023`), year first (`2023-04-05`)
/// or its month's name first (`Tháng Mười Hai 25, 2023`), and before or behind it, if given,
/// one time (`17:15`, `17:15:30`, `17h15`, `17 giờ 15`, with `SA`/`CH`/`AM`/`PM` or `sáng` …
/// `khuya`), a weekday and an offset (`GMT+7`). Labels, counters and other words around them
/// are passed over; a bare hour (`17h`) is no time to the minute and is passed over too.
pub fn parse(text: &str) -> Result<Printed, DateError> {
    let line = date_line(text)?.to_lowercase();
    let tokens = Tokens::of(&line);
    let mut found = DateParts::default();
    let mut at = 0;
    while at < tokens.len() {
        at = found.step(&tokens, at)?;
    }
    found.finish()
}

/// What the line has given so far.
#[derive(Default)]
pub(super) struct DateParts {
    pub(super) date: Option<NaiveDate>,
    swappable: bool,
    pub(super) time: Option<clock::ClockReading>,
    offset: Option<FixedOffset>,
    /// The time is of a zone that cannot be told.
    elsewhere: bool,
    weekday: Option<Weekday>,
    /// Day and month of dates without a year: they may not speak of another day.
    yearless: Vec<(u32, u32)>,
    /// Numbers that are no date and no time.
    pub(super) strays: usize,
}

impl DateParts {
    /// Reads what begins at `at`; answers where to go on.
    pub(super) fn step(&mut self, tokens: &Tokens<'_>, at: usize) -> Result<usize, DateError> {
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
            Day::Number => self.strays += 1,
        }
        Ok(next)
    }

    pub(super) fn finish(self) -> Result<Printed, DateError> {
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
