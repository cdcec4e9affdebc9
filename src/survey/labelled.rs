//! Addresses that are known to be articles or lists, and what a glob takes an address for.
//!
//! Pure. Never deduces a glob.

use url::Url;

use crate::address::{Rules, RulesSource};
use crate::record::Role;

/// Addresses whose kind is known.
#[derive(Clone, Copy, Debug)]
pub(super) struct LabelledUrls<'a> {
    /// Articles.
    pub(super) articles: &'a [Url],
    /// Sections: what menus and category lists lead to.
    pub(super) sections: &'a [Url],
    /// Further pages of lists.
    pub(super) pages: &'a [Url],
}

impl LabelledUrls<'_> {
    /// Sections and further pages.
    pub(super) fn lists(&self) -> impl Iterator<Item = &Url> {
        self.sections.iter().chain(self.pages)
    }
}

/// What some globs take an address for.
pub(super) fn roles(article: &[String], list: &[String]) -> impl Fn(&Url) -> Option<Role> + use<> {
    let rules = Rules::compile(&RulesSource {
        article: article.to_vec(),
        list: list.to_vec(),
        ..RulesSource::default()
    })
    .ok();
    move |url| rules.as_ref().and_then(|it| it.role(url))
}

/// A part of a path as a glob that takes only it; any, where it holds what globs mean something by.
pub(super) fn literal(part: &str) -> String {
    let special = |it: char| "*?[]{}\\,!\u{fffd}".contains(it) || it.is_control();
    part.chars()
        .map(|it| if special(it) { '*' } else { it })
        .collect()
}
