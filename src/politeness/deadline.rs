//! Until when hosts may be asked, by one who was lent the right to ask them.
//!
//! Pure: it is given the clock it reads. Never grants anything: the lane does.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// How long the machine is up: a clock that only goes forward, also while the machine sleeps
/// (`CLOCK_BOOTTIME`).
type SteadyClock = Arc<dyn Fn() -> Duration + Send + Sync>;

/// The moment from which on nothing may be asked. Whoever was granted more time moves it, for
/// all clones; once it is over, it stays over.
#[derive(Clone)]
pub struct Deadline {
    clock: SteadyClock,
    /// Nanoseconds on that clock; 0: over for good.
    until: Arc<AtomicU64>,
}

impl Deadline {
    /// At `until` on that clock.
    pub fn new(clock: impl Fn() -> Duration + Send + Sync + 'static, until: Duration) -> Self {
        Self {
            clock: Arc::new(clock),
            until: Arc::new(AtomicU64::new(nanos(until))),
        }
    }

    /// Moves it to a later moment; false when it is over already.
    pub fn renew(&self, until: Duration) -> bool {
        let now = nanos((self.clock)());
        let later = |set: u64| (set > now).then_some(set.max(nanos(until)));
        let moved = self
            .until
            .fetch_update(Ordering::AcqRel, Ordering::Acquire, later);
        if moved.is_err() {
            self.end();
        }
        moved.is_ok()
    }

    /// Nothing may be asked any more.
    pub fn end(&self) {
        self.until.store(0, Ordering::Release);
    }

    /// The time that is left, as far as it was granted by now.
    pub fn left(&self) -> Duration {
        let until = self.until.load(Ordering::Acquire);
        Duration::from_nanos(until.saturating_sub(nanos((self.clock)())))
    }

    /// Whether nothing may be asked any more.
    pub fn is_over(&self) -> bool {
        self.left().is_zero()
    }
}

impl fmt::Debug for Deadline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Deadline({:?} left)", self.left())
    }
}

/// A machine is up for less than 500 years.
fn nanos(moment: Duration) -> u64 {
    u64::try_from(moment.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What happens at a second, and what is left after it.
    enum Then {
        Renewed(u64),
        TooLate(u64),
        Ended,
        Nothing,
    }

    #[test]
    fn it_moves_on_while_it_lasts_and_never_comes_back() {
        use Then::{Ended, Nothing, Renewed, TooLate};
        // Each story begins at second 100 with seven seconds.
        for story in [
            vec![(103, Nothing, 4), (107, Nothing, 0)],
            vec![(106, Renewed(112), 6), (111, Renewed(117), 6)],
            // An answer that comes late grants what its question could, never less than before.
            vec![(104, Renewed(110), 6), (105, Renewed(108), 5)],
            // The machine slept, or the process was stopped.
            vec![(124, TooLate(130), 0), (125, TooLate(131), 0)],
            vec![(107, TooLate(114), 0), (107, Nothing, 0)],
            vec![(102, Ended, 0), (102, TooLate(109), 0)],
        ] {
            let now = Arc::new(AtomicU64::new(100));
            let clock = Arc::clone(&now);
            let clock = move || Duration::from_secs(clock.load(Ordering::Relaxed));
            let deadline = Deadline::new(clock, Duration::from_secs(107));
            let lent = deadline.clone();
            for (second, then, left) in story {
                now.store(second, Ordering::Relaxed);
                match then {
                    Renewed(until) => assert!(deadline.renew(Duration::from_secs(until))),
                    TooLate(until) => assert!(!deadline.renew(Duration::from_secs(until))),
                    Ended => deadline.end(),
                    Nothing => {}
                }
                assert_eq!(lent.left(), Duration::from_secs(left), "at {second}");
                assert_eq!(lent.is_over(), left == 0);
            }
        }
    }
}
