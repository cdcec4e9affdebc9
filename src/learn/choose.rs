//! Of all selectors that lead to labelled elements, the cheapest that is right everywhere.
//!
//! Never accepts one that says something else on any page: a gap is better than a guess.

use std::collections::BTreeSet;

use super::LabelField;
use super::page::LabelledPage;
use super::selector::SelectorPath;

/// What a selector does on one page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SelectorOutcome {
    /// It gives what was told.
    Right,
    /// It finds nothing.
    Nothing,
    /// It gives something, and nobody told anything.
    Untold,
    /// It gives something else.
    Wrong,
}

/// The most selectors of one field.
const ALTERNATIVES: usize = 4;

/// A selector and the pages it is right on.
type Sound = (SelectorPath, BTreeSet<usize>);

/// The selectors of a field, in the order in which they are tried. `places` are the elements
/// of a page that a selector should lead to; `judge` says what one does on a page.
pub(super) fn choose(
    pages: &[&LabelledPage<'_>],
    field: LabelField,
    places: impl Fn(&LabelledPage<'_>) -> Vec<usize>,
    judge: impl Fn(&LabelledPage<'_>, &[usize]) -> SelectorOutcome,
) -> Vec<String> {
    let places: Vec<Vec<usize>> = pages.iter().map(|it| places(it)).collect();
    let wanted: BTreeSet<usize> = (0..pages.len())
        .filter(|it| !places[*it].is_empty())
        .collect();
    let mut paths: BTreeSet<SelectorPath> = BTreeSet::new();
    for (page, places) in pages.iter().zip(&places) {
        for place in places {
            let text = page.places.root;
            let inside = text.is_some_and(|it| page.index.is_within(*place, it));
            // A lead is set as the text is, wherever it stands.
            let inside = inside || field == LabelField::Lead;
            let all = SelectorPath::to(&page.index, *place, text).into_iter();
            paths.extend(all.filter(|it| it.is_firm(inside)));
        }
    }
    let (mut sound, mut telling): (Vec<Sound>, Vec<Sound>) = Default::default();
    for path in paths {
        let Some((right, untold)) = right_on(&path, pages, &judge) else {
            continue;
        };
        if untold.len() * 2 > right.len() {
            if path.tells(words(field)) {
                telling.push((path, &right | &untold));
            }
            continue;
        }
        if right.is_superset(&wanted) {
            return vec![path.css()];
        }
        if !right.is_empty() {
            sound.push((path, right));
        }
    }
    // A name that says what it finds is believed where nobody told anything.
    let whole = telling.iter().find(|(_, said)| said.is_superset(&wanted));
    if let Some((path, _)) = whole {
        return vec![path.css()];
    }
    cover(&sound, wanted)
        .iter()
        .map(SelectorPath::css)
        .collect()
}

/// The pages that a selector is right on, and those on which it says what nobody told; `None`
/// where it is wrong on one.
fn right_on(
    path: &SelectorPath,
    pages: &[&LabelledPage<'_>],
    judge: &impl Fn(&LabelledPage<'_>, &[usize]) -> SelectorOutcome,
) -> Option<(BTreeSet<usize>, BTreeSet<usize>)> {
    let (mut right, mut untold) = (BTreeSet::new(), BTreeSet::new());
    for (number, page) in pages.iter().enumerate() {
        let hits = path.hits(&page.index);
        match judge(page, &hits) {
            _ if hits.is_empty() => {}
            SelectorOutcome::Right => {
                right.insert(number);
            }
            SelectorOutcome::Nothing => {}
            SelectorOutcome::Untold => {
                untold.insert(number);
            }
            SelectorOutcome::Wrong => return None,
        }
    }
    Some((right, untold))
}

/// Parts of names that say that an element is a field's.
fn words(field: LabelField) -> &'static [&'static str] {
    match field {
        LabelField::Date => &["date", "time", "ngay", "publish"],
        LabelField::Author => &[
            "author", "byline", "tacgia", "tac-gia", "tac_gia", "butdanh",
        ],
        LabelField::Source => &["source", "nguon"],
        LabelField::Lead => &[
            "sapo",
            "lead",
            "summary",
            "description",
            "tomtat",
            "tom-tat",
        ],
        LabelField::Related => &[
            "related",
            "other",
            "lienquan",
            "lien-quan",
            "khac",
            "cungmuc",
            "cung-muc",
        ],
        _ => &[],
    }
}

/// Few selectors that together are right on most pages: of those that add the most, the
/// cheapest. One that adds a single page is that page's, not the era's.
fn cover(sound: &[Sound], mut open: BTreeSet<usize>) -> Vec<SelectorPath> {
    let mut chosen = Vec::new();
    let least = if open.len() > 2 { 2 } else { 1 };
    while chosen.len() < ALTERNATIVES {
        let gain = |right: &BTreeSet<usize>| right.intersection(&open).count();
        let best = sound
            .iter()
            .min_by_key(|(path, right)| (usize::MAX - gain(right), path.cost));
        let Some((path, right)) = best.filter(|(_, right)| gain(right) >= least) else {
            break;
        };
        chosen.push(path.clone());
        open.retain(|it| !right.contains(it));
    }
    chosen
}
