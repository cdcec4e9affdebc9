//! The catalog as an open database: made, opened, put in place, settled or undone.
//!
//! Never makes a row: that is [`Catalog::apply`](super::Catalog::apply)'s.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::freshness::{FileIdentity, TimeLimit, companions};
use crate::store::{StoreError, disk};

/// Form of the tables. Another form in the file means: rebuild it.
const SCHEMA_VERSION: i64 = 20;

const NAME: &str = "catalog.sqlite";

/// How long to wait for another connection's short lock.
const PATIENCE: Duration = Duration::from_secs(10);

/// An open catalog. What was not settled when it is dropped is undone.
#[derive(Debug)]
pub(in crate::store) struct Catalog {
    pub(super) path: PathBuf,
    connection: Connection,
    /// A transaction of applied events is open.
    is_open: bool,
    is_immutable: bool,
    opened: FileIdentity,
    limit: Option<TimeLimit>,
}

/// The catalog's file in an archive.
pub(in crate::store) fn path(root: &Path) -> PathBuf {
    root.join(NAME)
}

impl Catalog {
    fn over(path: PathBuf, connection: Connection, opened: FileIdentity) -> Self {
        Self {
            path,
            connection,
            is_open: false,
            is_immutable: false,
            opened,
            limit: None,
        }
    }

    /// Whether the archive's catalog is still this file.
    pub(in crate::store) fn is_in_place(&self) -> bool {
        self.opened == FileIdentity::of(&self.path, self.is_immutable)
    }

    /// A number that is another when somebody else has changed rows since.
    pub(in crate::store) fn data_version(&self) -> Result<i64, StoreError> {
        self.outside("look for changes", |connection| {
            connection.pragma_query_value(None, "data_version", |row| row.get(0))
        })
    }

    /// Ends each question from now on that takes longer.
    pub(in crate::store) fn limit(&mut self, each: Duration) -> Result<(), StoreError> {
        let set = TimeLimit::set(&mut self.connection, each);
        self.limit = Some(set.map_err(failed("set a time limit", &self.path))?);
        Ok(())
    }

    /// Opens the archive's catalog for writing. `None` when it is missing, of another form,
    /// or no database at all: then it is to be rebuilt.
    pub(in crate::store) fn open(root: &Path) -> Result<Option<Self>, StoreError> {
        let path = path(root);
        let before = FileIdentity::of(&path, false);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let opened = Connection::open_with_flags(&path, flags)
            .and_then(|connection| form(&connection).map(|form| (connection, form)));
        match opened {
            Ok((connection, SCHEMA_VERSION)) => {
                let catalog = Self::over(path, connection, before);
                // The journal was synced before; a catalog that a power cut sets back is
                // brought up from it at the next open, so a second sync would buy nothing.
                catalog.set_up("WAL", "NORMAL")?;
                Ok(Some(catalog))
            }
            Ok(_) => Ok(None),
            Err(error) => match error.sqlite_error_code() {
                Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Ok(None),
                Some(ErrorCode::CannotOpen) if !path.exists() => Ok(None),
                _ => Err(failed("open the catalog", &path)(error)),
            },
        }
    }

    /// What SQLite itself finds wrong with the file; `None` when nothing.
    pub(in crate::store) fn damage(&self) -> Result<Option<String>, StoreError> {
        let checked = self.run("check the catalog", |connection| {
            let sql = "PRAGMA quick_check(1)";
            connection.query_row(sql, [], |row| row.get::<_, String>(0))
        });
        match checked {
            Ok(said) => Ok((said != "ok").then_some(said)),
            Err(error) if error.is_damaged_catalog() => Ok(Some(error.to_string())),
            Err(error) => Err(error),
        }
    }

    /// Opens the archive's catalog for reading, also beside a writer and on a read-only disk.
    pub(in crate::store) fn open_for_reading(root: &Path) -> Result<Self, StoreError> {
        let path = path(root);
        if !path.exists() {
            return Err(StoreError::NoCatalog { path });
        }
        // Before it is opened: of a file that is put in its place now, nothing would tell later.
        let before = FileIdentity::of(&path, false);
        let unchanged = FileIdentity::of(&path, true);
        let mut is_immutable = false;
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let opened = Connection::open_with_flags(&path, flags)
            .and_then(|connection| form(&connection).map(|form| (connection, form)))
            .or_else(|error| {
                is_immutable = true;
                immutable(&path).unwrap_or(Err(error))
            });
        let (connection, form) = opened.map_err(failed("open the catalog", &path))?;
        if form != SCHEMA_VERSION {
            return Err(StoreError::NoCatalog { path });
        }
        let opened = if is_immutable { unchanged } else { before };
        let catalog = Self {
            is_immutable,
            ..Self::over(path, connection, opened)
        };
        catalog.prepare_connection()?;
        Ok(catalog)
    }

    /// Begins an empty catalog beside the archive's own, for [`Catalog::put_in_place`]. It
    /// becomes durable only there, so that building it is fast.
    pub(in crate::store) fn begin_new(root: &Path) -> Result<Self, StoreError> {
        let path = path(root).with_extension("sqlite.new");
        remove_database(&path)?;
        Self::begin_at(path)
    }

    /// The same for a moment: SQLite keeps it in a file without a name, gone however the process
    /// ends.
    pub(in crate::store) fn begin_for_a_moment() -> Result<Self, StoreError> {
        Self::begin_at(PathBuf::new())
    }

