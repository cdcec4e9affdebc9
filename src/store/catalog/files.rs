//! The files that articles offer: which version offers which, which of them were replaced under
//! their addresses, and when each was last looked at.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};

use super::cells::{all, count, instant, statement, time};
use super::queries::{Attachments, KnownAddresses};
use crate::address;
use crate::record::{Role, Snapshot};
use crate::store::{CaptureRow, Event, Outcome, StoreError};

/// A file that is held and that an article still offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldFile {
    /// Its address.
    pub url: String,
    /// When the newest article that offers it was published, else first captured.
    pub dated: DateTime<Utc>,
    /// Whether a source says that such an article was modified since it was looked at.
    pub told: bool,
    /// Its first capture.
    pub first_look: DateTime<Utc>,
    /// Its last one.
    pub last_look: DateTime<Utc>,
    /// How often it was asked for and answered.
    pub looks: u32,
    /// How often it was another than before, at least.
    pub changes: u32,
    /// The last time.
    pub last_change: Option<DateTime<Utc>>,
}

/// A file that a run found to be another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    /// Its address.
    pub url: String,
    /// The capture that was held.
    pub was: CaptureRow,
    /// The one that is another.
    pub now: CaptureRow,
}

/// Notes what a version offers.
pub(super) fn offer(
    connection: &Connection,
    path: &str,
    snapshot: &Snapshot,
) -> rusqlite::Result<()> {
    for file in &snapshot.attachments {
        // What cannot be asked for is never held.
        if let Ok(url) = address::absolute(&file.url) {
            statement(connection, "INSERT OR IGNORE INTO offer VALUES (?, ?)")?
                .execute([url.as_str(), path])?;
        }
    }
    Ok(())
}

/// Notes a file that is another than the one held of its address.
pub(super) fn look(connection: &Connection, run: &str, event: &Event) -> rusqlite::Result<()> {
    let Event::Captured {
        at,
        url,
        role: Role::Media,
        outcome: Outcome::Media,
        payload: Some(payload),
        warc: Some(warc),
        ..
    } = event
    else {
        return Ok(());
    };
    let held = statement(
        connection,
        "SELECT file, offset, payload FROM capture
         WHERE url = ?1 AND role = 'media' AND status = 200 AND partial = 0
           AND payload IS NOT NULL AND at_us < ?2
         ORDER BY at_us DESC, id DESC LIMIT 1",
    )?
    .query_row(params![url, at.timestamp_micros()], |row| {
        Ok((
            row.get::<_, String>(0)?,
            row.get::<_, i64>(1)?,
            row.get::<_, String>(2)?,
        ))
    })
    .optional()?;
    let Some((was_file, was_offset, _)) = held.filter(|(.., was)| was != payload.as_str()) else {
        return Ok(());
    };
    let now = &warc.location;
    statement(
        connection,
        "INSERT OR IGNORE INTO replaced VALUES (?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        url,
        at.timestamp_micros(),
        run,
        was_file,
        was_offset,
        now.file,
        now.offset.cast_signed()
    ])?;
    Ok(())
}

