//! Days and times as a person or a replay tool writes them: each text means a stretch of time,
//! as long as its last part (`2026-11` a month, `05:30` a minute).
//!
//! What begins there begins with its first moment, and what ends there with its last: what
//! happened in a second is held by a time that is written to the second.

use anyhow::anyhow;
use chrono::{
    DateTime, Days, FixedOffset, Months, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Utc,
};
use chrono_tz::Tz;

use super::clock::now;
use super::next_step::NextStep;
use crate::config::Config;
use crate::text::terminal_safe;

/// The civil time in which days are meant: the first site's.
pub(super) fn zone(config: &Config) -> Tz {
    config.sites.first().map_or(Tz::UTC, |site| site.zone)
}

/// The times from one text to another; an end that is not given is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Range {
    /// At or after, …
    pub(super) since: Option<DateTime<Utc>>,
    /// … and at or before.
    pub(super) until: Option<DateTime<Utc>>,
    zone: Tz,
}

impl Range {
    /// What `--since` and `--until` mean. One that ends before it begins is refused.
    pub(super) fn of(since: Option<&str>, until: Option<&str>, zone: Tz) -> anyhow::Result<Self> {
        let range = Self {
            since: since.map(|text| first(text, zone)).transpose()?,
            until: until.map(|text| last(text, zone)).transpose()?,
            zone,
        };
        if let (Some(from), Some(to)) = (range.since, range.until)
            && to < from
        {
            let (since, until) = (since.unwrap_or_default(), until.unwrap_or_default());
            return Err(anyhow!(
                "the range from {} to {} runs backwards",
                terminal_safe(since),
                terminal_safe(until)
            )
            .with_next_step("write the earlier time after --since"));
        }
        Ok(range)
    }

    /// The first moment behind it.
    pub(super) fn end(&self) -> Option<DateTime<Utc>> {
        self.until.map(|last| last + TimeDelta::nanoseconds(1))
    }

    pub(super) fn holds(&self, at: DateTime<Utc>) -> bool {
        self.since.is_none_or(|since| since <= at) && self.until.is_none_or(|until| at <= until)
    }

    /// The civil days it touches: its first and its last.
    pub(super) fn days(&self) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let day = |at: DateTime<Utc>| at.with_timezone(&self.zone).date_naive();
        (self.since.map(day), self.until.map(day))
    }
}

/// The first moment that the text means.
pub(super) fn first(text: &str, zone: Tz) -> anyhow::Result<DateTime<Utc>> {
    Ok(meant(text, zone, now())?.0)
}

/// The last moment that the text means, to the nanosecond.
pub(super) fn last(text: &str, zone: Tz) -> anyhow::Result<DateTime<Utc>> {
    Ok(meant(text, zone, now())?.1)
}

type MomentRange = (DateTime<Utc>, DateTime<Utc>);

fn meant(text: &str, zone: Tz, now: DateTime<Utc>) -> anyhow::Result<MomentRange> {
    let text = text.trim();
    ago(text, now)
        .map(|at| (at, at))
        .or_else(|| stretch(text, zone))
        .ok_or_else(|| {
            anyhow!("cannot read the time `{}`", terminal_safe(text)).with_next_step(
                "write 7d, 36h, 2026-11-23, 2026-11, 2026-11-23T05:30, \
                 2026-11-23T05:30:00+07:00 or 20261122223000",
            )
        })
}

/// So long before now: `36h`, `7d`, `2w`.
fn ago(text: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let number: i64 = number.parse::<u32>().ok()?.into();
    let span = match unit {
        "h" => TimeDelta::try_hours(number),
        "d" => TimeDelta::try_days(number),
        "w" => TimeDelta::try_weeks(number),
        _ => None,
    };
    now.checked_sub_signed(span?)
}

/// RFC 3339, digits (UTC, as replay tools have them), or civil time; as much as is written.
fn stretch(text: &str, zone: Tz) -> Option<MomentRange> {
    let text = match (text.parse::<NaiveDate>(), of_digits(text)) {
        (Ok(day), _) => day.to_string(),
        (_, Some(stamp)) => stamp,
        _ => text.replacen(' ', "T", 1),
    };
    let (civil, offset) = with_offset(&text)?;
    let (first, end) = civil_stretch(civil)?;
    let last = end.checked_sub_signed(TimeDelta::nanoseconds(1))?;
    let (first, last) = match offset {
        Some(offset) => (
            first.and_local_timezone(offset).single()?.to_utc(),
            last.and_local_timezone(offset).single()?.to_utc(),
        ),
        None => (
            zone.from_local_datetime(&first).earliest()?.to_utc(),
            zone.from_local_datetime(&last).latest()?.to_utc(),
        ),
    };
    Some((first, last))
}

