//! How much two blocks have in common: the share of their syllables, accents aside.
//!
//! Accent-blind on purpose: a block whose spelling changed is the same block. Never a verdict on
//! what changed.

use std::collections::HashMap;

use crate::text::keys::fold_accents;

/// The syllables of a block, each as a number, sorted.
#[derive(Clone, Debug)]
pub(super) struct Bag(Vec<u32>);

/// Numbers the syllables of all blocks that are compared.
#[derive(Default)]
pub(super) struct Bags(HashMap<String, u32>);

impl Bags {
    pub(super) fn of(&mut self, block: &str) -> Bag {
        self.of_runs(block, 1)
    }

    /// Of runs of so many syllables; of all of them where there are fewer.
    pub(super) fn of_runs(&mut self, text: &str, length: usize) -> Bag {
        let folded = fold_accents(text);
        let syllables: Vec<&str> = folded
            .split(|c: char| !c.is_alphanumeric())
            .filter(|syllable| !syllable.is_empty())
            .collect();
        let length = length.min(syllables.len()).max(1);
        let runs = syllables.windows(length).map(|run| {
            let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
            *self.0.entry(run.join(" ")).or_insert(next)
        });
        let mut bag: Vec<u32> = runs.collect();
        bag.sort_unstable();
        Bag(bag)
    }
}

impl Bag {
    /// From 0, nothing in common, to 1, the same syllables (Dice's coefficient of the multisets).
    pub(super) fn resembles(&self, other: &Self) -> f64 {
        let (mut mine, mut others) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut common = 0_u32;
        while let (Some(left), Some(right)) = (mine.peek(), others.peek()) {
            match left.cmp(right) {
                std::cmp::Ordering::Less => _ = mine.next(),
                std::cmp::Ordering::Greater => _ = others.next(),
                std::cmp::Ordering::Equal => {
                    common += 1;
                    _ = (mine.next(), others.next());
                }
            }
        }
        let all = u32::try_from(self.0.len() + other.0.len()).unwrap_or(u32::MAX);
        if all == 0 {
            return 1.0;
        }
        2.0 * f64::from(common) / f64::from(all)
    }

    /// Both together.
    pub(super) fn and(&self, other: &Self) -> Self {
        let mut all = self.0.clone();
        all.extend(&other.0);
        all.sort_unstable();
        Self(all)
    }
}
