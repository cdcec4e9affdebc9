//! The row of a run: begun, counted, ended.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

use super::cells::{statement, time};
use super::rest;
use crate::store::Outcome;

pub(super) fn start(
    connection: &Connection,
    run: &str,
    at: DateTime<Utc>,
    options: &str,
    (offline, incremental): (bool, bool),
) -> rusqlite::Result<()> {
    statement(
        connection,
        "INSERT OR IGNORE INTO run (stamp, started_at, options, offline, incremental)
         VALUES (?, ?, ?, ?, ?)",
    )?
    .execute(params![run, time(at), options, offline, incremental])?;
    if offline {
        return Ok(());
    }
    if incremental {
        rest::begin_night(connection)?;
    } else {
        rest::forget_states(connection)?;
    }
    // Pages kept for an article of the run before would be joined with newer ones.
    statement(connection, "DELETE FROM part")?.execute([])?;
    Ok(())
}

pub(super) fn finish(
    connection: &Connection,
    run: &str,
    at: DateTime<Utc>,
    exit: &str,
) -> rusqlite::Result<()> {
    statement(
        connection,
        "UPDATE run SET finished_at = ?2, exit = ?3 WHERE stamp = ?1",
    )?
    .execute(params![run, time(at), exit])?;
    Ok(())
}

/// Counts an answer.
pub(super) fn tally(
    connection: &Connection,
    run: &str,
    bytes: u64,
    outcome: &Outcome,
) -> rusqlite::Result<()> {
    let (stored, unchanged) = match outcome {
        Outcome::Stored { .. } => (1, 0),
        Outcome::Unchanged { .. } => (0, 1),
        _ => (0, 0),
    };
    statement(
        connection,
        "UPDATE run SET captured = captured + 1, bytes = bytes + ?2, stored = stored + ?3,
                        unchanged = unchanged + ?4 WHERE stamp = ?1",
    )?
    .execute(params![run, bytes.cast_signed(), stored, unchanged])?;
    Ok(())
}
