//! Pages that no longer fitted their site's recipe, and the alarms over them.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::cells::{all, count, get, get_json, json, statement, time};
use crate::digest::PartDigest;
use crate::record::WarcLocation;
use crate::store::event::{Event, Outcome};
use crate::store::{Reader, StoreError};

/// A page of an article that did not fit the recipe, and waits to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DriftedRow {
    /// The run that captured it.
    pub run: String,
    /// The site's name in config.
    pub site: String,
    /// The article's canonical address; its first page was captured there.
    pub article_url: String,
    /// The article, if it is known.
    pub article_id: Option<String>,
    /// When that was seen.
    pub at: DateTime<Utc>,
    /// What was the matter.
    pub reasons: Vec<String>,
}

/// An alarm: a site's pages no longer fit its recipe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlarmRow {
    /// The run that says it.
    pub run: String,
    /// The site's name in config.
    pub site: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The run that said it first: the same alarm while it lasts.
    pub since: String,
    /// Article pages looked at in that run.
    pub looked: u64,
    /// … of which did not fit.
    pub unfit: u64,
    /// What was the matter, the commonest first.
    pub reasons: Vec<String>,
    /// The recipe they did not fit.
    pub recipe: PartDigest,
}

/// Notes what an event says of pages that do not fit.
pub(super) fn note(connection: &Connection, run: &str, event: &Event) -> rusqlite::Result<()> {
    match event {
        Event::Drift { .. } => alarm(connection, run, event),
        Event::Captured {
            at,
            site,
            url,
            outcome,
            ..
        } => match outcome {
            Outcome::Drifted {
                article_id,
                article_url,
                reasons,
            } => {
                statement(
                    connection,
                    "INSERT INTO drifted VALUES (?, ?, ?, ?, ?, ?, NULL)
                     ON CONFLICT DO UPDATE SET at = excluded.at, reasons = excluded.reasons,
                       article_id = excluded.article_id, read_in = NULL",
                )?
                .execute(params![
                    run,
                    article_url,
                    site,
                    article_id,
                    time(*at),
                    json(reasons)?
                ])?;
                Ok(())
            }
            Outcome::Stored { article_url, .. } | Outcome::Unchanged { article_url, .. } => {
                read(connection, run, run, article_url)
            }
            Outcome::NotArticle { .. } => read(connection, run, run, url),
            _ => Ok(()),
        },
        Event::Reread { warc, outcome, .. } => {
            let (Outcome::Stored { article_url, .. } | Outcome::Unchanged { article_url, .. }) =
                outcome
            else {
                return Ok(());
            };
            let place = &warc.location;
            match run_of(connection, &place.file, place.offset)? {
                Some(captured_in) => read(connection, &captured_in, run, article_url),
                None => Ok(()),
            }
        }
        _ => Ok(()),
    }
}

fn alarm(connection: &Connection, run: &str, event: &Event) -> rusqlite::Result<()> {
    let Event::Drift {
        at,
        site,
        since,
        looked,
        unfit,
        reasons,
        recipe,
    } = event
    else {
        return Ok(());
    };
    statement(
        connection,
        "REPLACE INTO alarm VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        run,
        site,
        time(*at),
        since,
        looked.cast_signed(),
        unfit.cast_signed(),
        json(reasons)?,
        recipe.as_str()
    ])?;
    Ok(())
}

fn read(connection: &Connection, run: &str, in_run: &str, url: &str) -> rusqlite::Result<()> {
    statement(
        connection,
        "UPDATE drifted SET read_in = ?3 WHERE run = ?1 AND article_url = ?2",
    )?
    .execute([run, url, in_run])?;
    Ok(())
}

fn run_of(connection: &Connection, file: &str, offset: u64) -> rusqlite::Result<Option<String>> {
    statement(
        connection,
        "SELECT run FROM capture WHERE file = ? AND offset = ?",
    )?
    .query_row(params![file, offset.cast_signed()], |row| row.get(0))
    .optional()
}

fn alarm_row(row: &Row<'_>) -> rusqlite::Result<AlarmRow> {
    Ok(AlarmRow {
        run: row.get(0)?,
        site: row.get(1)?,
        at: get(row, 2)?,
        since: row.get(3)?,
        looked: count(row, 4)?,
        unfit: count(row, 5)?,
        reasons: get_json(row, 6)?,
        recipe: get(row, 7)?,
    })
}

impl Reader {
    /// The pages of a run that did not fit and have not been read since.
    pub fn drifted_in(&self, run: &str) -> Result<Vec<DriftedRow>, StoreError> {
        self.catalog
            .run("list pages that do not fit", |connection| {
                let mut query = statement(
                    connection,
                    "SELECT run, site, article_url, article_id, at, reasons FROM drifted
                     WHERE run = ? AND read_in IS NULL ORDER BY at, article_url",
                )?;
                all(&mut query, [run], |row| {
                    Ok(DriftedRow {
                        run: row.get(0)?,
                        site: row.get(1)?,
                        article_url: row.get(2)?,
                        article_id: row.get(3)?,
                        at: get(row, 4)?,
                        reasons: get_json(row, 5)?,
                    })
                })
            })
    }

    /// The newest versions of articles of a site that were held before a moment, the newest
    /// first.
    pub fn versions_before(
        &self,
        site: &str,
        before: DateTime<Utc>,
        most: u32,
    ) -> Result<Vec<String>, StoreError> {
        self.catalog.run("look up what was held", |connection| {
            let mut query = statement(
                connection,
                "SELECT newest FROM article
                 WHERE site = ? AND first_seen_at < ? AND newest IS NOT NULL
                 ORDER BY dated_us DESC LIMIT ?",
            )?;
            all(&mut query, params![site, time(before), most], |row| {
                row.get(0)
            })
        })
    }

    /// How many pages of a site wait to be read by a recipe that fits them.
    pub fn drifted_unread(&self, site: &str) -> Result<u64, StoreError> {
        self.catalog
            .run("count pages that do not fit", |connection| {
                statement(
                    connection,
                    "SELECT count(*) FROM drifted WHERE site = ? AND read_in IS NULL",
                )?
                .query_row([site], |row| count(row, 0))
            })
    }

    /// Whether the page captured at a place did not fit, and has not been read since.
    pub fn waits_to_be_read(&self, place: &WarcLocation) -> Result<bool, StoreError> {
        self.catalog
            .run("look up a page that does not fit", |connection| {
                statement(
                    connection,
                    "SELECT 1 FROM capture JOIN drifted
                       ON drifted.run = capture.run AND drifted.article_url = capture.url
                     WHERE capture.file = ? AND capture.offset = ? AND drifted.read_in IS NULL",
                )?
                .exists(params![place.file, place.offset.cast_signed()])
            })
    }

    /// The alarms a run said, by site.
    pub fn alarms_of(&self, run: &str) -> Result<Vec<AlarmRow>, StoreError> {
        self.alarms("WHERE run = ? ORDER BY site", run)
    }

    /// The last alarm over a site, lasting or not.
    pub fn last_alarm(&self, site: &str) -> Result<Option<AlarmRow>, StoreError> {
        let found = self.alarms("WHERE site = ? ORDER BY run DESC LIMIT 1", site)?;
        Ok(found.into_iter().next())
    }

    fn alarms(&self, which: &str, key: &str) -> Result<Vec<AlarmRow>, StoreError> {
        self.catalog.run("look up alarms", |connection| {
            let sql = format!(
                "SELECT run, site, at, since, looked, unfit, reasons, recipe FROM alarm {which}"
            );
            all(&mut *statement(connection, &sql)?, [key], alarm_row)
        })
    }
}
