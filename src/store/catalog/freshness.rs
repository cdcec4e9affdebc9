//! Whether an open catalog is still the archive's file, and how long a question to it may take.
#![expect(
    clippy::disallowed_methods,
    reason = "a question that takes too long is ended by the clock"
)]

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use rusqlite::Connection;

/// Steps of SQLite's machine between two looks at the clock: some tens of microseconds.
const STEPS: i32 = 4096;

/// Files SQLite keeps beside a database.
pub(super) fn companions(path: &Path) -> [PathBuf; 3] {
    ["-wal", "-shm", "-journal"].map(|ending| {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name)
    })
}

/// Which file a catalog is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FileIdentity {
    file: Option<(u64, u64)>,
    /// Length and last change of the file and its log, of one that is read as if it could not
    /// change.
    content: Vec<Option<(u64, SystemTime)>>,
}

impl FileIdentity {
    pub(super) fn of(path: &Path, is_immutable: bool) -> Self {
        let [log, ..] = companions(path);
        let about = |path: &Path| std::fs::metadata(path).ok();
        let content =
            |path: &Path| about(path).and_then(|it| Some((it.len(), it.modified().ok()?)));
        Self {
            file: about(path).map(|it| (it.dev(), it.ino())),
            content: if is_immutable {
                vec![content(path), content(&log)]
            } else {
                Vec::new()
            },
        }
    }
}

/// How long one question may take, and when the present one has to end.
#[derive(Debug)]
pub(super) struct TimeLimit {
    pub(super) each: Duration,
    until: Arc<Mutex<Option<Instant>>>,
}

impl TimeLimit {
    /// Ends what takes longer, from now on, over a connection.
    pub(super) fn set(connection: &mut Connection, each: Duration) -> rusqlite::Result<Self> {
        let until = Arc::new(Mutex::new(None));
        let ends = Arc::clone(&until);
        let is_over = move || {
            let ends = *ends.lock().unwrap_or_else(PoisonError::into_inner);
            ends.is_some_and(|ends| Instant::now() > ends)
        };
        connection.progress_handler(STEPS, Some(is_over))?;
        Ok(Self { each, until })
    }

    /// Does work that is one question.
    pub(super) fn heed<T>(&self, work: impl FnOnce() -> T) -> T {
        let note = |ends| *self.until.lock().unwrap_or_else(PoisonError::into_inner) = ends;
        note(Instant::now().checked_add(self.each));
        let done = work();
        note(None);
        done
    }
}
