//! `bucket.json`: which bucket an archive is kept in besides, and which of its files lie there alone.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{StoreError, disk};
use crate::config::BucketPlace;

/// Below the archive.
pub(super) const NAME: &str = "bucket.json";

/// What an archive knows of its bucket. Never a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BucketBinding {
    /// The bucket's id, as its marker said it when the two met.
    pub id: String,
    /// The archive's name in it.
    pub site: String,
    /// Where it is.
    pub place: BucketPlace,
    /// Bytes of this disk that what was read from it may take.
    pub cache: u64,
    /// The files that lie there and no longer here, by path.
    pub evicted: Vec<EvictedFile>,
}

/// A sealed file that lies in the bucket alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvictedFile {
    /// Its path below the archive.
    pub path: String,
    /// Its object, below the bucket's prefix.
    pub key: String,
    /// Its length.
    pub bytes: u64,
    /// Of its bytes: 64 hex digits.
    pub sha256: String,
}

impl BucketBinding {
    /// That of an archive; `None` where it has none.
    pub fn read(dir: &Path) -> Result<Option<Self>, StoreError> {
        let path = dir.join(NAME);
        let Some(bytes) = disk::read_if_there(&path)? else {
            return Ok(None);
        };
        let binding = serde_json::from_slice(&bytes);
        binding.map_err(|error| StoreError::bad_json(path, &error))
    }

    /// Writes it in one step.
    pub fn write(&self, dir: &Path) -> Result<(), StoreError> {
        let root = std::path::absolute(dir).map_err(disk::failed("find", dir))?;
        disk::Folders::default().ensure(&root, Path::new(""))?;
        let path = root.join(NAME);
        let mut text =
            serde_json::to_vec_pretty(self).map_err(|error| StoreError::bad_json(&path, &error))?;
        text.push(b'\n');
        disk::replace(&path, &text)
    }
}

/// Refuses an archive of which files lie in a bucket, where this program cannot read them there.
#[cfg(not(feature = "bucket"))]
pub(super) fn check(dir: &Path) -> Result<(), StoreError> {
    let binding = BucketBinding::read(dir)?;
    if binding.is_none_or(|it| it.evicted.is_empty()) {
        return Ok(());
    }
    let cause = "WARC files of this archive lie in a bucket, and this hpnews was built without";
    let cause = std::io::Error::new(std::io::ErrorKind::Unsupported, cause);
    Err(disk::failed("read", &dir.join(NAME))(cause))
}

/// This program can.
#[cfg(feature = "bucket")]
#[expect(
    clippy::unnecessary_wraps,
    reason = "without the feature it may refuse"
)]
pub(super) fn check(_dir: &Path) -> Result<(), StoreError> {
    Ok(())
}
