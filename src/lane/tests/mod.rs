//! The lane in simulated time: tokio's clock is paused and jumps from sleep to sleep; the
//! wall clock follows it, with an offset that tests may set.

mod lent;
mod promise;
mod stories;

use std::future::Future;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use tempfile::TempDir;
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::{Lane, LaneNote, Lanes, Lease};
use crate::config::PaceLimits;
use crate::politeness::Deadline;

const HOST: &str = "127.0.0.1:8090";
const PAUSE: Duration = Duration::from_secs(1);
const DAY: Duration = Duration::from_secs(86_400);

fn ms(n: u64) -> Duration {
    Duration::from_millis(n)
}

fn limits() -> PaceLimits {
    PaceLimits {
        delay: PAUSE,
        max_delay: Duration::from_secs(30),
        latency_factor: 2,
        max_attempts: 3,
        patience: Duration::from_secs(60),
    }
}

/// Who writes down what hosts ask for: all of it, or nothing while they are down.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<Vec<String>>>, Arc<AtomicBool>);

impl Notes {
    fn heard(&self) -> Vec<String> {
        self.0.lock().expect("sane").clone()
    }

    fn go_down(&self) {
        self.1.store(true, Ordering::Relaxed);
    }

    async fn write(self, mut notes: mpsc::UnboundedReceiver<LaneNote>) {
        let mut unheard = Vec::new();
        while let Some(note) = notes.recv().await {
            self.0.lock().expect("sane").push(note.politeness);
            if self.1.load(Ordering::Relaxed) {
                unheard.push(note.kept);
            } else {
                let _ = note.kept.send(());
            }
        }
    }
}

/// A paused runtime, a folder and a wall clock.
struct World {
    folder: TempDir,
    epoch: Instant,
    wall_offset_ms: Arc<AtomicI64>,
}

impl World {
    fn run<F: Future<Output = T>, T>(story: impl FnOnce(Self) -> F) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .expect("a runtime");
        runtime.block_on(async {
            story(Self {
                folder: TempDir::new().expect("a folder"),
                epoch: Instant::now(),
                wall_offset_ms: Arc::default(),
            })
            .await
        })
    }

    fn clock(&self) -> impl Fn() -> DateTime<Utc> + Send + Sync + 'static {
        let (epoch, offset) = (self.epoch, Arc::clone(&self.wall_offset_ms));
        move || {
            let start = Utc.with_ymd_and_hms(2026, 11, 23, 1, 0, 0).unwrap();
            start + epoch.elapsed() + TimeDelta::milliseconds(offset.load(Ordering::Relaxed))
        }
    }

    fn lanes(&self) -> Lanes {
        Lanes::open_with_clock(self.folder.path(), self.clock()).expect("a writable folder")
    }

    /// The lane of a process that has just started.
    fn lane(&self) -> Lane {
        self.lanes().lane(HOST, &limits(), false)
    }

    /// A lease for so long, and who writes for it.
    fn lease(&self, lasts: Duration) -> (Lease, Notes) {
        let epoch = self.epoch;
        let (notes, heard) = mpsc::unbounded_channel();
        let deadline = Deadline::new(move || epoch.elapsed(), lasts);
        let writer = Notes::default();
        tokio::spawn(writer.clone().write(heard));
        (Lease { deadline, notes }, writer)
    }

    fn lane_under(&self, lease: &Lease) -> Lane {
        let lanes = self.lanes().under(Some(lease.clone()));
        lanes.lane(HOST, &limits(), false)
    }

    /// The folder of another machine.
    fn elsewhere(&self) -> TempDir {
        TempDir::new_in(self.folder.path()).expect("a folder")
    }

    fn set_wall(&self, hours: i64) {
        let offset = TimeDelta::hours(hours).num_milliseconds();
        self.wall_offset_ms.store(offset, Ordering::Relaxed);
    }
}
