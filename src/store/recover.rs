//! Putting right, at open, what a killed writer left.
//!
//! - A torn last journal line is cut: its event was never acknowledged.
//! - Whole lines the catalog has not read in are applied: they were durable. Those of a burst
//!   that a power cut left without what they name are cut.
//! - Temporary files are removed.
//! - Snapshots that are gone are put back from their second copies (see `gone`).
//! - A snapshot no event names is **adopted** by an event of its own, never removed. It was
//!   whole before it got its name, so it is evidence, and the page may be gone by now. The
//!   capture behind it is repeated, finds the article's newest version saying the same, and
//!   stores nothing twice.
//! - WARC files, the records no event names, and manifests: see `mend`.
//! - A catalog that is missing, damaged, of another form, or that knows more than the journals,
//!   is rebuilt from the files.
//!
//! Only day folders an unfinished run can have written to are looked through; without one,
//! none. Snapshots brought to other days are adopted by a reindex.

use std::path::Path;

use chrono::Days;

use super::adopt::adopt;
use super::catalog::Catalog;
use super::journal::JournalFile;
use super::journal_replay::{Replayed, SnapshotCheck, UnusableLine, read_in, replay};
use super::lock::ArchiveLock;
use super::{
    Event, FileBlobs, Reader, StoreError, changes, copies, disk, journal, names, reindex,
    snapshots, summary,
};
use crate::record::WarcLocation;

/// What opening an archive had to put right. All zero after a clean end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recovered {
    /// Events that were in a journal and not yet in the catalog.
    pub applied: u64,
    /// Bytes of torn journal lines cut away.
    pub cut: u64,
    /// Snapshots adopted, by path below the archive.
    pub adopted: Vec<String>,
    /// Snapshots of runs that are not sealed that were gone, put back from their second copies,
    /// by path below the archive.
    pub restored: Vec<String>,
    /// Why the catalog was rebuilt, if it was.
    pub rebuilt: Option<Rebuilt>,
    /// Bytes of torn WARC records cut away; none of them was acknowledged.
    pub cut_records: u64,
    /// WARC files a killed process left open, indexed now, by path below the archive.
    pub closed: Vec<String>,
    /// Ended runs that had no manifest and have one now.
    pub sealed: Vec<String>,
    /// Lines and files that could not be used.
    pub damaged: Vec<UnusableLine>,
}

/// Why a catalog was rebuilt from the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rebuilt {
    /// It was missing, no database, or of another form.
    Unreadable,
    /// It was damaged.
    Damaged,
    /// It was made of other journals than are there.
    Foreign,
}

/// Opens the catalog of a locked archive, in step with the files.
pub(super) fn recover(root: &Path) -> Result<(Reader, Recovered), StoreError> {
    remove_temporaries(root)?;
    let journals = journal::all(root)?;
    let mut why = None;
    if let Some(catalog) = Catalog::open(root)? {
        let mut reader = Reader::over(root, catalog);
        if reader.catalog.damage()?.is_some() {
            why = Some(Rebuilt::Damaged);
        } else if let Some(tails) = tails(&reader, &journals)? {
            let recovered = catch_up(&mut reader, &tails)?;
            return Ok((reader, recovered));
        } else {
            why = Some(Rebuilt::Foreign);
        }
    } else if !journals.is_empty() {
        why = Some(Rebuilt::Unreadable);
    }
    let (rebuilt, cut) = reindex::rebuild(root, SnapshotCheck::Readable)?;
    let catalog = Catalog::open(root)?.ok_or_else(|| StoreError::NoCatalog {
        path: super::catalog::path(root),
    })?;
    let recovered = Recovered {
        applied: rebuilt.events,
        cut,
        adopted: rebuilt.adopted,
        rebuilt: why,
        damaged: rebuilt.damaged,
        ..Recovered::default()
    };
    let reader = Reader::over(root, catalog);
    mend_summary(&reader)?;
    Ok((reader, recovered))
}

/// Applies, for a reader, what a killed writer's journals have and the catalog has not. Changes no
/// other file: the rest is the next writer's to put right.
pub(super) fn bring_up(root: &Path) -> Result<(), StoreError> {
    let _lock = ArchiveLock::take(root)?;
    let Some(catalog) = Catalog::open(root)? else {
        return Ok(());
    };
    let mut reader = Reader::over(root, catalog);
    let tails = tails(&reader, &journal::all(root)?)?;
    let mut done = Replayed::default();
    for (run, from) in tails.into_iter().flatten() {
        let catalog = &mut reader.catalog;
        read_in(
            root,
            catalog,
            &run,
            from,
            SnapshotCheck::Readable,
            &mut done,
        )?;
    }
    reader.catalog.settle()
}

