//! An archive open for reading: beside a writer, after a kill, on a read-only disk.

use std::path::{Path, PathBuf};

use super::catalog::Catalog;
use super::error::Spot;
use super::{StoreError, card, disk, snapshots, summary};
use crate::record::Snapshot;

/// Reads the archive. Its questions about addresses, articles, versions and runs stand with
/// the tables they ask (`catalog/`).
#[derive(Debug)]
pub struct Reader {
    pub(super) root: PathBuf,
    pub(super) catalog: Catalog,
}

impl Reader {
    /// Opens what another process may be writing. Takes no lock and changes nothing.
    pub(super) fn open(dir: &Path) -> Result<Self, StoreError> {
        if !card::check(dir)? {
            return Err(StoreError::NotAnArchive {
                dir: dir.to_path_buf(),
            });
        }
        let root = std::path::absolute(dir).map_err(disk::failed("find", dir))?;
        Ok(Self {
            catalog: Catalog::open_for_reading(&root)?,
            root,
        })
    }

    /// The archive's folder.
    pub fn dir(&self) -> &Path {
        &self.root
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
            place: Spot::Line { line: 1, column: 0 },
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
