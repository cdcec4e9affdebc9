//! Addresses whose page names another as its own, and where an address leads.
//!
//! Never compares: the crawl reads both, and its event says whether they are one article's.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};

use super::address::{self, HINT};
use super::cells::{all, get, statement, time};
use super::queries::{KnownAddresses, Observations};
use super::rest;
use crate::record::{Role, SourceMetadata};
use crate::store::{CaptureRow, ScheduleReason, StoreError};

/// Why an address that names another is no article's yet.
pub(super) const UNREAD: &str = "canonical_unread";

/// How many redirects and spellings are followed from one address.
const HOPS: usize = 5;

/// A page that names another address as its own, and that nobody has compared yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Claimed {
    /// Its last capture.
    pub capture: CaptureRow,
    /// What it is asked for.
    pub role: Role,
    /// What is known of its address.
    pub source_metadata: SourceMetadata,
    /// The address it names.
    pub of: String,
}

/// The article at an address is not there: its other spellings may still show it. What this run
/// has seen of them is compared again.
pub(super) fn schedule(
    connection: &Connection,
    of: &str,
    at: DateTime<Utc>,
) -> rusqlite::Result<()> {
    statement(
        connection,
        "UPDATE address SET alias_of = NULL, last_cause = ?2, last_detail = ?1
         WHERE alias_of = ?1 AND state = 'done' AND last_outcome = 'alias'",
    )?
    .execute([of, UNREAD])?;
    let mut query = statement(
        connection,
        "SELECT url FROM address WHERE alias_of = ? AND state = 'dormant' ORDER BY id",
    )?;
    for url in all(&mut query, [of], |row| row.get::<_, String>(0))? {
        let detail = format!("{of} does not show it any more");
        rest::waken(connection, (&url, at), ScheduleReason::Confirm, &detail)?;
    }
    Ok(())
}

impl KnownAddresses<'_> {
    /// Where an address leads, by the last look at it and at those it led to: itself, unless it
    /// redirects or is another spelling.
    pub fn leads_to(self, url: &str) -> Result<String, StoreError> {
        self.catalog.run("look up where it leads", |connection| {
            let mut url = url.to_owned();
            for _ in 0..HOPS {
                let next = statement(
                    connection,
                    "SELECT coalesce(alias_of,
                       CASE last_outcome WHEN 'redirected' THEN last_detail END)
                     FROM address WHERE url = ?",
                )?
                .query_row([&url], |row| row.get::<_, Option<String>>(0))
                .optional()?;
                match next.flatten() {
                    Some(next) if next != url => url = next,
                    _ => break,
                }
            }
            Ok(url)
        })
    }
}

impl Observations<'_> {
    /// Whether an article was not there when it was last looked at.
    pub fn is_absent(self, article_id: &str) -> Result<bool, StoreError> {
        self.catalog.run("look up an absence", |connection| {
            statement(
                connection,
                "SELECT 1 FROM absence WHERE article_id = ? AND seen_us IS NULL",
            )?
            .exists([article_id])
        })
    }
}

impl KnownAddresses<'_> {
    /// The pages of a site that name another address as their own, not compared yet.
    pub fn claimed(self, site: &str) -> Result<Vec<Claimed>, StoreError> {
        let known = self.catalog.run("list claims", |connection| {
            let sql = format!(
                "SELECT {HINT}, url, role, last_seen_at, last_detail FROM address
                 WHERE site = ? AND last_outcome = 'alias' AND alias_of IS NULL
                   AND state <> 'pending' ORDER BY id"
            );
            all(&mut *statement(connection, &sql)?, [site], |row| {
                let (url, at): (String, String) = (row.get(7)?, row.get(9)?);
                Ok((
                    url,
                    get(row, 8)?,
                    at,
                    address::source_metadata(row)?,
                    row.get(10)?,
                ))
            })
        })?;
        let mut found = Vec::new();
        for (url, role, at, source_metadata, of) in known {
            // Without a record there is nothing to compare; it is asked again in its turn.
            let capture = self.catalog.captures().capture_then(&url, &at)?;
            found.extend(capture.map(|capture| Claimed {
                capture,
                role,
                source_metadata,
                of,
            }));
        }
        Ok(found)
    }

    /// Articles' addresses that rest and where none is held, another spelling or nothing, not
    /// asked since a moment: those longest unasked first.
    pub fn unheld(
        self,
        site: &str,
        since: DateTime<Utc>,
        limit: u64,
    ) -> Result<Vec<String>, StoreError> {
        self.catalog
            .run("list addresses without article", |connection| {
                let mut query = statement(
                    connection,
                    "SELECT url FROM address
                 WHERE site = ? AND state = 'dormant' AND role IN ('article', 'page')
                   AND last_outcome IN ('alias', 'http_error') AND last_seen_at < ?
                   AND failures = 0
                   AND NOT EXISTS (SELECT 1 FROM article_url WHERE article_url.url = address.url)
                 ORDER BY last_seen_at, id LIMIT ?",
                )?;
                all(
                    &mut query,
                    params![site, time(since), limit.cast_signed()],
                    |row| row.get(0),
                )
            })
    }
}
