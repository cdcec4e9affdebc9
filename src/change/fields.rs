//! Field by field: what differs, of which class, in the order of an article.
//!
//! Knows what each field's words weigh; what their difference is, `words` says.

use std::collections::BTreeSet;

use super::align::{Fate, align};
use super::words::{Became, Comparison, compare, push};
use super::{Difference, FieldDifference, Piece, Side};
use crate::record::{Block, Class, Figure, Snapshot};

/// What a field is: what other words in it come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    /// The headline.
    Title,
    /// Lead and body.
    Prose,
    /// Captions, credits, the names of files.
    Caption,
    /// Author and source.
    Byline,
}

impl Weight {
    /// The classes of a comparison, told of this field. A figure, date or name in a headline or
    /// caption is that and «headline» or «caption» as well: where it stands is part of it. In
    /// lead and body, «body» is said only of other words.
    fn of(self, classes: &BTreeSet<Class>) -> BTreeSet<Class> {
        let substantive = classes.iter().any(|class| class.is_substantive());
        let mut told: BTreeSet<Class> = classes
            .iter()
            .copied()
            .filter(|class| *class != Class::Body || self == Self::Prose)
            .collect();
        match self {
            Self::Title if substantive => _ = told.insert(Class::Title),
            Self::Caption if substantive => _ = told.insert(Class::Caption),
            Self::Byline if substantive => told = BTreeSet::from([Class::Name]),
            _ => {}
        }
        // A name is no slip of the pen.
        if self == Self::Byline && told.remove(&Class::Typo) {
            told.insert(Class::Name);
        }
        told
    }
}

/// Gathers the difference of two versions.
#[derive(Default)]
pub(super) struct Tally {
    classes: BTreeSet<Class>,
    fields: Vec<FieldDifference>,
    figures: Vec<(String, Became)>,
}

/// Which field, block or picture.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) field: &'static str,
    pub(super) index: Option<usize>,
}

impl Tally {
    /// Two texts of one field.
    pub(super) fn texts(&mut self, place: Place, weight: Weight, before: &str, after: &str) {
        if before != after {
            let comparison = compare(before, after);
            self.compared(place, weight, comparison, None);
        }
    }

    /// A field that may be absent.
    pub(super) fn optional(
        &mut self,
        place: Place,
        weight: Weight,
        before: Option<&str>,
        after: Option<&str>,
    ) {
        match (before, after) {
            (Some(before), Some(after)) => self.texts(place, weight, before, after),
            (Some(text), None) => self.whole(place, weight, Side::Removed, text),
            (None, Some(text)) => self.whole(place, weight, Side::Added, text),
            (None, None) => {}
        }
    }

    /// A text that came or went as a whole.
    pub(super) fn whole(&mut self, place: Place, weight: Weight, side: Side, text: &str) {
        let class = weight
            .of(&BTreeSet::from([Class::Body]))
            .first()
            .copied()
            .unwrap_or(Class::Body);
        let mut pieces = Vec::new();
        push(&mut pieces, side, text);
        self.told(place, class, None, pieces);
    }

    /// A difference that has a class of its own.
    pub(super) fn told(
        &mut self,
        place: Place,
        class: Class,
        moved_from: Option<usize>,
        pieces: Vec<Piece>,
    ) {
        self.classes.insert(class);
        self.aside(place, class, moved_from, pieces);
    }

    /// A difference that is shown and makes none.
    pub(super) fn aside(
        &mut self,
        place: Place,
        class: Class,
        moved_from: Option<usize>,
        pieces: Vec<Piece>,
    ) {
        self.fields.push(FieldDifference {
            field: place.field,
            index: place.index,
            moved_from,
            class,
            pieces,
        });
    }

    fn compared(
        &mut self,
        place: Place,
        weight: Weight,
        comparison: Comparison,
        at_least: Option<Class>,
    ) {
        let mut classes = weight.of(&comparison.classes);
        classes.extend(at_least);
        let Some(&gravest) = classes.first() else {
            return;
        };
        self.classes.append(&mut classes);
        let name = match place.index {
            Some(index) => format!("{}[{index}]", place.field),
            None => place.field.to_owned(),
        };
        let named = comparison
            .figures
            .into_iter()
            .map(|figure| (name.clone(), figure));
        self.figures.extend(named);
        self.aside(place, gravest, None, comparison.pieces);
    }

    /// What it comes to, with what the article announces of itself.
    pub(super) fn into_difference(
        mut self,
        announced: Option<String>,
        backdated: bool,
    ) -> Difference {
        if announced.is_some() {
            self.classes.insert(Class::Correction);
        }
        Difference {
            classes: self.classes.into_iter().collect(),
            fields: self.fields,
            announced,
            backdated,
            figures: ledger(self.figures),
        }
    }
}

