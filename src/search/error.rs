//! Why nothing could be searched.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;
use thiserror::Error;

use crate::store::StoreError;

/// Why nothing could be searched. The archive itself is not touched by any of these.
#[derive(Debug, Error)]
pub enum SearchError {
    /// The archive cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// `SQLite` refused.
    #[error("cannot {action} in {path}: {source}")]
    Index {
        /// What was tried.
        action: &'static str,
        /// The `search.sqlite`.
        path: PathBuf,
        /// What `SQLite` said.
        source: rusqlite::Error,
    },
    /// The operating system refused.
    #[error("cannot {action} {path}: {source}")]
    Disk {
        /// What was tried.
        action: &'static str,
        /// On which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It is to be searched as it stands, and is no index of what may be shown of this archive.
    #[error(
        "cannot search {path} as it stands: it was never made, or for another archive or other takedowns"
    )]
    NotMade {
        /// The `search.sqlite`.
        path: PathBuf,
    },
    /// There is no index, and another process is making it.
    #[error("cannot search yet: another process is making {path}")]
    BeingMade {
        /// The `search.sqlite`.
        path: PathBuf,
    },
}

const FULL: &str = "free space on that disk (or repair it) and search again: what was indexed so far is kept, \
    and nothing is taken for whole before it is";
const WRITABLE: &str = "make the archive writable for this user once, to have it indexed";

impl SearchError {
    /// Whether the index is no index (any more): it can be made again.
    pub(super) fn is_damage(&self) -> bool {
        let Self::Index { source, .. } = self else {
            return false;
        };
        match source {
            rusqlite::Error::SqliteFailure(error, said) => match error.code {
                ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt => true,
                // A table that is gone, or not as it was made.
                ErrorCode::Unknown => said.as_deref().is_some_and(|said| {
                    said.starts_with("no such") || said.contains("vtable constructor failed")
                }),
                _ => false,
            },
            // A cell that does not hold what was written.
            rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::FromSqlConversionFailure(..) => true,
            _ => false,
        }
    }

    /// What to do next, for a person.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Store(source) => source.hint(),
            Self::Index { source, .. } => match source.sqlite_error_code() {
                // A full disk may show itself so, where a shared-memory file cannot grow.
                Some(ErrorCode::DiskFull | ErrorCode::SystemIoFailure) => Some(FULL),
                Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
                    Some(WRITABLE)
                }
                _ => Some("remove search.sqlite and search again: it is made anew"),
            },
            Self::Disk { source, .. } => match source.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Some(FULL),
                _ => Some(WRITABLE),
            },
            Self::NotMade { .. } => Some("search once without --no-update: that makes it"),
            Self::BeingMade { .. } => Some("try again when it is made"),
        }
    }
}

pub(super) fn refused(
    action: &'static str,
    path: &Path,
) -> impl FnOnce(rusqlite::Error) -> SearchError {
    let path = path.to_path_buf();
    move |source| SearchError::Index {
        action,
        path,
        source,
    }
}

pub(super) fn failed(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> SearchError {
    let path = path.to_path_buf();
    move |source| SearchError::Disk {
        action,
        path,
        source,
    }
}
