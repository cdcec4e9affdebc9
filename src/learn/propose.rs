//! From labelled pages to layouts.
//!
//! Each field by its own chooser, then all of it tried: what makes a page worse is left out.
//! Never proposes a layout that fits other pages than its own.

use chrono::Datelike;
use chrono_tz::Tz;
use url::Url;

use super::index::ElementIndex;
use super::label::LabelValue;
use super::page::{LabelledPage, Other};
use super::{
    Era, LabelField, UncoveredArticle, Unlearnt, body, eras, lines, lists, measure, proof, times,
};
use crate::extract::{LayoutSource, Recipe};
use crate::record::Origin;

/// The fewest pages that an era is learnt from.
const FEWEST: usize = 2;

/// One layout an era, and the articles that none was learnt for.
pub(super) fn layouts(
    pages: &[LabelledPage<'_>],
    others: &[Other],
    zone: Tz,
) -> (Vec<Era>, Vec<UncoveredArticle>) {
    let (mut learnt, mut left): (Vec<Era>, Vec<UncoveredArticle>) = (Vec::new(), Vec::new());
    for era in eras::tell_apart(pages) {
        let own = |page: &LabelledPage<'_>| era.iter().any(|it| std::ptr::eq(*it, page));
        let rest: Vec<&LabelledPage<'_>> = pages.iter().filter(|it| !own(it)).collect();
        let taken: Vec<String> = learnt.iter().map(|it| it.layout.name.clone()).collect();
        match layout(&era, &rest, others, zone) {
            Ok(mut layout) => {
                layout.name = name(&era, &taken);
                learnt.push(Era {
                    urls: era.iter().map(|it| it.sample.url.clone()).collect(),
                    coverage: coverage(&era, &layout, zone),
                    layout,
                });
            }
            Err(reason) => left.extend(era.iter().map(|it| UncoveredArticle {
                url: it.sample.url.clone(),
                reason,
            })),
        }
    }
    (learnt, left)
}

/// The layout of one era; what stands in its way where there is none.
fn layout(
    era: &[&LabelledPage<'_>],
    rest: &[&LabelledPage<'_>],
    others: &[Other],
    zone: Tz,
) -> Result<LayoutSource, Unlearnt> {
    if era.len() < FEWEST {
        return Err(Unlearnt::Alone);
    }
    if era.iter().any(|it| is_embedded(it)) {
        return Err(Unlearnt::Embedded);
    }
    let mut layout = LayoutSource {
        name: "learnt".to_owned(),
        ..selectors(era, zone)
    };
    let indices = others.iter().filter_map(|it| it.index.as_ref());
    let indices: Vec<&ElementIndex> = rest.iter().map(|it| &it.index).chain(indices).collect();
    let urls = rest.iter().map(|it| &it.sample.url);
    let urls: Vec<&Url> = urls
        .chain(others.iter().map(|it| &it.refused.url))
        .collect();
    match eras::matches(era, &indices) {
        Some(found) => layout.matches = vec![found],
        None => layout.paths = eras::paths(era, &urls).into_iter().collect(),
    }
    if layout.matches.is_empty() && layout.paths.is_empty() {
        return Err(Unlearnt::LikeOthers);
    }
    loop {
        let recipe = Recipe::compile(std::slice::from_ref(&layout), zone);
        let recipe = recipe.map_err(|_| Unlearnt::Worse)?;
        let readings = measure::readings(era, &recipe);
        let worse = proof::worse(&readings);
        let Some(field) = worse.first() else { break };
        if !proof::leave_out(&mut layout, *field) {
            return Err(Unlearnt::Worse);
        }
    }
    Ok(layout)
}

/// The selectors of all fields.
fn selectors(era: &[&LabelledPage<'_>], zone: Tz) -> LayoutSource {
    let mut labels = lines::printed_labels(era, LabelField::Source);
    labels.extend(lines::printed_labels(era, LabelField::Author));
    let body = body::roots(era);
    LayoutSource {
        title: lines::plain(era, LabelField::Title),
        date: times::selectors(era, LabelField::Date, zone),
        lead: lines::plain(era, LabelField::Lead),
        strip: body::strips(era, &body),
        caption: body::captions(era),
        author: lines::labelled(era, LabelField::Author, &labels),
        source: lines::labelled(era, LabelField::Source, &labels),
        category: lists::categories(era),
        attachment: lists::attachments(era),
        related: lists::related(era),
        body,
        labels,
        ..LayoutSource::default()
    }
}

fn coverage(
    era: &[&LabelledPage<'_>],
    layout: &LayoutSource,
    zone: Tz,
) -> Vec<super::FieldCoverage> {
    let recipe = Recipe::compile(std::slice::from_ref(layout), zone)
        .expect("it compiled when it was tried, and a name made of years is not reserved");
    measure::coverage(&measure::readings(era, &recipe))
}

/// Whether a page's article stands in data that a script draws it from.
fn is_embedded(page: &LabelledPage<'_>) -> bool {
    let body = page.reading.fields.get("body");
    body.is_some_and(|it| it.origin == Origin::Embedded)
}

/// The years of the pages, which tell eras apart for a person.
fn name(era: &[&LabelledPage<'_>], taken: &[String]) -> String {
    let years = era
        .iter()
        .filter_map(|it| match it.label(LabelField::Date)?.value {
            LabelValue::Time(_, day) => Some(day.year()),
            _ => None,
        });
    let (first, last) = (years.clone().min(), years.max());
    let base = match (first, last) {
        (Some(first), Some(last)) if first == last => format!("{first}"),
        (Some(first), Some(last)) => format!("{first}-{last}"),
        _ => "learnt".to_owned(),
    };
    let mut name = base.clone();
    let mut number = 2;
    while taken.contains(&name) {
        name = format!("{base}-{number}");
        number += 1;
    }
    name
}
