//! Making events part of the archive: written, on the disk, in the catalog; in this order.

use super::catalog::{Batch, CatalogStep};
use super::disk::{self, Sync};
use super::group::{CommitGroup, GroupPolicy, Unsynced};
use super::journal_replay::{Replayed, SnapshotCheck, replay};
use super::summary::{self, RunSummary};
use super::{Archive, Event, StoreError, closing, snapshots};

impl Archive {
    /// Groups events, from now on, until [`Archive::settle`] is called for all of them: what
    /// they name is on the disk when they are committed, their journal lines share one sync,
    /// and the catalog one transaction. For a crawl, which settles before it asks a host again.
    pub fn group_until_settled(&mut self) -> Result<(), StoreError> {
        self.settle()?;
        self.group = CommitGroup::of(GroupPolicy::Settled);
        Ok(())
    }

    /// Makes an event part of the archive: it is durable when this returns, or, where events
    /// are grouped, when [`Archive::settle`] does. After an error it may or may not have become
    /// so; committing the same event again does no harm.
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
                _ => Some(snapshots::load(self.blobs(), path)?),
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
        let line = match self.group.manner() {
            GroupPolicy::Alone => Sync::Now,
            GroupPolicy::Settled | GroupPolicy::Bursts => Sync::Later,
        };
        if line == Sync::Later {
            self.unsynced = self.unsynced.max(Unsynced::Lines);
        }
        let journal_bytes = journal.append([&event], line)?;
        self.behind = true;
        let steps = [CatalogStep { event, loaded }];
        self.reader.catalog.apply(&Batch {
            run: journal.run(),
            steps: &steps,
            journal_bytes,
        })?;
        self.behind = false;
        self.group.joined();
        let [CatalogStep { event, .. }] = &steps;
        if let Some(evidence) = event.evidence() {
            self.segments.named(&evidence.location);
        }
        let last = matches!(event, Event::RunFinished { .. });
        if last || self.group.is_due() {
            self.settle()?;
        }
        if last { self.end() } else { Ok(None) }
    }

    /// When what an event names is to be on the disk: before the event, but in a burst with the
    /// others of it.
    pub(super) fn sync(&mut self) -> Result<Sync, StoreError> {
        if self.group.in_burst() {
            self.unsynced = Unsynced::Files;
            return Ok(Sync::Later);
        }
        if self.unsynced == Unsynced::Files {
            self.sync_written()?;
        }
        Ok(Sync::Now)
    }

    fn sync_written(&mut self) -> Result<(), StoreError> {
        match (self.unsynced, &self.journal) {
            (Unsynced::Files, _) => disk::sync_all(&self.reader.root)?,
            (Unsynced::Lines, Some(journal)) => journal.sync()?,
            (Unsynced::Lines, None) | (Unsynced::Nothing, _) => {}
        }
        self.unsynced = Unsynced::Nothing;
        Ok(())
    }

    /// Ends a group: what was committed is on the disk, and other processes see it. To be
    /// called before anything is done that rests on it, and before a long wait.
    pub fn settle(&mut self) -> Result<(), StoreError> {
        // The catalog last: its rows must not outlive the lines they were made of.
        let settled = self
            .sync_written()
            .and_then(|()| self.reader.catalog.settle());
        self.group.settled();
        if settled.is_err() {
            self.reader.catalog.undo();
            self.behind = true;
        }
        settled
    }

    /// Ends the run: commits [`Event::RunFinished`] and gives the summary that was written.
    pub fn finish_run(
        &mut self,
        exit: &str,
        now: chrono::DateTime<chrono::Utc>,
    ) -> Result<RunSummary, StoreError> {
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
        let run = self.runs().find(journal.run())?;
        let summary = run
            .map(|run| summary::write(&self.reader, run))
            .transpose()?;
        closing::close(&self.reader, journal.run())?;
        Ok(summary)
    }

    /// Reads in the journal's lines that the catalog refused (its disk was full, say).
    fn read_in_refused(&mut self) -> Result<(), StoreError> {
        let Some(run) = self.journal.as_ref().filter(|_| self.behind) else {
            return Ok(());
        };
        let run = run.run().to_owned();
        let from = self
            .runs()
            .journal_lengths()?
            .get(&run)
            .copied()
            .unwrap_or(0);
        let root = self.root.clone();
        let mut done = Replayed::default();
        let catalog = &mut self.reader.catalog;
        replay(
            &root,
            catalog,
            &run,
            from,
            SnapshotCheck::Readable,
            &mut done,
        )?;
        self.recovered.damaged.extend(done.damaged);
        self.behind = false;
        self.reopen(&run)
    }
}
