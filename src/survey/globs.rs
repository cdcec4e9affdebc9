//! Globs of a site's articles and lists, from addresses that are known to be the one or the
//! other: general and short, and tried on all of them.
//!
//! Pure. Never writes a glob that takes a list for an article.

use std::collections::BTreeSet;

use url::Url;

use super::labelled::{LabelledUrls, literal, roles};
use super::lists;
use super::shape::{self, Number, PathParts, Shape, names_one};
use crate::record::Role;

/// Most globs of articles: a site with more shapes than these has named strays.
const MOST: usize = 6;

/// What was deduced.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Globs {
    pub(super) article: Vec<String>,
    pub(super) list: Vec<String>,
    pub(super) keep_query: Option<Vec<String>>,
    /// Articles that no glob of articles takes.
    pub(super) strays: usize,
}

/// Globs that take all articles but strays, and no list; none of articles where there is no such.
pub(super) fn deduce(known: LabelledUrls<'_>) -> Globs {
    let sorted = shape::sorted(known.articles);
    let mut shapes: Vec<(&Shape, &Vec<&Url>)> = sorted.iter().collect();
    shapes.sort_by_key(|(_, urls)| std::cmp::Reverse(urls.len()));
    let mut article: Vec<String> = Vec::new();
    for (shape, urls) in shapes.into_iter().take(MOST) {
        let candidates = candidates(shape, urls, known);
        let clashes = |glob: &String| clashes(glob, known);
        article.extend(candidates.into_iter().min_by_key(clashes));
    }
    let list = lists::globs(known, &article);
    let mut globs = Globs {
        keep_query: kept(&sorted, known),
        article,
        list,
        strays: 0,
    };
    globs
        .article
        .retain(|glob| is_of_articles_only(glob, &globs.list, known));
    let roles = roles(&globs.article, &globs.list);
    globs.strays = known
        .articles
        .iter()
        .filter(|it| roles(it) != Some(Role::Article))
        .count();
    globs
}

/// Whether a glob takes no list for an article when it stands beside those of lists.
fn is_of_articles_only(glob: &String, list: &[String], known: LabelledUrls<'_>) -> bool {
    let roles = roles(std::slice::from_ref(glob), list);
    known.lists().all(|it| roles(it) != Some(Role::Article))
}

/// How many lists a glob of articles would take by itself.
fn clashes(glob: &String, known: LabelledUrls<'_>) -> usize {
    let roles = roles(std::slice::from_ref(glob), &[]);
    known
        .lists()
        .filter(|it| roles(it) == Some(Role::Article))
        .count()
}

/// Globs that take all addresses of a shape, the most general first.
fn candidates(shape: &Shape, urls: &[&Url], known: LabelledUrls<'_>) -> Vec<String> {
    let paths: Vec<PathParts> = urls.iter().map(|it| PathParts::of(it)).collect();
    match shape {
        Shape::Query(_, file) => by_query(file, &paths, urls),
        Shape::File(ending) => {
            let (wild, literal) = (any_folders(&paths), folders(&paths, known, false));
            let lasts = lasts(&paths);
            let all = [wild, literal].into_iter();
            all.flat_map(|folders| {
                let glob = |last: &String| format!("{folders}/{last}{ending}");
                lasts.iter().map(glob).collect::<Vec<_>>()
            })
            .collect()
        }
        Shape::Folder(..) => {
            let all = [true, false].map(|wide| folders(&paths, known, wide));
            let numbered = paths.iter().all(|it| it.number() != Number::None);
            let lasts = if numbered {
                vec![numbered_last(&paths)]
            } else {
                lasts(&paths)
            };
            let glob = |folders: &String, last: &String| format!("{folders}/{last}");
            all.iter()
                .flat_map(|it| lasts.iter().map(|last| glob(it, last)))
                .collect()
        }
    }
}

/// `/**` or so many `/*` as there are folders.
fn any_folders(paths: &[PathParts]) -> String {
    let depths: BTreeSet<usize> = paths.iter().map(|it| it.folders.len()).collect();
    match depths.first() {
        Some(depth) if depths.len() == 1 => "/*".repeat(*depth),
        _ => "/**".to_owned(),
    }
}

/// The folders that all have in common, and `*` for the others. `wide`: also for a folder that is
/// one section among others, whose siblings have articles too.
fn folders(paths: &[PathParts], known: LabelledUrls<'_>, wide: bool) -> String {
    let depths: BTreeSet<usize> = paths.iter().map(|it| it.folders.len()).collect();
    let (least, most) = (depths.first().copied(), depths.last().copied());
    let mut glob = String::new();
    for place in 0..least.unwrap_or_default() {
        let values: BTreeSet<&str> = paths.iter().map(|it| it.folders[place].as_str()).collect();
        glob.push('/');
        glob.push_str(&match values.first() {
            Some(only) if values.len() == 1 && is_year(only) => "20*".to_owned(),
            Some(only) if values.len() == 1 && only.bytes().all(|it| it.is_ascii_digit()) => {
                "*".to_owned()
            }
            Some(only) if values.len() == 1 && !(wide && is_section(place, only, known)) => {
                literal(only)
            }
            _ if values.iter().all(|it| is_year(it) && it.starts_with("20")) => "20*".to_owned(),
            _ => "*".to_owned(),
        });
    }
    if least != most {
        glob.push_str("/**");
    }
    glob
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.starts_with("20") && text.bytes().all(|it| it.is_ascii_digit())
}

