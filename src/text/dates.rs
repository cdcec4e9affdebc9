//! TEMPORARY STUB.
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime};
/// How exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// s
    Second,
    /// m
    Minute,
    /// d
    Day,
}
/// A date as printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// civil
    pub civil: NaiveDateTime,
    /// precision
    pub precision: Precision,
    /// offset
    pub offset: Option<FixedOffset>,
    /// weekday
    pub weekday_disagrees: bool,
}
/// Printed.
pub fn parse(text: &str) -> Option<Printed> {
    let mut day = None;
    let mut time = None;
    for word in text.split([' ', ',', '|']) {
        if word.matches('/').count() == 2 {
            day = NaiveDate::parse_from_str(word, "%d/%m/%Y").ok();
        } else if word.contains(':') && word.starts_with(|c: char| c.is_ascii_digit()) {
            time = chrono::NaiveTime::parse_from_str(word, "%H:%M").ok();
        }
    }
    let day = day?;
    let weekday = text.to_lowercase();
    let names = [
        "thứ hai",
        "thứ ba",
        "thứ tư",
        "thứ năm",
        "thứ sáu",
        "thứ bảy",
        "chủ nhật",
    ];
    let named = names.iter().position(|n| weekday.contains(n));
    use chrono::Datelike;
    let is = day.weekday().num_days_from_monday() as usize;
    Some(Printed {
        civil: day.and_time(time.unwrap_or_default()),
        precision: if time.is_some() {
            Precision::Minute
        } else {
            Precision::Day
        },
        offset: None,
        weekday_disagrees: named.is_some_and(|n| n != is),
    })
}
/// Machine.
pub fn parse_machine(text: &str) -> Option<Printed> {
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(Printed {
            civil: at.naive_local(),
            precision: Precision::Second,
            offset: Some(*at.offset()),
            weekday_disagrees: false,
        });
    }
    if let Ok(civil) = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S") {
        return Some(Printed {
            civil,
            precision: Precision::Second,
            offset: None,
            weekday_disagrees: false,
        });
    }
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    Some(Printed {
        civil: day.and_time(chrono::NaiveTime::default()),
        precision: Precision::Day,
        offset: None,
        weekday_disagrees: false,
    })
}
