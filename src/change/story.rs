//! Whether two versions tell two stories: an address that was given to another article.
//!
//! Headline and body must both be others. A headline alone is rewritten every day, and a body
//! alone when a note becomes a report; what was rewritten keeps its names and turns of phrase.

use std::collections::HashSet;

use super::resemblance::Bags;
use crate::record::Snapshot;

/// Pairs of syllables that two headlines of one story share at least, from 0 to 1.
const HEADLINE: f64 = 0.25;
/// The same of runs of three syllables in lead and body.
const BODY: f64 = 0.1;
/// Blocks that stand in both are the page's own if they are no more than one in so many letters.
const FURNITURE: usize = 5;

/// Whether the later version tells another story.
pub(super) fn is_another(before: &Snapshot, after: &Snapshot) -> bool {
    let (Some(old), Some(new)) = (&before.title, &after.title) else {
        return false;
    };
    let (old_text, new_text) = (own(before, after), own(after, before));
    if old_text.is_empty() || new_text.is_empty() {
        return false;
    }
    let mut bags = Bags::default();
    let mut alike = |old: &str, new: &str, run: usize| {
        let (old, new) = (bags.of_runs(old, run), bags.of_runs(new, run));
        old.resembles(&new)
    };
    alike(old, new, 2) < HEADLINE && alike(&old_text, &new_text, 3) < BODY
}

/// Lead and body, without a few lines that the other has as well.
fn own(version: &Snapshot, other: &Snapshot) -> String {
    let others: HashSet<&str> = texts(other).collect();
    let all: usize = texts(version).map(str::len).sum();
    let own: Vec<&str> = texts(version)
        .filter(|text| !others.contains(text))
        .collect();
    let shared = all - own.iter().map(|text| text.len()).sum::<usize>();
    if shared * FURNITURE <= all {
        own.join("\n")
    } else {
        texts(version).collect::<Vec<_>>().join("\n")
    }
}

fn texts(version: &Snapshot) -> impl Iterator<Item = &str> {
    let blocks = version.body.iter().map(|block| block.text.as_str());
    version.lead.as_deref().into_iter().chain(blocks)
}
