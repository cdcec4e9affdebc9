//! The index follows the takedowns: what they touch, or touched before, is indexed again.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension, params};

use super::SearchError;
use super::fill::New;
use super::index::SearchIndex;
use crate::redaction::Withheld;
use crate::store::Reader;

/// By which takedowns the words were indexed.
pub(super) fn takedowns(connection: &Connection) -> rusqlite::Result<String> {
    let sql = "SELECT fingerprint FROM takedowns";
    let found: Option<String> = connection.query_row(sql, [], |row| row.get(0)).optional()?;
    Ok(found.unwrap_or_else(|| Withheld::default().fingerprint()))
}

/// Where the takedowns are others than before, takes out every version that they touch or
/// touched, to be read in again. What is interrupted goes on at the next update.
pub(super) fn revise(
    reader: &Reader,
    withheld: &Withheld,
    index: &SearchIndex,
) -> Result<(), SearchError> {
    let wanted = withheld.fingerprint();
    if index.run("see by which takedowns", takedowns)? == wanted {
        return Ok(());
    }
    let (held, before) = index.run("see what is indexed", |connection| {
        let before = connection
            .prepare("SELECT id FROM redacted")?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<HashSet<i64>>>()?;
        let held = connection
            .prepare("SELECT id, path FROM card")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<Vec<(i64, String)>>>()?;
        Ok((held, before))
    })?;
    let touches = |path: &str| {
        let Ok(snapshot) = reader.read_snapshot(path) else {
            // What cannot be read is not known to be free of it.
            return true;
        };
        let shown = withheld.published(snapshot);
        shown.is_none_or(|(_, hidden)| !hidden.is_nothing())
    };
    let again: Vec<i64> = held
        .into_iter()
        .filter(|(id, path)| before.contains(id) || (!withheld.is_empty() && touches(path)))
        .map(|(id, _)| id)
        .collect();
    index.write("take out what is withheld", |connection| {
        for id in &again {
            take_out(connection, *id)?;
        }
        connection.execute_batch(
            "INSERT OR REPLACE INTO unread (path, cause, article_id, dated_us, state)
               SELECT path, '', article_id, dated_us, state FROM left_out;
             DELETE FROM left_out;
             DELETE FROM takedowns;",
        )?;
        connection.execute("INSERT INTO takedowns VALUES (?)", [&wanted])?;
        Ok(())
    })
}

/// A version is no longer indexed, and waits to be.
fn take_out(connection: &Connection, id: i64) -> rusqlite::Result<()> {
    let cached = |sql| connection.prepare_cached(sql);
    cached(
        "INSERT OR REPLACE INTO unread (path, cause, article_id, dated_us, state)
         SELECT path, '', article_id, dated_us, state
         FROM card JOIN doc USING (id) JOIN article ON number = article WHERE id = ?",
    )?
    .execute([id])?;
    for sql in [
        "DELETE FROM exact WHERE rowid = ?",
        "DELETE FROM folded WHERE rowid = ?",
        "DELETE FROM card WHERE id = ?",
        "DELETE FROM doc WHERE id = ?",
        "DELETE FROM redacted WHERE id = ?",
    ] {
        cached(sql)?.execute([id])?;
    }
    Ok(())
}

/// Notes a version whose article is withheld.
pub(super) fn leave_out(connection: &Connection, new: &New) -> rusqlite::Result<()> {
    let cached = |sql| connection.prepare_cached(sql);
    cached("DELETE FROM unread WHERE path = ?")?.execute([&new.path])?;
    cached("INSERT OR REPLACE INTO left_out VALUES (?, ?, ?, ?)")?.execute(params![
        new.path,
        new.article_id,
        new.dated_us,
        new.state
    ])?;
    Ok(())
}

/// Notes a version of which not all is indexed.
pub(super) fn note(connection: &Connection, id: i64, is_whole: bool) -> rusqlite::Result<()> {
    if !is_whole {
        connection
            .prepare_cached("INSERT INTO redacted VALUES (?)")?
            .execute([id])?;
    }
    Ok(())
}

/// Versions that are not indexed as they are.
pub(super) fn touched(connection: &Connection) -> rusqlite::Result<Vec<New>> {
    let sql = "SELECT path, article_id, dated_us, state FROM left_out
               UNION ALL SELECT path, article_id, dated_us, state
                 FROM redacted JOIN card USING (id) JOIN doc USING (id)
                 JOIN article ON number = article";
    let mut query = connection.prepare(sql)?;
    let rows = query.query_map([], |row| {
        Ok(New {
            path: row.get(0)?,
            article_id: row.get(1)?,
            dated_us: row.get(2)?,
            state: row.get(3)?,
        })
    })?;
    rows.collect()
}
