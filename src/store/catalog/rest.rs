//! What is dormant in a run and what is scheduled, and what was named and never had.
//!
//! Never decides that an address is due: the journal says so, by [`Event::Scheduled`].

use chrono::{DateTime, FixedOffset, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::cells::{all, count, get, get_json, get_some, statement, time, word};
use super::queries::KnownAddresses;
use crate::record::DiscoverySource;
use crate::store::{Event, ScheduleReason, StoreError};

/// What is known of when and why an address is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueRow {
    /// `pending`, `dormant`, `done`, `failed`, `skipped`.
    pub state: String,
    /// Why it was last scheduled.
    pub reason: Option<ScheduleReason>,
    /// The same for a person.
    pub detail: Option<String>,
    /// When that was decided.
    pub at: Option<DateTime<Utc>>,
}

/// Something a source named as an article and that is not held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissedUrl {
    /// The address.
    pub url: String,
    /// The site's name in config.
    pub site: String,
    /// Who named it.
    pub discovery_sources: Vec<DiscoverySource>,
    /// When it was first named.
    pub named_at: DateTime<Utc>,
    /// When a source says it was published.
    pub published_hint: Option<DateTime<FixedOffset>>,
    /// Why it is not held: `never_asked`, `http_404`, or the last cause or outcome.
    pub reason: String,
    /// The same for a person.
    pub detail: Option<String>,
}

/// A run over everything begins: every address is pending, with no attempt made. A file that
/// was asked for is dormant until it is scheduled: not every one is still offered.
pub(super) fn forget_states(connection: &Connection) -> rusqlite::Result<()> {
    statement(
        connection,
        "UPDATE address SET attempts = 0, retry_us = NULL,
           state = CASE WHEN role = 'media' AND last_seen_at IS NOT NULL
                          AND last_outcome <> 'failed' THEN 'dormant'
                        ELSE 'pending' END
         WHERE state <> 'pending' OR attempts > 0 OR retry_us IS NOT NULL",
    )?
    .execute([])?;
    Ok(())
}

/// A night begins: what was ever answered is dormant, and what was given up; what was never answered
/// is pending, and what was to be tried again. Touches only rows the run before had touched or left
/// pending, so it costs less than that run's own events did.
pub(super) fn begin_night(connection: &Connection) -> rusqlite::Result<()> {
    // The condition is that of the index `address_worked`, term by term.
    statement(
        connection,
        "UPDATE address SET attempts = 0, retry_us = NULL,
           state = CASE WHEN failures = 0 AND (last_seen_at IS NULL OR last_outcome = 'failed')
                        THEN 'pending' ELSE 'dormant' END
         WHERE state IN ('done', 'failed', 'skipped') OR attempts > 0 OR retry_us IS NOT NULL",
    )?
    .execute([])?;
    // Woken by the run before, which ended before their turn.
    statement(
        connection,
        "UPDATE address SET state = 'dormant'
         WHERE state = 'pending'
           AND (failures > 0 OR (last_seen_at IS NOT NULL AND last_outcome <> 'failed'))",
    )?
    .execute([])?;
    Ok(())
}

/// Schedules a dormant address. One that this run has dealt with stays so, none is asked twice, but
/// for what is lost.
pub(super) fn schedule(connection: &Connection, event: &Event) -> rusqlite::Result<()> {
    let Event::Scheduled {
        at,
        url,
        reason,
        detail,
        ..
    } = event
    else {
        return Ok(());
    };
    waken(connection, (url, *at), *reason, detail)
}

pub(super) fn waken(
    connection: &Connection,
    (url, at): (&str, DateTime<Utc>),
    reason: ScheduleReason,
    detail: &str,
) -> rusqlite::Result<()> {
    // What was dealt with and is lost has to be dealt with again.
    let is_lost = reason == ScheduleReason::Lost;
    statement(
        connection,
        "UPDATE address SET state = 'pending', due_reason = ?2, due_detail = ?3, due_at = ?4
         WHERE url = ?1 AND (state IN ('dormant', 'pending') OR (state = 'done' AND ?5))",
    )?
    .execute(params![url, word(&reason)?, detail, time(at), is_lost])?;
    Ok(())
}

/// The first page of an article was read again, so the others are wanted too.
pub(super) fn schedule_parts(connection: &Connection, of: &[String]) -> rusqlite::Result<()> {
    for url in of {
        statement(
            connection,
            "UPDATE address SET state = 'pending'
             WHERE url = ? AND state = 'dormant' AND role = 'part'",
        )?
        .execute([url])?;
    }
    Ok(())
}

