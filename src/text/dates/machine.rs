//! Times written for machines: JSON-LD, `<meta>`, `<time datetime>`, feeds.

use chrono::{
    DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Weekday,
};

use super::tokens::Tokens;
use super::{DateError, Precision, Printed, calendar_day, date_line, impossible};

/// A time in RFC 3339 or one of its usual short forms (`2023-04-05`, `2023-04-05 17:15`,
/// `2023/04/05`, `20230405`, `20230405T101500Z`, seconds, a fraction, `Z`, `+07:00`,
/// `+0700`, `+07`), or in RFC 2822 (`Wed, 05 Apr 2023 17:15:00 +0700`). Fractions of a
/// second are dropped. A form with slashes whose year is not first is refused: nobody can
/// say whether its day comes first.
pub fn parse_machine(value: &str) -> Result<Printed, DateError> {
    let value = date_line(value)?;
    if value.is_empty() {
        return Err(DateError::NoDate);
    }
    let digits = value.bytes().take_while(u8::is_ascii_digit).count();
    if digits >= 4 {
        iso(&value)
    } else {
        rfc2822(&value)
    }
}

/// An instant written for machines in a printed line: `2023-04-05T10:15:00.000Z`; and what
/// follows it.
pub(super) fn within(tokens: &Tokens<'_>, at: usize) -> Option<(Printed, usize)> {
    let begins = tokens.number(at)?.len() == 4 && tokens.word(at + 5) == Some("t");
    if !begins {
        return None;
    }
    let mut end = (at + 1..tokens.len())
        .find(|&next| !tokens.glued(next))
        .unwrap_or(tokens.len());
    while tokens.mark(end - 1).is_some() {
        end -= 1;
    }
    Some((iso(&tokens.text(at, end)).ok()?, end))
}

/// The offset a text writes beside its time, as written: `+07:00`, `Z`, `GMT+7`.
pub fn written_offset(text: &str) -> Option<&str> {
    let ends = |from: usize| {
        let rest = &text[from..];
        let end = rest.find(|it: char| !(it.is_ascii_digit() || "+-−:".contains(it)));
        &text[..from + end.unwrap_or(rest.len())]
    };
    let upper = text.to_ascii_uppercase();
    if let Some(at) = upper.find("GMT").or_else(|| upper.find("UTC")) {
        return Some(&ends(at + 3)[at..]);
    }
    let sign = text.rfind(['+', '-', 'Z', 'z'])?;
    // It stands behind minutes or seconds.
    let before = text[..sign]
        .trim_end_matches([' ', '.'])
        .trim_end_matches(|it: char| it.is_ascii_digit());
    let clock = before.ends_with([':', '.']) && text[..sign].contains(':')
        || before.ends_with(['T', 't']) && !text[sign..].starts_with('-');
    let digits = text[sign + 1..].bytes().filter(u8::is_ascii_digit).count();
    let whole = text[sign..].starts_with(['Z', 'z']) || matches!(digits, 2 | 4);
    (clock && whole).then(|| text[sign..].trim_end())
}

fn iso(value: &str) -> Result<Printed, DateError> {
    let mut rest = Rest(value);
    let date = rest.date().ok_or(DateError::NotMachine)?;
    let given = &value[..value.len() - rest.0.len()];
    if rest.0.is_empty() {
        let date = calendar_day(date.0, date.1, date.2, given)?;
        return Ok(printed(date.into(), Precision::Day, None));
    }
    rest.one_of(&["T", "t", " "]).ok_or(DateError::NotMachine)?;
    let date = calendar_day(date.0, date.1, date.2, given)?;
    let clock = rest.clock().ok_or(DateError::NotMachine)?;
    let time = NaiveTime::from_hms_opt(clock.0, clock.1, clock.2.unwrap_or(0))
        .ok_or_else(|| impossible(&value[given.len() + 1..]))?;
    let precision = match clock.2 {
        Some(_) => Precision::Second,
        None => Precision::Minute,
    };
    let offset = rest.offset().ok_or(DateError::NotMachine)?;
    Ok(printed(date.and_time(time), precision, offset))
}

