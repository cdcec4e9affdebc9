//! Where the REST API is, and the addresses of its pages.

use chrono::{DateTime, SecondsFormat, Utc};
use url::Url;

use super::Posts;
use crate::discover::{Link, ListedUrl, link_header};
use crate::record::{DiscoverySource, Role, SourceMetadata};

/// The link relation of the API's root.
const API: &str = "https://api.w.org/";

/// Bounds on the posts that are listed. Written with `Z`: WordPress takes a time without
/// offset for local time (measured).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PostWindow {
    /// Published after.
    pub after: Option<DateTime<Utc>>,
    /// Published before.
    pub before: Option<DateTime<Utc>>,
    /// Modified after (WordPress 5.7 and later; earlier ones ignore it).
    pub modified_after: Option<DateTime<Utc>>,
}

/// The API's root as the `Link` headers of any page name it. Give every value of the
/// header; resolve the answer with [`Rules::resolve`](crate::address::Rules::resolve).
pub fn root_of_headers<'a>(values: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    values
        .into_iter()
        .find_map(|value| link_header::targets(value, API).first().copied())
}

/// The API's root as the `<link>` elements of a page name it.
pub fn root_of_links(links: &[Link]) -> Option<&str> {
    links
        .iter()
        .find(|link| link.has_rel(API))
        .map(|link| link.href.as_str())
}

/// What is asked of each post: its names and times, the terms, which name all its sections of
/// which a page may show one only, and what it says in short.
const FIELDS: &str = "id,link,date_gmt,modified_gmt,title,excerpt,_links.wp:term,_embedded";

/// The address of one page of the collection, counted from 1. `root` is the API's root,
/// `…/wp-json/` or `…/?rest_route=/` (where permalinks are off).
///
/// Sorted by number: the only order in which no two posts are equal. Posts edited in one second
/// (a bulk import, a batch of edits) stand in no certain order by modification, and the database
/// then names some twice and others never from page to page (2 of 287 missed, measured).
pub fn posts_page(root: &Url, page: u32, window: &PostWindow) -> Url {
    let mut url = root.clone();
    let mut query = Vec::new();
    let mut routed = false;
    for pair in root.query().unwrap_or_default().split('&') {
        match pair.strip_prefix("rest_route=") {
            Some(route) => {
                let route = route.replace("%2F", "/").replace("%2f", "/");
                let route = route.trim_end_matches('/');
                query.push(format!("rest_route={route}/wp/v2/posts"));
                routed = true;
            }
            None if pair.is_empty() => {}
            None => query.push(pair.to_owned()),
        }
    }
    if !routed {
        let root = root.path().trim_end_matches('/');
        url.set_path(&format!("{root}/wp/v2/posts"));
    }
    query.push(format!("_fields={FIELDS}"));
    query.push("_embed=wp:term".to_owned());
    query.push("orderby=id&order=asc&per_page=100".to_owned());
    query.push(format!("page={page}"));
    for (name, time) in [
        ("after", window.after),
        ("before", window.before),
        ("modified_after", window.modified_after),
    ] {
        if let Some(time) = time {
            let time = time.to_rfc3339_opts(SecondsFormat::Secs, true);
            query.push(format!("{name}={time}"));
        }
    }
    url.set_query(Some(&query.join("&")));
    url.set_fragment(None);
    url
}

/// The address of one post's text, as the portal renders it; `collection` is any page of the
/// collection it is in.
pub fn post(collection: &Url, number: u64) -> Url {
    const FIELDS: &str = "_fields=id,content";
    let below = |path: &str| format!("{}/{number}", path.trim_end_matches('/'));
    let mut url = collection.clone();
    let pairs = collection.query().unwrap_or_default().split('&');
    let routed = pairs
        .filter_map(|pair| pair.strip_prefix("rest_route="))
        .next_back();
    if let Some(route) = routed {
        url.set_query(Some(&format!("rest_route={}&{FIELDS}", below(route))));
    } else {
        url.set_path(&below(collection.path()));
        url.set_query(Some(FIELDS));
    }
    url
}

/// The other pages of a collection of which `page` was read: all that its first page tells of,
/// and the one behind it where nobody can say that it is the last. A cache may have taken the
/// total away, or it may be too small: an empty page, or a refusal, ends them. Page numbers past
/// what a portal can hold (10,000 pages of 100 posts) are a trap and left out.
pub fn further_pages(page: &Url, posts: &Posts) -> Vec<ListedUrl> {
    let Some(number) = number_of(page) else {
        return Vec::new();
    };
    let last = posts.total_pages.unwrap_or(number);
    let from = if number == 1 { 2 } else { last.max(number) + 1 };
    let last = if last <= number && posts.may_have_more(page) {
        number + 1
    } else {
        last
    };
    let finding = |number: u32| ListedUrl {
        href: page_at(page, number).into(),
        source: DiscoverySource::Rest,
        role: Some(Role::Rest),
        source_metadata: SourceMetadata::default(),
    };
    (from..=last.min(10_000)).map(finding).collect()
}

/// How many posts a page was asked for.
fn per_page(page: &Url) -> usize {
    let said = pair(page, "per_page").and_then(|it| it.parse().ok());
    said.unwrap_or(10)
}

impl Posts {
    /// Whether there may be a page behind this one, by what it holds: it is full, or, where no
    /// total is told, not empty.
    pub fn may_have_more(&self, page: &Url) -> bool {
        let count = self.findings.len() + self.unreadable;
        count > 0 && (self.total_pages.is_none() || count >= per_page(page))
    }
}

/// The same collection in the order a later night reads it: by modification, latest first.
pub fn latest_first(page: &Url) -> Url {
    let page = with_pair(page, "_fields", FIELDS);
    with_pair(&with_pair(&page, "order", "desc"), "orderby", "modified")
}

/// Whether a page of a collection is asked for all that is asked today: an archive knows
/// addresses from when less was.
pub fn is_asked_today(page: &Url) -> bool {
    pair(page, "_fields") == Some(FIELDS)
}

/// The same collection by number, each post exactly once.
pub fn by_number(page: &Url) -> Url {
    with_pair(&with_pair(page, "order", "asc"), "orderby", "id")
}

/// Whether a page of a collection is in that order.
pub fn is_latest_first(page: &Url) -> bool {
    pair(page, "order") == Some("desc") && pair(page, "orderby") == Some("modified")
}

/// The page of a collection with that number.
pub fn page_at(page: &Url, number: u32) -> Url {
    with_pair(page, "page", &number.to_string())
}

/// The number of a page of a collection.
pub fn number_of(page: &Url) -> Option<u32> {
    pair(page, "page")?.parse().ok()
}

fn pair<'a>(url: &'a Url, name: &str) -> Option<&'a str> {
    url.query()?
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(it, _)| *it == name)
        .map(|(_, value)| value)
}

/// With another value in the place of a pair that is there, and every other byte as it was.
fn with_pair(url: &Url, name: &str, value: &str) -> Url {
    let pairs = url.query().unwrap_or_default().split('&');
    let pairs = pairs.map(|pair| match pair.split_once('=') {
        Some((it, _)) if it == name => format!("{name}={value}"),
        _ => pair.to_owned(),
    });
    let query = pairs.collect::<Vec<_>>().join("&");
    let mut url = url.clone();
    url.set_query(Some(&query));
    url
}
