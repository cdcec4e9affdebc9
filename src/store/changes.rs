//! `changes/<run>.jsonl`: what a run saw change, sealed by its manifest.
//!
//! Never computes a change: it writes and reads lines.

use super::{BlobEntry, Blobs, Reader, StoreError};
use crate::record::Change;

/// Folder of the changes, below the archive.
pub(super) const FOLDER: &str = "changes";

const ENDING: &str = ".jsonl";

/// The path of a run's changes below the archive.
pub(super) fn path_of(run: &str) -> String {
    format!("{FOLDER}/{run}{ENDING}")
}

/// The runs that have a changes file, in order.
pub(super) fn runs(blobs: &dyn Blobs) -> Result<Vec<String>, StoreError> {
    let entries = blobs.list(FOLDER)?.into_iter();
    Ok(entries
        .filter(BlobEntry::is_finished)
        .filter_map(|it| Some(it.name.strip_suffix(ENDING)?.to_owned()))
        .collect())
}

impl Reader {
    /// Crawls and imports, in order, that have versions or transitions and no changes file: those that were
    /// abandoned, and before them those of an archive older than such files. The crawl under
    /// way is among them even if it has a file: it may have been killed after writing it, and
    /// gone on. So is a run that read drifted pages after all, until it has a file.
    pub fn untold_runs(&self) -> Result<Vec<String>, StoreError> {
        let told = runs(self.blobs())?;
        let runs = self.runs().tellable()?.into_iter();
        Ok(runs
            .filter(|(run, under_way)| *under_way || told.binary_search(run).is_err())
            .map(|(run, _)| run)
            .collect())
    }

    /// The runs that have a changes file, in order.
    pub fn told_runs(&self) -> Result<Vec<String>, StoreError> {
        runs(self.blobs())
    }

    /// The changes of a run, as written; none when it has no file.
    pub fn changes_of(&self, run: &str) -> Result<Vec<Change>, StoreError> {
        let (blobs, name) = (self.blobs(), path_of(run));
        let text = blobs.read(&name)?.unwrap_or_default();
        let mut changes = Vec::new();
        for (at, line) in text.split_inclusive(|byte| *byte == b'\n').enumerate() {
            let change = serde_json::from_slice(line)
                .map_err(|error| StoreError::bad_line(blobs.location(&name), at + 1, &error))?;
            changes.push(change);
        }
        Ok(changes)
    }
}
