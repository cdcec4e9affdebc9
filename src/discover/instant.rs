//! Times as sitemaps write them (W3C datetime, a profile of ISO 8601).

use chrono::{DateTime, FixedOffset};

/// A time with its offset, in the complete forms of the profile: to the minute, the second
/// or a fraction of it. A year, a month, a bare date, or a time without offset is `None`:
/// which hour of which zone is meant, nobody said, and a hint that may be a day off is
/// worse than none.
pub(super) fn instant(text: &str) -> Option<DateTime<FixedOffset>> {
    let text = text.trim();
    ["%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M%#z"]
        .iter()
        .find_map(|format| DateTime::parse_from_str(text, format).ok())
        .or_else(|| DateTime::parse_from_rfc3339(text).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_complete_time_counts() {
        for (text, expected) in [
            (
                "2023-12-27T10:21:00+00:00",
                Some("2023-12-27T10:21:00+00:00"),
            ),
            (" 2023-12-27T10:21:00Z\n", Some("2023-12-27T10:21:00+00:00")),
            ("2023-12-27T17:21+07:00", Some("2023-12-27T17:21:00+07:00")),
            ("2023-12-27T10:21Z", Some("2023-12-27T10:21:00+00:00")),
            (
                "2023-12-27T17:21:05.5+0700",
                Some("2023-12-27T17:21:05.500+07:00"),
            ),
            (
                "2023-12-27 17:21:05+07:00",
                Some("2023-12-27T17:21:05+07:00"),
            ),
            ("2023-12-27T17:21:05", None),
            ("2023-12-27", None),
            ("2023-12", None),
            ("2023", None),
            ("2023-02-30T10:00:00Z", None),
            ("27/12/2023", None),
            ("", None),
        ] {
            let found = instant(text).map(|time| time.to_rfc3339());
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }
}
