//! Addresses: who named them, what is known of them, what became of them in this run.

use std::collections::HashMap;

use chrono::{DateTime, FixedOffset, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::cells::{all, get, get_json, get_some, json, statement, time, word};
use super::hints;
use crate::record::{DiscoveredUrl, DiscoverySource, Role, SourceMetadata};
use crate::store::{Reader, StoreError, names};

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

/// What is known of an address from all who named it.
#[derive(Clone, Debug, PartialEq)]
struct DiscoveryState {
    role: Role,
    rank: u8,
    hops: u8,
    source_metadata: SourceMetadata,
    /// It has answered before.
    looked: bool,
}

/// Order of asking: what keeps an article waiting first, then the sources that tell of
/// others, then articles, then what may be anything, then the articles' files.
fn rank(role: Role, seed: bool) -> u8 {
    match role {
        Role::Robots => 0,
        Role::Part => 1,
        Role::List if seed => SEED_LIST,
        Role::Rest => 3,
        Role::Sitemap => 4,
        Role::Feed => 5,
        Role::List => 6,
        Role::Article => 7,
        Role::Page => 8,
        Role::Media => 9,
    }
}

const SEED_LIST: u8 = 2;

impl DiscoveryState {
    fn first(discovered: &DiscoveredUrl) -> Self {
        Self {
            role: discovered.role,
            rank: rank(discovered.role, discovered.source == DiscoverySource::Seed),
            hops: discovered.hops,
            source_metadata: discovered.source_metadata.clone(),
            looked: false,
        }
    }

    /// What is known once `discovered` is heard too. A `Page` may turn out to be more; a role once
    /// known stays, but that REST lists posts and nothing else. Modification times only grow;
    /// when it was published is believed once, unless another post has the address now: a portal
    /// gives the address of a deleted one away again. Of what REST says in short the last word
    /// holds.
    fn with(&self, discovered: &DiscoveredUrl) -> Self {
        let role = match self.role {
            Role::Page => discovered.role,
            Role::List
                if discovered.role == Role::Article
                    && discovered.source == DiscoverySource::Rest =>
            {
                discovered.role
            }
            known => known,
        };
        let number = discovered
            .source_metadata
            .post_id
            .or(self.source_metadata.post_id);
        let published = match self.source_metadata.post_id {
            Some(before) if number != Some(before) => discovered.source_metadata.published_at,
            _ => self
                .source_metadata
                .published_at
                .or(discovered.source_metadata.published_at),
        };
        let short = match discovered.source_metadata.title {
            Some(_) => &discovered.source_metadata,
            None => &self.source_metadata,
        };
        let seed = self.rank == SEED_LIST || discovered.source == DiscoverySource::Seed;
        Self {
            role,
            rank: rank(role, seed),
            hops: self.hops.min(discovered.hops),
            source_metadata: SourceMetadata {
                published_at: published,
                modified_at: self
                    .source_metadata
                    .modified_at
                    .max(discovered.source_metadata.modified_at),
                post_id: number,
                categories: self.sections(discovered),
                lead: if self.is_late(discovered) {
                    self.source_metadata.lead.clone()
                } else {
                    discovered
                        .source_metadata
                        .lead
                        .clone()
                        .or_else(|| self.source_metadata.lead.clone())
                },
                title: short.title.clone(),
                excerpt: short.excerpt.clone(),
            },
            looked: self.looked,
        }
    }

    /// A list that is read after the article tells nothing new of it: only that it was read.
    fn is_late(&self, discovered: &DiscoveredUrl) -> bool {
        self.looked && discovered.source == DiscoverySource::List
    }

    /// A list names the section it is of, other sources name all.
    fn sections(&self, discovered: &DiscoveredUrl) -> Vec<String> {
        let (known, said) = (
            &self.source_metadata.categories,
            &discovered.source_metadata.categories,
        );
        if said.is_empty() || self.is_late(discovered) {
            return known.clone();
        }
        if discovered.source != DiscoverySource::List {
            return said.clone();
        }
        let new = said.iter().filter(|it| !known.contains(it));
        known.iter().chain(new).cloned().collect()
    }

    fn newest(&self) -> Option<DateTime<FixedOffset>> {
        self.source_metadata
            .published_at
            .max(self.source_metadata.modified_at)
    }
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

/// The scene of a naming or a look.
pub(super) struct Scene<'a> {
    pub(super) site: &'a str,
    pub(super) at: DateTime<Utc>,
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

impl Reader {
    /// Those namings that say something new: a (address, source) pair never heard, or a better
    /// hint, a more telling role, fewer hops. Only these belong into an event.
    pub fn unknown(&self, discovered: &[DiscoveredUrl]) -> Result<Vec<DiscoveredUrl>, StoreError> {
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
    pub fn source_metadata_of(&self, url: &str) -> Result<SourceMetadata, StoreError> {
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
    pub fn discovery_sources(&self, url: &str) -> Result<Vec<DiscoveryRow>, StoreError> {
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
