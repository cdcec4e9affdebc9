//! What a crawl tells while it goes, for whoever shows it.

use chrono::{DateTime, Utc};

use super::Ahead;
use super::report::Counts;

/// One thing that happened.
#[derive(Clone, Debug)]
pub enum CrawlStep {
    /// A run began or went on.
    Begun {
        /// Its stamp.
        run: String,
        /// True when an earlier process had begun it.
        resumed: bool,
    },
    /// The clock had been ahead in an earlier run, whose times were set right.
    ClockSetRight(Ahead),
    /// A site of the archive goes by another name now.
    Renamed {
        /// Its name before.
        from: String,
        /// Its name in config.
        to: String,
    },
    /// Snapshots were gone.
    PutBack {
        /// So many were put back from their second copies.
        restored: usize,
        /// So many articles are asked for again: there is no copy.
        asked: usize,
    },
    /// An address was dealt with.
    Done {
        /// The address.
        url: String,
        /// What it was: `new`, `changed`, `unchanged`, `source`, `redirect`, `gone`, ….
        what: &'static str,
        /// Title or reason, as the site gave it.
        detail: String,
        /// So far.
        counts: Box<Counts>,
        /// Addresses still waiting.
        pending: u64,
    },
    /// An attempt failed.
    Failed {
        /// The address.
        url: String,
        /// Short cause.
        cause: String,
        /// For a person.
        detail: String,
        /// Next attempt, if there is one.
        retry_at: Option<DateTime<Utc>>,
    },
    /// A host is left for the next run.
    SetAside {
        /// The host.
        host: String,
        /// Why.
        reason: String,
    },
    /// Nothing to do until then.
    Waiting {
        /// The host.
        host: String,
        /// Until when.
        until: DateTime<Utc>,
    },
}