/// `20261122223000`, `20261122223000123`, `20261122`, and a run's `20261122T223000Z`.
fn of_digits(text: &str) -> Option<String> {
    let bare = match text.strip_suffix('Z').and_then(|rest| rest.split_once('T')) {
        Some((day, time)) => [day, time].concat(),
        None => text.to_owned(),
    };
    let whole = matches!(bare.len(), 6 | 8 | 10 | 12 | 14..=23);
    if !whole || !bare.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut stamp = String::new();
    for (at, digit) in bare.char_indices() {
        stamp.push_str(match at {
            4 | 6 => "-",
            8 => "T",
            10 | 12 => ":",
            14 => ".",
            _ => "",
        });
        stamp.push(digit);
    }
    stamp.push('Z');
    Some(stamp)
}

/// A time's civil part, and the offset that stands behind it.
fn with_offset(text: &str) -> Option<(&str, Option<FixedOffset>)> {
    if let Some(civil) = text.strip_suffix(['Z', 'z']) {
        return Some((civil, Some(FixedOffset::east_opt(0)?)));
    }
    let hour = text.find('T').unwrap_or(text.len());
    match text[hour..].find(['+', '-']) {
        Some(sign) => {
            let (civil, offset) = text.split_at(hour + sign);
            let number = |c: char| c.is_ascii_digit() || c == ':';
            let offset = offset
                .parse()
                .ok()
                .filter(|_| offset[1..].chars().all(number));
            Some((civil.trim_end(), Some(offset?)))
        }
        None => Some((text, None)),
    }
}

/// Where a civil time begins, and where the next one of its kind does.
fn civil_stretch(text: &str) -> Option<(NaiveDateTime, NaiveDateTime)> {
    const WHOLE: &str = "0000-01-01T00:00:00";
    let seconds = text.get(..text.len().min(WHOLE.len()))?;
    let fraction = text[seconds.len()..].strip_prefix(['.', ',']);
    let written = format!("{seconds}{}", WHOLE.get(seconds.len()..)?);
    let first = NaiveDateTime::parse_from_str(&written, "%Y-%m-%dT%H:%M:%S").ok()?;
    let end = match (seconds.len(), fraction) {
        (4, _) => first.checked_add_months(Months::new(12)),
        (7, _) => first.checked_add_months(Months::new(1)),
        (10, _) => first.checked_add_days(Days::new(1)),
        (13, _) => first.checked_add_signed(TimeDelta::hours(1)),
        (16, _) => first.checked_add_signed(TimeDelta::minutes(1)),
        (19, None) if text.len() == 19 => first.checked_add_signed(TimeDelta::seconds(1)),
        (19, Some(digits)) => return fraction_of(first, digits),
        _ => None,
    };
    Some((first, end?))
}

