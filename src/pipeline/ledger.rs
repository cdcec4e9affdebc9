//! What the archive knows of a day → the night that reports and feeds tell.
//!
//! Never derives a change: it reads `changes/`, and shows each by its snapshots.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::change::{self, SiteState};
use crate::config::Config;
use crate::coverage::in_a_line;
use crate::crawl::{Shifts, comparable, recipe_changes};
use crate::notify::Alarm;
use crate::published::{Audience, Published};
use crate::record::{Change, Snapshot};
use crate::report::{NightCoverage, NightReport, ReportedChange, change_address};
use crate::store::{DriftRow, Reader, RunRow, RunSummary, StoreError};

/// What was answered and was no article: looked at, so not a gap of coverage. Absences are
/// judged by the crawl, and told as changes.
const ANSWERED: [&str; 10] = [
    "http_404",
    "http_410",
    "soft_404",
    "redirect_elsewhere",
    "redirect_loop",
    "list",
    "video",
    "print",
    "page",
    "attachment",
];

/// The civil time in which nights are dated: the first site's.
pub fn zone(config: &Config) -> Tz {
    config.sites.first().map_or(Tz::UTC, |site| site.zone)
}

/// The days on which anything was crawled, oldest first, in civil time.
pub fn days(reader: &Reader, zone: Tz) -> Result<BTreeSet<NaiveDate>, StoreError> {
    let runs = reader.runs().newest(u32::MAX)?.into_iter();
    let crawls = runs.filter(|run| !run.offline);
    Ok(crawls.map(|run| day_of(run.started_at, zone)).collect())
}

/// A day's night: all its runs together; `None` when none began on it.
pub fn of_day(
    published: &Published,
    config: &Config,
    day: NaiveDate,
) -> Result<Option<NightReport>, StoreError> {
    let reader = published.reader();
    let zone = zone(config);
    let mut runs = reader.runs().newest(u32::MAX)?;
    runs.reverse();
    runs.retain(|run| day_of(run.started_at, zone) == day);
    if !runs.iter().any(|run| !run.offline) {
        return Ok(None);
    }
    let mut night = of_runs(published, config, day, &runs)?;
    let mut items = Vec::new();
    let mut shown = PublishedChanges::new(published, config);
    for run in &runs {
        for change in reader.changes_of(&run.stamp)? {
            items.extend(shown.item(change));
        }
    }
    items.sort_by(|a, b| {
        let key = |it: &ReportedChange| (it.change.kind, it.change.at);
        key(a)
            .cmp(&key(b))
            .then_with(|| a.change.url.cmp(&b.change.url))
    });
    night.items = items;
    Ok(Some(night))
}

/// These runs in figures, together, under the name of a day; without what happened in them.
pub(super) fn of_runs(
    published: &Published,
    config: &Config,
    day: NaiveDate,
    runs: &[RunRow],
) -> Result<NightReport, StoreError> {
    let zone = zone(config);
    let ended_at = runs.iter().filter_map(|run| run.finished_at).max();
    Ok(NightReport {
        day,
        ended_at: ended_at.map(|at| at.with_timezone(&zone).fixed_offset()),
        missed: missed(&days(published.reader(), zone)?, day),
        coverage: coverage(published, config, runs)?,
        runs: runs.iter().map(|run| run.stamp.clone()).collect(),
        items: Vec::new(),
        more: BTreeMap::new(),
        includes_withheld: published.scope() == Audience::Everything,
    })
}

fn day_of(at: DateTime<Utc>, zone: Tz) -> NaiveDate {
    at.with_timezone(&zone).date_naive()
}

/// The days between the night before and this one.
fn missed(days: &BTreeSet<NaiveDate>, day: NaiveDate) -> Vec<NaiveDate> {
    let Some(before) = days.range(..day).next_back() else {
        return Vec::new();
    };
    let between = before.iter_days().skip(1);
    between.take_while(|it| *it < day).collect()
}

