//! Folders outside of any archive for what is thrown away: a dry run's archive, what was
//! unpacked. Gone when they are dropped; what a killed process left goes when the next begins.
#![expect(
    clippy::disallowed_methods,
    reason = "temporary folders are the system's, and this is the edge that owns the disk"
)]

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

const PREFIX: &str = "hpnews-";

/// Held locked by the process whose folder it is in.
const LOCK: &str = ".held";

/// A folder of this process.
#[derive(Debug)]
pub struct Scratch {
    folder: TempDir,
    _lock: File,
}

impl Scratch {
    /// Makes one in `$TMPDIR`; where that names no folder that can be written to, in one of the
    /// usual ones.
    pub fn new() -> io::Result<Self> {
        let mut last = io::Error::from(io::ErrorKind::NotFound);
        for place in places() {
            match Self::new_in(&place) {
                Ok(scratch) => return Ok(scratch),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    fn new_in(place: &Path) -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(place)?;
        let path = folder.path().join(LOCK);
        // Locked before it has its name: who sweeps never sees one of ours that is free.
        let unnamed = folder.path().join("new");
        let lock = File::create(&unnamed)?;
        lock.lock()?;
        fs::rename(unnamed, path)?;
        Ok(Self {
            folder,
            _lock: lock,
        })
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Removes what killed processes of this user left. What cannot be removed stays: it is in
    /// nobody's way.
    pub fn sweep() {
        for place in places() {
            let listing = fs::read_dir(place).into_iter().flatten().flatten();
            for entry in listing {
                let is_ours = entry.file_name().to_string_lossy().starts_with(PREFIX);
                if is_ours && is_abandoned(&entry.path()) {
                    let _ = fs::remove_dir_all(entry.path());
                }
            }
        }
    }
}

/// Where temporary folders are made, best first.
fn places() -> Vec<PathBuf> {
    let mut places = vec![std::env::temp_dir()];
    for usual in ["/tmp", "/var/tmp"] {
        if !places.iter().any(|place| place == Path::new(usual)) {
            places.push(PathBuf::from(usual));
        }
    }
    places
}

/// Whether a folder is this user's, has a lock, and nobody holds it.
fn is_abandoned(folder: &Path) -> bool {
    let owner = |path: &Path| fs::symlink_metadata(path).map(|about| (about.is_dir(), about.uid()));
    let own = fs::metadata("/proc/self").map(|about| about.uid());
    let is_own = match (owner(folder), own) {
        (Ok((is_folder, owner)), Ok(own)) => is_folder && owner == own,
        _ => false,
    };
    is_own && File::open(folder.join(LOCK)).is_ok_and(|lock| lock.try_lock().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_nobody_holds_is_abandoned() {
        let place = tempfile::tempdir().unwrap();
        let held = Scratch::new_in(place.path()).unwrap();
        assert!(!is_abandoned(held.path()));
        let Scratch {
            folder,
            _lock: lock,
        } = held;
        let path = folder.keep();
        assert!(!is_abandoned(&path), "its process lives");
        drop(lock);
        assert!(is_abandoned(&path), "its process was killed");
        for (name, lock) in [("hpnews-la", false), ("hpnews-khac", true)] {
            let other = place.path().join(name);
            fs::create_dir(&other).unwrap();
            if lock {
                fs::write(other.join(LOCK), "").unwrap();
            }
            assert_eq!(is_abandoned(&other), lock, "{name}");
            let link = place.path().join(format!("{name}-link"));
            std::os::unix::fs::symlink(&other, &link).unwrap();
            assert!(!is_abandoned(&link), "a link is nobody's folder");
        }
    }
}
