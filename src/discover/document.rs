//! The bytes of a sitemap or a feed: unpacked, told apart, and each read as what it is.

use super::sniff::document;
use super::{
    Caps, DiscoverError, ExpectedFormat, FoundFormat, SourceListing, bytes, feed, sitemap,
};

/// Reads a sitemap, gzip-packed or plain. The entries of an index have
/// [`Role::Sitemap`](crate::record::Role::Sitemap); how deep indexes may lead into one another is
/// the caller's to limit (the protocol allows one level).
///
/// Hints: `<lastmod>` as modification time and `<news:publication_date>` as publication
/// time, where they are complete times with an offset. A sitemap that breaks off gives
/// what came before, with the reason in [`SourceListing::shortfall`]. RSS and Atom are sitemaps too
/// (sitemaps.org, "Other Sitemap formats").
pub fn read_sitemap(body: &[u8], caps: &Caps) -> Result<SourceListing, DiscoverError> {
    read(body, ExpectedFormat::Sitemap, caps)
}

/// Reads a feed. Only the links of items are findings: the feed's own link may be wrong
/// (WordPress drops the port from its `atom:link rel=self`, measured), and an item's links
/// to comments and enclosures are no articles.
///
/// A feed names the newest items only, by publication: an edited older article is not in
/// it, and it says nothing of a removal. One that is not well-formed is read item by item, as far
/// as it goes. A sitemap in a feed's place is read as one.
pub fn read_feed(body: &[u8], caps: &Caps) -> Result<SourceListing, DiscoverError> {
    read(body, ExpectedFormat::Feed, caps)
}

fn read(body: &[u8], wanted: ExpectedFormat, caps: &Caps) -> Result<SourceListing, DiscoverError> {
    let (body, damage) = bytes::unpacked(body, caps.unpacked)?;
    let text = bytes::text(&body);
    let mut told = match (document(&text), wanted) {
        ((sitemap, FoundFormat::Sitemap), _) => sitemap::read(sitemap, caps)?,
        ((feed, FoundFormat::Feed), _) => feed::read(&body, feed, caps)?,
        ((_, FoundFormat::Text), ExpectedFormat::Sitemap) if sitemap::is_list(&text) => {
            sitemap::read_list(&text, caps)
        }
        ((_, found), wanted) => return Err(DiscoverError::Unexpected { wanted, found }),
    };
    // The damage is the cause of whatever broke off behind it.
    told.shortfall = damage.or(told.shortfall);
    Ok(told)
}
