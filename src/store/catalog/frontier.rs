//! The frontier: what is due, in what order, and what waits.
//!
//! What was not tried yet comes before what failed, in this run or on nights before. Of either,
//! waiting pages of articles come first (others wait for them), then the sources: seed lists,
//! REST, sitemaps, feeds, lists; then articles, newest hint first; then pages of unknown kind;
//! then the files of articles.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, Row, params};

use super::address::{self, HINT};
use super::cells::{all, count, get, get_some, instant, json, statement};
use super::queries::KnownAddresses;
use crate::digest::PayloadDigest;
use crate::record::{Role, SourceMetadata, WarcLocation};
use crate::store::{ScheduleReason, StoreError};

/// An address to ask now.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// Canonical address.
    pub url: String,
    /// The site's name in config.
    pub site: String,
    /// What to ask it for.
    pub role: Role,
    /// Attempts made in this run.
    pub attempts: u32,
    /// Redirects that led here.
    pub hops: u8,
    /// What its sources said of it.
    pub source_metadata: SourceMetadata,
    /// What the last look brought, in this run or another.
    pub last: Option<LastLook>,
    /// Why it was scheduled in this run or, if it was not, in the last one that did.
    pub due: Option<ScheduleReason>,
}

/// What the last look at an address brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastLook {
    /// The run that looked.
    pub run: String,
    /// Kind of the outcome ([`crate::store::Outcome::kind`]), `failed` or `skipped`.
    pub outcome: String,
    /// HTTP status of the last answer.
    pub status: Option<u16>,
    /// When an answer last came.
    pub seen_at: Option<DateTime<Utc>>,
    /// Digest of the last body.
    pub payload: Option<PayloadDigest>,
}

/// Which of a host's addresses are looked at: a host may be of several sites and schemes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Among {
    /// Only those of these sites, where any is named.
    pub sites: Vec<String>,
    /// Not those of these origins (`https://haiphong.gov.vn`).
    pub offline: Vec<String>,
}

/// The condition of [`Among`], on its two parameters.
const AMONG: &str = "(?2 = '[]' OR site IN (SELECT value FROM json_each(?2)))
    AND NOT EXISTS (SELECT 1 FROM json_each(?3)
                    WHERE substr(url, 1, length(value) + 1) = value || '/')";

impl Among {
    fn words(&self) -> rusqlite::Result<(String, String)> {
        Ok((json(&self.sites)?, json(&self.offline)?))
    }
}

/// How many addresses are pending, by what they are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pending {
    /// Pages of articles in several.
    pub parts: u64,
    /// Sitemaps, feeds, REST collections, lists, robots.txt.
    pub sources: u64,
    /// Articles.
    pub articles: u64,
    /// Of unknown kind.
    pub pages: u64,
    /// Pictures and files of articles.
    pub files: u64,
    /// Of all these, those that wait for a second attempt.
    pub retries: u64,
}

impl Pending {
    /// All of them.
    pub fn total(&self) -> u64 {
        self.parts + self.sources + self.articles + self.pages + self.files
    }
}

/// A host's last robots.txt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RobotsRecord {
    /// When it was asked.
    pub at: DateTime<Utc>,
    /// HTTP status; `None` = unreachable.
    pub status: Option<u16>,
    /// Where the answer lies, when there was one and it was kept.
    pub place: Option<WarcLocation>,
}

