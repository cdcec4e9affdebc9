//! What is handed on: an article, as a capture shows it.
//!
//! Pure.

use crate::record::Snapshot;

/// How a capture shows an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// A snapshot among the files was read from it, and is read again.
    Version,
    /// It is a page of it.
    Page,
    /// The server said that it is as it was. No version is made of that.
    Confirmed,
}

impl Sight {
    /// Its word in the data.
    pub fn word(self) -> &'static str {
        match self {
            Self::Version => "version",
            Self::Page => "page",
            Self::Confirmed => "confirmed",
        }
    }
}

/// An article, as a capture shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct CapturedArticle {
    /// How it shows it.
    pub sight: Sight,
    /// What it says. Of a page, what only its archive knows is empty: run, former addresses, the
    /// version before, and whose text it repeats.
    pub snapshot: Snapshot,
}

/// Who takes them.
pub(super) type Taker<'a> = &'a dyn Fn(CapturedArticle);
