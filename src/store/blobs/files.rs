//! Files on the disk, in the archive's folder.

use std::ops::Range;
use std::path::{Path, PathBuf};

use super::{BlobEntry, Blobs, WriteOutcome};
use crate::store::{StoreError, disk, names};

/// The files below one folder.
#[derive(Clone, Debug)]
pub struct FileBlobs {
    root: PathBuf,
}

impl FileBlobs {
    /// Those of the archive in a folder.
    pub fn of(root: &Path) -> Self {
        Self {
            root: root.to_path_buf(),
        }
    }

    fn path(&self, name: &str) -> Result<PathBuf, StoreError> {
        if Path::new(name).is_absolute() {
            return Ok(PathBuf::from(name));
        }
        names::inside(&self.root, name)
    }
}

impl Blobs for FileBlobs {
    fn location(&self, name: &str) -> String {
        self.root.join(name).display().to_string()
    }

    fn length(&self, name: &str) -> Result<Option<u64>, StoreError> {
        let path = self.path(name)?;
        // Below the archive a link is none of ours; an import may refer to one.
        match Path::new(name).is_absolute().then(|| path.canonicalize()) {
            Some(Ok(leads_to)) => disk::length_if_there(&leads_to),
            _ => disk::length_if_there(&path),
        }
    }

    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        disk::read_if_there(&self.path(name)?)
    }

    fn read_range(&self, name: &str, range: Range<u64>) -> Result<Vec<u8>, StoreError> {
        disk::read_range(&self.path(name)?, range)
    }

    fn list(&self, folder: &str) -> Result<Vec<BlobEntry>, StoreError> {
        match folder {
            "" => disk::all_entries(&self.root),
            folder => disk::all_entries(&names::inside(&self.root, folder)?),
        }
    }

    fn put_new(&self, name: &str, bytes: &[u8]) -> Result<WriteOutcome, StoreError> {
        let path = names::inside(&self.root, name)?;
        let folder = Path::new(name).parent().unwrap_or(Path::new(""));
        disk::Folders::default().ensure(&self.root, folder)?;
        disk::write_new(&path, bytes, disk::Sync::Now)
    }
}
