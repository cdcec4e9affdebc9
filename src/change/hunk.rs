//! One stretch that changed → its classes and its figures.
//!
//! Spelling first, for the stretch as a whole (`thànhphố` is two tokens on the other side); then
//! pair by pair. Never says «title» or «caption»: the caller knows where the stretch stands.

use std::collections::BTreeSet;
use std::ops::Range;
use std::slice;

use super::furniture;
use super::pairing::{Pair, pairs};
use super::spelling::{Slip, is_numeral, slip, spelling_class, typographic_key};
use super::tokens::{Quantity, Token, TokenKind, TokenValue, is_scale, numeral_value, quantity};
use crate::record::ChangeKind;

/// Tokens around a figure that make its context.
const CONTEXT: usize = 6;

/// A figure before and after.
#[derive(Debug)]
pub(super) struct Became {
    pub(super) before: Option<(String, Quantity)>,
    pub(super) after: Option<(String, Quantity)>,
    pub(super) context: String,
}

/// A number, date, name or document number that comes or goes with more words than these belongs
/// to a clause that came or went; with fewer, it is itself what changed.
const FEW_WORDS: usize = 4;

/// A stretch of either text that is not in the other.
pub(super) struct Hunk<'a> {
    pub(super) before: &'a [Token<'a>],
    pub(super) after: &'a [Token<'a>],
    pub(super) old: Range<usize>,
    pub(super) new: Range<usize>,
}

/// What a stretch comes to.
#[derive(Debug, Default)]
pub(super) struct HunkSummary {
    pub(super) kinds: BTreeSet<ChangeKind>,
    pub(super) figures: Vec<Became>,
    /// Stops, quotes or dashes came or went.
    soft_marks: bool,
}

/// The classes and figures of a stretch; at least one class.
pub(super) fn classify(hunk: &Hunk<'_>) -> HunkSummary {
    let old = &hunk.before[hunk.old.clone()];
    let new = &hunk.after[hunk.new.clone()];
    let mut seen = HunkSummary::default();
    if let Some(kind) = spelling_class(old, new) {
        seen.kinds.insert(kind);
        return seen;
    }
    if is_update(hunk) {
        seen.kinds.insert(ChangeKind::Correction);
        return seen;
    }
    let pairs = pairs(old, new);
    let words_alone = |side: fn(&Pair) -> Option<usize>, of: &[Token<'_>]| {
        pairs
            .iter()
            .filter(|pair| pair.0.is_none() || pair.1.is_none())
            .filter_map(side)
            .filter(|&at| of[at].kind == TokenKind::Word)
            .count()
    };
    let gone = words_alone(|pair| pair.0, old) <= FEW_WORDS;
    let come = words_alone(|pair| pair.1, new) <= FEW_WORDS;
    for pair in &pairs {
        match *pair {
            (Some(old), Some(new)) => {
                paired(hunk, hunk.old.start + old, hunk.new.start + new, &mut seen);
            }
            (Some(at), None) => {
                alone(&hunk.before[hunk.old.start + at], gone, &mut seen);
                figure(hunk, Some(hunk.old.start + at), None, &mut seen);
            }
            (None, Some(at)) => {
                alone(&hunk.after[hunk.new.start + at], come, &mut seen);
                figure(hunk, None, Some(hunk.new.start + at), &mut seen);
            }
            (None, None) => {}
        }
    }
    // Stops and quotes that come or go with words are theirs; alone, they are all there is.
    let of_words = pairs.iter().any(|&(old, new)| match (old, new) {
        (Some(at), None) => hunk.before[hunk.old.start + at].kind != TokenKind::Mark,
        (None, Some(at)) => hunk.after[hunk.new.start + at].kind != TokenKind::Mark,
        _ => false,
    });
    if seen.soft_marks && !of_words || seen.kinds.is_empty() {
        seen.kinds.insert(ChangeKind::Typographic);
    }
    seen
}

