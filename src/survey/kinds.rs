//! Which of the addresses a site names are articles: those that a machine called so, else those
//! that are called like one, and whatever else has the shape of these.
//!
//! Pure. Never takes a menu's entry for an article.

use std::collections::BTreeSet;

use url::Url;

use super::shape::{self, Shape};
use crate::record::{DiscoveredUrl, Role};

/// Articles that must be named for certain before shapes are believed.
const ENOUGH: usize = 3;

/// The articles among what was named; `sections` are none, and `headlines` probably are.
pub(super) fn articles(named: &[DiscoveredUrl], headlines: &[Url], sections: &[Url]) -> Vec<Url> {
    let listed: BTreeSet<&Url> = sections.iter().collect();
    let url = |it: &DiscoveredUrl| {
        Url::parse(&it.url)
            .ok()
            .filter(|it| !is_root(it) && !listed.contains(it))
    };
    let certain: Vec<Url> = named
        .iter()
        .filter(|it| it.role == Role::Article)
        .filter_map(url)
        .collect();
    let mixed = named
        .iter()
        .filter(|it| it.role == Role::Page)
        .filter_map(url);
    let own = headlines
        .iter()
        .filter(|it| !is_root(it) && !listed.contains(it))
        .cloned();
    let mut seen = BTreeSet::new();
    let pool: Vec<Url> = own
        .chain(mixed)
        .filter(|it| seen.insert(it.clone()))
        .collect();
    let all: Vec<Url> = certain.iter().chain(&pool).cloned().collect();
    let shapes = if certain.len() >= ENOUGH {
        shapes_among(&all, &certain, 1)
    } else {
        likely(&pool, headlines)
    };
    let mut seen = BTreeSet::new();
    let sorted = shape::sorted(&all);
    let of_shape: BTreeSet<&Url> = sorted
        .iter()
        .filter(|(it, _)| shapes.contains(*it))
        .flat_map(|(_, urls)| urls.iter().copied())
        .collect();
    let is_article = |it: &&Url| certain.contains(it) || of_shape.contains(it);
    all.iter()
        .filter(is_article)
        .filter(|it| seen.insert((*it).clone()))
        .cloned()
        .collect()
}

fn is_root(url: &Url) -> bool {
    url.path() == "/" && url.query().is_none()
}

/// The shapes that at least so many of some addresses have among all.
fn shapes_among(all: &[Url], some: &[Url], least: usize) -> BTreeSet<Shape> {
    let some: BTreeSet<&Url> = some.iter().collect();
    let count = |urls: &Vec<&Url>| urls.iter().filter(|it| some.contains(**it)).count();
    let sorted = shape::sorted(all).into_iter();
    sorted
        .filter(|(_, urls)| count(urls) >= least)
        .map(|(shape, _)| shape)
        .collect()
}

/// The shapes of headlines that are no chance; where no page names any, the one that most have.
fn likely(pool: &[Url], headlines: &[Url]) -> BTreeSet<Shape> {
    let most = (pool.len() / 7).max(ENOUGH);
    if headlines.len() >= ENOUGH {
        let shapes = shapes_among(pool, headlines, (headlines.len() / 5).max(ENOUGH));
        if !shapes.is_empty() {
            return shapes;
        }
    }
    let sorted = shape::sorted(pool);
    let largest = sorted.into_iter().max_by_key(|(_, urls)| urls.len());
    largest
        .filter(|(_, urls)| urls.len() >= most.max(pool.len() / 2))
        .map(|(shape, _)| shape)
        .into_iter()
        .collect()
}
