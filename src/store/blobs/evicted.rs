//! Files of an archive's folder, and of its bucket those that lie there alone.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use sha2::{Digest, Sha256};

use super::cache::PieceCache;
use super::{BlobEntry, Blobs, EntryKind, FileBlobs, WriteOutcome};
use crate::bucket::{Bucket, BucketError, BucketSecrets};
use crate::digest::hex;
use crate::store::binding::{self, BucketBinding, EvictedFile};
use crate::store::{StoreError, disk};

/// The disk first, then the bucket. What is not evicted never asks the network.
#[derive(Debug)]
pub struct EvictingBlobs {
    files: FileBlobs,
    root: PathBuf,
    known: Mutex<Known>,
}

/// The binding as it was last read: another process may evict meanwhile.
#[derive(Debug, Default)]
struct Known {
    written: Option<SystemTime>,
    remote: Option<Arc<RemoteFiles>>,
}

#[derive(Debug)]
struct RemoteFiles {
    binding: BucketBinding,
    cache: PieceCache,
    /// Opened when first asked.
    bucket: Mutex<Option<Bucket>>,
}

impl RemoteFiles {
    fn find(&self, name: &str) -> Option<&EvictedFile> {
        let found = self
            .binding
            .evicted
            .binary_search_by(|it| it.path.as_str().cmp(name));
        found.ok().map(|at| &self.binding.evicted[at])
    }

    fn bucket(&self) -> Result<Bucket, StoreError> {
        let mut open = self.bucket.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bucket) = &*open {
            return Ok(bucket.clone());
        }
        let secrets = BucketSecrets::from(|name| std::env::var(name).ok())?;
        let bucket = Bucket::open(&self.binding.place, &secrets)?;
        Ok(open.insert(bucket).clone())
    }

    fn fetch(&self, file: &EvictedFile, range: Range<u64>) -> Result<Vec<u8>, StoreError> {
        let found = self.bucket()?.read_range(&file.key, range.clone())?;
        let whole = found.filter(|it| it.len() as u64 == range.end - range.start);
        whole.ok_or_else(|| damaged(file, "it is gone, or shorter than it was"))
    }

    fn read_range(&self, file: &EvictedFile, range: Range<u64>) -> Result<Vec<u8>, StoreError> {
        let end = range.end.min(file.bytes);
        let range = range.start.min(end)..end;
        let about = (file.sha256.as_str(), file.bytes);
        self.cache
            .read(about, range, |range| self.fetch(file, range))
    }
}

fn damaged(file: &EvictedFile, cause: &str) -> StoreError {
    StoreError::Bucket(BucketError::Damaged {
        key: file.key.clone(),
        cause: cause.to_owned(),
    })
}

impl EvictingBlobs {
    /// Those of the archive in a folder.
    pub fn of(root: &Path) -> Self {
        Self {
            files: FileBlobs::of(root),
            root: root.to_path_buf(),
            known: Mutex::default(),
        }
    }

    fn remote(&self) -> Result<Option<Arc<RemoteFiles>>, StoreError> {
        let written = disk::written_at(&self.root.join(binding::NAME)).map(SystemTime::from);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.written != written {
            let binding = BucketBinding::read(&self.root)?;
            known.remote = binding.filter(|it| !it.evicted.is_empty()).map(|binding| {
                let cache = PieceCache::of(&self.root, binding.cache);
                let bucket = Mutex::default();
                Arc::new(RemoteFiles {
                    binding,
                    cache,
                    bucket,
                })
            });
            known.written = written;
        }
        Ok(known.remote.clone())
    }

    /// What `look` makes of a file that lies in the bucket alone; `None` for any other.
    fn look<T>(
        &self,
        name: &str,
        look: impl FnOnce(&RemoteFiles, &EvictedFile) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let Some(remote) = self.remote()? else {
            return Ok(None);
        };
        let file = remote.find(name);
        file.map(|file| look(&remote, file)).transpose()
    }
}

impl Blobs for EvictingBlobs {
    fn location(&self, name: &str) -> String {
        self.files.location(name)
    }

    fn length(&self, name: &str) -> Result<Option<u64>, StoreError> {
        match self.files.length(name)? {
            None => self.look(name, |_, file| Ok(file.bytes)),
            there => Ok(there),
        }
    }

    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        match self.files.read(name)? {
            None => self.look(name, |remote, file| {
                let bytes = remote.read_range(file, 0..file.bytes)?;
                let is_it = hex(&Sha256::digest(&bytes)) == file.sha256;
                let differs = || damaged(file, "its bytes are not those that were sealed");
                is_it.then_some(bytes).ok_or_else(differs)
            }),
            there => Ok(there),
        }
    }

    fn read_range(&self, name: &str, range: Range<u64>) -> Result<Vec<u8>, StoreError> {
        let local = self.files.read_range(name, range.clone());
        if local.is_ok() || self.files.length(name)?.is_some() {
            return local;
        }
        let found = self.look(name, |remote, file| remote.read_range(file, range))?;
        found.map_or(local, Ok)
    }

    fn list(&self, folder: &str) -> Result<Vec<BlobEntry>, StoreError> {
        let mut found = self.files.list(folder)?;
        let Some(remote) = self.remote()? else {
            return Ok(found);
        };
        for file in &remote.binding.evicted {
            let below = match folder {
                "" => Some(file.path.as_str()),
                folder => file
                    .path
                    .strip_prefix(folder)
                    .and_then(|it| it.strip_prefix('/')),
            };
            let Some(below) = below else { continue };
            let (name, kind) = match below.split_once('/') {
                Some((name, _)) => (name, EntryKind::Folder),
                None => (below, EntryKind::File(file.bytes)),
            };
            if let Err(at) = found.binary_search_by(|it| it.name.as_str().cmp(name)) {
                let name = name.to_owned();
                found.insert(at, BlobEntry { name, kind });
            }
        }
        Ok(found)
    }

    fn put_new(&self, name: &str, bytes: &[u8]) -> Result<WriteOutcome, StoreError> {
        let is_same = self.look(name, |_, file| {
            Ok(file.sha256 == hex(&Sha256::digest(bytes)))
        })?;
        match is_same {
            None => self.files.put_new(name, bytes),
            Some(true) => Ok(WriteOutcome::Here),
            Some(false) => Ok(WriteOutcome::Taken),
        }
    }
}