/// Whether the stretch, or the bracket or sentence it stands in, is on both sides no more than
/// when the article was updated.
fn is_update(hunk: &Hunk<'_>) -> bool {
    let side = |tokens: &[Token<'_>], range: &Range<usize>| {
        let says = |range: Range<usize>| furniture::is_update(&written(&tokens[range]));
        range.is_empty() || says(range.clone()) || says(sentence(tokens, range))
    };
    let both_empty = hunk.old.is_empty() && hunk.new.is_empty();
    !both_empty && side(hunk.before, &hunk.old) && side(hunk.after, &hunk.new)
}

/// The stretch with all that stands in its bracket, sentence or line.
fn sentence(tokens: &[Token<'_>], range: &Range<usize>) -> Range<usize> {
    let parts = |token: &Token<'_>| {
        matches!(
            token.text,
            "." | "!" | "?" | "…" | "(" | ")" | "[" | "]" | "|"
        )
    };
    let from = (0..range.start)
        .rev()
        .find(|&at| parts(&tokens[at]) || tokens[at + 1].space.contains('\n'));
    let to =
        (range.end..tokens.len()).find(|&at| parts(&tokens[at]) || tokens[at].space.contains('\n'));
    from.map_or(0, |at| at + 1)..to.unwrap_or(tokens.len())
}

