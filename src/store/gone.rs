//! Snapshots that are gone, though the catalog has them.

use std::path::Path;

use super::copies::SecondCopy;
use super::disk::Folders;
use super::{FileBlobs, Reader, StoreError, closing, copies, disk, journal};

/// A snapshot whose file is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone {
    /// Its path below the archive.
    pub path: String,
    /// The run that made it.
    pub run: String,
}

impl Reader {
    /// Snapshots that have a row and no file. One of a run that is not sealed is gone as well
    /// when its file has another length: a power cut leaves such.
    pub fn gone(&self) -> Result<Vec<Gone>, StoreError> {
        let (mut gone, mut failed) = (Vec::new(), None);
        self.articles().each_snapshot_of(|path, bytes, run| {
            match self.is_there(path, bytes, run) {
                Ok(true) => {}
                Ok(false) => gone.push(Gone {
                    path: path.to_owned(),
                    run: run.to_owned(),
                }),
                Err(error) => failed = failed.take().or(Some(error)),
            }
        })?;
        failed.map_or(Ok(gone), Err)
    }

    /// Whether a snapshot has a row, and is not gone.
    pub fn holds(&self, path: &str) -> Result<bool, StoreError> {
        let known = self.articles().snapshot_of(path)?;
        known.map_or(Ok(false), |(bytes, run)| self.is_there(path, bytes, &run))
    }

    fn is_there(&self, path: &str, bytes: u64, run: &str) -> Result<bool, StoreError> {
        match self.blobs().length(path)? {
            Some(found) => Ok(found == bytes || copies::is_sealed(self.blobs(), run)?),
            None => Ok(false),
        }
    }
}

/// Puts back, before a run is sealed or a line is judged, what the runs that are not sealed name.
/// A power cut leaves empty files as well. Gives the paths below the archive.
pub(super) fn put_back_unsealed(
    root: &Path,
    folders: &mut Folders,
) -> Result<Vec<String>, StoreError> {
    let (mut restored, blobs) = (Vec::new(), &FileBlobs::of(root));
    for journal in journal::all(root)? {
        if copies::is_sealed(blobs, &journal.run)? {
            continue;
        }
        let mut wanted = closing::named_by(root, &journal.run)?.snapshots;
        wanted.retain(|path| disk::length(&root.join(path)).map_or(true, |bytes| bytes == 0));
        if wanted.is_empty() {
            continue;
        }
        for (path, copy) in copies::of_run(blobs, &journal.run, &wanted)? {
            put(root, folders, &path, &copy)?;
            restored.push(path);
        }
    }
    Ok(restored)
}

/// Writes a second copy in the place of its snapshot.
pub(super) fn put(
    root: &Path,
    folders: &mut Folders,
    path: &str,
    copy: &SecondCopy,
) -> Result<(), StoreError> {
    let folder = Path::new(path).parent().unwrap_or(Path::new(""));
    folders.ensure_again(root, folder)?;
    disk::replace(&root.join(path), &copy.bytes)
}
