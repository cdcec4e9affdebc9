//! What is asked, and what came of it.

use chrono::{DateTime, Utc};

use super::query::Query;
use super::snippet::{Marked, Snippet};
use super::update::Unread;
use super::words::SpellingForm;
use crate::record::Snapshot;

/// More than so many cannot be told apart by their words.
pub const MANY: usize = 2_000;

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SortOrder {
    /// The most relevant first.
    #[default]
    Rank,
    /// The same, and what is new at this time counts more.
    Recent(DateTime<Utc>),
    /// The newest first.
    Date,
    /// By headline, as in a Vietnamese dictionary.
    Title,
}

/// What is asked.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "four switches, each on its own"
)]
pub struct Question {
    /// The words.
    pub query: Query,
    /// Published (or, without a date, captured) at or after.
    pub since: Option<DateTime<Utc>>,
    /// … and at or before.
    pub until: Option<DateTime<Utc>>,
    /// Past versions too; else only each article's newest.
    pub past: bool,
    /// Only articles of which more than one version is kept.
    pub changed: bool,
    /// Only articles that are gone from their portal.
    pub removed: bool,
    /// Accents as typed only.
    pub exact: bool,
    /// In which order.
    pub order: SortOrder,
    /// At most so many; all of them where there is none.
    pub limit: Option<usize>,
}

/// A version that answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// Its file below the archive.
    pub path: String,
    /// What it says.
    pub snapshot: Snapshot,
    /// Whether it is the article's newest.
    pub current: bool,
    /// Whether it has the words with their accents.
    pub form: SpellingForm,
    /// BM25, with the weight of its age where that was asked for; `None` where there were too
    /// many to be ranked, or another order was asked for.
    pub score: Option<f64>,
    /// Its headline with the words marked.
    pub title: Marked,
    /// The piece of it that shows why it was found.
    pub snippet: Snippet,
}

/// What came of a question.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// In the order asked for.
    pub hits: Vec<Hit>,
    /// How many versions were found …
    pub found: usize,
    /// … and whether there are more that nobody counted.
    pub more: bool,
    /// More than [`MANY`] were found in one form: they are not ranked, but stand with the words
    /// in the headline first, and then by date.
    pub unranked: bool,
    /// Versions that are not searched because their file cannot be read.
    pub unread: Vec<Unread>,
    /// Versions in the index.
    pub indexed: u64,
}
