//! What can go wrong on the disk, said as action, subject and cause, with a next step.

use std::fmt;
use std::io::{self, ErrorKind};
use std::path::PathBuf;
use std::time::Duration;

use rusqlite::ErrorCode;

/// Why the archive could not be opened, read or written. Nothing acknowledged is lost by any
/// of these: what was committed before stays, and the failed step can be repeated.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process holds the archive's lock.
    #[error("cannot write to archive {dir}: {} holds its lock", holder_name(*.holder))]
    Locked {
        /// The archive.
        dir: PathBuf,
        /// Process id of the holder, as it wrote it into the lock file.
        holder: Option<u32>,
    },
    /// The archive was written by a newer program, or is to be written in an older format.
    #[error("cannot use {path}: it says archive format {found}, this program knows {known}")]
    OtherFormat {
        /// The `archive.json`.
        path: PathBuf,
        /// The format it says.
        found: u32,
        /// The format this program writes, and the newest it knows.
        known: u32,
    },
    /// The folder has no `archive.json`.
    #[error("cannot read archive {dir}: it has no archive.json")]
    NotAnArchive {
        /// The folder.
        dir: PathBuf,
    },
    /// The catalog is missing or of another form than this program's.
    #[error("cannot read {path}: it is missing or of another version")]
    NoCatalog {
        /// The `catalog.sqlite`.
        path: PathBuf,
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
    /// SQLite refused.
    #[error("cannot {action} in {path}: {source}")]
    Catalog {
        /// What was tried.
        action: &'static str,
        /// The `catalog.sqlite`.
        path: PathBuf,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// A question to the catalog took longer than was allowed ([`Reader::limit`](super::Reader::limit)).
    #[error("cannot {action}: it took longer than {} ms", .limit.as_millis())]
    TooSlow {
        /// What was asked.
        action: &'static str,
        /// How long it might have taken.
        limit: Duration,
    },
    /// A file of the archive does not say what it should, or a record could not be written
    /// in a form that can be read back.
    #[error("cannot understand {path}, {place}: {cause}")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Where in it.
        place: JournalSpot,
        /// What was wrong.
        cause: String,
    },
    /// What lies in the bucket alone could not be read there.
    #[cfg(feature = "bucket")]
    #[error(transparent)]
    Bucket(#[from] crate::bucket::BucketError),
    /// An event was to be committed before a run had begun.
    #[error("cannot commit to archive {dir}: no run has begun")]
    NoRun {
        /// The archive.
        dir: PathBuf,
    },
}

/// Where in a file something is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JournalSpot {
    /// In a text.
    Line {
        /// Line, from 1.
        line: usize,
        /// Column, from 1; 0 when the whole line is meant.
        column: usize,
    },
    /// At a byte, from 0.
    Byte(u64),
}

impl fmt::Display for JournalSpot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line { line, column } => write!(f, "line {line}, column {column}"),
            Self::Byte(at) => write!(f, "byte {at}"),
        }
    }
}

fn holder_name(holder: Option<u32>) -> String {
    holder.map_or_else(
        || "another process".to_owned(),
        |pid| format!("process {pid}"),
    )
}

const FULL: &str =
    "free space on that disk and start again; everything acknowledged is kept, the run resumes";
const READ_ONLY: &str = "make the archive writable for this user, or name another with --archive";
const FAILED: &str = "the disk did not do what it was asked: look at its free space (`df`) and its \
    health (`dmesg`), then start again; everything acknowledged is kept";
const UNREADABLE: &str = "make the archive's folder and its files readable for this user";
const REINDEX: &str = "rebuild the catalog from the files: `hpnews reindex`";

