//! An archive open for reading: beside a writer, after a kill, on a read-only disk.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::catalog::{
    Articles, Attachments, Captures, Catalog, Discovery, Dump, KnownAddresses, Observations, Runs,
    Sites,
};
use super::error::JournalSpot;
use super::{Blobs, StoreError, archive_files, disk, journal, lock, snapshots};
use crate::record::Snapshot;

/// Reads the archive. Its questions about addresses, articles, versions and runs stand with
/// the tables they ask (`catalog/`).
#[derive(Debug)]
pub struct Reader {
    /// The folder of what is no sealed file: the catalog, journals, locks, what is derived.
    pub(super) root: PathBuf,
    blobs: Arc<dyn Blobs>,
    pub(super) catalog: Catalog,
}

impl Reader {
    /// Over a catalog and the files in the folder where it lies.
    pub(super) fn over(root: &Path, catalog: Catalog) -> Self {
        Self {
            root: root.to_path_buf(),
            blobs: archive_files::of_archive(root),
            catalog,
        }
    }

    /// The same, with sealed files that lie elsewhere.
    #[must_use]
    pub fn with_blobs(self, blobs: Arc<dyn Blobs>) -> Self {
        Self { blobs, ..self }
    }

    /// The sealed files: snapshots, WARC files and their indexes, changes, manifests. Whoever
    /// reads one reads it here.
    pub fn blobs(&self) -> &dyn Blobs {
        &*self.blobs
    }

    /// Whether another process writes to the archive now.
    pub fn is_being_written(&self) -> bool {
        lock::is_held(&self.root)
    }

    /// Whether a journal has lines that the catalog has not read in: its writer was killed.
    pub(super) fn is_behind(&self) -> Result<bool, StoreError> {
        let read_in = self.runs().journal_lengths()?;
        let is_ahead = |journal: &journal::JournalFile| {
            let known = read_in.get(&journal.run).copied().unwrap_or(0);
            journal.bytes > known
        };
        Ok(journal::all(&self.root)?.iter().any(is_ahead))
    }

    /// Whether the archive's catalog is still the file that was opened: `reindex` puts another
    /// in its place. A reader for which it is not goes on, and sees the archive as it was.
    pub fn is_current(&self) -> bool {
        self.catalog.is_in_place()
    }

    /// A number that is another than before when rows have changed since.
    pub fn data_version(&self) -> Result<i64, StoreError> {
        self.catalog.data_version()
    }

    /// Ends each question to the catalog from now on that takes longer:
    /// [`StoreError::TooSlow`]. Reading of files is not counted.
    pub fn limit(&mut self, each: Duration) -> Result<(), StoreError> {
        self.catalog.limit(each)
    }

    /// What the catalog knows of articles and their versions.
    pub fn articles(&self) -> Articles<'_> {
        self.catalog.articles()
    }

    /// What it knows of kept captures: where each record lies, and which stands for which.
    pub fn captures(&self) -> Captures<'_> {
        self.catalog.captures()
    }

    /// What discovery sources said: which addresses they named, and what of them.
    pub fn discovery(&self) -> Discovery<'_> {
        self.catalog.discovery()
    }

    /// Which addresses are due, which are dormant, and what the last look at each brought.
    pub fn addresses(&self) -> KnownAddresses<'_> {
        self.catalog.addresses()
    }

    /// Files that articles offer.
    pub fn attachments(&self) -> Attachments<'_> {
        self.catalog.attachments()
    }

    /// What looks at articles saw, and what was concluded from it.
    pub fn observations(&self) -> Observations<'_> {
        self.catalog.observations()
    }

    /// What each run did, and how the archive stands.
    pub fn runs(&self) -> Runs<'_> {
        self.catalog.runs()
    }

    /// Whether sites are as they were, and whether their pages fit their recipes.
    pub fn sites(&self) -> Sites<'_> {
        self.catalog.sites()
    }

    /// Which articles a dump holds. Lives in a temporary table of the connection.
    pub fn dump(&self) -> Dump<'_> {
        self.catalog.dump()
    }

    /// The archive's folder, for what needs one: the index of searches (SQLite's); takedowns that
    /// lie beside it; a dump or package that must not lie inside; an import, which writes there;
    /// a message. Sealed files may lie elsewhere: see [`Reader::blobs`].
    pub fn home(&self) -> &Path {
        &self.root
    }

    /// When a run's journal was last written to, by the clock of the disk it lies on; `None` where
    /// it is gone.
    pub fn journal_written_at(&self, run: &str) -> Option<DateTime<Utc>> {
        disk::written_at(&journal::path(&self.root, run))
    }

    /// Reads a snapshot by its path below the archive.
    pub fn read_snapshot(&self, path: &str) -> Result<Snapshot, StoreError> {
        snapshots::read_snapshot(self.blobs(), path)
    }

    /// The same, and proves that it still says what its content digest was taken of.
    pub fn read_genuine(&self, path: &str) -> Result<Snapshot, StoreError> {
        let snapshot = self.read_snapshot(path)?;
        if snapshots::is_genuine(&snapshot) {
            return Ok(snapshot);
        }
        Err(StoreError::Damaged {
            path: self.blobs.location(path).into(),
            place: JournalSpot::Line { line: 1, column: 0 },
            cause: "it no longer says what its content digest was taken of".to_owned(),
        })
    }
}
