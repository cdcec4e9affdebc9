//! The links of an HTML page: feeds, the next page, and other pages.

use url::Url;

use super::ListedUrl;
use crate::record::{DiscoverySource, Role, SourceMetadata};

/// A link of a page, `<a>` or `<link>`, as the extractor hands it over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// The `href` attribute.
    pub href: String,
    /// The link's text; of a `<link>`, its `title`.
    pub text: String,
    /// The `rel` attribute: words between blanks, or empty.
    pub rel: String,
    /// The `type` attribute, or empty.
    pub media_type: String,
    /// Whether it stands among the page numbers (`.nav-links`, `.page-links`, `.pagination`).
    pub pagination: bool,
}

/// One article as a list names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Teaser {
    /// Its address, absolute.
    pub href: String,
    /// Its lead, where the list prints it whole.
    pub lead: Option<String>,
}

/// What the list at a page's address says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageListing {
    /// The section it is of, as the site's links call it.
    pub section: Option<String>,
    /// Its own items, in order.
    pub teasers: Vec<Teaser>,
}

/// Relations of links that lead to no page of the site's content: parts of this page, its
/// own other addresses (which the extractor reads), and interfaces for machines.
const NO_PAGES: &[&str] = &[
    "amphtml",
    "canonical",
    "dns-prefetch",
    "edituri",
    "https://api.w.org/",
    "icon",
    "manifest",
    "mask-icon",
    "modulepreload",
    "pingback",
    "preconnect",
    "prefetch",
    "preload",
    "shortlink",
    "stylesheet",
    "wlwmanifest",
];

impl Link {
    /// Whether a relation is among the words of `rel`.
    pub fn has_rel(&self, relation: &str) -> bool {
        let mut words = self.rel.split_ascii_whitespace();
        words.any(|word| word.eq_ignore_ascii_case(relation))
    }
}

/// Findings from the links of `page`, which was asked for as `role`. They are told by
/// [`DiscoverySource::List`] where the page is a list, by [`DiscoverySource::Link`] otherwise, and the next
/// page by [`DiscoverySource::Page`].
///
/// Feeds of comments and feeds below an article are left out: WordPress has one for each
/// article, and they are empty.
pub fn read(links: &[Link], page: &Url, role: Role) -> Vec<ListedUrl> {
    links
        .iter()
        .filter_map(|link| finding(link, page, role))
        .collect()
}

/// Findings from what a list says of its own items.
pub fn read_listing(listing: &PageListing) -> Vec<ListedUrl> {
    let finding = |teaser: &Teaser| ListedUrl {
        href: teaser.href.clone(),
        source: DiscoverySource::List,
        role: None,
        source_metadata: SourceMetadata {
            categories: listing.section.iter().cloned().collect(),
            lead: teaser.lead.clone(),
            ..SourceMetadata::default()
        },
    };
    listing.teasers.iter().map(finding).collect()
}

/// Findings from the `Sitemap:` lines of robots.txt.
pub fn read_robots(sitemaps: &[String]) -> Vec<ListedUrl> {
    sitemaps
        .iter()
        .map(|href| ListedUrl {
            href: href.clone(),
            source: DiscoverySource::Robots,
            role: Some(Role::Sitemap),
            source_metadata: SourceMetadata::default(),
        })
        .collect()
}

fn finding(link: &Link, page: &Url, role: Role) -> Option<ListedUrl> {
    let href = link.href.trim();
    if href.is_empty() || href.starts_with('#') || NO_PAGES.iter().any(|rel| link.has_rel(rel)) {
        return None;
    }
    let target = page.join(href).ok();
    let source = match role {
        Role::List => DiscoverySource::List,
        _ => DiscoverySource::Link,
    };
    let media_type = link.media_type.trim().to_ascii_lowercase();
    let alternate = link.has_rel("alternate");
    let (source, role) = if alternate && is_feed_type(&media_type) {
        let own = target.filter(|target| !is_side_feed(target, link, page, role));
        own.map(|_| (source, Some(Role::Feed)))?
    } else if alternate && !media_type.is_empty() && !media_type.contains("html") {
        // The same page for machines: oEmbed, REST.
        return None;
    } else {
        match target.and_then(|target| next_role(link, &target, page, role)) {
            Some(next) => (DiscoverySource::Page, Some(next)),
            None => (source, None),
        }
    };
    Some(ListedUrl {
        href: href.to_owned(),
        source,
        role,
        source_metadata: SourceMetadata::default(),
    })
}

fn is_feed_type(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    matches!(
        essence,
        "application/rss+xml" | "application/atom+xml" | "application/rdf+xml"
    )
}

/// Whether a feed is one of comments, or belongs to one article.
fn is_side_feed(feed: &Url, link: &Link, page: &Url, role: Role) -> bool {
    let path = feed.path().to_ascii_lowercase();
    let comments = path.split('/').any(|segment| segment == "comments")
        || feed
            .query_pairs()
            .any(|(name, value)| name == "feed" && value.contains("comments"))
        || ["comments feed", "phản hồi", "bình luận"]
            .iter()
            .any(|title| link.text.to_lowercase().contains(title));
    let below_page = path
        .strip_prefix(&page.path().trim_end_matches('/').to_ascii_lowercase())
        .is_some_and(|rest| rest.starts_with('/'));
    comments
        || path.contains(".html/")
        || (below_page && matches!(role, Role::Article | Role::Part))
}

/// The role of a link to a further page: of a list, or of an article in several pages.
///
/// On an article `rel=next` is no proof, because WordPress themes give it to the next
/// article; there only `<this page>/2` is a part.
fn next_role(link: &Link, target: &Url, page: &Url, role: Role) -> Option<Role> {
    if target.host() != page.host() {
        return None;
    }
    if is_numbered_list(target) {
        return Some(Role::List);
    }
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let below = target
        .path()
        .trim_end_matches('/')
        .strip_prefix(page.path().trim_end_matches('/'))
        .and_then(|rest| rest.strip_prefix('/'))
        .is_some_and(number);
    let marked = link.pagination || link.has_rel("next") || says_next(&link.text);
    match role {
        Role::List if marked => Some(Role::List),
        Role::Article | Role::Page if below && marked => Some(Role::Part),
        Role::Article if below => Some(Role::Part),
        _ => None,
    }
}

/// Whether a link is called the next page.
fn says_next(text: &str) -> bool {
    let text = text.to_lowercase();
    let words = text.trim_matches(|c: char| c.is_whitespace() || "›»>→«<‹…".contains(c));
    matches!(
        words,
        "next"
            | "next page"
            | "older"
            | "older posts"
            | "sau"
            | "trang sau"
            | "trang tiếp"
            | "trang tiếp theo"
            | "tiếp"
            | "tiếp theo"
            | "tin cũ hơn"
            | "cũ hơn"
    )
}

/// `…/page/N`, `?paged=N`: WordPress's own forms for the further pages of a list.
fn is_numbered_list(target: &Url) -> bool {
    let number = |text: &str| text.parse::<u32>().is_ok();
    let mut segments = target.path().trim_end_matches('/').rsplit('/');
    let last = segments.next().unwrap_or_default();
    (number(last) && segments.next() == Some("page"))
        || target
            .query_pairs()
            .any(|(name, value)| name == "paged" && number(&value))
}
