//! RSS 2, RSS 1 (RDF) and Atom feeds.

use feed_rs::model::{Entry, Feed, FeedType, Link};

use super::{Caps, DiscoverError, Limit, ListedUrl, SourceListing, whole_lead};
use crate::record::{DiscoverySource, SourceMetadata};

mod loose;

/// Reads a feed from its bytes; `text` is the document in them, which begins with its root.
pub(super) fn read(body: &[u8], text: &str, caps: &Caps) -> Result<SourceListing, DiscoverError> {
    let whole = body.trim_ascii_start();
    let parsed = feed_rs::parser::parse(whole).or_else(|_| feed_rs::parser::parse(text.as_bytes()));
    let told = match parsed {
        Ok(feed) => read_whole(&feed, text, caps),
        Err(_) => loose::read(text, caps)?,
    };
    if told.findings.is_empty() && told.shortfall.is_none() {
        // Of a kind that the parser lets pass and does not know.
        return loose::read(text, caps);
    }
    Ok(told)
}

fn read_whole(feed: &Feed, text: &str, caps: &Caps) -> SourceListing {
    let opaque = if feed.entries.iter().any(|entry| entry.links.is_empty()) {
        loose::opaque_guids(text)
    } else {
        Vec::new()
    };
    let more = feed.entries.len() > caps.entries;
    let limit = DiscoverError::Limit(Limit::Entries(caps.entries));
    let entries = feed.entries.iter().take(caps.entries);
    SourceListing {
        findings: entries
            .filter_map(|entry| finding(feed, entry, &opaque))
            .collect(),
        shortfall: more.then_some(limit),
    }
}

fn finding(feed: &Feed, entry: &Entry, opaque: &[String]) -> Option<ListedUrl> {
    // The parser copies the publication time of an RSS item into `updated`.
    let updated = entry
        .updated
        .filter(|updated| feed.feed_type == FeedType::Atom || Some(*updated) != entry.published);
    Some(ListedUrl {
        href: item_link(feed, entry, opaque)?.to_owned(),
        source: DiscoverySource::Feed,
        role: None,
        source_metadata: SourceMetadata {
            published_at: entry.published.map(|time| time.fixed_offset()),
            modified_at: updated.map(|time| time.fixed_offset()),
            lead: entry
                .summary
                .as_ref()
                .and_then(|it| whole_lead(&it.content)),
            ..SourceMetadata::default()
        },
    })
}

/// The page of an item: its link, an HTML one before others; of an RSS item without any,
/// the `guid`, which is the item's address unless it says otherwise (RSS 2.0).
fn item_link<'a>(feed: &Feed, entry: &'a Entry, opaque: &[String]) -> Option<&'a str> {
    let is_page = |link: &&Link| {
        let alternate = link.rel.as_deref().is_none_or(|rel| rel == "alternate");
        link.target.is_none() && alternate && !link.href.is_empty()
    };
    let is_html = |link: &&Link| {
        let html = |media_type: &str| media_type.contains("html");
        link.media_type.as_deref().is_none_or(html)
    };
    let pages = || entry.links.iter().filter(is_page);
    let guid = || {
        let is_address = entry.id.starts_with("http://") || entry.id.starts_with("https://");
        let is_page = is_address && !opaque.contains(&entry.id);
        (feed.feed_type == FeedType::RSS2 && is_page).then_some(entry.id.as_str())
    };
    pages()
        .find(is_html)
        .or_else(|| pages().next())
        .map(|link| link.href.as_str())
        .or_else(guid)
}
