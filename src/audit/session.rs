//! One audit under way: what it reads, what it has counted, and whom it tells.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Finding, Share};
use crate::config::Config;
use crate::store::{Files, Reader};

/// What an audit tells while it goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
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
pub struct Checked {
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

/// One audit.
pub(super) struct Session<'a> {
    pub(super) files: &'a Files,
    pub(super) config: &'a Config,
    /// `None` when there is no catalog that can be read.
    pub(super) reader: Option<Reader>,
    pub(super) share: Share,
    /// Another process writes to the archive: what is unfinished is no damage.
    pub(super) is_written: bool,
    pub(super) checked: Checked,
    pub(super) tell: &'a mut dyn FnMut(Told),
    pub(super) steps: u64,
}

impl Session<'_> {
    /// Tells a finding.
    pub(super) fn find(&mut self, finding: Finding) {
        self.checked.findings += 1;
        (self.tell)(Told::Finding(finding));
    }

    /// Counts something that was not checked.
    pub(super) fn leave(&mut self, why: &'static str) {
        *self.checked.not_checked.entry(why).or_default() += 1;
    }

    /// One more file was looked at.
    pub(super) fn step(&mut self) {
        self.steps += 1;
        (self.tell)(Told::Step { files: self.steps });
    }
}
