//! Which day a night is called by, and on which days none ran.
//!
//! Days are civil days of the portals: of the first site, where there are several.

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::NightError;
use super::ledger::zone;
use super::setup::PipelineSetup;
use crate::config::Config;
use crate::store::{Archive, Reader};

/// Gaps are told day by day up to so many days: a longer one is no missed night but a pause.
const LONGEST: usize = 366;

/// The civil day of an instant.
pub(super) fn day(at: DateTime<Utc>, config: &Config) -> NaiveDate {
    at.with_timezone(&zone(config)).date_naive()
}

/// The civil day of the portals now.
pub(super) fn today(setup: &PipelineSetup) -> NaiveDate {
    day((setup.clock)(), &setup.config)
}

/// The day a run began on.
pub(super) fn of_run(run: &str, setup: &PipelineSetup) -> Result<Option<NaiveDate>, NightError> {
    let reader = Archive::open_for_reading(&setup.dir)?;
    let row = reader.runs().find(run)?;
    Ok(row.map(|row| day(row.started_at, &setup.config)))
}

/// The days between the last crawl and today. None on a first night.
pub(super) fn missed(
    config: &Config,
    reader: Option<&Reader>,
    today: NaiveDate,
) -> Result<Vec<NaiveDate>, NightError> {
    let Some(reader) = reader else {
        return Ok(Vec::new());
    };
    // Asides ask nobody. So many of them in a row since the last crawl are not to be expected.
    let runs = reader.runs().newest(1000)?;
    let last = runs.iter().find(|run| !run.offline);
    Ok(last.map_or_else(Vec::new, |run| between(day(run.started_at, config), today)))
}

fn between(last: NaiveDate, today: NaiveDate) -> Vec<NaiveDate> {
    let next = |day: &NaiveDate| day.checked_add_days(Days::new(1));
    std::iter::successors(next(&last), next)
        .take_while(|day| *day < today)
        .take(LONGEST)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_days_between_two_nights_are_missed_and_a_clock_set_back_misses_none() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
        assert_eq!(between(day(20), day(23)), [day(21), day(22)]);
        assert!(between(day(20), day(21)).is_empty());
        assert!(between(day(20), day(20)).is_empty());
        assert!(between(day(20), day(19)).is_empty());
        let long_ago = NaiveDate::from_ymd_opt(1970, 1, 1).unwrap();
        assert_eq!(between(long_ago, day(20)).len(), LONGEST);
    }
}
