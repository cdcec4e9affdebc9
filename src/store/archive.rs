//! An archive open for writing.

use std::ops::Deref;
use std::path::Path;

use chrono::{DateTime, Duration, Utc};
use serde_json::Value;

use super::catalog::Catalog;
use super::disk::{self, Folders, failed};
use super::group::{CommitGroup, GroupPolicy, Unsynced};
use super::journal::{self, Journal};
use super::lock::ArchiveLock;
use super::segments::{SegmentFormat, Segments};
use super::snapshots::LoadedSnapshot;
use super::{Event, Reader, Recovered, StoreError, card, gone, recover, segment_repair};

/// An unfinished run older than this is not resumed: the site has moved on.
const RESUMABLE: Duration = Duration::hours(24);

/// WARC files of a gigabyte are customary; tools move and check them as a whole.
const SEGMENT_BYTES: u64 = 1 << 30;

/// A page of the portal at level 1: 0.09 ms, 7.6 kB; at 4: 0.15 ms, 7.4 kB; at 6: 0.19 ms,
/// 7.3 kB (libdeflate, measured).
const GZIP_LEVEL: u32 = 1;

/// How to open an archive for writing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenOptions {
    /// Tool and version, noted in a new archive's `archive.json`.
    pub tool: String,
    /// Lines of each WARC file's `warcinfo`, in order: names and values.
    pub info: Vec<(String, String)>,
    /// Length in bytes at which a WARC file is followed by the next.
    pub segment_bytes: u64,
    /// Of the WARC files: 1 (fast) to 12 (small).
    pub gzip_level: u32,
    /// Whether events that come in a burst may share their syncs and one transaction of the
    /// catalog, where one call syncs all of the archive. A kill loses nothing all the same; a
    /// power cut may lose what [`Archive::settle`] has not returned for, and other processes
    /// see it only then. When a commit fails (a full disk), rows that were not settled are seen
    /// again after the next one.
    pub group_bursts: bool,
}

impl OpenOptions {
    /// With no more than the tool's name in `warcinfo`.
    pub fn new(tool: impl Into<String>) -> Self {
        let tool = tool.into();
        Self {
            info: vec![("software".to_owned(), tool.clone())],
            tool,
            segment_bytes: SEGMENT_BYTES,
            gzip_level: GZIP_LEVEL,
            group_bursts: false,
        }
    }
}

/// What a run asks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum RunKind {
    /// Everything that is known.
    Full,
    /// What is due.
    Night,
    /// Nobody.
    Aside,
}

/// A run that has begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its stamp, the stem of its files; also for [`crate::record::Provenance::run`].
    pub stamp: String,
    /// When it first began.
    pub started_at: DateTime<Utc>,
    /// Whether it goes on where a killed or interrupted process stopped.
    pub resumed: bool,
    /// Addresses it has dealt with.
    pub done: u64,
    /// Addresses it has not.
    pub pending: u64,
    /// Addresses it leaves alone: they were answered before, and nothing has scheduled them.
    pub dormant: u64,
}

/// The one writer of an archive. Reads as a [`Reader`] does, and sees its own commits.
#[derive(Debug)]
pub struct Archive {
    pub(super) reader: Reader,
    pub(super) folders: Folders,
    pub(super) journal: Option<Journal>,
    pub(super) segments: Segments,
    pub(super) group: CommitGroup,
    /// What was written and waits for its sync.
    pub(super) unsynced: Unsynced,
    /// The journal has lines the catalog refused; they must be read in before the next.
    pub(super) behind: bool,
    /// The snapshot stored last, as its file says it: the next event is likely to name it.
    pub(super) stored: Option<(String, LoadedSnapshot)>,
    pub(super) recovered: Recovered,
    _lock: ArchiveLock,
}

impl Drop for Archive {
    fn drop(&mut self) {
        if let Err(error) = self.settle() {
            tracing::warn!("{error}; the next open reads it in from the journal");
        }
    }
}

impl Deref for Archive {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        &self.reader
    }
}

impl Archive {
    /// Creates or opens an archive for writing, and puts right what a killed writer left
    /// (see [`Archive::recovered`]). Fails soon when another process writes to it.
    pub fn open(dir: &Path, options: &OpenOptions) -> Result<Self, StoreError> {
        let root = &std::path::absolute(dir).map_err(failed("find", dir))?;
        let mut folders = Folders::default();
        // Before anything is written: a newer program's archive is left as it is.
        card::check_to_write(root)?;
        folders.ensure(root, Path::new(journal::FOLDER))?;
        let lock = ArchiveLock::take(root)?;
        if !card::check_to_write(root)? {
            card::write(root, &options.tool)?;
        }
        let restored = gone::put_back_unsealed(root, &mut folders)?;
        let (reader, mut recovered) = recover::recover(root)?;
        recovered.restored = restored;
        segment_repair::step(&reader, &mut recovered)?;
        let manner = if options.group_bursts && disk::is_synced_by_one_call(root) {
            GroupPolicy::Bursts
        } else {
            GroupPolicy::Alone
        };
        Ok(Self {
            reader,
            folders,
            journal: None,
            segments: Segments::new(SegmentFormat {
                info: options.info.clone(),
                segment_bytes: options.segment_bytes,
                gzip_level: options.gzip_level,
            }),
            group: CommitGroup::of(manner),
            unsynced: Unsynced::default(),
            behind: false,
            stored: None,
            recovered,
            _lock: lock,
        })
    }

