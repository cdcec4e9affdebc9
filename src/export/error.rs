//! Why a dump could not be made. Nothing is left under its name by any of these.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::store::StoreError;

/// Why a dump could not be made.
#[derive(Debug, Error)]
pub enum ExportError {
    /// The name is taken.
    #[error("cannot export to {path}: it is there already")]
    Exists {
        /// The name.
        path: PathBuf,
    },
    /// The folder it shall stand in is not there.
    #[error("cannot export to {path}: there is no folder {parent}")]
    NoFolder {
        /// The name.
        path: PathBuf,
        /// Where it would be.
        parent: PathBuf,
    },
    /// The name lies in the archive.
    #[error("cannot export to {path}: that is inside the archive {archive}")]
    Inside {
        /// The name.
        path: PathBuf,
        /// The archive.
        archive: PathBuf,
    },
    /// No chosen table has the column.
    #[error("cannot export column {name:?}: the columns are {known}")]
    Column {
        /// As asked for.
        name: String,
        /// Those there are.
        known: String,
    },
    /// This build cannot do what was asked.
    #[error("cannot export as {what}: this hpnews was built without it")]
    NotBuilt {
        /// What.
        what: &'static str,
    },
    /// The archive cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The earlier dump has no list of what it held.
    #[error("cannot compare with {path}: {cause}")]
    Earlier {
        /// Its list.
        path: PathBuf,
        /// What is wrong with it.
        cause: String,
    },
    /// The operating system refused.
    #[error("cannot {action} {path}: {source}")]
    Disk {
        /// What was tried.
        action: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl ExportError {
    /// What to do next, for a person.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Exists { .. } => Some("name another folder, or move that one away"),
            Self::Inside { .. } => Some("name a folder elsewhere"),
            Self::NoFolder { .. } => Some("make that one first, or name another"),
            Self::Column { .. } => Some("write one of them, or table.column to mean one table's"),
            Self::NotBuilt { .. } => {
                Some("ask for jsonl or csv, or build with the feature `parquet`")
            }
            Self::Store(error) => error.hint(),
            Self::Earlier { .. } => Some("name the folder of an earlier `hpnews export`"),
            Self::Disk { source, .. } => Some(match source.kind() {
                io::ErrorKind::StorageFull
                | io::ErrorKind::QuotaExceeded
                | io::ErrorKind::FileTooLarge => {
                    "nothing was left under that name; free space, or name a folder on another disk"
                }
                io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                    "nothing was left under that name; name a folder where this user may write"
                }
                _ => "nothing was left under that name",
            }),
        }
    }
}

/// An error of the system, with what was tried on what.
pub(super) fn failed(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> ExportError {
    let path = path.to_path_buf();
    move |source| ExportError::Disk {
        action,
        path,
        source,
    }
}
