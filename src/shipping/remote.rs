//! One archive as the log of its site has it.

use std::path::Path;

use sha2::{Digest, Sha256};

use super::ShippingError;
use super::state::{Piece, RemoteState};
use crate::bucket::{Bucket, LoggedObject, SiteLog};
use crate::digest::hex;
use crate::store::{Blobs, FileBlobs, StoreError};

/// An archive in the bucket. Reads.
#[derive(Debug)]
pub struct RemoteArchive {
    pub(super) log: SiteLog,
    pub(super) state: RemoteState,
}

impl RemoteArchive {
    /// Reads the log of a site.
    pub fn open(bucket: &Bucket, site: &str) -> Result<Self, ShippingError> {
        let mut remote = Self {
            log: SiteLog::of(bucket, site),
            state: RemoteState::default(),
        };
        for entry in remote.log.read_on()? {
            remote.state.take(&entry);
        }
        Ok(remote)
    }

    /// The site's name.
    pub fn site(&self) -> &str {
        self.log.site()
    }

    /// The bucket.
    pub fn bucket(&self) -> &Bucket {
        self.log.bucket()
    }

    /// The highest epoch that ever wrote.
    pub fn epoch(&self) -> u64 {
        self.log.epoch()
    }

    /// Whether it holds nothing yet.
    pub fn is_empty(&self) -> bool {
        self.state.manifests.is_empty() && self.state.tail.is_empty()
    }

    /// Runs that are sealed there.
    pub fn sealed_runs(&self) -> usize {
        self.state.runs.len()
    }

    /// A file of which the bucket has what the folder has not: the folder's archive is behind, or
    /// another. Records at a WARC file's end that no event names do not count.
    pub fn behind(&self, dir: &Path) -> Result<Option<String>, ShippingError> {
        let files = FileBlobs::of(dir);
        for manifest in &self.state.manifests {
            let here = files.read(&manifest.path)?;
            if here.is_none_or(|it| sha256(&it) != manifest.object.sha256) {
                return Ok(Some(manifest.path.clone()));
            }
        }
        for (path, pieces) in &self.state.tail {
            let whole = self.state.length(path);
            if path.starts_with("runs/") && equal(&files, path, pieces)? < whole {
                return Ok(Some(path.clone()));
            }
        }
        Ok(None)
    }

    /// An object's bytes, which are those that were acknowledged.
    pub(super) fn read(&self, object: &LoggedObject) -> Result<Vec<u8>, ShippingError> {
        Ok(read(&self.log, object)?)
    }
}

/// An object's bytes, which are those that were acknowledged.
pub(super) fn read(
    log: &SiteLog,
    object: &LoggedObject,
) -> Result<Vec<u8>, crate::bucket::BucketError> {
    let key = log.key(&object.key);
    let cause = match log.bucket().read(&key)? {
        Some(bytes) if sha256(&bytes) == object.sha256 => return Ok(bytes),
        Some(bytes) if bytes.len() as u64 != object.bytes => {
            format!(
                "it has {} bytes, {} were shipped",
                bytes.len(),
                object.bytes
            )
        }
        Some(_) => "its bytes are not those that were shipped".to_owned(),
        None => "it is gone".to_owned(),
    };
    Err(crate::bucket::BucketError::Damaged { key, cause })
}

/// Bytes at a file's beginning that are those of its pieces, in whole pieces.
pub(super) fn equal(files: &dyn Blobs, path: &str, pieces: &[Piece]) -> Result<u64, StoreError> {
    if files.length(path)?.is_none() {
        return Ok(0);
    }
    for piece in pieces {
        let here = files.read_range(path, piece.offset..piece.offset + piece.bytes)?;
        if sha256(&here) != piece.sha256 {
            return Ok(piece.offset);
        }
    }
    Ok(pieces.last().map_or(0, |it| it.offset + it.bytes))
}

/// 64 hex digits.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// What stands for a path where there are many: the first half of its SHA-256.
pub(super) fn path_key(path: &str) -> [u8; 16] {
    let digest: [u8; 32] = Sha256::digest(path.as_bytes()).into();
    let mut key = [0; 16];
    key.copy_from_slice(&digest[..16]);
    key
}
