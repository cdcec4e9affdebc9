//! The element that holds the body, and what inside it is not the body's.
//!
//! What is stripped is frozen in the recipe: by names that on no page hold a word of an
//! article. Never strips by a place that is only counted.

use std::collections::{BTreeMap, BTreeSet};

use super::LabelField;
use super::choose::{SelectorOutcome, choose};
use super::index::COUNTED;
use super::label::{LabelValue, key};
use super::page::LabelledPage;
use super::selector::SelectorPath;

/// How far above the smallest element that holds the blocks the body's root may be.
const CLIMB: usize = 4;
/// Of a root's letters, the most that may be of something else.
const FOREIGN: usize = 3;
/// Letters of something else that a short body may have around it at any rate.
const AROUND: usize = 400;
/// Selectors whose bodies have this many letters more of something else are worse.
const COARSE: usize = 120;
/// The most selectors of what is stripped.
const STRIPS: usize = 12;

/// The selectors of the body's root.
pub(super) fn roots(pages: &[&LabelledPage<'_>]) -> Vec<String> {
    let mut paths: BTreeSet<SelectorPath> = BTreeSet::new();
    for page in pages {
        for place in candidates(page) {
            paths.extend(SelectorPath::to(&page.index, place, page.places.root));
        }
    }
    let mut sound: Vec<(usize, SelectorPath)> = Vec::new();
    let mut partial: Vec<(usize, usize, SelectorPath)> = Vec::new();
    for path in paths {
        if let Some((right, around)) = around_on(&path, pages) {
            let wanted = pages.iter().filter(|it| it.places.root.is_some()).count();
            if right >= wanted {
                sound.push((around / pages.len().max(1) / COARSE, path));
            } else if right > 0 {
                partial.push((usize::MAX - right, around / right / COARSE, path));
            }
        }
    }
    let best = sound.into_iter().min().map(|it| it.1);
    let best = best.or_else(|| partial.into_iter().min().map(|it| it.2));
    best.iter().map(SelectorPath::css).collect()
}

/// The elements that may be the root of a page's body.
fn candidates(page: &LabelledPage<'_>) -> Vec<usize> {
    let root = page.places.root;
    let above = root
        .into_iter()
        .flat_map(|it| page.index.above(it).take(CLIMB));
    root.into_iter()
        .chain(above)
        .filter(|it| foreign(page, *it).is_some())
        .collect()
}

/// On how many pages a selector finds the body, and how many letters of something else it
/// finds there; `None` where it finds anything but one body.
fn around_on(path: &SelectorPath, pages: &[&LabelledPage<'_>]) -> Option<(usize, usize)> {
    let (mut right, mut around) = (0, 0);
    for page in pages {
        let hits = path.hits(&page.index);
        let [first, rest @ ..] = hits.as_slice() else {
            continue;
        };
        let one = rest.iter().all(|it| page.index.is_within(*it, *first));
        let root = page.places.root?;
        if !one || !page.index.is_within(root, *first) {
            return None;
        }
        right += 1;
        around += foreign(page, *first)?;
    }
    Some((right, around))
}

/// How many letters of an element are nothing that was told; `None` where that is too much.
fn foreign(page: &LabelledPage<'_>, place: usize) -> Option<usize> {
    let said = key(page.index.element(place).text.as_deref()?);
    let told = told(page);
    let known: usize = told
        .iter()
        .filter(|it| said.contains(*it))
        .map(String::len)
        .sum();
    let rest = said.len().saturating_sub(known);
    (rest * FOREIGN <= said.len() || rest <= AROUND).then_some(rest)
}

/// The words of everything that was told of the article's text.
fn told(page: &LabelledPage<'_>) -> Vec<String> {
    let fields = [
        LabelField::Body,
        LabelField::Captions,
        LabelField::Lead,
        LabelField::Author,
        LabelField::Title,
        LabelField::Source,
    ];
    let values = fields
        .into_iter()
        .filter_map(|it| Some(&page.label(it)?.value));
    let texts = values.flat_map(|it| match it {
        LabelValue::Text(text) => vec![text.clone()],
        LabelValue::Blocks(all) | LabelValue::Set(all) => all.clone(),
        LabelValue::Time(..) => Vec::new(),
    });
    texts
        .map(|it| key(&it))
        .filter(|it| !it.is_empty())
        .collect()
}

/// What is cut from a body: elements inside it that hold nothing of the article.
pub(super) fn strips(pages: &[&LabelledPage<'_>], roots: &[String]) -> Vec<String> {
    let bodies: Vec<Option<usize>> = pages.iter().map(|it| root_by(it, roots)).collect();
    let mut paths: BTreeMap<SelectorPath, usize> = BTreeMap::new();
    let mut wanted: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (number, (page, root)) in pages.iter().zip(&bodies).enumerate() {
        let Some(root) = root else { continue };
        for place in strangers(page, *root) {
            wanted.insert((number, place));
            for path in SelectorPath::to(&page.index, place, page.places.root) {
                if path.cost < COUNTED && path.is_named() {
                    *paths.entry(path).or_default() += 1;
                }
            }
        }
    }
    let mut chosen = Vec::new();
    for (path, _) in paths {
        if wanted.is_empty() || chosen.len() >= STRIPS {
            break;
        }
        let Some(cut) = cut_by(&path, pages, &bodies) else {
            continue;
        };
        let before = wanted.len();
        wanted.retain(|(number, place)| {
            !cut.iter()
                .any(|(page, hit)| page == number && pages[*page].index.is_within(*place, *hit))
        });
        if wanted.len() < before {
            chosen.push(path.css());
        }
    }
    chosen
}

/// What a selector cuts from the bodies; `None` where that is anything of an article.
fn cut_by(
    path: &SelectorPath,
    pages: &[&LabelledPage<'_>],
    bodies: &[Option<usize>],
) -> Option<Vec<(usize, usize)>> {
    let mut cut = Vec::new();
    for (number, (page, root)) in pages.iter().zip(bodies).enumerate() {
        let Some(root) = root else { continue };
        let kept = kept(page);
        for hit in path.hits(&page.index) {
            if !page.index.is_within(hit, *root) {
                continue;
            }
            if kept.iter().any(|it| page.index.is_within(*it, hit)) {
                return None;
            }
            cut.push((number, hit));
        }
    }
    Some(cut)
}

/// The root that the chosen selectors find on a page.
fn root_by(page: &LabelledPage<'_>, roots: &[String]) -> Option<usize> {
    let root = page.places.root?;
    let above = std::iter::once(root).chain(page.index.above(root).take(CLIMB));
    let mut above = above;
    above.find(|it| {
        let mut paths = SelectorPath::to(&page.index, *it, page.places.root).into_iter();
        paths.any(|it| roots.contains(&it.css()))
    })
}

/// The outermost elements below a root that hold nothing of the article, and something.
fn strangers(page: &LabelledPage<'_>, root: usize) -> Vec<usize> {
    let index = &page.index;
    let kept = kept(page);
    let of_article = |it: usize| {
        kept.iter()
            .any(|place| index.is_within(*place, it) || index.is_within(it, *place))
    };
    let mut all: Vec<usize> = Vec::new();
    let mut place = root + 1;
    while place < index.element(root).end {
        let element = index.element(place);
        if of_article(place) {
            place += 1;
            continue;
        }
        if element.text.as_deref() != Some("") {
            all.push(place);
        }
        place = element.end;
    }
    all
}

/// The smallest elements that hold something of the article.
fn kept(page: &LabelledPage<'_>) -> Vec<usize> {
    let index = &page.index;
    let told = told(page);
    let pictures = page.reading.images.iter().map(|it| it.url.as_str());
    let files = page.reading.attachments.iter().map(|it| it.url.as_str());
    let embeds = page.reading.embeds.iter().map(|it| it.url.as_str());
    let addresses: BTreeSet<&str> = pictures.chain(files).chain(embeds).collect();
    let line = |it: usize| {
        let text = index.element(it).text.as_deref().unwrap_or_default();
        !text.is_empty() && told.contains(&key(text))
    };
    let linked = |it: usize| {
        page.target(it)
            .is_some_and(|it| addresses.contains(it.as_str()))
    };
    let all = 0..index.len();
    let found = all.filter(|it| line(*it) || linked(*it));
    page.places.blocks.iter().copied().chain(found).collect()
}

/// The selectors of captions, where a name says what they are.
pub(super) fn captions(pages: &[&LabelledPage<'_>]) -> Vec<String> {
    let told = |page: &LabelledPage<'_>| -> Vec<String> {
        let captions = page.values(LabelField::Captions).into_iter();
        let all = captions.filter_map(|it| match it {
            LabelValue::Set(all) => Some(all),
            _ => None,
        });
        all.flatten().map(|it| key(&it)).collect()
    };
    let is = |page: &LabelledPage<'_>, place: usize, told: &[String]| {
        let text = page.index.element(place).text.as_deref().map(key);
        text.is_some_and(|it| told.contains(&it))
    };
    let places = |page: &LabelledPage<'_>| {
        let told = told(page);
        let named = |it: &usize| {
            let names = &page.index.element(*it).names;
            names
                .iter()
                .any(|(name, cost)| *cost < 10 && name.contains(['.', '[']) || name == "figcaption")
        };
        let all = (0..page.index.len()).filter(|it| is(page, *it, &told));
        let all: Vec<usize> = all.collect();
        let inner = |it: &usize| {
            let mut below = all.iter().filter(|other| *other != it);
            !below.any(|other| page.index.is_within(*other, *it))
        };
        all.iter().copied().filter(inner).filter(named).collect()
    };
    let judge = |page: &LabelledPage<'_>, hits: &[usize]| {
        let told = told(page);
        if hits.iter().all(|it| is(page, *it, &told)) {
            SelectorOutcome::Right
        } else {
            SelectorOutcome::Wrong
        }
    };
    choose(pages, LabelField::Captions, places, judge)
}
