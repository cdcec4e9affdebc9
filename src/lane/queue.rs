//! The queue at one host: waiting for its turn.
//!
//! Never decides how long a pause is: that is [`crate::politeness`]'s.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::{Instant, sleep};

use super::grant::Grant;
use super::ledger::{Ledger, Locked, Memory, time_until};
use super::limiter::Limiter;
use super::{LaneError, Queue, WallClock, stamp};
use crate::politeness::{Block, Pace, Turn};

/// How often a lock that another process holds is tried again.
const LOCK_POLL: Duration = Duration::from_millis(20);

/// How long it is tried: far beyond any exchange, whose time the fetch room limits.
const LOCK_PATIENCE: Duration = Duration::from_secs(600);

/// The lane of one host.
#[derive(Clone)]
pub struct Lane {
    pub(super) host: Arc<str>,
    pub(super) ledger: Ledger,
    pub(super) clock: WallClock,
    pub(super) queue: Queue,
    pub(super) pace: Pace,
    pub(super) limiter: Limiter,
}

/// Why a host cannot be asked at once, and until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wait {
    /// The pause between two requests.
    Pause {
        /// Until when.
        until: DateTime<Utc>,
    },
    /// The host asked for it.
    Block(Block),
}

impl fmt::Display for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pause { until } => write!(f, "pausing until {}", stamp(*until)),
            Self::Block(Block { until, status }) => {
                write!(
                    f,
                    "blocked until {} ({status} with Retry-After)",
                    stamp(*until)
                )
            }
        }
    }
}

impl Lane {
    /// Waits for the host's turn. In this process turns are granted in the order asked.
    ///
    /// A `Retry-After` that ends within `patience` is slept through; a later one is
    /// [`LaneError::Blocked`]. Pauses, Crawl-delay among them, are always slept through.
    /// Cancel safe: dropped before it returns, it has granted nothing.
    pub async fn turn(&self, patience: Duration) -> Result<Grant, LaneError> {
        let mut queue = Arc::clone(&self.queue).lock_owned().await;
        loop {
            let mut locked = self.lock().await?;
            let now = (self.clock)();
            let mut memory = locked.read(now)?;
            if memory.settle(now) {
                locked.write(&memory)?;
            }
            let blocked = self.blocked(&memory, patience, now)?;
            let pause = time_until(memory.next_allowed_at(&self.pace), now);
            let monotonic = queue.map(|then| then - Instant::now());
            let wait = blocked.max(pause).max(monotonic.unwrap_or_default());
            // The limiter is asked last: its yes uses its grant up.
            let wait = Some(wait).filter(|wait| !wait.is_zero());
            let Some(wait) = wait.or_else(|| self.limiter.refusal()) else {
                memory.pause_from = now;
                memory.in_flight = true;
                // Before the request is sent: whoever comes after a kill must know of it.
                locked.write(&memory)?;
                *queue = Some(Instant::now() + memory.politeness.delay(&self.pace));
                return Ok(Grant {
                    turn: Turn::granted(&self.host, now),
                    granted: Instant::now(),
                    lane: self.clone(),
                    memory,
                    locked,
                    queue,
                });
            };
            // Not locked while asleep: other processes wait for the host, not for us.
            drop(locked);
            sleep(wait).await;
        }
    }

    /// How long the host's `Retry-After` still holds, unless that is beyond `patience`.
    fn blocked(
        &self,
        memory: &Memory,
        patience: Duration,
        now: DateTime<Utc>,
    ) -> Result<Duration, LaneError> {
        let Some(Block { until, status }) = memory.politeness.block(now) else {
            return Ok(Duration::ZERO);
        };
        let wait = time_until(until, now);
        if wait > patience {
            let host = self.host.to_string();
            return Err(LaneError::Blocked {
                host,
                until,
                status,
            });
        }
        Ok(wait)
    }

    /// What [`Lane::turn`] would wait for now, as far as the lane file tells; for messages.
    pub fn wait_hint(&self) -> Result<Option<Wait>, LaneError> {
        let now = (self.clock)();
        let mut memory = self.ledger.read(now)?;
        memory.settle(now);
        let pause = memory.next_allowed_at(&self.pace);
        let pause = (pause > now).then_some(pause);
        Ok(match (memory.politeness.block(now), pause) {
            (Some(block), pause) if pause.is_none_or(|then| then <= block.until) => {
                Some(Wait::Block(block))
            }
            (_, pause) => pause.map(|until| Wait::Pause { until }),
        })
    }

    /// Takes the Crawl-delay of the host's robots.txt (`None`: it names none). It holds
    /// at once, for the pause that runs too, and is remembered.
    pub async fn set_crawl_delay(&self, delay: Option<Duration>) -> Result<(), LaneError> {
        let _queue = self.queue.lock().await;
        let mut locked = self.lock().await?;
        let now = (self.clock)();
        let mut memory = locked.read(now)?;
        memory.settle(now);
        memory.politeness.set_crawl_delay(delay);
        locked.write(&memory)
    }

    async fn lock(&self) -> Result<Locked, LaneError> {
        let started = Instant::now();
        loop {
            if let Some(locked) = self.ledger.try_lock()? {
                return Ok(locked);
            }
            let waited = started.elapsed();
            if waited > LOCK_PATIENCE {
                return Err(LaneError::Held {
                    host: self.host.to_string(),
                    path: self.ledger.lock_path().to_owned(),
                    waited,
                });
            }
            sleep(LOCK_POLL).await;
        }
    }
}
