//! Field by field: what differs, of which class, in the order of an article.
//!
//! Knows what each field's words weigh; what their difference is, `words` says.

use std::collections::BTreeSet;

use super::align::{BlockFate, align};
use super::furniture::{is_counter, is_update};
use super::hunk::Became;
use super::words::{Comparison, Decimals, compare, push};
use super::{DiffPiece, Difference, FieldDifference, Side};
use crate::record::{Block, ChangeKind, Figure, Snapshot};

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
    fn of(self, kinds: &BTreeSet<ChangeKind>) -> BTreeSet<ChangeKind> {
        let substantive = kinds.iter().any(|kind| kind.is_substantive());
        let mut told: BTreeSet<ChangeKind> = kinds
            .iter()
            .copied()
            .filter(|kind| *kind != ChangeKind::Body || self == Self::Prose)
            .collect();
        match self {
            Self::Title if substantive => _ = told.insert(ChangeKind::Title),
            Self::Caption if substantive => _ = told.insert(ChangeKind::Caption),
            Self::Byline if substantive => told = BTreeSet::from([ChangeKind::Name]),
            _ => {}
        }
        // A name is no slip of the pen.
        if self == Self::Byline && told.remove(&ChangeKind::Typo) {
            told.insert(ChangeKind::Name);
        }
        told
    }
}

/// Gathers the difference of two versions.
#[derive(Default)]
pub(super) struct DifferenceTally {
    kinds: BTreeSet<ChangeKind>,
    fields: Vec<FieldDifference>,
    figures: Vec<(String, Became)>,
    decimals: Decimals,
}

/// Which field, block or picture.
#[derive(Clone, Copy)]
pub(super) struct FieldPlace {
    pub(super) field: &'static str,
    pub(super) index: Option<usize>,
}

impl DifferenceTally {
    /// An empty one, for versions that write their decimals so.
    pub(super) fn new(decimals: Decimals) -> Self {
        Self {
            decimals,
            ..Self::default()
        }
    }

    /// Two texts of one field.
    pub(super) fn texts(&mut self, place: FieldPlace, weight: Weight, before: &str, after: &str) {
        if before != after {
            let comparison = compare(before, after, self.decimals);
            self.compared(place, weight, comparison, None);
        }
    }

    /// A field that may be absent.
    pub(super) fn optional(
        &mut self,
        place: FieldPlace,
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
    pub(super) fn whole(&mut self, place: FieldPlace, weight: Weight, side: Side, text: &str) {
        let kind = weight
            .of(&BTreeSet::from([ChangeKind::Body]))
            .first()
            .copied()
            .unwrap_or(ChangeKind::Body);
        let mut pieces = Vec::new();
        push(&mut pieces, side, text);
        self.told(place, kind, None, pieces);
    }

    /// A difference that has a class of its own.
    pub(super) fn told(
        &mut self,
        place: FieldPlace,
        kind: ChangeKind,
        moved_from: Option<usize>,
        pieces: Vec<DiffPiece>,
    ) {
        self.kinds.insert(kind);
        self.aside(place, kind, moved_from, pieces);
    }

    /// A difference that is shown and makes none.
    pub(super) fn aside(
        &mut self,
        place: FieldPlace,
        kind: ChangeKind,
        moved_from: Option<usize>,
        pieces: Vec<DiffPiece>,
    ) {
        self.fields.push(FieldDifference {
            field: place.field,
            index: place.index,
            moved_from,
            kind,
            pieces,
        });
    }

    fn compared(
        &mut self,
        place: FieldPlace,
        weight: Weight,
        comparison: Comparison,
        at_least: Option<ChangeKind>,
    ) {
        let mut kinds = weight.of(&comparison.kinds);
        kinds.extend(at_least);
        let Some(&gravest) = kinds.first() else {
            return;
        };
        self.kinds.append(&mut kinds);
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

    /// Of another story nothing is worth telling word by word: what differs is shown, and the
    /// one class says all, but for a publication time that was moved.
    pub(super) fn into_another_story(mut self, backdated: bool) -> Difference {
        self.kinds.retain(|kind| *kind == ChangeKind::Redating);
        self.kinds.insert(ChangeKind::Story);
        for field in &mut self.fields {
            if field.kind != ChangeKind::Redating {
                field.kind = ChangeKind::Story;
            }
        }
        self.figures.clear();
        self.into_difference(None, backdated)
    }

    /// What it comes to, with what the article announces of itself.
    pub(super) fn into_difference(
        mut self,
        announced: Option<String>,
        backdated: bool,
    ) -> Difference {
        if announced.is_some() {
            self.kinds.insert(ChangeKind::Correction);
        }
        Difference {
            kinds: self.kinds.into_iter().collect(),
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

/// A block of the body, with its place there.
type PlacedDifference<'b> = (usize, &'b Block);

/// The body, block by block. Counters of views are no part of what it says.
pub(super) fn body(tally: &mut DifferenceTally, before: &[Block], after: &[Block]) {
    let (before, after) = (told(before), told(after));
    let (old, new) = (texts(&before), texts(&after));
    for fate in align(&old, &new) {
        match fate {
            BlockFate::Kept(from, to) if before[from].1.kind != after[to].1.kind => {
                let place = in_body(after[to].0);
                tally.told(place, ChangeKind::Typographic, None, same(new[to]));
            }
            BlockFate::Kept(..) => {}
            // Order is part of what is told.
            BlockFate::Moved(from, to) => {
                let stood = Some(before[from].0);
                tally.told(in_body(after[to].0), ChangeKind::Body, stood, same(new[to]));
            }
            BlockFate::Gone(from) => came_or_went(tally, before[from], Side::Removed),
            BlockFate::New(to) => came_or_went(tally, after[to], Side::Added),
            BlockFate::Changed(from, to) => changed(tally, &before[from], &after[to]),
        }
    }
}

fn told(blocks: &[Block]) -> Vec<PlacedDifference<'_>> {
    let all = blocks.iter().enumerate();
    all.filter(|(_, block)| !is_counter(&block.text)).collect()
}

fn texts<'b>(blocks: &[PlacedDifference<'b>]) -> Vec<&'b str> {
    blocks.iter().map(|(_, it)| it.text.as_str()).collect()
}

