//! The lane in simulated time: tokio's clock is paused and jumps from sleep to sleep; the
//! wall clock follows it, with an offset that tests may set.

mod promise;
mod stories;

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use tempfile::TempDir;
use tokio::time::Instant;

use super::{Lane, Lanes};
use crate::config::PaceLimits;

const HOST: &str = "127.0.0.1:8090";
const PAUSE: Duration = Duration::from_secs(1);
const DAY: Duration = Duration::from_secs(86_400);

fn ms(n: u64) -> Duration {
    Duration::from_millis(n)
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
        let limits = PaceLimits {
            delay: PAUSE,
            max_delay: Duration::from_secs(30),
            latency_factor: 2,
            max_attempts: 3,
            patience: Duration::from_secs(60),
        };
        self.lanes().lane(HOST, &limits, false)
    }

    fn set_wall(&self, hours: i64) {
        let offset = TimeDelta::hours(hours).num_milliseconds();
        self.wall_offset_ms.store(offset, Ordering::Relaxed);
    }
}
