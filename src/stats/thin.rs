//! Weeks in which a portal seems to have published far less than around them.
//!
//! A hint, not a finding: the weeks of Tết are thin on every portal. How many addresses of
//! that time were named and are not held tells whether the gap is ours.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};
use serde::Serialize;

/// Weeks before, and weeks after, that a week is compared with: a quarter of a year each.
const AROUND: usize = 13;

/// The weeks on one side that are needed to speak of what is usual there.
const ENOUGH: usize = 4;

/// 2(√usual − √found) of a Poisson count is nearly normal with deviation 1 (the square root
/// stabilises its variance: Bartlett 1936): 3.1 is one chance in a thousand.
const DEVIATIONS: f64 = 3.1;

/// Articles that an empty stretch should have had: a Poisson count of 7 is zero in one case of
/// a thousand.
const EXPECTED: f64 = 7.0;

/// Whole weeks, Monday to Sunday, with suspiciously few articles of one site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Thin {
    /// The site's name in config.
    pub site: String,
    /// The first Monday.
    pub from: NaiveDate,
    /// The last Sunday.
    pub to: NaiveDate,
    /// Articles published in them.
    pub articles: u64,
    /// How many as many weeks had on the poorer of its two sides.
    pub usual: u64,
    /// Addresses that a source dates in them and that are not held.
    pub missed: u64,
}

/// One week: how many, and how many are usual where it is too few.
struct Week {
    found: u64,
    flagged: Option<f64>,
}

/// The thin stretches of one site. A week is compared with both sides and must be poorer than
/// either, so that a portal that grew is not told as a gap.
pub(super) fn thin(
    site: &str,
    days: &BTreeMap<NaiveDate, u64>,
    missed: &BTreeMap<NaiveDate, u64>,
    until: Option<NaiveDate>,
) -> Vec<Thin> {
    let (Some(first), Some(last)) = (days.keys().next(), days.keys().next_back()) else {
        return Vec::new();
    };
    // Whole weeks only: the first begins after the first article's, the last has ended.
    let start = monday(*first) + Days::new(7);
    let end = until.unwrap_or(*last);
    let end = monday(end.succ_opt().unwrap_or(end));
    let mut weeks = weeks(days, start, end);
    empty(&mut weeks);
    poor(&mut weeks);
    let mut found: Vec<Thin> = Vec::new();
    let mut usual = 0.0;
    for (at, week) in weeks.iter().enumerate() {
        let Some(expected) = week.flagged else {
            continue;
        };
        let from = start + Days::new(7 * at as u64);
        let to = from + Days::new(6);
        let before = found.last_mut();
        if let Some(last) = before.filter(|last| last.to + Days::new(1) == from) {
            last.to = to;
            last.articles += week.found;
            usual += expected;
        } else {
            found.push(Thin {
                site: site.to_owned(),
                from,
                to,
                articles: week.found,
                usual: 0,
                missed: 0,
            });
            usual = expected;
        }
        if let Some(last) = found.last_mut() {
            last.usual = whole(usual);
            last.missed = missed.range(last.from..=to).map(|(_, count)| count).sum();
        }
    }
    found
}

fn monday(day: NaiveDate) -> NaiveDate {
    day - Days::new(u64::from(day.weekday().num_days_from_monday()))
}

/// Counts by week from one Monday up to another.
fn weeks(days: &BTreeMap<NaiveDate, u64>, start: NaiveDate, end: NaiveDate) -> Vec<Week> {
    let count = usize::try_from((end - start).num_weeks()).unwrap_or(0);
    let mut weeks: Vec<Week> = (0..count)
        .map(|_| Week {
            found: 0,
            flagged: None,
        })
        .collect();
    for (day, count) in days {
        let at = usize::try_from((*day - start).num_days()).map(|days| days / 7);
        if let Some(week) = at.ok().and_then(|at| weeks.get_mut(at)) {
            week.found += count;
        }
    }
    weeks
}

/// Flags stretches without any article, of whatever length.
fn empty(weeks: &mut [Week]) {
    let mut at = 0;
    while at < weeks.len() {
        let length = weeks[at..]
            .iter()
            .take_while(|week| week.found == 0)
            .count();
        if length == 0 {
            at += 1;
            continue;
        }
        let usual = usual(&weeks[..at], &weeks[at + length..]);
        if let Some(usual) = usual.filter(|usual| usual * decimal(length as u64) >= EXPECTED) {
            for week in &mut weeks[at..at + length] {
                week.flagged = Some(usual);
            }
        }
        at += length;
    }
}

/// Flags weeks with some articles, but too few.
fn poor(weeks: &mut [Week]) {
    for at in 0..weeks.len() {
        let Some(usual) = usual(&weeks[..at], &weeks[at + 1..]) else {
            continue;
        };
        let week = &mut weeks[at];
        let found = decimal(week.found);
        let far = 2.0 * (usual.sqrt() - found.sqrt()) > DEVIATIONS;
        if week.flagged.is_none() && week.found > 0 && far && 2.0 * found < usual {
            week.flagged = Some(usual);
        }
    }
}

/// What is usual in a week: the median of the poorer side. `None` where too little came before:
/// a portal begins slowly, and one article with a wrong date makes no beginning. At the end
/// there is no other side.
fn usual(before: &[Week], after: &[Week]) -> Option<f64> {
    let known = |week: &&Week| week.flagged.is_none();
    let side = |found: Vec<u64>| (found.len() >= ENOUGH).then(|| median(found));
    let before = before.iter().rev().filter(known).take(AROUND);
    let after = after.iter().filter(known).take(AROUND);
    let before = side(before.map(|week| week.found).collect());
    let after = side(after.map(|week| week.found).collect());
    before.map(|before| after.map_or(before, |after| before.min(after)))
}

fn median(mut counts: Vec<u64>) -> f64 {
    counts.sort_unstable();
    let middle = counts.len() / 2;
    if counts.len() % 2 == 1 {
        decimal(counts[middle])
    } else {
        f64::midpoint(decimal(counts[middle - 1]), decimal(counts[middle]))
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "articles of a week are far fewer than 2^52"
)]
fn decimal(count: u64) -> f64 {
    count as f64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a sum of medians of counts: not negative, and far below 2^63"
)]
fn whole(count: f64) -> u64 {
    count.round() as u64
}
