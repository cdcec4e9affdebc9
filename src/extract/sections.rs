//! Sections of a page without a recipe: by structured data, by WordPress's own marks, by the
//! path that the page prints above its headline.
//!
//! Never takes a menu for that path: between its links stand marks like `»`.

use scraper::ElementRef;
use url::Url;

use super::gather::{PageFacts, attr};
use super::jsonld::Linked;
use super::reader::value_of;
use super::visible;
use crate::record::Origin;
use crate::text;

/// Most links of a printed path: home, sections, the article itself.
const STEPS: usize = 6;
/// The longest name of a section, in letters.
const NAME_LETTERS: usize = 60;

/// Section names, and how they were found.
type FoundSections = (Vec<String>, Origin, &'static str);

/// The sections of the page at `own`, headed `title`.
pub(super) fn sections(
    found: &PageFacts<'_>,
    linked: &Linked,
    own: &Url,
    base: &Url,
    title: Option<&str>,
) -> Option<FoundSections> {
    let page = SectionReader {
        found,
        own,
        base,
        title: title.unwrap_or_default(),
    };
    let list =
        |names: Vec<String>, origin, key| (!names.is_empty()).then_some((names, origin, key));
    list(linked.sections.clone(), Origin::JsonLd, "articleSection")
        .or_else(|| list(page.metas(), Origin::Meta, "article:section"))
        .or_else(|| list(page.related_links(), Origin::Fallback, "a[rel~=category]"))
        .or_else(|| list(page.named(&linked.path), Origin::JsonLd, "BreadcrumbList"))
        .or_else(|| list(page.path(), Origin::Fallback, "breadcrumb"))
        .or_else(|| list(page.classes(), Origin::Fallback, "class category-…"))
}

struct SectionReader<'p, 'a> {
    found: &'p PageFacts<'a>,
    own: &'p Url,
    base: &'p Url,
    title: &'p str,
}

impl SectionReader<'_, '_> {
    fn metas(&self) -> Vec<String> {
        let metas = self.found.metas.iter();
        let said = metas.filter(|(key, _)| *key == "article:section");
        once(said.map(|(_, it)| text::clean(it)))
    }

    /// WordPress links each section of a post with `rel="category tag"`.
    fn related_links(&self) -> Vec<String> {
        let anchors = self.found.anchors.iter();
        let of_category = anchors.filter(|(anchor, _)| {
            let rel = attr(*anchor, "rel").unwrap_or_default();
            rel.split_ascii_whitespace().any(|it| it == "category")
        });
        once(of_category.map(|(anchor, _)| visible::text(*anchor)))
    }

    /// Steps of a path that are sections: neither the home page nor the article.
    fn named(&self, steps: &[(String, Option<String>)]) -> Vec<String> {
        let sections = steps.iter().filter(|(name, href)| {
            let url = href
                .as_deref()
                .and_then(|it| self.base.join(it.trim()).ok());
            !url.is_some_and(|it| self.is_home(&it) || it.path() == self.own.path())
                && !is_home_name(name)
                && *name != self.title
                && name.chars().count() <= NAME_LETTERS
        });
        once(sections.map(|(name, _)| name.clone()))
    }

    /// The printed path: what is marked as a breadcrumb, else the first row of links that
    /// begins at home and goes on behind marks.
    fn path(&self) -> Vec<String> {
        let marked = self.found.of_class(|class| {
            let class = class.to_ascii_lowercase();
            class.contains("breadcrumb") || class.contains("bread-crumb")
        });
        let labelled = self
            .found
            .items
            .iter()
            .filter(|(prop, _)| *prop == "breadcrumb");
        let marked = marked.into_iter().chain(labelled.map(|(_, it)| *it));
        for element in marked {
            let sections = self.named(&steps(element));
            if !sections.is_empty() {
                return sections;
            }
        }
        let anchors = self.found.anchors.iter();
        let mut homes = anchors.filter(|(_, href)| {
            self.base
                .join(href.trim())
                .is_ok_and(|it| self.is_home(&it))
        });
        let row = homes.find_map(|(anchor, _)| row_from(*anchor));
        row.map(|it| self.named(&it)).unwrap_or_default()
    }

    /// WordPress's classes name the sections by their slugs; links of the page, by name.
    fn classes(&self) -> Vec<String> {
        let of_articles = self
            .found
            .articles
            .iter()
            .filter_map(|it| attr(*it, "class"));
        let words = of_articles.flat_map(str::split_ascii_whitespace);
        let slugs = self.found.body_classes().chain(words);
        let slugs: Vec<&str> = slugs
            .filter_map(|it| it.strip_prefix("category-"))
            .collect();
        let named = slugs.iter().filter_map(|slug| {
            let mut anchors = self.found.anchors.iter();
            let linked = anchors.find(|(anchor, href)| {
                let url = self.base.join(href.trim()).ok();
                let last = url
                    .as_ref()
                    .and_then(|it| it.path().trim_end_matches('/').rsplit('/').next());
                last == Some(slug) && !visible::text(*anchor).is_empty()
            });
            linked.map(|(anchor, _)| visible::text(*anchor))
        });
        once(named)
    }

    fn is_home(&self, url: &Url) -> bool {
        url.host() == self.own.host() && url.path() == "/" && url.query().is_none()
    }
}

/// Each name once, blank ones left out.
fn once(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for name in names.filter(|it| !it.is_empty()) {
        if !all.contains(&name) {
            all.push(name);
        }
    }
    all
}

fn is_home_name(name: &str) -> bool {
    ["trang chủ", "trang nhất", "home"].contains(&name.to_lowercase().as_str())
}

/// The links below an element, by name and address.
fn steps(element: ElementRef<'_>) -> Vec<(String, Option<String>)> {
    let inside = element.descendants().filter_map(ElementRef::wrap);
    let anchors = inside.filter(|it| it.value().name() == "a");
    let step = |it: ElementRef<'_>| Some((value_of(it)?, attr(it, "href").map(str::to_owned)));
    anchors.filter_map(step).collect()
}

/// The row of links that begins at `home`, if only marks stand between them.
fn row_from(home: ElementRef<'_>) -> Option<Vec<(String, Option<String>)>> {
    const MARKS: [char; 5] = ['>', '»', '›', '/', '→'];
    let mut row = Vec::new();
    let mut marked = false;
    for sibling in home.next_siblings() {
        let element = ElementRef::wrap(sibling);
        if let Some(link) = element.filter(|it| it.value().name() == "a") {
            row.extend(steps(link));
            continue;
        }
        let own = sibling.value().as_text().map(|it| &**it);
        let mut texts = own
            .into_iter()
            .chain(element.iter().flat_map(ElementRef::text));
        if texts.clone().any(|it| it.contains(char::is_alphanumeric)) {
            break;
        }
        marked |= texts.any(|it| it.contains(MARKS));
    }
    (marked && !row.is_empty() && row.len() < STEPS).then_some(row)
}
