//! What can go wrong with a night as a whole, or with one of its stages.

use std::io::ErrorKind;
use std::path::PathBuf;
use std::time::Duration;

use thiserror::Error;

use crate::audit::AuditError;
use crate::crawl::CrawlError;
use crate::notify::LedgerError;
use crate::published::PublishedError;
use crate::search::SearchError;
use crate::store::StoreError;

/// Why a night, or a stage of it, could not run.
#[derive(Debug, Error)]
pub enum NightError {
    /// Another process is at work on the archive.
    #[error("another hpnews{} is at work on {}", holder_name(*.holder), .dir.display())]
    Busy {
        /// The archive.
        dir: PathBuf,
        /// Its process id, as it wrote it down.
        holder: Option<u32>,
        /// How long this night waits for it, or has waited.
        patience: Duration,
    },
    /// Crawling lost its integrity.
    #[error(transparent)]
    Crawl(#[from] CrawlError),
    /// The audit could not go on.
    #[error(transparent)]
    Audit(#[from] AuditError),
    /// What is not to be published is not known.
    #[error(transparent)]
    Published(#[from] PublishedError),
    /// Who was told of what is not known.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The search index could not be brought up to date.
    #[error(transparent)]
    Search(#[from] SearchError),
    /// The metrics' file could not be written.
    #[error("cannot write {path}: {source}")]
    Metrics {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A worker ended without a result.
    #[error("a worker broke off: {cause}")]
    Worker {
        /// What the runtime says.
        cause: String,
    },
    /// Told to stop.
    #[error("stopped by a signal")]
    Stopped,
}

impl From<StoreError> for NightError {
    fn from(error: StoreError) -> Self {
        Self::Crawl(error.into())
    }
}

fn holder_name(holder: Option<u32>) -> String {
    holder.map_or_else(String::new, |id| format!(" (process {id})"))
}

impl NightError {
    /// What to do next, for a person.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Busy { patience, .. } => Some(format!(
                "it waited {patience:?} (nightly.patience) and left; nothing is lost: the next night catches up"
            )),
            Self::Crawl(error) => error.hint(),
            Self::Audit(error) => error.hint().map(str::to_owned),
            Self::Published(error) => error.hint().map(str::to_owned),
            Self::Search(error) => error.hint().map(str::to_owned),
            Self::Ledger(error) => Some(error.hint().to_owned()),
            Self::Metrics { source, .. } => Some(
                match source.kind() {
                    ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                        "free space on the disk of nightly.metrics"
                    }
                    _ => "repair nightly.metrics: a file in a folder this user may write",
                }
                .to_owned(),
            ),
            Self::Worker { .. } => {
                Some("nothing acknowledged is lost: run it again, and report this".to_owned())
            }
            Self::Stopped => Some("run it again: it goes on from here".to_owned()),
        }
    }
}
