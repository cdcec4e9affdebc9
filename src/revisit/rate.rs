//! How lively one article is, from its looks.
//!
//! A look says only whether there was an edit since the look before, not how many. Cho and
//! Garcia-Molina ("Estimating frequency of change", ACM TOIT 3:3, 2003) correct for what was
//! missed: *n* looks of which *x* saw a change stand for `−n·ln((n − x + ½)/(n + ½))` edits,
//! an estimate that is nearly without bias and finite when every look saw one. Here that many
//! edits are set against those an average article has in the time watched, on a gamma prior
//! of mean 1, so that few looks move little and many decide.

use chrono::{DateTime, TimeDelta, Utc};

use super::ageing;

/// What is known of an article's looks and edits.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    /// Published, else first captured.
    pub dated: DateTime<Utc>,
    /// First look.
    pub first_look: DateTime<Utc>,
    /// Last look of any kind.
    pub last_look: DateTime<Utc>,
    /// Looks that saw the article, the first included.
    pub looks: u32,
    /// Looks that brought a new version, the first not counted.
    pub changes: u32,
    /// The last of those.
    pub last_change: Option<DateTime<Utc>>,
}

/// Weight of the prior, in edits. Small, because articles differ widely: most are never edited,
/// a few always.
const PRIOR: f64 = 0.2;

/// The gamma distribution of an article's liveliness, and its age at the last look.
pub(super) struct EditRate {
    /// Edits, prior included.
    shape: f64,
    /// Edits an average article would have had, prior included.
    exposure: f64,
    age: f64,
}

impl EditRate {
    pub(super) fn of(history: &History) -> Self {
        let looked = f64::from(history.looks.saturating_sub(1));
        let saw = f64::from(history.changes).min(looked);
        let edits = -looked * ((looked - saw + 0.5) / (looked + 0.5)).ln();
        let first = days(history.first_look - history.dated);
        let last = days(history.last_look - history.dated).max(first);
        Self {
            shape: PRIOR + edits,
            exposure: PRIOR + ageing::between(first, last),
            age: last,
        }
    }

    /// Probability of an edit in the days since the last look.
    pub(super) fn unseen(&self, since: f64) -> f64 {
        let more = ageing::between(self.age, self.age + since);
        1.0 - (self.exposure / (self.exposure + more)).powf(self.shape)
    }

    /// Expected edits a day, so many days after the last look.
    pub(super) fn a_day(&self, since: f64) -> f64 {
        self.shape / self.exposure * ageing::a_day(self.age + since)
    }

    /// Days after the last look until the probability of an edit reaches `wanted`, within
    /// bounds.
    pub(super) fn days_until(&self, wanted: f64, shortest: f64, longest: f64) -> f64 {
        if self.unseen(shortest) >= wanted {
            return shortest;
        }
        let (mut low, mut high) = (shortest, longest.max(shortest));
        if self.unseen(high) < wanted {
            return high;
        }
        // Half a day to a second in 16 steps; the probability only grows with time.
        while high - low > 1.0 / 86_400.0 {
            let middle = f64::midpoint(low, high);
            if self.unseen(middle) < wanted {
                low = middle;
            } else {
                high = middle;
            }
        }
        high
    }
}

/// Days of a span; one that runs backwards (a clock was set back) is none.
pub(super) fn days(span: TimeDelta) -> f64 {
    span.as_seconds_f64().max(0.0) / 86_400.0
}
