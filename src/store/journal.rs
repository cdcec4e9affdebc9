//! The journal of one run: `runs/<stamp>.jsonl`, one event a line, append-only.
//!
//! A line is there when its line feed is: what a kill tore off has none, and is cut away.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Duration, NaiveDateTime, Utc};

use super::disk::Sync;
use super::{Event, FileBlobs, Manifest, StoreError, disk, manifest};

/// Folder of journals and summaries, below the archive.
pub(super) const FOLDER: &str = "runs";

/// How a run is named: when it began, in UTC. Stamps sort as their times do.
pub(crate) const STAMP: &str = "%Y%m%dT%H%M%SZ";

/// A journal on the disk.
pub(super) struct JournalFile {
    /// Its run's stamp.
    pub(super) run: String,
    /// Its length in bytes.
    pub(super) bytes: u64,
}

/// All journals in the order of their runs, which is the order of their stamps.
pub(super) fn all(root: &Path) -> Result<Vec<JournalFile>, StoreError> {
    let found = disk::entries(&root.join(FOLDER))?;
    let journals = found.into_iter().filter(|entry| !entry.is_folder);
    Ok(journals
        .filter_map(|entry| {
            Some(JournalFile {
                run: entry.name.strip_suffix(".jsonl")?.to_owned(),
                bytes: entry.bytes,
            })
        })
        .collect())
}

/// Where a run's journal lies.
pub(super) fn path(root: &Path, run: &str) -> PathBuf {
    root.join(FOLDER).join(format!("{run}.jsonl"))
}

/// The stamp of a run that begins `now`: later than every other's, even when two begin in
/// one second or the clock was set back, so that stamps sort in the order of events.
pub(super) fn next_stamp(root: &Path, now: DateTime<Utc>) -> Result<String, StoreError> {
    let journals = all(root)?.into_iter().map(|journal| journal.run);
    // A journal may be lost; its manifest still has the stamp.
    let manifests = Manifest::all(&FileBlobs::of(root))?;
    let sealed = manifests
        .iter()
        .map(|file| manifest::stem_of(file).to_owned());
    let latest = journals
        .chain(sealed)
        .filter_map(|stamp| NaiveDateTime::parse_from_str(stamp.get(..16)?, STAMP).ok())
        .max();
    let after = latest.map(|stamp| stamp.and_utc() + Duration::seconds(1));
    Ok(after
        .map_or(now, |after| after.max(now))
        .format(STAMP)
        .to_string())
}

/// A journal open for appending.
#[derive(Debug)]
pub(super) struct Journal {
    run: String,
    path: PathBuf,
    file: File,
    /// Bytes known to be whole lines.
    length: u64,
    /// An append failed; what it left must go before the next.
    torn: bool,
}

impl Journal {
    /// Creates a run's journal.
    pub(super) fn create(root: &Path, run: &str) -> Result<Self, StoreError> {
        let path = path(root, run);
        disk::Folders::default().ensure(root, Path::new(FOLDER))?;
        let file = disk::open_to_append(&path, true)?;
        disk::sync_folder(disk::parent(&path))?;
        Ok(Self::over(run, path, file, 0))
    }

    /// Opens a run's journal of `length` bytes, all read in already.
    pub(super) fn open(root: &Path, run: &str, length: u64) -> Result<Self, StoreError> {
        let path = path(root, run);
        let file = disk::open_to_append(&path, false)?;
        Ok(Self::over(run, path, file, length))
    }

    fn over(run: &str, path: PathBuf, file: File, length: u64) -> Self {
        Self {
            run: run.to_owned(),
            path,
            file,
            length,
            torn: false,
        }
    }

    /// The run's stamp.
    pub(super) fn run(&self) -> &str {
        &self.run
    }

    /// Makes what was appended durable.
    pub(super) fn sync(&self) -> Result<(), StoreError> {
        self.file
            .sync_data()
            .map_err(disk::failed("sync", &self.path))
    }

    /// Appends events. Returns the journal's new length.
    pub(super) fn append<'e>(
        &mut self,
        events: impl IntoIterator<Item = &'e Event>,
        sync: Sync,
    ) -> Result<u64, StoreError> {
        let mut lines = Vec::new();
        for event in events {
            lines.append(&mut self.line(event)?);
        }
        if self.torn {
            self.file
                .set_len(self.length)
                .map_err(disk::failed("cut", &self.path))?;
        }
        self.torn = true;
        self.file
            .write_all(&lines)
            .and_then(|()| match sync {
                Sync::Now => self.file.sync_data(),
                Sync::Later => Ok(()),
            })
            .map_err(disk::failed("append to", &self.path))?;
        self.torn = false;
        self.length += lines.len() as u64;
        Ok(self.length)
    }

    /// The event's line. One that holds numbers JSON may not know (a confidence that is not a
    /// number) is proven to be readable again.
    fn line(&self, event: &Event) -> Result<Vec<u8>, StoreError> {
        let proven = |line: Vec<u8>| {
            if event.holds_an_article() {
                serde_json::from_slice::<Event>(&line)?;
            }
            Ok(line)
        };
        let mut line = serde_json::to_vec(event)
            .and_then(proven)
            .map_err(|error| StoreError::bad_json(self.path.clone(), &error))?;
        line.push(b'\n');
        Ok(line)
    }
}
