//! Changes → what people read: HTML without script, Markdown, Atom.
//!
//! Pure: the same changes give the same bytes. Never chooses what is told; low classes are
//! folded, never hidden.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::Serialize;

use crate::change::Difference;
use crate::coverage::{RecipeChange, SiteCoverage};
use crate::record::{Change, ChangeKind, Snapshot};

mod atom;
mod elide;
mod facts;
mod feeds;
mod fields;
mod html;
mod markdown;
mod markup;
mod plain;
mod reading_room;
mod reason;
pub(crate) mod safe;
mod words;

pub use atom::atom;
pub use feeds::{Feed, FeedEntry, FeedKind, Publisher, news, plan};
pub use fields::{field_shares, fields_fallen, recipe_change};
pub use html::{changed, comparison, comparison_beside, html};
pub use markdown::markdown;
pub use markup::DifferenceView;
pub use plain::{PlainStyle, plain};
pub use reading_room::{article_path, change_address, change_path, stamp};
pub use reason::localize_reason;
pub use words::{Language, cause_name, field_name, for_operator, kind_name, state_name};

/// One change with what it takes to show it.
#[derive(Clone, Debug)]
pub struct ReportedChange {
    /// What happened.
    pub change: Change,
    /// Word by word; `None` where only the standing changed.
    pub difference: Option<Difference>,
    /// The snapshot before, when there is one.
    pub before: Option<Snapshot>,
    /// The snapshot after.
    pub after: Option<Snapshot>,
    /// Where the reading room shows it, when there is one.
    pub room: Option<String>,
}

/// What a night looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct NightCoverage {
    /// Articles seen.
    pub seen: u64,
    /// … of which new.
    pub new: u64,
    /// Articles held that this night did not look at, because nothing was due.
    pub dormant: u64,
    /// Articles that should have been looked at and were not, by cause.
    pub not_seen: BTreeMap<String, u64>,
    /// Requests that were blocked (403, 429, block pages).
    pub blocked: u64,
    /// Requests sent.
    pub requests: u64,
    /// Sites whose pages no longer fit their recipe, each with what was seen.
    pub drift: Vec<String>,
    /// Which fields the articles have that the last run looked at, and which of them fell.
    pub fields: Vec<SiteCoverage>,
    /// What a new theme or recipe changed on most pages: no edits, told once.
    pub recipe: Vec<RecipeChange>,
}

/// One night, or several, of one archive.
#[derive(Clone, Debug)]
pub struct NightReport {
    /// The day it is called by.
    pub day: NaiveDate,
    /// The runs in it.
    pub runs: Vec<String>,
    /// When the last of them ended.
    pub ended_at: Option<DateTime<FixedOffset>>,
    /// Nights since the report before on which nothing ran.
    pub missed: Vec<NaiveDate>,
    /// What was looked at.
    pub coverage: NightCoverage,
    /// What happened, the most serious kind first.
    pub items: Vec<ReportedChange>,
    /// What else happened and is only counted: a letter has no room for all of a great night.
    pub more: BTreeMap<ChangeKind, usize>,
    /// Takedowns are not applied to it: it says that it is [for the operator](for_operator).
    pub includes_withheld: bool,
}