/// Changes with what it takes to show them, as far as that is published.
pub struct PublishedChanges<'a> {
    published: &'a Published,
    config: &'a Config,
    /// What is the recipe's, by run.
    shifts: BTreeMap<String, Shifts>,
}

impl<'a> PublishedChanges<'a> {
    /// Of what is published of an archive.
    pub fn new(published: &'a Published, config: &'a Config) -> Self {
        Self {
            published,
            config,
            shifts: BTreeMap::new(),
        }
    }

    /// A change with its snapshots and the difference between them; `None` where nothing of it is
    /// published. A snapshot that is lost takes its difference with it, not the change.
    pub fn item(&mut self, change: Change) -> Option<ReportedChange> {
        let published = self.published;
        let before = snapshot(published, change.before.as_deref());
        let after = snapshot(published, change.after.as_deref());
        let differ = change.before != change.after && !change.kind.is_status();
        let difference = before
            .as_ref()
            .zip(after.as_ref())
            .filter(|_| differ)
            .map(|both| self.difference(&change, both));
        let public = |it: Option<Snapshot>| Some(published.redacted(it?)?.0);
        let change = published.change(change)?;
        let base = self.config.serve.base.as_ref();
        Some(ReportedChange {
            difference,
            before: public(before),
            after: public(after),
            room: base.map(|base| change_address(base.as_str(), &change)),
            change,
        })
    }

    /// The difference as it was told: by one recipe, without what is the recipe's, and only in the
    /// fields the change names.
    fn difference(
        &mut self,
        change: &Change,
        (before, after): (&Snapshot, &Snapshot),
    ) -> change::Difference {
        let withheld = self.published.withheld();
        let before = comparable(self.published.reader(), self.config, before, after);
        let undone = self
            .shifts(&change.run)
            .and_then(|it| it.undone(&before, after));
        let (mut before, mut after) = undone.unwrap_or_else(|| (before, after.clone()));
        withheld.redact(&mut before);
        withheld.redact(&mut after);
        let mut difference = change::between(&before, &after);
        difference
            .fields
            .retain(|it| change.fields.iter().any(|told| told == it.field));
        difference
    }

    fn shifts(&mut self, run: &str) -> Option<&Shifts> {
        if !self.shifts.contains_key(run) {
            let found = Shifts::of_run(self.published.reader(), self.config, run);
            let found = found
                .inspect_err(|error| tracing::warn!("{error}; what the theme did is shown too"));
            self.shifts.insert(run.to_owned(), found.ok()?);
        }
        self.shifts.get(run)
    }
}

fn snapshot(published: &Published, path: Option<&str>) -> Option<Snapshot> {
    let read = published.reader().read_snapshot(path?);
    read.inspect_err(|error| tracing::warn!("{error}; what it said cannot be shown"))
        .ok()
}

fn coverage(
    published: &Published,
    config: &Config,
    runs: &[RunRow],
) -> Result<NightCoverage, StoreError> {
    let reader = published.reader();
    let stamps: Vec<String> = runs.iter().map(|run| run.stamp.clone()).collect();
    let (seen, new) = reader.observations().seen_by(&stamps)?;
    let mut coverage = NightCoverage {
        seen,
        new,
        requests: reader.runs().robots_asked(&stamps)?
            + runs
                .iter()
                .map(|run| run.captured + run.retried + run.failed)
                .sum::<u64>(),
        ..NightCoverage::default()
    };
    // What one run of a day did not see another may have; the last one knows.
    if let Some(last) = runs.iter().rev().find(|run| !run.offline) {
        let left = left(reader, last)?;
        // What rested in the last run may have been seen in one before it.
        let (seen_last, _) = reader
            .observations()
            .seen_by(std::slice::from_ref(&last.stamp))?;
        coverage.dormant = left.dormant.saturating_sub(seen - seen_last);
        coverage.blocked = left.blocked;
        coverage.fields = reader.observations().field_coverage(&last.stamp)?;
        for reason in left.not_seen {
            if !ANSWERED.contains(&reason.as_str()) {
                *coverage.not_seen.entry(reason).or_default() += 1;
            }
        }
    }
    coverage.drift = drift(published, runs)?;
    for run in runs {
        let changed = recipe_changes(reader, config, &run.stamp)?;
        coverage.recipe.extend(changed);
    }
    Ok(coverage)
}

