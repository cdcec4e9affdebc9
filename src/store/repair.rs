//! Mending single files of an archive, under its lock, for a person who asked for it. Each
//! step is durable when it returns, and none removes a complete record or a snapshot.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::disk::{Folders, failed};
use super::lock::ArchiveLock;
use super::segment::cdxj_beside;
use super::{
    BlobReader, Blobs, BucketBinding, EvictedFile, FileBlobs, Sealed, StoreError, closing, disk,
    manifest, names,
};
use crate::warc::{self, WarcError};

/// An archive locked for repairing. Paths are below the archive.
#[derive(Debug)]
pub struct RepairWriter {
    root: PathBuf,
    _lock: ArchiveLock,
}

impl RepairWriter {
    /// Takes the archive's lock.
    pub fn lock(dir: &Path) -> Result<Self, StoreError> {
        let root = std::path::absolute(dir).map_err(failed("find", dir))?;
        Ok(Self {
            _lock: ArchiveLock::take(&root)?,
            root,
        })
    }

    /// Puts back a file whose bytes are known for certain.
    pub fn restore(&self, path: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let full = self.inside(path)?;
        if let Some(folder) = Path::new(path).parent() {
            Folders::default().ensure(&self.root, folder)?;
        }
        disk::replace(&full, bytes)
    }

    /// Cuts a file to the length it had when it was sealed, if those bytes are the sealed
    /// ones. `false`, and nothing is changed, when they are not.
    pub fn cut_to_seal(&self, sealed: &Sealed) -> Result<bool, StoreError> {
        let path = self.inside(&sealed.path)?;
        let begins = begins_as_sealed(&FileBlobs::of(&self.root), sealed)?;
        if begins {
            disk::cut(&path, sealed.bytes)?;
        }
        Ok(begins)
    }

    /// Cuts the torn record at a WARC file's end. Returns how many bytes went: none when what
    /// follows the last complete record is anything but the beginning of one.
    pub fn cut_torn(&self, path: &str) -> Result<u64, StoreError> {
        let full = self.inside(path)?;
        let Some(torn) = torn_record(&FileBlobs::of(&self.root), path)? else {
            return Ok(0);
        };
        let found = disk::length(&full)?;
        disk::cut(&full, torn)?;
        Ok(found - torn)
    }

    /// Removes a sealed file of which the bucket holds the same bytes, once it is known where.
    pub fn evict(&self, file: EvictedFile) -> Result<(), StoreError> {
        let full = self.inside(&file.path)?;
        let Some(mut binding) = BucketBinding::read(&self.root)? else {
            return Err(StoreError::not_there(self.root.join("bucket.json")));
        };
        let place = |it: &EvictedFile| it.path.as_str().cmp(&file.path);
        match binding.evicted.binary_search_by(place) {
            Ok(at) => binding.evicted[at] = file,
            Err(at) => binding.evicted.insert(at, file),
        }
        binding.write(&self.root)?;
        disk::remove(&full)?;
        disk::sync_folder(disk::parent(&full))
    }

    /// Makes the index beside a WARC file anew.
    pub fn index(&self, warc: &str) -> Result<(), StoreError> {
        disk::remove(&self.inside(&cdxj_beside(warc))?)?;
        closing::index(&self.root, warc).map(drop)
    }

    /// Writes a manifest's sidecar anew.
    pub fn sidecar(&self, manifest: &str) -> Result<(), StoreError> {
        manifest::write_sidecar(&self.root, manifest)
    }

    /// Removes a temporary file.
    pub fn sweep(&self, path: &str) -> Result<(), StoreError> {
        let full = self.inside(path)?;
        let name = full.file_name().and_then(|name| name.to_str());
        if name.is_some_and(|name| name.starts_with(names::TEMPORARY)) {
            disk::remove(&full)?;
        }
        Ok(())
    }

    /// Seals files that were changed or added on purpose, by a manifest of their own that says
    /// why and whose entries take the place of earlier ones. `None` when nothing is sealed yet.
    pub fn seal_again(
        &self,
        files: &BTreeSet<String>,
        reason: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<String>, StoreError> {
        closing::seal_again(&self.root, files, reason, now)
    }

    fn inside(&self, path: &str) -> Result<PathBuf, StoreError> {
        names::inside(&self.root, path)
    }
}

/// Whether a file begins with the bytes that were sealed, whatever follows them.
fn begins_as_sealed(blobs: &dyn Blobs, sealed: &Sealed) -> Result<bool, StoreError> {
    let begin = BlobReader::of_range(blobs, &sealed.path, 0..sealed.bytes)?;
    let (bytes, sha256) =
        manifest::sum(begin).map_err(failed("read", Path::new(&blobs.location(&sealed.path))))?;
    Ok(bytes == sealed.bytes && sha256 == sealed.sha256)
}

impl super::Files {
    /// Whether nothing but a torn last record is wrong at a WARC file's end.
    pub fn ends_torn(&self, path: &str) -> Result<bool, StoreError> {
        torn_record(self.blobs(), path).map(|torn| torn.is_some())
    }

    /// Whether a file begins with the bytes that were sealed, whatever follows them.
    pub fn begins_as_sealed(&self, sealed: &Sealed) -> Result<bool, StoreError> {
        begins_as_sealed(self.blobs(), sealed)
    }
}

/// Where the torn record at the end of a WARC file begins, if that is all that is wrong
/// behind its last complete record.
fn torn_record(blobs: &dyn Blobs, path: &str) -> Result<Option<u64>, StoreError> {
    let mut reader = warc::WarcReader::new(BlobReader::open(blobs, path, 0)?);
    let (mut whole, mut first) = (0, None);
    loop {
        match reader.next_whole() {
            Ok(Some((header, length))) => (whole, first) = (header.offset + length, None),
            Ok(None) => break,
            Err(WarcError::Read { source, .. }) => {
                return Err(failed("read", Path::new(&blobs.location(path)))(source));
            }
            Err(error) => {
                first.get_or_insert(error);
            }
        }
    }
    Ok(match first {
        Some(WarcError::Torn { offset }) if offset == whole && whole > 0 => Some(whole),
        _ => None,
    })
}
