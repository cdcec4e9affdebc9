//! A page to read, and what it turned out to be.
//!
//! Pure. Knows no HTML.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::record::{Article, SourceMetadata};

/// One page to read.
#[derive(Clone, Copy, Debug)]
pub struct Page<'p> {
    /// The decoded document.
    pub html: &'p str,
    /// The address that answered.
    pub url: &'p Url,
    /// What discovery was told about it.
    pub source_metadata: &'p SourceMetadata,
}

/// What a page is when it is no article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageKind {
    /// A list of articles: home, section, search, archive.
    List,
    /// A video with at most a line of text.
    Video,
    /// A challenge, ban or maintenance page of the server or a firewall.
    Block,
    /// "Not found" under status 200.
    #[serde(rename = "soft_404")]
    Soft404,
    /// WordPress's page about one uploaded file.
    Attachment,
    /// A print version; its date may be the day it was rendered.
    Print,
    /// A standing page (about, contact).
    Page,
    /// Empty until a script draws it, and its data holds no article.
    Script,
    /// Nothing that could be read.
    Empty,
    /// Too large, too deep or too many attributes to be parsed.
    Hostile,
}

impl PageKind {
    /// The kind's name, as reports write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Video => "video",
            Self::Block => "block",
            Self::Soft404 => "soft_404",
            Self::Attachment => "attachment",
            Self::Print => "print",
            Self::Page => "page",
            Self::Script => "script",
            Self::Empty => "empty",
            Self::Hostile => "hostile",
        }
    }
}

/// What a page turned out to be.
#[derive(Clone, Debug, PartialEq)]
pub enum PageVerdict {
    /// An article, with gaps where something was missing.
    Article(Box<Article>),
    /// Something else.
    NotArticle {
        /// What.
        kind: PageKind,
        /// What showed it, for a person.
        reason: String,
    },
}
