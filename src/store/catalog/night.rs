//! What a night after the first needs to know: what rests, what was hinted, what was absent.

use chrono::{DateTime, FixedOffset, Utc};

use crate::change::{Absence, Standing};
use crate::record::{Class, Role, Teller};
use crate::store::{DueReason, Reader, StoreError};

/// An article the schedule may choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revisitable {
    /// The article.
    pub article_id: String,
    /// Its current address.
    pub url: String,
    /// Where it stands.
    pub standing: Standing,
    /// Published, else first captured.
    pub dated: DateTime<Utc>,
    /// First look.
    pub first_look: DateTime<Utc>,
    /// Last look of any kind.
    pub last_look: DateTime<Utc>,
    /// Looks that saw it.
    pub looks: u32,
    /// Looks that brought another version.
    pub changes: u32,
    /// The last of those.
    pub last_change: Option<DateTime<Utc>>,
}

/// A source that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRow {
    /// Its address.
    pub url: String,
    /// What it is asked for.
    pub role: Role,
    /// Who told of it; only [`Teller::Page`] = the continuation of a list.
    pub tellers: Vec<Teller>,
    /// Last answer.
    pub last_seen: Option<DateTime<Utc>>,
    /// Kind of the last outcome.
    pub last_outcome: Option<String>,
    /// What its teller says of its modification (a sitemap's `lastmod`) …
    pub modified: Option<DateTime<FixedOffset>>,
    /// … and what it said when it was last read.
    pub modified_at_look: Option<DateTime<FixedOffset>>,
}

/// An article with the portal's own number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldPost {
    /// The number.
    pub post_id: u64,
    /// The article.
    pub article_id: String,
    /// Its current address.
    pub url: String,
    /// Where it stands.
    pub standing: Standing,
}

/// An article one of whose looks in a run concerns its standing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookedAt {
    /// The article.
    pub article_id: String,
    /// Its current address.
    pub url: String,
    /// Its address before this run, where this run moved it.
    pub moved_from: Option<String>,
    /// Where it stood before.
    pub standing: Standing,
    /// Whether this run saw the article.
    pub seen: bool,
    /// Looks since it was last seen, this run's last.
    pub absences: Vec<Absence>,
    /// The look that decides: of the absence, or of the article.
    pub at: DateTime<Utc>,
}

/// A transition that was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransitionRow {
    /// The article.
    pub article_id: String,
    /// The site's name in config.
    pub site: String,
    /// When.
    pub at: DateTime<Utc>,
    /// In which run.
    pub run: String,
    /// What.
    pub class: Class,
    /// Address now.
    pub url: String,
    /// Address before, of a move.
    pub from: Option<String>,
    /// Why.
    pub reason: String,
}

/// What is known of when and why an address is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueRow {
    /// `pending`, `resting`, `done`, `failed`, `skipped`.
    pub state: String,
    /// Why it was last woken.
    pub reason: Option<DueReason>,
    /// The same for a person.
    pub detail: Option<String>,
    /// When that was decided.
    pub at: Option<DateTime<Utc>>,
}

/// Something a source named as an article and that is not held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missed {
    /// The address.
    pub url: String,
    /// The site's name in config.
    pub site: String,
    /// Who named it.
    pub tellers: Vec<Teller>,
    /// When it was first named.
    pub named_at: DateTime<Utc>,
    /// Why it is not held: `never_asked`, or the last cause or outcome.
    pub reason: String,
    /// The same for a person.
    pub detail: Option<String>,
}

impl Reader {
    /// The articles of a site that rest in the present run.
    pub fn revisitable(&self, site: &str) -> Result<Vec<Revisitable>, StoreError> {
        let _ = site;
        todo!()
    }

    /// One article's history, for the same purpose.
    pub fn revisitable_article(&self, article_id: &str) -> Result<Option<Revisitable>, StoreError> {
        let _ = article_id;
        todo!()
    }

    /// The sources of a site that have ever answered, in no order of worth.
    pub fn sources(&self, site: &str) -> Result<Vec<SourceRow>, StoreError> {
        let _ = site;
        todo!()
    }

    /// Resting addresses of articles of which a source now says a later modification than when
    /// they were last looked at: address and what is said. A first word about an address that was
    /// looked at after that modification is none.
    pub fn hinted(&self, site: &str) -> Result<Vec<(String, DateTime<FixedOffset>)>, StoreError> {
        let _ = site;
        todo!()
    }

    /// The latest modification a source (of WordPress REST) has told of.
    pub fn latest_modification(
        &self,
        site: &str,
    ) -> Result<Option<DateTime<FixedOffset>>, StoreError> {
        let _ = site;
        todo!()
    }

    /// The articles with a number that are not removed.
    pub fn held_posts(&self, site: &str) -> Result<Vec<HeldPost>, StoreError> {
        let _ = site;
        todo!()
    }

    /// Articles that are missing, or unlisted, or were removed: they are looked for again.
    pub fn absent(&self, site: &str) -> Result<Vec<Revisitable>, StoreError> {
        let _ = site;
        todo!()
    }

    /// Articles that this run saw absent, moved, or (where they had another standing) present.
    pub fn looked_at(&self, site: &str, run: &str) -> Result<Vec<LookedAt>, StoreError> {
        let _ = (site, run);
        todo!()
    }

    /// How many articles of a site this run saw, and how many it found absent that were live.
    pub fn sights(&self, site: &str, run: &str) -> Result<(u64, u64), StoreError> {
        let _ = (site, run);
        todo!()
    }

    /// The transitions a run told, in order.
    pub fn transitions_of(&self, run: &str) -> Result<Vec<TransitionRow>, StoreError> {
        let _ = run;
        todo!()
    }

    /// The transitions of an article, oldest first.
    pub fn transitions(&self, article_id: &str) -> Result<Vec<TransitionRow>, StoreError> {
        let _ = article_id;
        todo!()
    }

    /// The files of the versions a run stored out of pages it fetched, in order.
    pub fn versions_of_run(&self, run: &str) -> Result<Vec<String>, StoreError> {
        let _ = run;
        todo!()
    }

    /// When and why an address is, or was last, asked.
    pub fn due_of(&self, url: &str) -> Result<Option<DueRow>, StoreError> {
        let _ = url;
        todo!()
    }

    /// Everything any source ever named as an article, minus what is held.
    pub fn missed(&self) -> Result<Vec<Missed>, StoreError> {
        todo!()
    }
}
