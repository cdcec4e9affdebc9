//! What rows are made of: an article, one version of it, one look at it.

use chrono::{DateTime, Utc};

use crate::record::Snapshot;

/// One article at the dump's horizon. Whatever is withheld is gone from it already.
#[derive(Clone, Copy, Debug)]
pub struct ArticleRecord<'a> {
    /// Its newest version.
    pub newest: &'a VersionRecord<'a>,
    /// Its address.
    pub url: &'a str,
    /// Its other addresses.
    pub previous_urls: &'a [String],
    /// When it was first seen …
    pub first_seen: DateTime<Utc>,
    /// … and last.
    pub last_seen: DateTime<Utc>,
    /// Where it stands: `live`, `missing`, `removed`, `unlisted`.
    pub article_status: &'a str,
    /// Since which transition, or first look.
    pub standing_since: DateTime<Utc>,
    /// Versions that no later reading superseded.
    pub versions: usize,
    /// Looks that saw it.
    pub looks: usize,
}

/// One version of it.
#[derive(Clone, Copy, Debug)]
pub struct VersionRecord<'a> {
    /// What it says.
    pub snapshot: &'a Snapshot,
    /// Its file below the archive; empty where the name must not be told.
    pub path: &'a str,
    /// Its number among the versions, from 1.
    pub number: usize,
    /// The file of what was read later from the same capture.
    pub superseded_by: &'a str,
    /// Names of what is withheld of it; empty when all of it is here.
    pub withheld: &'a [String],
}

impl VersionRecord<'_> {
    /// A digest, unless it would confirm a guess at what is withheld.
    pub(super) fn digest<'d>(&self, digest: &'d str) -> &'d str {
        if self.withheld.is_empty() { digest } else { "" }
    }
}

/// One look at an article.
#[derive(Clone, Copy, Debug)]
pub struct ObservationRecord<'a> {
    /// The article.
    pub article_id: &'a str,
    /// Its site.
    pub site: &'a str,
    /// When.
    pub at: DateTime<Utc>,
    /// In which run.
    pub run: &'a str,
    /// What it saw, in a word.
    pub sight: &'a str,
    /// Whether it saw another version than the look before.
    pub changed: bool,
    /// What the article said.
    pub content: &'a str,
    /// The address found in its place.
    pub leads_to: &'a str,
}
