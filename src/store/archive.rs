//! An archive open for writing.

use std::ops::Deref;
use std::path::Path;

use chrono::{DateTime, Duration, Utc};
use serde_json::Value;

use super::catalog::{Batch, Step};
use super::disk::{self, Folders, Sync, failed};
use super::journal::{self, Journal};
use super::lock::Lock;
use super::replay::{Care, Replayed, replay};
use super::segments::{Manner, Segments};
use super::snapshots::Loaded;
use super::summary::{self, RunSummary};
use super::{Event, Reader, Recovered, StoreError, card, closing, mend, recover, snapshots};

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
    /// catalog. A kill loses nothing all the same; a power cut may lose a burst's last
    /// events, and other processes see them a little later, or after [`Archive::settle`].
    /// When a commit fails (a full disk), rows of its burst are seen again after the next one.
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
enum Kind {
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
    /// Addresses it leaves alone: they were answered before, and nothing has woken them.
    pub resting: u64,
}

/// The one writer of an archive. Reads as a [`Reader`] does, and sees its own commits.
#[derive(Debug)]
pub struct Archive {
    pub(super) reader: Reader,
    pub(super) folders: Folders,
    journal: Option<Journal>,
    pub(super) segments: Segments,
    /// The journal has lines the catalog refused; they must be read in before the next.
    behind: bool,
    /// Something was written that waits for its sync.
    unsynced: bool,
    /// The snapshot stored last, as its file says it: the next event is likely to name it.
    pub(super) stored: Option<(String, Loaded)>,
    recovered: Recovered,
    _lock: Lock,
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
        card::check(root)?;
        folders.ensure(root, Path::new(journal::FOLDER))?;
        let lock = Lock::take(root)?;
        if !card::check(root)? {
            card::write(root, &options.tool)?;
        }
        let (mut reader, mut recovered) = recover::recover(root)?;
        mend::mend(&reader, &mut folders, &mut recovered)?;
        if options.group_bursts {
            reader.catalog.group_bursts();
        }
        Ok(Self {
            reader,
            folders,
            journal: None,
            segments: Segments::new(Manner {
                info: options.info.clone(),
                segment_bytes: options.segment_bytes,
                gzip_level: options.gzip_level,
            }),
            behind: false,
            unsynced: false,
            stored: None,
            recovered,
            _lock: lock,
        })
    }

    /// Opens an archive for reading only: no lock, beside a writer, on a read-only disk.
    pub fn open_for_reading(dir: &Path) -> Result<Reader, StoreError> {
        Reader::open(dir)
    }

    /// What opening had to put right.
    pub fn recovered(&self) -> &Recovered {
        &self.recovered
    }

    /// Resumes the unfinished run of equal options begun less than 24 hours ago, or closes it
    /// as abandoned and begins a new one, in which every known address is pending again.
    pub fn begin_run(&mut self, options: &Value, now: DateTime<Utc>) -> Result<Run, StoreError> {
        self.begin(options, now, Kind::Full)
    }

    /// The same for a night after the first: what was answered before rests until an
    /// [`Event::Due`] wakes it. Over an archive that holds nothing it is a first night.
    pub fn begin_night(&mut self, options: &Value, now: DateTime<Utc>) -> Result<Run, StoreError> {
        self.begin(options, now, Kind::Night)
    }

    /// The same for a run that asks nobody (import, reextraction): what became of addresses
    /// stays as it is, and its summary lists none as not seen. An unfinished crawl is closed
    /// as abandoned all the same: events of two runs must not be mixed.
    pub fn begin_aside(&mut self, options: &Value, now: DateTime<Utc>) -> Result<Run, StoreError> {
        self.begin(options, now, Kind::Aside)
    }

    fn begin(
        &mut self,
        options: &Value,
        now: DateTime<Utc>,
        kind: Kind,
    ) -> Result<Run, StoreError> {
        let aside = kind == Kind::Aside;
        let mut unfinished = self.unfinished()?.into_iter().peekable();
        let resumable = unfinished.next_if(|run| {
            run.options == *options && run.aside == aside && now - run.started_at < RESUMABLE
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
        let states = self.states()?;
        let count = |state| states.get(state).copied().unwrap_or(0);
        let (pending, resting) = (count("pending"), count("resting"));
        Ok(Run {
            stamp,
            started_at,
            resumed,
            done: states.values().sum::<u64>() - pending - resting,
            pending,
            resting,
        })
    }

    fn reopen(&mut self, run: &str) -> Result<(), StoreError> {
        let length = self.journal_lengths()?.get(run).copied().unwrap_or(0);
        self.journal = Some(Journal::open(&self.root, run, length)?);
        Ok(())
    }

    fn start(
        &mut self,
        options: &Value,
        now: DateTime<Utc>,
        kind: Kind,
    ) -> Result<String, StoreError> {
        let run = journal::next_stamp(&self.root, now)?;
        self.journal = Some(Journal::create(&self.root, &run)?);
        self.commit(&Event::RunStarted {
            run: run.clone(),
            at: now,
            options: options.clone(),
            aside: kind == Kind::Aside,
            incremental: kind == Kind::Night,
        })?;
        Ok(run)
    }

    /// Makes an event part of the archive: it is durable when this returns. After an error it
    /// may or may not have become so; committing the same event again does no harm.
    ///
    /// A [`Event::RunFinished`] also writes the run's summary and ends the run.
    pub fn commit(&mut self, event: &Event) -> Result<(), StoreError> {
        self.commit_ending(event).map(|_| ())
    }

    fn commit_ending(&mut self, event: &Event) -> Result<Option<RunSummary>, StoreError> {
        // Before the journal: an event must not name a snapshot that cannot be read.
        let loaded = match event.snapshot() {
            Some(path) => match self.stored.take() {
                Some((stored, loaded))
                    if stored == path && disk::has(&self.root.join(path), loaded.bytes) =>
                {
                    Some(loaded)
                }
                _ => Some(snapshots::load(&self.root, path)?),
            },
            None => None,
        };
        self.read_in_refused()?;
        // An event must not name a record that is not there.
        let sync = self.sync()?;
        self.segments.write(sync)?;
        let Some(journal) = &mut self.journal else {
            return Err(self.no_run());
        };
        let event = event.written();
        let journal_bytes = journal.append([&event], sync)?;
        self.behind = true;
        let steps = [Step { event, loaded }];
        self.reader.catalog.apply(&Batch {
            run: journal.run(),
            steps: &steps,
            journal_bytes,
        })?;
        self.behind = false;
        let [Step { event, .. }] = &steps;
        if let Some(evidence) = event.evidence() {
            self.segments.named(&evidence.location);
        }
        let last = matches!(event, Event::RunFinished { .. });
        if last || self.reader.catalog.is_due() {
            self.settle()?;
        }
        if last { self.end() } else { Ok(None) }
    }

    /// When the next write is to be on the disk: at once, but in a burst with the others of
    /// it. No lane on a public host is so fast that its answers come in bursts.
    pub(super) fn sync(&mut self) -> Result<Sync, StoreError> {
        if cfg!(target_os = "linux") && self.reader.catalog.in_burst() {
            self.unsynced = true;
            return Ok(Sync::Later);
        }
        self.sync_burst()?;
        Ok(Sync::Now)
    }

    fn sync_burst(&mut self) -> Result<(), StoreError> {
        if self.unsynced {
            disk::sync_all(&self.reader.root)?;
            self.unsynced = false;
        }
        Ok(())
    }

    /// Ends a burst: what was committed is on the disk, and other processes see it. To be
    /// called before a long wait.
    pub fn settle(&mut self) -> Result<(), StoreError> {
        self.sync_burst()?;
        let settled = self.reader.catalog.settle();
        self.behind |= settled.is_err();
        settled
    }

    /// Ends the run: commits [`Event::RunFinished`] and gives the summary that was written.
    pub fn finish_run(&mut self, exit: &str, now: DateTime<Utc>) -> Result<RunSummary, StoreError> {
        let exit = exit.to_owned();
        self.commit_ending(&Event::RunFinished { at: now, exit })?
            .ok_or_else(|| self.no_run())
    }

    /// Closes the run whose last event was just committed: its WARC files, its summary, and
    /// the manifest that seals both.
    fn end(&mut self) -> Result<Option<RunSummary>, StoreError> {
        let Some(journal) = self.journal.take() else {
            return Ok(None);
        };
        self.segments.close()?;
        let run = self.run_of(journal.run())?;
        let summary = run
            .map(|run| summary::write(&self.reader, run))
            .transpose()?;
        closing::close(&self.reader, &mut self.folders, journal.run())?;
        Ok(summary)
    }

    /// Reads in the journal's lines that the catalog refused (its disk was full, say).
    fn read_in_refused(&mut self) -> Result<(), StoreError> {
        let Some(run) = self.journal.as_ref().filter(|_| self.behind) else {
            return Ok(());
        };
        let run = run.run().to_owned();
        let from = self.journal_lengths()?.get(&run).copied().unwrap_or(0);
        let root = self.root.clone();
        let mut done = Replayed::default();
        let catalog = &mut self.reader.catalog;
        replay(&root, catalog, &run, from, Care::Readable, &mut done)?;
        self.recovered.damaged.extend(done.damaged);
        self.behind = false;
        self.reopen(&run)
    }

    /// The stamp of the run that has begun.
    pub(super) fn run_at_hand(&self) -> Result<String, StoreError> {
        let journal = self.journal.as_ref().ok_or_else(|| self.no_run())?;
        Ok(journal.run().to_owned())
    }

    fn no_run(&self) -> StoreError {
        StoreError::NoRun {
            dir: self.root.clone(),
        }
    }
}
