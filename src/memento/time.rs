//! Times as Memento writes them: 14 digits in an address, RFC 1123 in a header.
//!
//! All are UTC. Nothing is guessed of what is malformed.

use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveDateTime, Utc};

const DIGITS: &str = "%Y%m%d%H%M%S";
const HTTP: &str = "%a, %d %b %Y %H:%M:%S GMT";
/// What a shortened time is filled up from: the last month, day, hour, minute and second.
const LATEST: &str = "99991231235959";

/// A time as 14 digits: `20070531203500`.
pub fn digits(at: DateTime<Utc>) -> String {
    at.format(DIGITS).to_string()
}

/// The time of 4 to 14 digits. A shortened one is filled up as web archives do, to the last
/// second of what it names: `2007` is the end of that year. `None` for what is no time.
pub fn of_digits(digits: &str) -> Option<DateTime<Utc>> {
    if !(4..=14).contains(&digits.len()) || !digits.bytes().all(|it| it.is_ascii_digit()) {
        return None;
    }
    let full = format!("{digits}{}", &LATEST[digits.len()..]);
    let part = |range: std::ops::Range<usize>| full[range].parse::<u32>().ok();
    let first = NaiveDate::from_ymd_opt(part(0..4)?.try_into().ok()?, part(4..6)?, 1)?;
    let last = first.checked_add_months(Months::new(1))?.pred_opt()?.day();
    let day = match part(6..8)? {
        // Where no whole day was named, a month ends when it ends.
        day if digits.len() < 8 => day.min(last),
        day => day,
    };
    let time = first
        .with_day(day)?
        .and_hms_opt(part(8..10)?, part(10..12)?, part(12..14)?)?;
    Some(time.and_utc())
}

/// A time as HTTP writes it: `Thu, 31 May 2007 20:35:00 GMT`.
pub fn http_date(at: DateTime<Utc>) -> String {
    at.format(HTTP).to_string()
}

/// The time that an `Accept-Datetime` asks for. `None` where it is not exactly the form of RFC
/// 1123, which is answered with 400 (RFC 7089, 4.5.3).
pub fn of_http_date(value: &str) -> Option<DateTime<Utc>> {
    let value = value.trim_matches([' ', '\t']);
    let at = NaiveDateTime::parse_from_str(value, HTTP).ok()?.and_utc();
    (http_date(at) == value).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fourteen_digits_and_fewer_are_a_time() {
        for (text, expected) in [
            ("20070531203500", Some("20070531203500")),
            ("2007", Some("20071231235959")),
            ("200702", Some("20070228235959")),
            ("200802", Some("20080229235959")),
            ("20070531", Some("20070531235959")),
            ("2007053120", Some("20070531205959")),
            ("200705312035", Some("20070531203559")),
            ("2007053120350", Some("20070531203509")),
            ("20070", Some("20070228235959")),
            ("20071", Some("20071231235959")),
            ("20070230", None),
            ("20070531240000", None),
            ("200", None),
            ("200705312035001", None),
            ("2007-05-31", None),
            ("", None),
            ("٢٠٠٧", None),
        ] {
            assert_eq!(of_digits(text).map(digits).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn accept_datetime_is_rfc_1123_and_nothing_else() {
        let good = "Thu, 31 May 2007 20:35:00 GMT";
        let at = of_http_date(&format!(" {good}\t")).unwrap();
        assert_eq!(
            (digits(at), http_date(at)),
            ("20070531203500".to_owned(), good.to_owned())
        );
        for bad in [
            "Fri, 31 May 2007 20:35:00 GMT",
            "Thu, 31 May 2007 20:35:00",
            "Thu, 31 May 2007 20:35:00 +0000",
            "Thu, 31 May 2007 25:35:00 GMT",
            "Thu,  31 May 2007 20:35:00 GMT",
            "Thursday, 31-May-07 20:35:00 GMT",
            "Thu May 31 20:35:00 2007",
            "2007-05-31T20:35:00Z",
            "20070531203500",
            "now",
            "",
        ] {
            assert_eq!(of_http_date(bad), None, "{bad}");
        }
    }
}
