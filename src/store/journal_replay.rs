//! Reading a journal into the catalog, from any line on: the same steps whether it is the
//! tail a kill left unapplied or ten years of journals.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use super::catalog::{Batch, Catalog, CatalogStep};
use super::error::JournalSpot;
use super::snapshots::LoadedSnapshot;
use super::{Event, FileBlobs, StoreError, disk, journal, snapshots};

/// Events a transaction; bounds memory, not meaning.
const CHUNK: usize = 500;

/// A line or a file that could not be used. The rest was.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnusableLine {
    /// The file.
    pub path: PathBuf,
    /// Its line, from 1, where one is to blame.
    pub line: Option<usize>,
    /// What was wrong.
    pub cause: String,
}

/// What a replay did.
#[derive(Debug, Default)]
pub(super) struct Replayed {
    /// Events applied.
    pub(super) events: u64,
    /// Bytes of a torn last line cut away.
    pub(super) cut: u64,
    /// Lines and snapshots left out.
    pub(super) damaged: BTreeSet<UnusableLine>,
}

/// How carefully snapshots are looked at on the way.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum SnapshotCheck {
    /// They must be readable.
    Readable,
    /// They must also say what their digest was taken of.
    Genuine,
}

/// Applies the run's journal from byte `from` on, and cuts a torn last line.
pub(super) fn replay(
    root: &Path,
    catalog: &mut Catalog,
    run: &str,
    from: u64,
    care: SnapshotCheck,
    done: &mut Replayed,
) -> Result<(), StoreError> {
    let path = journal::path(root, run);
    let read = read_in(root, catalog, run, from, care, done)?;
    done.cut += read.torn;
    if read.whole == 0 {
        // Killed before the run's first event: there was no run.
        return disk::remove(&path);
    }
    if read.torn > 0 {
        disk::cut(&path, read.whole)?;
    }
    Ok(())
}

/// Bytes of a journal.
pub(super) struct ReadIn {
    /// Up to the last line feed.
    whole: u64,
    /// After it.
    torn: u64,
}

/// Applies the run's journal from byte `from` on. Changes no file.
pub(super) fn read_in(
    root: &Path,
    catalog: &mut Catalog,
    run: &str,
    from: u64,
    care: SnapshotCheck,
    done: &mut Replayed,
) -> Result<ReadIn, StoreError> {
    let path = journal::path(root, run);
    let mut reader = BufReader::new(disk::open_to_read(&path)?);
    let mut number = skip(&mut reader, from).map_err(disk::failed("read", &path))?;
    let (mut at, mut line, mut steps) = (from, Vec::new(), Vec::new());
    loop {
        line.clear();
        let read = reader
            .read_until(b'\n', &mut line)
            .map_err(disk::failed("read", &path))?;
        if read == 0 || line.last() != Some(&b'\n') {
            break;
        }
        number += 1;
        at += read as u64;
        match serde_json::from_slice::<Event>(&line) {
            Ok(event) => steps.push(step(root, event, care, &mut done.damaged)),
            Err(error) => {
                done.damaged.insert(UnusableLine {
                    path: path.clone(),
                    line: Some(number),
                    cause: error.to_string(),
                });
            }
        }
        if steps.len() == CHUNK {
            apply(catalog, run, &mut steps, at, done)?;
        }
    }
    if at > from {
        apply(catalog, run, &mut steps, at, done)?;
    }
    Ok(ReadIn {
        whole: at,
        torn: line.len() as u64,
    })
}

/// Moves to byte `from` and counts the lines before it.
fn skip(reader: &mut BufReader<std::fs::File>, from: u64) -> std::io::Result<usize> {
    let mut lines = 0;
    let mut before = reader.by_ref().take(from);
    while before.skip_until(b'\n')? > 0 {
        lines += 1;
    }
    Ok(lines)
}

fn apply(
    catalog: &mut Catalog,
    run: &str,
    steps: &mut Vec<CatalogStep>,
    journal_bytes: u64,
    done: &mut Replayed,
) -> Result<(), StoreError> {
    catalog.apply(&Batch {
        run,
        steps,
        journal_bytes,
    })?;
    done.events += steps.len() as u64;
    steps.clear();
    Ok(())
}

fn step(
    root: &Path,
    event: Event,
    care: SnapshotCheck,
    damaged: &mut BTreeSet<UnusableLine>,
) -> CatalogStep {
    let loaded = event
        .snapshot()
        .and_then(|path| load(root, path, care, damaged));
    CatalogStep { event, loaded }
}

/// The snapshot, or its damage noted. One that is readable but not genuine is both: it stays
/// visible, and it is told.
pub(super) fn load(
    root: &Path,
    path: &str,
    care: SnapshotCheck,
    damaged: &mut BTreeSet<UnusableLine>,
) -> Option<LoadedSnapshot> {
    let mut note = |line, cause| {
        damaged.insert(UnusableLine {
            path: root.join(path),
            line,
            cause,
        });
    };
    match snapshots::load(&FileBlobs::of(root), path) {
        Ok(loaded) => {
            if care == SnapshotCheck::Genuine && !snapshots::is_genuine(&loaded.snapshot) {
                note(
                    None,
                    "its text is not what its content digest was taken of".to_owned(),
                );
            }
            Some(loaded)
        }
        Err(StoreError::Damaged { place, cause, .. }) => {
            let line = match place {
                JournalSpot::Line { line, .. } => Some(line),
                JournalSpot::Byte(_) => None,
            };
            note(line, cause);
            None
        }
        Err(StoreError::Disk { source, .. }) => {
            note(None, source.to_string());
            None
        }
        Err(other) => {
            note(None, other.to_string());
            None
        }
    }
}

impl std::fmt::Display for UnusableLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}, line {line}: {}", self.path.display(), self.cause),
            None => write!(f, "{}: {}", self.path.display(), self.cause),
        }
    }
}
