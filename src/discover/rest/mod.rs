//! The WordPress REST API: the collection of posts, the cheapest complete list a portal
//! gives (400 posts in 4 requests and 58 kB, measured).
//!
//! It misses removals (compare ids, or `X-WP-Total`) and edits that leave `modified`
//! alone, and a portal may have shut it.

mod address;
mod members;

pub use address::{
    PostWindow, by_number, further_pages, is_asked_today, is_latest_first, latest_first, number_of,
    page_at, post, posts_page, root_of_headers, root_of_links,
};

use chrono::{DateTime, FixedOffset, NaiveDateTime, TimeZone};
use chrono_tz::Tz;
use serde::Deserialize;
use serde_json::Value;

use super::{DiscoverError, ListedUrl, bytes, rendered, whole_lead};
use crate::record::{DiscoverySource, Role, SourceMetadata};

/// One page of the collection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posts {
    /// The posts, each with [`Role::Article`], its times and its id.
    pub findings: Vec<ListedUrl>,
    /// Members of the answer that are no posts with a link; left out.
    pub unreadable: usize,
    /// How many pages the collection has, when the header said so.
    pub total_pages: Option<u32>,
    /// How many posts it has, when the header said so.
    pub total: Option<u64>,
    /// Why there may be more on this page: it broke off.
    pub shortfall: Option<String>,
}

impl Posts {
    /// With what the `X-WP-Total` header says.
    #[must_use]
    pub fn with_total(mut self, header: Option<&str>) -> Self {
        self.total = header.and_then(|header| header.trim().parse().ok());
        self
    }

    /// Whether they stand as [`latest_first`] asked: by modification, the latest first.
    pub fn are_latest_first(&self) -> bool {
        let times: Vec<_> = self
            .findings
            .iter()
            .map(|finding| finding.source_metadata.modified_at)
            .collect();
        times.iter().all(Option::is_some) && times.is_sorted_by(|a, b| a >= b)
    }
}

/// A post as far as it is read. Times are strings without offset: `*_gmt` in UTC, the
/// others in the site's zone.
#[derive(Deserialize)]
struct RestPost {
    id: Option<u64>,
    link: String,
    date: Option<String>,
    date_gmt: Option<String>,
    modified: Option<String>,
    modified_gmt: Option<String>,
    #[serde(default)]
    title: Value,
    #[serde(default)]
    excerpt: Value,
    #[serde(default, rename = "_embedded")]
    embedded: Embedded,
}

/// What `_embed=wp:term` adds: one list of terms a taxonomy.
#[derive(Default, Deserialize)]
struct Embedded {
    #[serde(default, rename = "wp:term")]
    terms: Vec<Vec<Term>>,
}

#[derive(Deserialize)]
struct Term {
    #[serde(default)]
    taxonomy: String,
    #[serde(default)]
    name: String,
}

/// Reads one page of the collection. `total_pages` is the `X-WP-TotalPages` header;
/// `zone` is the site's, for answers without `*_gmt`, and for the offset of the hints.
pub fn read(body: &[u8], total_pages: Option<&str>, zone: Tz) -> Result<Posts, DiscoverError> {
    let (members, shortfall) = members::of(&bytes::text(body))?;
    let count = members.len();
    let findings: Vec<ListedUrl> = members
        .into_iter()
        .filter_map(|member| serde_json::from_value(member).ok())
        .filter(|post: &RestPost| !post.link.is_empty())
        .map(|post| finding(post, zone))
        .collect();
    Ok(Posts {
        unreadable: count - findings.len(),
        findings,
        total_pages: total_pages.and_then(|header| header.trim().parse().ok()),
        total: None,
        shortfall,
    })
}

/// The text of one post as the portal renders it, in HTML; `None` where the answer is no post.
pub fn content(body: &[u8]) -> Option<String> {
    let post: Value = serde_json::from_str(&bytes::text(body)).ok()?;
    let content = post.pointer("/content/rendered")?.as_str()?;
    post.get("id")?.is_u64().then(|| content.to_owned())
}

fn finding(post: RestPost, zone: Tz) -> ListedUrl {
    let time = |gmt: Option<String>, local: Option<String>| {
        let utc = gmt.and_then(|gmt| in_zone(&gmt, chrono_tz::UTC));
        utc.map(|time| time.with_timezone(&zone).fixed_offset())
            .or_else(|| in_zone(&local?, zone))
    };
    ListedUrl {
        href: post.link,
        source: DiscoverySource::Rest,
        role: Some(Role::Article),
        source_metadata: SourceMetadata {
            published_at: time(post.date_gmt, post.date),
            modified_at: time(post.modified_gmt, post.modified),
            post_id: post.id,
            categories: sections(post.embedded),
            lead: None,
            title: Some(rendered::text(rendered_of(&post.title))).filter(|it| !it.is_empty()),
            excerpt: whole_lead(rendered_of(&post.excerpt)),
        },
    }
}

/// What a field is as WordPress shows it, in HTML; empty where the field is of another kind.
fn rendered_of(field: &Value) -> &str {
    let html = field.pointer("/rendered").and_then(Value::as_str);
    html.unwrap_or_default()
}

/// The names of the sections. WordPress escapes them for HTML (`&amp;`).
fn sections(embedded: Embedded) -> Vec<String> {
    let terms = embedded.terms.into_iter().flatten();
    terms
        .filter(|term| term.taxonomy == "category")
        .map(|term| rendered::text(&term.name))
        .filter(|name| !name.is_empty())
        .collect()
}

/// A time without offset, read in a zone (the earlier one where a clock was set back).
/// One that has an offset after all keeps it. A zero date (`0000-00-00…`) is none.
fn in_zone(text: &str, zone: Tz) -> Option<DateTime<FixedOffset>> {
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(time);
    }
    let civil: NaiveDateTime = text.parse().ok()?;
    let time = zone.from_local_datetime(&civil).earliest()?;
    Some(time.fixed_offset())
}
