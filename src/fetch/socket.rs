//! Names for the sockets of lines, which nobody but this process may call.
//!
//! On Linux a name without a file (`unix(7)`: abstract): no folder has to be there, have room or
//! a short name, and nothing is left behind however the process ends. Any user may call such a
//! name, so each caller is looked at. Elsewhere a name in a private folder.

use std::fs::Permissions;
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use tempfile::TempDir;
use tokio::net::UnixStream;

const PREFIX: &str = "hpnews-";

/// Where the sockets of one client are.
#[derive(Debug)]
pub(super) struct Sockets {
    /// `None`: they have no files.
    folder: Option<TempDir>,
}

impl Sockets {
    pub(super) fn new() -> io::Result<Self> {
        if cfg!(target_os = "linux") {
            return Ok(Self { folder: None });
        }
        let folder = tempfile::Builder::new()
            .prefix(PREFIX)
            .permissions(Permissions::from_mode(0o700))
            .tempdir()?;
        Ok(Self {
            folder: Some(folder),
        })
    }

    /// A name that no other socket has.
    pub(super) fn next(&self) -> PathBuf {
        // The standard library's own source of random numbers, with a key of its own each time.
        let random = RandomState::new().hash_one(std::process::id());
        match &self.folder {
            Some(folder) => folder.path().join(format!("{random:016x}")),
            None => PathBuf::from(format!("\0{PREFIX}{}-{random:016x}", std::process::id())),
        }
    }
}

/// Whether a caller is this very process. Where sockets are files, their folder's mode says so.
pub(super) fn is_own(caller: &UnixStream) -> bool {
    if !cfg!(target_os = "linux") {
        return true;
    }
    let own = i32::try_from(std::process::id()).ok();
    let caller = caller.peer_cred().ok().and_then(|it| it.pid());
    caller.is_some() && caller == own
}
