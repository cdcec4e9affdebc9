//! One archive has one writer. The lock is the system's, so it ends with the process however
//! that ends; the number in the file only tells a person who holds it.
#![expect(
    clippy::disallowed_methods,
    reason = "a lock is a file that is opened and never written through"
)]

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::StoreError;
use super::disk::failed;

/// To look whether the lock is held is to hold it for some microseconds: a writer that
/// begins at that moment must not be turned away, so it tries so often, so far apart.
const LOOKS: u32 = 50;
const LOOK: Duration = Duration::from_millis(2);

/// Held while an archive is open for writing.
#[derive(Debug)]
pub(super) struct ArchiveLock {
    file: File,
    path: PathBuf,
    /// What the one before wrote below its number and did not take back.
    left: String,
}

impl Drop for ArchiveLock {
    /// Closing is not enough: a process that another thread is just starting holds a copy of
    /// the handle, and with it the lock, until its own program begins.
    fn drop(&mut self) {
        if let Err(error) = self.file.unlock() {
            tracing::warn!(%error, "the archive's lock ends with this process only");
        }
    }
}

impl ArchiveLock {
    /// Takes the archive's lock, or says who has it. Waits no longer than for those who only
    /// look whether it is held.
    pub(super) fn take(dir: &Path) -> Result<Self, StoreError> {
        Self::take_file(dir, "lock")
    }

    fn take_file(dir: &Path, name: &str) -> Result<Self, StoreError> {
        let path = dir.join(name);
        if path.is_symlink() {
            // What it leads to would be written over, and another archive may lead there too.
            let cause = io::Error::new(io::ErrorKind::InvalidInput, "it is a symbolic link");
            return Err(failed("lock", &path)(cause));
        }
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(failed("open", &path))?;
        let mut taken = file.try_lock();
        for _ in 0..LOOKS {
            if !matches!(taken, Err(TryLockError::WouldBlock)) {
                break;
            }
            std::thread::sleep(LOOK);
            taken = file.try_lock();
        }
        // The number is a courtesy: a file that cannot be read names nobody.
        let mut said = Vec::new();
        let _ = file.read_to_end(&mut said);
        let said = String::from_utf8_lossy(&said);
        let mut lines = said.lines();
        let holder = lines.next().unwrap_or_default();
        match taken {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(StoreError::Locked {
                    dir: dir.to_path_buf(),
                    holder: holder.trim().parse().ok(),
                });
            }
            Err(TryLockError::Error(error)) => return Err(failed("lock", &path)(error)),
        }
        let left = lines.next().unwrap_or_default().to_owned();
        let mut lock = Self { file, path, left };
        let left = lock.left.clone();
        lock.note(&left)?;
        Ok(lock)
    }

    /// Writes a line below the holder's number. A kill leaves the line before, or this one.
    fn note(&mut self, line: &str) -> Result<(), StoreError> {
        let said = match line {
            "" => format!("{}\n", std::process::id()),
            line => format!("{}\n{line}\n", std::process::id()),
        };
        self.file
            .rewind()
            .and_then(|()| self.file.write_all(said.as_bytes()))
            .and_then(|()| self.file.set_len(said.len() as u64))
            .and_then(|()| self.file.sync_data())
            .map_err(failed("write", &self.path))
    }
}

/// Held from the first to the last stage of a night, so that two never mix. Others may write to
/// the archive in between: a night's later stages only read it. Its file also says how far the
/// night has come.
#[derive(Debug)]
pub struct NightLock {
    lock: ArchiveLock,
}

impl NightLock {
    /// Takes it, making the archive's folder where there is none. Never waits.
    pub fn take(dir: &Path) -> Result<Self, StoreError> {
        let root = std::path::absolute(dir).map_err(failed("find", dir))?;
        super::disk::Folders::default().ensure(&root, Path::new(""))?;
        let lock = ArchiveLock::take_file(&root, "night.lock")?;
        Ok(Self { lock })
    }

    /// What the night before noted last; empty when it came to its end.
    pub fn left(&self) -> &str {
        &self.lock.left
    }

    /// Notes how far this night has come, in place of what was noted before.
    pub fn note(&mut self, text: &str) -> Result<(), StoreError> {
        self.lock.note(text)
    }
}

/// Whether another process holds it now. One that cannot be asked does not.
pub(super) fn is_held(dir: &Path) -> bool {
    let Ok(file) = OpenOptions::new().read(true).open(dir.join("lock")) else {
        return false;
    };
    matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_ends_while_a_starting_process_holds_a_copy_of_its_handle() {
        let dir = tempfile::tempdir().unwrap();
        let lock = ArchiveLock::take(dir.path()).unwrap();
        let _copy = lock.file.try_clone().unwrap();
        assert!(ArchiveLock::take(dir.path()).is_err());
        drop(lock);
        assert!(ArchiveLock::take(dir.path()).is_ok());
    }
}
