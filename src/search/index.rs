//! `search.sqlite`: opened, made, thrown away. One process writes to it at a time, which has
//! `search.lock`; others read beside it.
#![expect(
    clippy::disallowed_methods,
    reason = "the index is a file of this room's own"
)]

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::SearchError;
use super::error::{failed, refused};

/// Form of the tables. Another form in the file means: make it anew.
const SCHEMA_VERSION: i64 = 2;

const NAME: &str = "search.sqlite";
const LOCK: &str = "search.lock";

/// How long to wait for another connection's short lock.
const PATIENCE: Duration = Duration::from_secs(10);

/// Bytes of the index that are kept in memory: those of 200,000 articles' commonest words.
const CACHE: i64 = 64 << 20;

/// An open index.
#[derive(Debug)]
pub(super) struct SearchIndex {
    path: PathBuf,
    connection: Connection,
}

/// Held by the process that writes to the index. The system's lock: it ends with the process.
#[derive(Debug)]
pub(super) struct IndexLock(File);

impl Drop for IndexLock {
    fn drop(&mut self) {
        if let Err(error) = self.0.unlock() {
            tracing::warn!(%error, "the index's lock ends with this process only");
        }
    }
}

/// Why an index cannot be used as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unusable {
    Missing,
    OtherForm,
}

pub(super) fn path(root: &Path) -> PathBuf {
    root.join(NAME)
}

/// What came of asking for the lock.
#[derive(Debug)]
pub(super) enum LockAttempt {
    /// It is held.
    Here(IndexLock),
    /// Another process has it.
    Elsewhere,
    /// Nobody can: nothing may be written here.
    ReadOnly(SearchError),
}

/// Takes the lock, if it can be had at once.
pub(super) fn lock(root: &Path) -> Result<LockAttempt, SearchError> {
    let path = root.join(LOCK);
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    let file = match options.open(&path) {
        Ok(file) => file,
        Err(error) => {
            let may_not = matches!(
                error.kind(),
                ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied
            );
            let error = failed("open", &path)(error);
            return if may_not {
                Ok(LockAttempt::ReadOnly(error))
            } else {
                Err(error)
            };
        }
    };
    match file.try_lock() {
        Ok(()) => Ok(LockAttempt::Here(IndexLock(file))),
        Err(TryLockError::WouldBlock) => Ok(LockAttempt::Elsewhere),
        Err(TryLockError::Error(error)) => Err(failed("lock", &path)(error)),
    }
}

impl SearchIndex {
    /// Opens the index for reading: beside a writer, on a read-only disk.
    pub(super) fn open(root: &Path) -> Result<Result<Self, Unusable>, SearchError> {
        let path = path(root);
        if !path.exists() {
            return Ok(Err(Unusable::Missing));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let opened = Connection::open_with_flags(&path, flags)
            .and_then(|connection| form(&connection).map(|form| (connection, form)))
            .or_else(|error| immutable(&path).unwrap_or(Err(error)));
        let (connection, form) = opened.map_err(refused("open the index", &path))?;
        if form != SCHEMA_VERSION {
            return Ok(Err(Unusable::OtherForm));
        }
        let index = Self { path, connection };
        index.prepare()?;
        Ok(Ok(index))
    }

    /// Opens the index for writing, and makes an empty one where there is none. Needs the lock.
    pub(super) fn open_to_write(root: &Path, _lock: &IndexLock) -> Result<Self, SearchError> {
        let path = path(root);
        let connection = Connection::open(&path).map_err(refused("open the index", &path))?;
        let index = Self { path, connection };
        index.prepare()?;
        index.run("make the tables", |connection| {
            connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
            connection.pragma_update(None, "synchronous", "NORMAL")?;
            if form(connection)? == SCHEMA_VERSION {
                return Ok(());
            }
            let transaction = connection.unchecked_transaction()?;
            transaction.execute_batch(include_str!("schema.sql"))?;
            transaction.pragma_update(None, "user_version", SCHEMA_VERSION)?;
            transaction.commit()
        })?;
        Ok(index)
    }

    /// An empty one that nobody else sees.
    pub(super) fn in_memory() -> Result<Self, SearchError> {
        let path = PathBuf::from(":memory:");
        let connection = Connection::open_in_memory().map_err(refused("open an index", &path))?;
        let index = Self { path, connection };
        index.run("make the tables", |connection| {
            connection.execute_batch(include_str!("schema.sql"))
        })?;
        Ok(index)
    }

    fn prepare(&self) -> Result<(), SearchError> {
        self.run("set up", |connection| {
            connection.pragma_update(None, "cache_size", -(CACHE >> 10))?;
            connection.pragma_update(None, "temp_store", "MEMORY")?;
            connection.busy_timeout(PATIENCE)
        })
    }

    /// Runs statements, and says which act failed.
    pub(super) fn run<T>(
        &self,
        action: &'static str,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, SearchError> {
        work(&self.connection).map_err(refused(action, &self.path))
    }

    /// Runs statements in one transaction: none of them stays when one fails.
    pub(super) fn write<T>(
        &self,
        action: &'static str,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, SearchError> {
        self.run(action, |connection| {
            connection.execute_batch("BEGIN IMMEDIATE")?;
            match work(connection).and_then(|found| {
                connection.execute_batch("COMMIT")?;
                Ok(found)
            }) {
                Ok(found) => Ok(found),
                Err(error) => {
                    // A full disk has undone it already; what fails here ends with the connection.
                    let _ = connection.execute_batch("ROLLBACK");
                    Err(error)
                }
            }
        })
    }
}

/// Removes the index and what `SQLite` keeps beside it. Needs the lock. Who has it open goes on
/// with what was there.
pub(super) fn discard(root: &Path, _lock: &IndexLock) -> Result<(), SearchError> {
    let path = path(root);
    for ending in ["", "-wal", "-shm", "-journal"] {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        let name = PathBuf::from(name);
        match fs::remove_file(&name) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(failed("remove", &name)(error));
            }
            _ => {}
        }
    }
    Ok(())
}

fn form(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// On a read-only disk `SQLite` cannot make the shared-memory file of a WAL database. When no log
/// waits to be read, the file alone is the whole truth.
fn immutable(path: &Path) -> Option<rusqlite::Result<(Connection, i64)>> {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    if fs::metadata(log).is_ok_and(|about| about.len() > 0) {
        return None;
    }
    let mut address = url::Url::from_file_path(std::path::absolute(path).ok()?).ok()?;
    address.set_query(Some("immutable=1"));
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let opened = Connection::open_with_flags(address.as_str(), flags);
    Some(opened.and_then(|connection| form(&connection).map(|form| (connection, form))))
}
