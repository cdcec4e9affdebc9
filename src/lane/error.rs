//! Why a lane gave no turn.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, Utc};

/// Why a lane gave no turn.
#[derive(Debug, thiserror::Error)]
pub enum LaneError {
    /// The folder of lane files cannot be made or written to.
    #[error("cannot keep lane files in {}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// A lock file cannot be opened or locked.
    #[error("cannot lock {}", path.display())]
    Lock {
        /// The lock file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// A lane file cannot be read. (One that is read and makes no sense is no error.)
    #[error("cannot read lane file {}", path.display())]
    Read {
        /// The lane file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// A lane file cannot be written.
    #[error("cannot write lane file {}", path.display())]
    Write {
        /// The lane file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The host asked to be left alone for longer than the caller is ready to wait.
    #[error("host {host} may not be asked before {}: it answered {status} with Retry-After", stamp(*until))]
    Blocked {
        /// The host key.
        host: String,
        /// Until when.
        until: DateTime<Utc>,
        /// The status that came with the header.
        status: u16,
    },
    /// Its robots.txt wants longer pauses than a run sleeps through.
    #[error("host {host} may not be asked before {}: robots.txt asks for {} s between two requests", stamp(*until), delay.as_secs())]
    Slow {
        /// The host key.
        host: String,
        /// Until when.
        until: DateTime<Utc>,
        /// The Crawl-delay.
        delay: Duration,
    },
    /// The right to ask it ends before its turn comes.
    #[error("host {host} may not be asked any more: the permission to ask it ends before its turn")]
    Ended {
        /// The host key.
        host: String,
    },
    /// Another process has held the lane for longer than any exchange takes.
    #[error("lane of host {host} is still held by another process after {} s: {}", waited.as_secs(), path.display())]
    Held {
        /// The host key.
        host: String,
        /// The lock file; the system knows who holds it (`fuser`, `lslocks`).
        path: PathBuf,
        /// How long we waited.
        waited: Duration,
    },
}

impl LaneError {
    /// Whether the host itself asked to be left alone until later: nothing is amiss here.
    pub fn is_wish(&self) -> bool {
        matches!(self, Self::Blocked { .. } | Self::Slow { .. })
    }
}

/// A moment, as messages print it.
pub(super) fn stamp(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Secs, true)
}
