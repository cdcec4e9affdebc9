//! Kept captures: where the record of each lies, and which may stand for others.

use chrono::{DateTime, Utc};
use rusqlite::types::ToSql;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::cells::{all, count, get, get_some, instant, statement, time, word};
use super::queries::{Articles, Captures};
use crate::digest::PayloadDigest;
use crate::record::{Role, WarcLocation};
use crate::store::{CaptureRow, Event, Evidence, StoreError};
use crate::warc::{Original, RecordId};

/// What the event says of the exchange; its evidence may say it better.
struct ExchangeFacts<'a> {
    site: &'a str,
    url: &'a str,
    role: Role,
    at: DateTime<Utc>,
    status: Option<u16>,
    payload: Option<&'a PayloadDigest>,
}

/// Notes the capture an event names, if it names one. A capture has one row, however often
/// it is read.
pub(super) fn note(connection: &Connection, run: &str, event: &Event) -> rusqlite::Result<()> {
    let (Some(evidence), Some(said)) = (event.evidence(), said(event)) else {
        return Ok(());
    };
    let said = match &evidence.asked {
        Some(asked) => ExchangeFacts {
            site: &asked.site,
            url: &asked.url,
            role: said.role,
            at: asked.at,
            status: asked.status,
            payload: asked.payload.as_ref(),
        },
        None => said,
    };
    let place = &evidence.location;
    statement(
        connection,
        "INSERT OR IGNORE INTO capture (file, offset, length, record_id, revisit, partial, url,
           site, role, at, at_us, status, payload, run)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        place.file,
        place.offset.cast_signed(),
        place.length.cast_signed(),
        place.record_id,
        evidence.revisit,
        evidence.partial,
        said.url,
        said.site,
        word(&said.role)?,
        time(said.at),
        said.at.timestamp_micros(),
        said.status,
        said.payload.map(PayloadDigest::as_str),
        run,
    ])?;
    Ok(())
}

fn said(event: &Event) -> Option<ExchangeFacts<'_>> {
    let blank = ExchangeFacts {
        site: "",
        url: "",
        role: Role::Robots,
        at: event.at(),
        status: None,
        payload: None,
    };
    Some(match event {
        Event::Captured {
            at,
            site,
            url,
            role,
            status,
            payload,
            ..
        }
        | Event::Reread {
            captured_at: at,
            site,
            url,
            role,
            status,
            payload,
            ..
        } => ExchangeFacts {
            site,
            url,
            role: *role,
            at: *at,
            status: Some(*status),
            payload: payload.as_ref(),
        },
        Event::Failed {
            site, url, role, ..
        } => ExchangeFacts {
            site,
            url,
            role: *role,
            ..blank
        },
        Event::Robots { host, status, .. } => ExchangeFacts {
            url: host,
            status: *status,
            ..blank
        },
        Event::Kept { role, .. } => ExchangeFacts {
            role: *role,
            ..blank
        },
        _ => return None,
    })
}

const ROW: &str = "SELECT file, offset, length, record_id, revisit, partial, url, site, role, at,
    status, payload, run FROM capture";

fn row(row: &Row<'_>) -> rusqlite::Result<CaptureRow> {
    Ok(CaptureRow {
        evidence: Evidence {
            location: WarcLocation {
                file: row.get(0)?,
                offset: count(row, 1)?,
                length: count(row, 2)?,
                record_id: row.get(3)?,
            },
            revisit: row.get(4)?,
            partial: row.get(5)?,
            asked: None,
        },
        url: row.get(6)?,
        site: row.get(7)?,
        role: get(row, 8)?,
        at: get(row, 9)?,
        status: row.get(10)?,
        payload: get_some(row, 11)?,
        run: row.get(12)?,
    })
}

/// A full response of this archive's own files, which a revisit may refer to. Imported files
/// may be taken away again.
const SERVES: &str = "revisit = 0 AND partial = 0 AND status = 200 AND payload IS NOT NULL
    AND file GLOB 'warc/[0-9]*'";

