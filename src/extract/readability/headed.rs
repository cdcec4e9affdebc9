//! Headings of what was taken out: "Related articles" above a list that is gone, "Comments"
//! above a form.
//!
//! Never takes one that has text, a picture or a player below it.

use super::score::ReadingPass;
use super::tag::Tag;

/// Takes the headings below which nothing is left out of `root`.
pub(super) fn take_out(attempt: &mut ReadingPass<'_, '_>, root: usize) {
    let end = attempt.outline.parts[root].end;
    for at in (root + 1..end).rev() {
        let Tag::Heading(level) = attempt.outline.parts[at].tag else {
            continue;
        };
        if !attempt.gone[at] && heads_gone(attempt, at, level, end) {
            attempt.remove(at, root);
        }
    }
}

/// Whether all that stands between a heading and the next of its rank was taken out.
fn heads_gone(attempt: &ReadingPass<'_, '_>, heading: usize, level: u8, end: usize) -> bool {
    let parts = &attempt.outline.parts;
    let mut taken = false;
    let mut at = parts[heading].end;
    while at < end {
        let part = &parts[at];
        if attempt.gone[at] {
            taken |= attempt.outline.letters(at) > 0;
            at = part.end;
            continue;
        }
        match part.tag {
            Tag::Heading(next) if next <= level => break,
            Tag::Text | Tag::Image | Tag::Embed => return false,
            _ => at += 1,
        }
    }
    taken
}
