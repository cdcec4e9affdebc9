//! An archive open for writing.

use std::ops::Deref;
use std::path::Path;

use chrono::{DateTime, Duration, Utc};
use serde_json::Value;

use super::catalog::{Batch, Step};
use super::disk::{Folders, failed};
use super::journal::{self, Journal};
use super::lock::Lock;
use super::replay::{Care, Replayed, replay};
use super::snapshots::Loaded;
use super::summary::{self, RunSummary};
use super::{Event, Reader, Recovered, StoreError, StoredPath, card, recover, snapshots};
use crate::record::Snapshot;

/// An unfinished run older than this is not resumed: the site has moved on.
const RESUMABLE: Duration = Duration::hours(24);

/// How to open an archive for writing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenOptions {
    /// Tool and version, noted in a new archive's `archive.json`.
    pub tool: String,
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
}

/// The one writer of an archive. Reads as a [`Reader`] does, and sees its own commits.
#[derive(Debug)]
pub struct Archive {
    reader: Reader,
    folders: Folders,
    journal: Option<Journal>,
    /// The journal has lines the catalog refused; they must be read in before the next.
    behind: bool,
    /// The snapshot stored last, as its file says it: the next event is likely to name it.
    stored: Option<(String, Loaded)>,
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
    /// (see [`Archive::recovered`]). Fails at once when another process writes to it.
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
        let (reader, recovered) = recover::recover(root)?;
        Ok(Self {
            reader,
            folders,
            journal: None,
            behind: false,
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
        let mut unfinished = self.unfinished()?.into_iter().peekable();
        let resumable =
            unfinished.next_if(|run| run.options == *options && now - run.started_at < RESUMABLE);
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
            None => (self.start(options, now)?, now, false),
        };
        let states = self.states()?;
        let pending = states.get("pending").copied().unwrap_or(0);
        Ok(Run {
            stamp,
            started_at,
            resumed,
            done: states.values().sum::<u64>() - pending,
            pending,
        })
    }

    fn reopen(&mut self, run: &str) -> Result<(), StoreError> {
        let length = self.journal_lengths()?.get(run).copied().unwrap_or(0);
        self.journal = Some(Journal::open(&self.root, run, length)?);
        Ok(())
    }

    fn start(&mut self, options: &Value, now: DateTime<Utc>) -> Result<String, StoreError> {
        let run = journal::next_stamp(&self.root, now)?;
        self.journal = Some(Journal::create(&self.root, &run)?);
        self.commit(&Event::RunStarted {
            run: run.clone(),
            at: now,
            options: options.clone(),
        })?;
        Ok(run)
    }

    /// Writes a snapshot under a name of its own, durably. It counts once the event that
    /// names it is committed. The same snapshot twice is one file.
    pub fn store_snapshot(&mut self, snapshot: &Snapshot) -> Result<StoredPath, StoreError> {
        if self.journal.is_none() {
            return Err(self.no_run());
        }
        let (path, loaded) = snapshots::put(&self.reader.root, &mut self.folders, snapshot)?;
        self.stored = Some((path.as_str().to_owned(), loaded));
        Ok(path)
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
                Some((stored, loaded)) if stored == path => Some(loaded),
                _ => Some(snapshots::load(&self.root, path)?),
            },
            None => None,
        };
        self.read_in_refused()?;
        let Some(journal) = &mut self.journal else {
            return Err(self.no_run());
        };
        let journal_bytes = journal.append([event])?;
        self.behind = true;
        self.reader.catalog.apply(&Batch {
            run: journal.run(),
            steps: &[Step {
                event: event.clone(),
                loaded,
            }],
            journal_bytes,
        })?;
        self.behind = false;
        match event {
            Event::RunStarted { .. } => self.settle().map(|()| None),
            Event::RunFinished { .. } => {
                self.settle()?;
                self.end()
            }
            _ => Ok(None),
        }
    }

    /// Lets other processes see what was committed. To be called before a long wait.
    pub fn settle(&mut self) -> Result<(), StoreError> {
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

    /// Writes the summary of the run whose last event was just committed.
    fn end(&mut self) -> Result<Option<RunSummary>, StoreError> {
        let Some(journal) = self.journal.take() else {
            return Ok(None);
        };
        let run = self.run_of(journal.run())?;
        run.map(|run| summary::write(&self.reader, run)).transpose()
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

    fn no_run(&self) -> StoreError {
        StoreError::NoRun {
            dir: self.root.clone(),
        }
    }
}
