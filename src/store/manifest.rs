//! `manifests/<stamp>.json`: which files a run added to the archive, with their digests, each
//! manifest holding the digest of the one before. Whoever keeps the last digest elsewhere can
//! prove the whole archive.
//!
//! Beside each lies `<stamp>.json.sha256`, for `sha256sum --check`.

use std::io::{self, Read};
use std::path::Path;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::blobs::{BlobEntry, WriteOutcome};
use super::disk::failed;
use super::{BlobReader, Blobs, FileBlobs, StoreError, disk};
use crate::digest::hex;

/// Folder of the manifests, below the archive.
pub(super) const FOLDER: &str = "manifests";

const REPAIR: &str = "-repair-";

/// The `schema` key.
pub const MANIFEST_SCHEMA: &str = "hpnews/manifest/1";

/// One manifest. Entries of a later one supersede those of an earlier one for the same path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Always [`MANIFEST_SCHEMA`].
    pub schema: String,
    /// From 1, without gaps.
    pub number: u64,
    /// The run whose files it lists; `null` for a repair.
    pub run: Option<String>,
    /// When the run ended, or the repair was made.
    pub at: DateTime<Utc>,
    /// Why files that were listed before are listed again.
    pub reason: Option<String>,
    /// The manifest before; `null` in the first.
    pub previous: Option<Previous>,
    /// The files, by path.
    pub files: Vec<Sealed>,
}

/// A manifest before another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Previous {
    /// Its path below the archive.
    pub file: String,
    /// Of that file: 64 hex digits.
    pub sha256: String,
}

/// One file and its digest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Sealed {
    /// Its path below the archive; absolute for a file imported by reference.
    pub path: String,
    /// Its length.
    pub bytes: u64,
    /// Of its bytes: 64 hex digits.
    pub sha256: String,
}

impl Manifest {
    /// Reads one by its path below the archive.
    pub fn read(blobs: &dyn Blobs, file: &str) -> Result<Self, StoreError> {
        serde_json::from_slice(&blobs.read_known(file)?)
            .map_err(|error| StoreError::bad_json(blobs.location(file), &error))
    }

    /// The paths of all manifests below the archive, in the order they were made.
    pub fn all(blobs: &dyn Blobs) -> Result<Vec<String>, StoreError> {
        let mut stems: Vec<String> = blobs
            .list(FOLDER)?
            .into_iter()
            .filter(BlobEntry::is_finished)
            .filter_map(|entry| Some(entry.name.strip_suffix(".json")?.to_owned()))
            .collect();
        // Without the ending: a repair's `<stamp>-repair-01` follows its `<stamp>`.
        stems.sort();
        Ok(stems.iter().map(|stem| path_of(stem)).collect())
    }

    /// Writes the manifest and then its sidecar, durably; never over another.
    pub(super) fn write(&self, root: &Path, stem: &str) -> Result<String, StoreError> {
        let file = path_of(stem);
        let path = root.join(&file);
        let mut text =
            serde_json::to_vec_pretty(self).map_err(|error| StoreError::bad_json(&path, &error))?;
        text.push(b'\n');
        if FileBlobs::of(root).put_new(&file, &text)? == WriteOutcome::Taken {
            let error = io::Error::from(io::ErrorKind::AlreadyExists);
            return Err(failed("write", &path)(error));
        }
        write_sidecar(root, &file)?;
        Ok(file)
    }
}

/// The path of a manifest by its stem.
pub(super) fn path_of(stem: &str) -> String {
    format!("{FOLDER}/{stem}.json")
}

/// A manifest's stem: the stamp of a run, and for a repair more.
pub(super) fn stem_of(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.strip_suffix(".json").unwrap_or(name)
}

/// The stem of a repair made when `newest` was the last manifest: it sorts after it, and
/// before the next run's.
pub(super) fn repair_after(newest: &str) -> String {
    let (stamp, serial) = newest.split_once(REPAIR).unwrap_or((newest, "0"));
    let serial: u32 = serial.parse().unwrap_or(0);
    format!("{stamp}{REPAIR}{:03}", serial + 1)
}

/// The path of the sidecar of a manifest.
pub(super) fn sidecar_of(file: &str) -> String {
    format!("{file}.sha256")
}

/// Writes a manifest's sidecar.
pub(super) fn write_sidecar(root: &Path, file: &str) -> Result<(), StoreError> {
    let sealed = seal(&FileBlobs::of(root), file)?;
    let name = file.rsplit('/').next().unwrap_or(file);
    let line = format!("{}  {name}\n", sealed.sha256);
    disk::replace(&root.join(sidecar_of(file)), line.as_bytes())
}

/// A file with its length and digest, read once, in pieces.
pub(super) fn seal(blobs: &dyn Blobs, file: &str) -> Result<Sealed, StoreError> {
    let (bytes, sha256) = sum(BlobReader::open(blobs, file, 0)?)
        .map_err(failed("read", Path::new(&blobs.location(file))))?;
    Ok(Sealed {
        path: file.to_owned(),
        bytes,
        sha256,
    })
}

/// Length and SHA-256 (64 hex digits) of what a source gives to its end.
pub(super) fn sum(mut source: impl Read) -> io::Result<(u64, String)> {
    let mut hash = Sha256::new();
    let mut piece = vec![0; 1 << 16];
    let mut bytes = 0;
    loop {
        let read = source.read(&mut piece)?;
        if read == 0 {
            return Ok((bytes, hex(&hash.finalize())));
        }
        hash.update(&piece[..read]);
        bytes += read as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repairs_sort_behind_their_run_and_before_the_next() {
        let run = "20261123T200000Z".to_owned();
        let mut stems = vec![run.clone()];
        for _ in 0..120 {
            stems.push(repair_after(&stems[stems.len() - 1]));
        }
        assert_eq!(stems[2], format!("{run}-repair-002"));
        stems.push("20261124T200000Z".to_owned());
        assert!(stems.is_sorted(), "{stems:?}");
    }
}