/// A second's part, as long as its last digit.
fn fraction_of(second: NaiveDateTime, digits: &str) -> Option<(NaiveDateTime, NaiveDateTime)> {
    let digits = digits.get(..digits.len().min(9))?;
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let unit = 10_i64.pow(9 - u32::try_from(digits.len()).ok()?);
    let count: i64 = digits.parse().ok()?;
    let first = second.checked_add_signed(TimeDelta::nanoseconds(count * unit))?;
    Some((
        first,
        first.checked_add_signed(TimeDelta::nanoseconds(unit))?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HAIPHONG: Tz = chrono_tz::Asia::Ho_Chi_Minh;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn ages_are_counted_back_from_now() {
        let now = utc("2026-11-23T05:00:00Z");
        for (text, wanted) in [
            ("7d", Some("2026-11-16T05:00:00Z")),
            ("36h", Some("2026-11-21T17:00:00Z")),
            ("2w", Some("2026-11-09T05:00:00Z")),
            ("7", None),
            ("-7d", None),
            ("4294967295w", None),
            ("7ạ", None),
        ] {
            let wanted = wanted.map(|at| (utc(at), utc(at)));
            assert_eq!(meant(text, HAIPHONG, now).ok(), wanted, "{text}");
        }
    }

    /// A text, and the first and last moment it means.
    const STRETCHES: &[(&str, &str, &str)] = &[
        (
            "2026",
            "2025-12-31T17:00:00Z",
            "2026-12-31T16:59:59.999999999Z",
        ),
        (
            "2026-11",
            "2026-10-31T17:00:00Z",
            "2026-11-30T16:59:59.999999999Z",
        ),
        (
            "2026-12",
            "2026-11-30T17:00:00Z",
            "2026-12-31T16:59:59.999999999Z",
        ),
        (
            "2026-11-22",
            "2026-11-21T17:00:00Z",
            "2026-11-22T16:59:59.999999999Z",
        ),
        (
            "2026-1-5",
            "2026-01-04T17:00:00Z",
            "2026-01-05T16:59:59.999999999Z",
        ),
        (
            "2026-11-23T05",
            "2026-11-22T22:00:00Z",
            "2026-11-22T22:59:59.999999999Z",
        ),
        (
            "2026-11-23T05:30",
            "2026-11-22T22:30:00Z",
            "2026-11-22T22:30:59.999999999Z",
        ),
        (
            "2026-11-23 05:30",
            "2026-11-22T22:30:00Z",
            "2026-11-22T22:30:59.999999999Z",
        ),
        (
            "2026-11-23 05:30:00",
            "2026-11-22T22:30:00Z",
            "2026-11-22T22:30:00.999999999Z",
        ),
        (
            "2026-11-23T05:30:00+07:00",
            "2026-11-22T22:30:00Z",
            "2026-11-22T22:30:00.999999999Z",
        ),
        (
            "2026-11-23 05:30 +07:00",
            "2026-11-22T22:30:00Z",
            "2026-11-22T22:30:59.999999999Z",
        ),
        (
            "2026-11-22T22:30:00Z",
            "2026-11-22T22:30:00Z",
            "2026-11-22T22:30:00.999999999Z",
        ),
        (
            "2026-11-22T22:30:00.25Z",
            "2026-11-22T22:30:00.25Z",
            "2026-11-22T22:30:00.259999999Z",
        ),
        (
            "2026-11-23T05:30:00.123456",
            "2026-11-22T22:30:00.123456Z",
            "2026-11-22T22:30:00.123456999Z",
        ),
        (
            "20261122223000",
            "2026-11-22T22:30:00Z",
            "2026-11-22T22:30:00.999999999Z",
        ),
        (
            "20261122223000123",
            "2026-11-22T22:30:00.123Z",
            "2026-11-22T22:30:00.123999999Z",
        ),
        (
            "202611222230",
            "2026-11-22T22:30:00Z",
            "2026-11-22T22:30:59.999999999Z",
        ),
        (
            "20261122",
            "2026-11-22T00:00:00Z",
            "2026-11-22T23:59:59.999999999Z",
        ),
        (
            "20261122T223000Z",
            "2026-11-22T22:30:00Z",
            "2026-11-22T22:30:00.999999999Z",
        ),
    ];

    #[test]
    fn a_time_holds_what_happened_in_its_last_part() {
        for (text, first, last) in STRETCHES {
            let found = stretch(text, HAIPHONG);
            assert_eq!(found, Some((utc(first), utc(last))), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "2026-02-30",
            "20261322223000",
            "hôm qua",
            "",
            "2026-11-23T",
            "2026-11-23T05:3",
            "2026-11-23T05:30:00.",
            "2026-11-23T05:30:00x",
            "2026-11-23T25:00",
            "2026-11-23Tư",
            "2026-11-23T05:30+07:00 sáng",
            "9999999999999999999999999",
        ] {
            assert_eq!(stretch(text, HAIPHONG), None, "{text}");
        }
    }

    #[test]
    fn a_range_that_runs_backwards_is_refused_and_one_moment_is_none_such() {
        let range = |since, until| Range::of(Some(since), Some(until), HAIPHONG);
        for (since, until) in [
            ("2023-05-01", "2023-04-30"),
            ("2023-05", "2023-04"),
            ("2026-11-23T05:31", "2026-11-23 05:30"),
        ] {
            let error = range(since, until).unwrap_err().to_string();
            assert!(error.contains("backwards"), "{error}");
        }
        let second = range("2026-11-23T05:30:30", "2026-11-23T05:30").unwrap();
        assert!(second.holds(utc("2026-11-22T22:30:59.5Z")));
        assert!(!second.holds(utc("2026-11-22T22:31:00Z")));
        let days = range("2023-04", "2023-04-30T05:00").unwrap().days();
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        assert_eq!(days, (day("2023-04-01"), day("2023-04-30")));
    }
}
