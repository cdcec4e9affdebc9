//! The author of a snapshot, read alone: figures want it of every article, and of nothing else
//! in the file. (The catalog has no such column.)

use serde::Deserialize;

use super::{Reader, StoreError, snapshots};

#[derive(Deserialize)]
struct Byline {
    author: Option<String>,
}

impl Reader {
    /// The byline of a snapshot, by its path below the archive. The rest of the file is not
    /// looked at, beyond that it is JSON.
    pub fn read_author(&self, path: &str) -> Result<Option<String>, StoreError> {
        let bytes = snapshots::bytes_of(self.blobs(), path)?;
        let byline: Byline = serde_json::from_slice(&bytes)
            .map_err(|error| StoreError::bad_json(self.blobs().location(path), &error))?;
        Ok(byline.author)
    }
}
