//! The archive as some of its runs left it, article by article in the order of their dates:
//! what a dump is made of.
//!
//! Works on temporary tables of this connection, which live on the disk, so a million articles
//! take no more memory than a hundred. Whatever a later run learned is left out: a row belongs
//! to the run that made it.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Row, params};

use super::cells::{all, get, instant, statement};
use super::queries::Dump;
use crate::change::{ArticleStatus, ObservationOutcome};
use crate::record::Change;
use crate::store::StoreError;
use crate::store::journal::STAMP;

/// One article as the chosen runs left it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DumpedArticle {
    /// Its stable name.
    pub article_id: String,
    /// When it was published or, without a date, first captured. To the second.
    pub dated: DateTime<Utc>,
    /// Its address then.
    pub url: String,
    /// Every other address it had until then, sorted.
    pub previous_urls: Vec<String>,
    /// Its versions, oldest first; a reading that was superseded stands before its successor.
    pub versions: Vec<DumpedVersion>,
    /// Every look at it, oldest first.
    pub looks: Vec<DumpedLook>,
    /// Where it stood, and since which transition; `None` = it never stood elsewhere.
    pub article_status: Option<(ArticleStatus, DateTime<Utc>)>,
}

impl DumpedArticle {
    /// The newest version: there always is one.
    pub fn newest(&self) -> Option<&DumpedVersion> {
        self.versions.last()
    }
}

/// One version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DumpedVersion {
    /// Its file below the archive.
    pub path: String,
    /// The file of what was read later from the same capture.
    pub superseded: Option<String>,
}

/// One look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DumpedLook {
    /// When.
    pub at: DateTime<Utc>,
    /// In which run.
    pub run: String,
    /// What it saw.
    pub sight: ObservationOutcome,
    /// What the article said, where it was seen.
    pub content: Option<String>,
    /// Whether that was a new version.
    pub changed: bool,
    /// The address that was found in its place.
    pub leads_to: Option<String>,
}

/// Where a page of articles begins: after this one.
pub type DumpPlace = (DateTime<Utc>, String);

const TABLES: &str = "
  DROP TABLE IF EXISTS temp.dump_run;
  DROP TABLE IF EXISTS temp.dump_article;
  DROP TABLE IF EXISTS temp.dump_change;
  DROP TABLE IF EXISTS temp.dump_print;
  CREATE TEMP TABLE dump_run (stamp TEXT PRIMARY KEY) WITHOUT ROWID;
  CREATE TEMP TABLE dump_article (dated INTEGER, article_id TEXT, first_us INTEGER,
    PRIMARY KEY (dated, article_id)) WITHOUT ROWID;
  CREATE INDEX temp.dumped ON dump_article (article_id);
  CREATE TEMP TABLE dump_change (article_id TEXT, at_us INTEGER, number INTEGER, line TEXT,
    PRIMARY KEY (article_id, at_us, number)) WITHOUT ROWID;
  CREATE TEMP TABLE dump_print (article_id TEXT PRIMARY KEY, print TEXT) WITHOUT ROWID;";

/// A bound in the whole seconds that articles are dated in: the first one not before it.
fn bound(at: Option<DateTime<Utc>>, open: i64) -> i64 {
    at.map_or(open, |at| {
        at.timestamp() + i64::from(at.timestamp_subsec_nanos() > 0)
    })
}

/// Versions of one article in the chosen runs; the newest comes last.
const VERSIONS: &str = "
  SELECT path, published_us, captured_us,
    (SELECT path FROM snapshot AS later WHERE later.path = snapshot.superseded
       AND later.run IN (SELECT stamp FROM temp.dump_run)) AS superseded_then
  FROM snapshot WHERE article_id = ?1 AND run IN (SELECT stamp FROM temp.dump_run)
  ORDER BY captured_us, superseded_then IS NULL, run, path";

