//! Printed days: in figures, day first or year first, and with the month in words.

use super::tokens::Tokens;
use super::{DateError, calendar_day, clock, impossible, names};
use chrono::NaiveDate;

/// What a number or a month's name turns out to begin.
#[derive(Clone, Copy)]
pub(super) enum Day {
    Full {
        date: NaiveDate,
        /// In figures, and the day could be the month: `4/5/2023`.
        swappable: bool,
    },
    /// Day and month.
    Yearless(u32, u32),
    /// No date: a counter, a document's number, a telephone.
    Number,
}

/// What begins at `at`, where a number stands, and where it ends.
pub(super) fn day(tokens: &Tokens<'_>, at: usize) -> Result<(Day, usize), DateError> {
    let month_at = behind_ordinal(tokens, at + 1);
    match names::month(tokens, month_at) {
        Some((month, behind)) => in_words(tokens, at, month, behind),
        None if tokens.word(month_at) == Some("tháng") => Ok((Day::Number, month_at + 1)),
        None => in_figures(tokens, at),
    }
}

/// `25th`: where it goes on behind the ending.
fn behind_ordinal(tokens: &Tokens<'_>, at: usize) -> usize {
    let ending = matches!(tokens.word(at), Some("st" | "nd" | "rd" | "th"));
    // 05Th4 is a month.
    let month = tokens.glued(at + 1) && tokens.number(at + 1).is_some();
    let ordinal = ending && tokens.glued(at) && !month;
    at + usize::from(ordinal)
}

/// `08 tháng 12 năm 2019`, `08 tháng 12, 2019`, `8 tháng 12/2019`, `05 Th4 2023`,
/// `25th December 2023`: `month` has been read up to `behind`.
fn in_words(
    tokens: &Tokens<'_>,
    at: usize,
    month: u32,
    behind: usize,
) -> Result<(Day, usize), DateError> {
    let day = value(tokens.number(at));
    let joined = tokens.word(behind) == Some("năm")
        || matches!(tokens.mark(behind), Some('/' | ',' | '-' | '.'));
    let year_at = behind + usize::from(joined);
    match tokens.number(year_at) {
        Some(year) if year.len() == 4 => {
            let date = figures(day, month, year, &tokens.text(at, year_at + 1))?;
            Ok((full(date), year_at + 1))
        }
        Some(_) if tokens.word(behind) == Some("năm") => {
            Err(impossible(tokens.text(at, year_at + 1)))
        }
        _ => Ok((Day::Yearless(day, month), behind)),
    }
}

/// `Tháng Mười Hai 25, 2023`, `Th4 05, 2023`, `December 25th, 2023`: the month first, as
/// WordPress prints it where its form of dates was never translated.
pub(super) fn month_first(
    tokens: &Tokens<'_>,
    at: usize,
) -> Result<Option<(Day, usize)>, DateError> {
    let Some((month, day_at)) = names::month(tokens, at) else {
        return Ok(None);
    };
    let Some(day) = tokens.number(day_at).filter(|day| day.len() <= 2) else {
        return Ok(None);
    };
    let behind = behind_ordinal(tokens, day_at + 1);
    let year_at = behind + usize::from(tokens.mark(behind) == Some(','));
    match tokens.number(year_at) {
        Some(year) if year.len() == 4 => {
            let given = tokens.text(at, year_at + 1);
            let date = figures(value(Some(day)), month, year, &given)?;
            Ok(Some((full(date), year_at + 1)))
        }
        _ => Ok(None),
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
        ([first, month, last], [join, other]) if join == other && short(month) => {
            let given = tokens.text(at, next);
            let month = value(Some(month));
            if first.len() == 4 && short(last) {
                full(figures(value(Some(last)), month, first, &given)?)
            } else if short(first) && (last.len() >= 4 || *join == '/') {
                let day = value(Some(first));
                Day::Full {
                    date: figures(day, month, last, &given)?,
                    swappable: *join == '/' && day <= 12 && day != month,
                }
            } else if *join == '/' {
                return Err(impossible(given));
            } else {
                Day::Number
            }
        }
        ([_, _, _], ['/', '/']) => return Err(impossible(tokens.text(at, next))),
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
pub(super) fn leads_a_range(tokens: &Tokens<'_>, at: usize) -> Result<bool, DateError> {
    let joins = matches!(tokens.word(at + 1), Some("và" | "đến" | "tới"))
        || matches!(tokens.mark(at + 1), Some('-' | '–' | ','));
    let is_day = (1..=31).contains(&value(tokens.number(at)));
    if !joins || !is_day || tokens.number(at + 2).is_none() {
        return Ok(false);
    }
    Ok(!matches!(day(tokens, at + 2)?.0, Day::Number))
}

fn full(date: NaiveDate) -> Day {
    Day::Full {
        date,
        swappable: false,
    }
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