impl Attachments<'_> {
    /// The files of a site that are held, rest in the present run, and are offered by the newest
    /// version of an article that is there.
    pub fn held_files(self, site: &str) -> Result<Vec<HeldFile>, StoreError> {
        self.catalog.run("list files that are held", |connection| {
            let mut query = statement(
                connection,
                "SELECT file.url, max(dated_us), max(EXISTS (SELECT 1 FROM discovery
                   WHERE discovery.address = page.id AND modified_us > look_us))
                 FROM offer
                 JOIN snapshot ON snapshot.path = offer.snapshot
                 JOIN article ON article.article_id = snapshot.article_id
                   AND article.newest = snapshot.path
                 JOIN address AS file ON file.url = offer.url
                 LEFT JOIN address AS page ON page.url = article.url
                 WHERE article.site = ? AND article_status IN ('live', 'unlisted')
                   AND file.role = 'media' AND file.last_outcome = 'media'
                   AND file.state = 'dormant'
                 GROUP BY file.url ORDER BY file.url",
            )?;
            let offered = all(&mut query, [site], |row| {
                Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?))
            })?;
            let mut held = Vec::with_capacity(offered.len());
            for (url, dated, told) in offered {
                held.extend(history(connection, url, moment(dated), told)?);
            }
            Ok(held)
        })
    }

    /// Files of articles that rest and could not be had at the last look, those longest unasked
    /// first. One that was had before and that no article offers any more is not missed.
    pub fn absent_files(self, site: &str, limit: u64) -> Result<Vec<String>, StoreError> {
        self.catalog.run("list absent files", |connection| {
            let mut query = statement(
                connection,
                "SELECT url FROM address
                 WHERE site = ?1 AND role = 'media' AND state = 'dormant'
                   AND last_outcome <> 'media' AND failures = 0
                   AND (EXISTS (SELECT 1 FROM offer
                          JOIN article ON article.newest = offer.snapshot
                          WHERE offer.url = address.url AND article.site = ?1)
                        OR NOT EXISTS (SELECT 1 FROM capture
                          WHERE capture.url = address.url AND status = 200))
                 ORDER BY last_seen_at, id LIMIT ?2",
            )?;
            all(&mut query, params![site, limit.cast_signed()], |row| {
                row.get(0)
            })
        })
    }

    /// The files that a run found to be others, in the order it did.
    pub fn replaced_in(self, run: &str) -> Result<Vec<Replaced>, StoreError> {
        let rows = self.catalog.run("list replaced files", |connection| {
            let mut query = statement(
                connection,
                "SELECT url, was_file, was_offset, now_file, now_offset FROM replaced
                 WHERE run = ? ORDER BY at_us, url",
            )?;
            all(&mut query, [run], |row| {
                let place = |file, offset| {
                    Ok::<_, rusqlite::Error>((row.get::<_, String>(file)?, count(row, offset)?))
                };
                Ok((row.get::<_, String>(0)?, place(1, 2)?, place(3, 4)?))
            })
        })?;
        let mut found = Vec::new();
        for (url, was, now) in rows {
            let was = self.catalog.captures().at(&was.0, was.1)?;
            let now = self.catalog.captures().at(&now.0, now.1)?;
            found.extend(was.zip(now).map(|(was, now)| Replaced { url, was, now }));
        }
        Ok(found)
    }

    /// The versions that were in force at a moment and offered a file, by article.
    pub fn offered_at(self, url: &str, at: DateTime<Utc>) -> Result<Vec<String>, StoreError> {
        self.catalog.run("look up who offers a file", |connection| {
            let mut query = statement(
                connection,
                "SELECT path FROM offer JOIN snapshot ON path = offer.snapshot
                 WHERE offer.url = ?1 AND captured_us <= ?2 AND superseded IS NULL
                   AND NOT EXISTS (SELECT 1 FROM snapshot AS later
                     WHERE later.article_id = snapshot.article_id AND later.superseded IS NULL
                       AND later.captured_us > snapshot.captured_us AND later.captured_us <= ?2)
                 ORDER BY article_id, path",
            )?;
            all(&mut query, params![url, at.timestamp_micros()], |row| {
                row.get(0)
            })
        })
    }

    /// The newest capture of a file that was had whole.
    pub fn held_file(self, url: &str) -> Result<Option<CaptureRow>, StoreError> {
        let mut rows = self.catalog.captures().of(url)?;
        rows.retain(|it| {
            matches!(it.role, Role::Media | Role::Requisite)
                && it.status == Some(200)
                && !it.evidence.partial
        });
        Ok(rows.pop().filter(|it| it.payload.is_some()))
    }
}

impl KnownAddresses<'_> {
    /// What the look of a site's pages is made of, rests in the present run, and was not looked at
    /// since a moment; those longest unasked first.
    pub fn requisites(self, site: &str, since: DateTime<Utc>) -> Result<Vec<String>, StoreError> {
        self.catalog.run("list requisites", |connection| {
            let mut query = statement(
                connection,
                "SELECT url FROM address
                 WHERE site = ? AND role = 'requisite' AND state = 'dormant' AND failures = 0
                   AND last_seen_at < ? ORDER BY last_seen_at, id",
            )?;
            all(&mut query, params![site, time(since)], |row| row.get(0))
        })
    }
}

/// A file's looks; `None` where none is kept.
fn history(
    connection: &Connection,
    url: String,
    dated: DateTime<Utc>,
    told: bool,
) -> rusqlite::Result<Option<HeldFile>> {
    let (first, last, looks, payloads) = statement(
        connection,
        "SELECT min(at_us), max(at_us), count(*), count(DISTINCT payload) FROM capture
         WHERE url = ? AND role = 'media' AND status IN (200, 304)",
    )?
    .query_row([&url], |row| {
        let at = |column| row.get::<_, Option<i64>>(column);
        Ok((at(0)?, at(1)?, row.get(2)?, row.get::<_, u32>(3)?))
    })?;
    let (Some(first), Some(last)) = (first, last) else {
        return Ok(None);
    };
    let changes = payloads.saturating_sub(1);
    let last_change = if changes > 0 {
        let sql = "SELECT max(first) FROM (SELECT min(at_us) AS first FROM capture
                   WHERE url = ? AND role = 'media' AND payload IS NOT NULL GROUP BY payload)";
        statement(connection, sql)?.query_row([&url], |row| row.get::<_, Option<i64>>(0))?
    } else {
        None
    };
    Ok(Some(HeldFile {
        url,
        dated,
        told,
        first_look: moment(first),
        last_look: moment(last),
        looks,
        changes,
        last_change: last_change.map(moment),
    }))
}

/// The catalog's microseconds are those of times that were read as such.
fn moment(micros: i64) -> DateTime<Utc> {
    instant(micros).unwrap_or_default()
}
