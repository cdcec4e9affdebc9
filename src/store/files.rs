//! The archive's files as files, whatever they hold: for those who check, repair or package
//! them. Reads only.

use std::fs::File;
use std::path::{Path, PathBuf};

use super::disk::{self, failed};
use super::{StoreError, card, lock};

/// Folders below each other, beyond which nothing of an archive lies.
const DEEPEST: usize = 12;

/// The files of one archive.
#[derive(Clone, Debug)]
pub struct Files {
    root: PathBuf,
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
        Ok(Self { root })
    }

    /// The archive's folder.
    pub fn dir(&self) -> &Path {
        &self.root
    }

    /// Whether another process writes to the archive now.
    pub fn is_being_written(&self) -> bool {
        lock::is_held(&self.root)
    }

    /// A file's size; `None` when there is none. Here and below a path is below the archive,
    /// or absolute for a file imported by reference.
    pub fn bytes(&self, path: &str) -> Result<Option<u64>, StoreError> {
        let full = self.inside(path)?;
        match full.symlink_metadata() {
            Ok(about) => Ok(about.is_file().then_some(about.len())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed("look at", &full)(error)),
        }
    }

    /// Opens a file for reading.
    pub fn open(&self, path: &str) -> Result<File, StoreError> {
        disk::open_to_read(&self.inside(path)?)
    }

    /// A whole file of ordinary size; `None` when there is none.
    pub fn read(&self, path: &str) -> Result<Option<Vec<u8>>, StoreError> {
        disk::read_if_there(&self.inside(path)?)
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
            for found in disk::all_entries(&self.root.join(&folder))? {
                let path = match folder.as_str() {
                    "" => found.name,
                    folder => format!("{folder}/{}", found.name),
                };
                // A link may lead back to a folder above it.
                if found.is_folder && path.split('/').count() < DEEPEST {
                    folders.push(path);
                } else {
                    visit(FoundFile {
                        path,
                        bytes: found.bytes,
                        plain: found.plain,
                    })?;
                }
            }
            open.extend(folders.into_iter().rev());
        }
        Ok(())
    }

    /// An absolute path is that of a file imported by reference.
    fn inside(&self, path: &str) -> Result<PathBuf, StoreError> {
        super::snapshots::warc_path(&self.root, path)
    }
}
