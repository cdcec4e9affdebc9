//! An archive put together from copies of its files, in an empty folder. It has no `archive.json`,
//! and so is none, until all is there; one that was begun goes on.

use std::path::{Path, PathBuf};

use super::binding::{self, BucketBinding};
use super::disk::{self, Folders, Sync, failed};
use super::lock::ArchiveLock;
use super::manifest::sum;
use super::{Archive, OpenOptions, Sealed, StoreError, WriteOutcome, card, names};

/// An archive being put together.
#[derive(Debug)]
pub struct ArchiveIntake {
    root: PathBuf,
    folders: Folders,
    sync: Sync,
    /// What makes it an archive, written last.
    card: Option<Vec<u8>>,
    lock: ArchiveLock,
}

impl ArchiveIntake {
    /// Begins, or goes on where one for the same binding was begun. `None` where the folder holds
    /// anything else.
    pub fn begin(dir: &Path, binding: &BucketBinding) -> Result<Option<Self>, StoreError> {
        let root = std::path::absolute(dir).map_err(failed("find", dir))?;
        let mut folders = Folders::default();
        folders.ensure(&root, Path::new(""))?;
        let begun = BucketBinding::read(&root)?;
        let mut there = disk::all_entries(&root)?.into_iter();
        let is_free = match begun {
            Some(begun) => begun == *binding && there.all(|it| it.name != card::NAME),
            None => there.all(|it| it.name == "lock"),
        };
        if !is_free {
            return Ok(None);
        }
        let lock = ArchiveLock::take(&root)?;
        binding.write(&root)?;
        let sync = if disk::is_synced_by_one_call(&root) {
            Sync::Later
        } else {
            Sync::Now
        };
        Ok(Some(Self {
            root,
            folders,
            sync,
            card: None,
            lock,
        }))
    }

    /// Whether a file is there as it was sealed.
    pub fn has(&self, sealed: &Sealed) -> Result<bool, StoreError> {
        let path = names::inside(&self.root, &sealed.path)?;
        if !disk::has(&path, sealed.bytes) {
            return Ok(false);
        }
        let found = sum(disk::open_to_read(&path)?).map_err(failed("read", &path))?;
        Ok(found.1 == sealed.sha256)
    }

    /// Writes a file, whole or not at all.
    pub fn put(&mut self, path: &str, bytes: Vec<u8>) -> Result<(), StoreError> {
        let full = names::inside(&self.root, path)?;
        if path == card::NAME {
            self.card = Some(bytes);
            return Ok(());
        }
        if path != binding::NAME {
            let folder = Path::new(path).parent().unwrap_or(Path::new(""));
            self.folders.ensure(&self.root, folder)?;
            // Of a power cut while another was begun.
            if disk::write_new(&full, &bytes, self.sync)? == WriteOutcome::Taken {
                disk::replace(&full, &bytes)?;
            }
        }
        Ok(())
    }

    /// Makes it an archive: durable, with its card, and with a catalog. What a killed writer had
    /// left in it is put right.
    pub fn finish(self, options: &OpenOptions) -> Result<Archive, StoreError> {
        disk::sync_all(&self.root)?;
        if let Some(card) = &self.card {
            disk::replace(&self.root.join(card::NAME), card)?;
        }
        card::write_readme(&self.root)?;
        drop(self.lock);
        Archive::open(&self.root, options)
    }
}
