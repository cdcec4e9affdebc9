//! How each field fares when pages are read by a recipe: what was told, what was found, where
//! the two are not one.
//!
//! Reads pages as if no source had said anything: what REST tells is no merit of a selector.

use super::label::LabelValue;
use super::page::LabelledPage;
use super::{Contradiction, FieldCoverage, LabelField};
use crate::extract::Recipe;
use crate::record::Article;

/// A page and what a recipe reads of it, if it is an article by that recipe.
pub(super) type MeasuredPage<'p, 's> = (&'p LabelledPage<'s>, Option<Article>);

/// Reads pages by a recipe.
pub(super) fn readings<'p, 's>(
    pages: &[&'p LabelledPage<'s>],
    recipe: &Recipe,
) -> Vec<MeasuredPage<'p, 's>> {
    pages.iter().map(|it| (*it, it.read(recipe))).collect()
}

/// All fields on these pages.
pub(super) fn coverage(readings: &[MeasuredPage<'_, '_>]) -> Vec<FieldCoverage> {
    LabelField::ALL
        .into_iter()
        .map(|it| of(it, readings))
        .collect()
}

fn of(field: LabelField, readings: &[MeasuredPage<'_, '_>]) -> FieldCoverage {
    let mut coverage = FieldCoverage {
        field,
        pages: readings.len(),
        labelled: 0,
        found: 0,
        agreed: 0,
        contradictions: Vec::new(),
    };
    for (page, article) in readings {
        let read = article.as_ref().and_then(|it| LabelValue::of(it, field));
        coverage.found += usize::from(read.is_some());
        let Some(label) = page.label(field) else {
            continue;
        };
        coverage.labelled += 1;
        match read {
            Some(read) if label.accepts(field, &read) => coverage.agreed += 1,
            Some(read) => coverage.contradictions.push(Contradiction {
                url: page.sample.url.clone(),
                read: read.shown(),
                told: label.value.shown(),
                source: label.source,
            }),
            None => {}
        }
    }
    coverage
}
