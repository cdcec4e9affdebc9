//! The archive's files as files, whatever they hold: for those who check, repair or package
//! them. Reads only.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::blobs::EntryKind;
use super::disk::{self, failed};
use super::{BlobReader, Blobs, StoreError, archive_files, card, lock};

/// Folders below each other, beyond which nothing of an archive lies.
const DEEPEST: usize = 12;

/// The files of one archive.
#[derive(Debug)]
pub struct Files {
    /// Where the lock and the journals of runs that are not sealed lie.
    pub(super) root: PathBuf,
    blobs: Arc<dyn Blobs>,
}

/// One thing found in an archive's folder that is no folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundFile {
    /// Below the archive, with `/` between folders on every system. A name that is not UTF-8
    /// has its odd bytes replaced.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// False for a link, a device, or a name that is not UTF-8: nothing of ours is such.
    pub plain: bool,
}

impl Files {
    /// Those of the archive in a folder.
    pub fn of(dir: &Path) -> Result<Self, StoreError> {
        let root = std::path::absolute(dir).map_err(failed("find", dir))?;
        // A damaged card is for the one who checks to tell.
        if disk::read_if_there(&root.join(card::NAME))?.is_none()
            && disk::entries(&root.join(super::journal::FOLDER))?.is_empty()
        {
            return Err(StoreError::NotAnArchive { dir: root });
        }
        let blobs = archive_files::of_archive(&root);
        Ok(Self { root, blobs })
    }

    /// The same files, by name.
    pub fn blobs(&self) -> &dyn Blobs {
        &*self.blobs
    }

    /// Whether another process writes to the archive now.
    pub fn is_being_written(&self) -> bool {
        lock::is_held(&self.root)
    }

    /// Opens a file for reading. A path is below the archive, or absolute for a file imported by
    /// reference.
    pub fn open(&self, path: &str) -> Result<BlobReader<'_>, StoreError> {
        BlobReader::open(self.blobs(), path, 0)
    }

    /// Visits every file below a folder of the archive (`""` for all), sorted by name within
    /// each folder.
    pub fn walk<E: From<StoreError>>(
        &self,
        below: &str,
        visit: &mut impl FnMut(FoundFile) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut open = vec![below.to_owned()];
        while let Some(folder) = open.pop() {
            let mut folders = Vec::new();
            for found in self.blobs.list(&folder)? {
                let path = match folder.as_str() {
                    "" => found.name,
                    folder => format!("{folder}/{}", found.name),
                };
                let (bytes, plain) = match found.kind {
                    // A link may lead back to a folder above it.
                    EntryKind::Folder if path.split('/').count() < DEEPEST => {
                        folders.push(path);
                        continue;
                    }
                    EntryKind::Folder => (0, true),
                    EntryKind::File(bytes) => (bytes, true),
                    EntryKind::Odd(bytes) => (bytes, false),
                };
                visit(FoundFile { path, bytes, plain })?;
            }
            open.extend(folders.into_iter().rev());
        }
        Ok(())
    }
}
