//! How much running text a page has: what tells an article from a list or a notice.

use super::outline::{Outline, OutlineNode};
use super::tag::Tag;

/// Text from which on a block is running text and no label, in letters.
const LONG: u32 = 80;

/// The running text of a page: long blocks that are not links, outside of furniture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::extract) struct Running {
    /// Letters of all of it.
    pub letters: u32,
    /// The most letters that stand in one holder: an article's stand in one, those of the
    /// teasers of a list each in its own.
    pub together: u32,
    /// How many blocks.
    pub blocks: u32,
}

impl Running {
    /// Of the whole body.
    pub(super) fn of(outline: &Outline<'_>) -> Self {
        Self::beside_nothing(outline, 0)
    }

    /// Of one part, without boxes beside the text.
    pub(super) fn beside_nothing(outline: &Outline<'_>, root: usize) -> Self {
        let beside =
            |it: &OutlineNode<'_>| it.said.unlikely || matches!(it.tag, Tag::Furniture | Tag::List);
        Self::within(outline, root, |at| beside(&outline.parts[at]))
    }

    /// Of one part, without what is left out of it.
    pub(super) fn within(
        outline: &Outline<'_>,
        root: usize,
        without: impl Fn(usize) -> bool,
    ) -> Self {
        let parts = &outline.parts;
        let (mut own, mut linked) = (vec![0; parts.len()], vec![0; parts.len()]);
        let mut at = root + 1;
        while at < parts[root].end {
            let part = &parts[at];
            if without(at) {
                at = part.end;
                continue;
            }
            at += 1;
            let mut block = part.parent;
            let mut link = false;
            while block > 0 && parts[block].phrasing {
                link |= parts[block].tag == Tag::Link;
                block = parts[block].parent;
            }
            own[block] += part.letters;
            linked[block] += if link { part.letters } else { 0 };
        }
        let mut running = Self::default();
        let mut holders = vec![0; parts.len()];
        for (block, letters) in own.into_iter().enumerate() {
            if letters >= LONG && linked[block] * 3 < letters {
                running.letters += letters;
                running.blocks += 1;
                holders[outline.holder(block)] += letters;
            }
        }
        running.together = holders.into_iter().max().unwrap_or_default();
        running
    }
}