impl Dump<'_> {
    /// Chooses the runs whose rows are dumped, and finds their articles. Returns how many.
    pub fn begin(self, runs: &[String]) -> Result<u64, StoreError> {
        self.catalog.run("prepare a dump", |connection| {
            connection.execute_batch(TABLES)?;
            for run in runs {
                statement(connection, "INSERT OR IGNORE INTO temp.dump_run VALUES (?)")?
                    .execute([run])?;
            }
            // The date is of the newest version, found as `VERSIONS` does.
            let sql = "
              INSERT INTO temp.dump_article
              SELECT coalesce(published_us, first_us) / 1000000, article_id, first_us
              FROM (SELECT article_id, published_us, first_us FROM (
                SELECT article_id, published_us,
                  min(captured_us) OVER article AS first_us,
                  row_number() OVER (PARTITION BY article_id ORDER BY captured_us DESC,
                    (SELECT path FROM snapshot AS later WHERE later.path = snapshot.superseded
                       AND later.run IN (SELECT stamp FROM temp.dump_run)) IS NOT NULL,
                    run DESC, path DESC) AS age
                FROM snapshot WHERE run IN (SELECT stamp FROM temp.dump_run)
                WINDOW article AS (PARTITION BY article_id))
              WHERE age = 1)";
            let found = connection.execute(sql, [])?;
            Ok(found as u64)
        })
    }

    /// Stamps of journals that no run began, at `until` or earlier: they adopted snapshots that
    /// no event told of (a kill between file and event), or whose journals are lost.
    pub fn adoptions(self, until: Option<DateTime<Utc>>) -> Result<Vec<String>, StoreError> {
        let until = until.map(|at| at.format(STAMP).to_string());
        self.catalog.run("find adopted snapshots", |connection| {
            let sql = "SELECT DISTINCT run FROM snapshot
                       WHERE run NOT IN (SELECT stamp FROM run) AND (?1 IS NULL OR run <= ?1)";
            all(&mut *statement(connection, sql)?, [until], |row| row.get(0))
        })
    }

    /// Lets an article stand at its first capture, where its date must not be told.
    pub fn undate(self, article_id: &str) -> Result<(), StoreError> {
        self.catalog.run("prepare a dump", |connection| {
            connection.execute(
                "UPDATE temp.dump_article SET dated = first_us / 1000000 WHERE article_id = ?",
                [article_id],
            )?;
            Ok(())
        })
    }

    /// Adds changes to the dump, in their order.
    pub fn add_changes(self, changes: &[Change]) -> Result<(), StoreError> {
        self.catalog.run("prepare a dump", |connection| {
            for change in changes {
                statement(
                    connection,
                    "INSERT INTO temp.dump_change VALUES (?1, ?2,
                       (SELECT count(*) FROM temp.dump_change
                        WHERE article_id = ?1 AND at_us = ?2), ?3)",
                )?
                .execute(params![
                    change.article_id,
                    change.at.timestamp_micros(),
                    super::cells::json(change)?
                ])?;
            }
            Ok(())
        })
    }

    /// The next articles dated from `since` to before `until`, at most `limit`.
    pub fn page(
        self,
        after: Option<&DumpPlace>,
        (since, until): (Option<DateTime<Utc>>, Option<DateTime<Utc>>),
        limit: u32,
    ) -> Result<Vec<DumpedArticle>, StoreError> {
        let (at, id) = after.map_or((i64::MIN, ""), |(at, id)| (at.timestamp(), id.as_str()));
        self.catalog.run("read a page of a dump", |connection| {
            let mut query = statement(
                connection,
                "SELECT dated, article_id FROM temp.dump_article
                 WHERE (dated, article_id) > (?1, ?2) AND dated >= ?3 AND dated < ?4
                 ORDER BY dated, article_id LIMIT ?5",
            )?;
            let range = (bound(since, i64::MIN), bound(until, i64::MAX));
            let page = all(
                &mut query,
                params![at, id, range.0, range.1, limit],
                |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)),
            )?;
            let page = page.into_iter();
            page.map(|(dated, id)| article(connection, dated, id))
                .collect()
        })
    }

    /// How many articles of the dump are dated so.
    pub fn size(
        self,
        since: Option<DateTime<Utc>>,
        until: Option<DateTime<Utc>>,
    ) -> Result<u64, StoreError> {
        self.catalog.run("count a dump", |connection| {
            let sql = "SELECT count(*) FROM temp.dump_article WHERE dated >= ? AND dated < ?";
            let range = params![bound(since, i64::MIN), bound(until, i64::MAX)];
            statement(connection, sql)?.query_row(range, |row| super::cells::count(row, 0))
        })
    }

    /// An article's changes in the dump, oldest first.
    pub fn changes(self, article_id: &str) -> Result<Vec<Change>, StoreError> {
        self.catalog.run("read changes of a dump", |connection| {
            let sql = "SELECT line FROM temp.dump_change WHERE article_id = ?
                       ORDER BY at_us, number";
            all(&mut *statement(connection, sql)?, [article_id], |row| {
                super::cells::get_json(row, 0)
            })
        })
    }

    /// Notes what a dump says of an article, for [`Dump::prints`].
    pub fn note(self, article_id: &str, print: &str) -> Result<(), StoreError> {
        self.catalog.run("note a dumped article", |connection| {
            statement(connection, "REPLACE INTO temp.dump_print VALUES (?, ?)")?
                .execute([article_id, print])?;
            Ok(())
        })
    }

    /// Whether the chosen runs have an article, whatever else is chosen.
    pub fn holds(self, article_id: &str) -> Result<bool, StoreError> {
        self.catalog.run("look up a dumped article", |connection| {
            let sql = "SELECT EXISTS (SELECT 1 FROM temp.dump_article WHERE article_id = ?)";
            statement(connection, sql)?.query_row([article_id], |row| row.get(0))
        })
    }

    /// What was noted, by article, at most `limit`, after one.
    pub fn prints(self, after: &str, limit: u32) -> Result<Vec<(String, String)>, StoreError> {
        self.catalog.run("list dumped articles", |connection| {
            let sql = "SELECT article_id, print FROM temp.dump_print WHERE article_id > ?
                       ORDER BY article_id LIMIT ?";
            all(
                &mut *statement(connection, sql)?,
                params![after, limit],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
        })
    }

    /// Articles that say, or ever said, word for word what this one did; itself included.
    pub fn copies_of(self, article_id: &str) -> Result<Vec<String>, StoreError> {
        self.catalog.run("look up copies", |connection| {
            let sql = "SELECT DISTINCT article_id FROM snapshot WHERE content IN
                         (SELECT content FROM snapshot WHERE article_id = ?) ORDER BY article_id";
            all(&mut *statement(connection, sql)?, [article_id], |row| {
                row.get(0)
            })
        })
    }

    /// Every address that leads, or led, to an article, or that its page names as its own where
    /// no article is.
    pub fn addresses_of(self, article_id: &str) -> Result<Vec<String>, StoreError> {
        self.catalog.run("look up addresses", |connection| {
            let sql = "SELECT url FROM article_url WHERE article_id = ?1
                       UNION SELECT url FROM snapshot WHERE article_id = ?1
                       UNION SELECT address.url FROM article_url
                         JOIN address ON alias_of = article_url.url WHERE article_id = ?1
                       UNION SELECT url FROM claim WHERE article_id = ?1
                         AND url NOT IN (SELECT url FROM article_url)";
            all(&mut *statement(connection, sql)?, [article_id], |row| {
                row.get(0)
            })
        })
    }
}

