//! Times as Vietnamese portals print them.

use chrono::{Datelike, FixedOffset, NaiveDate, NaiveTime, Weekday};

use super::tokens::Tokens;
use super::{DateError, Precision, Printed, calendar_day, clock, date_line, impossible};

/// A printed publication time: one date, day first (`05/04/2023`, `5-4-2023`, `05.04.2023`,
/// `ngày 05 tháng 4 năm 2023`, `5 Tháng Tư, 2023`), and before or behind it, if given, one
/// time (`17:15`, `17:15:30`, `17h15`, `17 giờ 15`, with `SA`/`CH`/`AM`/`PM`), a weekday and
/// an offset (`GMT+7`). Labels, counters and other words around them are passed over; a
/// bare hour (`17h`) is no time to the minute and is passed over too.
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

/// What the line has given so far.
#[derive(Default)]
struct Found {
    date: Option<NaiveDate>,
    time: Option<clock::Reading>,
    offset: Option<FixedOffset>,
    weekday: Option<Weekday>,
    /// Day and month of dates without a year: they may not speak of another day.
    yearless: Vec<(u32, u32)>,
}

impl Found {
    /// Reads what begins at `at`; answers where to go on.
    fn step(&mut self, tokens: &Tokens<'_>, at: usize) -> Result<usize, DateError> {
        if let Some((weekday, next)) = weekday(tokens, at) {
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
            return Ok(at + 1);
        }
        if let Some((time, next)) = clock::time(tokens, at)? {
            only(&mut self.time, time)?;
            return Ok(next);
        }
        let (read, next) = day(tokens, at)?;
        match read {
            Day::Full(date) => only(&mut self.date, date)?,
            Day::Yearless(day, month) => self.yearless.push((day, month)),
            Day::Number if leads_a_range(tokens, at)? => return Err(DateError::Ambiguous),
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
        let (time, precision) = self.time.unwrap_or((NaiveTime::MIN, Precision::Day));
        Ok(Printed {
            civil: date.and_time(time),
            precision,
            offset: self.offset,
            weekday_disagrees: self.weekday.is_some_and(|given| given != date.weekday()),
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

/// `thứ hai` … `thứ bảy`, `thứ 2` … `thứ 7`, `chủ nhật`, `cn`.
fn weekday(tokens: &Tokens<'_>, at: usize) -> Option<(Weekday, usize)> {
    match (tokens.word(at)?, tokens.word(at + 1)) {
        // Elsewhere CN is «công nghiệp» or «chi nhánh».
        ("cn", _) if tokens.mark(at + 1) == Some(',') || tokens.number(at + 1).is_some() => {
            return Some((Weekday::Sun, at + 1));
        }
        ("chủ", Some("nhật")) => return Some((Weekday::Sun, at + 2)),
        ("thứ", _) => {}
        _ => return None,
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

/// What a number turns out to begin.
enum Day {
    Full(NaiveDate),
    /// Day and month.
    Yearless(u32, u32),
    /// No date: a counter, a document's number, a telephone.
    Number,
}

fn day(tokens: &Tokens<'_>, at: usize) -> Result<(Day, usize), DateError> {
    match tokens.word(at + 1) {
        Some("tháng") => in_words(tokens, at),
        _ => in_figures(tokens, at),
    }
}

/// `08 tháng 12 năm 2019`, `08 tháng 12, 2019`, `8 tháng 12/2019`, `8 tháng mười hai, 2019`.
fn in_words(tokens: &Tokens<'_>, at: usize) -> Result<(Day, usize), DateError> {
    let Some((month, behind)) = month(tokens, at + 2) else {
        return Ok((Day::Number, at + 2));
    };
    let day = value(tokens.number(at));
    let joined = tokens.word(behind) == Some("năm")
        || matches!(tokens.mark(behind), Some('/' | ',' | '-' | '.'));
    let year_at = behind + usize::from(joined);
    match tokens.number(year_at) {
        Some(year) if year.len() == 4 => {
            let date = figures(day, month, year, &tokens.text(at, year_at + 1))?;
            Ok((Day::Full(date), year_at + 1))
        }
        Some(_) if tokens.word(behind) == Some("năm") => {
            Err(impossible(tokens.text(at, year_at + 1)))
        }
        _ => Ok((Day::Yearless(day, month), behind)),
    }
}

/// The month behind `tháng`, in figures or as WordPress spells it, and what follows.
fn month(tokens: &Tokens<'_>, at: usize) -> Option<(u32, usize)> {
    if let Some(figures) = tokens.number(at) {
        return Some((value(Some(figures)), at + 1));
    }
    let names = [
        "một", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười",
    ];
    let first = names
        .iter()
        .position(|name| tokens.word(at) == Some(*name))?;
    match (first, tokens.word(at + 1)) {
        (9, Some("một")) => Some((11, at + 2)),
        (9, Some("hai")) => Some((12, at + 2)),
        _ => Some((u32::try_from(first + 1).ok()?, at + 1)),
    }
}

/// Numbers joined by `/`, `-`, `–` or `.` without blanks.
fn in_figures(tokens: &Tokens<'_>, at: usize) -> Result<(Day, usize), DateError> {
    let mut numbers = vec![tokens.number(at).unwrap_or_default()];
    let mut joins = Vec::new();
    let mut next = at + 1;
    while let Some(join @ ('/' | '-' | '–' | '.')) = tokens.mark(next) {
        let Some(number) = tokens.glued_number(next + 1, join) else {
            break;
        };
        if clock::begins_time(tokens, next + 1) {
            break;
        }
        numbers.push(number);
        joins.push(join);
        next += 2;
    }
    let short = |digits: &str| digits.len() <= 2;
    let read = match (numbers.as_slice(), joins.as_slice()) {
        ([day, month, year], [first, second]) if first == second => {
            let dated = short(day) && short(month) && year.len() >= 4;
            let year_first = day.len() == 4 && short(month) && short(year);
            if dated || year_first || *first == '/' {
                let given = tokens.text(at, next);
                let day = if short(day) { value(Some(day)) } else { 0 };
                Day::Full(figures(day, value(Some(month)), year, &given)?)
            } else {
                Day::Number
            }
        }
        ([day, month], ['/' | '-' | '–']) if short(day) && short(month) => {
            let (day, month) = (value(Some(day)), value(Some(month)));
            match (day, month) {
                (1..=31, 1..=12) => Day::Yearless(day, month),
                _ => Day::Number,
            }
        }
        // 13-15/10/2020: from one day to another.
        ([.., year], joins) if joins.len() > 1 && joins.contains(&'/') && year.len() == 4 => {
            return Err(DateError::Ambiguous);
        }
        _ => Day::Number,
    };
    Ok((read, next))
}

/// `15 và 16/9/2020`, `13 đến 15/10/2020`, `13 - 15/10/2020`: the number is a day too.
fn leads_a_range(tokens: &Tokens<'_>, at: usize) -> Result<bool, DateError> {
    let joins = matches!(tokens.word(at + 1), Some("và" | "đến" | "tới"))
        || matches!(tokens.mark(at + 1), Some('-' | '–' | ','));
    let is_day = (1..=31).contains(&value(tokens.number(at)));
    if !joins || !is_day || tokens.number(at + 2).is_none() {
        return Ok(false);
    }
    Ok(!matches!(day(tokens, at + 2)?.0, Day::Number))
}

fn figures(day: u32, month: u32, year: &str, given: &str) -> Result<NaiveDate, DateError> {
    match i32::try_from(value(Some(year))) {
        Ok(number) if year.len() == 4 => calendar_day(number, month, day, given),
        _ => Err(impossible(given)),
    }
}

/// The number digits spell; one too big for any date is `u32::MAX`, none at all 0.
fn value(digits: Option<&str>) -> u32 {
    digits.map_or(0, |digits| digits.parse().unwrap_or(u32::MAX))
}