    fn begin_at(path: PathBuf) -> Result<Self, StoreError> {
        let connection = Connection::open(&path).map_err(failed("create a new catalog", &path))?;
        let opened = FileIdentity::of(&path, false);
        let catalog = Self::over(path, connection, opened);
        catalog.set_up("MEMORY", "OFF")?;
        let about = "An index over snapshots/ and runs/; rebuild it with: hpnews reindex";
        catalog.run("create the tables", |connection| {
            connection.execute_batch(include_str!("schema.sql"))?;
            connection.execute("INSERT INTO meta VALUES ('about', ?)", [about])?;
            connection.pragma_update(None, "user_version", SCHEMA_VERSION)
        })?;
        Ok(catalog)
    }

    /// Makes a new catalog the archive's, durably. A kill on the way leaves the old one, or
    /// none (which the next open rebuilds); never one file's pages under another's log.
    pub(in crate::store) fn put_in_place(mut self, root: &Path) -> Result<(), StoreError> {
        let (from, to) = (self.path.clone(), path(root));
        self.settle()?;
        // Dropping it closes the database; what that could not write, the sync tells.
        drop(self);
        disk::sync_file(&from)?;
        remove_database(&to)?;
        disk::rename(&from, &to)
    }

    fn set_up(&self, journal: &str, synchronous: &str) -> Result<(), StoreError> {
        self.prepare_connection()?;
        self.outside("set up", |connection| {
            connection.pragma_update_and_check(None, "journal_mode", journal, |_| Ok(()))?;
            connection.pragma_update(None, "synchronous", synchronous)?;
            connection.pragma_update(None, "foreign_keys", true)
        })
    }

    fn prepare_connection(&self) -> Result<(), StoreError> {
        self.connection.set_prepared_statement_cache_capacity(96);
        self.outside("set up", |connection| {
            // The planner looks at bound values where partial indexes are, and then plans a
            // statement anew for each value: a twentieth of a crawl's time (measured).
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
            connection.pragma_update(None, "cache_size", -32 * 1024)?;
            connection.busy_timeout(PATIENCE)
        })
    }

    /// Runs what SQLite refuses inside a transaction: pragmas.
    pub(super) fn outside<T>(
        &self,
        action: &'static str,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        work(&self.connection).map_err(failed(action, &self.path))
    }

    /// Runs queries, and says which act failed.
    pub(in crate::store) fn run<T>(
        &self,
        action: &'static str,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        if self.is_open {
            // Inside the open transaction of the last events: their rows are seen.
            return work(&self.connection).map_err(failed(action, &self.path));
        }
        // One transaction for all of an action's statements: each one alone would lock and
        // unlock the file (113 calls a page, measured), and might see another state.
        let asked = || {
            let transaction = self.connection.unchecked_transaction()?;
            let found = work(&transaction)?;
            transaction.commit()?;
            Ok(found)
        };
        let Some(limit) = &self.limit else {
            return asked().map_err(failed(action, &self.path));
        };
        limit.heed(asked).map_err(|error: rusqlite::Error| {
            if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) {
                let limit = limit.each;
                return StoreError::TooSlow { action, limit };
            }
            failed(action, &self.path)(error)
        })
    }

    /// Works in one transaction with what is not settled before it. Any error undoes all of it.
    pub(super) fn join(
        &mut self,
        action: &'static str,
        work: impl FnOnce(&Connection) -> rusqlite::Result<()>,
    ) -> Result<(), StoreError> {
        let begin = if self.is_open {
            Ok(())
        } else {
            self.connection.execute_batch("BEGIN IMMEDIATE")
        };
        let done = begin.and_then(|()| {
            self.is_open = true;
            work(&self.connection)
        });
        done.map_err(|error| {
            self.undo();
            failed(action, &self.path)(error)
        })
    }

    /// Ends the open transaction, if there is one: other connections see its rows.
    pub(in crate::store) fn settle(&mut self) -> Result<(), StoreError> {
        if !self.is_open {
            return Ok(());
        }
        if let Err(error) = self.connection.execute_batch("COMMIT") {
            self.undo();
            return Err(failed("apply events", &self.path)(error));
        }
        self.is_open = false;
        Ok(())
    }

    /// Undoes what is not settled. Nothing is lost: the journal has its events.
    pub(in crate::store) fn undo(&mut self) {
        self.is_open = false;
        if !self.connection.is_autocommit()
            && let Err(error) = self.connection.execute_batch("ROLLBACK")
        {
            // SQLite rolls back by itself when the connection closes.
            tracing::warn!("the catalog could not undo a transaction: {error}");
        }
    }
}

fn form(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// On a read-only disk SQLite cannot make the shared-memory file that a WAL database wants.
/// When no log waits to be read, the file alone is the whole truth and cannot change.
fn immutable(path: &Path) -> Option<rusqlite::Result<(Connection, i64)>> {
    let [log, ..] = companions(path);
    if std::fs::metadata(log).is_ok_and(|about| about.len() > 0) {
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

fn remove_database(path: &Path) -> Result<(), StoreError> {
    // The database first: its log without it is nothing, it without its log may be torn.
    disk::remove(path)?;
    disk::sync_folder(disk::parent(path))?;
    for companion in companions(path) {
        disk::remove(&companion)?;
    }
    Ok(())
}

fn failed(action: &'static str, path: &Path) -> impl FnOnce(rusqlite::Error) -> StoreError {
    let path = path.to_path_buf();
    move |source| StoreError::Catalog {
        action,
        path,
        source,
    }
}
