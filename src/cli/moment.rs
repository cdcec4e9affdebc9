//! Days and times as a person or a replay tool writes them.

use anyhow::anyhow;
use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use super::context::Hint;
use crate::config::Config;
use crate::text::terminal_safe;

/// The civil time in which days are meant: the first site's.
pub(super) fn zone(config: &Config) -> Tz {
    config.sites.first().map_or(Tz::UTC, |site| site.zone)
}

/// The first moment of a day in civil time.
pub(super) fn midnight(day: NaiveDate, zone: Tz) -> Option<DateTime<Utc>> {
    let midnight = day.and_hms_opt(0, 0, 0)?;
    Some(zone.from_local_datetime(&midnight).earliest()?.to_utc())
}

/// The first moment that the text means: a time's own, a day's midnight.
pub(super) fn first(text: &str, zone: Tz) -> anyhow::Result<DateTime<Utc>> {
    let day = || midnight(text.parse().ok()?, zone);
    day()
        .or_else(|| time(text, zone))
        .ok_or_else(|| unreadable(text, ""))
}

/// A time so long ago (`7d`, `36h`), or the first moment that the text means.
pub(super) fn since(text: &str, zone: Tz, now: DateTime<Utc>) -> anyhow::Result<DateTime<Utc>> {
    let ago = || {
        let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
        let number: i64 = number.parse::<u32>().ok()?.into();
        let span = match unit {
            "h" => TimeDelta::try_hours(number),
            "d" => TimeDelta::try_days(number),
            "w" => TimeDelta::try_weeks(number),
            _ => None,
        };
        now.checked_sub_signed(span?)
    };
    ago()
        .or_else(|| first(text, zone).ok())
        .ok_or_else(|| unreadable(text, "7d, 36h, "))
}

/// The last moment that the text means, to the microsecond: a time's own, a day's end.
pub(super) fn last(text: &str, zone: Tz) -> anyhow::Result<DateTime<Utc>> {
    let day = || {
        let day: NaiveDate = text.parse().ok()?;
        Some(midnight(day.succ_opt()?, zone)? - TimeDelta::microseconds(1))
    };
    day()
        .or_else(|| time(text, zone))
        .ok_or_else(|| unreadable(text, ""))
}

/// RFC 3339, fourteen digits (UTC, as replay tools have it), or civil time.
fn time(text: &str, zone: Tz) -> Option<DateTime<Utc>> {
    if let Ok(exact) = DateTime::parse_from_rfc3339(text) {
        return Some(exact.to_utc());
    }
    if let Ok(digits) = NaiveDateTime::parse_from_str(text, "%Y%m%d%H%M%S") {
        return Some(digits.and_utc());
    }
    let forms = [
        "%Y-%m-%dT%H:%M:%S",
        "%Y-%m-%dT%H:%M",
        "%Y-%m-%d %H:%M:%S",
        "%Y-%m-%d %H:%M",
    ];
    let civil = forms
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())?;
    Some(zone.from_local_datetime(&civil).latest()?.to_utc())
}

/// `ages` are the forms that are understood here besides times.
fn unreadable(text: &str, ages: &str) -> anyhow::Error {
    anyhow!("cannot read the time `{}`", terminal_safe(text)).context_hint(&format!(
        "write {ages}2026-11-23, 2026-11-23T05:30, 2026-11-23T05:30:00+07:00 or 20261122223000"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_counted_back_from_now() {
        let zone = chrono_tz::Asia::Ho_Chi_Minh;
        let now: DateTime<Utc> = "2026-11-23T05:00:00Z".parse().unwrap();
        for (text, wanted) in [
            ("7d", Some("2026-11-16T05:00:00Z")),
            ("36h", Some("2026-11-21T17:00:00Z")),
            ("2w", Some("2026-11-09T05:00:00Z")),
            ("2026-11-22", Some("2026-11-21T17:00:00Z")),
            ("7", None),
            ("-7d", None),
            ("4294967295w", None),
            ("7ạ", None),
        ] {
            let wanted = wanted.map(|it| it.parse::<DateTime<Utc>>().unwrap());
            assert_eq!(since(text, zone, now).ok(), wanted, "{text}");
        }
    }

    #[test]
    fn times_as_people_and_replay_tools_write_them() {
        let zone = chrono_tz::Asia::Ho_Chi_Minh;
        let half_past_five = Some("2026-11-22T22:30:00Z");
        for (text, first_one, last_one) in [
            ("2026-11-23T05:30:00+07:00", half_past_five, half_past_five),
            ("20261122223000", half_past_five, half_past_five),
            ("2026-11-23T05:30", half_past_five, half_past_five),
            ("2026-11-23 05:30:00", half_past_five, half_past_five),
            (
                "2026-11-22",
                Some("2026-11-21T17:00:00Z"),
                Some("2026-11-22T16:59:59.999999Z"),
            ),
            ("2026-02-30", None, None),
            ("20261322223000", None, None),
            ("hôm qua", None, None),
            ("", None, None),
        ] {
            let want = |text: Option<&str>| text.map(|it| it.parse::<DateTime<Utc>>().unwrap());
            assert_eq!(first(text, zone).ok(), want(first_one), "{text}");
            assert_eq!(last(text, zone).ok(), want(last_one), "{text}");
        }
    }
}
