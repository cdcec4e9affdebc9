//! The few ways this room touches the disk, each durable when it returns.
//!
//! Rename is atomic, but only fsync of the file before it and of the folder after it make
//! that survive a power cut.
#![expect(
    clippy::disallowed_methods,
    reason = "the store is the edge that owns the archive's disk"
)]

use std::collections::HashSet;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::StoreError;
use super::blobs::{BlobEntry, EntryKind, WriteOutcome};
use super::names::TEMPORARY;

/// When bytes that were written are to be on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sync {
    /// Before the call returns.
    Now,
    /// At the next [`sync_all`]: until then they outlive a kill, but not a power cut.
    Later,
}

/// An error of the system, with what was tried on what.
pub(super) fn failed(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> StoreError {
    let path = path.to_path_buf();
    move |source| StoreError::Disk {
        action,
        path,
        source,
    }
}

/// Reads a whole file.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, StoreError> {
    fs::read(path).map_err(failed("read", path))
}

/// Whether a file of this length is there.
pub(super) fn has(path: &Path, bytes: u64) -> bool {
    fs::metadata(path).is_ok_and(|about| about.is_file() && about.len() == bytes)
}

/// Reads a whole file; `None` when there is none.
pub(super) fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed("read", path)(error)),
    }
}

/// Reads the bytes of a range, as far as the file has them. In one call of the system where that
/// gives them: `read_to_end` of a piece asks for 8 KiB first.
pub(super) fn read_range(path: &Path, range: Range<u64>) -> Result<Vec<u8>, StoreError> {
    let mut file = open_to_read(path)?;
    let mut read = || {
        let end = file.metadata()?.len().min(range.end);
        let wanted = end.saturating_sub(range.start);
        let mut bytes = vec![0; usize::try_from(wanted).map_err(io::Error::other)?];
        file.seek(SeekFrom::Start(range.start.min(end)))?;
        let mut held = 0;
        while held < bytes.len() {
            match file.read(&mut bytes[held..]) {
                Ok(0) => break,
                Ok(more) => held += more,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        bytes.truncate(held);
        Ok(bytes)
    };
    read().map_err(failed("read", path))
}

/// Makes everything written to the archive's file system durable, in one call. Only Linux
/// has one.
#[cfg(target_os = "linux")]
pub(super) fn sync_all(root: &Path) -> Result<(), StoreError> {
    let folder = File::open(root).map_err(failed("open", root))?;
    rustix::fs::syncfs(&folder).map_err(|error| failed("sync", root)(error.into()))
}

/// Never needed: where there is no such call, every write is synced by itself.
#[cfg(not(target_os = "linux"))]
pub(super) fn sync_all(root: &Path) -> Result<(), StoreError> {
    sync_folder(root)
}

/// Whether [`sync_all`] reaches everything below the archive: the file system is one that is
/// known to write all it holds (over a network, and where a program stands behind it, the call
/// may do nothing), and no folder lies on another.
#[cfg(target_os = "linux")]
pub(super) fn is_synced_by_one_call(root: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    /// ext2 to ext4, XFS, tmpfs.
    const KNOWN: [rustix::fs::FsWord; 3] = [0xEF53, 0x5846_5342, 0x0102_1994];
    let is_known = rustix::fs::statfs(root).is_ok_and(|about| KNOWN.contains(&about.f_type));
    let disk_of = |path: &Path| fs::metadata(path).map(|about| about.dev()).ok();
    let root_disk = disk_of(root);
    let is_on_it = |entry: io::Result<fs::DirEntry>| {
        let disk = entry.ok().and_then(|entry| disk_of(&entry.path()));
        disk == root_disk
    };
    is_known && fs::read_dir(root).is_ok_and(|mut listing| listing.all(is_on_it))
}

/// Nowhere else is there such a call.
#[cfg(not(target_os = "linux"))]
pub(super) fn is_synced_by_one_call(_root: &Path) -> bool {
    false
}

/// Makes a folder's entries durable. Only Unix can open a folder for that.
pub(super) fn sync_folder(dir: &Path) -> Result<(), StoreError> {
    if cfg!(unix) {
        File::open(dir)
            .and_then(|folder| folder.sync_all())
            .map_err(failed("sync folder", dir))?;
    }
    Ok(())
}

/// Removes a file; one that is gone already is no error.
pub(super) fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(failed("remove", path)(error)),
        _ => Ok(()),
    }
}

