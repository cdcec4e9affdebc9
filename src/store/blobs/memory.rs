//! Files in memory, for tests: an archive's sealed files with no folder behind them.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{BlobEntry, Blobs, EntryKind, WriteOutcome};
use crate::store::{StoreError, names};

/// Named bytes, gone with the process.
#[derive(Debug, Default)]
pub struct MemoryBlobs(Mutex<BTreeMap<String, Vec<u8>>>);

impl MemoryBlobs {
    /// Each change of the map is one step, so one that panicked in between left it whole.
    fn held(&self) -> MutexGuard<'_, BTreeMap<String, Vec<u8>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What `look` makes of a file; `None` when there is none.
    fn look<T>(&self, name: &str, look: impl Fn(&[u8]) -> T) -> Result<Option<T>, StoreError> {
        if !Path::new(name).is_absolute() {
            names::inside(Path::new(""), name)?;
        }
        Ok(self.held().get(name).map(|bytes| look(bytes)))
    }
}

impl Blobs for MemoryBlobs {
    fn location(&self, name: &str) -> String {
        name.to_owned()
    }

    fn length(&self, name: &str) -> Result<Option<u64>, StoreError> {
        self.look(name, |bytes| bytes.len() as u64)
    }

    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.look(name, <[u8]>::to_vec)
    }

    fn read_range(&self, name: &str, range: Range<u64>) -> Result<Vec<u8>, StoreError> {
        let place = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
        let piece = |bytes: &[u8]| {
            let end = place(range.end).min(bytes.len());
            bytes[place(range.start).min(end)..end].to_vec()
        };
        let found = self.look(name, piece)?;
        found.ok_or_else(|| StoreError::not_there(self.location(name)))
    }

    fn list(&self, folder: &str) -> Result<Vec<BlobEntry>, StoreError> {
        let folder = match folder {
            "" => String::new(),
            folder => format!("{folder}/"),
        };
        let mut found = BTreeMap::new();
        for (name, bytes) in self.held().range(folder.clone()..) {
            let Some(below) = name.strip_prefix(&folder) else {
                break;
            };
            let (name, kind) = match below.split_once('/') {
                Some((name, _)) => (name, EntryKind::Folder),
                None => (below, EntryKind::File(bytes.len() as u64)),
            };
            found.insert(name.to_owned(), kind);
        }
        let found = found.into_iter();
        Ok(found.map(|(name, kind)| BlobEntry { name, kind }).collect())
    }

    fn put_new(&self, name: &str, bytes: &[u8]) -> Result<WriteOutcome, StoreError> {
        names::inside(Path::new(""), name)?;
        let mut held = self.held();
        let there = held
            .entry(name.to_owned())
            .or_insert_with(|| bytes.to_vec());
        Ok(if there == bytes {
            WriteOutcome::Here
        } else {
            WriteOutcome::Taken
        })
    }
}
