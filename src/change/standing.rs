//! Where an article stands: live, missing, removed, unlisted.
//!
//! Never believes one look: a portal that is down or blocks says nothing of its articles.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::record::Class;

/// Where an article stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// There and listed.
    #[default]
    Live,
    /// Not there at the last look.
    Missing,
    /// Gone for good, as far as anyone can tell.
    Removed,
    /// There, but no source lists it.
    Unlisted,
}

/// What one look at an article's address saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sight {
    /// The article.
    Article,
    /// 404.
    NotFound,
    /// 410.
    Gone,
    /// A redirect to the home page or a list.
    RedirectHome,
    /// A redirect to another article, or that article in its place.
    Another,
    /// A page with status 200 that says there is none.
    SoftNotFound,
}

/// A look that did not see the article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absence {
    /// When.
    pub at: DateTime<Utc>,
    /// In which run.
    pub run: String,
    /// What it saw instead; never [`Sight::Article`].
    pub sight: Sight,
}

/// A change of standing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Where it stands now.
    pub now: Standing,
    /// How it is told: `Missing`, `Removed`, `Unlisted` or `Restored`.
    pub class: Class,
    /// Why, for a person: what was seen, how often, since when.
    pub reason: String,
}

/// What the looks of this run mean for an article. `absences` are all looks since it was last
/// seen, oldest first, this run's last; empty when this run saw it. `listed` is `Some(false)`
/// when a complete list of this run lacks it, `None` when no list was complete. `healthy` is
/// false when the portal's own control pages did not answer as they should: then nothing is
/// concluded from an absence. `None` = it stands as it stood.
pub fn judge(
    was: Standing,
    absences: &[Absence],
    listed: Option<bool>,
    healthy: bool,
) -> Option<Verdict> {
    let _ = (was, absences, listed, healthy);
    todo!()
}
