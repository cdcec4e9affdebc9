//! What a dry run would have filed by now; a real run finds it in the archive.
//!
//! Remembers the capture and the digest of each version, never what it says.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::crawl::again::TimelinePlace;
use crate::digest::ContentDigest;
use crate::store::CaptureRow;

/// The versions that would have been made. Empty in a real run.
#[derive(Debug, Default)]
pub(super) struct Foreseen {
    /// By the article's name.
    versions: HashMap<String, Vec<Version>>,
    /// The articles' names by their addresses.
    articles: HashMap<String, String>,
}

/// One version that would have been made.
#[derive(Debug)]
pub(super) struct Version {
    /// Its first page.
    pub(super) row: CaptureRow,
    content: ContentDigest,
}

impl Version {
    /// Whether a capture has the bytes it was read from.
    pub(super) fn is_of(&self, row: &CaptureRow) -> bool {
        row.payload.is_some() && self.row.payload == row.payload
    }
}

impl Foreseen {
    /// Remembers one.
    pub(super) fn note(&mut self, id: &str, url: &str, row: &CaptureRow, content: ContentDigest) {
        self.articles.insert(url.to_owned(), id.to_owned());
        let versions = self.versions.entry(id.to_owned()).or_default();
        versions.push(Version {
            row: row.clone(),
            content,
        });
    }

    /// The article at an address.
    pub(super) fn article_at(&self, url: &str) -> Option<&str> {
        self.articles.get(url).map(String::as_str)
    }

    /// An article's versions, in the order they were found.
    pub(super) fn versions(&self, id: &str) -> &[Version] {
        self.versions.get(id).map_or(&[], Vec::as_slice)
    }

    /// Whether a version in force is of the same bytes as a capture of its address.
    pub(super) fn has_read(&self, url: &str, row: &CaptureRow) -> bool {
        let id = self.article_at(url);
        let last = id.and_then(|id| self.last(id, row.at));
        last.is_some_and(|it| it.is_of(row))
    }

    /// The version that would be in force at a moment, where that is none the archive holds.
    pub(super) fn in_force(&self, place: &TimelinePlace, at: DateTime<Utc>) -> Option<&Version> {
        let held = place.in_force.as_ref();
        let held = held.map(|it| it.captured_at.timestamp());
        self.last(&place.article_id, at)
            .filter(|it| held.is_none_or(|held| held <= it.row.at.timestamp()))
    }

    /// What would be in force at a moment, and what would come next.
    pub(super) fn neighbours<'p>(
        &'p self,
        place: &'p TimelinePlace,
        at: DateTime<Utc>,
    ) -> [Option<&'p ContentDigest>; 2] {
        let held = place.in_force.as_ref().map(|it| &it.content);
        let before = self.in_force(place, at).map(|it| &it.content);
        let next = place.next.as_ref();
        let later = self.versions(&place.article_id).iter();
        let later = later
            .filter(|it| it.row.at > at)
            .filter(|it| {
                next.is_none_or(|next| it.row.at.timestamp() <= next.captured_at.timestamp())
            })
            .min_by_key(|it| it.row.at);
        [
            before.or(held),
            later.map(|it| &it.content).or(next.map(|it| &it.content)),
        ]
    }

    fn last(&self, id: &str, at: DateTime<Utc>) -> Option<&Version> {
        let versions = self.versions(id).iter().filter(|it| it.row.at <= at);
        versions.max_by_key(|it| it.row.at)
    }
}
