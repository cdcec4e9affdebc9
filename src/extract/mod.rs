//! HTML of one page → what it says: an [`Article`](crate::record::Article) with the origin of each field, or why
//! it is none; and what else the page tells a crawler (canonical address, post id, further
//! parts, links).
//!
//! Per field: the layout's selectors → JSON-LD → OpenGraph/meta → microdata and `<time>` →
//! what discovery was told (times only) → a generic reader. A date is never guessed from
//! prose. Pure: no clock, no disk, no network; never recurses on the depth of a page.

mod beside;
mod block;
mod body;
mod byline;
mod captions;
mod cards;
mod counters;
mod credits;
mod css;
mod dashes;
mod dated;
mod drawn;
mod embedded;
mod explain;
mod fields;
mod file_box;
mod gather;
mod generic;
mod guard;
mod headline;
mod html_tables;
mod hydrate;
mod hydration;
mod join;
mod jsonld;
mod kind;
mod links;
mod listed;
mod maintext;
mod notice;
mod others;
mod own;
mod page;
mod parts;
mod payload;
mod person;
mod picture;
mod place;
mod readability;
mod readable;
mod reader;
mod reading;
mod recipe;
mod refresh;
mod sections;
mod selector_index;
mod setting;
mod shown;
mod stated;
mod teasers;
mod titled;
mod told;
mod trim;
mod visible;
mod walk;

use scraper::{ElementRef, Html};
use url::Url;

pub use explain::{Explanation, FieldExplained, LayoutExplained, Tried, explain};
pub use join::join;
pub use page::{Page, PageKind, PageVerdict};
pub use recipe::{LayoutSource, Recipe, RecipeError};
pub use refresh::Refresh;

use crate::discover::{Link, PageListing};
use gather::PageFacts;
use links::may_be_page;

/// Version of these rules, kept in every snapshot. Goes up when the same page may read
/// differently.
pub const EXTRACTOR: u32 = 3;

/// Everything one page told.
#[derive(Clone, Debug, PartialEq)]
pub struct Extracted {
    /// Article or not.
    pub verdict: PageVerdict,
    /// `rel=canonical`, absolute.
    pub canonical: Option<String>,
    /// Where it leads by itself.
    pub refresh: Option<Refresh>,
    /// WordPress's number of the post (shortlink, REST link, body class, `article` id).
    pub post_id: Option<u64>,
    /// Absolute addresses of the later parts of this article, in order.
    pub continuation: Vec<String>,
    /// `<link>` and `<a>`, in order, without fragments, `javascript:`, `mailto:`, ….
    pub links: Vec<Link>,
    /// What a page that is no article says of others, as a list.
    pub listing: PageListing,
}

/// All text of a page, for who asks whether some words stand in it anywhere. `None` where the
/// page is hostile.
pub fn page_text(html: &str) -> Option<String> {
    let html = guard::parse(html).ok()?;
    Some(visible::text(html.root_element()))
}

/// The tree of a page, for who looks for places in it. `None` where the page is hostile.
pub(crate) fn tree(html: &str) -> Option<Html> {
    guard::parse(html).ok()
}

/// The same as where no script runs: what `<noscript>` holds is part of the page.
pub(crate) fn tree_without_scripts(html: &str) -> Option<Html> {
    guard::parse_without_scripts(html).ok()
}

/// What a reader sees of an element, as fields are read.
pub(crate) fn visible_text(element: ElementRef<'_>) -> String {
    visible::text(element)
}