/// Renames a file over another and makes both entries durable.
pub(super) fn rename(from: &Path, to: &Path) -> Result<(), StoreError> {
    fs::rename(from, to).map_err(failed("rename", from))?;
    sync_folder(parent(to))
}

/// Makes a finished file's bytes durable.
pub(super) fn sync_file(path: &Path) -> Result<(), StoreError> {
    File::open(path)
        .and_then(|file| file.sync_all())
        .map_err(failed("sync", path))
}

/// Replaces a file's content in one step.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let temporary = temporary_beside(path, bytes, Sync::Now)?;
    temporary
        .persist(path)
        .map_err(|error| failed("write", path)(error.error))?;
    sync_folder(parent(path))
}

/// Writes a file in one step, never over another's content. The archive has one writer (the
/// lock), and the rename refuses to replace.
pub(super) fn write_new(path: &Path, bytes: &[u8], sync: Sync) -> Result<WriteOutcome, StoreError> {
    if !path.exists() {
        let temporary = temporary_beside(path, bytes, sync)?;
        match temporary.persist_noclobber(path) {
            Ok(_) => {
                if sync == Sync::Now {
                    sync_folder(parent(path))?;
                }
                return Ok(WriteOutcome::Here);
            }
            Err(error) if error.error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(failed("write", path)(error.error)),
        }
    }
    if read(path)? != bytes {
        return Ok(WriteOutcome::Taken);
    }
    // It may stem from a process killed before this very sync.
    sync_folder(parent(path))?;
    Ok(WriteOutcome::Here)
}

/// Copies a file in one step, durably, never over another.
pub(super) fn copy_new(from: &Path, to: &Path) -> Result<(), StoreError> {
    let mut source = open_to_read(from)?;
    let mut temporary = temporary_in(parent(to))?;
    io::copy(&mut source, &mut temporary)
        .and_then(|_| temporary.as_file().sync_all())
        .map_err(failed("write", to))?;
    temporary
        .persist_noclobber(to)
        .map_err(|error| failed("write", to)(error.error))?;
    sync_folder(parent(to))
}

/// The same file at another path of the same file system, else a copy: for files that nothing
/// writes to any more.
pub(super) fn link_or_copy(from: &Path, to: &Path) -> Result<(), StoreError> {
    match fs::hard_link(from, to) {
        Ok(()) => Ok(()),
        Err(_) => copy_new(from, to),
    }
}

fn temporary_beside(
    path: &Path,
    bytes: &[u8],
    sync: Sync,
) -> Result<tempfile::NamedTempFile, StoreError> {
    let mut temporary = temporary_in(parent(path))?;
    temporary
        .write_all(bytes)
        .and_then(|()| match sync {
            Sync::Now => temporary.as_file().sync_all(),
            Sync::Later => Ok(()),
        })
        .map_err(failed("write", path))?;
    Ok(temporary)
}

fn temporary_in(folder: &Path) -> Result<tempfile::NamedTempFile, StoreError> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY);
    #[cfg(unix)]
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o666);
    // tempfile's default, 0600, would hide the archive from all but its writer; the umask
    // still applies.
    #[cfg(unix)]
    builder.permissions(mode);
    builder
        .tempfile_in(folder)
        .map_err(failed("create a file in", folder))
}

/// The folder a file lies in.
pub(super) fn parent(path: &Path) -> &Path {
    path.parent().unwrap_or(path)
}

/// Folders known to be there and durable, so that the hot path asks once a folder.
#[derive(Debug, Default)]
pub(super) struct Folders {
    durable: HashSet<PathBuf>,
}

impl Folders {
    /// The same of a folder that somebody else may have removed meanwhile.
    pub(super) fn ensure_again(&mut self, root: &Path, below: &Path) -> Result<(), StoreError> {
        self.durable.remove(below);
        self.ensure(root, below)
    }

    /// Creates `below` under `root` where missing, and makes every step of it durable.
    pub(super) fn ensure(&mut self, root: &Path, below: &Path) -> Result<(), StoreError> {
        if self.durable.contains(below) {
            return Ok(());
        }
        let mut dir = root.to_path_buf();
        create(&dir)?;
        sync_folder(parent(root))?;
        for step in below {
            let above = dir.clone();
            dir.push(step);
            create(&dir)?;
            sync_folder(&above)?;
        }
        self.durable.insert(below.to_path_buf());
        Ok(())
    }
}

