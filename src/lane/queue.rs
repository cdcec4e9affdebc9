//! The queue of one lane: waiting for a host's turn.
//!
//! Never decides how long a pause is: that is [`crate::politeness`]'s.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::{Instant, sleep};

use super::error::{LaneError, stamp};
use super::grant::HeldLane;
use super::lease::{Lease, WrittenDown};
use super::ledger::{HostLock, LaneLedger, LaneMemory, WallClock, time_until};
use super::limiter::Limiter;
use crate::politeness::{Backoff, Pace, Permit, Politeness};

/// How often a lock that another process holds is tried again.
const LOCK_POLL: Duration = Duration::from_millis(20);

/// How long it is tried: far beyond any exchange, whose time the fetch room limits.
const LOCK_PATIENCE: Duration = Duration::from_secs(600);

/// The longest Crawl-delay that is slept through, however short the caller's patience is.
/// (Heritrix obeys none beyond this.)
const SLEPT_THROUGH: Duration = Duration::from_secs(300);

/// The order in which this process's tasks take a lane's turns, and the moment on the
/// monotonic clock before which none of them may: it holds when the wall clock is set
/// forward.
pub(super) type Queue = Arc<tokio::sync::Mutex<Option<Instant>>>;

/// What the hosts of one lane have in common within this process.
#[derive(Clone)]
pub(super) struct Shared {
    pub(super) queue: Queue,
    pub(super) limiter: Limiter,
    /// What its lease's owner has written down.
    pub(super) kept: WrittenDown,
}

/// The lane of one host.
#[derive(Clone)]
pub struct Lane {
    pub(super) name: Arc<str>,
    pub(super) host: Arc<str>,
    pub(super) ledger: LaneLedger,
    pub(super) clock: WallClock,
    pub(super) shared: Shared,
    pub(super) pace: Pace,
    pub(super) lease: Option<Lease>,
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
    Block(Backoff),
}

impl fmt::Display for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pause { until } => write!(f, "pausing until {}", stamp(*until)),
            Self::Block(Backoff { until, status, .. }) => {
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
    /// `Retry-After`s that end within `patience`, all together, are slept through; a later one
    /// is [`LaneError::Blocked`]. Pauses are slept through, but those of a Crawl-delay beyond
    /// `patience` (and five minutes) are [`LaneError::Slow`]. Where the lease ends before the turn, it is
    /// [`LaneError::Ended`].
    /// Cancel safe: dropped before it returns, it has granted nothing.
    pub async fn turn(&self, patience: Duration) -> Result<HeldLane, LaneError> {
        let mut queue = Arc::clone(&self.shared.queue).lock_owned().await;
        let mut rested = Duration::ZERO;
        loop {
            let mut locked = locked(&self.ledger, &self.host).await?;
            let now = (self.clock)();
            let mut memory = locked.read(now)?;
            if memory.settle(now) {
                locked.write(&memory)?;
            }
            let blocked = self.blocked(&memory, patience.saturating_sub(rested), now)?;
            let pause = self.pause(&memory, patience, now)?;
            let monotonic = queue.map(|then| then - Instant::now());
            let wait = blocked.max(pause).max(monotonic.unwrap_or_default());
            // The limiter is asked last: its yes uses its grant up.
            let wait = Some(wait).filter(|wait| !wait.is_zero());
            if let Some(lease) = &self.lease {
                if self.shared.kept.lacks(&memory.politeness) {
                    drop(locked);
                    self.write_down(lease, memory.politeness).await?;
                    continue;
                }
                if lease.deadline.is_over() {
                    return Err(self.ended());
                }
            }
            let deadline = self.lease.as_ref().map(|lease| &lease.deadline);
            let Some(wait) = wait.or_else(|| self.shared.limiter.refusal()) else {
                memory.pause_from = now;
                memory.in_flight = true;
                // Before the request is sent: whoever comes after a kill must know of it.
                locked.write(&memory)?;
                *queue = Some(Instant::now() + memory.politeness.delay(&self.pace));
                return Ok(HeldLane {
                    turn: Permit::granted(&self.host, now).ending(deadline.cloned()),
                    granted: Instant::now(),
                    clock: Arc::clone(&self.clock),
                    pace: self.pace.clone(),
                    memory,
                    locked,
                    queue,
                    rested,
                });
            };
            // Not locked while asleep: other processes wait for the host, not for us.
            drop(locked);
            // A lease is renewed while its turn is waited for, or ends.
            sleep(deadline.map_or(wait, |it| wait.min(it.left()))).await;
            // What the host asks for beyond the pause that is due in any case.
            rested += blocked.saturating_sub(pause);
        }
    }

    /// Has the lease's owner write down what the host asks for.
    async fn write_down(&self, lease: &Lease, politeness: Politeness) -> Result<(), LaneError> {
        if !lease.keep(&self.name, &politeness).await {
            return Err(self.ended());
        }
        self.shared.kept.set(politeness);
        Ok(())
    }

    fn ended(&self) -> LaneError {
        let host = self.host.to_string();
        LaneError::Ended { host }
    }

    /// How long the host's `Retry-After` still holds, unless that is beyond `patience`.
    fn blocked(
        &self,
        memory: &LaneMemory,
        patience: Duration,
        now: DateTime<Utc>,
    ) -> Result<Duration, LaneError> {
        let Some(Backoff { until, status, .. }) = memory.politeness.block(now) else {
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

    /// How long the pause still is, unless a Crawl-delay makes it longer than is slept through.
    fn pause(
        &self,
        memory: &LaneMemory,
        patience: Duration,
        now: DateTime<Utc>,
    ) -> Result<Duration, LaneError> {
        let until = memory.next_allowed_at(&self.pace);
        let pause = time_until(until, now);
        let delay = memory.politeness.crawl_delay();
        let most = patience.max(SLEPT_THROUGH);
        if delay > most && pause > most {
            let host = self.host.to_string();
            return Err(LaneError::Slow { host, until, delay });
        }
        Ok(pause)
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

    /// Takes the Crawl-delay of an origin's robots.txt that came `at` then (`None`: it names
    /// none). It holds at once, for the pause that runs too, and is remembered. What other
    /// origins of the lane said, or a newer robots.txt of this one, stays.
    pub async fn set_crawl_delay(
        &self,
        origin: &str,
        delay: Option<Duration>,
        at: DateTime<Utc>,
    ) -> Result<(), LaneError> {
        let _queue = self.shared.queue.lock().await;
        let mut locked = locked(&self.ledger, &self.host).await?;
        let now = (self.clock)();
        let mut memory = locked.read(now)?;
        memory.settle(now);
        memory.politeness.set_crawl_delay(origin, delay, at, now);
        locked.write(&memory)
    }
}

/// The lock of a lane, once whoever has it lets go.
pub(super) async fn locked(ledger: &LaneLedger, host: &str) -> Result<HostLock, LaneError> {
    let started = Instant::now();
    loop {
        if let Some(locked) = ledger.try_lock()? {
            return Ok(locked);
        }
        let waited = started.elapsed();
        if waited > LOCK_PATIENCE {
            return Err(LaneError::Held {
                host: host.to_owned(),
                path: ledger.lock_path().to_owned(),
                waited,
            });
        }
        sleep(LOCK_POLL).await;
    }
}
