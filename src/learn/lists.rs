//! Fields that are lists: sections, other news, files outside the body.
//!
//! A selector is right where it gives nothing that was not told.

use std::collections::BTreeSet;

use url::Url;

use super::LabelField;
use super::choose::{SelectorOutcome, choose};
use super::label::{LabelValue, key};
use super::page::LabelledPage;

/// The longest name of a section, in letters.
const NAME: usize = 80;

/// The selectors of sections.
pub(super) fn categories(pages: &[&LabelledPage<'_>]) -> Vec<String> {
    let told = |page: &LabelledPage<'_>| -> BTreeSet<String> {
        told(page, LabelField::Categories)
            .iter()
            .map(|it| key(it))
            .collect()
    };
    let name = |page: &LabelledPage<'_>, place: usize| {
        let home = |url: Url| url.path() == "/" && url.query().is_none();
        let text = page.index.line(place, NAME)?;
        (!page.target(place).is_some_and(home)).then(|| key(text))
    };
    let places = |page: &LabelledPage<'_>| {
        let told = told(page);
        let all = 0..page.index.len();
        all.filter(|it| name(page, *it).is_some_and(|it| told.contains(&it)))
            .collect()
    };
    let judge = |page: &LabelledPage<'_>, hits: &[usize]| {
        let told = told(page);
        let names: Vec<String> = hits.iter().filter_map(|it| name(page, *it)).collect();
        match names.iter().all(|it| told.contains(it)) {
            true if names.is_empty() => SelectorOutcome::Nothing,
            true => SelectorOutcome::Right,
            false => SelectorOutcome::Wrong,
        }
    };
    choose(pages, LabelField::Categories, places, judge)
}

/// The selectors of the items of the "Tin khác" list.
pub(super) fn related(pages: &[&LabelledPage<'_>]) -> Vec<String> {
    let told = |page: &LabelledPage<'_>| told(page, LabelField::Related);
    let places = |page: &LabelledPage<'_>| {
        let told = told(page);
        let all = 0..page.index.len();
        let items = all.filter(|it| {
            let links = links(page, *it);
            links.len() == 1 && told.contains(&links[0]) && {
                let above = page.index.element(*it).parent;
                above.is_none_or(|it| self::links(page, it).len() != 1)
            }
        });
        items.collect()
    };
    let judge = |page: &LabelledPage<'_>, hits: &[usize]| {
        let told = told(page);
        let first = hits
            .iter()
            .filter_map(|it| links(page, *it).into_iter().next());
        let given: BTreeSet<String> = first.collect();
        if given == told.iter().cloned().collect() {
            SelectorOutcome::Right
        } else if told.iter().all(|it| given.contains(it)) {
            SelectorOutcome::Untold
        } else {
            SelectorOutcome::Wrong
        }
    };
    choose(pages, LabelField::Related, places, judge)
}

/// The selectors of files, or of the boxes that hold them, outside the body.
pub(super) fn attachments(pages: &[&LabelledPage<'_>]) -> Vec<String> {
    let outside = |page: &LabelledPage<'_>| -> Vec<String> {
        let told = told(page, LabelField::Attachments);
        let inside = page
            .places
            .root
            .map(|it| links(page, it))
            .unwrap_or_default();
        told.into_iter().filter(|it| !inside.contains(it)).collect()
    };
    let places = |page: &LabelledPage<'_>| {
        let outside = outside(page);
        let all = 0..page.index.len();
        let holds = all.filter(|it| {
            let links = links(page, *it);
            !links.is_empty() && links.iter().all(|it| outside.contains(it))
        });
        holds.collect()
    };
    let judge = |page: &LabelledPage<'_>, hits: &[usize]| {
        let told = told(page, LabelField::Attachments);
        let given: Vec<String> = hits.iter().flat_map(|it| links(page, *it)).collect();
        match given.iter().all(|it| told.contains(it)) {
            true if given.is_empty() => SelectorOutcome::Nothing,
            true if outside(page).iter().all(|it| given.contains(it)) => SelectorOutcome::Right,
            _ => SelectorOutcome::Wrong,
        }
    };
    choose(pages, LabelField::Attachments, places, judge)
}

/// The entries of a list that was told.
fn told(page: &LabelledPage<'_>, field: LabelField) -> Vec<String> {
    let values = page.values(field).into_iter();
    let all = values.filter_map(|it| match it {
        LabelValue::Set(all) => Some(all),
        _ => None,
    });
    all.flatten().collect()
}

/// Where the links in an element lead that have text, each once.
fn links(page: &LabelledPage<'_>, place: usize) -> Vec<String> {
    let index = &page.index;
    let below = place..index.element(place).end;
    let anchors = index.named("a");
    let from = anchors.partition_point(|it| *it < below.start);
    let anchors = anchors[from..].iter().take_while(|it| below.contains(it));
    let mut all: Vec<String> = Vec::new();
    for anchor in anchors.filter(|it| index.element(**it).text.as_deref() != Some("")) {
        let target = page.target(*anchor).map(String::from);
        all.extend(target.filter(|it| !all.contains(it)));
    }
    all
}
