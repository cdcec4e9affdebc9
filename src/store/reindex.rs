//! Building the catalog anew from the files: every event of every journal in order, then the
//! snapshots no event names.

use std::path::Path;

use super::adopt::adopt;
use super::catalog::Catalog;
use super::journal_replay::{Replayed, SnapshotCheck, UnusableLine, replay};
use super::lock::ArchiveLock;
use super::{Reader, StoreError, card, disk, journal};

/// What a reindex read, and what it could not use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reindexed {
    /// Events applied.
    pub events: u64,
    /// Snapshots that have a row now.
    pub snapshots: u64,
    /// Those among them that no event had named, by path below the archive. They have an
    /// event from now on.
    pub adopted: Vec<String>,
    /// Journal lines and snapshot files that could not be used, or that say other than their
    /// digest. All else was.
    pub damaged: Vec<UnusableLine>,
}

/// Rebuilds the archive's catalog, reading and checking every snapshot. Takes the writer's
/// lock. The old catalog stays until the new one is whole.
pub fn reindex(dir: &Path) -> Result<Reindexed, StoreError> {
    if !card::check(dir)? {
        return Err(StoreError::NotAnArchive {
            dir: dir.to_path_buf(),
        });
    }
    let _lock = ArchiveLock::take(dir)?;
    let root = std::path::absolute(dir).map_err(disk::failed("find", dir))?;
    rebuild(&root, SnapshotCheck::Genuine).map(|(reindexed, _)| reindexed)
}

/// The same for an archive that is locked already. Also says how many bytes of torn lines
/// were cut.
pub(super) fn rebuild(root: &Path, care: SnapshotCheck) -> Result<(Reindexed, u64), StoreError> {
    let mut reader = Reader::over(root, Catalog::begin_new(root)?);
    let mut done = Replayed::default();
    for journal in journal::all(root)? {
        replay(root, &mut reader.catalog, &journal.run, 0, care, &mut done)?;
    }
    let adopted = adopt(&mut reader, None, care, &mut done.damaged)?;
    let snapshots = reader.runs().status()?.snapshots;
    reader.catalog.put_in_place(root)?;
    let reindexed = Reindexed {
        events: done.events,
        snapshots,
        adopted,
        damaged: done.damaged.into_iter().collect(),
    };
    Ok((reindexed, done.cut))
}
