//! Snapshots that no event names: each gets an event of its own. None is ever removed.

use std::collections::BTreeSet;

use super::catalog::{Batch, CatalogStep};
use super::journal::{self, Journal};
use super::journal_replay::{SnapshotCheck, UnusableLine, load};
use super::{Event, Reader, StoreError, disk, snapshots};

/// Adopts the snapshots of these days that have no row, in the order of their capture, by
/// events in the unfinished run's journal, or in one of their own.
pub(super) fn adopt(
    reader: &mut Reader,
    since: Option<chrono::NaiveDate>,
    care: SnapshotCheck,
    damaged: &mut BTreeSet<UnusableLine>,
) -> Result<Vec<String>, StoreError> {
    let root = reader.root.clone();
    let shelf = snapshots::walk(&root, since)?;
    for temporary in &shelf.temporaries {
        disk::remove(temporary)?;
    }
    let mut found = Vec::new();
    for path in shelf.snapshots {
        let known_bad = damaged.iter().any(|damage| damage.path == root.join(&path));
        if known_bad || reader.articles().has_snapshot(&path)? {
            continue;
        }
        if let Some(loaded) = load(&root, &path, care, damaged) {
            found.push((loaded.snapshot.captured_at.to_utc(), path));
        }
    }
    found.sort();
    let Some((newest, _)) = found.last() else {
        return Ok(Vec::new());
    };
    let mut journal = match reader.runs().unfinished()?.first() {
        Some(run) => {
            let read_in = reader.runs().journal_lengths()?;
            let length = read_in.get(&run.stamp).copied().unwrap_or(0);
            Journal::open(&root, &run.stamp, length)?
        }
        None => Journal::create(&root, &journal::next_stamp(&root, *newest)?)?,
    };
    for chunk in found.chunks(100) {
        let steps: Vec<CatalogStep> = chunk
            .iter()
            .map(|(at, path)| CatalogStep {
                event: Event::Adopted {
                    at: *at,
                    snapshot: path.clone(),
                },
                loaded: load(&root, path, SnapshotCheck::Readable, damaged),
            })
            .collect();
        let journal_bytes =
            journal.append(steps.iter().map(|step| &step.event), disk::Sync::Now)?;
        let run = journal.run();
        reader.catalog.apply(&Batch {
            run,
            steps: &steps,
            journal_bytes,
        })?;
    }
    Ok(found.into_iter().map(|(_, path)| path).collect())
}
