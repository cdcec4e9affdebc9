//! A stored capture that was read (again).

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};

use super::article::{self, VersionFile};
use super::article_status::ObservedArticle;
use super::batch::CatalogStep;
use super::cells::statement;
use super::drift::{self, ReadDrifted};
use super::run::tally;
use crate::record::Cause;
use crate::store::{Event, Outcome};

/// Notes what a capture says. What became of its address is not touched, because nobody was
/// asked; but for a page that had not fitted, whose look counts only now.
pub(super) fn apply(
    connection: &Connection,
    run: &str,
    step: &CatalogStep,
) -> rusqlite::Result<()> {
    let Event::Reread {
        captured_at,
        cause,
        warc,
        outcome,
        ..
    } = &step.event
    else {
        return Ok(());
    };
    if matches!(outcome, Outcome::Drifted { .. }) {
        return Ok(());
    }
    let held = drift::resolve(connection, run, warc)?;
    if let Some(held) = &held {
        fits_now(connection, held, outcome)?;
    }
    let (article_id, article_url, content, changed) = match outcome {
        Outcome::Stored {
            article_id,
            article_url,
            snapshot,
            content,
        } => {
            if let Some(loaded) = &step.loaded {
                let path = snapshot;
                article::version(connection, &VersionFile { run, path, loaded })?;
            }
            (article_id, article_url, content, true)
        }
        Outcome::Unchanged {
            article_id,
            article_url,
            content,
        } => (article_id, article_url, content, false),
        _ => return tally(connection, run, 0, outcome),
    };
    // A capture is one look at an article, however often it is read.
    if *cause == Cause::Import || held.is_some() {
        let seen = ObservedArticle {
            run: held.as_ref().map_or(run, |held| &held.run),
            at: *captured_at,
            article_id,
            content: content.as_str(),
            changed,
        };
        let newest = held.is_some() && is_last(connection, article_id, *captured_at)?;
        let address = newest.then_some(article_url.as_str());
        article::seen(connection, &seen, address)?;
    }
    tally(connection, run, 0, outcome)
}

/// The address whose last answer this capture is has that outcome now.
fn fits_now(
    connection: &Connection,
    held: &ReadDrifted,
    outcome: &Outcome,
) -> rusqlite::Result<()> {
    statement(
        connection,
        "UPDATE address SET last_outcome = ?3, last_detail = NULL
         WHERE url = ?1 AND last_seen_at = ?2 AND last_outcome = 'drifted'",
    )?
    .execute(params![held.url, held.at, outcome.kind()])?;
    Ok(())
}

/// Whether no later look at the article is known.
fn is_last(connection: &Connection, article_id: &str, at: DateTime<Utc>) -> rusqlite::Result<bool> {
    let looked = statement(
        connection,
        "SELECT looked_us FROM article WHERE article_id = ?",
    )?
    .query_row([article_id], |row| row.get::<_, Option<i64>>(0))
    .optional()?;
    let last = looked.flatten();
    Ok(last.is_none_or(|last| last <= at.timestamp_micros()))
}
