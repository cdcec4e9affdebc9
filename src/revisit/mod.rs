//! When an article is due again without anyone having told of a change, and why.
//!
//! Pure: a history of looks in, an order of asking out. Never asks, never remembers: the
//! catalog holds the history.

use chrono::{DateTime, Utc};

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

/// Bounds of the schedule, from `[revisit]` of the configuration.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// Most articles a night without any hint.
    pub budget: u64,
    /// An article is never due sooner after its last look.
    pub shortest: std::time::Duration,
    /// An article is due at the latest so long after its last look.
    pub longest: std::time::Duration,
}

/// One article's place in the order of asking.
#[derive(Clone, Debug, PartialEq)]
pub struct Due {
    /// When it is due by its own rate, budget apart.
    pub at: DateTime<Utc>,
    /// How much a look at it is worth now: the greater the sooner. Comparable between articles
    /// at one `now` only.
    pub worth: f64,
    /// Expected edits a day.
    pub rate: f64,
    /// Why, for a person: age, edits seen, days since the last look.
    pub reason: String,
}

/// When an article is due, and what a look at it is worth at `now`.
pub fn due(history: &History, bounds: &Bounds, now: DateTime<Utc>) -> Due {
    let _ = (history, bounds, now);
    todo!()
}

/// The articles to ask tonight: indices into `histories`, the most worthwhile first, at most
/// `bounds.budget`, none that is not due.
pub fn choose(histories: &[History], bounds: &Bounds, now: DateTime<Utc>) -> Vec<usize> {
    let _ = (histories, bounds, now);
    todo!()
}
