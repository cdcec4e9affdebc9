//! Siblings of the chosen element that go on from it, and those that do not.

use scraper::ElementRef;

use super::score::ReadingPass;
use super::sums::TextSums;
use super::tag::Tag;
use crate::extract::gather::attr;

/// The longest box beside the text that offers its files, in letters.
const FILES_LETTERS: u32 = 600;

/// Leaves out of the holder what does not go on from the top candidate.
pub(super) fn join(attempt: &mut ReadingPass<'_, '_>, root: usize, top: usize) {
    let parts = &attempt.outline.parts;
    let holds = |first: usize, end: usize| (first..end).contains(&top);
    let score = attempt.scores[top];
    let threshold = (score * 0.2).max(10.0);
    let class = |at: usize| {
        let element = ElementRef::wrap(parts[at].node);
        element.and_then(|it| attr(it, "class")).unwrap_or_default()
    };
    let top_class = class(top);
    let lines = parts[root].tag == Tag::Div || parts[root].split;
    let runs = if lines {
        attempt.runs(root)
    } else {
        Vec::new()
    };
    let mut out: Vec<usize> = Vec::new();
    for child in attempt.children(root) {
        let part = &parts[child];
        if holds(child, part.end) {
            continue;
        }
        let run = runs.iter().find(|it| (it.first..it.end).contains(&child));
        let joins = if let Some(run) = run {
            holds(run.first, run.end) || goes_on(attempt, &run.sums, run.first, run.end)
        } else if part.tag == Tag::Text || part.phrasing && lines {
            false
        } else {
            let same = !top_class.is_empty() && class(child) == top_class;
            let bonus = if same { score * 0.2 } else { 0.0 };
            let own = attempt.scores[child];
            let sums = &attempt.sums[child];
            if sums.files > 0 && sums.files == sums.links && sums.letters <= FILES_LETTERS {
                true
            } else if own > 0.0 {
                own + bonus >= threshold
            } else {
                attempt.is_paragraph(child) && goes_on(attempt, sums, child, part.end)
            }
        };
        if !joins {
            out.push(child);
        }
    }
    for child in out {
        attempt.remove(child, root);
    }
}

/// Whether a paragraph beside the top candidate is running text.
fn goes_on(attempt: &ReadingPass<'_, '_>, sums: &TextSums, first: usize, end: usize) -> bool {
    let long = sums.letters > 80 && sums.link_density() < 0.25;
    let short = sums.letters < 80 && sums.letters > 0 && sums.linked == 0;
    long || (short && {
        let text = attempt.outline.text(first, end);
        text.trim_end().ends_with('.') || text.contains(". ")
    })
}
