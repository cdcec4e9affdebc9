//! Which months a dump holds, which nights they had, and which portals are not live any more.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::{ExportError, ExportRequest};
use crate::change::SiteState;
use crate::dataset::{Month, NotLive};
use crate::published::Published;
use crate::store::{Reader, RunRow, STAMP};

/// Months, counted.
pub(super) struct MonthCounts {
    months: BTreeMap<String, Month>,
    zone: Tz,
}

impl MonthCounts {
    /// The nights of these runs, and the days between them without one.
    pub(super) fn of(runs: &[RunRow], zone: Tz) -> Self {
        let crawls = runs.iter().filter(|run| !run.offline);
        let days: BTreeSet<NaiveDate> = crawls
            .map(|run| run.started_at.with_timezone(&zone).date_naive())
            .collect();
        let mut months: BTreeMap<String, Month> = BTreeMap::new();
        if let (Some(first), Some(last)) = (days.first(), days.last()) {
            for day in first.iter_days().take_while(|day| day <= last) {
                let month = months.entry(day.format("%Y-%m").to_string()).or_default();
                if days.contains(&day) {
                    month.nights += 1;
                } else {
                    month.missed += 1;
                }
            }
        }
        Self { months, zone }
    }

    /// One article.
    pub(super) fn count(&mut self, dated: DateTime<Utc>, versions: usize) {
        let month = dated.with_timezone(&self.zone).format("%Y-%m").to_string();
        let month = self.months.entry(month).or_default();
        month.articles += 1;
        month.versions += versions as u64;
    }

    pub(super) fn months(&self) -> BTreeMap<String, Month> {
        self.months.clone()
    }
}

/// Portals that the last run that speaks of them found otherwise than live.
pub(super) fn not_live(
    published: &Published,
    runs: &[RunRow],
) -> Result<Vec<NotLive>, ExportError> {
    let mut newest = BTreeMap::new();
    for row in published.reader().sites().site_states(None)? {
        if runs.iter().any(|run| run.stamp == row.run) {
            newest.insert(row.site.clone(), row);
        }
    }
    let rows = newest
        .into_values()
        .filter(|it| it.state != SiteState::Live);
    Ok(rows
        .map(|row| {
            let mut reason = row.reason;
            published.withheld().redact_text(&mut reason);
            NotLive {
                name: row.site,
                state: row.state.word().to_owned(),
                since: row.since,
                reason,
            }
        })
        .collect())
}

/// The runs that are dumped, oldest first. One that is being written now is left out: half of
/// it would be in one table and half in another.
pub(super) fn runs(reader: &Reader, order: &ExportRequest) -> Result<Vec<RunRow>, ExportError> {
    let busy = reader.is_being_written();
    let mut runs = reader.runs().newest(u32::MAX)?;
    runs.reverse();
    // The time that a state is named by means that state, and not a run of the same second too.
    let state = order.as_of.map(|at| at.format(STAMP).to_string());
    let state = state.filter(|stamp| runs.iter().any(|run| run.stamp == *stamp));
    let is_known = |run: &RunRow| match &state {
        Some(stamp) => run.stamp <= *stamp,
        None => order.as_of.is_none_or(|at| run.started_at <= at),
    };
    runs.retain(|run| is_known(run) && !(busy && run.finished_at.is_none()));
    Ok(runs)
}