fn printed(civil: NaiveDateTime, precision: Precision, offset: Option<FixedOffset>) -> Printed {
    Printed {
        civil,
        precision,
        offset,
        weekday_disagrees: false,
        swappable: false,
    }
}

/// What is left of a value; each reader takes its part from the front or answers `None`.
struct Rest<'a>(&'a str);

impl Rest<'_> {
    fn digits(&mut self, count: usize) -> Option<u32> {
        let (digits, rest) = self.0.split_at_checked(count)?;
        let number = digits.bytes().all(|b| b.is_ascii_digit());
        self.0 = rest;
        number.then(|| digits.parse().ok()).flatten()
    }

    fn one_of(&mut self, choices: &[&str]) -> Option<()> {
        self.0 = choices
            .iter()
            .find_map(|choice| self.0.strip_prefix(choice))?;
        Some(())
    }

    fn date(&mut self) -> Option<(i32, u32, u32)> {
        let year = i32::try_from(self.digits(4)?).ok()?;
        let join = self.0.get(..1).filter(|it| matches!(*it, "-" | "/"));
        let join = join.unwrap_or_default();
        self.one_of(&[join])?;
        let month = self.digits(2)?;
        self.one_of(&[join])?;
        Some((year, month, self.digits(2)?))
    }

    /// Hour, minute, second; a fraction is read and dropped.
    fn clock(&mut self) -> Option<(u32, u32, Option<u32>)> {
        let hour = self.digits(2)?;
        // `101500`, behind a date in the same form.
        let join = if self.0.starts_with(':') { ":" } else { "" };
        self.one_of(&[join])?;
        let minute = self.digits(2)?;
        let more = self
            .0
            .starts_with(|it: char| it == ':' || it.is_ascii_digit());
        if !more {
            return Some((hour, minute, None));
        }
        self.one_of(&[join])?;
        let second = self.digits(2)?;
        if self.one_of(&[".", ","]).is_some() {
            self.digits(1)?;
            self.0 = self.0.trim_start_matches(|c: char| c.is_ascii_digit());
        }
        Some((hour, minute, Some(second)))
    }

    /// To the end of the value: nothing, `Z`, `+07:00`, `+0700` or `+07`, a blank before.
    #[expect(clippy::option_option, reason = "no offset is not a malformed offset")]
    fn offset(&mut self) -> Option<Option<FixedOffset>> {
        if self.0.is_empty() {
            return Some(None);
        }
        self.0 = self.0.strip_prefix(' ').unwrap_or(self.0);
        if matches!(self.0, "Z" | "z") {
            return Some(FixedOffset::east_opt(0));
        }
        let sign = if self.0.starts_with('-') { -1 } else { 1 };
        self.one_of(&["+", "-"])?;
        let hours = self.digits(2)?;
        let minutes = if self.0.is_empty() {
            0
        } else {
            let _ = self.one_of(&[":"]);
            self.digits(2)?
        };
        let ends = self.0.is_empty() && minutes < 60;
        let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
        ends.then(|| FixedOffset::east_opt(sign * seconds).map(Some))
            .flatten()
    }
}

/// chrono refuses a weekday that is not the date's; here the date is kept and the weekday
/// flagged, so the weekday is read apart.
fn rfc2822(value: &str) -> Result<Printed, DateError> {
    let (weekday, rest) = match value.split_once(',') {
        Some((name, rest)) => {
            let weekday: Weekday = name.trim().parse().map_err(|_| DateError::NotMachine)?;
            (Some(weekday), rest.trim_start())
        }
        None => (None, value),
    };
    let instant = DateTime::parse_from_rfc2822(rest).map_err(|error| match error.kind() {
        chrono::format::ParseErrorKind::OutOfRange | chrono::format::ParseErrorKind::Impossible => {
            impossible(rest)
        }
        _ => DateError::NotMachine,
    })?;
    let civil = instant.naive_local();
    if civil.nanosecond() != 0 {
        // chrono's way to hold second 60.
        return Err(impossible(rest));
    }
    let date: NaiveDate = calendar_day(civil.year(), civil.month(), civil.day(), rest)?;
    let precision = match rest.matches(':').count() {
        1 => Precision::Minute,
        _ => Precision::Second,
    };
    Ok(Printed {
        civil,
        precision,
        offset: Some(*instant.offset()),
        weekday_disagrees: weekday.is_some_and(|weekday| weekday != date.weekday()),
        swappable: false,
    })
}

