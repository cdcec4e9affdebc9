//! What came of a run, in numbers a person can act on; written to `runs/<stamp>.json`.
//!
//! Pure. Never counts from memory alone: after a resume the totals of the whole run come
//! from the catalog, this process's share from here.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::plan::Plan;
use crate::coverage::{ProposedField, SiteCoverage};
use crate::record::DiscoverySource;
use crate::store::{DriftRow, ProposalRow, SiteRow};

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RunEnding {
    /// Everything named was asked.
    Complete,
    /// Something failed; the report names it.
    Incomplete,
    /// Stopped by a signal; the next crawl goes on.
    Interrupted,
}

impl RunEnding {
    /// Of a run that was `interrupted`, or else went well or not.
    pub(super) fn of(interrupted: bool, well: bool) -> Self {
        match (interrupted, well) {
            (true, _) => Self::Interrupted,
            (false, true) => Self::Complete,
            (false, false) => Self::Incomplete,
        }
    }

    /// The word of it in the journal.
    pub(super) fn exit(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Incomplete | Self::Interrupted => "incomplete",
        }
    }
}

/// Counts of one run. Every requested address is counted in exactly one of the outcomes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Counts {
    /// Requests sent by this process, robots.txt and retries included.
    pub requests: u64,
    /// The same by the class of their status (`2xx`), or `none` where no answer came.
    pub by_status: BTreeMap<String, u64>,
    /// The same by what each was sent for.
    pub by_reason: Requests,
    /// Body bytes received, as sent.
    pub bytes: u64,
    /// Articles never seen before.
    pub new: u64,
    /// New versions of known articles.
    pub changed: u64,
    /// Articles whose newest version says the same.
    pub unchanged: u64,
    /// Pages that turned out to be no article, by kind.
    pub not_article: BTreeMap<String, u64>,
    /// Article pages that no longer fit the recipe: kept raw, no version made of them.
    pub drifted: u64,
    /// Sources read: lists, sitemaps, feeds, REST answers.
    pub sources: u64,
    /// Pictures and files of articles kept.
    pub files: u64,
    /// Addresses that lead elsewhere, or are another spelling of an article.
    pub elsewhere: u64,
    /// Addresses answered with 404, 410 or another final refusal, by status.
    pub gone: BTreeMap<u16, u64>,
    /// Addresses given up, by cause.
    pub failed: BTreeMap<String, u64>,
    /// Addresses not asked, by cause.
    pub skipped: BTreeMap<String, u64>,
}

/// Requests by what each was sent for. An attempt counts as what it was an attempt at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Requests {
    /// robots.txt.
    pub robots: u64,
    /// Lists, sitemaps, feeds, REST.
    pub sources: u64,
    /// Articles, and pages that may be such, never had before.
    pub new: u64,
    /// Articles that a source says were modified, or that a complete list lacks.
    pub hinted: u64,
    /// Articles that were absent.
    pub confirm: u64,
    /// Articles asked to see whether the portal answers as it should.
    pub control: u64,
    /// Articles of which nobody spoke.
    pub scheduled: u64,
    /// Articles asked again because everything is.
    pub again: u64,
    /// Pictures and files.
    pub files: u64,
}

impl Counts {
    /// Articles kept or confirmed.
    pub fn articles(&self) -> u64 {
        self.new + self.changed + self.unchanged
    }

    /// Addresses given up.
    pub fn failures(&self) -> u64 {
        self.failed.values().sum()
    }
}

/// An address some source named as an article and that was not captured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MissedArticle {
    /// The address.
    pub url: String,
    /// Who named it.
    pub named_by: Vec<DiscoverySource>,
    /// Why it was not captured.
    pub cause: String,
    /// The same for a person.
    pub detail: String,
}

/// A site whose pages no longer fit its recipe: nothing was concluded from them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Drift {
    /// The site's name in config.
    pub site: String,
    /// The run that first said so. An alarm that lasts is the same alarm.
    pub since: String,
    /// Article pages looked at in this run.
    pub looked: u64,
    /// … of which did not fit.
    pub unfit: u64,
    /// What was the matter, the commonest first.
    pub reasons: Vec<String>,
    /// Pages of this and earlier runs that are kept raw and wait to be read.
    pub waiting: u64,
    /// How they read with the recipe that is proposed, field by field; empty where none is.
    #[serde(default)]
    pub proposed: Vec<ProposedField>,
}

impl Drift {
    pub(super) fn of(alarm: DriftRow, waiting: u64, proposal: Option<ProposalRow>) -> Self {
        Self {
            site: alarm.site,
            since: alarm.since,
            looked: alarm.looked,
            unfit: alarm.unfit,
            reasons: alarm.reasons,
            waiting,
            proposed: proposal.map(|it| it.fields).unwrap_or_default(),
        }
    }
}

/// The report of one run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RunReport {
    /// The run's stamp.
    pub run: String,
    /// True when this process went on with a run that had been stopped.
    pub resumed: bool,
    /// When this process began.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: DateTime<Utc>,
    /// How it ended.
    pub ending: RunEnding,
    /// What was asked for.
    #[schemars(with = "serde_json::Value")]
    pub plan: Plan,
    /// This process's counts.
    pub counts: Counts,
    /// Articles named and not captured, and why.
    pub not_seen: Vec<MissedArticle>,
    /// True for a night after the first: only what may have changed was asked.
    #[serde(default)]
    pub incremental: bool,
    /// Sites whose list of posts was not compared with what is held, and why: there, what was
    /// removed shows only when it is asked.
    #[serde(default)]
    pub uncompared: BTreeMap<String, String>,
    /// Sites that seem to have been redesigned.
    #[serde(default)]
    pub drift: Vec<Drift>,
    /// Sites that are not live: silent, gone, moved, taken over.
    #[serde(default)]
    pub sites: Vec<SiteRow>,
    /// Which fields the articles have that were looked at, and which of them fell.
    #[serde(default)]
    pub fields: Vec<SiteCoverage>,
}