    /// Opens an archive for reading only: beside a writer, after a kill, on a read-only disk.
    /// Changes no file but the catalog, and that only where a killed writer left it behind its
    /// journal and nobody writes now.
    pub fn open_for_reading(dir: &Path) -> Result<Reader, StoreError> {
        if !card::check(dir)? {
            return Err(StoreError::NotAnArchive {
                dir: dir.to_path_buf(),
            });
        }
        let root = std::path::absolute(dir).map_err(disk::failed("find", dir))?;
        let reader = Reader::over(&root, Catalog::open_for_reading(&root)?);
        // A writer at work brings the catalog up by itself.
        if !reader.is_behind()? || reader.is_being_written() {
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

    /// What opening had to put right.
    pub fn recovered(&self) -> &Recovered {
        &self.recovered
    }

    /// Resumes the unfinished run of equal options begun less than 24 hours ago, or closes it
    /// as abandoned and begins a new one, in which every known address is pending again.
    pub fn begin_run(&mut self, options: &Value, now: DateTime<Utc>) -> Result<Run, StoreError> {
        self.begin(options, now, RunKind::Full)
    }

    /// The same for a night after the first: what was answered before is dormant until an
    /// [`Event::Scheduled`] schedules it. Over an archive that holds nothing it is a first night.
    pub fn begin_night(&mut self, options: &Value, now: DateTime<Utc>) -> Result<Run, StoreError> {
        self.begin(options, now, RunKind::Night)
    }

    /// The same for a run that asks nobody (import, reextraction): what became of addresses
    /// stays as it is, and its summary lists none as not seen. An unfinished crawl is closed
    /// as abandoned all the same: events of two runs must not be mixed.
    pub fn begin_aside(&mut self, options: &Value, now: DateTime<Utc>) -> Result<Run, StoreError> {
        self.begin(options, now, RunKind::Aside)
    }

    fn begin(
        &mut self,
        options: &Value,
        now: DateTime<Utc>,
        kind: RunKind,
    ) -> Result<Run, StoreError> {
        let offline = kind == RunKind::Aside;
        let mut unfinished = self.runs().unfinished()?.into_iter().peekable();
        let resumable = unfinished.next_if(|run| {
            run.options == *options && run.offline == offline && now - run.started_at < RESUMABLE
        });
        for run in unfinished {
            self.reopen(&run.stamp)?;
            let exit = Event::ABANDONED.to_owned();
            self.commit(&Event::RunFinished { at: now, exit })?;
        }
        let (stamp, started_at, resumed) = match resumable {
            Some(run) => {
                self.reopen(&run.stamp)?;
                (run.stamp, run.started_at, true)
            }
            None => (self.start(options, now, kind)?, now, false),
        };
        let states = self.addresses().states()?;
        let count = |state| states.get(state).copied().unwrap_or(0);
        let (pending, dormant) = (count("pending"), count("dormant"));
        Ok(Run {
            stamp,
            started_at,
            resumed,
            done: states.values().sum::<u64>() - pending - dormant,
            pending,
            dormant,
        })
    }

    pub(super) fn reopen(&mut self, run: &str) -> Result<(), StoreError> {
        let length = self
            .runs()
            .journal_lengths()?
            .get(run)
            .copied()
            .unwrap_or(0);
        self.journal = Some(Journal::open(&self.root, run, length)?);
        Ok(())
    }

    fn start(
        &mut self,
        options: &Value,
        now: DateTime<Utc>,
        kind: RunKind,
    ) -> Result<String, StoreError> {
        let run = journal::next_stamp(&self.root, now)?;
        self.journal = Some(Journal::create(&self.root, &run)?);
        self.commit(&Event::RunStarted {
            run: run.clone(),
            at: now,
            options: options.clone(),
            offline: kind == RunKind::Aside,
            incremental: kind == RunKind::Night,
        })?;
        Ok(run)
    }

    /// The stamp of the run that has begun.
    pub(super) fn run_at_hand(&self) -> Result<String, StoreError> {
        let journal = self.journal.as_ref().ok_or_else(|| self.no_run())?;
        Ok(journal.run().to_owned())
    }

    pub(super) fn no_run(&self) -> StoreError {
        StoreError::NoRun {
            dir: self.root.clone(),
        }
    }
}
