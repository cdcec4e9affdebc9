//! When may a host be asked again: its pause, and what the host has taught us about it.
//!
//! Pure: knows no clock and no file; the lane room keeps [`Politeness`] between runs.
//! Never goes below the configured pause, whatever the host's answers.

mod deadline;
mod retry;
mod retry_after;

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

pub use self::deadline::Deadline;
pub use self::retry::{Failure, Retry, may_pass, retry};
pub use self::retry_after::{MAX_OBEYED, retry_after};
use crate::config::PaceLimits;

/// The shortest pause for a host that is not loopback, whatever the configuration says.
pub const MIN_PUBLIC_PAUSE: Duration = Duration::from_millis(500);

/// Proof that a lane granted one request to one host. Only the lane room makes one; it
/// is lent to the client for one exchange, cannot be copied, and dies with the grant.
#[derive(Debug)]
pub struct Permit {
    host: String,
    granted_at: DateTime<Utc>,
    not_after: Option<Deadline>,
}

impl Permit {
    pub(crate) fn granted(host: &str, granted_at: DateTime<Utc>) -> Self {
        Self {
            host: host.to_owned(),
            granted_at,
            not_after: None,
        }
    }

    /// The same, over at a moment: whoever lends out the right to ask a site may get it back.
    #[must_use]
    pub(crate) fn ending(self, not_after: Option<Deadline>) -> Self {
        Self { not_after, ..self }
    }

    /// When it ends: no head of a request is sent then or later, and what runs is broken off.
    /// `None`: with its exchange.
    pub fn not_after(&self) -> Option<&Deadline> {
        self.not_after.as_ref()
    }

    /// The host key of the lane: the request must be for this host.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// When it was granted.
    pub fn granted_at(&self) -> DateTime<Utc> {
        self.granted_at
    }
}

/// What the operator wants of one host: [`PaceLimits`] with the floor applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pace {
    pause: Duration,
    max_delay: Duration,
    latency_factor: u32,
}

impl Pace {
    /// `public` is false only for a loopback host, which needs no floor.
    pub fn new(limits: &PaceLimits, public: bool) -> Self {
        let floor = if public {
            MIN_PUBLIC_PAUSE
        } else {
            Duration::ZERO
        };
        Self {
            pause: limits.delay.max(floor),
            max_delay: limits.max_delay,
            latency_factor: limits.latency_factor,
        }
    }

    /// The configured pause, never undercut.
    pub fn pause(&self) -> Duration {
        self.pause
    }
}

/// What a host has taught us about its pace: worth remembering across restarts. The
/// default is a host never asked. Times are whole milliseconds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Politeness {
    /// Crawl-delay of the robots.txt of each origin (`https://a.vn`) of the lane that names one.
    crawl_delays: BTreeMap<String, CrawlDelay>,
    /// As an earlier version remembered it, which did not tell origins apart. Holds until one
    /// of them is heard.
    #[serde(skip_serializing_if = "Option::is_none")]
    crawl_delay_ms: Option<u64>,
    /// Recent latency: an average in which each answer weighs a quarter.
    latency_ms: Option<u64>,
    /// The pause that signs of strain have grown; `None` when all is well.
    slow_down_ms: Option<u64>,
    /// The last `Retry-After`.
    block: Option<Backoff>,
}

/// What one origin's robots.txt says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct CrawlDelay {
    ms: u64,
    /// When that robots.txt came.
    at: DateTime<Utc>,
}

/// The host asked to be left alone (`Retry-After`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backoff {
    /// Until when.
    pub until: DateTime<Utc>,
    /// The status that came with it.
    pub status: u16,
    /// When it said so; earlier versions did not remember.
    #[serde(default)]
    said_at: Option<DateTime<Utc>>,
}

impl Politeness {
    /// The pause before the next request: the longest of the configured pause, the
    /// [Crawl-delay](Self::crawl_delay), and — at most `max_delay` — `latency_factor` ×
    /// recent latency and the slow-down.
    pub fn delay(&self, pace: &Pace) -> Duration {
        let latency = duration(self.latency_ms).saturating_mul(pace.latency_factor);
        let adaptive = latency.max(duration(self.slow_down_ms)).min(pace.max_delay);
        pace.pause.max(self.crawl_delay()).max(adaptive)
    }

    /// The longest Crawl-delay of the lane's origins, at most [`MAX_OBEYED`]: they are one
    /// server, and which of them is asked next is not known here.
    pub fn crawl_delay(&self) -> Duration {
        let known = self.crawl_delays.values().map(|it| it.ms);
        let longest = known.chain(self.crawl_delay_ms).max();
        duration(longest).min(MAX_OBEYED.to_std().unwrap_or_default())
    }

    /// Until when the host must not be asked at all, if it said so.
    pub fn block(&self, now: DateTime<Utc>) -> Option<Backoff> {
        self.block.clone().filter(|block| block.until > now)
    }

