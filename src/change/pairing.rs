//! Which token became which, inside a stretch that changed.
//!
//! An alignment of least cost: tokens of one sort pair more cheaply the more they have in common,
//! and words that are two words do not pair at all. Bounded: a stretch of more than [`CELLS`]
//! possible pairs stays unpaired.

use super::spelling::{is_numeral, orthographic_key, typographic_key};
use super::tokens::{Token, TokenKind, TokenValue, numeral_value, quantity};

/// The most possible pairs that are weighed: two stretches of 200 tokens.
const CELLS: usize = 40_000;
/// Costs: of a token without a partner …
const ALONE: u32 = 10;
/// … of such a mark …
const MARK_ALONE: u32 = 2;
/// … and of a pair that must not be.
const NEVER: u32 = 1_000;

/// A token of either side and its partner; never `(None, None)`.
pub(super) type Pair = (Option<usize>, Option<usize>);

/// Pairs in the order of the texts.
pub(super) fn pairs(before: &[Token<'_>], after: &[Token<'_>]) -> Vec<Pair> {
    let (rows, columns) = (before.len(), after.len());
    if rows.saturating_mul(columns) > CELLS {
        let gone = (0..rows).map(|at| (Some(at), None));
        return gone
            .chain((0..columns).map(|at| (None, Some(at))))
            .collect();
    }
    let keys = |tokens: &[Token<'_>]| -> Vec<(String, String)> {
        tokens
            .iter()
            .map(|token| (typographic_key(token), orthographic_key(token)))
            .collect()
    };
    let (old, new) = (keys(before), keys(after));
    let width = columns + 1;
    let mut costs = vec![0_u32; (rows + 1) * width];
    for row in (0..=rows).rev() {
        for column in (0..=columns).rev() {
            let mut least = u32::MAX;
            if row < rows {
                least = costs[(row + 1) * width + column] + alone(&before[row]);
            }
            if column < columns {
                least = least.min(costs[row * width + column + 1] + alone(&after[column]));
            }
            if row < rows && column < columns {
                let pair = cost((&before[row], &old[row]), (&after[column], &new[column]));
                least = least.min(costs[(row + 1) * width + column + 1] + pair);
            }
            costs[row * width + column] = if least == u32::MAX { 0 } else { least };
        }
    }
    let mut pairs = Vec::with_capacity(rows + columns);
    let (mut row, mut column) = (0, 0);
    while row < rows || column < columns {
        let here = costs[row * width + column];
        let together = row < rows && column < columns && {
            let pair = cost((&before[row], &old[row]), (&after[column], &new[column]));
            costs[(row + 1) * width + column + 1] + pair == here
        };
        if together {
            pairs.push((Some(row), Some(column)));
            (row, column) = (row + 1, column + 1);
        } else if row < rows && costs[(row + 1) * width + column] + alone(&before[row]) == here {
            pairs.push((Some(row), None));
            row += 1;
        } else {
            pairs.push((None, Some(column)));
            column += 1;
        }
    }
    pairs
}

fn alone(token: &Token<'_>) -> u32 {
    match token.kind {
        TokenKind::Mark => MARK_ALONE,
        _ => ALONE,
    }
}

/// A token with its typographic and its orthographic key.
type Keyed<'a> = (&'a Token<'a>, &'a (String, String));

fn cost((before, old): Keyed<'_>, (after, new): Keyed<'_>) -> u32 {
    if before.text == after.text || (old.0 == new.0 && before.kind == after.kind) {
        return 0;
    }
    if old.1 == new.1 {
        return 1;
    }
    match (before.kind, after.kind) {
        (TokenKind::Number, TokenKind::Number) => number_cost(before, after),
        (TokenKind::Date, TokenKind::Date) | (TokenKind::Document, TokenKind::Document) => 8,
        (TokenKind::Name, TokenKind::Name) => {
            let mut shared = before.text.split_whitespace();
            if shared.any(|word| after.text.split_whitespace().any(|other| other == word)) {
                6
            } else {
                14
            }
        }
        (TokenKind::Word, TokenKind::Word) => {
            if is_numeral(&old.0) && is_numeral(&new.0) {
                return 6;
            }
            if !may_be_near(&old.0, &new.0) {
                return NEVER;
            }
            match strsim::osa_distance(&old.0, &new.0) {
                1 => 6,
                2 => 12,
                _ => NEVER,
            }
        }
        (TokenKind::Word, TokenKind::Number) => numeral_cost(&old.0, after),
        (TokenKind::Number, TokenKind::Word) => numeral_cost(&new.0, before),
        (TokenKind::Mark, TokenKind::Mark) if old.0.is_empty() && new.0.is_empty() => 1,
        _ => NEVER,
    }
}

fn number_cost(before: &Token<'_>, after: &Token<'_>) -> u32 {
    match (&before.value, &after.value) {
        (TokenValue::Quantity(old), TokenValue::Quantity(new))
            if old.unit == new.unit || old.digits == new.digits =>
        {
            6
        }
        _ => 12,
    }
}

/// «hai» and `2`, or another number of the same things.
fn numeral_cost(word: &str, number: &Token<'_>) -> u32 {
    match (numeral_value(word), &number.value) {
        (Some(value), TokenValue::Quantity(found)) if found.unit.is_empty() => {
            if found.amounts_to(&quantity(value, 0, String::new())) {
                1
            } else {
                6
            }
        }
        _ => NEVER,
    }
}

/// Whether two words may be two letters apart, before that is counted: of near lengths, and the
/// same at one end.
fn may_be_near(before: &str, after: &str) -> bool {
    before.chars().count().abs_diff(after.chars().count()) <= 2
        && (before.chars().next() == after.chars().next()
            || before.chars().next_back() == after.chars().next_back())
}
