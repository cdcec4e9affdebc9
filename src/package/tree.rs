//! EDGE: the files of a package in a folder of their own, under a temporary name beside the
//! place where the package will stand.
#![expect(
    clippy::disallowed_methods,
    reason = "the package is written where the person asked for it"
)]

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tempfile::{NamedTempFile, TempDir};

use super::PackageError;
use super::datapackage::Resource;
use super::error::failed;
use crate::digest::hex;

/// A folder that is gone when this is.
#[derive(Debug)]
pub(super) struct Tree {
    _holder: TempDir,
    root: PathBuf,
    files: Vec<Resource>,
    is_kept: bool,
}

impl Tree {
    /// An empty tree on the disk of `out`; what is kept is synced before it has its name.
    pub(super) fn beside(out: &Path, is_kept: bool) -> Result<Self, PackageError> {
        let parent = parent(out);
        let mut builder = tempfile::Builder::new();
        let holder = builder
            .prefix(".tmp-")
            .tempdir_in(parent)
            .map_err(failed("create a folder in", parent))?;
        // The holder is for its owner alone; what is published must have the usual mode.
        let root = holder.path().join("tree");
        fs::create_dir(&root).map_err(failed("create", &root))?;
        Ok(Self {
            _holder: holder,
            root,
            files: Vec::new(),
            is_kept,
        })
    }

    /// Its folder.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// Syncs a file of the package, if it is one to be kept.
    pub(super) fn sync(&self, file: &File) -> io::Result<()> {
        if self.is_kept {
            file.sync_all()
        } else {
            Ok(())
        }
    }

    /// The same of the names beside `out`.
    pub(super) fn sync_name(&self, out: &Path) -> Result<(), PackageError> {
        if self.is_kept {
            sync_folder(parent(out))
        } else {
            Ok(())
        }
    }

    /// Its files, in the order they were added.
    pub(super) fn files(&self) -> &[Resource] {
        &self.files
    }

    /// A folder below, made where missing.
    pub(super) fn folder(&self, below: &str) -> Result<PathBuf, PackageError> {
        let path = self.root.join(below);
        fs::create_dir_all(&path).map_err(failed("create", &path))?;
        Ok(path)
    }

    /// Writes a file and adds it.
    pub(super) fn put(&mut self, path: &str, bytes: &[u8]) -> Result<(), PackageError> {
        let full = self.root.join(path);
        self.folder(path.rsplit_once('/').map_or("", |(folder, _)| folder))?;
        File::create_new(&full)
            .and_then(|mut file| file.write_all(bytes))
            .map_err(failed("write", &full))?;
        self.add(path)
    }

    /// Adds a file that was written already; from here on it must not change.
    pub(super) fn add(&mut self, path: &str) -> Result<(), PackageError> {
        let full = self.root.join(path);
        let (bytes, hex) = fingerprint(&full)?;
        if self.is_kept {
            File::open(&full)
                .and_then(|file| file.sync_all())
                .map_err(failed("sync", &full))?;
        }
        self.files.push(Resource {
            name: path.rsplit('/').next().unwrap_or(path).to_owned(),
            path: path.to_owned(),
            hash: format!("sha256:{hex}"),
            bytes,
        });
        Ok(())
    }

    /// Gives the whole folder its final name.
    pub(super) fn publish(self, out: &Path) -> Result<(), PackageError> {
        refuse_taken(out)?;
        fs::rename(&self.root, out).map_err(failed("rename", out))?;
        self.sync_name(out)
    }
}

/// Refuses a name that something has already.
pub(super) fn refuse_taken(out: &Path) -> Result<(), PackageError> {
    match fs::symlink_metadata(out) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(failed("look at", out)(error)),
        Ok(_) => Err(PackageError::Exists {
            path: out.to_path_buf(),
        }),
    }
}

/// The archive holds what was kept, and nothing that was made of it.
pub(super) fn refuse_inside(out: &Path, archive: &Path) -> Result<(), PackageError> {
    let full = |path: &Path| fs::canonicalize(path).ok();
    match (full(parent(out)), full(archive)) {
        (Some(parent), Some(archive)) if parent.starts_with(&archive) => {
            Err(PackageError::Inside {
                path: out.to_path_buf(),
                archive,
            })
        }
        _ => Ok(()),
    }
}

/// A temporary file on the disk of `out`, with the mode other files get.
pub(super) fn temporary_file(out: &Path) -> Result<NamedTempFile, PackageError> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".tmp-");
    #[cfg(unix)]
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o666);
    #[cfg(unix)]
    builder.permissions(mode);
    let parent = parent(out);
    builder
        .tempfile_in(parent)
        .map_err(failed("create a file in", parent))
}

/// Gives a finished file its final name, never over another.
pub(super) fn publish_file(file: NamedTempFile, out: &Path) -> Result<(), PackageError> {
    match file.persist_noclobber(out) {
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
            Err(PackageError::Exists {
                path: out.to_path_buf(),
            })
        }
        Err(error) => Err(failed("write", out)(error.error)),
        Ok(_) => Ok(()),
    }
}

fn sync_folder(folder: &Path) -> Result<(), PackageError> {
    if cfg!(unix) {
        File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(failed("sync folder", folder))?;
    }
    Ok(())
}

fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    }
}

/// A file's length and SHA-256 in hexadecimal.
pub(super) fn fingerprint(path: &Path) -> Result<(u64, String), PackageError> {
    let mut file = File::open(path).map_err(failed("open", path))?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    let mut bytes = 0;
    loop {
        let read = file.read(&mut buffer).map_err(failed("read", path))?;
        if read == 0 {
            break;
        }
        hasher.update(&buffer[..read]);
        bytes += read as u64;
    }
    Ok((bytes, hex(&hasher.finalize())))
}
