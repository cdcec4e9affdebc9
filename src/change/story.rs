//! Whether two versions tell two stories: an address that was given to another article.
//!
//! Headline and body must both be others. A headline alone is rewritten every day, and a body
//! alone when a note becomes a report; what was rewritten keeps its names and turns of phrase.

use super::resemblance::Bags;
use crate::record::Snapshot;

/// Pairs of syllables that two headlines of one story share at least, from 0 to 1.
const HEADLINE: f64 = 0.25;
/// The same of runs of three syllables in lead and body.
const BODY: f64 = 0.1;

/// Whether the later version tells another story.
pub(super) fn is_another(before: &Snapshot, after: &Snapshot) -> bool {
    let (Some(old), Some(new)) = (&before.title, &after.title) else {
        return false;
    };
    let (old_text, new_text) = (text(before), text(after));
    if old_text.trim().is_empty() || new_text.trim().is_empty() {
        return false;
    }
    let mut bags = Bags::default();
    let mut alike = |old: &str, new: &str, run: usize| {
        let (old, new) = (bags.of_runs(old, run), bags.of_runs(new, run));
        old.resembles(&new)
    };
    alike(old, new, 2) < HEADLINE && alike(&old_text, &new_text, 3) < BODY
}

fn text(version: &Snapshot) -> String {
    let blocks = version.body.iter().map(|block| block.text.as_str());
    let all: Vec<&str> = version.lead.as_deref().into_iter().chain(blocks).collect();
    all.join("\n")
}
