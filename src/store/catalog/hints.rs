//! What sources are known and what they hinted: which articles they say were modified, and how
//! often that was so.
//!
//! A server's times are compared with its own earlier ones, and what one kind of source says
//! with its own earlier word: a sitemap that dates everything anew each night hides nothing of
//! what REST says.

use std::collections::{BTreeSet, HashSet};

use chrono::{DateTime, FixedOffset, Utc};
use rusqlite::{Connection, OptionalExtension, params};

use super::cells::{all, count, get, get_json, get_some, statement, time, word};
use super::queries::Discovery;
use crate::record::{DiscoveredUrl, DiscoverySource, Role};
use crate::store::StoreError;

/// A source that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRow {
    /// Its address.
    pub url: String,
    /// What it is asked for.
    pub role: Role,
    /// Who told of it; only [`DiscoverySource::Page`] = the continuation of a list.
    pub discovery_sources: Vec<DiscoverySource>,
    /// Last answer.
    pub last_seen: Option<DateTime<Utc>>,
    /// Kind of the last outcome.
    pub last_outcome: Option<String>,
    /// What its source says of its modification (a sitemap's `lastmod`) …
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

/// What some kind of source says was modified since the address was last looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hinted {
    /// The address.
    pub url: String,
    /// The modification, as the source wrote it.
    pub modified: DateTime<FixedOffset>,
    /// How often such a word of that kind of source proved empty of late.
    pub belied: u64,
    /// The last look at this address was made on such a word, and nothing had changed.
    pub was_empty: bool,
}

/// The scene of a naming or a look.
pub(super) struct Scene<'a> {
    pub(super) site: &'a str,
    pub(super) at: DateTime<Utc>,
}

/// The most that is counted: who was wrong of thousands is believed again after few true words.
const MOST_BELIED: u32 = 40;

/// Notes who named an address, and what of its modification.
pub(super) fn told(
    connection: &Connection,
    scene: &Scene<'_>,
    id: i64,
    source: Option<&str>,
    discovered: &DiscoveredUrl,
) -> rusqlite::Result<()> {
    let modified = discovered.source_metadata.modified_at;
    // Its first word on an address is news only where it is later than what the others had said
    // when it was last looked at.
    statement(
        connection,
        "INSERT INTO discovery VALUES (?1, ?2, ?3, ?4, ?5, ?6, coalesce(
           (SELECT max(look_us) FROM discovery WHERE address = ?1),
           (SELECT unixepoch(last_seen_at) * 1000000 FROM address WHERE id = ?1)))
         ON CONFLICT DO UPDATE SET modified = ?5, modified_us = ?6
           WHERE ?6 > coalesce(modified_us, 0)",
    )?
    .execute(params![
        id,
        word(&discovered.source)?,
        source,
        time(scene.at),
        modified.map(time),
        modified.map(|at| at.timestamp_micros()),
    ])?;
    Ok(())
}

/// Whether a source was never heard of an address, or not of so late a modification.
pub(super) fn is_news(
    connection: &Connection,
    id: i64,
    discovered: &DiscoveredUrl,
) -> rusqlite::Result<bool> {
    let modified = discovered
        .source_metadata
        .modified_at
        .map(|at| at.timestamp_micros());
    let known = statement(
        connection,
        "SELECT 1 FROM discovery WHERE address = ? AND source = ?
           AND coalesce(modified_us, 0) >= coalesce(?, 0)",
    )?
    .exists(params![id, word(&discovered.source)?, modified])?;
    Ok(!known)
}

