//! What sources are known and what they hinted: which articles they say were modified.
//!
//! A server's times are compared with its own earlier ones.

use chrono::{DateTime, FixedOffset, Utc};
use rusqlite::{Connection, OptionalExtension, params};

use super::cells::{all, count, get, get_json, get_some, statement, time};
use crate::record::{Role, Teller};
use crate::store::{Reader, StoreError};

/// A source that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRow {
    /// Its address.
    pub url: String,
    /// What it is asked for.
    pub role: Role,
    /// Who told of it; only [`Teller::Page`] = the continuation of a list.
    pub tellers: Vec<Teller>,
    /// Last answer.
    pub last_seen: Option<DateTime<Utc>>,
    /// Kind of the last outcome.
    pub last_outcome: Option<String>,
    /// What its teller says of its modification (a sitemap's `lastmod`) …
    pub modified: Option<DateTime<FixedOffset>>,
    /// … and what it said when it was last read.
    pub modified_at_look: Option<DateTime<FixedOffset>>,
}

/// A post that REST told of, and that is not held, or is held as removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldPost {
    /// The portal's own number of it.
    pub post_id: u64,
    /// Its address.
    pub url: String,
    /// The last look found nothing there, or something else.
    pub gone: bool,
}

/// REST told of a modification.
pub(super) fn modified(
    connection: &Connection,
    site: &str,
    at: DateTime<FixedOffset>,
) -> rusqlite::Result<()> {
    statement(
        connection,
        "INSERT INTO modification VALUES (?1, ?2, ?3)
         ON CONFLICT DO UPDATE SET modified = ?2, modified_us = ?3 WHERE modified_us < ?3",
    )?
    .execute(params![site, time(at), at.timestamp_micros()])?;
    Ok(())
}

impl Reader {
    /// The sources of a site that have ever answered, in no order of worth.
    pub fn sources(&self, site: &str) -> Result<Vec<SourceRow>, StoreError> {
        self.catalog.run("list sources", |connection| {
            let mut query = statement(
                connection,
                "SELECT url, role, last_seen_at, last_outcome, modified_hint, look_hint,
                   (SELECT json_group_array(teller) FROM
                     (SELECT teller FROM told_by WHERE address = id ORDER BY teller))
                 FROM address
                 WHERE site = ? AND role IN ('list', 'rest', 'sitemap', 'feed')
                   AND last_seen_at IS NOT NULL
                 ORDER BY id",
            )?;
            all(&mut query, [site], |row| {
                Ok(SourceRow {
                    url: row.get(0)?,
                    role: get(row, 1)?,
                    last_seen: get_some(row, 2)?,
                    last_outcome: row.get(3)?,
                    modified: get_some(row, 4)?,
                    modified_at_look: get_some(row, 5)?,
                    tellers: get_json(row, 6)?,
                })
            })
        })
    }

    /// Resting addresses of articles of which a source now says a later modification than when
    /// they were last looked at: address and what is said, the latest first. A first word about
    /// an address that was looked at after that modification is none.
    pub fn hinted(&self, site: &str) -> Result<Vec<(String, DateTime<FixedOffset>)>, StoreError> {
        self.catalog.run("list hinted articles", |connection| {
            // The condition is that of the index `address_hinted`, term by term. Another
            // spelling of an article is not asked, whatever is said of it.
            let mut query = statement(
                connection,
                "SELECT url, modified_hint FROM address
                 WHERE site = ? AND state = 'resting' AND role IN ('article', 'page')
                   AND modified_us > look_us AND last_outcome <> 'alias'
                 ORDER BY modified_us DESC, id",
            )?;
            all(&mut query, [site], |row| Ok((row.get(0)?, get(row, 1)?)))
        })
    }

    /// The posts of a site that a source gave the number of and that are not held, by number.
    pub fn told_posts(&self, site: &str) -> Result<Vec<ToldPost>, StoreError> {
        self.catalog
            .run("list posts that are not held", |connection| {
                let mut query = statement(
                    connection,
                    "SELECT post_id, url, coalesce(last_outcome, '') IN
                   ('http_error', 'redirected', 'alias')
                 FROM address
                 WHERE site = ?1 AND role IN ('article', 'page') AND post_id IS NOT NULL
                   AND NOT EXISTS (SELECT 1 FROM article
                     WHERE article.site = ?1 AND article.post_id = address.post_id
                       AND standing <> 'removed')
                 ORDER BY post_id, id",
                )?;
                all(&mut query, [site], |row| {
                    Ok(ToldPost {
                        post_id: count(row, 0)?,
                        url: row.get(1)?,
                        gone: row.get(2)?,
                    })
                })
            })
    }

    /// The latest modification WordPress REST has told of, as the server wrote it.
    pub fn latest_modification(
        &self,
        site: &str,
    ) -> Result<Option<DateTime<FixedOffset>>, StoreError> {
        self.catalog.run("look up modifications", |connection| {
            statement(
                connection,
                "SELECT modified FROM modification WHERE site = ?",
            )?
            .query_row([site], |row| get(row, 0))
            .optional()
        })
    }
}
