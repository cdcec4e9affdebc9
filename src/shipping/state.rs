//! What a site's log acknowledges, all entries together. Asks nobody.

use std::collections::{BTreeMap, BTreeSet};

use crate::bucket::{LogContent, LogEntry, LoggedFile, LoggedObject};
use crate::store::run_of_file;

/// One piece of a file that is not sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// Where in the file it begins.
    pub(super) offset: u64,
    pub(super) bytes: u64,
    pub(super) sha256: String,
    /// The object it lies in.
    pub(super) object: LoggedObject,
    /// Where in the object it begins.
    pub(super) at: u64,
}

/// What is acknowledged.
#[derive(Clone, Debug, Default)]
pub(super) struct RemoteState {
    /// The newest word on each sealed file that has an object, by path.
    pub(super) sealed: BTreeMap<String, LoggedObject>,
    /// Manifests in order.
    pub(super) manifests: Vec<LoggedFile>,
    /// Runs that are sealed.
    pub(super) runs: BTreeSet<String>,
    /// Files of other runs: their pieces follow each other without gaps.
    pub(super) tail: BTreeMap<String, Vec<Piece>>,
}

impl RemoteState {
    /// Takes an entry in.
    pub(super) fn take(&mut self, entry: &LogEntry) {
        match &entry.content {
            LogContent::Fence => {}
            LogContent::Sealed {
                run,
                manifest,
                files,
            } => {
                for file in files {
                    if file.path == *manifest {
                        self.manifests.push(file.clone());
                    }
                    self.tail.remove(&file.path);
                    self.sealed.insert(file.path.clone(), file.object.clone());
                }
                if let Some(run) = run {
                    self.tail.retain(|path, _| run_of_file(path) != Some(run));
                    self.runs.insert(run.clone());
                }
            }
            LogContent::Tail { object, parts } => {
                let mut at = 0;
                for part in parts {
                    // Shipped while it was being sealed.
                    if run_of_file(&part.path).is_some_and(|run| self.runs.contains(run)) {
                        at += part.bytes;
                        continue;
                    }
                    let pieces = self.tail.entry(part.path.clone()).or_default();
                    pieces.retain(|piece| piece.offset < part.offset);
                    pieces.push(Piece {
                        offset: part.offset,
                        bytes: part.bytes,
                        sha256: part.sha256.clone(),
                        object: object.clone(),
                        at,
                    });
                    at += part.bytes;
                }
            }
        }
    }

    /// Bytes of a file that are acknowledged, though it is not sealed.
    pub(super) fn length(&self, path: &str) -> u64 {
        let last = self.tail.get(path).and_then(|pieces| pieces.last());
        last.map_or(0, |piece| piece.offset + piece.bytes)
    }
}
