//! One page while its fields are read: what is known of it, and how a value is noted.
//!
//! Never says which find wins.

use scraper::ElementRef;
use url::Url;

use super::gather::{PageFacts, attr};
use super::hydration::Hydrated;
use super::jsonld::Linked;
use super::own::SelfDescription;
use super::page::Page;
use super::readability::Scoring;
use super::recipe::{Layout, Recipe, SelectorField};
use super::visible;
use crate::record::{Article, FieldOrigin, Gap, Origin};
use crate::text;

/// One page being read.
pub(super) struct FieldReader<'r> {
    pub page: &'r Page<'r>,
    pub recipe: &'r Recipe,
    pub layout: Option<&'r Layout>,
    pub found: &'r PageFacts<'r>,
    pub base: &'r Url,
    pub own: SelfDescription<'r>,
    pub linked: Linked,
    /// The article in the data of a page that a script draws.
    pub hydrated: Option<Hydrated>,
    /// The page's text, weighed, where no recipe says where the article stands.
    pub scoring: Option<Scoring<'r>>,
    /// Which part of its article the page is, from 1.
    pub part: u32,
    pub article: Article,
}

impl<'r> FieldReader<'r> {
    pub(super) fn set(
        &mut self,
        field: &str,
        origin: Origin,
        selector: Option<&str>,
        confidence: f32,
    ) {
        let selector = selector.map(str::to_owned);
        self.article.fields.insert(
            field.to_owned(),
            FieldOrigin {
                origin,
                selector,
                confidence,
            },
        );
    }

    pub(super) fn gap(&mut self, field: &str, reason: String) {
        self.article.gaps.push(Gap {
            field: field.to_owned(),
            reason,
        });
    }

    /// The first value the layout's selectors of a field lead to, and which selector it was.
    pub(super) fn pick<T>(
        &self,
        field: SelectorField,
        value: impl Fn(&[ElementRef<'r>]) -> Option<T>,
    ) -> Option<(T, &'r str)> {
        let found: &'r PageFacts<'r> = self.found;
        let table = &self.recipe.table;
        self.layout?.selectors(field).iter().find_map(|number| {
            let hits = found.hits(*number);
            (!hits.is_empty())
                .then(|| value(hits))
                .flatten()
                .map(|it| (it, table.text(*number)))
        })
    }

    /// A text without the layout's printed labels; `None` when nothing else is there.
    pub(super) fn unlabelled(&self, text: &str) -> Option<String> {
        let mut text = text.trim();
        if let Some(inner) = text.strip_prefix('(').and_then(|it| it.strip_suffix(')')) {
            text = inner.trim();
        }
        for label in self.layout.map_or(&[][..], |it| &it.labels) {
            if let Some(start) = text.get(..label.len())
                && start.to_lowercase() == label.to_lowercase()
            {
                text = text[label.len()..].trim_start_matches([':', '.', ' ']);
                break;
            }
        }
        (!text.is_empty()).then(|| text.to_owned())
    }
}

/// What an element says: the content of a `<meta>`, else its text.
pub(super) fn value_of(element: ElementRef<'_>) -> Option<String> {
    let text = match element.value().name() {
        "meta" => text::clean(attr(element, "content").unwrap_or_default()),
        _ => visible::text(element),
    };
    (!text.is_empty()).then_some(text)
}
