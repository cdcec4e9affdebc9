//! The `Retry-After` header: both forms of RFC 9110 §10.2.3, and what servers write instead.
//!
//! Where a value can be read in two ways, or there are two, the longer wait counts. Never
//! trusts it beyond [`MAX_OBEYED`]: a typo must not silence a host for years.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

/// The longest that one word of a host (`Retry-After`, Crawl-delay) is obeyed; a longer one
/// counts as this one. A typo must not silence a host for years.
pub const MAX_OBEYED: TimeDelta = TimeDelta::days(30);

/// Words behind a number, by how they begin, and their seconds. A number behind which stands
/// anything else is seconds.
const UNITS: &[(&str, f64)] = &[
    ("ms", 0.001),
    ("milli", 0.001),
    ("m", 60.0),
    ("phút", 60.0),
    ("h", 3_600.0),
    ("giờ", 3_600.0),
    ("d", 86_400.0),
    ("ngày", 86_400.0),
];

/// Dates without an offset are taken for UTC.
const DATES: &[&str] = &[
    // RFC 850, asctime. Two-digit years below 70 are of this century.
    "%d-%b-%y %H:%M:%S GMT",
    "%b %e %H:%M:%S %Y",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
];

/// When the host may be asked again: `now` for a moment that has passed, at most
/// `now` + [`MAX_OBEYED`]; `None` when no value can be read.
///
/// `value` is all lines of the header, joined by commas. A date is the server's, so the wait
/// may be wrong by as much as its clock is: where its own `date` header came with it, what
/// lies between the two is waited at least.
pub fn retry_after(value: &str, date: Option<&str>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let served_at = date.and_then(http_date);
    // A comma also stands behind the weekday of a date; the weekday alone says nothing.
    let values = value.split([',', ';']);
    let values = values.map(|value| value.trim_matches([' ', '\t', '"', '\'']));
    let wait = |value: &str| {
        let by_date = || {
            let date = http_date(value)?;
            Some((date - now).max(date - served_at.unwrap_or(date)))
        };
        seconds(value).or_else(by_date)
    };
    let longest = values.filter_map(wait).max()?;
    Some(now + longest.clamp(TimeDelta::zero(), MAX_OBEYED))
}

/// A number, perhaps with a fraction or a unit, in whole seconds.
fn seconds(value: &str) -> Option<TimeDelta> {
    let value = value.strip_prefix('+').unwrap_or(value);
    let digits = |c: char| c.is_ascii_digit() || c == '.';
    let unit = value.trim_start_matches(digits);
    let number: f64 = value[..value.len() - unit.len()].parse().ok()?;
    let unit = unit.trim_start().to_lowercase();
    // `06 Nov 1994` and `2026-11-23` are dates.
    if unit.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let known = UNITS.iter().find(|(word, _)| unit.starts_with(word));
    let seconds = number * known.map_or(1.0, |(_, seconds)| *seconds);
    let most = MAX_OBEYED.as_seconds_f64();
    #[expect(clippy::cast_possible_truncation, reason = "it is at most a month")]
    Some(TimeDelta::seconds(seconds.min(most).ceil() as i64))
}

