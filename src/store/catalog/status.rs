//! How the archive stands: counts, runs, and what the newest run has not seen.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::cells::{all, count, get, get_json, get_some, statement};
use super::queries::{Articles, KnownAddresses, Runs};
use crate::record::{DiscoverySource, Role};
use crate::store::{Event, StoreError};

/// The archive in numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Status {
    /// Addresses by their state in the newest run: `pending`, `dormant` (answered in an earlier
    /// run, not asked in this one), `done`, `failed`, `skipped`.
    pub addresses: BTreeMap<String, u64>,
    /// Articles.
    pub articles: u64,
    /// Snapshot files.
    pub snapshots: u64,
    /// Their bytes.
    pub snapshot_bytes: u64,
    /// Looks at articles.
    pub observations: u64,
    /// Runs.
    pub runs: u64,
    /// The newest run; unfinished when its `finished_at` is `None`.
    pub last_run: Option<RunRow>,
}

/// An address some source named as an article, or as a page that may be one, and that the
/// run has not captured as such.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotSeen {
    /// The address.
    pub url: String,
    /// The site's name in config.
    pub site: String,
    /// What it was to be asked for.
    pub role: Role,
    /// `not_asked`, `http_404`, or the cause of the failure, skip or refusal.
    pub reason: String,
    /// For a person.
    pub detail: Option<String>,
    /// Who named it.
    #[serde(alias = "tellers")]
    pub discovery_sources: Vec<DiscoverySource>,
}

/// One run.
#[derive(Clone, Debug, PartialEq)]
pub struct RunRow {
    /// Its stamp.
    pub stamp: String,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// What it was asked to do.
    pub options: Value,
    /// When it ended; `None` while it can be resumed.
    pub finished_at: Option<DateTime<Utc>>,
    /// How it ended.
    pub exit: Option<String>,
    /// Answers.
    pub captured: u64,
    /// Decoded bytes of their bodies.
    pub bytes: u64,
    /// Addresses never heard of before.
    pub discovered: u64,
    /// New versions stored.
    pub stored: u64,
    /// Articles found unchanged.
    pub unchanged: u64,
    /// Snapshots adopted that no event had named.
    pub adopted: u64,
    /// Failures that were to be tried again.
    pub retried: u64,
    /// Failures given up.
    pub failed: u64,
    /// Addresses not asked on purpose.
    pub skipped: u64,
    /// Whether it asked nobody (import, reextraction).
    pub offline: bool,
    /// Whether it asked only what was due: a night after the first.
    pub incremental: bool,
}

const RUN: &str =
    "SELECT stamp, started_at, options, finished_at, exit, captured, bytes, discovered,
    stored, unchanged, adopted, retried, failed, skipped, offline, incremental FROM run";

fn run_row(row: &Row<'_>) -> rusqlite::Result<RunRow> {
    Ok(RunRow {
        stamp: row.get(0)?,
        started_at: get(row, 1)?,
        options: get_json(row, 2)?,
        finished_at: get_some(row, 3)?,
        exit: row.get(4)?,
        captured: count(row, 5)?,
        bytes: count(row, 6)?,
        discovered: count(row, 7)?,
        stored: count(row, 8)?,
        unchanged: count(row, 9)?,
        adopted: count(row, 10)?,
        retried: count(row, 11)?,
        failed: count(row, 12)?,
        skipped: count(row, 13)?,
        offline: row.get(14)?,
        incremental: row.get(15)?,
    })
}

fn number(connection: &Connection, sql: &str) -> rusqlite::Result<u64> {
    statement(connection, sql)?.query_row([], |row| count(row, 0))
}

impl Runs<'_> {
    /// The archive in numbers.
    pub fn status(self) -> Result<Status, StoreError> {
        let addresses = self.catalog.addresses().states()?;
        let last_run = self.newest(1)?.pop();
        self.catalog.run("count", |connection| {
            Ok(Status {
                addresses,
                articles: number(connection, "SELECT count(*) FROM article")?,
                snapshots: number(connection, "SELECT count(*) FROM snapshot")?,
                snapshot_bytes: number(connection, "SELECT coalesce(sum(bytes), 0) FROM snapshot")?,
                observations: number(connection, "SELECT count(*) FROM observation")?,
                runs: number(connection, "SELECT count(*) FROM run")?,
                last_run,
            })
        })
    }
}

impl KnownAddresses<'_> {
    /// Addresses by their state in the newest run.
    pub(in crate::store) fn states(self) -> Result<BTreeMap<String, u64>, StoreError> {
        self.catalog.run("count addresses", |connection| {
            let sql = "SELECT state, count(*) FROM address GROUP BY state";
            let rows = all(&mut *statement(connection, sql)?, [], |row| {
                Ok((row.get(0)?, count(row, 1)?))
            })?;
            Ok(rows.into_iter().collect())
        })
    }

    /// Articles held that rest in the newest run, but for those that were removed: what was
    /// another spelling, a redirect or no article is dormant too, and nobody waits for its turn.
    pub(in crate::store) fn resting_articles(self) -> Result<u64, StoreError> {
        self.catalog.run("count what is dormant", |connection| {
            let sql = "SELECT count(*) FROM article CROSS JOIN address ON address.url = article.url
                       WHERE address.state = 'dormant' AND article.article_status <> 'removed'";
            number(connection, sql)
        })
    }
}

