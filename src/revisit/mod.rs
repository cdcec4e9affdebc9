//! When an article is due again without anyone having told of a change, and why.
//!
//! Pure: a history of looks in, an order of asking out. Never asks, never remembers: the
//! catalog holds the history.
//!
//! The model: an article of age *a* is edited at the rate *m·g(a)*, where *g* is what an
//! average article does at that age (`ageing`) and *m* how much livelier than the average
//! this one is. *m* has a gamma prior; looks make it sharper (see `rate`). What a look is
//! worth is the probability that it finds an edit nobody saw: among looks that cost the same,
//! those with the greatest worth see the most edits. (The freshness value of Azar et al.,
//! PNAS 115:32, 2018, divides this by the rate, and so passes over what is edited too often
//! to be kept fresh. An archive wants exactly those versions.)

mod ageing;
mod rate;

#[cfg(test)]
mod tests;

use chrono::{DateTime, TimeDelta, Utc};

pub use rate::History;

use rate::{EditRate, days};

/// A look is worth a request when it finds an unseen edit with this probability. At the rate
/// of an average old article (about one edit in three years) that is a look every few days,
/// so on a large portal it is the budget that bounds, and on a small one the host is spared.
const WORTHWHILE: f64 = 0.002;

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
    /// The probability, from 0 to 1, that a look at `now` finds an edit nobody saw: the
    /// greater the sooner. Comparable between articles at one `now` only.
    pub worth: f64,
    /// Expected edits a day, at `now`.
    pub rate: f64,
    /// Why, for a person: age, edits seen, days since the last look.
    pub reason: String,
}

/// When an article is due, and what a look at it is worth at `now`.
pub fn due(history: &History, bounds: &Bounds, now: DateTime<Utc>) -> Due {
    let rate = EditRate::of(history);
    let (shortest, longest) = (days_of(bounds.shortest), days_of(bounds.longest));
    let wait = rate.days_until(WORTHWHILE, shortest, longest);
    let since = days(now - history.last_look);
    let age = days(now - history.dated);
    Due {
        at: later(history.last_look, wait),
        worth: rate.unseen(since),
        rate: rate.a_day(since),
        reason: format!(
            "{age:.0} days old, {} edits in {} looks, last look {since:.0} days ago",
            history.changes, history.looks
        ),
    }
}

/// The articles to ask tonight: indices into `histories`, the most worthwhile first, at most
/// `bounds.budget`, none that is not due. What is due and not chosen gets worthier each night,
/// so that its turn comes.
pub fn choose(histories: &[History], bounds: &Bounds, now: DateTime<Utc>) -> Vec<usize> {
    let (shortest, longest) = (days_of(bounds.shortest), days_of(bounds.longest));
    let mut worths: Vec<(usize, f64)> = histories
        .iter()
        .enumerate()
        .filter_map(|(index, history)| {
            let since = days(now - history.last_look);
            if since < shortest {
                return None;
            }
            let worth = EditRate::of(history).unseen(since);
            (since >= longest || worth >= WORTHWHILE).then_some((index, worth))
        })
        .collect();
    let order =
        |a: &(usize, f64), b: &(usize, f64)| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0));
    let most = usize::try_from(bounds.budget).unwrap_or(usize::MAX);
    if most < worths.len() {
        worths.select_nth_unstable_by(most, order);
        worths.truncate(most);
    }
    worths.sort_unstable_by(order);
    worths.into_iter().map(|(index, _)| index).collect()
}

fn days_of(span: std::time::Duration) -> f64 {
    span.as_secs_f64() / 86_400.0
}

/// So many days later, or the end of time.
fn later(from: DateTime<Utc>, days: f64) -> DateTime<Utc> {
    let span = std::time::Duration::try_from_secs_f64(days * 86_400.0).unwrap_or_default();
    TimeDelta::from_std(span)
        .ok()
        .and_then(|span| from.checked_add_signed(span))
        .unwrap_or(DateTime::<Utc>::MAX_UTC)
}
