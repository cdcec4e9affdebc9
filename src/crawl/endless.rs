//! Where a list that numbers its pages comes to its end: a page that names no article, or the very
//! articles of another of its pages.
//!
//! Many servers answer any number with a page: the last one again, the first, an empty one with a
//! link to the next, a calendar of years to come. Never ends a list whose pages bring something.

use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Mutex;

use super::run::locked;
use crate::record::{DiscoveredUrl, Role};
use crate::store::Task;

/// The first page of a list that named some articles, by fingerprints of list and articles.
#[derive(Default)]
pub(super) struct ListEnds(Mutex<HashMap<u64, String>>);

impl ListEnds {
    /// What a page of a list names, without further pages of the same list where it is its end.
    pub(super) fn within(
        &self,
        task: &Task,
        mut discovered: Vec<DiscoveredUrl>,
    ) -> Vec<DiscoveredUrl> {
        if task.role != Role::List {
            return discovered;
        }
        let family = family(&task.url);
        let articles: BTreeSet<&str> = discovered
            .iter()
            .filter(|it| matches!(it.role, Role::Article | Role::Page))
            .map(|it| it.url.as_str())
            .collect();
        let is_end = articles.is_empty() || self.repeats(&task.url, &family, &articles);
        if is_end && family != task.url {
            discovered.retain(|it| it.role != Role::List || self::family(&it.url) != family);
        }
        discovered
    }

    /// Whether another page of the same list named the same articles in this run.
    fn repeats(&self, url: &str, family: &str, articles: &BTreeSet<&str>) -> bool {
        let mut hasher = DefaultHasher::new();
        (family, articles).hash(&mut hasher);
        let mut pages = locked(&self.0);
        let first = pages.entry(hasher.finish());
        first.or_insert_with(|| url.to_owned()) != url
    }
}

/// An address with its numbers taken out: alike for all pages of a list.
fn family(url: &str) -> String {
    let path = url.find("://").map_or(0, |at| at + 3);
    let path = path + url[path..].find('/').unwrap_or(0);
    let mut family = url[..path].to_owned();
    for letter in url[path..].chars() {
        if !letter.is_ascii_digit() {
            family.push(letter);
        } else if !family.ends_with('#') {
            family.push('#');
        }
    }
    family
}

#[cfg(test)]
mod tests {
    use super::family;

    #[test]
    fn pages_of_one_list_differ_in_their_numbers() {
        for (one, other, same) in [
            ("/tin/trang-2", "/tin/trang-13", true),
            ("/tin?start=10", "/tin?start=200", true),
            ("/lich/2026/12", "/lich/2027/1", true),
            ("/tin", "/tin?page=2", false),
            ("/tin/trang-2", "/van-ban/trang-2", false),
        ] {
            let full = |path: &str| family(&format!("http://127.0.0.1:8090{path}"));
            assert_eq!(full(one) == full(other), same, "{one} {other}");
        }
        assert_eq!(
            family("http://127.0.0.1:8090/tin"),
            "http://127.0.0.1:8090/tin"
        );
    }
}
