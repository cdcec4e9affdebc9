//! What a list says of the articles it names: the section it is of, and their leads.
//!
//! Only its own items count, those under like headings in its main part: a box of what is
//! most read stands in every list.

use std::collections::BTreeMap;

use ego_tree::NodeId;
use scraper::ElementRef;
use url::Url;

use super::gather::{PageFacts, attr};
use super::visible;
use crate::discover::{PageListing, Teaser, whole_lead};

/// Reads a page as a list.
pub(super) fn listing(found: &PageFacts<'_>, own: &Url, base: &Url) -> PageListing {
    let items = items(found, base);
    let others: Vec<NodeId> = items.iter().map(|(heading, _)| heading.id()).collect();
    let teaser = |(heading, href): &(ElementRef<'_>, Url)| Teaser {
        href: href.to_string(),
        lead: excerpt(*heading, &others).and_then(|it| whole_lead(&it)),
    };
    PageListing {
        section: section(found, own, base),
        teasers: items.iter().map(teaser).collect(),
    }
}

/// The headings that are each a link, of the most frequent kind outside the page's frame.
fn items<'a>(found: &PageFacts<'a>, base: &Url) -> Vec<(ElementRef<'a>, Url)> {
    let mut kinds: BTreeMap<String, Vec<(ElementRef<'a>, Url)>> = BTreeMap::new();
    for (anchor, href) in &found.anchors {
        let up = anchor.ancestors().filter_map(ElementRef::wrap);
        let Some(heading) = up.take(2).find(|it| is_heading(*it)) else {
            continue;
        };
        let Ok(url) = base.join(href.trim()) else {
            continue;
        };
        if !is_apart(heading) && !visible::text(*anchor).is_empty() {
            kinds.entry(kind(heading)).or_default().push((heading, url));
        }
    }
    // Of two kinds as frequent, the one that comes first.
    let most = kinds
        .into_values()
        .max_by_key(|it| (it.len(), std::cmp::Reverse(it[0].0.id())));
    most.unwrap_or_default()
}

fn is_heading(element: ElementRef<'_>) -> bool {
    matches!(element.value().name(), "h2" | "h3" | "h4" | "h5")
}

/// Where a heading stands and how it is marked.
fn kind(heading: ElementRef<'_>) -> String {
    let around = heading.ancestors().filter_map(ElementRef::wrap).take(2);
    let names = std::iter::once(heading)
        .chain(around)
        .map(|it| it.value().name());
    let class = attr(heading, "class").unwrap_or_default();
    names.chain([class]).collect::<Vec<_>>().join(" ")
}

/// Whether an element is in the frame around a list.
fn is_apart(element: ElementRef<'_>) -> bool {
    element.ancestors().filter_map(ElementRef::wrap).any(|it| {
        let class = attr(it, "class").unwrap_or_default();
        let frame = !matches!(it.value().name(), "body" | "html");
        let boxed = ["sidebar", "widget", "related"]
            .iter()
            .any(|word| class.contains(word));
        matches!(it.value().name(), "aside" | "nav" | "footer") || frame && boxed
    })
}

/// The first text below a heading, in the box of that item alone.
fn excerpt(heading: ElementRef<'_>, others: &[NodeId]) -> Option<String> {
    let up = heading.ancestors().filter_map(ElementRef::wrap);
    let alone = |it: &ElementRef<'_>| {
        let inside = it.descendants().map(|it| it.id());
        inside.filter(|it| others.contains(it)).count() == 1
    };
    let item = up.take_while(alone).last()?;
    let below = item.descendants().filter_map(ElementRef::wrap);
    let below = below.skip_while(|it| it.id() != heading.id());
    let mut texts = below
        .filter(|it| it.value().name() == "p")
        .map(visible::text);
    texts.find(|it| it.chars().count() >= 20)
}

/// The section a list is of, where it says that it is one: WordPress's class, or its address.
fn section(found: &PageFacts<'_>, own: &Url, base: &Url) -> Option<String> {
    const SEGMENTS: [&str; 4] = ["category", "chuyen-muc", "danh-muc", "chuyenmuc"];
    let first = first_page(own);
    let marked = found.body_classes().any(|it| it == "category");
    let says_so = first.split('/').any(|it| SEGMENTS.contains(&it));
    if !(marked || says_so) {
        return None;
    }
    let links = found.anchors.iter().filter(|(_, href)| {
        let url = base.join(href.trim()).ok();
        url.is_some_and(|it| {
            let same = it.path().trim_end_matches('/') == first;
            let whole = it.query().is_none() && it.fragment().is_none();
            same && whole && it.host() == own.host()
        })
    });
    let mut names = links.map(|(anchor, _)| visible::text(*anchor));
    names.find(|it| it.chars().any(char::is_alphabetic))
}

/// The path of the first page of the list at an address: without `/page/N`.
fn first_page(url: &Url) -> String {
    let path = url.path().trim_end_matches('/');
    let number = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
    let first = path.rsplit_once("/page/").filter(|(_, rest)| number(rest));
    first.map_or(path, |(first, _)| first).to_owned()
}
