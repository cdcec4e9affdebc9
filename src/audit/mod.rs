//! Whether the archive is what it was, and repairing what can be repaired without guessing.
//!
//! [`verify`] reads and tells: every file against the chain of manifests, every WARC record
//! and snapshot against its own digests, every snapshot against the records it cites (its
//! extraction recomputed), the catalog against the files. It changes nothing, keeps
//! no lock, and may run beside a crawl: what the crawl does meanwhile is no finding. [`repair`] writes, under the archive's lock; it never removes
//! a complete record or a snapshot, and lists what it cannot repair.
//!
//! Findings are data ([`Finding`]); an [`AuditError`] means that the audit could not go on.

mod catalog;
mod chain;
mod citations;
mod contents;
mod finding;
mod index;
mod kind;
mod originals;
mod package;
mod plan;
mod print;
mod records;
mod repair;
mod runs;
mod seals;
mod session;
mod share;
mod snapshots;
mod strays;
mod verify;
mod zip_names;

use std::io;

use thiserror::Error;

pub use finding::{Finding, FindingKind, FindingPlace};
pub use package::verify_package;
pub use plan::RepairStep;
pub use repair::{Repaired, Repairer, repair};
pub use session::{AuditCounts, AuditStep};
pub use share::Share;
pub use verify::{Depth, verify};

use crate::store::StoreError;

/// Why an audit could not go on.
#[derive(Debug, Error)]
pub enum AuditError {
    /// The archive could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file could not be read to its end.
    #[error("cannot read {file}: {source}")]
    Read {
        /// The file, below the archive or as it was given.
        file: String,
        /// What the system said.
        source: io::Error,
    },
}

impl AuditError {
    /// What to do next, for a person.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Store(error) => error.hint(),
            Self::Read { .. } => None,
        }
    }
}
