//! Old captures read now: which version was in force when they were taken, and how a version
//! made of them gets its place in time.
//!
//! Never replaces a file, and never makes an old capture the newest version where a later
//! one is held (the store orders versions by capture).

use chrono::{DateTime, Utc};

use super::compare::as_held;
use super::lost;
use super::version::{Made, PreviousVersion, WholeVersion, article_id, snapshot};
use crate::config::Site;
use crate::digest::ContentDigest;
use crate::record::{Cause, Snapshot};
use crate::store::{Archive, Outcome, Reader, StoreError, VersionRow};

/// An article's place in time, as seen from one moment.
#[derive(Debug)]
pub(super) struct TimelinePlace {
    /// Its name, given now if it has none yet.
    pub(super) article_id: String,
    /// The version that was its newest at that moment.
    pub(super) in_force: Option<VersionRow>,
    /// The first version after that moment.
    pub(super) next: Option<VersionRow>,
}

impl TimelinePlace {
    /// Of the article `whole` is a version of, at the moment it was captured.
    pub(super) fn of(
        reader: &Reader,
        site: &Site,
        whole: &WholeVersion,
    ) -> Result<Self, StoreError> {
        let page = &whole.pages[0];
        let record = match &page.warc {
            Some(place) => reader.captures().at(&place.file, place.offset)?,
            None => None,
        };
        let at = record.map_or_else(|| page.captured_at.to_utc(), |row| row.at);
        match reader
            .articles()
            .article_for(&whole.url, whole.post_id, &site.name)?
        {
            Some(known) => Self::among(reader, known.article_id, at),
            None => Ok(Self {
                article_id: article_id(site, whole),
                in_force: None,
                next: None,
            }),
        }
    }

    /// Of a known article at a moment.
    pub(super) fn among(
        reader: &Reader,
        article_id: String,
        at: DateTime<Utc>,
    ) -> Result<Self, StoreError> {
        let mut in_force = None;
        let mut next: Option<VersionRow> = None;
        let mut versions = reader.articles().versions(&article_id)?;
        // One version a capture, the one read last.
        versions.retain(|version| version.superseded.is_none());
        for version in versions {
            if is_by(reader, &version, at)? {
                in_force = Some(version);
            } else {
                next = Some(version);
                break;
            }
        }
        Ok(Self {
            article_id,
            in_force,
            next,
        })
    }

    /// The digest one of its neighbours goes by, where that says the same (see [`as_held`]).
    pub(super) fn as_held(
        &self,
        reader: &Reader,
        site: &Site,
        content: ContentDigest,
    ) -> ContentDigest {
        let neighbours = [&self.in_force, &self.next].into_iter().flatten();
        neighbours.fold(content, |content, version| {
            as_held(reader, site, (&version.content, &version.path), content)
        })
    }

    /// Whether that content is held for that moment already: by the version in force, or by
    /// the next one, which then says the same of an earlier day.
    pub(super) fn holds(&self, content: &ContentDigest) -> bool {
        [&self.in_force, &self.next]
            .into_iter()
            .flatten()
            .any(|version| version.content == *content)
    }

    /// What came before, for the version about to be filed here.
    fn earlier(&self, reader: &Reader, url: &str) -> Result<PreviousVersion, StoreError> {
        let Some(version) = &self.in_force else {
            return Ok(PreviousVersion::default());
        };
        let before = reader.read_snapshot(&version.path)?;
        let mut urls = before.previous_urls;
        if !urls.contains(&before.url) {
            urls.push(before.url);
        }
        urls.retain(|it| it != url);
        Ok(PreviousVersion {
            urls,
            file: Some(version.path.clone()),
        })
    }
}

/// Whether a version was taken at a moment or before. Two looks may fall into one second, and a
/// version says whole ones.
fn is_by(reader: &Reader, version: &VersionRow, at: DateTime<Utc>) -> Result<bool, StoreError> {
    let said = version.captured_at.to_utc();
    if said.timestamp() != at.timestamp() {
        return Ok(said < at);
    }
    let taken = reader.captures().taken_at(&version.path)?;
    Ok(taken.unwrap_or(said) <= at)
}

/// Files a version in its place.
pub(super) fn file(
    archive: &mut Archive,
    site: &Site,
    run: &str,
    cause: Cause,
    whole: WholeVersion,
    place: &TimelinePlace,
) -> Result<Outcome, StoreError> {
    let earlier = place.earlier(archive, &whole.url)?;
    write(archive, site, run, cause, whole, &place.article_id, earlier)
}

/// Files another reading of what a snapshot was read from.
pub(super) fn replace(
    archive: &mut Archive,
    site: &Site,
    run: &str,
    whole: WholeVersion,
    (old, path): (Snapshot, &str),
) -> Result<Outcome, StoreError> {
    let earlier = PreviousVersion {
        urls: old.previous_urls,
        file: Some(path.to_owned()),
    };
    let cause = Cause::Reextraction;
    write(archive, site, run, cause, whole, &old.article_id, earlier)
}

fn write(
    archive: &mut Archive,
    site: &Site,
    run: &str,
    cause: Cause,
    whole: WholeVersion,
    article_id: &str,
    earlier: PreviousVersion,
) -> Result<Outcome, StoreError> {
    let content = ContentDigest::of(&whole.article.content_form());
    let holder = archive.articles().holder_of(&content)?;
    let article_url = whole.url.clone();
    let made = Made {
        run,
        cause,
        article_id: article_id.to_owned(),
        content: content.clone(),
        earlier,
        duplicate_of: holder.filter(|holder| holder != article_id),
    };
    let mut snapshot = snapshot(site, whole, made);
    lost::tell(archive, &mut snapshot);
    let path = archive.store_snapshot(&snapshot)?;
    Ok(Outcome::Stored {
        article_id: article_id.to_owned(),
        article_url,
        snapshot: path.into(),
        content,
    })
}