/// The address of an article leads to another, which alone can tell whether the article moved
/// there. Not asked where it is known as another article's.
pub(super) fn schedule_target(
    connection: &Connection,
    (from, to): (&str, &str),
    at: DateTime<Utc>,
) -> rusqlite::Result<()> {
    let is_another = statement(
        connection,
        "SELECT 1 FROM article AS other
         WHERE url = ?2 AND NOT EXISTS (SELECT 1 FROM article
           WHERE url = ?1 AND article.article_id = other.article_id)",
    )?
    .exists([from, to])?;
    if is_another {
        return Ok(());
    }
    let detail = format!("{from} leads here");
    waken(connection, (to, at), ScheduleReason::Confirm, &detail)
}

/// Sources that are not to be had, as a run's end counts them.
const UNREAD: &str = "(role IN ('list', 'rest', 'sitemap', 'feed')
    AND (last_outcome = 'read_in_part' OR last_cause IN ('not_a_source', 'login')
      OR (role = 'rest' AND last_outcome = 'http_error' AND last_status <> 400
        AND EXISTS (SELECT 1 FROM address AS other
          WHERE other.site = address.site AND other.role = 'rest' AND other.was_read))
      OR (role <> 'rest' AND was_read
        AND last_outcome IN ('http_error', 'failed', 'not_article')
        AND (last_outcome <> 'http_error' OR last_status NOT IN (404, 410)
          OR EXISTS (SELECT 1 FROM discovery
            WHERE address = id AND source IN ('seed', 'robots'))))))";

impl KnownAddresses<'_> {
    /// When and why an address is, or was last, asked.
    pub fn due_of(self, url: &str) -> Result<Option<DueRow>, StoreError> {
        self.catalog.run("look up an address", |connection| {
            statement(
                connection,
                "SELECT state, due_reason, due_detail, due_at FROM address WHERE url = ?",
            )?
            .query_row([url], |row| {
                Ok(DueRow {
                    state: row.get(0)?,
                    reason: get_some(row, 1)?,
                    detail: row.get(2)?,
                    at: get_some(row, 3)?,
                })
            })
            .optional()
        })
    }

    /// How many addresses of a site were scheduled for a reason, then or later.
    pub fn scheduled(
        self,
        site: &str,
        reason: ScheduleReason,
        since: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        self.catalog.run("count what was scheduled", |connection| {
            statement(
                connection,
                "SELECT count(*) FROM address WHERE site = ? AND due_reason = ? AND due_at >= ?",
            )?
            .query_row(params![site, word(&reason)?, time(since)], |row| {
                count(row, 0)
            })
        })
    }

    /// Everything any source ever named as an article, minus what is held, by site and address; also
    /// what the rules refuse, and sources that are not to be had, which may name more.
    /// Another spelling of an address that is held, or one that leads there, is held, but where
    /// the portal numbers the two as different posts.
    pub fn missed(self) -> Result<Vec<MissedUrl>, StoreError> {
        self.catalog.run("list what is not held", |connection| {
            let sql = format!(
                "SELECT url, site, first_named_at,
                   CASE WHEN last_outcome IS NULL THEN 'never_asked'
                        WHEN last_outcome = 'http_error' THEN 'http_' || last_status
                        ELSE coalesce(last_cause, last_outcome) END,
                   last_detail,
                   (SELECT json_group_array(source) FROM
                     (SELECT source FROM discovery WHERE address = id ORDER BY source)),
                   published_hint
                 FROM address
                 WHERE {UNREAD} OR role = 'article'
                   AND NOT EXISTS (SELECT 1 FROM article_url JOIN article USING (article_id)
                     WHERE article_url.url IN (address.url, alias_of,
                       CASE last_outcome WHEN 'redirected' THEN last_detail END)
                     AND (article_url.url = address.url OR article.post_id = address.post_id
                       OR article.post_id IS NULL OR address.post_id IS NULL))
                 UNION ALL SELECT url, site, at, cause, detail, json_array(source), NULL
                   FROM refused WHERE url NOT IN (SELECT url FROM address)
                 ORDER BY site, url"
            );
            all(&mut *statement(connection, &sql)?, [], missed)
        })
    }
}

fn missed(row: &Row<'_>) -> rusqlite::Result<MissedUrl> {
    Ok(MissedUrl {
        url: row.get(0)?,
        site: row.get(1)?,
        named_at: get(row, 2)?,
        reason: row.get(3)?,
        detail: row.get(4)?,
        discovery_sources: get_json(row, 5)?,
        published_hint: get_some(row, 6)?,
    })
}