fn create(dir: &Path) -> Result<(), StoreError> {
    fs::create_dir_all(dir).map_err(failed("create folder", dir))
}

/// Opens a file for appending, creating it if asked.
pub(super) fn open_to_append(path: &Path, new: bool) -> Result<File, StoreError> {
    OpenOptions::new()
        .append(true)
        .create_new(new)
        .open(path)
        .map_err(failed("open", path))
}

/// Opens a file for reading.
pub(super) fn open_to_read(path: &Path) -> Result<File, StoreError> {
    File::open(path).map_err(failed("open", path))
}

/// Cuts a file to `bytes`, durably.
pub(super) fn cut(path: &Path, bytes: u64) -> Result<(), StoreError> {
    OpenOptions::new()
        .write(true)
        .open(path)
        .and_then(|file| file.set_len(bytes).and_then(|()| file.sync_all()))
        .map_err(failed("cut", path))
}

/// One entry of a folder.
pub(super) struct FolderEntry {
    pub(super) name: String,
    pub(super) path: PathBuf,
    pub(super) is_folder: bool,
    pub(super) bytes: u64,
}

/// The entries of a folder, sorted by name; none when it is not there. Links to files are left
/// alone, and so are names that are not UTF-8: nothing of ours has such.
pub(super) fn entries(dir: &Path) -> Result<Vec<FolderEntry>, StoreError> {
    let listed = listing(dir)?.into_iter();
    let mut found: Vec<FolderEntry> = listed
        .filter(|(_, about)| !about.is_symlink())
        .filter_map(|(path, about)| {
            Some(FolderEntry {
                name: path.file_name()?.to_str()?.to_owned(),
                is_folder: about.is_dir(),
                bytes: about.len(),
                path,
            })
        })
        .collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// What stands in a folder, in no order; nothing when it is not there. A link to a folder is that
/// folder: an operator may keep one on another disk. A link to a file is a link.
fn listing(dir: &Path) -> Result<Vec<(PathBuf, Metadata)>, StoreError> {
    let listing = match fs::read_dir(dir) {
        Ok(listing) => listing,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed("list", dir)(error)),
    };
    let mut found = Vec::new();
    for entry in listing {
        let entry = entry.map_err(failed("list", dir))?;
        let followed = |about: Metadata| {
            let leads_to = about.is_symlink().then(|| fs::metadata(entry.path()));
            let folder = leads_to.and_then(Result::ok).filter(Metadata::is_dir);
            folder.unwrap_or(about)
        };
        match entry.metadata() {
            Ok(about) => found.push((entry.path(), followed(about))),
            // A writer at work renames and removes its temporaries.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(failed("look at", &entry.path())(error)),
        }
    }
    Ok(found)
}

/// All entries of a folder, whatever they are, sorted by name; none when it is not there.
pub(super) fn all_entries(dir: &Path) -> Result<Vec<BlobEntry>, StoreError> {
    let listed = listing(dir)?.into_iter();
    let mut found: Vec<BlobEntry> = listed
        .map(|(path, about)| {
            let name = path.file_name().unwrap_or_default();
            BlobEntry {
                kind: match name.to_str() {
                    Some(_) if about.is_dir() => EntryKind::Folder,
                    Some(_) if about.is_file() => EntryKind::File(about.len()),
                    _ => EntryKind::Odd(about.len()),
                },
                name: name.to_string_lossy().into_owned(),
            }
        })
        .collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// A file's length.
pub(super) fn length(path: &Path) -> Result<u64, StoreError> {
    let about = fs::metadata(path).map_err(failed("look at", path))?;
    Ok(about.len())
}

/// The same of what is a file; `None` for anything else.
pub(super) fn length_if_there(path: &Path) -> Result<Option<u64>, StoreError> {
    match path.symlink_metadata() {
        Ok(about) => Ok(about.is_file().then_some(about.len())),
        Err(error) => match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => Ok(None),
            _ => Err(failed("look at", path)(error)),
        },
    }
}

/// When a file was last written to.
pub(super) fn written_at(path: &Path) -> Option<DateTime<Utc>> {
    fs::metadata(path)
        .and_then(|about| about.modified())
        .ok()
        .map(DateTime::from)
}
