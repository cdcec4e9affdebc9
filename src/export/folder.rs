//! The folder of a dump under a hidden name beside the place where it will stand.
#![expect(
    clippy::disallowed_methods,
    reason = "the dump is written where the person asked for it"
)]

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::ExportError;
use super::error::failed;
use super::sink::CountingWriter;

/// A folder that is gone when this is, unless it is published.
#[derive(Debug)]
pub(super) struct Folder {
    _holder: TempDir,
    root: PathBuf,
}

impl Folder {
    /// An empty one on the disk of `out`, which must not be there yet, nor lie in the archive.
    pub(super) fn beside<'h>(
        out: &Path,
        archives: impl Iterator<Item = &'h Path>,
    ) -> Result<Self, ExportError> {
        refuse_taken(out)?;
        let parent = parent(out);
        // The archive holds what was kept, and nothing that was made of it.
        let full = |path: &Path| fs::canonicalize(path).ok();
        for archive in archives {
            if let (Some(parent), Some(archive)) = (full(parent), full(archive))
                && parent.starts_with(&archive)
            {
                return Err(ExportError::Inside {
                    path: out.to_path_buf(),
                    archive,
                });
            }
        }
        if !parent.is_dir() {
            return Err(ExportError::NoFolder {
                path: out.to_path_buf(),
                parent: parent.to_path_buf(),
            });
        }
        let holder = tempfile::Builder::new()
            .prefix(".tmp-")
            .tempdir_in(parent)
            .map_err(failed("create a folder in", parent))?;
        // The holder is for its owner alone; what is published must have the usual mode.
        let root = holder.path().join("dump");
        fs::create_dir(&root).map_err(failed("create", &root))?;
        Ok(Self {
            _holder: holder,
            root,
        })
    }

    /// Begins a file.
    pub(super) fn create(&self, path: &str) -> Result<CountingWriter, ExportError> {
        let full = self.root.join(path);
        if let Some(folder) = full.parent() {
            fs::create_dir_all(folder).map_err(failed("create", folder))?;
        }
        let file = File::create_new(&full).map_err(failed("create", &full))?;
        Ok(CountingWriter::over(file, full))
    }

    /// Writes a whole file. Returns its size and digest.
    pub(super) fn put(&self, path: &str, bytes: &[u8]) -> Result<(u64, String), ExportError> {
        let mut file = self.create(path)?;
        let full = file.path().to_path_buf();
        file.write_all(bytes).map_err(failed("write", &full))?;
        file.finish()
    }

    /// Gives the whole folder its final name.
    pub(super) fn publish(self, out: &Path) -> Result<(), ExportError> {
        refuse_taken(out)?;
        fs::rename(&self.root, out).map_err(failed("rename", out))?;
        if cfg!(unix) {
            let parent = parent(out);
            File::open(parent)
                .and_then(|folder| folder.sync_all())
                .map_err(failed("sync folder", parent))?;
        }
        Ok(())
    }
}

/// Opens a file for reading.
pub(super) fn open(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// A whole text; `None` when there is no such file.
pub(super) fn read_if_there(path: &Path) -> io::Result<Option<String>> {
    match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        other => other.map(Some),
    }
}

fn refuse_taken(out: &Path) -> Result<(), ExportError> {
    match fs::symlink_metadata(out) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(failed("look at", out)(error)),
        Ok(_) => Err(ExportError::Exists {
            path: out.to_path_buf(),
        }),
    }
}

fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    }
}
