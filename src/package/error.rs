//! Why a package could not be made.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::store::StoreError;
use crate::warc::WarcError;

/// Why a package could not be made. Nothing is left under its name by any of these.
#[derive(Debug, Error)]
pub enum PackageError {
    /// Nothing was captured that the choice names.
    #[error("cannot package {subject}: the archive holds no capture of it that may be handed on")]
    Nothing {
        /// What was chosen, for a person.
        subject: String,
    },
    /// The name is taken.
    #[error("cannot write {path}: it is there already")]
    Exists {
        /// The name.
        path: PathBuf,
    },
    /// The name lies in the archive.
    #[error("cannot write {path}: that is inside the archive {archive}")]
    Inside {
        /// The name.
        path: PathBuf,
        /// The archive.
        archive: PathBuf,
    },
    /// The specification wants another name.
    #[error("cannot write {path}: a WACZ file's name must end in .wacz")]
    Name {
        /// The name.
        path: PathBuf,
    },
    /// The archive cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A segment holds a record that cannot be read.
    #[error("cannot package {file}: {source}")]
    Segment {
        /// The WARC file.
        file: String,
        /// What is wrong, and where.
        source: WarcError,
    },
    /// A record is not where the archive says.
    #[error("cannot package {file}: at byte {offset} there is not the record {record}")]
    Missing {
        /// The WARC file.
        file: String,
        /// Where it should begin.
        offset: u64,
        /// Its identifier.
        record: String,
    },
    /// All that was chosen are revisits of responses that the archive no longer has.
    #[error(
        "cannot package {url}: each of the {count} captures chosen is a revisit of a response that is not in the archive"
    )]
    NoOriginal {
        /// The first one's address.
        url: String,
        /// How many there are.
        count: usize,
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

impl PackageError {
    /// What to do next, for a person.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Nothing { .. } => Some("`hpnews list` prints what there is"),
            Self::Exists { .. } => Some("name another file, or move that one away"),
            Self::Inside { .. } => Some("name a file elsewhere"),
            Self::Name { .. } => Some("end the name in .wacz, or ask for --bagit"),
            Self::Store(source) => source.hint(),
            Self::Segment { .. } | Self::Missing { .. } | Self::NoOriginal { .. } => {
                Some("`hpnews verify` lists everything that is damaged")
            }
            Self::Disk { source, .. } => Some(match source.kind() {
                io::ErrorKind::StorageFull
                | io::ErrorKind::QuotaExceeded
                | io::ErrorKind::FileTooLarge => {
                    "nothing was left under that name; free space, or name a file on another disk"
                }
                io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                    "nothing was left under that name; name a file where this user may write"
                }
                _ => "nothing was left under that name; try again",
            }),
        }
    }
}

/// An error of the system, with what was tried on what.
pub(super) fn failed(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> PackageError {
    let path = path.to_path_buf();
    move |source| PackageError::Disk {
        action,
        path,
        source,
    }
}