/// An address was answered: what was said of it is dealt with, and was true or not. Where
/// several said it, the most believed of them is given the credit.
pub(super) fn looked(
    connection: &Connection,
    id: i64,
    outcome: &str,
    at: DateTime<Utc>,
) -> rusqlite::Result<()> {
    let newer = "SELECT site, source FROM discovery JOIN address ON id = address
                 WHERE address = ?1 AND modified_us > look_us";
    let judged = match outcome {
        "unchanged" => Some(format!(
            "INSERT INTO belied SELECT site, source, 1 FROM ({newer}) WHERE true
             ON CONFLICT DO UPDATE SET times = min(times + 1, {MOST_BELIED})"
        )),
        "stored" => Some(format!(
            "UPDATE belied SET times = times / 2 WHERE (site, source) =
               (SELECT site, source FROM ({newer}) LEFT JOIN belied USING (site, source)
                ORDER BY coalesce(times, 0), source LIMIT 1)"
        )),
        _ => None,
    };
    if let Some(judged) = judged {
        statement(connection, &judged)?.execute([id])?;
    }
    statement(
        connection,
        "UPDATE discovery SET look_us = coalesce(modified_us, ?2) WHERE address = ?1",
    )?
    .execute(params![id, at.timestamp_micros()])?;
    Ok(())
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

impl Discovery<'_> {
    /// The sources of a site, in no order of worth.
    pub fn sources(self, site: &str) -> Result<Vec<SourceRow>, StoreError> {
        self.catalog.run("list sources", |connection| {
            let mut query = statement(
                connection,
                "SELECT url, role, last_seen_at, last_outcome, modified_hint, look_hint,
                   (SELECT json_group_array(source) FROM
                     (SELECT source FROM discovery WHERE address = id ORDER BY source))
                 FROM address
                 WHERE site = ? AND role IN ('list', 'rest', 'sitemap', 'feed')
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
                    discovery_sources: get_json(row, 6)?,
                })
            })
        })
    }

    /// Resting addresses of articles of which a source now says a later modification than when
    /// they were last looked at: first what the most believed say, and of that what has not
    /// proved empty at the last look, the latest first. A first word about an address that was
    /// looked at after that modification is none.
    pub fn hinted(self, site: &str) -> Result<Vec<Hinted>, StoreError> {
        self.catalog.run("list hinted articles", |connection| {
            // The condition on times is that of the index `told_newer`.
            let mut query = statement(
                connection,
                "SELECT url, modified, coalesce(times, 0) AS belied,
                   coalesce(due_reason = 'modified' AND last_outcome IN ('unchanged', 'alias'), 0)
                     AS was_empty
                 FROM discovery CROSS JOIN address ON id = address
                   LEFT JOIN belied USING (site, source)
                 WHERE modified_us > look_us AND site = ? AND state = 'dormant'
                   AND role IN ('article', 'page') AND failures = 0
                 ORDER BY belied, was_empty, modified_us DESC, id",
            )?;
            let mut rows = all(&mut query, [site], |row| {
                Ok(Hinted {
                    url: row.get(0)?,
                    modified: get(row, 1)?,
                    belied: count(row, 2)?,
                    was_empty: row.get(3)?,
                })
            })?;
            let mut known = HashSet::new();
            rows.retain(|row| known.insert(row.url.clone()));
            Ok(rows)
        })
    }

    /// How many articles of a site were scheduled since then because of such a word that has not
    /// proved true: it brought no version, or the article has not been looked at yet.
    pub fn unproved(self, site: &str, since: DateTime<Utc>) -> Result<u64, StoreError> {
        self.catalog.run("count what was scheduled", |connection| {
            statement(
                connection,
                "SELECT count(*) FROM address
                 WHERE site = ? AND due_reason = 'modified' AND due_at >= ?
                   AND role IN ('article', 'page')
                   AND (state <> 'done' OR last_outcome IN ('unchanged', 'alias'))",
            )?
            .query_row(params![site, time(since)], |row| count(row, 0))
        })
    }

    /// The numbers of all posts of a site that REST ever told of. Films and other kinds have
    /// numbers too, and are in no list of posts.
    pub fn rest_posts(self, site: &str) -> Result<BTreeSet<u64>, StoreError> {
        self.catalog.run("list posts", |connection| {
            let mut query = statement(
                connection,
                "SELECT post_id FROM address
                 WHERE site = ? AND role IN ('article', 'page') AND post_id IS NOT NULL
                   AND EXISTS (SELECT 1 FROM discovery WHERE address = id AND source = 'rest')",
            )?;
            let numbers: Vec<u64> = all(&mut query, [site], |row| count(row, 0))?;
            Ok(numbers.into_iter().collect())
        })
    }

    /// The posts of a site that REST told of and that are not held, by number.
    pub fn told_posts(self, site: &str) -> Result<Vec<ToldPost>, StoreError> {
        self.catalog
            .run("list posts that are not held", |connection| {
                let mut query = statement(
                    connection,
                    "SELECT post_id, url, coalesce(last_outcome, '') IN
                   ('http_error', 'redirected', 'alias')
                 FROM address
                 WHERE site = ?1 AND role IN ('article', 'page') AND post_id IS NOT NULL
                   AND EXISTS (SELECT 1 FROM discovery WHERE address = id AND source = 'rest')
                   AND NOT EXISTS (SELECT 1 FROM article
                     WHERE article.site = ?1 AND article.post_id = address.post_id
                       AND article_status <> 'removed')
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
        self,
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
