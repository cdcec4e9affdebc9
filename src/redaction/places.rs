//! Addresses of withheld articles, and of their files, in whatever spelling.

use std::collections::{BTreeMap, BTreeSet};

use url::Url;

use crate::address::{identity, image_origin};

/// Endings of what makes an answer of its query.
const SCRIPTS: [&str; 7] = ["", "ashx", "asp", "aspx", "do", "jsp", "php"];

/// Whose an address is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Addresses(BTreeMap<String, BTreeSet<String>>);

impl Addresses {
    /// Notes an article's address.
    pub(super) fn add(&mut self, url: &str, article_id: &str) {
        if let Some(key) = identity(url) {
            let owners = self.0.entry(key).or_default();
            owners.insert(article_id.to_owned());
        }
    }

    /// The articles an address leads to. A query that no address of them has is somebody's way
    /// to the page, not another page.
    pub(super) fn owners(&self, url: &str) -> impl Iterator<Item = &str> {
        let found = if self.0.is_empty() {
            None
        } else {
            identity(url).and_then(|key| {
                let page = key.split_once('?').map(|(page, _)| page);
                let page = page.filter(|page| page.contains('/'));
                self.0.get(&key).or_else(|| self.0.get(page?))
            })
        };
        found.into_iter().flatten().map(String::as_str)
    }

    /// Their keys, with the articles they lead to.
    pub(super) fn keys(&self) -> impl Iterator<Item = (&String, &BTreeSet<String>)> {
        self.0.iter()
    }
}

/// Pictures and files, each in all its sizes and on all hosts that show it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct WithheldFiles(BTreeSet<String>);

impl WithheldFiles {
    pub(super) fn add(&mut self, url: &str) {
        self.0.extend(file_key(url));
    }

    pub(super) fn has(&self, url: &str) -> bool {
        !self.0.is_empty() && file_key(url).is_some_and(|key| self.0.contains(&key))
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

/// A file's path without its size and ending: WordPress makes `a-300x200.jpg` and `a-scaled.jpg`
/// of `a.jpg`. With its host only where the path is a mere name.
fn file_key(url: &str) -> Option<String> {
    let behind = Url::parse(url).ok().as_ref().and_then(image_origin);
    let key = identity(behind.as_ref().map_or(url, Url::as_str))?;
    let (page, query) = key.split_once('?').unwrap_or((&key, ""));
    let (host, path) = page.split_once('/')?;
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    if SCRIPTS.contains(&ending) && !query.is_empty() {
        // A script hands it out: its query is its name.
        return Some(format!("/{path}?{query}"));
    }
    let stem = without_size(stem);
    Some(if folder.is_empty() {
        format!("{host}/{stem}")
    } else {
        format!("/{folder}/{stem}")
    })
}

fn without_size(stem: &str) -> &str {
    let stem = stem.strip_suffix("-scaled").unwrap_or(stem);
    let Some((before, size)) = stem.rsplit_once('-') else {
        return stem;
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    match size.split_once('x') {
        Some((width, height)) if digits(width) && digits(height) => before,
        _ => stem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_one_in_all_its_sizes() {
        let mut files = WithheldFiles::default();
        files.add("https://a.vn/wp-content/uploads/2023/04/Bến-cũ-1024x768.jpg");
        files.add("https://a.vn/xem.aspx?anh=7");
        for (url, has) in [
            (
                "http://www.a.vn/wp-content/uploads/2023/04/Bến-cũ.jpg",
                true,
            ),
            (
                "https://a.vn/wp-content/uploads/2023/04/B%E1%BA%BFn-c%C5%A9-150x150.webp",
                true,
            ),
            (
                "https://a.vn/wp-content/uploads/2023/04/bến-cũ-scaled.jpg?w=3",
                true,
            ),
            (
                "https://i0.wp.com/a.vn/wp-content/uploads/2023/04/Bến-cũ.jpg?resize=1&ssl=1",
                true,
            ),
            (
                "https://cdn.a.vn/wp-content/uploads/2023/04/Bến-cũ.jpg",
                true,
            ),
            (
                "https://a.vn/wp-content/uploads/2023/04/Bến-cũ-2.jpg",
                false,
            ),
            ("https://a.vn/wp-content/uploads/2023/05/Bến-cũ.jpg", false),
            ("https://a.vn/xem.aspx?anh=8", false),
        ] {
            assert_eq!(files.has(url), has, "{url}");
        }
    }

    #[test]
    fn an_unknown_query_is_a_way_to_the_page() {
        let mut addresses = Addresses::default();
        addresses.add("https://a.vn/bai.html", "a:post-1");
        addresses.add("https://a.vn/?p=1", "a:post-1");
        for (url, has) in [
            ("http://www.a.vn/bai.html?tu=zalo", true),
            ("https://a.vn/?p=1", true),
            ("https://a.vn/?p=2", false),
            ("https://a.vn/bai-2.html", false),
        ] {
            assert_eq!(addresses.owners(url).count() == 1, has, "{url}");
        }
    }
}
