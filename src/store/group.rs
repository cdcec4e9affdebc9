//! Group commit: when what was written is to be on the disk, and which events share that.
//!
//! A transaction an event writes 25 pages of the database (measured), most of them the same ones
//! each time, and a sync an event waits for the disk each time. Never syncs anything itself.
#![expect(
    clippy::disallowed_methods,
    reason = "whether events come in a burst is told by a steady clock"
)]

use std::time::{Duration, Instant};

/// What was written and is not on the disk yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unsynced {
    /// All is.
    #[default]
    Nothing,
    /// Lines of the journal; what they name is.
    Lines,
    /// Files of any kind.
    Files,
}

/// Events closer together than this are a burst.
const BURST: Duration = Duration::from_millis(400);

/// Most events in one group.
const MOST: usize = 256;

/// What makes a group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum GroupPolicy {
    /// Every event is one.
    #[default]
    Alone,
    /// Everything until somebody who waits for it settles it.
    Settled,
    /// What comes close together.
    Bursts,
}

/// The events that are not settled yet.
#[derive(Debug, Default)]
pub(super) struct CommitGroup {
    manner: GroupPolicy,
    events: usize,
    /// When the event before the last one came.
    before: Option<Instant>,
    last: Option<Instant>,
}

impl CommitGroup {
    /// A group with nothing in it.
    pub(super) fn of(manner: GroupPolicy) -> Self {
        Self {
            manner,
            ..Self::default()
        }
    }

    /// What makes one.
    pub(super) fn manner(&self) -> GroupPolicy {
        self.manner
    }

    /// Whether the next event, if it came now, would be of a burst.
    pub(super) fn in_burst(&self) -> bool {
        self.in_burst_at(Instant::now())
    }

    fn in_burst_at(&self, now: Instant) -> bool {
        let close = |last| now.saturating_duration_since(last) < BURST;
        self.manner == GroupPolicy::Bursts && self.last.is_some_and(close)
    }

    /// An event joined it.
    pub(super) fn joined(&mut self) {
        self.joined_at(Instant::now());
    }

    fn joined_at(&mut self, now: Instant) {
        self.events += 1;
        self.before = self.last.replace(now);
    }

    /// Whether it should be settled now, without being asked.
    pub(super) fn is_due(&self) -> bool {
        let burst = self
            .before
            .zip(self.last)
            .is_some_and(|(before, last)| last - before < BURST);
        let is_whole = match self.manner {
            GroupPolicy::Alone => true,
            GroupPolicy::Settled => false,
            GroupPolicy::Bursts => !burst,
        };
        self.events >= MOST || is_whole
    }

    /// It was settled.
    pub(super) fn settled(&mut self) {
        self.events = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A group in which events came at these milliseconds; settled whenever it was due.
    fn after(manner: GroupPolicy, events: &[u64]) -> (CommitGroup, Instant, Vec<bool>) {
        let mut group = CommitGroup::of(manner);
        let start = Instant::now();
        let mut due = Vec::new();
        for at in events {
            group.joined_at(start + Duration::from_millis(*at));
            due.push(group.is_due());
            if group.is_due() {
                group.settled();
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
            assert_eq!(after(GroupPolicy::Bursts, events).2, want, "{events:?}");
            assert!(after(GroupPolicy::Alone, events).2.iter().all(|due| *due));
            assert!(after(GroupPolicy::Settled, events).2.iter().all(|due| !due));
        }
    }

    #[test]
    fn no_group_grows_without_end() {
        let events: Vec<u64> = (0..1000).collect();
        for (manner, want) in [
            (GroupPolicy::Bursts, vec![0, MOST, 2 * MOST, 3 * MOST]),
            (
                GroupPolicy::Settled,
                vec![MOST - 1, 2 * MOST - 1, 3 * MOST - 1],
            ),
        ] {
            let due = after(manner, &events).2;
            let settled: Vec<usize> = (0..1000).filter(|n| due[*n]).collect();
            assert_eq!(settled, want, "{manner:?}");
        }
    }

    #[test]
    fn only_bursts_are_known_by_the_clock() {
        let (group, start, _) = after(GroupPolicy::Bursts, &[0]);
        for (later, want) in [(0, true), (399, true), (400, false), (90_000, false)] {
            let now = start + Duration::from_millis(later);
            assert_eq!(group.in_burst_at(now), want, "{later}");
        }
        assert!(
            !CommitGroup::of(GroupPolicy::Bursts).in_burst_at(start),
            "nothing came yet"
        );
        for manner in [GroupPolicy::Alone, GroupPolicy::Settled] {
            assert!(!after(manner, &[0]).0.in_burst_at(start), "{manner:?}");
        }
    }
}
