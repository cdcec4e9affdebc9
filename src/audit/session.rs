//! One audit under way: what it reads, what it has counted, and whom it tells.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};

use serde::Serialize;

use super::{Finding, Share};
use crate::config::Config;
use crate::store::{Files, Reader};

/// What an audit tells while it goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuditStep {
    /// Something is wrong.
    Finding(Finding),
    /// A file was sealed again, and why: on the record, so no finding.
    Resealed {
        /// The file, below the archive.
        file: String,
        /// What the manifest says.
        reason: String,
    },
    /// One more file was looked at.
    Step {
        /// Files so far.
        files: u64,
    },
}

/// What an audit looked at, and what it did not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AuditCounts {
    /// Manifests, with their sidecars and chain.
    pub manifests: u64,
    /// Sealed files found there with the right size.
    pub sealed: u64,
    /// Files of runs that are not sealed yet.
    pub open: u64,
    /// Files read whole and hashed.
    pub hashed: u64,
    /// Their bytes.
    pub bytes: u64,
    /// WARC records whose digests were recomputed.
    pub records: u64,
    /// Lines of CDXJ compared with recomputed ones.
    pub index_lines: u64,
    /// Lines of journals understood.
    pub journal_lines: u64,
    /// Snapshots whose digests were recomputed.
    pub snapshots: u64,
    /// Snapshots whose extraction was recomputed from the cited records.
    pub recomputed: u64,
    /// Entries of packages.
    pub package_entries: u64,
    /// Findings.
    pub findings: u64,
    /// What was not checked: reason → how many.
    pub not_checked: BTreeMap<&'static str, u64>,
}

/// Whom an audit tells, and what it has counted.
pub(super) struct Notes<'a> {
    pub(super) checked: AuditCounts,
    tell: &'a mut dyn FnMut(AuditStep),
    steps: u64,
}

impl<'a> Notes<'a> {
    pub(super) fn new(tell: &'a mut dyn FnMut(AuditStep)) -> Self {
        Self {
            checked: AuditCounts::default(),
            tell,
            steps: 0,
        }
    }

    /// Tells a finding.
    pub(super) fn find(&mut self, finding: Finding) {
        self.checked.findings += 1;
        (self.tell)(AuditStep::Finding(finding));
    }

    /// Tells that a file was sealed again.
    pub(super) fn resealed(&mut self, file: &str, reason: &str) {
        (self.tell)(AuditStep::Resealed {
            file: file.to_owned(),
            reason: reason.to_owned(),
        });
    }

    /// Counts something that was not checked.
    pub(super) fn leave(&mut self, why: &'static str) {
        *self.checked.not_checked.entry(why).or_default() += 1;
    }

    /// One more file was looked at.
    pub(super) fn step(&mut self) {
        self.steps += 1;
        (self.tell)(AuditStep::Step { files: self.steps });
    }
}

/// One audit of an archive.
pub(super) struct Session<'a> {
    pub(super) notes: Notes<'a>,
    pub(super) files: &'a Files,
    pub(super) config: &'a Config,
    /// `None` when there is no catalog that can be read.
    pub(super) reader: Option<Reader>,
    pub(super) share: Share,
    /// A writer was seen at work.
    was_written: Cell<bool>,
}

impl<'a> Session<'a> {
    pub(super) fn new(
        notes: Notes<'a>,
        files: &'a Files,
        config: &'a Config,
        share: Share,
    ) -> Self {
        Self {
            notes,
            files,
            config,
            reader: None,
            share,
            was_written: Cell::new(false),
        }
    }

    /// Whether another process writes to the archive, now or at an earlier question: then
    /// what is unfinished is no damage. To be asked after the look that found it unfinished.
    pub(super) fn is_written(&self) -> bool {
        if !self.was_written.get() {
            self.was_written.set(self.files.is_being_written());
        }
        self.was_written.get()
    }

    /// Whether a run goes on, written by another process.
    pub(super) fn is_open(&self, run: &str) -> bool {
        self.is_written() && !self.is_there(&format!("manifests/{run}.json"))
    }

    /// Whether a file is there by now.
    pub(super) fn is_there(&self, path: &str) -> bool {
        matches!(self.files.blobs().length(path), Ok(Some(_)))
    }
}

impl<'a> Deref for Session<'a> {
    type Target = Notes<'a>;

    fn deref(&self) -> &Notes<'a> {
        &self.notes
    }
}

impl<'a> DerefMut for Session<'a> {
    fn deref_mut(&mut self) -> &mut Notes<'a> {
        &mut self.notes
    }
}