/// What a run left.
struct RunLeftover {
    dormant: u64,
    blocked: u64,
    /// Why the rest was not seen.
    not_seen: Vec<String>,
}

/// The summary file of a finished run has it; of the one under way the catalog.
fn left(reader: &Reader, run: &RunRow) -> Result<RunLeftover, StoreError> {
    let summary = reader
        .read_summary(&run.stamp)?
        .and_then(|value| serde_json::from_value::<RunSummary>(value).ok());
    let (dormant, blocked, not_seen) = match summary {
        Some(summary) => (summary.dormant, summary.blocked, summary.not_seen),
        None => (
            0,
            reader.runs().blocked(&run.stamp)?,
            reader.runs().not_seen(&run.stamp)?,
        ),
    };
    Ok(RunLeftover {
        dormant,
        blocked,
        not_seen: not_seen.into_iter().map(|it| it.reason).collect(),
    })
}

/// Sites whose pages no longer fitted, each told once a day.
fn drift(published: &Published, runs: &[RunRow]) -> Result<Vec<String>, StoreError> {
    let mut sites = BTreeMap::new();
    for run in runs {
        for alarm in alarms_of(published, &run.stamp)? {
            let said = format!("{}: {}", alarm.site, alarm.text);
            sites.insert(alarm.site, said);
        }
    }
    Ok(sites.into_values().collect())
}

/// The alarms of a run, one a site: it is not live, or else its pages do not fit.
pub(super) fn alarms_of(published: &Published, run: &str) -> Result<Vec<Alarm>, StoreError> {
    let reader = published.reader();
    let mut alarms = BTreeMap::new();
    for row in reader.sites().drifts(Some(run))? {
        let mut text = alarm_text(&row);
        // Of the recipe of that night, as it stood at its end.
        let proposals = reader.sites().proposals(Some(run))?.into_iter();
        let mut proposals = proposals.filter(|it| it.site == row.site && it.recipe == row.recipe);
        if let Some(it) = proposals.next() {
            let figures = in_a_line(&it.fields);
            text = format!(
                "{text}, a recipe is proposed: {figures}: hpnews recipe adopt {}",
                it.site
            );
        }
        alarms.insert(row.site, (text, row.since));
    }
    let rows = reader.sites().site_states(Some(run))?.into_iter();
    for row in rows.filter(|it| it.state != SiteState::Live) {
        alarms.insert(row.site, (row.reason, row.since));
    }
    let alarm = |(site, (mut text, since))| {
        published.withheld().redact_text(&mut text);
        Alarm { site, since, text }
    };
    Ok(alarms.into_iter().map(alarm).collect())
}

/// What an alarm saw, as `report::because` knows it.
fn alarm_text(row: &DriftRow) -> String {
    let reasons = row.reasons.join("; ");
    format!(
        "{} of {} pages do not fit ({reasons})",
        row.unfit, row.looked
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nights_between_two_that_ran_are_missed() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let days = BTreeSet::from([day("2026-11-18"), day("2026-11-20"), day("2026-11-23")]);
        for (of, wanted) in [
            ("2026-11-18", vec![]),
            ("2026-11-20", vec!["2026-11-19"]),
            ("2026-11-23", vec!["2026-11-21", "2026-11-22"]),
        ] {
            let wanted: Vec<NaiveDate> = wanted.into_iter().map(day).collect();
            assert_eq!(missed(&days, day(of)), wanted, "{of}");
        }
    }
}