/// The figures without those that only stand elsewhere now: gone here and new there.
fn ledger(mut figures: Vec<(String, Became)>) -> Vec<Figure> {
    let mut at = 0;
    while at < figures.len() {
        let elsewhere = figures.iter().position(|(_, other)| {
            match (
                &figures[at].1.before,
                &figures[at].1.after,
                &other.before,
                &other.after,
            ) {
                (Some((_, gone)), None, None, Some((_, come))) => {
                    gone.spelling() == come.spelling()
                }
                _ => false,
            }
        });
        match elsewhere {
            Some(other) => {
                figures.remove(other.max(at));
                figures.remove(other.min(at));
                at = at.min(other);
            }
            None => at += 1,
        }
    }
    figures
        .into_iter()
        .map(|(field, figure)| Figure {
            field,
            before: figure.before.map(|(printed, _)| printed),
            after: figure.after.map(|(printed, _)| printed),
            context: figure.context,
        })
        .collect()
}

/// The body, block by block.
pub(super) fn body(tally: &mut Tally, before: &[Block], after: &[Block]) {
    let old: Vec<&str> = before.iter().map(|block| block.text.as_str()).collect();
    let new: Vec<&str> = after.iter().map(|block| block.text.as_str()).collect();
    for fate in align(&old, &new) {
        let place = |index| Place {
            field: "body",
            index: Some(index),
        };
        match fate {
            Fate::Kept(from, to) if before[from].kind != after[to].kind => {
                tally.told(place(to), Class::Typographic, None, same(new[to]));
            }
            Fate::Kept(..) => {}
            // Order is part of what is told.
            Fate::Moved(from, to) => {
                tally.told(place(to), Class::Body, Some(from), same(new[to]));
            }
            Fate::Gone(from) => tally.whole(place(from), Weight::Prose, Side::Removed, old[from]),
            Fate::New(to) => tally.whole(place(to), Weight::Prose, Side::Added, new[to]),
            Fate::Changed(from, to) => {
                let comparison =
                    compare(&old[from.clone()].join("\n"), &new[to.clone()].join("\n"));
                // Another kind, or another division: a matter of typography.
                let other_shape = from.len() != to.len()
                    || before[from]
                        .iter()
                        .zip(&after[to.clone()])
                        .any(|(old, new)| old.kind != new.kind);
                let at_least = other_shape.then_some(Class::Typographic);
                tally.compared(place(to.start), Weight::Prose, comparison, at_least);
            }
        }
    }
}

fn same(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    push(&mut pieces, Side::Same, text);
    pieces
}

/// The publication time; whether it was moved back.
pub(super) fn published(tally: &mut Tally, before: &Snapshot, after: &Snapshot) -> bool {
    let (old, new) = (before.published_at, after.published_at);
    // Equal instants may be written with different offsets, and those are hashed apart.
    let written = |at: Option<chrono::DateTime<chrono::FixedOffset>>| at.map(|at| at.to_rfc3339());
    if written(old) == written(new) {
        return false;
    }
    let mut pieces = Vec::new();
    push(
        &mut pieces,
        Side::Removed,
        &written(old).unwrap_or_default(),
    );
    push(&mut pieces, Side::Added, &written(new).unwrap_or_default());
    let class = if old == new {
        Class::Typographic
    } else {
        Class::Redating
    };
    let place = Place {
        field: "published_at",
        index: None,
    };
    tally.told(place, class, None, pieces);
    matches!((old, new), (Some(old), Some(new)) if new < old)
}

/// Names in a list (sections, related links), each compared as a whole.
pub(super) fn list(before: &[String], after: &[String]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let (mut old_first, mut new_first) = (true, true);
    for op in similar::capture_diff_slices(similar::Algorithm::Myers, before, after) {
        let equal = matches!(op, similar::DiffOp::Equal { .. });
        if equal {
            for name in &after[op.new_range()] {
                match (old_first, new_first) {
                    (false, false) => push(&mut pieces, Side::Same, ", "),
                    (false, true) => push(&mut pieces, Side::Removed, ", "),
                    (true, false) => push(&mut pieces, Side::Added, ", "),
                    (true, true) => {}
                }
                push(&mut pieces, Side::Same, name);
                (old_first, new_first) = (false, false);
            }
            continue;
        }
        for name in &before[op.old_range()] {
            push(
                &mut pieces,
                Side::Removed,
                if old_first { "" } else { ", " },
            );
            push(&mut pieces, Side::Removed, name);
            old_first = false;
        }
        for name in &after[op.new_range()] {
            push(&mut pieces, Side::Added, if new_first { "" } else { ", " });
            push(&mut pieces, Side::Added, name);
            new_first = false;
        }
    }
    pieces
}