/// Whether a folder at that depth is a section that has siblings.
fn is_section(depth: usize, name: &str, known: LabelledUrls<'_>) -> bool {
    let paths = known.sections.iter().map(PathParts::of);
    let names: BTreeSet<String> = paths
        .filter(|it| it.folders.len() == depth && it.ending.is_empty() && !it.stem.is_empty())
        .map(|it| it.stem.to_lowercase())
        .collect();
    names.len() > 1 && names.contains(&name.to_lowercase())
}

/// Patterns of the last part, the most general first: any, with so many hyphens as all have, with
/// its number, with what all begin with.
fn lasts(paths: &[PathParts]) -> Vec<String> {
    let hyphens = |path: &PathParts| path.stem.matches('-').count();
    let least = paths.iter().map(hyphens).min().unwrap_or_default();
    let mut all = vec!["*".to_owned()];
    all.extend((1..=least.min(3)).map(|it| format!("*{}", "-*".repeat(it))));
    if paths.iter().all(|it| it.number() != Number::None) {
        all.push(numbered_last(paths));
    }
    if paths
        .iter()
        .all(|it| it.stem.ends_with(|it: char| it.is_ascii_digit()))
    {
        all.push("*[0-9]".to_owned());
    }
    let prefix = common_prefix(paths);
    if prefix.chars().count() >= 3 && paths.len() > 1 {
        all.push(format!("{}*", literal(prefix)));
    }
    all
}

fn common_prefix(paths: &[PathParts]) -> &str {
    let Some(first) = paths.first() else {
        return "";
    };
    let same = |other: &PathParts| {
        let pairs = first.stem.char_indices().zip(other.stem.chars());
        let end = pairs.take_while(|((_, a), b)| a == b).last();
        end.map_or(0, |((at, it), _)| at + it.len_utf8())
    };
    &first.stem[..paths.iter().map(same).min().unwrap_or_default()]
}

/// The pattern of a last part that has a number in all.
fn numbered_last(paths: &[PathParts]) -> String {
    let numbers: BTreeSet<Number> = paths.iter().map(PathParts::number).collect();
    let numbers: Vec<Number> = numbers.into_iter().collect();
    match numbers.as_slice() {
        [Number::Alone] => "[0-9]*",
        [Number::Behind] => "*-[0-9]*",
        [Number::Before] => "[0-9]*-*",
        _ => "*[0-9]*",
    }
    .to_owned()
}

/// Globs on the query: by the parameter that tells the articles apart, by one that no list has.
fn by_query(file: &str, paths: &[PathParts], urls: &[&Url]) -> Vec<String> {
    let depths: Vec<String> = (0..paths[0].folders.len())
        .map(|place| {
            let values: BTreeSet<&str> =
                paths.iter().map(|it| it.folders[place].as_str()).collect();
            let only = values.first().filter(|_| values.len() == 1);
            only.map_or_else(|| "/*".to_owned(), |it| format!("/{}", literal(it)))
        })
        .collect();
    // As it is written, not folded: it is read by people.
    let written = format!("{}{}", paths[0].stem, paths[0].ending);
    let file = if written.to_lowercase() == file {
        written
    } else {
        file.to_owned()
    };
    let path = format!("{}/{}", depths.concat(), literal(&file));
    let names = common_names(urls);
    let values = |name: &String| -> BTreeSet<String> {
        let of = |url: &&Url| value_of(url, name).unwrap_or_default();
        urls.iter().map(of).collect()
    };
    let star = |name: &String| {
        let first = |url: &&Url| {
            url.query_pairs()
                .next()
                .is_some_and(|(it, _)| it.eq_ignore_ascii_case(name))
        };
        if urls.iter().all(first) { "" } else { "*" }
    };
    let mut telling: Vec<&String> = names.iter().filter(|it| values(it).len() > 1).collect();
    telling.sort_by_key(|it| std::cmp::Reverse(values(it).len()));
    let constant = names.iter().filter(|it| values(it).len() == 1);
    let telling = telling
        .into_iter()
        .map(|it| format!("{path}?{}{it}=*", star(it)));
    let constant = constant.filter_map(|it| {
        let value = values(it).into_iter().next()?;
        Some(format!("{path}?*{it}={value}*"))
    });
    telling.chain(constant).collect()
}

fn value_of(url: &Url, name: &str) -> Option<String> {
    let mut pairs = url.query_pairs();
    let found = pairs.find(|(it, _)| it.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.into_owned())
}

/// The parameters that every address has and that may name a page, as they are written first.
fn common_names(urls: &[&Url]) -> Vec<String> {
    let Some((first, others)) = urls.split_first() else {
        return Vec::new();
    };
    let names = first.query_pairs().filter(|(_, value)| names_one(value));
    names
        .map(|(name, _)| name.into_owned())
        .filter(|name| others.iter().all(|it| value_of(it, name).is_some()))
        .collect()
}

/// The parameters that tell pages apart, where the query tells articles apart: theirs, and those
/// of the lists. Elsewhere every parameter stays: one that was not seen may page a list.
fn kept(
    sorted: &std::collections::BTreeMap<Shape, Vec<&Url>>,
    known: LabelledUrls<'_>,
) -> Option<Vec<String>> {
    let keyed = sorted
        .iter()
        .filter(|(shape, _)| matches!(shape, Shape::Query(..)));
    let articles: Vec<&Url> = keyed.flat_map(|(_, urls)| urls.iter().copied()).collect();
    if articles.is_empty() {
        return None;
    }
    let mut kept: Vec<String> = Vec::new();
    for url in articles.into_iter().chain(known.lists()) {
        for (name, value) in url.query_pairs() {
            let is_new = !kept.iter().any(|it| it.eq_ignore_ascii_case(&name));
            if is_new && names_one(&value) {
                kept.push(name.into_owned());
            }
        }
    }
    Some(kept)
}