fn original(row: &Row<'_>) -> rusqlite::Result<Option<Original>> {
    let (url, at) = (row.get(1)?, get(row, 2)?);
    let id = RecordId::parse(&row.get::<_, String>(0)?);
    Ok(id.map(|record_id| Original { record_id, url, at }))
}

impl Captures<'_> {
    /// All kept captures of an address, oldest first.
    pub fn of(self, url: &str) -> Result<Vec<CaptureRow>, StoreError> {
        self.select("WHERE url = ? ORDER BY at_us, id", &[&url])
    }

    /// Kept captures of every role in the order of file and offset, at most `limit`, from the
    /// first after a place on.
    pub fn page(
        self,
        after: Option<(&str, u64)>,
        limit: u32,
    ) -> Result<Vec<CaptureRow>, StoreError> {
        let (file, offset) = after.map_or(("", -1), |(file, at)| (file, at.cast_signed()));
        self.select(
            "WHERE (file, offset) > (?, ?) ORDER BY file, offset LIMIT ?",
            &[&file, &offset, &limit],
        )
    }

    /// The kept captures of a run, in the order they were made.
    pub fn of_run(self, run: &str) -> Result<Vec<CaptureRow>, StoreError> {
        self.select("WHERE run = ? ORDER BY id", &[&run])
    }

    fn select(self, which: &str, parameters: &[&dyn ToSql]) -> Result<Vec<CaptureRow>, StoreError> {
        self.catalog.run("look up captures", |connection| {
            let sql = format!("{ROW} {which}");
            all(&mut *statement(connection, &sql)?, parameters, row)
        })
    }

    /// Kept captures of every role made between two moments, both included, in their order.
    pub fn between(
        self,
        since: Option<DateTime<Utc>>,
        until: Option<DateTime<Utc>>,
    ) -> Result<Vec<CaptureRow>, StoreError> {
        let since = since.map_or(i64::MIN, |at| at.timestamp_micros());
        let until = until.map_or(i64::MAX, |at| at.timestamp_micros());
        self.select(
            "WHERE at_us BETWEEN ? AND ? ORDER BY at_us, id",
            &[&since, &until],
        )
    }

    /// Where the full response with a record's identifier lies. Every row is looked at.
    pub(in crate::store) fn place_of(
        self,
        record_id: &str,
    ) -> Result<Option<WarcLocation>, StoreError> {
        let found = self.select("WHERE record_id = ? AND revisit = 0", &[&record_id])?;
        Ok(found.into_iter().next().map(|row| row.evidence.location))
    }

    /// Where the first full response lies that has a payload, of whatever address.
    pub(in crate::store) fn place_with(
        self,
        payload: &PayloadDigest,
    ) -> Result<Option<WarcLocation>, StoreError> {
        let found = self.select(
            "WHERE payload = ? AND revisit = 0 AND partial = 0 AND status = 200
             ORDER BY at_us, id LIMIT 1",
            &[&payload.as_str()],
        )?;
        Ok(found.into_iter().next().map(|row| row.evidence.location))
    }

    /// The captured addresses that begin so (`https://a.vn/`), in order.
    pub fn addresses(self, beginning: &str) -> Result<Vec<String>, StoreError> {
        self.catalog.run("list captured addresses", |connection| {
            let sql = "SELECT DISTINCT url FROM capture
                       WHERE url >= ?1 AND substr(url, 1, length(?1)) = ?1 ORDER BY url";
            all(&mut *statement(connection, sql)?, [beginning], |row| {
                row.get(0)
            })
        })
    }

    /// The capture at a place, as the catalog knows it.
    pub fn at(self, file: &str, offset: u64) -> Result<Option<CaptureRow>, StoreError> {
        let found = self.select(
            "WHERE file = ? AND offset = ?",
            &[&file, &offset.cast_signed()],
        )?;
        Ok(found.into_iter().next())
    }

    /// The capture of an address at a moment, as the catalog writes it.
    pub(in crate::store) fn capture_then(
        self,
        url: &str,
        at: &str,
    ) -> Result<Option<CaptureRow>, StoreError> {
        let found = self.select("WHERE url = ? AND at = ? ORDER BY id DESC", &[&url, &at])?;
        Ok(found.into_iter().next())
    }

    /// The newest capture of an address that was answered 200.
    pub(in crate::store) fn newest_ok(self, url: &str) -> Result<Option<CaptureRow>, StoreError> {
        let found = self.select(
            "WHERE url = ? AND status = 200 ORDER BY at_us DESC, id DESC LIMIT 1",
            &[&url],
        )?;
        Ok(found.into_iter().next())
    }

    /// The first full response that brought these bytes.
    pub(in crate::store) fn first_with(
        self,
        payload: &PayloadDigest,
    ) -> Result<Option<Original>, StoreError> {
        let which = format!("payload = ? AND {SERVES} ORDER BY at_us, id");
        self.original(&which, payload.as_str())
    }

    /// The last full response of an address.
    pub(in crate::store) fn last_of(self, url: &str) -> Result<Option<Original>, StoreError> {
        let which = format!("url = ? AND {SERVES} ORDER BY at_us DESC, id DESC");
        self.original(&which, url)
    }

    fn original(self, which: &str, key: &str) -> Result<Option<Original>, StoreError> {
        self.catalog
            .run("look up an earlier response", |connection| {
                let sql = format!("SELECT record_id, url, at FROM capture WHERE {which} LIMIT 1");
                let found = statement(connection, &sql)?
                    .query_row([key], original)
                    .optional()?;
                Ok(found.flatten())
            })
    }

    /// Where the last acknowledged record of a file begins and ends.
    pub(in crate::store) fn acknowledged(
        self,
        file: &str,
    ) -> Result<Option<(u64, u64)>, StoreError> {
        self.catalog.run("look up a file's captures", |connection| {
            let sql = "SELECT offset, offset + length FROM capture WHERE file = ?
                       ORDER BY offset DESC LIMIT 1";
            statement(connection, sql)?
                .query_row([file], |row| Ok((count(row, 0)?, count(row, 1)?)))
                .optional()
        })
    }

    /// The snapshots that were read from a record, as they were written.
    pub fn snapshots_of_record(self, place: &WarcLocation) -> Result<Vec<String>, StoreError> {
        self.catalog
            .run("look up a record's snapshots", |connection| {
                let sql = "SELECT snapshot FROM cites WHERE file = ? AND offset = ? ORDER BY rowid";
                let parameters = params![place.file, place.offset.cast_signed()];
                all(&mut *statement(connection, sql)?, parameters, |row| {
                    row.get(0)
                })
            })
    }

    /// When the record that a snapshot begins with was made, to the fraction of a second: a
    /// snapshot says whole seconds.
    pub fn taken_at(self, path: &str) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.catalog
            .run("look up when a page was taken", |connection| {
                let sql = "SELECT min(at_us) FROM cites JOIN capture USING (file, offset)
                       WHERE snapshot = ?";
                statement(connection, sql)?
                    .query_row([path], |row| row.get::<_, Option<i64>>(0))
                    .map(|micros| micros.and_then(instant))
            })
    }
}

impl Articles<'_> {
    /// Paths of snapshots in order, at most `limit`, from the first after one on.
    pub fn snapshot_paths(
        self,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<String>, StoreError> {
        self.catalog.run("list snapshots", |connection| {
            let sql = "SELECT path FROM snapshot WHERE path > ? ORDER BY path LIMIT ?";
            let parameters = params![after.unwrap_or(""), limit];
            all(&mut *statement(connection, sql)?, parameters, |row| {
                row.get(0)
            })
        })
    }
}
