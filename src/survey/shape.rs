//! The shape of an address: its folders, its file's ending, where its number stands, and the
//! parameter of its query that tells it from others.
//!
//! Pure. Knows no site: two addresses of one shape may well be a section and an article.

use std::collections::{BTreeMap, BTreeSet};

use url::Url;

use crate::address::readable_path;

/// A path in parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PathParts {
    /// Folders, in order.
    pub(super) folders: Vec<String>,
    /// The last part, without its ending.
    pub(super) stem: String,
    /// `.html`, in lower case; empty where there is none.
    pub(super) ending: String,
}

impl PathParts {
    pub(super) fn of(url: &Url) -> Self {
        let path = readable_path(url);
        let mut parts: Vec<&str> = path.split('/').filter(|it| !it.is_empty()).collect();
        let last = parts.pop().unwrap_or_default();
        let (stem, ending) = match last.rsplit_once('.') {
            Some((stem, ending)) if is_ending(ending) && !stem.is_empty() => {
                (stem, format!(".{}", ending.to_lowercase()))
            }
            _ => (last, String::new()),
        };
        Self {
            folders: parts.into_iter().map(str::to_owned).collect(),
            stem: stem.to_owned(),
            ending,
        }
    }

    /// Where the last part has its number.
    pub(super) fn number(&self) -> Number {
        let digits = |text: &str| {
            let number = text.len() >= 2 && text.bytes().all(|it| it.is_ascii_digit());
            if number { text.len() } else { 0 }
        };
        let stem = self.stem.as_str();
        if !stem.is_empty() && stem.bytes().all(|it| it.is_ascii_digit()) {
            return Number::Alone;
        }
        let behind = stem.rsplit_once('-').map_or(0, |(_, it)| digits(it));
        let before = stem.split_once('-').map_or(0, |(it, _)| digits(it));
        // Of two the longer is the system's, the other the headline's.
        match (before, behind) {
            (0, 0) => Number::None,
            (before, behind) if before > behind => Number::Before,
            _ => Number::Behind,
        }
    }
}

/// Letters and digits that name a kind of file: not the end of `an-pham-so-1.2`.
fn is_ending(text: &str) -> bool {
    (2..=5).contains(&text.len())
        && text.bytes().all(|it| it.is_ascii_alphanumeric())
        && text.bytes().any(|it| it.is_ascii_alphabetic())
}

/// Where the last part of a path has its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Number {
    /// `4711`
    Alone,
    /// `le-hoi-4711`
    Behind,
    /// `4711-le-hoi`
    Before,
    /// `le-hoi`
    None,
}

/// What addresses of one shape have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shape {
    /// The query tells them apart: how deep it lies, and the file's name.
    Query(usize, String),
    /// The path does, and its ending says that it is a page.
    File(String),
    /// The path does: how deep it is, and where its number stands.
    Folder(usize, Number),
}

/// Sorts addresses by shape.
pub(super) fn sorted(urls: &[Url]) -> BTreeMap<Shape, Vec<&Url>> {
    let keyed = keyed_paths(urls);
    let mut sorted: BTreeMap<Shape, Vec<&Url>> = BTreeMap::new();
    for url in urls {
        sorted.entry(shape(url, &keyed)).or_default().push(url);
    }
    merge_numbered(&mut sorted);
    sorted
}

/// Where many addresses of a folder have no number, that of the others is of their headline
/// (`…-nam-2023`, `…-2`).
fn merge_numbered(sorted: &mut BTreeMap<Shape, Vec<&Url>>) {
    let plain = sorted.iter().filter_map(|(shape, urls)| match shape {
        Shape::Folder(depth, Number::None) => Some((*depth, urls.len())),
        _ => None,
    });
    for (depth, plain) in plain.collect::<Vec<_>>() {
        for number in [Number::Alone, Number::Behind, Number::Before] {
            let numbered = Shape::Folder(depth, number);
            let few = |urls: &Vec<&Url>| urls.len() <= plain * 10;
            if sorted.get(&numbered).is_some_and(few)
                && let Some(urls) = sorted.remove(&numbered)
            {
                let whole = sorted
                    .entry(Shape::Folder(depth, Number::None))
                    .or_default();
                whole.extend(urls);
            }
        }
    }
}

fn shape(url: &Url, keyed: &BTreeSet<String>) -> Shape {
    let path = PathParts::of(url);
    let file = format!("{}{}", path.stem, path.ending).to_lowercase();
    if url.query().is_some() && keyed.contains(&file) {
        Shape::Query(path.folders.len(), file)
    } else if path.ending.is_empty() {
        Shape::Folder(path.folders.len(), path.number())
    } else {
        Shape::File(path.ending)
    }
}

/// The names of files that stand for several addresses, told apart by their query alone.
fn keyed_paths(urls: &[Url]) -> BTreeSet<String> {
    let mut queries: BTreeMap<String, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
    for url in urls {
        let names = queries.entry(url.path().to_lowercase()).or_default();
        for (name, value) in url.query_pairs().filter(|(_, value)| names_one(value)) {
            names
                .entry(name.to_lowercase())
                .or_default()
                .insert(value.into_owned());
        }
    }
    let several = queries
        .into_iter()
        .filter(|(_, names)| names.values().any(|it| it.len() > 1));
    let file = |path: String| path.rsplit('/').next().unwrap_or_default().to_owned();
    several.map(|(path, _)| file(path)).collect()
}

/// Whether a value of a query can name a page: not where somebody came from or goes to.
pub(super) fn names_one(value: &str) -> bool {
    !value.is_empty() && !value.contains(['/', ':', ' '])
}
