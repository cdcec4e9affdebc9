//! From labelled pages to layouts.
//!
//! Each field by its own chooser. Never proposes a layout that fits other pages than its own.

use chrono_tz::Tz;

use super::choose::{Outcome, choose};
use super::label::Value;
use super::page::LabelledPage;
use super::{Era, Field, measure};
use crate::extract::{LayoutSource, Recipe};

/// One layout an era.
pub(super) fn layouts(pages: &[LabelledPage<'_>], zone: Tz) -> Vec<Era> {
    if pages.is_empty() {
        return Vec::new();
    }
    let pages: Vec<&LabelledPage<'_>> = pages.iter().collect();
    let title = line(&pages, Field::Title);
    let layout = LayoutSource {
        name: "learnt".to_owned(),
        matches: title.clone(),
        title,
        ..LayoutSource::default()
    };
    let Ok(recipe) = Recipe::compile(std::slice::from_ref(&layout), zone) else {
        return Vec::new();
    };
    vec![Era {
        layout,
        urls: pages.iter().map(|it| it.sample.url.clone()).collect(),
        coverage: measure::coverage(&measure::readings(&pages, &recipe)),
    }]
}

/// The selectors of a field that is one line: the first element found says it.
fn line(pages: &[&LabelledPage<'_>], field: Field) -> Vec<String> {
    let says = |page: &LabelledPage<'_>, place: usize| {
        let Some(text) = &page.index.element(place).text else {
            return Some(false);
        };
        (!text.is_empty()).then(|| page.holds(field, &Value::Text(text.clone())))
    };
    let places = |page: &LabelledPage<'_>| {
        let all = 0..page.index.len();
        all.filter(|it| says(page, *it) == Some(true)).collect()
    };
    let judge = |page: &LabelledPage<'_>, hits: &[usize]| match hits
        .iter()
        .find_map(|it| says(page, *it))
    {
        Some(true) => Outcome::Right,
        Some(false) => Outcome::Wrong,
        None => Outcome::Nothing,
    };
    let paths = choose(pages, places, judge);
    paths.iter().map(super::selector::Path::css).collect()
}
