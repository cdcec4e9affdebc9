//! What an answer meant, and why an address is asked again: the words of events.

use serde::{Deserialize, Serialize};

use crate::digest::ContentDigest;
use crate::record::{Article, SourcePage};

/// Why a dormant address is asked. [`Task::due`](super::Task::due) and
/// [`DueRow`](super::DueRow) tell it for `why`, for budgets and for the run's report; the detail
/// beside it says the same for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScheduleReason {
    /// A source that every night asks: home list, feed, first page of REST, sitemap index. What
    /// is new or was modified is first told there.
    Source,
    /// A source whose turn it is: all others are read again by and by, so that what the nightly
    /// ones do not show is found as well, only later.
    Turn,
    /// The source before it named something new, so the next page may, too. Where a page tells
    /// nothing new, the ones after it are left alone.
    NextPage,
    /// A source says it was modified later than it said when the article was last looked at.
    #[serde(alias = "hint")]
    Modified,
    /// A complete list lacks it: removed, or only no longer listed.
    Unlisted,
    /// An absence is to be confirmed, a removed article looked for again, or an article's
    /// address leads here: one look proves nothing.
    Confirm,
    /// To see whether the portal answers as it should, where articles were absent: an article
    /// that was always there.
    Control,
    /// By its own age and edits: the only way to find what nobody tells of (silent edits,
    /// deletions).
    Schedule,
    /// It failed on nights before, and its time to be tried again has come.
    Retry,
    /// Its newest version was seen, and its file is gone.
    Lost,
    /// A file that is held, whose turn it is, or whose article somebody spoke of: it may have been
    /// replaced under its address.
    File,
    /// The operator asked for everything.
    Full,
}

/// What an answer meant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Outcome {
    /// A source (sitemap, feed, list, …) that was read.
    Read,
    /// A source that was read as far as it could be.
    ReadInPart {
        /// Why there may be more, for a person.
        reason: String,
    },
    /// A redirect.
    Redirected {
        /// Its canonical target.
        to: String,
    },
    /// A new version of an article; its snapshot is on the disk.
    Stored {
        /// See [`crate::record::Snapshot::article_id`].
        article_id: String,
        /// The article's canonical address; differs from the captured one when the last
        /// part of an article in several pages completed it.
        article_url: String,
        /// The snapshot's path below the archive.
        snapshot: String,
        /// Its content digest.
        content: ContentDigest,
    },
    /// The article says what its newest version says.
    Unchanged {
        /// See [`crate::record::Snapshot::article_id`].
        article_id: String,
        /// The article's canonical address now.
        article_url: String,
        /// The content digest seen.
        content: ContentDigest,
    },
    /// One page of an article in several, kept until all have come.
    PartKept {
        /// The article's canonical address.
        article_url: String,
        /// Which page, from 1.
        number: u32,
        /// The addresses of all pages, in order.
        of: Vec<String>,
        /// What this page says.
        extracted: Box<Article>,
        /// The capture behind it.
        page: Box<SourcePage>,
    },
    /// The page says it is another address's duplicate (`rel=canonical`).
    Alias {
        /// That address; once compared, the one the article has.
        of: String,
        /// What shows that it is true. `None` until the other was read, and in archives from
        /// before anybody compared: then the page is no article's yet.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        same: Option<Same>,
    },
    /// An answer that is no article.
    NotArticle {
        /// Short machine-readable reason, e.g. `list`, `soft_404`.
        reason_kind: String,
        /// For a person.
        reason: String,
    },
    /// An article's page that no longer fits the recipe as its earlier versions did. Kept raw:
    /// no version is made of it until it is read again.
    Drifted {
        /// The article, if it is known.
        article_id: Option<String>,
        /// Its canonical address.
        article_url: String,
        /// What was the matter, for a person.
        reasons: Vec<String>,
    },
    /// A picture or file of an article, kept; or, of one that is held, as it was.
    Media,
    /// A final HTTP error (404, 410, …).
    HttpError,
}

/// What shows that two addresses are one article's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Same {
    /// Both show the portal's own number of it.
    Number,
    /// Both say exactly the same.
    Content,
    /// One says nothing that the other does not say too.
    Text,
}

impl Outcome {
    /// The snapshot file of a stored version, by path below the archive.
    pub(super) fn snapshot(&self) -> Option<&str> {
        match self {
            Self::Stored { snapshot, .. } => Some(snapshot),
            _ => None,
        }
    }

    /// The outcome's name, as the journal's `kind`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::ReadInPart { .. } => "read_in_part",
            Self::Redirected { .. } => "redirected",
            Self::Stored { .. } => "stored",
            Self::Unchanged { .. } => "unchanged",
            Self::PartKept { .. } => "part_kept",
            Self::Alias { .. } => "alias",
            Self::NotArticle { .. } => "not_article",
            Self::Drifted { .. } => "drifted",
            Self::Media => "media",
            Self::HttpError => "http_error",
        }
    }
}
