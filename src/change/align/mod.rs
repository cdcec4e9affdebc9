//! Blocks of the earlier version ↔ blocks of the later: kept, changed, moved, split, joined, gone,
//! new.
//!
//! Only finds which block is which; what changed inside is the room's own matter. Bounded: gaps
//! with more than [`PAIRS`] possible pairs are paired in order.

use std::collections::HashMap;
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::resemblance::{Bag, Bags};

/// The most pairs of blocks in one gap that are weighed against each other.
const PAIRS: usize = 10_000;
/// The least resemblance of two blocks that are one, changed.
const RESEMBLES: f64 = 0.3;
/// How much more a block must resemble two neighbours than one, to have been split or joined.
const GAIN: f64 = 0.05;

/// What became of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum BlockFate {
    /// The same text at the same place.
    Kept(usize, usize),
    /// The same text elsewhere.
    Moved(usize, usize),
    /// Another text in its place; more than one block where it was split or joined.
    Changed(Range<usize>, Range<usize>),
    /// No more.
    Gone(usize),
    /// New.
    New(usize),
}

impl BlockFate {
    /// The order of a report: by place in the later version, what is gone before what follows it.
    fn place(&self) -> (usize, usize) {
        match self {
            Self::Kept(_, new) | Self::Moved(_, new) | Self::New(new) => (*new, 1),
            Self::Changed(_, new) => (new.start, 1),
            Self::Gone(old) => (*old, 0),
        }
    }
}

/// The blocks' fates, in the order of the later version.
pub(super) fn align(before: &[&str], after: &[&str]) -> Vec<BlockFate> {
    let mut fates = Vec::new();
    let gaps = gaps(before, after, &mut fates);
    let moved = moved(before, after, &gaps);
    fates.extend(moved.iter().map(|&(old, new)| BlockFate::Moved(old, new)));
    let mut bags = Bags::default();
    for (old, new) in gaps {
        let old: Vec<usize> = old
            .filter(|at| !moved.iter().any(|pair| pair.0 == *at))
            .collect();
        let new: Vec<usize> = new
            .filter(|at| !moved.iter().any(|pair| pair.1 == *at))
            .collect();
        let old: Vec<(usize, Bag)> = old.iter().map(|&at| (at, bags.of(before[at]))).collect();
        let new: Vec<(usize, Bag)> = new.iter().map(|&at| (at, bags.of(after[at]))).collect();
        fates.extend(gap(&old, &new));
    }
    fates.sort_by_key(BlockFate::place);
    fates
}

/// The stretches between blocks that stayed; those go to `fates`.
fn gaps(
    before: &[&str],
    after: &[&str],
    fates: &mut Vec<BlockFate>,
) -> Vec<(Range<usize>, Range<usize>)> {
    let ops = capture_diff_slices(Algorithm::Myers, before, after);
    let mut gaps: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    for op in ops {
        let (old, new) = (op.old_range(), op.new_range());
        if let DiffOp::Equal { .. } = op {
            fates.extend(old.zip(new).map(|(old, new)| BlockFate::Kept(old, new)));
            continue;
        }
        match gaps.last_mut() {
            Some(gap) if gap.0.end == old.start && gap.1.end == new.start => {
                (gap.0.end, gap.1.end) = (old.end, new.end);
            }
            _ => gaps.push((old, new)),
        }
    }
    gaps
}

/// Blocks that left one gap and stand in another, or elsewhere in the same.
fn moved(
    before: &[&str],
    after: &[&str],
    gaps: &[(Range<usize>, Range<usize>)],
) -> Vec<(usize, usize)> {
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for at in gaps.iter().rev().flat_map(|gap| gap.1.clone().rev()) {
        places.entry(after[at]).or_default().push(at);
    }
    gaps.iter()
        .flat_map(|gap| gap.0.clone())
        .filter_map(|old| Some((old, places.get_mut(before[old])?.pop()?)))
        .collect()
}

