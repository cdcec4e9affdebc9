//! RSS 2, RSS 1 (RDF) and Atom feeds.

use feed_rs::model::{Entry, Feed, FeedType, Link};

use super::sniff::sniff;
use super::{Caps, DiscoverError, Finding, Found, Limit, Told, Wanted, bytes, whole_lead};
use crate::record::{Hint, Teller};

/// Reads a feed. Only the links of items are findings: the feed's own link may be wrong
/// (WordPress drops the port from its `atom:link rel=self`, measured), and an item's links
/// to comments and enclosures are no articles.
///
/// A feed names the newest items only, by publication: an edited older article is not in
/// it, and it says nothing of a removal.
pub fn read(body: &[u8], caps: &Caps) -> Result<Told, DiscoverError> {
    let (body, damage) = bytes::unpacked(body, caps.unpacked)?;
    match sniff(&bytes::text(&body)) {
        Found::Feed => {}
        found => {
            let wanted = Wanted::Feed;
            return Err(DiscoverError::Unexpected { wanted, found });
        }
    }
    let feed = feed_rs::parser::parse(body.trim_ascii_start()).map_err(DiscoverError::Feed)?;
    let more = feed.entries.len() > caps.entries;
    let limit = DiscoverError::Limit(Limit::Entries(caps.entries));
    Ok(Told {
        findings: feed
            .entries
            .iter()
            .take(caps.entries)
            .filter_map(|entry| finding(&feed, entry))
            .collect(),
        shortfall: damage.or(more.then_some(limit)),
    })
}

fn finding(feed: &Feed, entry: &Entry) -> Option<Finding> {
    // The parser copies the publication time of an RSS item into `updated`.
    let updated = entry
        .updated
        .filter(|updated| feed.feed_type == FeedType::Atom || Some(*updated) != entry.published);
    Some(Finding {
        href: item_link(feed, entry)?.to_owned(),
        teller: Teller::Feed,
        role: None,
        hint: Hint {
            published_at: entry.published.map(|time| time.fixed_offset()),
            modified_at: updated.map(|time| time.fixed_offset()),
            lead: entry
                .summary
                .as_ref()
                .and_then(|it| whole_lead(&it.content)),
            ..Hint::default()
        },
    })
}

/// The page of an item: its link, an HTML one before others; of an RSS item without any,
/// the `guid`, which is the item's address unless it says otherwise (RSS 2.0).
fn item_link<'a>(feed: &Feed, entry: &'a Entry) -> Option<&'a str> {
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
        (feed.feed_type == FeedType::RSS2 && is_address).then_some(entry.id.as_str())
    };
    pages()
        .find(is_html)
        .or_else(|| pages().next())
        .map(|link| link.href.as_str())
        .or_else(guid)
}
