//! A granted request, from the grant to the report of how it ended.
//!
//! Never sends it: the client borrows the [`Permit`] for that.

use std::ops::Deref;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::OwnedMutexGuard;
use tokio::time::Instant;

use super::error::LaneError;
use super::ledger::{HostLock, LaneMemory, WallClock, time_until};
use crate::politeness::{Failure, Pace, Permit};

/// How an exchange was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// When the first byte of the answer came, by the wall clock.
    pub first_byte_at: DateTime<Utc>,
    /// From the request sent to that byte.
    pub latency: Duration,
    /// The status code.
    pub status: u16,
    /// The `Retry-After` header as sent; several lines joined by commas.
    pub retry_after: Option<String>,
    /// The `Date` header as sent.
    pub date: Option<String>,
}

/// A granted request: lend it to the client as `&Permit`, then report how it ended. It
/// holds the lane until then. Dropped without a report, the request counts as sent when
/// the lane is next taken.
#[must_use = "the lane is held until the end of the exchange is reported"]
pub struct HeldLane {
    pub(super) turn: Permit,
    pub(super) granted: Instant,
    pub(super) clock: WallClock,
    pub(super) pace: Pace,
    pub(super) memory: LaneMemory,
    pub(super) locked: HostLock,
    pub(super) queue: OwnedMutexGuard<Option<Instant>>,
    pub(super) rested: Duration,
}

impl Deref for HeldLane {
    type Target = Permit;

    fn deref(&self) -> &Permit {
        &self.turn
    }
}

impl HeldLane {
    /// How long the turn was waited for because the host had asked to be left alone.
    pub fn rested(&self) -> Duration {
        self.rested
    }

    /// The answer is an origin's robots.txt: takes its Crawl-delay, which holds from the next
    /// turn on, whoever has it.
    pub fn heard(&mut self, origin: &str, delay: Option<Duration>, at: DateTime<Utc>) {
        let politeness = &mut self.memory.politeness;
        politeness.set_crawl_delay(origin, delay, at, (self.clock)());
    }

    /// Reports an answer, once its body is read or given up: the pause counts from its
    /// first byte, and the host's pace is learned from.
    pub fn answered(mut self, answer: &Answered) -> Result<(), LaneError> {
        let now = (self.clock)();
        let since_first_byte = self.since(answer.first_byte_at, now);
        self.memory.politeness.answered(
            &self.pace,
            answer.latency,
            answer.status,
            (answer.retry_after.as_deref(), answer.date.as_deref()),
            now - since_first_byte,
        );
        self.close(now, since_first_byte)
    }

    /// Reports an exchange without an answer: the pause counts from now, for the request
    /// may have arrived as late as this.
    pub fn failed(mut self, failure: Failure) -> Result<(), LaneError> {
        let now = (self.clock)();
        self.memory.politeness.failed(&self.pace, failure);
        self.close(now, Duration::ZERO)
    }

    /// How long ago `then` was, and never more. If the wall clock was set during this
    /// exchange, the steady clock tells by how much, and that is taken off: so one
    /// setting cannot shorten the pause. (Two that cancel out can, by the exchange's time.)
    fn since(&self, then: DateTime<Utc>, now: DateTime<Utc>) -> Duration {
        let steady = self.granted.elapsed();
        let drift = match (now - self.turn.granted_at()).to_std() {
            Ok(wall) => wall.abs_diff(steady),
            Err(_) => return Duration::ZERO,
        };
        let since = time_until(now, then).saturating_sub(drift);
        since.min(steady)
    }

    fn close(mut self, now: DateTime<Utc>, since: Duration) -> Result<(), LaneError> {
        let delay = self.memory.politeness.delay(&self.pace);
        self.memory.pause_from = now - since;
        self.memory.in_flight = false;
        *self.queue = Some(Instant::now() + delay.saturating_sub(since));
        self.locked.write(&self.memory)
    }
}
