//! What one answer says of where articles stand: seen, or absent and how.
//!
//! Never concludes anything from it: the room `change` judges, a [`Event::Transition`] tells.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};

use super::cells::{all, statement, time, word};
use super::{alias, rest};
use crate::change::ObservationOutcome;
use crate::record::{DiscoveredUrl, Role};
use crate::store::{Event, Outcome};

/// One look at an article.
pub(super) struct ObservedArticle<'a> {
    pub(super) run: &'a str,
    pub(super) at: DateTime<Utc>,
    pub(super) article_id: &'a str,
    pub(super) content: &'a str,
    pub(super) changed: bool,
}

/// What an answer saw in the place of an article.
struct Instead<'a> {
    sight: ObservationOutcome,
    /// Where that leads: the article may have moved there.
    leads_to: Option<&'a str>,
    /// The article that is there.
    shows: Option<&'a str>,
}

/// Notes what an answer at the current address of articles says of them.
pub(super) fn look(connection: &Connection, run: &str, event: &Event) -> rusqlite::Result<()> {
    let Event::Captured {
        at,
        url,
        role: Role::Article | Role::Page,
        status,
        outcome,
        discovered,
        ..
    } = event
    else {
        return Ok(());
    };
    statement(
        connection,
        "UPDATE article SET looked_us = max(coalesce(looked_us, ?2), ?2) WHERE url = ?1",
    )?
    .execute(params![url, at.timestamp_micros()])?;
    let Some(instead) = instead(outcome, *status, discovered) else {
        return Ok(());
    };
    let mut query = statement(
        connection,
        "SELECT article_id, article_status FROM article WHERE url = ?1 AND article_id IS NOT ?2",
    )?;
    let absent = all(&mut query, params![url, instead.shows], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
    })?;
    for (article_id, was) in &absent {
        statement(
            connection,
            "INSERT OR IGNORE INTO absence VALUES (?, ?, ?, ?, ?, ?, NULL)",
        )?
        .execute(params![
            article_id,
            at.timestamp_micros(),
            run,
            word(&instead.sight)?,
            instead.leads_to,
            was
        ])?;
    }
    if !absent.is_empty() {
        alias::schedule(connection, url, *at)?;
    }
    match instead.leads_to {
        Some(to) if !absent.is_empty() => rest::schedule_target(connection, (url, to), *at),
        _ => Ok(()),
    }
}

/// `None` for the article itself, or an answer that tells nothing of it: a page that does not
/// fit, a list where an article was, a loop.
fn instead<'a>(
    outcome: &'a Outcome,
    status: u16,
    discovered: &[DiscoveredUrl],
) -> Option<Instead<'a>> {
    let seen = |sight| Instead {
        sight,
        leads_to: None,
        shows: None,
    };
    match outcome {
        Outcome::HttpError if status == 404 => Some(seen(ObservationOutcome::NotFound)),
        Outcome::HttpError if status == 410 => Some(seen(ObservationOutcome::Gone)),
        Outcome::Redirected { to } if is_home_or_list(to, discovered) => {
            Some(seen(ObservationOutcome::RedirectHome))
        }
        Outcome::Redirected { to }
        | Outcome::Alias {
            of: to,
            same: Some(_),
        } => Some(Instead {
            leads_to: Some(to),
            ..seen(ObservationOutcome::Another)
        }),
        Outcome::NotArticle { reason_kind, .. } => match reason_kind.as_str() {
            "soft_404" => Some(seen(ObservationOutcome::SoftNotFound)),
            "redirect_elsewhere" => Some(seen(ObservationOutcome::Another)),
            _ => None,
        },
        Outcome::Stored { article_id, .. } | Outcome::Unchanged { article_id, .. } => {
            Some(Instead {
                shows: Some(article_id),
                ..seen(ObservationOutcome::Another)
            })
        }
        _ => None,
    }
}

fn is_home_or_list(to: &str, discovered: &[DiscoveredUrl]) -> bool {
    url::Url::parse(to).is_ok_and(|url| url.path() == "/" && url.query().is_none())
        || discovered
            .iter()
            .any(|it| it.url == to && it.role == Role::List)
}

/// The article was seen: counted, and what was absent before is closed.
pub(super) fn seen(connection: &Connection, seen: &ObservedArticle<'_>) -> rusqlite::Result<()> {
    let at = seen.at.timestamp_micros();
    statement(
        connection,
        "UPDATE article SET looks = looks + 1, changes = changes + (?3 AND looks > 0),
           looked_us = max(coalesce(looked_us, ?2), ?2),
           last_change_us = CASE WHEN ?3 AND looks > 0
             THEN max(coalesce(last_change_us, ?4), ?4) ELSE last_change_us END
         WHERE article_id = ?1",
    )?
    .execute(params![
        seen.article_id,
        at,
        seen.changed,
        found_changed(connection, seen)?.timestamp_micros()
    ])?;
    statement(
        connection,
        "UPDATE absence SET seen_us = ?2
         WHERE article_id = ?1 AND seen_us IS NULL AND at_us <= ?2",
    )?
    .execute(params![seen.article_id, at])?;
    Ok(())
}

/// When a change was noticed: at the look itself, or where that is older than looks already
/// known (an import), at the next one.
fn found_changed(
    connection: &Connection,
    seen: &ObservedArticle<'_>,
) -> rusqlite::Result<DateTime<Utc>> {
    if !seen.changed {
        return Ok(seen.at);
    }
    let next = statement(
        connection,
        "SELECT at FROM observation WHERE article_id = ? AND at > ? ORDER BY at LIMIT 1",
    )?
    .query_row(params![seen.article_id, time(seen.at)], |row| {
        super::cells::get(row, 0)
    })
    .optional()?;
    Ok(next.unwrap_or(seen.at))
}
