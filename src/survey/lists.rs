//! Globs of lists: the home page, its further pages, its sections.
//!
//! Pure. Never takes an article for a list: there a section is written out.

use std::collections::BTreeMap;

use url::Url;

use super::labelled::{LabelledUrls, literal, roles};
use super::shape::{PathParts, names_one};
use crate::address::readable_path;
use crate::record::Role;

/// Most globs of lists: what a menu leads to beyond these is found through other lists.
const MOST: usize = 60;

/// Globs of the lists, short ones first tried.
pub(super) fn globs(known: LabelledUrls<'_>, article: &[String]) -> Vec<String> {
    let mut globs = vec!["/".to_owned()];
    for page in known.pages {
        let wide = numbered(page).filter(|it| takes_no_article(it, known));
        add(&mut globs, wide.unwrap_or_else(|| one(page, article)));
    }
    for glob in shared_files(known) {
        add(&mut globs, glob);
    }
    let taken = roles(&[], &globs);
    let others = known
        .sections
        .iter()
        .filter(|it| taken(it) != Some(Role::List));
    for (folder, sections) in by_first_folder(others) {
        let wide = folder.map(|it| format!("/{}/**", literal(&it)));
        let wide = wide.filter(|it| sections.len() > 1 && takes_no_article(it, known));
        match wide {
            Some(glob) => add(&mut globs, glob),
            None => sections
                .into_iter()
                .for_each(|it| add(&mut globs, one(it, article))),
        }
    }
    globs
}

fn add(globs: &mut Vec<String>, glob: String) {
    if !globs.contains(&glob) && globs.len() < MOST {
        globs.push(glob);
    }
}

fn takes_no_article(glob: &String, known: LabelledUrls<'_>) -> bool {
    let roles = roles(&[], std::slice::from_ref(glob));
    known
        .articles
        .iter()
        .all(|it| roles(it) != Some(Role::List))
}

/// The files that show several sections, each in its own folder: `/**/default.aspx`.
fn shared_files(known: LabelledUrls<'_>) -> Vec<String> {
    let mut files: BTreeMap<String, usize> = BTreeMap::new();
    for path in known.sections.iter().map(PathParts::of) {
        if !path.ending.is_empty() && !path.folders.is_empty() {
            let glob = format!("/**/{}{}", literal(&path.stem), path.ending);
            *files.entry(glob).or_default() += 1;
        }
    }
    let several = files
        .into_iter()
        .filter(|(glob, count)| *count > 1 && takes_no_article(glob, known));
    several.map(|(glob, _)| glob).collect()
}

/// Sections by the folder they lie in.
fn by_first_folder<'u>(
    sections: impl Iterator<Item = &'u Url>,
) -> BTreeMap<Option<String>, Vec<&'u Url>> {
    let mut sorted: BTreeMap<Option<String>, Vec<&'u Url>> = BTreeMap::new();
    for url in sections {
        let folder = PathParts::of(url).folders.into_iter().next();
        sorted.entry(folder).or_default().push(url);
    }
    sorted
}

/// One list: its path, whatever its query; where articles have the same path, the parameters that
/// they lack.
fn one(list: &Url, article: &[String]) -> String {
    let path = readable_path(list);
    let trimmed = path.trim_end_matches('/');
    let glob = match trimmed {
        "" => "/".to_owned(),
        path => path.split('/').map(literal).collect::<Vec<_>>().join("/"),
    };
    let taken = roles(article, &[])(list) == Some(Role::Article);
    let pairs = list.query_pairs();
    let own = pairs.filter(|(_, it)| names_one(it)).map(|(name, _)| name);
    match own.last().filter(|_| taken) {
        Some(name) => format!("{glob}?*{name}=*"),
        None => glob,
    }
}

/// The further pages of a list whose number stands in the path: `/page/*`, `/trang-*.html`.
fn numbered(page: &Url) -> Option<String> {
    let path = PathParts::of(page);
    let digits = |it: char| it.is_ascii_digit();
    if !path.stem.contains(digits) {
        return None;
    }
    let head = path.stem.trim_end_matches(digits);
    if head.len() == path.stem.len() {
        return None;
    }
    // `…/page/2`, below whatever list.
    let marker = path.folders.last().filter(|_| head.is_empty());
    if let Some(marker) = marker.filter(|it| it.chars().all(char::is_alphabetic)) {
        let root = path.folders.len() == 1;
        let above = if root { "" } else { "/**" };
        return Some(format!("{above}/{}/*{}", literal(marker), path.ending));
    }
    let mut above = String::new();
    for folder in &path.folders {
        above.push('/');
        above.push_str(&literal(folder));
    }
    (!head.is_empty()).then(|| format!("{above}/{}*{}", literal(head), path.ending))
}
