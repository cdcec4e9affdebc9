//! An archive of an older format, turned into today's: a copy beside it, which a caller verifies
//! and which then takes its place. The old one stays, under a name that says its format.
//!
//! Journals, summaries, changes and manifests are written anew with today's words, whole lines
//! only, in the order they had. WARC files and snapshots are evidence: they stay byte for byte,
//! and every version of theirs is read. Never touches the old archive before the swap.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::disk::{self, Folders, failed};
use super::lock::ArchiveLock;
use super::manifest::{self, Manifest, Previous};
use super::{
    Blobs as _, EntryKind, Event, FileBlobs, RunSummary, StoreError, card, changes, journal,
};
use crate::record::{CHANGE_SCHEMA, Change};

/// What is made anew or by each process for itself.
const LEFT_OUT: [&str; 3] = ["lock", "catalog.sqlite", "search.sqlite"];

/// A copy in today's format that has not taken the old archive's place yet.
#[derive(Debug)]
pub struct Upgrade {
    old: PathBuf,
    copy: PathBuf,
    /// The format the old archive has.
    pub from: u32,
    /// Files that were written anew.
    pub rewritten: u64,
    /// Lines that could not be read and stand in the copy as they were, by path and number.
    pub unread: Vec<(String, usize)>,
    /// What a manifest lists: nothing writes to it any more.
    sealed: BTreeSet<String>,
    _lock: ArchiveLock,
}

impl Upgrade {
    /// Whether an archive has an older format than today's.
    pub fn is_needed(dir: &Path) -> Result<bool, StoreError> {
        Ok(card::format(dir)?.is_some_and(|it| it < card::FORMAT))
    }

    /// Copies an archive into today's format, beside it. `None` when it has that already.
    pub fn prepare(dir: &Path) -> Result<Option<Self>, StoreError> {
        let old = std::path::absolute(dir).map_err(failed("find", dir))?;
        let from = card::format(&old)?.ok_or_else(|| StoreError::NotAnArchive {
            dir: dir.to_path_buf(),
        })?;
        if from == card::FORMAT {
            return Ok(None);
        }
        let lock = ArchiveLock::take(&old)?;
        let copy = beside(&old, &format!("format-{}", card::FORMAT))?;
        let (mut sealed, blobs) = (BTreeSet::new(), FileBlobs::of(&old));
        for file in Manifest::all(&blobs)? {
            let files = Manifest::read(&blobs, &file)?.files.into_iter();
            sealed.extend(files.map(|it| it.path));
        }
        let mut upgrade = Self {
            old,
            copy,
            from,
            rewritten: 0,
            unread: Vec::new(),
            sealed,
            _lock: lock,
        };
        upgrade.copy_folder(Path::new(""))?;
        upgrade.seal_anew()?;
        Ok(Some(upgrade))
    }

    /// Where the copy lies, to be verified.
    pub fn copy(&self) -> &Path {
        &self.copy
    }

    /// Puts the copy in the old archive's place. Says where the old one lies now.
    pub fn swap(self) -> Result<PathBuf, StoreError> {
        let kept = beside(&self.old, &format!("format-{}", self.from))?;
        disk::rename(&self.old, &kept)?;
        if let Err(error) = disk::rename(&self.copy, &self.old) {
            disk::rename(&kept, &self.old)?;
            return Err(error);
        }
        disk::sync_folder(disk::parent(&self.old))?;
        Ok(kept)
    }

    fn copy_folder(&mut self, below: &Path) -> Result<(), StoreError> {
        Folders::default().ensure(&self.copy, below)?;
        for entry in disk::all_entries(&self.old.join(below))? {
            let path = below.join(&entry.name);
            let is_top = below.as_os_str().is_empty();
            if is_top && LEFT_OUT.iter().any(|it| entry.name.starts_with(it)) {
                continue;
            }
            if entry.kind == EntryKind::Folder {
                self.copy_folder(&path)?;
            } else {
                self.copy_file(&path)?;
            }
        }
        Ok(())
    }