impl KnownAddresses<'_> {
    /// The next address to ask of a host (host key: with `:port` unless 80 or 443). The same
    /// one until an event says what became of it.
    pub fn next_due(
        self,
        host: &str,
        among: &Among,
        now: DateTime<Utc>,
    ) -> Result<Option<Task>, StoreError> {
        // A part known from an earlier run waits until its first page has been read again
        // and named it; what no first page names any more comes last.
        let waiting = "(rank <> 1 OR EXISTS (SELECT 1 FROM part, json_each(part.of_urls) AS each
                                             WHERE each.value = address.url))";
        self.catalog.run("look up what is due", |connection| {
            let (sites, offline) = among.words()?;
            for condition in [waiting, "rank = 1"] {
                let sql = format!(
                    "SELECT {HINT}, url, site, role, attempts, hops, last_run, last_outcome,
                            last_status, last_seen_at, last_payload, due_reason
                     FROM address
                     WHERE host = ?1 AND state = 'pending' AND (retry_us IS NULL OR retry_us <= ?4)
                       AND {AMONG} AND {condition}
                     ORDER BY attempts, failures, rank, newest_us DESC, id LIMIT 1"
                );
                let found = statement(connection, &sql)?
                    .query_row(params![host, sites, offline, now.timestamp_micros()], task)
                    .optional()?;
                if found.is_some() {
                    return Ok(found);
                }
            }
            Ok(None)
        })
    }

    /// When the first of a host's addresses may be tried again; `None` when none waits.
    pub fn earliest_retry(
        self,
        host: &str,
        among: &Among,
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.catalog.run("look up retries", |connection| {
            let (sites, offline) = among.words()?;
            let sql = format!(
                "SELECT min(retry_us) FROM address
                 WHERE host = ?1 AND state = 'pending' AND retry_us IS NOT NULL AND {AMONG}"
            );
            statement(connection, &sql)?
                .query_row([host, &sites, &offline], |row| row.get::<_, Option<i64>>(0))
                .map(|micros| micros.and_then(instant))
        })
    }

    /// How much is pending at a host, or at all hosts.
    pub fn pending_counts(self, host: Option<&str>) -> Result<Pending, StoreError> {
        self.catalog.run("count what is pending", |connection| {
            let mut query = statement(
                connection,
                "SELECT rank, count(*), count(retry_us) FROM address
                 WHERE state = 'pending' AND (?1 IS NULL OR host = ?1) GROUP BY rank",
            )?;
            let rows = all(&mut query, [host], |row| {
                Ok((row.get::<_, u8>(0)?, count(row, 1)?, count(row, 2)?))
            })?;
            let mut pending = Pending::default();
            for (rank, addresses, retries) in rows {
                *match rank {
                    1 => &mut pending.parts,
                    7 => &mut pending.articles,
                    8 => &mut pending.pages,
                    9.. => &mut pending.files,
                    _ => &mut pending.sources,
                } += addresses;
                pending.retries += retries;
            }
            Ok(pending)
        })
    }

    /// The hosts that have something pending.
    pub fn hosts_pending(self) -> Result<Vec<String>, StoreError> {
        self.catalog.run("look up hosts", |connection| {
            let mut query = statement(
                connection,
                "SELECT DISTINCT host FROM address WHERE state = 'pending' ORDER BY host",
            )?;
            all(&mut query, [], |row| row.get(0))
        })
    }

    /// A host's last robots.txt. How long it may be believed is the caller's matter.
    pub fn robots(self, host: &str) -> Result<Option<RobotsRecord>, StoreError> {
        self.catalog.run("look up robots.txt", |connection| {
            statement(
                connection,
                "SELECT robots.at, robots.status, capture.file, offset, length, record_id
                 FROM robots LEFT JOIN capture USING (file, offset) WHERE host = ?",
            )?
            .query_row([host], |row| {
                let place = |file| {
                    Ok::<_, rusqlite::Error>(WarcLocation {
                        file,
                        offset: count(row, 3)?,
                        length: count(row, 4)?,
                        record_id: row.get(5)?,
                    })
                };
                Ok(RobotsRecord {
                    at: get(row, 0)?,
                    status: row.get(1)?,
                    place: row.get::<_, Option<String>>(2)?.map(place).transpose()?,
                })
            })
            .optional()
        })
    }
}

fn task(row: &Row<'_>) -> rusqlite::Result<Task> {
    let last = match row.get::<_, Option<String>>(12)? {
        None => None,
        Some(run) => Some(LastLook {
            run,
            outcome: row.get(13)?,
            status: row.get(14)?,
            seen_at: get_some(row, 15)?,
            payload: get_some(row, 16)?,
        }),
    };
    Ok(Task {
        source_metadata: address::source_metadata(row)?,
        url: row.get(7)?,
        site: row.get(8)?,
        role: get(row, 9)?,
        attempts: row.get(10)?,
        hops: row.get(11)?,
        last,
        due: get_some(row, 17)?,
    })
}
