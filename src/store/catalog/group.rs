//! Group commit: events that come in a burst share one transaction.
//!
//! The journal has made them durable already, so a kill costs nothing but reading them in
//! again; and one transaction an event writes 25 pages of the database (measured), most of
//! them the same ones each time. An event that comes alone, as at one request a second, is
//! committed at once, so that other processes see it.
#![expect(
    clippy::disallowed_methods,
    reason = "whether events come in a burst is told by a steady clock"
)]

use std::time::{Duration, Instant};

/// Events closer together than this are a burst.
const BURST: Duration = Duration::from_millis(400);

/// Most events in one transaction.
const MOST: usize = 256;

/// The open transaction, as far as it is one.
#[derive(Debug, Default)]
pub(super) struct Group {
    /// Off: every event is committed by itself.
    on: bool,
    events: usize,
    /// When the event before the last one came.
    before: Option<Instant>,
    last: Option<Instant>,
}

impl Group {
    /// Bursts are grouped from now on.
    pub(super) fn switch_on(&mut self) {
        self.on = true;
    }

    /// Whether bursts are grouped.
    pub(super) fn is_on(&self) -> bool {
        self.on
    }

    /// Whether the next event, if it came now, would be of a burst.
    pub(super) fn in_burst(&self) -> bool {
        self.on && self.last.is_some_and(|last| last.elapsed() < BURST)
    }

    /// Whether a transaction is open.
    pub(super) fn is_open(&self) -> bool {
        self.events > 0
    }

    /// Events joined it, opening it if need be.
    pub(super) fn joined(&mut self, events: usize) {
        self.events += events.max(1);
        self.before = self.last.replace(Instant::now());
    }

    /// Whether it should end now.
    pub(super) fn is_due(&self) -> bool {
        let burst = self
            .before
            .zip(self.last)
            .is_some_and(|(before, last)| last - before < BURST);
        self.events >= MOST || !burst
    }

    /// It has ended.
    pub(super) fn closed(&mut self) {
        self.events = 0;
    }
}