    fn copy_file(&mut self, path: &Path) -> Result<(), StoreError> {
        let from = self.old.join(path);
        let folder = path.parent().and_then(Path::to_str);
        let anew = match (folder, path.extension().and_then(|it| it.to_str())) {
            (Some(journal::FOLDER), Some("jsonl")) => {
                self.lines(path, &disk::read(&from)?, |event: &Event| event.written())
            }
            (Some(changes::FOLDER), Some("jsonl")) => {
                self.lines(path, &disk::read(&from)?, |change: &Change| Change {
                    schema: CHANGE_SCHEMA.to_owned(),
                    ..change.clone()
                })
            }
            (Some(journal::FOLDER), Some("json")) => self.summary(path, disk::read(&from)?),
            (Some(""), Some("json")) if path == Path::new(card::NAME) => {
                card::renewed(&disk::read(&from)?, &from)?
            }
            // Sealed anew below, when the digests of all others are known.
            (Some(manifest::FOLDER), _) => return Ok(()),
            // A link would let a cut of a torn tail, or a line of a ledger, reach the old one.
            _ if path.to_str().is_some_and(|it| self.sealed.contains(it)) => {
                return disk::link_or_copy(&from, &self.copy.join(path));
            }
            _ => return disk::copy_new(&from, &self.copy.join(path)),
        };
        self.rewritten += 1;
        disk::replace(&self.copy.join(path), &anew)
    }

    /// A summary in today's words; one that cannot be read as it was.
    fn summary(&mut self, path: &Path, text: Vec<u8>) -> Vec<u8> {
        let read: Option<RunSummary> = serde_json::from_slice(&text).ok();
        if let Some(mut anew) = read.and_then(|it| serde_json::to_vec_pretty(&it).ok()) {
            anew.push(b'\n');
            return anew;
        }
        self.unread.push((path.display().to_string(), 1));
        text
    }

    /// Each line in today's words; one that cannot be read, and a torn last one, as it was.
    fn lines<T: DeserializeOwned, U: Serialize>(
        &mut self,
        path: &Path,
        text: &[u8],
        today: impl Fn(&T) -> U,
    ) -> Vec<u8> {
        let mut anew = Vec::with_capacity(text.len());
        for (number, line) in text.split_inclusive(|it| *it == b'\n').enumerate() {
            let Some(body) = line.strip_suffix(b"\n") else {
                anew.extend_from_slice(line);
                continue;
            };
            let read = serde_json::from_slice(body).ok();
            if let Some(line) = read.and_then(|it: T| serde_json::to_vec(&today(&it)).ok()) {
                anew.extend(line);
            } else {
                self.unread.push((path.display().to_string(), number + 1));
                anew.extend_from_slice(body);
            }
            anew.push(b'\n');
        }
        anew
    }

    /// The chain of manifests over the files as they are now: the same numbers, times and paths.
    fn seal_anew(&self) -> Result<(), StoreError> {
        let (old, copy) = (&FileBlobs::of(&self.old), &FileBlobs::of(&self.copy));
        let mut previous: Option<Previous> = None;
        for file in Manifest::all(old)? {
            let mut sealed = Manifest::read(old, &file)?;
            for entry in &mut sealed.files {
                // What is gone, or was not what was sealed, keeps the digest it had: damage stays
                // to be found.
                let there = copy.length(&entry.path)?.is_some();
                if is_rewritten(&entry.path) && there && manifest::seal(old, &entry.path)? == *entry
                {
                    *entry = manifest::seal(copy, &entry.path)?;
                }
            }
            sealed.previous = previous.take();
            let written = sealed.write(&self.copy, manifest::stem_of(&file))?;
            let seal = manifest::seal(copy, &written)?;
            previous = Some(Previous {
                file: written,
                sha256: seal.sha256,
            });
        }
        Ok(())
    }
}

/// Whether a file below the archive is written anew by an upgrade.
fn is_rewritten(path: &str) -> bool {
    let folder = path.split('/').next();
    path == card::NAME || folder == Some(journal::FOLDER) || folder == Some(changes::FOLDER)
}

/// A path beside the archive that nothing has yet.
fn beside(dir: &Path, ending: &str) -> Result<PathBuf, StoreError> {
    let name = dir.file_name().unwrap_or_default().to_string_lossy();
    let path = dir.with_file_name(format!("{name}.{ending}"));
    if path.exists() {
        let cause = "it is there already; if an upgrade that broke off left it, remove it";
        return Err(failed("write", &path)(io::Error::other(cause)));
    }
    Ok(path)
}
