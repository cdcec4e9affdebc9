//! WARC files that leave the disk, once the bucket was seen to hold the same bytes.

use std::path::Path;

use super::remote::sha256;
use super::{RemoteArchive, ShippingError};
use crate::store::{Blobs as _, EvictedFile, FileBlobs, RepairWriter};

/// What left the disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evicted {
    /// Files.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Files that stay: they are not what was sealed.
    pub kept: Vec<String>,
}

/// Removes every sealed WARC file of the archive's own that the bucket holds. Each is read back
/// and compared first. Imported ones stay. Takes the archive's lock.
pub fn evict(
    remote: &RemoteArchive,
    dir: &Path,
    tell: &mut dyn FnMut(&str),
) -> Result<Evicted, ShippingError> {
    let writer = RepairWriter::lock(dir)?;
    let (files, mut evicted) = (FileBlobs::of(dir), Evicted::default());
    for (path, object) in &remote.state.sealed {
        let is_ours = path.starts_with("warc/") && !path.starts_with("warc/imported/");
        if !is_ours || !path.ends_with(".warc.gz") {
            continue;
        }
        let Some(here) = files.read(path)? else {
            continue;
        };
        if sha256(&here) != object.sha256 {
            evicted.kept.push(path.clone());
            continue;
        }
        // Its digest is compared there.
        let there = remote.read(object)?;
        tell(path);
        evicted.files += 1;
        evicted.bytes += there.len() as u64;
        writer.evict(EvictedFile {
            path: path.clone(),
            key: remote.log.key(&object.key),
            bytes: object.bytes,
            sha256: object.sha256.clone(),
        })?;
    }
    Ok(evicted)
}
