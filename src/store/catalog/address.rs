//! Addresses: who named them, what is known of them, what became of them in this run.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::cells::{all, get, get_json, get_some, json, statement, time, word};
use super::discovered::{DiscoveryState, rank};
use super::hints::{self, Scene};
use super::queries::Discovery;
use crate::record::{DiscoveredUrl, DiscoverySource, Role, SourceMetadata};
use crate::store::{StoreError, names};

/// Who told of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiscoveryRow {
    /// The kind of source.
    pub source: DiscoverySource,
    /// The first page of that kind that names it; `None` for configuration.
    pub page: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

fn article_status(
    connection: &Connection,
    url: &str,
) -> rusqlite::Result<Option<(i64, DiscoveryState)>> {
    let sql = format!(
        "SELECT {HINT}, id, role, rank, hops, last_seen_at IS NOT NULL FROM address WHERE url = ?"
    );
    statement(connection, &sql)?
        .query_row([url], |row| {
            let article_status = DiscoveryState {
                source_metadata: source_metadata(row)?,
                role: get(row, 8)?,
                rank: row.get(9)?,
                hops: row.get(10)?,
                looked: row.get(11)?,
            };
            Ok((row.get(7)?, article_status))
        })
        .optional()
}

/// The columns a hint is read from: the first of a row.
pub(super) const HINT: &str =
    "published_hint, modified_hint, post_id, sections_hint, lead_hint, title_hint, excerpt_hint";

/// What is known of an address, out of those columns.
pub(super) fn source_metadata(row: &Row<'_>) -> rusqlite::Result<SourceMetadata> {
    Ok(SourceMetadata {
        published_at: get_some(row, 0)?,
        modified_at: get_some(row, 1)?,
        post_id: row.get::<_, Option<i64>>(2)?.map(i64::cast_unsigned),
        categories: get_json(row, 3)?,
        lead: row.get(4)?,
        title: row.get(5)?,
        excerpt: row.get(6)?,
    })
}

/// Applies namings. Returns how many addresses were new.
pub(super) fn name(
    connection: &Connection,
    scene: &Scene<'_>,
    page: Option<&str>,
    discovered: &[DiscoveredUrl],
) -> rusqlite::Result<u32> {
    let mut new = 0;
    for discovered in discovered {
        let id = match article_status(connection, &discovered.url)? {
            None => {
                new += 1;
                insert(
                    connection,
                    scene,
                    &discovered.url,
                    &DiscoveryState::first(discovered),
                )?
            }
            Some((id, known)) => {
                let merged = known.with(discovered);
                if merged != known {
                    update(connection, id, &merged)?;
                }
                id
            }
        };
        hints::told(connection, scene, id, page, discovered)?;
        if let (DiscoverySource::Rest, Some(modified)) =
            (discovered.source, discovered.source_metadata.modified_at)
        {
            hints::modified(connection, scene.site, modified)?;
        }
    }
    Ok(new)
}

fn insert(
    connection: &Connection,
    scene: &Scene<'_>,
    url: &str,
    article_status: &DiscoveryState,
) -> rusqlite::Result<i64> {
    statement(
        connection,
        "INSERT INTO address (url, site, host, role, rank, hops, first_named_at,
                              published_hint, modified_hint, post_id, newest_us, sections_hint,
                              lead_hint, title_hint, excerpt_hint)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        url,
        scene.site,
        names::host_key(url),
        word(&article_status.role)?,
        article_status.rank,
        article_status.hops,
        time(scene.at),
        article_status.source_metadata.published_at.map(time),
        article_status.source_metadata.modified_at.map(time),
        article_status.source_metadata.post_id.map(u64::cast_signed),
        article_status.newest().map(|at| at.timestamp_micros()),
        json(&article_status.source_metadata.categories)?,
        article_status.source_metadata.lead,
        article_status.source_metadata.title,
        article_status.source_metadata.excerpt,
    ])?;
    Ok(connection.last_insert_rowid())
}

fn update(
    connection: &Connection,
    id: i64,
    article_status: &DiscoveryState,
) -> rusqlite::Result<()> {
    statement(
        connection,
        "UPDATE address SET role = ?2, rank = ?3, hops = ?4, published_hint = ?5,
                            modified_hint = ?6, post_id = ?7, newest_us = ?8,
                            sections_hint = ?9, lead_hint = ?10, title_hint = ?11,
                            excerpt_hint = ?12
         WHERE id = ?1",
    )?
    .execute(params![
        id,
        word(&article_status.role)?,
        article_status.rank,
        article_status.hops,
        article_status.source_metadata.published_at.map(time),
        article_status.source_metadata.modified_at.map(time),
        article_status.source_metadata.post_id.map(u64::cast_signed),
        article_status.newest().map(|at| at.timestamp_micros()),
        json(&article_status.source_metadata.categories)?,
        article_status.source_metadata.lead,
        article_status.source_metadata.title,
        article_status.source_metadata.excerpt,
    ])?;
    Ok(())
}