impl Runs<'_> {
    /// Addresses that a run was not shown: their last look, in this run, met a wall. Lists and
    /// feeds too: a wall before the home page is one before all that it names.
    pub fn blocked(self, run: &str) -> Result<u64, StoreError> {
        self.catalog.run("count what was blocked", |connection| {
            let sql = "SELECT count(*) FROM address WHERE last_run = ?
                         AND (last_cause IN ('block_page', 'http_403', 'http_429')
                           OR (last_outcome = 'http_error' AND last_status IN (403, 429)))";
            let mut query = statement(connection, sql)?;
            query.query_row([run], |row| count(row, 0))
        })
    }

    /// How often these runs were answered when they asked for a robots.txt: requests that no
    /// count of addresses has.
    pub fn robots_asked(self, runs: &[String]) -> Result<u64, StoreError> {
        self.catalog.run("count robots.txt", |connection| {
            let mut asked = 0;
            for run in runs {
                let sql = "SELECT count(*) FROM capture WHERE run = ? AND role = 'robots'";
                asked += statement(connection, sql)?.query_row([run], |row| count(row, 0))?;
            }
            Ok(asked)
        })
    }

    /// The newest runs, newest first.
    pub fn newest(self, limit: u32) -> Result<Vec<RunRow>, StoreError> {
        self.catalog.run("list runs", |connection| {
            let sql = format!("{RUN} ORDER BY stamp DESC LIMIT ?");
            all(&mut *statement(connection, &sql)?, [limit], run_row)
        })
    }

    /// One run.
    pub fn find(self, stamp: &str) -> Result<Option<RunRow>, StoreError> {
        self.catalog.run("look up a run", |connection| {
            let sql = format!("{RUN} WHERE stamp = ?");
            statement(connection, &sql)?
                .query_row([stamp], run_row)
                .optional()
        })
    }

    /// The unfinished runs, newest first. There is one at most, unless files were lost.
    pub(in crate::store) fn unfinished(self) -> Result<Vec<RunRow>, StoreError> {
        self.catalog.run("look up unfinished runs", |connection| {
            let sql = format!("{RUN} WHERE finished_at IS NULL ORDER BY stamp DESC");
            all(&mut *statement(connection, &sql)?, [], run_row)
        })
    }

    /// How far each journal is read in, by run.
    pub(in crate::store) fn journal_lengths(self) -> Result<BTreeMap<String, u64>, StoreError> {
        self.catalog.run("look up journals", |connection| {
            let rows = all(
                &mut *statement(connection, "SELECT run, bytes FROM journal")?,
                [],
                |row| Ok((row.get(0)?, count(row, 1)?)),
            )?;
            Ok(rows.into_iter().collect())
        })
    }
}

impl Articles<'_> {
    /// Whether a snapshot file has its row.
    pub(in crate::store) fn has_snapshot(self, path: &str) -> Result<bool, StoreError> {
        self.catalog.run("look up a snapshot", |connection| {
            let sql = "SELECT 1 FROM snapshot WHERE path = ?";
            let found = statement(connection, sql)?
                .query_row([path], |_| Ok(()))
                .optional()?;
            Ok(found.is_some())
        })
    }
}

impl Runs<'_> {
    /// Everything any source named as an article, or as a page that may be one, that `run`
    /// has not captured as such, each with its reason; but not what rested in it. Only the newest run's states are
    /// kept; of another run nothing is known here (its summary file has the list).
    pub fn not_seen(self, run: &str) -> Result<Vec<NotSeen>, StoreError> {
        self.catalog.run("list what was not seen", |connection| {
            let sql = "
              SELECT url, site, role,
                CASE WHEN state = 'done' AND last_outcome = 'http_error'
                       THEN 'http_' || last_status
                     WHEN state = 'pending' AND attempts = 0 THEN 'not_asked'
                     ELSE coalesce(last_cause, last_outcome) END,
                CASE WHEN state = 'pending' AND attempts = 0 THEN NULL ELSE last_detail END,
                (SELECT json_group_array(source) FROM
                  (SELECT source FROM discovery WHERE address = id ORDER BY source))
              FROM address
              WHERE role IN ('article', 'page', 'part')
                -- What rests was answered before, and this run had no reason to ask it; or it
                -- was given up, and its time has not come.
                AND (state <> 'dormant' OR failures > 0)
                AND (state <> 'done' OR last_outcome IN ('http_error', 'drifted')
                     OR (role = 'article' AND last_outcome = 'not_article'))
                -- Another spelling of an address that was asked is no gap.
                AND NOT (state = 'skipped' AND last_cause IN ('alias', 'no_longer_part'))
                AND ?1 = (SELECT max(stamp) FROM run WHERE offline = 0)
              ORDER BY site, url";
            all(&mut *statement(connection, sql)?, [run], |row| {
                Ok(NotSeen {
                    url: row.get(0)?,
                    site: row.get(1)?,
                    role: get(row, 2)?,
                    reason: row.get(3)?,
                    detail: row.get(4)?,
                    discovery_sources: get_json(row, 5)?,
                })
            })
        })
    }
}

impl RunRow {
    /// Whether a later run had to close it.
    pub fn abandoned(&self) -> bool {
        self.exit.as_deref() == Some(Event::ABANDONED)
    }
}
