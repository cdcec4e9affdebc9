//! One stretch that changed → its classes and its figures.
//!
//! Spelling first, for the stretch as a whole (`thànhphố` is two tokens on the other side); then
//! pair by pair. Never says «title» or «caption»: the caller knows where the stretch stands.

use std::collections::BTreeSet;
use std::ops::Range;
use std::slice;

use super::pairing::pairs;
use super::spelling::{Slip, is_numeral, slip, spelling_class, typographic_key};
use super::tokens::{Kind, Quantity, Token, Value};
use super::words::{Became, context};
use crate::record::Class;

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
pub(super) struct Seen {
    pub(super) classes: BTreeSet<Class>,
    pub(super) figures: Vec<Became>,
}

/// The classes and figures of a stretch; at least one class.
pub(super) fn classify(hunk: &Hunk<'_>) -> Seen {
    let old = &hunk.before[hunk.old.clone()];
    let new = &hunk.after[hunk.new.clone()];
    let mut seen = Seen::default();
    if let Some(class) = spelling_class(old, new) {
        seen.classes.insert(class);
        return seen;
    }
    let pairs = pairs(old, new);
    let words_alone = |side: fn(&(Option<usize>, Option<usize>)) -> Option<usize>,
                       of: &[Token<'_>]| {
        pairs
            .iter()
            .filter(|pair| pair.0.is_none() || pair.1.is_none())
            .filter_map(side)
            .filter(|&at| of[at].kind == Kind::Word)
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
    if seen.classes.is_empty() {
        seen.classes.insert(Class::Typographic);
    }
    seen
}

/// A token that became another.
fn paired(hunk: &Hunk<'_>, old: usize, new: usize, seen: &mut Seen) {
    let (before, after) = (&hunk.before[old], &hunk.after[new]);
    if before.text == after.text {
        return;
    }
    let class =
        spelling_class(slice::from_ref(before), slice::from_ref(after)).unwrap_or_else(|| {
            match (before.kind, after.kind) {
                (Kind::Number, Kind::Number) => number_class(before, after),
                (Kind::Date, _) => Class::Date,
                (Kind::Document, _) => Class::DocumentNumber,
                (Kind::Name, _) => Class::Name,
                _ => word_class(hunk, old, new),
            }
        });
    seen.classes.insert(class);
    if class == Class::Number {
        figure(hunk, Some(old), Some(new), seen);
    }
}

/// «2.300 tỷ» → «2.300 tỷ đồng» says more of the same figure.
fn number_class(before: &Token<'_>, after: &Token<'_>) -> Class {
    match (&before.value, &after.value) {
        (Value::Quantity(old), Value::Quantity(new))
            if old.amounts_to(new) && (old.unit.is_empty() || new.unit.is_empty()) =>
        {
            Class::Body
        }
        _ => Class::Number,
    }
}

fn word_class(hunk: &Hunk<'_>, old: usize, new: usize) -> Class {
    let (before, after) = (
        typographic_key(&hunk.before[old]),
        typographic_key(&hunk.after[new]),
    );
    if is_numeral(&before) && is_numeral(&after) {
        return Class::Number;
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
    if is_slip { Class::Typo } else { Class::Body }
}

/// A token that came or went, with few words beside it or with many.
fn alone(token: &Token<'_>, few: bool, seen: &mut Seen) {
    let class = match token.kind {
        Kind::Mark if typographic_key(token).is_empty() => Class::Typographic,
        Kind::Number if few => Class::Number,
        Kind::Date if few => Class::Date,
        Kind::Document if few => Class::DocumentNumber,
        Kind::Name if few => Class::Name,
        _ => Class::Body,
    };
    seen.classes.insert(class);
}

/// Enters a figure in the ledger, if the tokens are figures.
fn figure(hunk: &Hunk<'_>, old: Option<usize>, new: Option<usize>, seen: &mut Seen) {
    let entry = |tokens: &[Token<'_>], at: Option<usize>| {
        let token = &tokens[at?];
        let quantity = match &token.value {
            Value::Quantity(quantity) => quantity.clone(),
            Value::Spelling(spelling) if token.kind == Kind::Number => in_words(spelling),
            _ if is_numeral(&typographic_key(token)) => in_words(&typographic_key(token)),
            _ => return None,
        };
        Some((token.text.to_owned(), quantity))
    };
    let (before, after) = (entry(hunk.before, old), entry(hunk.after, new));
    let is_word = |entry: &Option<(String, Quantity)>| {
        entry
            .as_ref()
            .is_some_and(|(_, quantity)| quantity.unit == IN_WORDS)
    };
    // A number word that comes or goes alone («một», «năm») is mostly no figure.
    let lone_word = (before.is_none() && is_word(&after)) || (after.is_none() && is_word(&before));
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
        printed: word.to_owned(),
    }
}
