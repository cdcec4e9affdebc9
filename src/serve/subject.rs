//! The article that an address of the room names, as far as it is published.

use super::refusal::Refusal;
use super::visit::{PageRequest, of_stamp};
use crate::published::Published;
use crate::record::Snapshot;
use crate::redaction::Hidden;
use crate::report::stamp;
use crate::store::VersionRow;

/// An article and its versions, oldest first; what was read again from the same capture stands
/// in the place of the first reading.
pub(super) struct PublishedArticle {
    pub(super) id: String,
    pub(super) versions: Vec<VersionRow>,
}

/// One version as it is published.
pub(super) struct PublishedVersion {
    pub(super) snapshot: Snapshot,
    pub(super) hidden: Hidden,
}

impl PublishedArticle {
    /// The one that the first open piece of a route names.
    pub(super) fn asked(visit: &PageRequest, published: &Published) -> Result<Self, Refusal> {
        Self::find(published, visit.pieces.first().map_or("", String::as_str))
    }

    /// Says the same of a withheld article that is here and of one that is not.
    fn find(published: &Published, id: &str) -> Result<Self, Refusal> {
        if published.withheld().has_whole(id) {
            return Err(Refusal::Withheld);
        }
        let mut versions = published.reader().articles().versions(id)?;
        versions.retain(|it| it.superseded.is_none());
        if versions.is_empty() {
            return Err(Refusal::Unknown);
        }
        Ok(Self {
            id: id.to_owned(),
            versions,
        })
    }

    /// The newest version.
    pub(super) fn newest(&self) -> Result<&VersionRow, Refusal> {
        self.versions.last().ok_or(Refusal::Unknown)
    }

    /// The version captured at the time that fourteen digits say, with its place from 0.
    pub(super) fn at(&self, text: &str) -> Result<usize, Refusal> {
        let at = of_stamp(text).ok_or(Refusal::Unknown)?;
        let digits = stamp(at);
        let found = self
            .versions
            .iter()
            .position(|it| version_stamp(it) == digits);
        found.ok_or(Refusal::Unknown)
    }

    /// A version, read. Of one that is withheld nothing is told.
    pub(super) fn read(
        published: &Published,
        row: &VersionRow,
    ) -> Result<PublishedVersion, Refusal> {
        let (snapshot, hidden) = published.snapshot(&row.path)?.ok_or(Refusal::Withheld)?;
        Ok(PublishedVersion { snapshot, hidden })
    }
}

/// A version's name within its article: when it was captured.
pub(super) fn version_stamp(row: &VersionRow) -> String {
    stamp(row.captured_at.to_utc())
}
