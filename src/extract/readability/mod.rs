//! Which part of a page is its article, by Readability's scoring.
//!
//! Mozilla's algorithm (by way of `dom_smoothie`, MIT) on the tree that was parsed for
//! everything else: nothing is changed in it, so what was chosen is read where it stands,
//! with its captions and its setting. Never reads text for a field.

mod head;
mod headed;
mod outline;
mod prune;
mod running;
mod score;
mod siblings;
mod sums;
mod tag;
mod top;
mod words;

use scraper::ElementRef;

pub(super) use head::PageClaims;
pub(super) use prune::MainContent;
pub(super) use running::Running;

use outline::Outline;
use prune::ENOUGH_LETTERS;
use score::{ReadingPass, Strictness};
use top::Top;

/// From the strictest to the least strict.
const ATTEMPTS: [Strictness; 4] = [
    Strictness {
        likely_only: true,
        weigh_classes: true,
        clean: true,
    },
    Strictness {
        likely_only: false,
        weigh_classes: true,
        clean: true,
    },
    Strictness {
        likely_only: false,
        weigh_classes: false,
        clean: true,
    },
    Strictness {
        likely_only: false,
        weigh_classes: false,
        clean: false,
    },
];

/// A page's text, weighed.
pub(super) struct Scoring<'a> {
    outline: Outline<'a>,
    said: PageClaims,
    /// How much running text there is.
    pub running: Running,
}

impl<'a> Scoring<'a> {
    /// Reads the page's body once.
    pub(super) fn of(body: ElementRef<'a>, said: PageClaims) -> Self {
        let outline = Outline::of(body);
        Self {
            running: Running::of(&outline),
            said,
            outline,
        }
    }

    /// The article's part of the body.
    pub(super) fn best(&self) -> Option<MainContent<'a>> {
        self.attempts(None)
    }

    /// The article's part of an element that is said to hold it.
    pub(super) fn within(&self, element: ElementRef<'_>) -> Option<MainContent<'a>> {
        let mut parts = self.outline.parts.iter();
        let place = parts.position(|it| it.node.id() == element.id())?;
        self.attempts(Some(Top::Whole(place)))
    }

    /// What holds the headline and nearly all running text of the page, if it is not all of it.
    pub(super) fn around_headline(&self) -> Option<MainContent<'a>> {
        let outline = &self.outline;
        let mut at = head::heading(outline, &self.said.title)?;
        let most = |at: usize| {
            Running::beside_nothing(outline, at).letters * 10 >= self.running.letters * 9
        };
        while at > 0 && !most(at) {
            at = outline.parts[at].parent;
        }
        (at > 0).then(|| self.attempts(Some(Top::Whole(at))))?
    }

    fn attempts(&self, said: Option<Top>) -> Option<MainContent<'a>> {
        let mut best: Option<MainContent<'a>> = None;
        for strictness in ATTEMPTS {
            let attempt = ReadingPass::of(&self.outline, strictness, &self.said.title);
            let top = said.unwrap_or_else(|| attempt.top());
            let chosen = prune::prune(attempt, top, &self.said);
            let better =
                |it: &MainContent<'_>| best.as_ref().is_none_or(|best| it.letters > best.letters);
            best = chosen.filter(better).or(best);
            if best.as_ref().is_some_and(|it| it.letters >= ENOUGH_LETTERS) {
                break;
            }
        }
        best.filter(|it| it.letters > 0)
    }
}