/// The row of an address that was asked, made now if nobody had named it.
pub(super) fn asked(
    connection: &Connection,
    scene: &Scene<'_>,
    url: &str,
    role: Role,
) -> rusqlite::Result<i64> {
    if let Some((id, _)) = article_status(connection, url)? {
        return Ok(id);
    }
    let article_status = DiscoveryState {
        role,
        rank: rank(role, false),
        hops: 0,
        source_metadata: SourceMetadata::default(),
        looked: false,
    };
    insert(connection, scene, url, &article_status)
}

/// What became of an address.
#[derive(Default)]
pub(super) struct AddressState<'a> {
    pub(super) state: &'static str,
    pub(super) asked: bool,
    pub(super) retry_at: Option<DateTime<Utc>>,
    /// When it was given up for this run.
    pub(super) failed_at: Option<DateTime<Utc>>,
    pub(super) seen_at: Option<DateTime<Utc>>,
    pub(super) status: Option<u16>,
    pub(super) outcome: &'static str,
    pub(super) cause: Option<&'a str>,
    pub(super) detail: Option<&'a str>,
    pub(super) payload: Option<&'a str>,
    pub(super) alias_of: Option<&'a str>,
}

/// Notes what became of an address.
pub(super) fn look(
    connection: &Connection,
    id: i64,
    run: &str,
    look: &AddressState<'_>,
) -> rusqlite::Result<()> {
    statement(
        connection,
        "UPDATE address SET state = ?2, attempts = attempts + ?3, retry_us = ?4, last_run = ?5,
           last_seen_at = coalesce(?6, last_seen_at), last_status = ?7, last_outcome = ?8,
           last_cause = ?9, last_detail = ?10, last_payload = coalesce(?11, last_payload),
           alias_of = CASE WHEN ?6 IS NULL THEN alias_of ELSE ?12 END,
           look_hint = CASE WHEN ?6 IS NULL THEN look_hint ELSE modified_hint END,
           failures = CASE WHEN ?6 IS NULL THEN failures + (?13 IS NOT NULL) ELSE 0 END,
           failed_us = coalesce(?13, failed_us),
           was_read = was_read OR ?8 IN ('read', 'read_in_part')
         WHERE id = ?1",
    )?
    .execute(params![
        id,
        look.state,
        look.asked,
        look.retry_at.map(|at| at.timestamp_micros()),
        run,
        look.seen_at.map(time),
        look.status,
        look.outcome,
        look.cause,
        look.detail,
        look.payload,
        look.alias_of,
        look.failed_at.map(|at| at.timestamp_micros()),
    ])?;
    match look.seen_at {
        Some(at) => hints::looked(connection, id, look.outcome, at),
        None => Ok(()),
    }
}

impl Discovery<'_> {
    /// Those namings that say something new: a (address, source) pair never heard, or a better
    /// hint, a more telling role, fewer hops. Only these belong into an event.
    pub fn unknown(self, discovered: &[DiscoveredUrl]) -> Result<Vec<DiscoveredUrl>, StoreError> {
        self.catalog.run("look up addresses", |connection| {
            let mut heard: HashMap<(&str, DiscoverySource), &SourceMetadata> = HashMap::new();
            let mut news = Vec::new();
            for discovered in discovered {
                let key = (discovered.url.as_str(), discovered.source);
                if heard.get(&key) == Some(&&discovered.source_metadata) {
                    continue;
                }
                if is_news(connection, discovered)? {
                    heard.insert(key, &discovered.source_metadata);
                    news.push(discovered.clone());
                }
            }
            Ok(news)
        })
    }

    /// What all who named an address said of it.
    pub fn source_metadata_of(self, url: &str) -> Result<SourceMetadata, StoreError> {
        self.catalog.run("look up an address", |connection| {
            let known = article_status(connection, url)?;
            Ok(
                known.map_or_else(SourceMetadata::default, |(_, article_status)| {
                    article_status.source_metadata
                }),
            )
        })
    }

    /// Who told of an address, first tellings first.
    pub fn discovery_sources(self, url: &str) -> Result<Vec<DiscoveryRow>, StoreError> {
        self.catalog.run("look up sources", |connection| {
            let mut query = statement(
                connection,
                "SELECT source, page, at FROM discovery
                 WHERE address = (SELECT id FROM address WHERE url = ?) ORDER BY at, source",
            )?;
            all(&mut query, [url], |row| {
                Ok(DiscoveryRow {
                    source: get(row, 0)?,
                    page: row.get(1)?,
                    at: get(row, 2)?,
                })
            })
        })
    }
}

fn is_news(connection: &Connection, discovered: &DiscoveredUrl) -> rusqlite::Result<bool> {
    let Some((id, known)) = article_status(connection, &discovered.url)? else {
        return Ok(true);
    };
    if known.with(discovered) != known {
        return Ok(true);
    }
    hints::is_news(connection, id, discovered)
}
