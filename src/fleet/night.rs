//! When a site's next night begins. Pure.

use chrono::{DateTime, Days, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

/// The first moment after `now` at which a clock in that zone shows `at`. Where a day has no such
/// moment (summer time begins), the next day's.
pub fn next_night(now: DateTime<Utc>, at: NaiveTime, zone: Tz) -> DateTime<Utc> {
    let today = now.with_timezone(&zone).date_naive();
    let on = |days| {
        let day = today.checked_add_days(Days::new(days))?;
        let local = zone.from_local_datetime(&day.and_time(at)).earliest()?;
        Some(local.to_utc()).filter(|it| *it > now)
    };
    // Two days in a row without it are not to be had; were they, a day is a night.
    (0..3).find_map(on).unwrap_or(now + Days::new(1))
}

#[cfg(test)]
mod tests {
    use super::next_night;

    #[test]
    fn a_night_begins_by_the_portals_clock() {
        let hai_phong = chrono_tz::Asia::Ho_Chi_Minh;
        let berlin = chrono_tz::Europe::Berlin;
        for (now, at, zone, next) in [
            (
                "2026-12-01T10:00:00Z",
                "02:30",
                hai_phong,
                "2026-12-01T19:30:00Z",
            ),
            (
                "2026-12-01T19:29:59Z",
                "02:30",
                hai_phong,
                "2026-12-01T19:30:00Z",
            ),
            (
                "2026-12-01T19:30:00Z",
                "02:30",
                hai_phong,
                "2026-12-02T19:30:00Z",
            ),
            // 02:30 is left out there on the 29th.
            (
                "2026-03-28T12:00:00Z",
                "02:30",
                berlin,
                "2026-03-30T00:30:00Z",
            ),
        ] {
            let at = chrono::NaiveTime::parse_from_str(at, "%H:%M").unwrap();
            let found = next_night(now.parse().unwrap(), at, zone);
            assert_eq!(
                found,
                next.parse::<chrono::DateTime<chrono::Utc>>().unwrap(),
                "{now}"
            );
        }
    }
}
