//! `runs/<stamp>.json`: what a run did and what it did not see, for people and for scripts.
//!
//! Made from the catalog alone, so a summary lost to a kill is made again at the next open.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::catalog::{DriftRow, NotSeen, RunRow, SiteRow};
use super::{Reader, StoreError, disk, journal};
use crate::coverage::SiteCoverage;

/// The end of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunSummary {
    /// Its stamp.
    pub run: String,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
    /// How it ended.
    pub exit: Option<String>,
    /// What it was asked to do.
    pub options: Value,
    /// Answers.
    pub captured: u64,
    /// Decoded bytes of their bodies.
    pub bytes: u64,
    /// Addresses never heard of before.
    #[serde(alias = "named")]
    pub discovered: u64,
    /// New versions stored.
    pub stored: u64,
    /// Articles found unchanged.
    pub unchanged: u64,
    /// Snapshots adopted that no event had named.
    pub adopted: u64,
    /// Failures tried again.
    pub retried: u64,
    /// Failures given up.
    pub failed: u64,
    /// Addresses not asked on purpose.
    pub skipped: u64,
    /// Whether it asked only what was due: a night after the first.
    #[serde(default)]
    pub incremental: bool,
    /// Articles held that rested: answered in an earlier run, with no reason to ask them in this
    /// one. They are neither captured nor among `not_seen`.
    #[serde(default)]
    pub dormant: u64,
    /// Addresses of any role behind a wall: 403, 429, a block page.
    #[serde(default)]
    pub blocked: u64,
    /// Changes of status it told.
    #[serde(default)]
    pub transitions: u64,
    /// Sites whose pages no longer fitted their recipe.
    #[serde(default)]
    pub drift: Vec<DriftRow>,
    /// Sites that were not live, or are again.
    #[serde(default)]
    pub sites: Vec<SiteRow>,
    /// Which fields the articles have that it looked at, and which of them fell.
    #[serde(default)]
    pub fields: Vec<SiteCoverage>,
    /// All known addresses by their state at the end.
    pub addresses: BTreeMap<String, u64>,
    /// What any source named and the run did not capture.
    pub not_seen: Vec<NotSeen>,
}

/// Where a run's summary lies.
pub(super) fn path(root: &Path, run: &str) -> PathBuf {
    root.join(journal::FOLDER).join(format!("{run}.json"))
}

impl Reader {
    /// The summary file of a finished run, as JSON text; `None` when there is none.
    pub fn read_summary(&self, run: &str) -> Result<Option<serde_json::Value>, StoreError> {
        let name = format!("{}/{run}.json", journal::FOLDER);
        let found = self.blobs().read(&name)?;
        found
            .map(|bytes| serde_json::from_slice(&bytes))
            .transpose()
            .map_err(|error| StoreError::bad_json(self.blobs().location(&name), &error))
    }
}

/// Makes and writes the summary of the newest run.
pub(super) fn write(reader: &Reader, run: RunRow) -> Result<RunSummary, StoreError> {
    let summary = RunSummary {
        not_seen: reader.runs().not_seen(&run.stamp)?,
        addresses: reader.addresses().states()?,
        incremental: run.incremental,
        dormant: if run.incremental {
            reader.addresses().resting_articles()?
        } else {
            0
        },
        blocked: reader.runs().blocked(&run.stamp)?,
        transitions: reader.observations().transitions_of(&run.stamp)?.len() as u64,
        drift: reader.sites().drifts(Some(&run.stamp))?,
        sites: reader.sites().site_states(Some(&run.stamp))?,
        fields: reader.observations().field_coverage(&run.stamp)?,
        run: run.stamp,
        started_at: run.started_at,
        finished_at: run.finished_at,
        exit: run.exit,
        options: run.options,
        captured: run.captured,
        bytes: run.bytes,
        discovered: run.discovered,
        stored: run.stored,
        unchanged: run.unchanged,
        adopted: run.adopted,
        retried: run.retried,
        failed: run.failed,
        skipped: run.skipped,
    };
    let path = path(&reader.root, &summary.run);
    let mut text = serde_json::to_vec_pretty(&summary)
        .map_err(|error| StoreError::bad_json(path.clone(), &error))?;
    text.push(b'\n');
    disk::replace(&path, &text)?;
    Ok(summary)
}
