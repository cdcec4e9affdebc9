//! Of all selectors that lead to labelled elements, the cheapest that is right everywhere.
//!
//! Never accepts one that says something else on any page: a gap is better than a guess.

use std::collections::BTreeSet;

use super::page::LabelledPage;
use super::selector::Path;

/// What a selector does on one page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It gives what was told.
    Right,
    /// It finds nothing, or nothing that contradicts.
    Nothing,
    /// It gives something else.
    Wrong,
}

/// The most selectors of one field.
const ALTERNATIVES: usize = 4;

/// The selectors of a field, in the order in which they are tried. `places` are the elements
/// of a page that a selector should lead to; `judge` says what one does on a page.
pub(super) fn choose(
    pages: &[&LabelledPage<'_>],
    places: impl Fn(&LabelledPage<'_>) -> Vec<usize>,
    judge: impl Fn(&LabelledPage<'_>, &[usize]) -> Outcome,
) -> Vec<Path> {
    let places: Vec<Vec<usize>> = pages.iter().map(|it| places(it)).collect();
    let wanted: BTreeSet<usize> = (0..pages.len())
        .filter(|it| !places[*it].is_empty())
        .collect();
    let mut paths: BTreeSet<Path> = BTreeSet::new();
    for (page, places) in pages.iter().zip(&places) {
        let all = places.iter().flat_map(|it| Path::to(&page.index, *it));
        paths.extend(all);
    }
    let mut sound: Vec<(Path, BTreeSet<usize>)> = Vec::new();
    for path in paths {
        let Some(right) = right_on(&path, pages, &judge) else {
            continue;
        };
        if right.len() == wanted.len() {
            return vec![path];
        }
        if !right.is_empty() {
            sound.push((path, right));
        }
    }
    cover(&sound, wanted)
}

/// The pages that a selector is right on; `None` where it is wrong on one.
fn right_on(
    path: &Path,
    pages: &[&LabelledPage<'_>],
    judge: &impl Fn(&LabelledPage<'_>, &[usize]) -> Outcome,
) -> Option<BTreeSet<usize>> {
    let mut right = BTreeSet::new();
    for (number, page) in pages.iter().enumerate() {
        match judge(page, &path.hits(&page.index)) {
            Outcome::Right => {
                right.insert(number);
            }
            Outcome::Nothing => {}
            Outcome::Wrong => return None,
        }
    }
    Some(right)
}

/// Few selectors that together are right on most pages: of those that add the most, the
/// cheapest.
fn cover(sound: &[(Path, BTreeSet<usize>)], mut open: BTreeSet<usize>) -> Vec<Path> {
    let mut chosen = Vec::new();
    while chosen.len() < ALTERNATIVES {
        let gain = |right: &BTreeSet<usize>| right.intersection(&open).count();
        let best = sound
            .iter()
            .min_by_key(|(path, right)| (usize::MAX - gain(right), path.cost));
        let Some((path, right)) = best.filter(|(_, right)| gain(right) > 0) else {
            break;
        };
        chosen.push(path.clone());
        open.retain(|it| !right.contains(it));
    }
    chosen
}
