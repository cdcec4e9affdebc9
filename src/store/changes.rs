//! `changes/<run>.jsonl`: what a run saw change, sealed by its manifest.
//!
//! Never computes a change: it writes and reads lines.

use super::{Archive, Reader, StoreError};
use crate::record::Change;

impl Archive {
    /// Writes the changes of a run, whole or not at all. To be called before the run is finished,
    /// also when there are none: the file says that they were looked for. For an earlier run
    /// that was abandoned, the next manifest seals it.
    pub fn write_changes(&mut self, run: &str, changes: &[Change]) -> Result<(), StoreError> {
        let _ = (run, changes);
        todo!()
    }
}

impl Reader {
    /// Crawls, in order, that have versions or transitions and no changes file: the one under way
    /// and those that were abandoned.
    pub fn untold_runs(&self) -> Result<Vec<String>, StoreError> {
        todo!()
    }

    /// The runs that have a changes file, in order.
    pub fn told_runs(&self) -> Result<Vec<String>, StoreError> {
        todo!()
    }

    /// The changes of a run, as written.
    pub fn changes_of(&self, run: &str) -> Result<Vec<Change>, StoreError> {
        let _ = run;
        todo!()
    }
}
