//! The figures of a night as a text file for `node_exporter`'s textfile collector.
//!
//! Gauges of the last night, not counters: a text file is not scraped between two nights. The
//! names are a promise to whoever has alerts on them.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, Utc};

use super::exposition::Exposition;
use super::{DeliveryOutcome, NightError};
use crate::crawl::RunReport;
use crate::store::{Archive, Files, FoundFile, StoreError};

/// What is told.
#[derive(Debug)]
pub struct NightMetrics<'a> {
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub ended_at: DateTime<Utc>,
    /// Its exit code.
    pub exit: u8,
    /// Its crawls.
    pub crawls: Vec<&'a RunReport>,
    /// Findings of its audit; `None` when it had none.
    pub findings: Option<u64>,
    /// What became of telling.
    pub told: &'a [DeliveryOutcome],
}

/// Writes the file in one step, readable for all.
pub fn write_metrics(
    path: &Path,
    archive: &Path,
    figures: &NightMetrics<'_>,
) -> Result<(), NightError> {
    let text = self::figures(figures, &transitions(archive, figures)?, bytes(archive));
    Exposition(text).write_to(path)
}

/// Changes of the night's crawls, by kind. An archive that cannot be read has none.
fn transitions(
    archive: &Path,
    figures: &NightMetrics<'_>,
) -> Result<BTreeMap<&'static str, u64>, NightError> {
    let mut found = BTreeMap::new();
    if figures.crawls.is_empty() {
        return Ok(found);
    }
    let reader = Archive::open_for_reading(archive)?;
    for report in &figures.crawls {
        for change in reader.changes_of(&report.run)? {
            *found.entry(change.kind.word()).or_default() += 1;
        }
    }
    Ok(found)
}

/// Of all files of the archive; `None` when they could not be counted.
fn bytes(archive: &Path) -> Option<u64> {
    let files = Files::of(archive).ok()?;
    let mut bytes = 0;
    let walked = files.walk("", &mut |found: FoundFile| {
        bytes += found.bytes;
        Ok::<(), StoreError>(())
    });
    walked.ok().map(|()| bytes)
}

/// The text (Prometheus text exposition format 0.0.4).
pub fn figures(
    figures: &NightMetrics<'_>,
    changes: &BTreeMap<&'static str, u64>,
    archive_bytes: Option<u64>,
) -> String {
    let mut text = Exposition::default();
    let seconds = |at: DateTime<Utc>| u64::try_from(at.timestamp()).unwrap_or(0);
    text.one(
        "run_start_timestamp_seconds",
        "When the last night began.",
        seconds(figures.started_at),
    );
    text.one(
        "run_end_timestamp_seconds",
        "When the last night ended.",
        seconds(figures.ended_at),
    );
    text.one(
        "run_exit_code",
        "Exit code of the last night: 0 complete, 1 failures or findings, 2 could not run, 130 interrupted.",
        figures.exit.into(),
    );
    let (by_status, by_reason, articles) = sums(&figures.crawls);
    text.many(
        "run_requests",
        "Requests of the last night by class of status; none = no answer.",
        "status",
        &by_status,
    );
    text.many(
        "run_requests_by_reason",
        "Requests of the last night by what they were sent for.",
        "reason",
        &by_reason,
    );
    text.many(
        "run_articles",
        "Articles of the last night by what came of looking at them.",
        "state",
        &articles,
    );
    let changes = changes
        .iter()
        .map(|(kind, count)| ((*kind).to_owned(), *count));
    text.many(
        "run_changes",
        "Changes of published articles the last night saw, by most serious kind.",
        "kind",
        &changes.collect(),
    );
    if let Some(findings) = figures.findings {
        text.one(
            "run_verify_findings",
            "Findings of the last night's audit.",
            findings,
        );
    }
    let untold = figures.told.iter();
    let untold = untold.map(|told| (told.channel.name(), told.untold as u64));
    text.many(
        "untold_notices",
        "Changes and alarms a receiver could not be told yet.",
        "channel",
        &untold.collect(),
    );
    if let Some(bytes) = archive_bytes {
        text.one("archive_bytes", "Bytes of all files of the archive.", bytes);
    }
    text.0
}

type MetricSums = BTreeMap<String, u64>;

/// Requests by status and by reason, and articles by state, of all crawls together.
fn sums(crawls: &[&RunReport]) -> (MetricSums, MetricSums, MetricSums) {
    let mut by_status: BTreeMap<String, u64> = BTreeMap::new();
    let mut by_reason: BTreeMap<String, u64> = BTreeMap::new();
    let mut articles: BTreeMap<String, u64> = BTreeMap::new();
    for report in crawls {
        let counts = &report.counts;
        for (kind, count) in &counts.by_status {
            *by_status.entry(kind.clone()).or_default() += count;
        }
        add_reasons(&mut by_reason, report);
        for (state, count) in [
            ("seen", counts.articles()),
            ("new", counts.new),
            ("changed", counts.changed),
            ("unchanged", counts.unchanged),
            ("drifted", counts.drifted),
            ("failed", counts.failures()),
        ] {
            *articles.entry(state.to_owned()).or_default() += count;
        }
    }
    (by_status, by_reason, articles)
}

/// The counts of requests by reason, under the names the run's report has for them.
fn add_reasons(by_reason: &mut BTreeMap<String, u64>, report: &RunReport) {
    let counts = serde_json::to_value(&report.counts).unwrap_or_default();
    let reasons = counts.get("by_reason").and_then(|it| it.as_object());
    for (reason, count) in reasons.into_iter().flatten() {
        *by_reason.entry(reason.clone()).or_default() += count.as_u64().unwrap_or(0);
    }
}
