//! One lane a host, across tasks and processes: who may send the next request, and when.
//! Hosts that are one server may share a lane.
//!
//! The promise: two requests of this machine reach a host never closer than its pause
//! (`Politeness::delay` of the politeness room), whatever is slow, fails, restarts or is killed. A lane is
//! held from the grant to the report of the answer, and the pause counts from the first
//! byte of the answer. By then the host surely had the request, so
//! `next arrival ≥ next grant ≥ first byte + pause ≥ this arrival + pause`. A request
//! whose end nobody reported counts as sent when the lane is next taken.
//!
//! Never sends anything, and never reads robots.txt: it is told the Crawl-delay.
//!
//! Each turn touches two small files, without fsync; they are used in place, since
//! handing some microseconds of work to another thread costs more.
#![expect(
    clippy::disallowed_methods,
    reason = "the lane is the edge that knows the wall clock and keeps its own small files"
)]

mod grant;
mod ledger;
mod limiter;
mod queue;

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, Utc};
use tokio::time::Instant;

pub use self::grant::{Answered, HeldLane};
use self::ledger::LaneLedger;
use self::limiter::Limiter;
pub use self::queue::{Lane, Wait};
use crate::config::PaceLimits;
use crate::politeness::Pace;

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

type WallClock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// The order in which this process's tasks take a lane's turns, and the moment on the
/// monotonic clock before which none of them may: it holds when the wall clock is set
/// forward.
type Queue = Arc<tokio::sync::Mutex<Option<Instant>>>;

/// What the hosts of one lane have in common within this process.
#[derive(Clone)]
struct Shared {
    queue: Queue,
    limiter: Limiter,
}

/// All lanes of one folder of lane files.
pub struct Lanes {
    folder: PathBuf,
    clock: WallClock,
    shared: Mutex<HashMap<String, Shared>>,
}

impl Lanes {
    /// Opens the folder of lane files, and makes it if need be. Processes that share
    /// the folder share the lanes.
    pub fn open(folder: &Path) -> Result<Self, LaneError> {
        Self::open_with_clock(folder, Utc::now)
    }

    /// As [`Lanes::open`], with another wall clock. It must agree with tokio's clock,
    /// which does the sleeping.
    pub fn open_with_clock(
        folder: &Path,
        now: impl Fn() -> DateTime<Utc> + Send + Sync + 'static,
    ) -> Result<Self, LaneError> {
        // A folder that cannot be written to is told of now, not at the first request.
        std::fs::create_dir_all(folder)
            .and_then(|()| tempfile::tempfile_in(folder))
            .map_err(|source| LaneError::Folder {
                path: folder.to_owned(),
                source,
            })?;
        Ok(Self {
            folder: folder.to_owned(),
            clock: Arc::new(now),
            shared: Mutex::default(),
        })
    }

    /// The lane of a host. `host` is its host key; `public` is false only for loopback.
    pub fn lane(&self, host: &str, limits: &PaceLimits, public: bool) -> Lane {
        self.shared_lane(host, host, limits, public)
    }

    /// The lane `name` for requests to `host`: hosts whose lane has the same name are asked
    /// one at a time, as if they were one.
    pub fn shared_lane(&self, name: &str, host: &str, limits: &PaceLimits, public: bool) -> Lane {
        let pace = Pace::new(limits, public);
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        let shared = shared
            .entry(name.to_owned())
            .or_insert_with(|| Shared {
                queue: Queue::default(),
                limiter: Limiter::new(pace.pause()),
            })
            .clone();
        Lane {
            host: host.into(),
            ledger: LaneLedger::new(&self.folder, name),
            clock: Arc::clone(&self.clock),
            shared,
            pace,
        }
    }
}

/// A moment, as messages print it.
fn stamp(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Secs, true)
}

#[cfg(test)]
mod tests;