/// The fates of the blocks of one gap.
fn gap(old: &[(usize, Bag)], new: &[(usize, Bag)]) -> Vec<BlockFate> {
    let couples = if old.len().saturating_mul(new.len()) > PAIRS {
        let in_order = (0..old.len().min(new.len())).map(|at| (at, at));
        in_order
            .filter(|&(row, column)| old[row].1.resembles(&new[column].1) >= RESEMBLES)
            .collect()
    } else {
        best(old, new)
    };
    let mut old_taken: Vec<bool> = vec![false; old.len()];
    let mut new_taken: Vec<bool> = vec![false; new.len()];
    for &(row, column) in &couples {
        (old_taken[row], new_taken[column]) = (true, true);
    }
    let mut fates = Vec::new();
    for (row, column) in couples {
        let split = widen(column, new, &mut new_taken, &old[row].1);
        let joined = if split.len() > 1 {
            row..row + 1
        } else {
            widen(row, old, &mut old_taken, &new[column].1)
        };
        let places =
            |range: Range<usize>, of: &[(usize, Bag)]| of[range.start].0..of[range.end - 1].0 + 1;
        fates.push(BlockFate::Changed(places(joined, old), places(split, new)));
    }
    let left = |taken: Vec<bool>, of: &[(usize, Bag)]| -> Vec<usize> {
        let free = of.iter().zip(taken).filter(|(_, taken)| !taken);
        free.map(|((at, _), _)| *at).collect()
    };
    fates.extend(left(old_taken, old).into_iter().map(BlockFate::Gone));
    fates.extend(left(new_taken, new).into_iter().map(BlockFate::New));
    fates
}

/// Adds free neighbours to a block while all of them together resemble `whole` more.
fn widen(at: usize, blocks: &[(usize, Bag)], taken: &mut [bool], whole: &Bag) -> Range<usize> {
    let mut range = at..at + 1;
    let mut bag = blocks[at].1.clone();
    let mut resemblance = bag.resembles(whole);
    loop {
        let next = [
            Some(range.end).filter(|&next| next < blocks.len()),
            range.start.checked_sub(1),
        ];
        let grown = next.into_iter().flatten().find_map(|next| {
            let beside = blocks[next].0 + 1 == blocks[range.start].0
                || blocks[range.end - 1].0 + 1 == blocks[next].0;
            if taken[next] || !beside {
                return None;
            }
            let joined = bag.and(&blocks[next].1);
            let gained = joined.resembles(whole);
            (gained > resemblance + GAIN).then_some((next, joined, gained))
        });
        let Some((next, joined, gained)) = grown else {
            return range;
        };
        taken[next] = true;
        range = range.start.min(next)..range.end.max(next + 1);
        (bag, resemblance) = (joined, gained);
    }
}

/// The couples, in order and not crossing, with the greatest resemblance in all.
fn best(old: &[(usize, Bag)], new: &[(usize, Bag)]) -> Vec<(usize, usize)> {
    let width = new.len() + 1;
    let mut worth = vec![0.0_f64; (old.len() + 1) * width];
    for row in (0..old.len()).rev() {
        for column in (0..new.len()).rev() {
            let alike = old[row].1.resembles(&new[column].1);
            let skip = worth[(row + 1) * width + column].max(worth[row * width + column + 1]);
            let couple = worth[(row + 1) * width + column + 1] + alike;
            worth[row * width + column] = if alike >= RESEMBLES {
                skip.max(couple)
            } else {
                skip
            };
        }
    }
    let mut couples = Vec::new();
    let (mut row, mut column) = (0, 0);
    while row < old.len() && column < new.len() {
        let here = worth[row * width + column];
        if worth[(row + 1) * width + column] >= here {
            row += 1;
        } else if worth[row * width + column + 1] >= here {
            column += 1;
        } else {
            couples.push((row, column));
            (row, column) = (row + 1, column + 1);
        }
    }
    couples
}

#[cfg(test)]
mod tests;
