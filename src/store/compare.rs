//! The catalog against the files: the same rows as a catalog made anew.

use super::catalog::{Articles, Catalog};
use super::journal_replay::{Replayed, SnapshotCheck, read_in};
use super::{Reader, StoreError, journal};

/// Where the catalog and the files part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowDifference {
    /// The table.
    pub table: String,
    /// Rows only the catalog has.
    pub extra: u64,
    /// Rows only the files make.
    pub missing: u64,
}

impl Reader {
    /// Whether a snapshot, by its path below the archive, has a row.
    pub fn knows_snapshot(&self, path: &str) -> Result<bool, StoreError> {
        self.articles().has_snapshot(path)
    }
}

impl Articles<'_> {
    /// Visits the path of every snapshot row.
    pub fn each_snapshot(self, mut visit: impl FnMut(&str)) -> Result<(), StoreError> {
        self.catalog.run("list the snapshots", |connection| {
            let mut query = connection.prepare("SELECT path FROM snapshot ORDER BY path")?;
            let mut rows = query.query([])?;
            while let Some(row) = rows.next()? {
                visit(row.get_ref(0)?.as_str()?);
            }
            Ok(())
        })
    }
}

impl Reader {
    /// What SQLite itself finds wrong with the catalog's file; `None` when nothing.
    pub fn catalog_damage(&self) -> Result<Option<String>, StoreError> {
        self.catalog.damage()
    }

    /// Makes a catalog anew from the files, for the moment, and compares every row of every table. Empty when they are the same.
    pub fn differs_from_files(&self) -> Result<Vec<RowDifference>, StoreError> {
        let mut fresh = Catalog::begin_for_a_moment()?;
        let mut done = Replayed::default();
        for journal in journal::all(&self.root)? {
            let run = &journal.run;
            read_in(
                &self.root,
                &mut fresh,
                run,
                0,
                SnapshotCheck::Readable,
                &mut done,
            )?;
        }
        fresh.settle()?;
        fresh.differs_from(&self.catalog)
    }
}
