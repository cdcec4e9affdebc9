//! One entry of a site's log.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The `schema` key.
pub(super) const SCHEMA: &str = "hpnews/log/1";

/// What was acknowledged in one step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogEntry {
    /// Always `hpnews/log/1`.
    pub schema: String,
    /// From 1, without gaps; also its key.
    pub number: u64,
    /// Of the writer.
    pub epoch: u64,
    /// When.
    pub at: DateTime<Utc>,
    /// SHA-256 (64 hex digits) of the entry before; `null` in the first.
    pub previous: Option<String>,
    /// What.
    #[serde(flatten)]
    pub content: LogContent,
}

/// What an entry acknowledges. Keys are below the site's folder, paths below the archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum LogContent {
    /// From here on no lower epoch writes.
    Fence,
    /// A run was sealed: the files that its manifest lists, and the manifest.
    Sealed {
        /// The run; `null` for a repair.
        run: Option<String>,
        /// Path of the manifest.
        manifest: String,
        /// Snapshots are among them only where no WARC file of the run holds their bytes.
        files: Vec<LoggedFile>,
    },
    /// A run wrote on: pieces of its files, in one object.
    Tail {
        /// The object.
        object: LoggedObject,
        /// Its pieces, in the order in which they follow each other in it.
        parts: Vec<LoggedPart>,
    },
}

/// A sealed file, as an object of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoggedFile {
    /// The file.
    pub path: String,
    /// Its object.
    #[serde(flatten)]
    pub object: LoggedObject,
}

/// An object as it was when it was acknowledged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoggedObject {
    /// Its key.
    pub key: String,
    /// Its length.
    pub bytes: u64,
    /// SHA-256: 64 hex digits.
    pub sha256: String,
}

/// A piece of a file. What an earlier piece said of the file from `offset` on no longer holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoggedPart {
    /// The file.
    pub path: String,
    /// Where in it the piece begins.
    pub offset: u64,
    /// Its length.
    pub bytes: u64,
    /// SHA-256: 64 hex digits.
    pub sha256: String,
}

impl LogContent {
    /// The objects it acknowledges.
    pub fn objects(&self) -> impl Iterator<Item = &LoggedObject> {
        let (files, tail) = match self {
            Self::Fence => (&[][..], None),
            Self::Sealed { files, .. } => (&files[..], None),
            Self::Tail { object, .. } => (&[][..], Some(object)),
        };
        files.iter().map(|file| &file.object).chain(tail)
    }
}
