//! An archive open for reading: beside a writer, after a kill, on a read-only disk.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::catalog::Catalog;
use super::error::JournalSpot;
use super::{StoreError, card, disk, journal, lock, recover, snapshots, summary};
use crate::record::Snapshot;

/// Reads the archive. Its questions about addresses, articles, versions and runs stand with
/// the tables they ask (`catalog/`).
#[derive(Debug)]
pub struct Reader {
    pub(super) root: PathBuf,
    pub(super) catalog: Catalog,
}

impl Reader {
    /// Opens what another process may be writing. Changes no file but the catalog, and that only
    /// where a killed writer left it behind its journal and nobody writes now.
    pub(super) fn open(dir: &Path) -> Result<Self, StoreError> {
        if !card::check(dir)? {
            return Err(StoreError::NotAnArchive {
                dir: dir.to_path_buf(),
            });
        }
        let root = std::path::absolute(dir).map_err(disk::failed("find", dir))?;
        let reader = Self {
            catalog: Catalog::open_for_reading(&root)?,
            root,
        };
        // A writer at work brings the catalog up by itself.
        if !reader.is_behind()? || lock::is_held(&reader.root) {
            return Ok(reader);
        }
        match recover::bring_up(&reader.root) {
            // Another process began to write just now.
            Ok(()) | Err(StoreError::Locked { .. }) => {}
            Err(error) => tracing::warn!(
                "what a stopped run did last is not shown: its journal is ahead of the catalog, \
                 and {error}; the next `hpnews crawl` or `hpnews repair` reads it in"
            ),
        }
        Ok(reader)
    }

    /// Whether a journal has lines that the catalog has not read in: its writer was killed.
    fn is_behind(&self) -> Result<bool, StoreError> {
        let read_in = self.journal_lengths()?;
        let is_ahead = |journal: &journal::JournalFile| {
            let known = read_in.get(&journal.run).copied().unwrap_or(0);
            journal.bytes > known
        };
        Ok(journal::all(&self.root)?.iter().any(is_ahead))
    }

    /// The archive's folder.
    pub fn dir(&self) -> &Path {
        &self.root
    }

    /// When a run's journal was last written to, by the clock of the disk it lies on; `None` where
    /// it is gone.
    pub fn journal_written_at(&self, run: &str) -> Option<DateTime<Utc>> {
        disk::written_at(&journal::path(&self.root, run))
    }

    /// Reads a snapshot by its path below the archive.
    pub fn read_snapshot(&self, path: &str) -> Result<Snapshot, StoreError> {
        snapshots::load(&self.root, path).map(|loaded| loaded.snapshot)
    }

    /// The same, and proves that it still says what its content digest was taken of.
    pub fn read_genuine(&self, path: &str) -> Result<Snapshot, StoreError> {
        let snapshot = self.read_snapshot(path)?;
        if snapshots::is_genuine(&snapshot) {
            return Ok(snapshot);
        }
        Err(StoreError::Damaged {
            path: self.root.join(path),
            place: JournalSpot::Line { line: 1, column: 0 },
            cause: "it no longer says what its content digest was taken of".to_owned(),
        })
    }

    /// The summary file of a finished run, as JSON text; `None` when there is none.
    pub fn read_summary(&self, run: &str) -> Result<Option<serde_json::Value>, StoreError> {
        let path = summary::path(&self.root, run);
        disk::read_if_there(&path)?
            .map(|bytes| serde_json::from_slice(&bytes))
            .transpose()
            .map_err(|error| StoreError::bad_json(path, &error))
    }
}