fn in_body(at: usize) -> FieldPlace {
    FieldPlace {
        field: "body",
        index: Some(at),
    }
}

/// A line that says when the article was updated is told as that.
fn came_or_went(tally: &mut DifferenceTally, (at, block): PlacedDifference<'_>, side: Side) {
    if is_update(&block.text) {
        let mut pieces = Vec::new();
        push(&mut pieces, side, &block.text);
        tally.told(in_body(at), ChangeKind::Correction, None, pieces);
    } else {
        tally.whole(in_body(at), Weight::Prose, side, &block.text);
    }
}

/// Blocks that became others.
fn changed(
    tally: &mut DifferenceTally,
    before: &[PlacedDifference<'_>],
    after: &[PlacedDifference<'_>],
) {
    let (old, new) = (texts(before), texts(after));
    let place = in_body(after[0].0);
    let comparison = compare(&old.join("\n"), &new.join("\n"), tally.decimals);
    if old.iter().chain(&new).all(|text| is_update(text)) {
        tally.told(place, ChangeKind::Correction, None, comparison.pieces);
        return;
    }
    // Another kind, or another division: a matter of typography.
    let kinds = before.iter().zip(after);
    let mut kinds = kinds.map(|((_, old), (_, new))| old.kind != new.kind);
    let other_shape = before.len() != after.len() || kinds.any(|differs| differs);
    let at_least = other_shape.then_some(ChangeKind::Typographic);
    tally.compared(place, Weight::Prose, comparison, at_least);
}

fn same(text: &str) -> Vec<DiffPiece> {
    let mut pieces = Vec::new();
    push(&mut pieces, Side::Same, text);
    pieces
}

/// The publication time; whether it was moved back.
pub(super) fn published(tally: &mut DifferenceTally, before: &Snapshot, after: &Snapshot) -> bool {
    let (old, new) = (before.published_at, after.published_at);
    let days = (before.published_date, after.published_date);
    // Equal instants may be written with different offsets, and those are hashed apart.
    let written = |version: &Snapshot| match version.published_at {
        Some(at) => Some(at.to_rfc3339()),
        None => version.published_date.map(|day| day.to_string()),
    };
    let (was, is) = (written(before), written(after));
    if was == is {
        return false;
    }
    let mut pieces = Vec::new();
    push(&mut pieces, Side::Removed, &was.unwrap_or_default());
    push(&mut pieces, Side::Added, &is.unwrap_or_default());
    // The hour of the same day may be said or not.
    let only_finer = old.is_none() != new.is_none() && days.0.is_some() && days.0 == days.1;
    let kind = if only_finer || (old.is_some() && old == new) {
        ChangeKind::Typographic
    } else {
        ChangeKind::Redating
    };
    let place = FieldPlace {
        field: "published_at",
        index: None,
    };
    tally.told(place, kind, None, pieces);
    match (old, new) {
        (Some(old), Some(new)) => new < old,
        _ => matches!(days, (Some(old), Some(new)) if new < old),
    }
}

/// Names in a list (sections, related links), each compared as a whole.
pub(super) fn list(before: &[String], after: &[String]) -> Vec<DiffPiece> {
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