fn written(tokens: &[Token<'_>]) -> String {
    tokens
        .iter()
        .flat_map(|token| [token.space, token.text])
        .collect()
}

/// A token that became another.
fn paired(hunk: &Hunk<'_>, old: usize, new: usize, seen: &mut HunkSummary) {
    let (before, after) = (&hunk.before[old], &hunk.after[new]);
    if before.text == after.text {
        return;
    }
    let kind =
        spelling_class(slice::from_ref(before), slice::from_ref(after)).unwrap_or_else(|| {
            match (before.kind, after.kind) {
                (TokenKind::Number, TokenKind::Number) => number_class(hunk, old, new),
                (TokenKind::Word, TokenKind::Number) | (TokenKind::Number, TokenKind::Word) => {
                    word_and_digits(before, after)
                }
                (TokenKind::Date, _) => ChangeKind::Date,
                (TokenKind::Document, _) => ChangeKind::DocumentNumber,
                (TokenKind::Name, _) => ChangeKind::Name,
                _ => word_class(hunk, old, new),
            }
        });
    seen.kinds.insert(kind);
    if kind == ChangeKind::Number {
        figure(hunk, Some(old), Some(new), seen);
    }
}

/// «2.300 tỷ» → «2.300 tỷ đồng» says more of the same figure; `5%` → `5` and «5 lít» → «5 gáo»
/// say another.
fn number_class(hunk: &Hunk<'_>, old: usize, new: usize) -> ChangeKind {
    let (before, after) = (&hunk.before[old].value, &hunk.after[new].value);
    let (TokenValue::Quantity(before), TokenValue::Quantity(after)) = (before, after) else {
        return ChangeKind::Number;
    };
    let scales = is_scale(&before.unit) || is_scale(&after.unit);
    let bare = before.unit.is_empty() || after.unit.is_empty();
    // A word behind it that changed as well is another unit.
    let another = |tokens: &[Token<'_>], range: &Range<usize>, at: usize| {
        range.contains(&(at + 1)) && tokens[at + 1].kind == TokenKind::Word
    };
    let other_unit = another(hunk.before, &hunk.old, old) != another(hunk.after, &hunk.new, new);
    if before.amounts_to(after) && bare && !scales && !other_unit {
        ChangeKind::Body
    } else {
        ChangeKind::Number
    }
}

/// «hai» → `2`: the same where they count the same.
fn word_and_digits(before: &Token<'_>, after: &Token<'_>) -> ChangeKind {
    match (amount_of(before), amount_of(after)) {
        (Some(old), Some(new)) if old.amounts_to(&new) && old.unit == new.unit => {
            ChangeKind::Typographic
        }
        _ => ChangeKind::Number,
    }
}

/// What a number or a numeral counts.
fn amount_of(token: &Token<'_>) -> Option<Quantity> {
    match &token.value {
        TokenValue::Quantity(quantity) => Some(quantity.clone()),
        _ => numeral_value(&typographic_key(token)).map(|it| quantity(it, 0, String::new())),
    }
}

fn word_class(hunk: &Hunk<'_>, old: usize, new: usize) -> ChangeKind {
    let (before, after) = (
        typographic_key(&hunk.before[old]),
        typographic_key(&hunk.after[new]),
    );
    if is_numeral(&before) && is_numeral(&after) {
        return ChangeKind::Number;
    }
    let neighbour = |old: Option<usize>, new: Option<usize>| {
        let old = typographic_key(hunk.before.get(old?)?);
        (old == typographic_key(hunk.after.get(new?)?)).then_some(old)
    };
    let left = neighbour(old.checked_sub(1), new.checked_sub(1));
    let right = neighbour(old.checked_add(1), new.checked_add(1));
    let is_slip = slip(&Slip {
        before: &before,
        after: &after,
        left: left.as_deref(),
        right: right.as_deref(),
    });
    if is_slip {
        ChangeKind::Typo
    } else {
        ChangeKind::Body
    }
}

/// A token that came or went, with few words beside it or with many.
fn alone(token: &Token<'_>, few: bool, seen: &mut HunkSummary) {
    let kind = match token.kind {
        TokenKind::Mark if typographic_key(token).is_empty() => {
            seen.soft_marks = true;
            return;
        }
        TokenKind::Number if few && !token.is_in_words() => ChangeKind::Number,
        TokenKind::Date if few => ChangeKind::Date,
        TokenKind::Document if few => ChangeKind::DocumentNumber,
        TokenKind::Name if few => ChangeKind::Name,
        _ => ChangeKind::Body,
    };
    seen.kinds.insert(kind);
}

/// Enters a figure in the ledger, if the tokens are figures.
fn figure(hunk: &Hunk<'_>, old: Option<usize>, new: Option<usize>, seen: &mut HunkSummary) {
    let entry = |tokens: &[Token<'_>], at: Option<usize>| {
        let token = &tokens[at?];
        let quantity = match &token.value {
            TokenValue::Quantity(quantity) => quantity.clone(),
            TokenValue::Spelling(spelling) if token.kind == TokenKind::Number => in_words(spelling),
            _ if is_numeral(&typographic_key(token)) => in_words(&typographic_key(token)),
            _ => return None,
        };
        Some((token.text.to_owned(), quantity))
    };
    let (before, after) = (entry(hunk.before, old), entry(hunk.after, new));
    let is_word = |tokens: &[Token<'_>], at: Option<usize>| {
        at.is_some_and(|at| tokens[at].kind == TokenKind::Word || tokens[at].is_in_words())
    };
    // A number word that comes or goes alone («một», «năm») is mostly no figure.
    let lone_word = (before.is_none() && is_word(hunk.after, new))
        || (after.is_none() && is_word(hunk.before, old));
    if lone_word || (before.is_none() && after.is_none()) {
        return;
    }
    let context = match (old, new) {
        (_, Some(new)) => context(hunk.after, new),
        (Some(old), None) => context(hunk.before, old),
        (None, None) => String::new(),
    };
    seen.figures.push(Became {
        before,
        after,
        context,
    });
}

/// The unit of a number that is written in words.
const IN_WORDS: &str = "(in words)";

fn in_words(word: &str) -> Quantity {
    Quantity {
        digits: word.to_owned(),
        exponent: 0,
        unit: IN_WORDS.to_owned(),
    }
}

/// The words around a token, itself included.
fn context(tokens: &[Token<'_>], at: usize) -> String {
    let from = at.saturating_sub(CONTEXT);
    let to = (at + CONTEXT + 1).min(tokens.len());
    let mut text = String::new();
    for (offset, token) in tokens[from..to].iter().enumerate() {
        if offset > 0 && !token.space.is_empty() {
            text.push(' ');
        }
        text.push_str(token.text);
    }
    text
}