/// Reads one page.
pub fn extract(page: &Page<'_>, recipe: &Recipe) -> Extracted {
    let html = match guard::parse(page.html) {
        Ok(html) => html,
        Err(hostile) => {
            return Extracted {
                verdict: PageVerdict::NotArticle {
                    kind: PageKind::Hostile,
                    reason: hostile.to_string(),
                },
                canonical: None,
                refresh: None,
                post_id: None,
                continuation: Vec::new(),
                links: Vec::new(),
                listing: PageListing::default(),
            };
        }
    };
    let mut found = gather::gather(&html, &recipe.table);
    let layout = fields::layout(page, recipe, &mut found);
    let base = base(page, &found);
    let verdict = fields::verdict(page, recipe, layout, &found, &base);
    let listing = match verdict {
        PageVerdict::Article(_) => PageListing::default(),
        PageVerdict::NotArticle { .. } => teasers::listing(&found, page.url, &base),
    };
    Extracted {
        verdict,
        listing,
        canonical: found
            .rel("canonical")
            .and_then(|it| base.join(it).ok())
            .map(String::from),
        refresh: found.refresh.and_then(|it| Refresh::parse(it, &base)),
        post_id: parts::post_id(&found),
        continuation: parts::continuation(page.url, &base, &found, layout),
        links: links(&found, &base),
    }
}

/// What relative addresses of the page are relative to.
fn base(page: &Page<'_>, found: &PageFacts<'_>) -> Url {
    let said = found.base.and_then(|href| page.url.join(href.trim()).ok());
    said.unwrap_or_else(|| page.url.clone())
}

fn links(found: &PageFacts<'_>, base: &Url) -> Vec<Link> {
    let pagination = found.of_class(is_pagination);
    let absolute = |href: &str| match found.base.and_then(|_| base.join(href).ok()) {
        Some(url) => url.into(),
        None => href.to_owned(),
    };
    let heads = found.rels.iter().map(|(rel, href, element)| Link {
        href: absolute(href.trim()),
        text: gather::attr(*element, "title")
            .unwrap_or_default()
            .to_owned(),
        rel: (*rel).to_owned(),
        media_type: gather::attr(*element, "type")
            .unwrap_or_default()
            .to_owned(),
        pagination: false,
    });
    let anchors = found
        .anchors
        .iter()
        .map(|(anchor, href)| (*anchor, href.trim()));
    let links = anchors
        .filter(|(_, href)| may_be_page(href))
        .map(|(anchor, href)| Link {
            href: absolute(href),
            text: visible::text(anchor),
            rel: gather::attr(anchor, "rel").unwrap_or_default().to_owned(),
            media_type: gather::attr(anchor, "type").unwrap_or_default().to_owned(),
            pagination: within_few(anchor, &pagination),
        });
    let mut links: Vec<Link> = heads.chain(links).collect();
    links.extend(
        found
            .noscripts
            .iter()
            .flat_map(|it| without_script(*it, &absolute)),
    );
    links
}

/// The links of a `<noscript>`, which a reader that runs scripts sees as one text.
fn without_script(noscript: ElementRef<'_>, absolute: &impl Fn(&str) -> String) -> Vec<Link> {
    let Ok(inner) = guard::parse(&gather::raw_text(noscript)) else {
        return Vec::new();
    };
    let all = inner.root_element().descendants();
    let anchors = all.filter_map(ElementRef::wrap);
    let anchors = anchors.filter(|it| matches!(it.value().name(), "a" | "area"));
    let links = anchors.filter_map(|it| {
        let href = gather::attr(it, "href")?.trim();
        may_be_page(href).then(|| Link {
            href: absolute(href),
            text: visible::text(it),
            rel: gather::attr(it, "rel").unwrap_or_default().to_owned(),
            ..Link::default()
        })
    });
    links.collect()
}

/// Whether a link stands in one of the elements that hold page numbers.
fn within_few(anchor: ElementRef<'_>, holders: &[ElementRef<'_>]) -> bool {
    let near = anchor.ancestors().filter_map(ElementRef::wrap).take(3);
    !holders.is_empty()
        && std::iter::once(anchor)
            .chain(near)
            .any(|it| holders.contains(&it))
}

/// Whether a class is one in common use for page numbers.
fn is_pagination(class: &str) -> bool {
    let letters = class.as_bytes();
    let maybe = letters.windows(3).any(|it| it == b"pag" || it == b"nav");
    let names = ["nav-links", "page-links", "page-numbers", "pagination"];
    maybe && names.iter().any(|name| class.contains(name))
}

#[cfg(test)]
mod tests;
