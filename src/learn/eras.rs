//! Pages of one structure, and what tells them from all others.
//!
//! Goes by the names around headline and body. Never by a page's date: a redesign may leave
//! old pages as they were, or not.

use std::collections::BTreeSet;

use url::Url;

use super::LabelField;
use super::index::{COUNTED, ElementIndex};
use super::label::{LabelValue, key};
use super::page::LabelledPage;
use super::selector::SelectorPath;

/// Of the names that two pages have, the share that both have where they are of one era.
const ALIKE: f64 = 0.5;
/// What a name may cost that tells an era.
const TELLS: u32 = 10;

/// The pages by era, the era with most pages first.
pub(super) fn tell_apart<'p, 's>(pages: &'p [LabelledPage<'s>]) -> Vec<Vec<&'p LabelledPage<'s>>> {
    let names: Vec<BTreeSet<String>> = pages.iter().map(around).collect();
    let mut eras: Vec<Vec<usize>> = Vec::new();
    for number in 0..pages.len() {
        let alike = |era: &Vec<usize>| {
            era.iter()
                .any(|it| likeness(&names[*it], &names[number]) >= ALIKE)
        };
        let (mut own, rest): (Vec<Vec<usize>>, Vec<Vec<usize>>) = eras.into_iter().partition(alike);
        own.push(vec![number]);
        eras = rest;
        eras.push(own.concat());
    }
    for era in &mut eras {
        era.sort_unstable();
    }
    eras.sort_by_key(|it| (usize::MAX - it.len(), it[0]));
    let pages = |era: Vec<usize>| era.into_iter().map(|it| &pages[it]).collect();
    eras.into_iter().map(pages).collect()
}

/// The names of the elements that hold the body and the headline, but for those of the whole
/// page, and how the elements lie in each other.
fn around(page: &LabelledPage<'_>) -> BTreeSet<String> {
    let index = &page.index;
    let ends = [page.places.root, headline(page)];
    let chain = |it: usize| std::iter::once(it).chain(index.above(it));
    let all = ends.iter().flatten().flat_map(|it| chain(*it));
    let mut names = BTreeSet::new();
    for place in all {
        let all = &index.element(place).names;
        if matches!(all[0].0.as_str(), "html" | "body") {
            continue;
        }
        let telling = all
            .iter()
            .filter(|(name, cost)| *cost < TELLS && name.starts_with(['.', '#', '[']));
        names.extend(telling.map(|(name, _)| name.clone()));
    }
    for end in ends.iter().flatten() {
        let tags: Vec<&str> = chain(*end)
            .map(|it| index.element(it).names[0].0.as_str())
            .collect();
        names.insert(tags.join(" "));
    }
    names
}

/// The first element that says the title.
pub(super) fn headline(page: &LabelledPage<'_>) -> Option<usize> {
    let titles: Vec<String> = page
        .values(LabelField::Title)
        .iter()
        .filter_map(|it| match it {
            LabelValue::Text(text) => Some(key(text)),
            _ => None,
        })
        .collect();
    let said = |it: usize| page.index.element(it).text.as_deref().map(key);
    let says = |it: &usize| said(*it).is_some_and(|it| titles.contains(&it));
    let heading = page.index.named("h1").iter().copied().find(says);
    heading.or_else(|| (0..page.index.len()).find(says))
}

fn likeness(one: &BTreeSet<String>, other: &BTreeSet<String>) -> f64 {
    let count = |it: usize| f64::from(u32::try_from(it).unwrap_or(u32::MAX));
    let both = count(one.intersection(other).count());
    let all = count(one.union(other).count());
    if all > 0.0 { both / all } else { 1.0 }
}

/// What finds something on all pages of an era and on no other page, if anything does.
pub(super) fn matches(era: &[&LabelledPage<'_>], others: &[&ElementIndex]) -> Option<String> {
    let first = era.first()?;
    let ends = [first.places.root, headline(first)];
    let above = ends.iter().flatten().flat_map(|it| first.index.above(*it));
    let tells = |path: &SelectorPath| {
        let everywhere = era.iter().all(|it| !path.hits(&it.index).is_empty());
        everywhere && others.iter().all(|it| path.hits(it).is_empty())
    };
    let mut places = ends.iter().flatten().copied().chain(above);
    places.find_map(|place| {
        let mut paths = SelectorPath::to(&first.index, place, first.places.root);
        paths.retain(|it| it.cost < COUNTED);
        // WordPress says of each page whether it is one post: lists and standing pages may
        // have the same elements.
        let posts = |it: &SelectorPath| {
            ["single-post", "single"]
                .iter()
                .any(|name| it.is_below(name))
        };
        paths.sort_by_key(|it| (!posts(it), it.clone()));
        paths.into_iter().find(tells).map(|it| it.css())
    })
}

/// The form that the paths of an era have and no other page's has, if there is one.
pub(super) fn paths(era: &[&LabelledPage<'_>], others: &[&Url]) -> Option<String> {
    let segments =
        |url: &Url| -> Vec<String> { url.path().split('/').skip(1).map(str::to_owned).collect() };
    let mut form: Option<Vec<String>> = None;
    for page in era {
        let own = segments(&page.sample.url);
        form = Some(match form {
            None => own,
            Some(form) if form.len() != own.len() => return None,
            Some(form) => form
                .iter()
                .zip(&own)
                .map(|(one, other)| common(one, other))
                .collect(),
        });
    }
    let glob = format!("/{}", form?.join("/"));
    let set = globset::GlobBuilder::new(&glob)
        .literal_separator(true)
        .build()
        .ok()?;
    let set = set.compile_matcher();
    (!others.iter().any(|it| set.is_match(it.path()))).then_some(glob)
}

/// Two segments as one glob: the ending that both have stays.
fn common(one: &str, other: &str) -> String {
    if one == other {
        return one.to_owned();
    }
    let ending = |it: &str| {
        it.trim_start_matches('*')
            .rsplit_once('.')
            .map(|it| it.1.to_owned())
    };
    match (ending(one), ending(other)) {
        (Some(one), Some(other)) if one == other => format!("*.{one}"),
        _ => "*".to_owned(),
    }
}