impl StoreError {
    /// What to do next, for a person.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Locked { .. } => Some("wait for that process to end, or stop it"),
            Self::OtherFormat { found, known, .. } if found < known => {
                Some("bring it to today's format, with a copy of it kept: `hpnews upgrade`")
            }
            Self::OtherFormat { .. } => Some("use the newer hpnews that wrote this archive"),
            Self::NotAnArchive { .. } => {
                Some("name the folder with --archive, or start one with `hpnews crawl`")
            }
            Self::NoCatalog { .. } => Some(REINDEX),
            Self::Disk { source, .. } => disk_hint(source),
            Self::Catalog { source, .. } => match source.sqlite_error_code() {
                Some(ErrorCode::DiskFull) => Some(FULL),
                Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Some(READ_ONLY),
                Some(ErrorCode::CannotOpen) => Some(UNREADABLE),
                // A full disk may show itself so, where a shared-memory file cannot grow.
                Some(ErrorCode::SystemIoFailure) => Some(FAILED),
                Some(ErrorCode::OutOfMemory) => None,
                Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                    Some("another program holds the catalog; try again when it has ended")
                }
                _ => Some(REINDEX),
            },
            Self::Damaged {
                place: JournalSpot::Byte(_),
                ..
            } => Some("restore this file from a copy; `hpnews verify` lists all damaged files"),
            Self::Damaged { .. } => {
                Some("restore this file from a copy; `hpnews reindex` lists all damaged files")
            }
            Self::TooSlow { .. } => Some("ask for less at once, or again when less is asked"),
            #[cfg(feature = "bucket")]
            Self::Bucket(error) => Some(error.hint()),
            Self::NoRun { .. } => None,
        }
    }

    /// Whether SQLite says that the catalog's file is no sound database.
    pub(super) fn is_damaged_catalog(&self) -> bool {
        let Self::Catalog { source, .. } = self else {
            return false;
        };
        let code = source.sqlite_error_code();
        matches!(
            code,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
        )
    }

    /// Whether the catalog was not there, as while another is put in its place.
    pub fn is_without_catalog(&self) -> bool {
        match self {
            Self::NoCatalog { .. } => true,
            Self::Catalog { source, .. } => {
                source.sqlite_error_code() == Some(ErrorCode::CannotOpen)
            }
            _ => false,
        }
    }

    /// A file that should be there.
    pub(super) fn not_there(path: impl Into<PathBuf>) -> Self {
        Self::Disk {
            action: "read",
            path: path.into(),
            source: io::Error::new(ErrorKind::NotFound, "No such file"),
        }
    }

    /// A JSON file that could not be read.
    pub(super) fn bad_json(path: impl Into<PathBuf>, error: &serde_json::Error) -> Self {
        let (line, column) = (error.line(), error.column());
        let said = error.to_string();
        let place = format!(" at line {line} column {column}");
        let cause = said.strip_suffix(&place).unwrap_or(&said).to_owned();
        Self::Damaged {
            path: path.into(),
            place: JournalSpot::Line { line, column },
            cause,
        }
    }

    /// A line of a file of JSON lines that could not be read. `line`: from 1.
    pub(super) fn bad_line(
        path: impl Into<PathBuf>,
        line: usize,
        error: &serde_json::Error,
    ) -> Self {
        match Self::bad_json(path, error) {
            Self::Damaged {
                path,
                place: JournalSpot::Line { column, .. },
                cause,
            } => Self::Damaged {
                path,
                place: JournalSpot::Line { line, column },
                cause,
            },
            other => other,
        }
    }

    /// A WARC record that could not be read.
    pub(super) fn bad_record(
        path: impl Into<PathBuf>,
        offset: u64,
        cause: impl fmt::Display,
    ) -> Self {
        Self::Damaged {
            path: path.into(),
            place: JournalSpot::Byte(offset),
            cause: cause.to_string(),
        }
    }
}

/// What to do next about what the system refused to an archive.
fn disk_hint(source: &io::Error) -> Option<&'static str> {
    match source.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Some(FULL),
        ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => Some(READ_ONLY),
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => {
            Some("a file stands where a folder of the archive belongs; move it away")
        }
        ErrorKind::NotFound => Some(
            "`hpnews verify` tells what else is gone, `hpnews repair` puts back what has a copy",
        ),
        ErrorKind::Unsupported => Some("use an hpnews that was built with `--features bucket`"),
        ErrorKind::InvalidInput => Some("put a plain file there, or remove it"),
        _ => match source.raw_os_error() {
            // EIO; EMFILE and ENFILE.
            Some(5) => Some(FAILED),
            Some(23 | 24) => Some("too many files are open: raise the limit (`ulimit -n`)"),
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::ffi;

    use super::*;

    #[test]
    fn a_hint_names_the_cause_and_a_full_disk_is_not_reindexed() {
        let sqlite = |code| StoreError::Catalog {
            action: "apply events",
            path: PathBuf::from("catalog.sqlite"),
            source: rusqlite::Error::SqliteFailure(ffi::Error::new(code), None),
        };
        let system = |code| StoreError::Disk {
            action: "write",
            path: PathBuf::from("runs/x.jsonl"),
            source: io::Error::from_raw_os_error(code),
        };
        for (error, wanted) in [
            (sqlite(ffi::SQLITE_FULL), "free space"),
            (sqlite(ffi::SQLITE_IOERR_SHMSIZE), "free space"),
            (sqlite(ffi::SQLITE_IOERR_WRITE), "dmesg"),
            (sqlite(ffi::SQLITE_READONLY), "writable"),
            (sqlite(ffi::SQLITE_PERM), "writable"),
            (sqlite(ffi::SQLITE_CANTOPEN), "readable"),
            (sqlite(ffi::SQLITE_BUSY), "another program"),
            (sqlite(ffi::SQLITE_CORRUPT), "hpnews reindex"),
            (sqlite(ffi::SQLITE_NOTADB), "hpnews reindex"),
            // ENOSPC, EDQUOT, EROFS, EACCES, EIO, EMFILE, ENOENT, ENOTDIR.
            (system(28), "free space"),
            (system(122), "free space"),
            (system(30), "writable"),
            (system(13), "writable"),
            (system(5), "dmesg"),
            (system(24), "ulimit"),
            (system(2), "hpnews repair"),
            (system(20), "move it away"),
        ] {
            let hint = error.hint().unwrap_or_default();
            assert!(hint.contains(wanted), "{error}: {hint}");
            assert_eq!(
                hint.contains("reindex"),
                wanted.contains("reindex"),
                "{error}: {hint}"
            );
        }
    }
}
