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
        self.in_burst_at(Instant::now())
    }

    fn in_burst_at(&self, now: Instant) -> bool {
        let close = |last| now.saturating_duration_since(last) < BURST;
        self.on && self.last.is_some_and(close)
    }

    /// Whether a transaction is open.
    pub(super) fn is_open(&self) -> bool {
        self.events > 0
    }

    /// Events joined it, opening it if need be.
    pub(super) fn joined(&mut self, events: usize) {
        self.joined_at(events, Instant::now());
    }

    fn joined_at(&mut self, events: usize, now: Instant) {
        self.events += events.max(1);
        self.before = self.last.replace(now);
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A group in which events came at these milliseconds; closed whenever it was due.
    fn after(events: &[u64]) -> (Group, Instant, Vec<bool>) {
        let mut group = Group::default();
        group.switch_on();
        let start = Instant::now();
        let mut due = Vec::new();
        for at in events {
            group.joined_at(1, start + Duration::from_millis(*at));
            due.push(group.is_due());
            if group.is_due() {
                group.closed();
            }
        }
        (group, start, due)
    }

    #[test]
    fn an_event_alone_is_settled_at_once_and_one_close_behind_it_waits() {
        for (events, want) in [
            (&[0][..], &[true][..]),
            (&[0, 1000, 2000], &[true, true, true]),
            (&[0, 399], &[true, false]),
            (&[0, 400], &[true, true]),
            (&[0, 100, 200, 700, 800], &[true, false, false, true, false]),
        ] {
            assert_eq!(after(events).2, want, "{events:?}");
        }
    }

    #[test]
    fn a_burst_is_settled_every_so_many_events() {
        let events: Vec<u64> = (0..1000).collect();
        let due = after(&events).2;
        let settled: Vec<usize> = (0..1000).filter(|n| due[*n]).collect();
        assert_eq!(settled, [0, MOST, 2 * MOST, 3 * MOST]);
        let mut group = Group::default();
        group.switch_on();
        group.joined_at(1, Instant::now());
        group.closed();
        group.joined_at(MOST, Instant::now());
        assert!(group.is_due(), "a batch counts all its events");
    }

    #[test]
    fn only_a_group_that_is_on_knows_bursts() {
        let (group, start, _) = after(&[0]);
        assert!(!group.is_open());
        for (later, want) in [(0, true), (399, true), (400, false), (90_000, false)] {
            let now = start + Duration::from_millis(later);
            assert_eq!(group.in_burst_at(now), want, "{later}");
        }
        assert!(!Group::default().in_burst_at(start), "nothing came yet");
        let mut off = Group::default();
        off.joined_at(0, start);
        assert!(off.is_open(), "a journal read in may hold no event");
        assert!(!off.in_burst_at(start) && !off.is_on());
    }
}
