//! Which of the scored elements holds the article.

use super::score::ReadingPass;
use super::tag::Tag;

/// How many candidates are compared.
const CANDIDATES: usize = 5;
/// How many candidates must have a holder in common.
const COMMON: usize = 3;

/// What is taken for the article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Top {
    /// All of one part.
    Whole(usize),
    /// One part, and those beside it that go on from it.
    AndSiblings(usize),
}

impl ReadingPass<'_, '_> {
    /// The element that holds the article, or the body where none stands out.
    pub(super) fn top(&self) -> Top {
        let mut candidates: Vec<usize> = (0..self.scores.len())
            .filter(|at| self.scores[*at] > 0.0)
            .collect();
        candidates.sort_by(|a, b| self.scores[*b].total_cmp(&self.scores[*a]));
        candidates.truncate(CANDIDATES);
        let Some((&first, others)) = candidates.split_first() else {
            return Top::Whole(0);
        };
        if first == 0 {
            return Top::Whole(0);
        }
        let mut top = self.common(first, others);
        top = self.rising(top);
        loop {
            let up = self.up(top);
            if up == 0 || self.elements(up) != 1 {
                return Top::AndSiblings(top);
            }
            top = up;
        }
    }

    /// A holder that most of the good candidates share.
    fn common(&self, top: usize, others: &[usize]) -> usize {
        let good = |it: &&usize| self.scores[**it] / self.scores[top] >= 0.75;
        let good: Vec<usize> = others.iter().filter(good).copied().collect();
        if good.len() <= COMMON {
            return top;
        }
        let mut up = self.up(top);
        while up != 0 {
            let inside = |it: &&usize| up < **it && **it < self.outline.parts[up].end;
            if good.iter().filter(inside).count() >= COMMON {
                return up;
            }
            up = self.up(up);
        }
        top
    }

    /// Where the score goes up on the way up, there is more of the article to be had.
    fn rising(&self, top: usize) -> usize {
        let mut last = self.scores[top];
        let low = last / 3.0;
        let mut up = self.up(top);
        while up != 0 {
            let score = self.scores[up];
            if score > 0.0 {
                if score < low {
                    break;
                }
                if score > last {
                    return up;
                }
                last = score;
            }
            up = self.up(up);
        }
        top
    }

    /// How many elements a part holds, a line of text counting as one.
    fn elements(&self, at: usize) -> usize {
        let parts = &self.outline.parts;
        let lines = parts[at].tag == Tag::Div || parts[at].split;
        let own = self
            .children(at)
            .filter(|it| parts[*it].tag != Tag::Text && !(lines && parts[*it].phrasing));
        own.count() + if lines { self.runs(at).len() } else { 0 }
    }
}
