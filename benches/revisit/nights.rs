//! Nights over the simulated portal: who is asked, and which edits that shows.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use hpnews::revisit::{self, Bounds, History};

use crate::portal::{Article, NIGHTS};

/// Edits before this night are not counted: the policies are still learning.
const SETTLED: f64 = 30.0;
/// An edit is given so many nights to be seen.
const PATIENCE: f64 = 30.0;

/// Who is asked without a hint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Policy {
    /// The room under test.
    Adaptive,
    /// Whoever was looked at longest ago: every article equally often.
    Uniform,
}

/// What a policy saw.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seen {
    /// Edits there were.
    pub(crate) edits: u32,
    /// … seen within 1, 7 and 30 nights, before another edit covered them.
    pub(crate) within: [u32; 3],
    /// Requests a night, on average.
    pub(crate) requests: f64,
}

/// What the policy remembers of an article: its looks, nothing else.
struct Memory {
    history: History,
    last_night: f64,
    /// Edits at or before the last look.
    passed: usize,
    /// Hints of edits at or before the last night, heard and followed.
    heard: usize,
}

/// Runs all nights.
pub(crate) fn run(articles: &[Article], policy: Policy, budget: u64, hints: bool) -> Seen {
    let mut memories: Vec<Memory> = articles.iter().map(memory).collect();
    let (mut seen, mut requests) = (Seen::default(), 0_u64);
    for article in articles {
        seen.edits += u32::try_from(article.edits.iter().filter(|it| counts(it.at)).count())
            .unwrap_or(u32::MAX);
    }
    for night in 1..=NIGHTS {
        let night = f64::from(night);
        // Those published since the night before are captured by every policy alike.
        let known = articles.partition_point(|it| it.first_look() < night);
        let mut asked = 0;
        if hints {
            for (article, memory) in articles.iter().zip(&mut memories).take(known) {
                if hinted(article, memory, night) && asked < budget {
                    look(article, memory, night, &mut seen);
                    asked += 1;
                }
            }
        }
        for index in chosen(&memories[..known], policy, budget - asked, night) {
            look(&articles[index], &mut memories[index], night, &mut seen);
            asked += 1;
        }
        requests += asked;
    }
    #[expect(clippy::cast_precision_loss, reason = "far fewer requests than 2^52")]
    {
        seen.requests = requests as f64 / f64::from(NIGHTS);
    }
    seen
}

fn moment(day: f64) -> DateTime<Utc> {
    let start = DateTime::from_timestamp(1_795_000_000, 0).unwrap_or_default();
    #[expect(clippy::cast_possible_truncation, reason = "seconds of some years")]
    let seconds = (day * 86_400.0) as i64;
    start + TimeDelta::seconds(seconds)
}

fn memory(article: &Article) -> Memory {
    let first = article.first_look();
    Memory {
        history: History {
            dated: moment(article.published),
            first_look: moment(first),
            last_look: moment(first),
            looks: 1,
            changes: 0,
            last_change: None,
        },
        last_night: first,
        passed: 0,
        heard: 0,
    }
}

/// A source told of an edit that was not looked at yet.
fn hinted(article: &Article, memory: &mut Memory, night: f64) -> bool {
    let from = memory.heard.max(memory.passed);
    let told = article.edits[from..].iter().take_while(|it| it.at <= night);
    let (count, open) = told.fold((0, false), |(count, open), it| {
        (count + 1, open || !it.silent)
    });
    memory.heard = from + count;
    open
}

fn chosen(memories: &[Memory], policy: Policy, budget: u64, night: f64) -> Vec<usize> {
    let bounds = Bounds {
        budget,
        shortest: Duration::from_secs(86_400),
        longest: Duration::from_secs(180 * 86_400),
    };
    if policy == Policy::Adaptive {
        let histories: Vec<History> = memories.iter().map(|it| it.history.clone()).collect();
        return revisit::choose(&histories, &bounds, moment(night));
    }
    let mut order: Vec<usize> = (0..memories.len()).collect();
    order.retain(|index| memories[*index].last_night < night);
    order.sort_by(|a, b| memories[*a].last_night.total_cmp(&memories[*b].last_night));
    order.truncate(usize::try_from(budget).unwrap_or(usize::MAX));
    order
}

fn counts(at: f64) -> bool {
    at > SETTLED && at <= f64::from(NIGHTS) - PATIENCE
}

/// The look sees the last edit since the one before; those it covered are lost.
fn look(article: &Article, memory: &mut Memory, night: f64, seen: &mut Seen) {
    let before = memory.passed;
    let more = article.edits[before..]
        .iter()
        .take_while(|it| it.at <= night);
    memory.passed += more.count();
    memory.last_night = night;
    let history = &mut memory.history;
    history.last_look = moment(night);
    history.looks += 1;
    if memory.passed == before {
        return;
    }
    history.changes += 1;
    history.last_change = Some(history.last_look);
    let edit = article.edits[memory.passed - 1];
    if !counts(edit.at) {
        return;
    }
    for (nights, within) in [1.0, 7.0, 30.0].into_iter().zip(&mut seen.within) {
        *within += u32::from(night - edit.at <= nights);
    }
}