#[cfg(test)]
mod tests {
    use super::super::Precision::{Day, Minute, Second};
    use super::super::tests::{civil, told};
    use super::super::{DateError, parse_machine};

    #[test]
    fn machine_values() {
        for (value, stands_for, precision, offset) in [
            (
                "2023-04-05T17:15:00+07:00",
                "2023-04-05 17:15:00",
                Second,
                Some(25_200),
            ),
            (
                "2023-04-05T17:15+0700",
                "2023-04-05 17:15:00",
                Minute,
                Some(25_200),
            ),
            (
                "2023-04-05T17:15:00.123+07",
                "2023-04-05 17:15:00",
                Second,
                Some(25_200),
            ),
            ("2023-04-05 17:15", "2023-04-05 17:15:00", Minute, None),
            (
                "2023-04-05 17:15:30 -0330",
                "2023-04-05 17:15:30",
                Second,
                Some(-12_600),
            ),
            (
                " 2023-04-05T10:15:00Z\n",
                "2023-04-05 10:15:00",
                Second,
                Some(0),
            ),
            ("2023-04-05", "2023-04-05 00:00:00", Day, None),
            ("20230405", "2023-04-05 00:00:00", Day, None),
            ("2023/04/05", "2023-04-05 00:00:00", Day, None),
            ("2023/04/05 17:15:30", "2023-04-05 17:15:30", Second, None),
            ("20230405T101500Z", "2023-04-05 10:15:00", Second, Some(0)),
            (
                "20230405T10:15:00+07:00",
                "2023-04-05 10:15:00",
                Second,
                Some(25_200),
            ),
            (
                "Wed, 05 Apr 2023 17:15:00 +0700",
                "2023-04-05 17:15:00",
                Second,
                Some(25_200),
            ),
            (
                "5 Apr 2023 17:15 GMT",
                "2023-04-05 17:15:00",
                Minute,
                Some(0),
            ),
        ] {
            let printed = parse_machine(value).unwrap_or_else(|error| panic!("{value}: {error}"));
            let expected = (civil(stands_for).to_string(), precision, offset);
            assert_eq!(told(printed), expected, "{value}");
            assert!(!printed.weekday_disagrees);
        }
        let thursday = parse_machine("Thu, 05 Apr 2023 17:15:00 +0700").unwrap();
        assert!(thursday.weekday_disagrees);
    }

    #[test]
    fn machine_values_that_are_none() {
        let impossible = |given: &str| DateError::Impossible {
            given: given.into(),
        };
        for (value, error) in [
            ("", DateError::NoDate),
            ("05/04/2023", DateError::NotMachine),
            ("04/05/2023 17:15", DateError::NotMachine),
            ("05042023", impossible("05042023")),
            ("2023-0405", DateError::NotMachine),
            ("202304", DateError::NotMachine),
            ("1698927645", DateError::NotMachine),
            ("2023-4-5", DateError::NotMachine),
            ("2023-04-05T", DateError::NotMachine),
            ("2023-04-05T17", DateError::NotMachine),
            ("2023-04-05T17:15 ICT", DateError::NotMachine),
            ("2023-04-05T17:15+07:99", DateError::NotMachine),
            ("2023-04-05T17:15+25:00", DateError::NotMachine),
            ("2023-04-05ế", DateError::NotMachine),
            ("202ế-04-05", DateError::NotMachine),
            ("Ngày, 05 Apr 2023 17:15:00 +0700", DateError::NotMachine),
            ("2023-02-31", impossible("2023-02-31")),
            ("2023-04-05T25:61", impossible("25:61")),
            ("2023-04-05T24:00", impossible("24:00")),
            (
                "31 Feb 2023 17:15:00 +0700",
                impossible("31 Feb 2023 17:15:00 +0700"),
            ),
            ("0001-01-01T00:00:00", DateError::YearOutOfRange { year: 1 }),
            (
                "1970-01-01T00:00:00Z",
                DateError::YearOutOfRange { year: 1970 },
            ),
        ] {
            assert_eq!(parse_machine(value), Err(error), "{value}");
        }
    }
}
