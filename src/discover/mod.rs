//! Discovery: the bytes of a sitemap, feed, REST answer or page become addresses with hints.
//!
//! Pure: it never fetches, so it never follows an index or a next page by itself; it says
//! that one was named. No source is believed alone: a finding is what somebody said.

mod bytes;
mod document;
mod feed;
mod instant;
mod lead;
mod link_header;
mod name;
mod rendered;
mod sitemap;
mod sniff;

pub mod page;
pub mod rest;

pub use document::{read_feed, read_sitemap};
pub use lead::whole_lead;
pub use name::{RefusalCause, RefusedListing, name};
pub use page::{Link, PageListing, Teaser};

use std::fmt;

use crate::record::{DiscoverySource, Role, SourceMetadata};

/// An address as a source wrote it, with what the source said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedUrl {
    /// The reference as written: perhaps relative, perhaps out of scope.
    pub href: String,
    /// Who named it.
    pub source: DiscoverySource,
    /// What it is asked for, where the source makes that certain.
    pub role: Option<Role>,
    /// Times and post id, where the source gives them.
    pub source_metadata: SourceMetadata,
}

/// What one source told.
#[derive(Debug)]
pub struct SourceListing {
    /// In the source's order.
    pub findings: Vec<ListedUrl>,
    /// Why the findings may not be all that the source names: it broke off, or passed a
    /// limit. What was read before is kept.
    pub shortfall: Option<DiscoverError>,
}

/// Limits on one source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caps {
    /// Findings read from one source; the sitemap protocol allows 50,000.
    pub entries: usize,
    /// Bytes of a source that comes packed (`.xml.gz`), when unpacked; the sitemap
    /// protocol allows 50 MiB.
    pub unpacked: u64,
}

impl Default for Caps {
    fn default() -> Self {
        Self {
            entries: 50_000,
            unpacked: 50 * 1024 * 1024,
        }
    }
}

/// What was looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExpectedFormat {
    /// A sitemap or sitemap index.
    Sitemap,
    /// An RSS or Atom feed.
    Feed,
    /// A page of the WordPress REST post collection.
    Posts,
}

/// What was found instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FoundFormat {
    /// Nothing but blanks.
    Empty,
    /// An HTML page, as WordPress sends for a sitemap that is not there.
    Html,
    /// JSON of another kind.
    Json,
    /// A sitemap or sitemap index.
    Sitemap,
    /// An RSS or Atom feed.
    Feed,
    /// XML with this root element.
    Xml(String),
    /// Text of no known kind.
    Text,
}

/// A limit that was passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// [`Caps::entries`].
    Entries(usize),
    /// [`Caps::unpacked`].
    Unpacked(u64),
    /// XML elements within one another.
    Depth(usize),
}

/// Why a source could not be read, or not to its end.
#[derive(Debug, thiserror::Error)]
pub enum DiscoverError {
    /// The body is something else.
    #[error("cannot read {wanted}: the body is {found}")]
    Unexpected {
        /// What was looked for.
        wanted: ExpectedFormat,
        /// What came.
        found: FoundFormat,
    },
    /// A sitemap with a document type declaration: no sitemap needs one, and entity
    /// expansion starts there.
    #[error("refused {wanted}: it has a document type declaration")]
    Doctype {
        /// What was looked for.
        wanted: ExpectedFormat,
    },
    /// A limit was passed; the rest was not read.
    #[error("stopped reading: {0}")]
    Limit(Limit),
    /// Packed, and damaged or cut off.
    #[error("cannot unpack gzip: {0}")]
    Gzip(#[source] std::io::Error),
    /// Not well-formed XML.
    #[error("cannot read XML after byte {at}: {cause}")]
    Xml {
        /// Offset in the decoded text.
        at: u64,
        /// The parser's reason.
        cause: quick_xml::Error,
    },
    /// A feed, but not one that can be read.
    #[error("cannot read feed: {0}")]
    Feed(#[source] feed_rs::parser::ParseFeedError),
    /// Not the JSON that WordPress sends.
    #[error("cannot read REST posts: {0}")]
    Json(#[source] serde_json::Error),
    /// WordPress answered with an error object.
    #[error("REST refused the posts: {code}: {message}")]
    Rest {
        /// WordPress's code, e.g. `rest_post_invalid_page_number` (past the last page).
        code: String,
        /// WordPress's words.
        message: String,
        /// HTTP status it names.
        status: Option<u16>,
    },
}

impl fmt::Display for ExpectedFormat {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Sitemap => "sitemap",
            Self::Feed => "feed",
            Self::Posts => "REST posts",
        })
    }
}

impl fmt::Display for FoundFormat {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => formatter.write_str("empty"),
            Self::Html => formatter.write_str("an HTML page"),
            Self::Json => formatter.write_str("other JSON"),
            Self::Sitemap => formatter.write_str("a sitemap"),
            Self::Feed => formatter.write_str("a feed"),
            Self::Xml(root) => write!(formatter, "XML with the root element <{root}>"),
            Self::Text => formatter.write_str("some other text"),
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Entries(limit) => write!(formatter, "more than {limit} entries"),
            Self::Unpacked(limit) => write!(formatter, "more than {limit} bytes when unpacked"),
            Self::Depth(limit) => write!(formatter, "more than {limit} nested elements"),
        }
    }
}

#[cfg(test)]
mod tests;
