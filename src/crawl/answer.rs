//! What an answer may mean.
//!
//! Pure. Says nothing of how it is found out: `reading` does that.

use url::Url;

use crate::discover::rest::Posts;
use crate::politeness::Failure;
use crate::record::{Article, DiscoveredUrl, Rejected};

/// What one answer means.
pub(super) enum AnswerReading {
    /// A source that was read.
    Source {
        discovered: Vec<DiscoveredUrl>,
        rejected: Vec<Rejected>,
        /// Why it may name more.
        shortfall: Option<String>,
    },
    /// A page of the REST collection.
    Posts {
        discovered: Vec<DiscoveredUrl>,
        rejected: Vec<Rejected>,
        posts: Posts,
    },
    /// An article, or one part of it.
    Article(ExtractedPage),
    /// A picture or file of an article, or a part of the look of its page, and what that asks for
    /// in turn.
    Media { discovered: Vec<DiscoveredUrl> },
    /// The article is as it was when it was last read.
    Confirmed,
    /// No article.
    NotArticle {
        kind: String,
        reason: String,
        discovered: Vec<DiscoveredUrl>,
    },
    /// It leads elsewhere.
    Redirect {
        to: String,
        discovered: Vec<DiscoveredUrl>,
    },
    /// A final answer that there is nothing: 404, 410; of a source any refusal.
    Status,
    /// Nothing that could be used.
    Failed {
        cause: String,
        detail: String,
        failure: Failure,
    },
}

/// An article's page, read.
pub(super) struct ExtractedPage {
    pub(super) says: Says,
    /// All parts in order, this page first; empty for an article in one page.
    pub(super) parts: Vec<String>,
    pub(super) discovered: Vec<DiscoveredUrl>,
}

/// What an article's page says.
pub(super) struct Says {
    pub(super) article: Box<Article>,
    pub(super) post_id: Option<u64>,
    /// The other address that the page names as its own.
    pub(super) canonical: Option<Url>,
}