fn article(
    connection: &Connection,
    dated: i64,
    article_id: String,
) -> rusqlite::Result<DumpedArticle> {
    let versions = all(
        &mut *statement(connection, VERSIONS)?,
        [&article_id],
        |row| {
            Ok(DumpedVersion {
                path: row.get(0)?,
                superseded: row.get(3)?,
            })
        },
    )?;
    let mut urls = addresses(connection, &article_id)?;
    let url = current(connection, &article_id)?;
    urls.retain(|it| *it != url);
    let article_status = all(
        &mut *statement(
            connection,
            "SELECT article_status, at FROM transition
             WHERE article_id = ? AND run IN (SELECT stamp FROM temp.dump_run)
             ORDER BY id DESC LIMIT 1",
        )?,
        [&article_id],
        |row| Ok((get(row, 0)?, get(row, 1)?)),
    )?;
    Ok(DumpedArticle {
        dated: DateTime::from_timestamp(dated, 0).unwrap_or_default(),
        url,
        previous_urls: urls,
        versions,
        looks: looks(connection, &article_id)?,
        article_status: article_status.into_iter().next(),
        article_id,
    })
}

/// Where the last move of the chosen runs led; before the first move, where that came from.
fn current(connection: &Connection, article_id: &str) -> rusqlite::Result<String> {
    statement(
        connection,
        "SELECT coalesce(
           (SELECT to_url FROM move WHERE article_id = ?1
              AND run IN (SELECT stamp FROM temp.dump_run) ORDER BY at_us DESC LIMIT 1),
           (SELECT from_url FROM move WHERE article_id = ?1 ORDER BY at_us LIMIT 1),
           (SELECT url FROM article WHERE article_id = ?1))",
    )?
    .query_row([article_id], |row| row.get(0))
}

fn addresses(connection: &Connection, article_id: &str) -> rusqlite::Result<Vec<String>> {
    let mut query = statement(
        connection,
        "SELECT url FROM snapshot
           WHERE article_id = ?1 AND run IN (SELECT stamp FROM temp.dump_run)
         UNION SELECT from_url FROM move
           WHERE article_id = ?1 AND run IN (SELECT stamp FROM temp.dump_run)
         UNION SELECT to_url FROM move
           WHERE article_id = ?1 AND run IN (SELECT stamp FROM temp.dump_run)
         ORDER BY 1",
    )?;
    all(&mut query, [article_id], |row| row.get(0))
}

fn looks(connection: &Connection, article_id: &str) -> rusqlite::Result<Vec<DumpedLook>> {
    let seen = |row: &Row<'_>| {
        Ok(DumpedLook {
            at: get(row, 0)?,
            run: row.get(1)?,
            sight: ObservationOutcome::Article,
            content: row.get(2)?,
            changed: row.get(3)?,
            leads_to: None,
        })
    };
    let mut query = statement(
        connection,
        "SELECT at, run, content, changed FROM observation
         WHERE article_id = ? AND run IN (SELECT stamp FROM temp.dump_run) ORDER BY at",
    )?;
    let mut looks = all(&mut query, [article_id], seen)?;
    let absent = |row: &Row<'_>| {
        Ok(DumpedLook {
            at: instant(row.get(0)?).unwrap_or_default(),
            run: row.get(1)?,
            sight: get(row, 2)?,
            content: None,
            changed: false,
            leads_to: row.get(3)?,
        })
    };
    let mut query = statement(
        connection,
        "SELECT at_us, run, sight, leads_to FROM absence
         WHERE article_id = ? AND run IN (SELECT stamp FROM temp.dump_run) ORDER BY at_us",
    )?;
    looks.append(&mut all(&mut query, [article_id], absent)?);
    looks.sort_by_key(|look| look.at);
    Ok(looks)
}
