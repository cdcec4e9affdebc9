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

mod error;
mod grant;
mod lease;
mod ledger;
mod limiter;
mod queue;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};

pub use self::error::LaneError;
pub use self::grant::{Answered, HeldLane};
use self::lease::WrittenDown;
pub use self::lease::{LaneNote, Lease, boot_clock, until_over};
use self::ledger::{LaneLedger, LaneMemory, WallClock};
use self::limiter::Limiter;
pub use self::queue::{Lane, Wait};
use self::queue::{Queue, Shared, locked};
use crate::config::PaceLimits;
use crate::politeness::{Pace, Politeness};

/// All lanes of one folder of lane files.
pub struct Lanes {
    folder: PathBuf,
    clock: WallClock,
    shared: Mutex<HashMap<String, Shared>>,
    lease: Option<Lease>,
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
            lease: None,
        })
    }

    /// The same lanes, lent: no permit outlives the lease, and what a host asks for is written
    /// down before it is asked again.
    #[must_use]
    pub fn under(self, lease: Option<Lease>) -> Self {
        Self { lease, ..self }
    }

    /// Takes over the lane `name` from another machine, with what that knew of it (JSON): its next
    /// turn comes a full pause from now, for the other may have asked just before.
    pub async fn take_over(&self, name: &str, known: &str) -> Result<(), LaneError> {
        let ledger = LaneLedger::new(&self.folder, name);
        let mut held = locked(&ledger, name).await?;
        let now = (self.clock)();
        let own = held.read(now)?.politeness;
        let politeness = match serde_json::from_str::<Politeness>(known) {
            Ok(known) => own.joined(known),
            Err(error) => {
                tracing::warn!(lane = name, %error, "what was known of a lane is unreadable");
                own
            }
        };
        held.write(&LaneMemory {
            pause_from: now,
            in_flight: false,
            politeness,
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
                kept: WrittenDown::default(),
            })
            .clone();
        Lane {
            name: name.into(),
            host: host.into(),
            ledger: LaneLedger::new(&self.folder, name),
            clock: Arc::clone(&self.clock),
            shared,
            pace,
            lease: self.lease.clone(),
        }
    }
}

#[cfg(test)]
mod tests;