fn remove_temporaries(root: &Path) -> Result<(), StoreError> {
    let folders = ["", journal::FOLDER, changes::FOLDER, "reports", "feeds"];
    for folder in folders.map(|below| root.join(below)) {
        for entry in disk::entries(&folder)? {
            if !entry.is_folder && entry.name.starts_with(names::TEMPORARY) {
                disk::remove(&entry.path)?;
            }
        }
    }
    Ok(())
}

/// The journals with lines not yet read in, and from which byte; `None` when the catalog
/// knows of lines that are not there, or would have to read in an older journal's lines
/// after a newer one's.
fn tails(
    reader: &Reader,
    journals: &[JournalFile],
) -> Result<Option<Vec<(String, u64)>>, StoreError> {
    let read_in = reader.runs().journal_lengths()?;
    let there = |run: &str| journals.iter().find(|journal| journal.run == run);
    let short = |(run, bytes): (&String, &u64)| there(run).is_none_or(|j| j.bytes < *bytes);
    if read_in.iter().any(short) {
        return Ok(None);
    }
    let mut tails: Vec<(String, u64)> = Vec::new();
    for journal in journals {
        let known = read_in.get(&journal.run).copied();
        if known.is_some() && !tails.is_empty() {
            return Ok(None);
        }
        let known = known.unwrap_or(0);
        if journal.bytes > known || journal.bytes == 0 {
            tails.push((journal.run.clone(), known));
        }
    }
    Ok(Some(tails))
}

fn catch_up(reader: &mut Reader, tails: &[(String, u64)]) -> Result<Recovered, StoreError> {
    let mut done = Replayed::default();
    let root = reader.root.clone();
    for (run, from) in tails {
        done.cut += cut_unfounded(&root, run, *from)?;
        replay(
            &root,
            &mut reader.catalog,
            run,
            *from,
            SnapshotCheck::Readable,
            &mut done,
        )?;
    }
    let mut adopted = Vec::new();
    if let Some(run) = reader.runs().unfinished()?.first() {
        // A site's civil day may lag behind UTC's by one. Old captures read again have theirs.
        let day_before = run.started_at.date_naive().checked_sub_days(Days::new(1));
        let since = day_before.filter(|_| !run.offline);
        adopted = adopt(reader, since, SnapshotCheck::Readable, &mut done.damaged)?;
    }
    reader.catalog.settle()?;
    mend_summary(reader)?;
    Ok(Recovered {
        applied: done.events,
        cut: done.cut,
        adopted,
        damaged: done.damaged.into_iter().collect(),
        ..Recovered::default()
    })
}

/// Cuts lines of a run that goes on from the first on that names what is not there: a power cut
/// took it before the sync of its burst, so the line and those after it were never acknowledged.
/// Their addresses are asked again. Gives the bytes cut.
fn cut_unfounded(root: &Path, run: &str, from: u64) -> Result<u64, StoreError> {
    if copies::is_sealed(&FileBlobs::of(root), run)? {
        return Ok(0);
    }
    let path = journal::path(root, run);
    let text = disk::read_range(&path, from..u64::MAX)?;
    let mut founded = 0;
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        // A line that makes no sense is told of where it is read in.
        let event = serde_json::from_slice::<Event>(line).ok();
        if event.is_some_and(|event| !is_founded(root, &event)) {
            break;
        }
        founded += line.len();
    }
    let cut = (text.len() - founded) as u64;
    if cut > 0 {
        disk::cut(&path, from + founded as u64)?;
    }
    Ok(cut)
}

/// Whether what an event names is there: its snapshot can be read, its record lies within the
/// file. Other tools' files are not ours to lose.
fn is_founded(root: &Path, event: &Event) -> bool {
    let snapshot = event.snapshot();
    let is_read = |path: &str| snapshots::load(&FileBlobs::of(root), path).is_ok();
    let place = event.evidence().map(|evidence| &evidence.location);
    let is_within = |place: &WarcLocation| {
        let file = Path::new(&place.file);
        let length = disk::length(&root.join(file));
        file.is_absolute() || length.is_ok_and(|length| length >= place.offset + place.length)
    };
    snapshot.is_none_or(is_read) && place.is_none_or(is_within)
}

/// The kill may have come between a run's last event and its summary.
fn mend_summary(reader: &Reader) -> Result<(), StoreError> {
    let Some(run) = reader.runs().newest(1)?.pop() else {
        return Ok(());
    };
    if run.finished_at.is_some() && !summary::path(&reader.root, &run.stamp).exists() {
        summary::write(reader, run)?;
    }
    Ok(())
}
