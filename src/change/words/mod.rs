//! Two texts → the pieces they share and do not, the classes of what differs, and the figures in
//! it.
//!
//! Token by token, in bounded time: texts of more than [`TOKENS`] tokens are told apart as
//! wholes. Never looks beyond its two texts.

use std::collections::{BTreeSet, HashMap};

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::hunk::{self, Became, Hunk};
use super::spelling::spelling_class;
use super::tokens::{Decimal, Token, tokens};
use super::{DiffPiece, Side};
use crate::record::ChangeKind;

/// The most tokens of a text that are compared one by one; an article has some 2,000.
const TOKENS: usize = 20_000;

/// How two texts differ. `kinds` says of words «body»: which field it is, is not known here.
#[derive(Debug, Default)]
pub(super) struct Comparison {
    pub(super) pieces: Vec<DiffPiece>,
    pub(super) kinds: BTreeSet<ChangeKind>,
    pub(super) figures: Vec<Became>,
}

/// The mark before decimals in the earlier and in the later version.
pub(super) type Decimals = (Decimal, Decimal);

/// Compares two texts.
pub(super) fn compare(before: &str, after: &str, decimals: Decimals) -> Comparison {
    let mut comparison = Comparison::default();
    if before == after {
        push(&mut comparison.pieces, Side::Same, before);
        return comparison;
    }
    let (old, new) = (tokens(before, decimals.0), tokens(after, decimals.1));
    if old.len().max(new.len()) > TOKENS {
        push(&mut comparison.pieces, Side::Removed, before);
        push(&mut comparison.pieces, Side::Added, after);
        let kind = spelling_class(&old, &new).unwrap_or(ChangeKind::Body);
        comparison.kinds.insert(kind);
        return comparison;
    }
    let ops = operations(&old, &new);
    for op in &ops {
        let (old_range, new_range) = (op.old_range(), op.new_range());
        if let DiffOp::Equal { .. } = op {
            for (offset, (old, new)) in old[old_range].iter().zip(&new[new_range]).enumerate() {
                same(&mut comparison, old, new, offset > 0);
            }
            continue;
        }
        for token in &old[old_range.clone()] {
            push(&mut comparison.pieces, Side::Removed, token.space);
            push(&mut comparison.pieces, Side::Removed, token.text);
        }
        for token in &new[new_range.clone()] {
            push(&mut comparison.pieces, Side::Added, token.space);
            push(&mut comparison.pieces, Side::Added, token.text);
        }
        let seen = hunk::classify(&Hunk {
            before: &old,
            after: &new,
            old: old_range,
            new: new_range,
        });
        comparison.kinds.extend(seen.kinds);
        comparison.figures.extend(seen.figures);
    }
    comparison
}

/// A token that stands in both, with the space before it.
fn same(comparison: &mut Comparison, old: &Token<'_>, new: &Token<'_>, inside: bool) {
    if old.space == new.space {
        push(&mut comparison.pieces, Side::Same, old.space);
    } else {
        push(&mut comparison.pieces, Side::Removed, old.space);
        push(&mut comparison.pieces, Side::Added, new.space);
        // Where words went or came, their spaces go and come with them.
        if inside {
            comparison.kinds.insert(ChangeKind::Typographic);
        }
    }
    push(&mut comparison.pieces, Side::Same, old.text);
}

/// Adds text to the last piece of its side, or begins one.
pub(super) fn push(pieces: &mut Vec<DiffPiece>, side: Side, text: &str) {
    if text.is_empty() {
        return;
    }
    // Removed before added, wherever two of them meet: a reader sees the old, then the new.
    let last = pieces.len();
    for at in (last.saturating_sub(2)..last).rev() {
        if pieces[at].side == side {
            pieces[at].text.push_str(text);
            return;
        }
        if pieces[at].side == Side::Same || side == Side::Same {
            break;
        }
    }
    pieces.push(DiffPiece {
        side,
        text: text.to_owned(),
    });
}

/// Equal runs and what lies between, as stretches: a lone word between two longer changes is
/// taken into one change with them, for nobody can read a text in crumbs.
fn operations(old: &[Token<'_>], new: &[Token<'_>]) -> Vec<DiffOp> {
    let (old_numbers, new_numbers) = numbered(old, new);
    let raw = capture_diff_slices(Algorithm::Myers, &old_numbers, &new_numbers);
    let size = |op: &DiffOp| op.old_range().len().max(op.new_range().len());
    let mut merged: Vec<DiffOp> = Vec::with_capacity(raw.len());
    for (at, op) in raw.iter().enumerate() {
        let equal = matches!(op, DiffOp::Equal { .. });
        let crumb = equal
            && op.old_range().len() <= 2
            && merged
                .last()
                .is_some_and(|last| !matches!(last, DiffOp::Equal { .. }) && size(last) >= 3)
            && raw.get(at + 1).is_some_and(|next| size(next) >= 3);
        match merged.last_mut() {
            Some(last) if !matches!(last, DiffOp::Equal { .. }) && (!equal || crumb) => {
                let (old_start, new_start) = (last.old_range().start, last.new_range().start);
                *last = DiffOp::Replace {
                    old_index: old_start,
                    old_len: op.old_range().end - old_start,
                    new_index: new_start,
                    new_len: op.new_range().end - new_start,
                };
            }
            _ => merged.push(*op),
        }
    }
    merged
}

/// Each token's text as a number, the same for the same text.
fn numbered<'a>(old: &[Token<'a>], new: &[Token<'a>]) -> (Vec<u32>, Vec<u32>) {
    let mut numbers: HashMap<&str, u32> = HashMap::new();
    let mut number = |token: &Token<'a>| {
        let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        *numbers.entry(token.text).or_insert(next)
    };
    (
        old.iter().map(&mut number).collect(),
        new.iter().map(&mut number).collect(),
    )
}

#[cfg(test)]
mod tests;
