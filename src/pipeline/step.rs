//! What a night tells while it goes, for whoever shows it.

use chrono::NaiveDate;

use super::NightError;
use crate::audit::{self, AuditCounts};
use crate::crawl::{self, RunReport};
use crate::notify::Attempt;
use crate::search::{SearchStep, Unread};
use crate::store::Recovered;

/// One thing that happened.
pub enum PipelineStep<'a> {
    /// Another process is at work.
    Busy(&'a NightError),
    /// Opening the archive had to put something right.
    Recovered(&'a Recovered),
    /// On these days nothing ran.
    Missed(&'a [NaiveDate]),
    /// The crawl is an earlier night's, that was killed after these runs: it is not made again.
    GoesOn(&'a [String]),
    /// A step of the crawl.
    Crawl(&'a crawl::CrawlStep),
    /// A crawl ended.
    Crawled(&'a RunReport),
    /// The audit found something, or went on.
    Audit(&'a audit::AuditStep),
    /// The audit ended.
    Verified(&'a AuditCounts),
    /// A report or feed was written, below the archive.
    Wrote(&'a str),
    /// A delivery that may have arrived is sent again under its id.
    Again(&'a str),
    /// An attempt to tell somebody.
    Attempt(&'a Attempt),
    /// A step of bringing the search index up to date.
    Search(SearchStep),
    /// A version that cannot be searched.
    Unsearchable(&'a Unread),
    /// A stage failed; the night goes on.
    Failed(PipelineStage, &'a NightError),
}

/// A part of a night.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PipelineStage {
    /// Asking the sites.
    Crawl,
    /// Auditing a share of the archive.
    Verify,
    /// Reports and feeds.
    Report,
    /// Telling.
    Notify,
    /// The search index.
    Search,
    /// The metrics' file.
    Metrics,
}

impl PipelineStage {
    /// Its name.
    pub fn word(self) -> &'static str {
        match self {
            Self::Crawl => "crawl",
            Self::Verify => "verify",
            Self::Report => "report",
            Self::Notify => "notify",
            Self::Search => "search",
            Self::Metrics => "metrics",
        }
    }
}
