//! Pages that no longer fit their recipe: the alarms, and the captures that wait to be read.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::address::HINT;
use super::cells::{all, count, get, get_json, json, statement, time};
use super::queries::Sites;
use crate::digest::PartDigest;
use crate::record::SourceMetadata;
use crate::store::{CaptureRow, Event, Evidence, Outcome, StoreError};

/// A run in which a site's pages no longer fitted its recipe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DriftRow {
    /// The run.
    pub run: String,
    /// The site's name in config.
    pub site: String,
    /// When it was seen.
    pub at: DateTime<Utc>,
    /// The run that first said so: the same alarm while it lasts.
    pub since: String,
    /// Article pages looked at.
    pub looked: u64,
    /// … of which did not fit.
    pub unfit: u64,
    /// What was the matter, for a person, the commonest first.
    pub reasons: Vec<String>,
    /// The recipe they did not fit.
    pub recipe: PartDigest,
}

/// A kept page of an article that no version was made of, because it did not fit.
#[derive(Clone, Debug, PartialEq)]
pub struct DriftedCapture {
    /// Where it lies, and what was asked, when and by which run.
    pub capture: CaptureRow,
    /// What was known of the address then.
    pub source_metadata: SourceMetadata,
    /// The article, if it was known.
    pub article_id: Option<String>,
    /// Its canonical address.
    pub article_url: String,
    /// What was the matter.
    pub reasons: Vec<String>,
}

/// A drifted capture that has just been read after all.
pub(super) struct ReadDrifted {
    /// The run that had looked.
    pub(super) run: String,
    pub(super) url: String,
    pub(super) at: String,
}

/// A site's pages do not fit.
pub(super) fn alarm(connection: &Connection, run: &str, event: &Event) -> rusqlite::Result<()> {
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
        "REPLACE INTO drift VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
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

/// A page that does not fit waits to be read; one that waited, and is read now, does not.
pub(super) fn look(connection: &Connection, run: &str, event: &Event) -> rusqlite::Result<()> {
    let Event::Captured {
        at,
        site,
        url,
        warc,
        outcome,
        ..
    } = event
    else {
        return Ok(());
    };
    let Outcome::Drifted {
        article_id,
        article_url,
        reasons,
    } = outcome
    else {
        return match warc {
            Some(warc) => resolve(connection, run, warc).map(|_| ()),
            None => Ok(()),
        };
    };
    let sql = format!("SELECT {HINT} FROM address WHERE url = ?");
    let source_metadata =
        statement(connection, &sql)?.query_row([url], super::address::source_metadata)?;
    let place = warc.as_ref().map(|warc| &warc.location);
    statement(
        connection,
        "INSERT INTO drifted
           (run, site, at, url, article_id, article_url, hint, reasons, file, offset)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        run,
        site,
        time(*at),
        url,
        article_id,
        article_url,
        json(&source_metadata)?,
        json(reasons)?,
        place.map(|place| &place.file),
        place.map(|place| place.offset.cast_signed())
    ])?;
    Ok(())
}

/// The capture at this place need not wait any longer. `None` when it did not.
pub(super) fn resolve(
    connection: &Connection,
    run: &str,
    warc: &Evidence,
) -> rusqlite::Result<Option<ReadDrifted>> {
    statement(
        connection,
        "UPDATE drifted SET read_in = ?3
         WHERE file = ?1 AND offset = ?2 AND read_in IS NULL RETURNING run, url, at",
    )?
    .query_row(
        params![warc.location.file, warc.location.offset.cast_signed(), run],
        |row| {
            Ok(ReadDrifted {
                run: row.get(0)?,
                url: row.get(1)?,
                at: row.get(2)?,
            })
        },
    )
    .optional()
}

impl Sites<'_> {
    /// The runs in which a site's pages no longer fitted, in order; of one run, or of all.
    pub fn drifts(self, run: Option<&str>) -> Result<Vec<DriftRow>, StoreError> {
        self.catalog.run("list drifts", |connection| {
            let mut query = statement(
                connection,
                "SELECT run, site, at, since, looked, unfit, reasons, recipe FROM drift
                 WHERE ?1 IS NULL OR run = ?1 ORDER BY run, site",
            )?;
            all(&mut query, [run], |row| {
                Ok(DriftRow {
                    run: row.get(0)?,
                    site: row.get(1)?,
                    at: get(row, 2)?,
                    since: row.get(3)?,
                    looked: count(row, 4)?,
                    unfit: count(row, 5)?,
                    reasons: get_json(row, 6)?,
                    recipe: get(row, 7)?,
                })
            })
        })
    }

    /// Kept pages of a site that did not fit and that nobody has read since, in the order they
    /// came: of one run, or all.
    pub fn drifted_captures(
        self,
        site: &str,
        run: Option<&str>,
    ) -> Result<Vec<DriftedCapture>, StoreError> {
        let waiting = self.catalog.run("list drifted captures", |connection| {
            let mut query = statement(
                connection,
                "SELECT file, offset, hint, article_id, article_url, reasons FROM drifted
                 WHERE site = ?1 AND read_in IS NULL AND file IS NOT NULL
                   AND (?2 IS NULL OR run = ?2)
                 ORDER BY id",
            )?;
            all(&mut query, params![site, run], |row| {
                let place = (row.get::<_, String>(0)?, count(row, 1)?);
                Ok((
                    place,
                    get_json(row, 2)?,
                    row.get(3)?,
                    row.get(4)?,
                    get_json(row, 5)?,
                ))
            })
        })?;
        let mut found = Vec::with_capacity(waiting.len());
        for ((file, offset), source_metadata, article_id, article_url, reasons) in waiting {
            if let Some(capture) = self.catalog.captures().at(&file, offset)? {
                found.push(DriftedCapture {
                    capture,
                    source_metadata,
                    article_id,
                    article_url,
                    reasons,
                });
            }
        }
        Ok(found)
    }

    /// The newest versions of articles of a site that were held before a moment, the newest
    /// first.
    pub fn versions_before(
        self,
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

    /// How many kept pages of a site wait to be read.
    pub fn drifted_waiting(self, site: &str) -> Result<u64, StoreError> {
        self.catalog.run("count drifted captures", |connection| {
            statement(
                connection,
                "SELECT count(*) FROM drifted
                     WHERE site = ? AND read_in IS NULL AND file IS NOT NULL",
            )?
            .query_row([site], |row| count(row, 0))
        })
    }
}
