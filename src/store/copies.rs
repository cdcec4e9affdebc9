//! The second copy each snapshot has: the `metadata` record written beside its page's record.
//! One is believed when it says what its own digest was taken of, and would lie where the
//! snapshot did, so nothing is guessed.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::Path;

use super::disk::failed;
use super::{BlobReader, Blobs, Files, StoreError, journal, manifest, names, segment, snapshots};
use crate::record::Snapshot;
use crate::warc::{RecordType, WarcError, WarcReader};

/// Largest snapshot taken into memory.
const MAX_SNAPSHOT: u64 = 64 << 20;

/// Versions of one text on one day, beyond which none is looked for.
const MAX_SERIAL: usize = 20;

/// What a snapshot's file held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecondCopy {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The WARC file they lie in, below the archive.
    pub warc: String,
}

/// By the snapshot's path below the archive.
pub type SecondCopies = BTreeMap<String, SecondCopy>;

impl Files {
    /// Of these snapshots (by path below the archive) those of which a run that is not sealed
    /// holds a second copy.
    pub fn unsealed_copies(&self, wanted: &BTreeSet<String>) -> Result<SecondCopies, StoreError> {
        let mut found = SecondCopies::new();
        if wanted.is_empty() {
            return Ok(found);
        }
        for journal in journal::all(&self.root)? {
            if !is_sealed(self.blobs(), &journal.run)? {
                found.append(&mut of_run(self.blobs(), &journal.run, wanted)?);
            }
        }
        Ok(found)
    }
}

/// Whether a manifest says what a run added.
pub(super) fn is_sealed(blobs: &dyn Blobs, run: &str) -> Result<bool, StoreError> {
    Ok(blobs.length(&manifest::path_of(run))?.is_some())
}

/// Of these snapshots those of which the run's own WARC files hold a second copy.
pub(super) fn of_run(
    blobs: &dyn Blobs,
    run: &str,
    wanted: &BTreeSet<String>,
) -> Result<SecondCopies, StoreError> {
    let mut found = SecondCopies::new();
    for warc in segment::of_run(blobs, run)? {
        let mut reader = WarcReader::new(BlobReader::open(blobs, &warc, 0)?);
        while found.len() < wanted.len() {
            let header = match reader.next_record() {
                Ok(Some(header)) => header,
                Ok(None) => break,
                Err(WarcError::Read { source, .. }) => {
                    return Err(failed("read", Path::new(&blobs.location(&warc)))(source));
                }
                // A broken record is `verify`'s to tell; what can be read is used.
                Err(_) => continue,
            };
            if header.kind() != RecordType::Metadata {
                continue;
            }
            if let Ok(bytes) = reader.read_block(MAX_SNAPSHOT)
                && let Some(of) = place(&bytes, wanted)
            {
                let warc = warc.clone();
                found.insert(of, SecondCopy { bytes, warc });
            }
        }
    }
    Ok(found)
}

/// Visits what a WARC file holds of snapshots: the bytes of each. What cannot be read of it is
/// `verify`'s to tell.
pub fn each_second_copy<E>(
    warc: impl Read,
    visit: &mut impl FnMut(Vec<u8>) -> Result<(), E>,
) -> Result<(), E> {
    let mut reader = WarcReader::new(warc);
    loop {
        let header = match reader.next_record() {
            Ok(Some(header)) => header,
            Ok(None) | Err(WarcError::Read { .. }) => return Ok(()),
            Err(_) => continue,
        };
        if header.kind() == RecordType::Metadata
            && let Ok(bytes) = reader.read_block(MAX_SNAPSHOT)
        {
            visit(bytes)?;
        }
    }
}

/// Which of the wanted snapshots a record's block is.
fn place(block: &[u8], wanted: &BTreeSet<String>) -> Option<String> {
    let snapshot: Snapshot = serde_json::from_slice(block).ok()?;
    let folder = names::folder(&snapshot.url, snapshot.captured_at);
    let place = names::candidates(&snapshot.url, &snapshot.digests.content)
        .take(MAX_SERIAL)
        .map(|name| format!("{folder}/{name}"))
        .find(|path| wanted.contains(path))?;
    snapshots::is_genuine(&snapshot).then_some(place)
}
