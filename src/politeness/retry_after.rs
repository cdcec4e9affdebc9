//! The `Retry-After` header, both forms of RFC 9110 §10.2.3.
//!
//! Never trusts it beyond a day: a wrong clock or a typo must not silence a host for
//! years.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

/// The longest `Retry-After` that is obeyed; a longer one counts as this one.
pub const MAX_RETRY_AFTER: TimeDelta = TimeDelta::hours(24);

/// When the host may be asked again: `now` for a moment that has passed, at most
/// `now` + [`MAX_RETRY_AFTER`]; `None` when the value is neither seconds nor a date.
///
/// A date is the server's clock against ours, so the wait is wrong by their difference.
pub fn retry_after(value: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let value = value.trim();
    let latest = now + MAX_RETRY_AFTER;
    if !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()) {
        // Digits that overflow are a very long time.
        let seconds = value.parse().ok().and_then(TimeDelta::try_seconds);
        let until = seconds.and_then(|wait| now.checked_add_signed(wait));
        return Some(until.unwrap_or(latest).min(latest));
    }
    http_date(value).map(|date| date.clamp(now, latest))
}

/// The three forms of an HTTP date (RFC 9110 §5.6.7). The weekday says nothing that
/// the date does not, and servers get it wrong, so it is not read.
fn http_date(value: &str) -> Option<DateTime<Utc>> {
    let (weekday, date) = value.split_once([',', ' '])?;
    if !weekday.bytes().all(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    let date = date.trim();
    if let Ok(date) = DateTime::parse_from_rfc2822(date) {
        return Some(date.to_utc());
    }
    // RFC 850, then asctime. Two-digit years below 70 are of this century.
    ["%d-%b-%y %H:%M:%S GMT", "%b %e %H:%M:%S %Y"]
        .into_iter()
        .find_map(|form| NaiveDateTime::parse_from_str(date, form).ok())
        .map(|date| date.and_utc())
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
        let in_seconds = |seconds| Some(now() + TimeDelta::seconds(seconds));
        for (value, expected) in [
            ("120", in_seconds(120)),
            (" 0 ", in_seconds(0)),
            ("86401", in_seconds(86_400)),
            ("99999999999999999999999", in_seconds(86_400)),
            ("9223372036854775807", in_seconds(86_400)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", in_seconds(49 * 60 + 37)),
            ("Mon, 06 Nov 1994 08:49:37 GMT", in_seconds(49 * 60 + 37)),
            ("Sunday, 06-Nov-94 08:49:37 GMT", in_seconds(49 * 60 + 37)),
            ("Sun Nov  6 08:49:37 1994", in_seconds(49 * 60 + 37)),
            ("Sun, 06 Nov 1994 15:10:00 +0700", in_seconds(600)),
            ("Sun, 06 Nov 1994 07:59:59 GMT", in_seconds(0)),
            ("Tue, 01 Jan 2999 00:00:00 GMT", in_seconds(86_400)),
            ("-1", None),
            ("1.5", None),
            ("", None),
            ("soon", None),
            ("Sun, 31 Feb 1994 08:49:37 GMT", None),
        ] {
            assert_eq!(retry_after(value, now()), expected, "{value:?}");
        }
    }

    proptest! {
        #[test]
        fn never_past_and_never_beyond_a_day(value in "\\PC{0,40}|[0-9]{1,25}") {
            if let Some(until) = retry_after(&value, now()) {
                prop_assert!(now() <= until && until <= now() + MAX_RETRY_AFTER);
            }
        }
    }
}