    /// Whether the host asks for the same in both, whatever its latency.
    pub fn wishes_as(&self, other: &Self) -> bool {
        let wishes = |it: &Self| Self {
            latency_ms: None,
            ..it.clone()
        };
        wishes(self) == wishes(other)
    }

    /// What two who asked the host one after the other were told, together: of each wish the
    /// newer, of each pause the longer.
    #[must_use]
    pub fn joined(mut self, other: Self) -> Self {
        for (origin, theirs) in other.crawl_delays {
            let ours = self.crawl_delays.get(&origin);
            if ours.is_none_or(|ours| ours.at < theirs.at) {
                self.crawl_delays.insert(origin, theirs);
            }
        }
        let until = |block: &Option<Backoff>| block.as_ref().map(|block| block.until);
        if until(&other.block) > until(&self.block) {
            self.block = other.block;
        }
        Self {
            crawl_delay_ms: self.crawl_delay_ms.max(other.crawl_delay_ms),
            latency_ms: self.latency_ms.max(other.latency_ms),
            slow_down_ms: self.slow_down_ms.max(other.slow_down_ms),
            ..self
        }
    }

    /// Brings what was said in the future of `now` to what it meant then: the clock has been
    /// set back since. No block holds longer than [`MAX_OBEYED`]. Says whether that changed
    /// anything.
    pub fn settle(&mut self, now: DateTime<Utc>) -> bool {
        let before = self.block.clone();
        if let Some(block) = &mut self.block {
            let ahead = block.said_at.map_or(TimeDelta::zero(), |at| at - now);
            let until = block.until - ahead.max(TimeDelta::zero());
            block.until = until.min(now + MAX_OBEYED);
            block.said_at = Some(block.said_at.unwrap_or(now).min(now));
        }
        self.block != before
    }

    /// Takes what an origin's robots.txt, which came `at` then, says; `None` forgets what an
    /// older one of the same origin said. What a newer one said stays.
    pub fn set_crawl_delay(
        &mut self,
        origin: &str,
        delay: Option<Duration>,
        at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) {
        self.crawl_delay_ms = None;
        let known = self.crawl_delays.get(origin);
        if known.is_some_and(|known| at < known.at && known.at <= now) {
            return;
        }
        match delay.map(millis) {
            Some(ms) => self
                .crawl_delays
                .insert(origin.to_owned(), CrawlDelay { ms, at }),
            None => self.crawl_delays.remove(origin),
        };
    }

    /// Learns from an answer. `latency` runs from the request to the first byte of the
    /// answer, `retry_after` and `date` are the headers as sent. A `Retry-After` counts with
    /// every status that sends one away: the address a redirect leads to is, as a rule, the
    /// same host's.
    pub fn answered(
        &mut self,
        pace: &Pace,
        latency: Duration,
        status: u16,
        (retry_after, date): (Option<&str>, Option<&str>),
        now: DateTime<Utc>,
    ) {
        let strained = retry::is_strain(status);
        self.weigh(millis(latency), strained);
        if strained {
            self.slow_down(pace);
        } else if matches!(status, 200..=399 | 404 | 410) {
            self.relax(pace);
        }
        let asked = retry_after.filter(|_| status >= 300);
        let until = asked.and_then(|value| self::retry_after(value, date, now));
        let article_status = self.block(now).map(|block| block.until);
        if let Some(until) = until.filter(|until| *until > article_status.unwrap_or(now)) {
            let said_at = Some(now);
            self.block = Some(Backoff {
                until,
                status,
                said_at,
            });
        }
    }

    /// Learns from an exchange without an answer.
    pub fn failed(&mut self, pace: &Pace, failure: Failure) {
        if failure.is_passing() {
            self.slow_down(pace);
        }
    }

    /// An overloaded host may refuse quickly: that is no sign of good health.
    fn weigh(&mut self, sample: u64, strained: bool) {
        self.latency_ms = Some(match self.latency_ms {
            None => sample,
            Some(average) if strained && sample < average => average,
            Some(average) => average.saturating_mul(3).saturating_add(sample).div_ceil(4),
        });
    }

    /// Twice the pause so far.
    fn slow_down(&mut self, pace: &Pace) {
        let doubled = self.delay(pace).saturating_mul(2).min(pace.max_delay);
        self.slow_down_ms = Some(millis(doubled));
    }

    /// An eighth less: one sign of strain takes about five healthy answers to wear off.
    fn relax(&mut self, pace: &Pace) {
        let less = self.slow_down_ms.map(|ms| ms - ms.div_ceil(8));
        self.slow_down_ms = less.filter(|ms| Duration::from_millis(*ms) > pace.pause);
    }
}

fn duration(ms: Option<u64>) -> Duration {
    Duration::from_millis(ms.unwrap_or(0))
}

/// Rounded up, so that what is remembered is never shorter than what was said.
fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros().div_ceil(1_000)).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