/// The three forms of an HTTP date (RFC 9110 §5.6.7), and ISO 8601. The weekday says nothing
/// that the date does not, and servers get it wrong, so it is not read.
fn http_date(value: &str) -> Option<DateTime<Utc>> {
    let value = value.trim();
    let date = value.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let date = match date.strip_prefix([',', ' ']) {
        Some(date) if date.len() < value.len() => date.trim(),
        _ => value,
    };
    let offset = DateTime::parse_from_rfc2822(date).or_else(|_| DateTime::parse_from_rfc3339(date));
    let utc = || {
        let mut forms = DATES.iter();
        forms.find_map(|form| NaiveDateTime::parse_from_str(date, form).ok())
    };
    offset
        .map(|date| date.to_utc())
        .ok()
        .or_else(|| utc().map(|date| date.and_utc()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;
    use proptest::prelude::*;

    fn now() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(1994, 11, 6, 8, 0, 0).unwrap()
    }

    #[test]
    fn forms() {
        const MONTH: i64 = 30 * 86_400;
        for (value, expected) in [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("86401", Some(86_401)),
            ("99999999999999999999999", Some(MONTH)),
            ("9223372036854775807", Some(MONTH)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(49 * 60 + 37)),
            ("Mon, 06 Nov 1994 08:49:37 GMT", Some(49 * 60 + 37)),
            ("06 Nov 1994 08:49:37 GMT", Some(49 * 60 + 37)),
            ("Sunday, 06-Nov-94 08:49:37 GMT", Some(49 * 60 + 37)),
            ("Sun Nov  6 08:49:37 1994", Some(49 * 60 + 37)),
            ("Sun, 06 Nov 1994 15:10:00 +0700", Some(600)),
            ("1994-11-06T15:10:00+07:00", Some(600)),
            ("1994-11-06 08:10:00", Some(600)),
            ("Sun, 06 Nov 1994 07:59:59 GMT", Some(0)),
            ("Tue, 01 Jan 2999 00:00:00 GMT", Some(MONTH)),
            // Not as the RFC wants it, and yet plain.
            ("4.0", Some(4)),
            ("3.2", Some(4)),
            ("299.5", Some(300)),
            (".5", Some(1)),
            ("\"120\"", Some(120)),
            ("'120 '", Some(120)),
            ("+120", Some(120)),
            ("2s", Some(2)),
            ("2 seconds", Some(2)),
            ("1500 ms", Some(2)),
            ("5 minutes", Some(300)),
            ("10 phút", Some(600)),
            ("1 Giờ", Some(3_600)),
            ("1h", Some(3_600)),
            ("30 giây", Some(30)),
            ("4, 4", Some(4)),
            ("1, 40,2", Some(40)),
            ("soon, 7", Some(7)),
            ("60; reason=busy", Some(60)),
            ("3,5", Some(5)),
            ("60, Sun, 06 Nov 1994 08:10:00 GMT", Some(600)),
            ("Sun, 06 Nov 1994 08:00:10 GMT, 60", Some(60)),
            ("-1", None),
            ("", None),
            (".", None),
            ("soon", None),
            ("Sun", None),
            ("Sun, 31 Feb 1994 08:49:37 GMT", None),
        ] {
            let expected = expected.map(|seconds| now() + TimeDelta::seconds(seconds));
            assert_eq!(retry_after(value, None, now()), expected, "{value:?}");
        }
    }

    /// A server whose clock is slow names a moment that has passed here.
    #[test]
    fn a_date_is_measured_by_the_server_s_own_clock_where_that_is_longer() {
        let until = "Sun, 06 Nov 1994 08:10:00 GMT";
        for (served_at, seconds) in [
            // An hour slow: by its own clock it asks for ten minutes from 07:00.
            ("Sun, 06 Nov 1994 07:00:00 GMT", 4_200),
            ("Sun, 06 Nov 1994 08:00:00 GMT", 600),
            // Fast: by our clock it is longer.
            ("Sun, 06 Nov 1994 08:09:00 GMT", 600),
            ("yesterday", 600),
        ] {
            let expected = now() + TimeDelta::seconds(seconds);
            let found = retry_after(until, Some(served_at), now());
            assert_eq!(found, Some(expected), "{served_at}");
        }
        let past = "Sun, 06 Nov 1994 06:10:00 GMT";
        let slow = Some("Sun, 06 Nov 1994 06:00:00 GMT");
        let expected = Some(now() + TimeDelta::minutes(10));
        assert_eq!(retry_after(past, slow, now()), expected);
    }

    proptest! {
        #[test]
        fn never_past_and_never_beyond_the_bound(value in "\\PC{0,40}|[0-9.]{1,25}") {
            if let Some(until) = retry_after(&value, None, now()) {
                prop_assert!(now() <= until && until <= now() + MAX_OBEYED);
            }
        }
    }
}
