//! A run whose clock ran ahead: what it dated later than now is set back, in every row.
//!
//! Times that repeat what a file says (`captured_at`, a record's date) stay as the file says
//! them; what orders rows and tells how long ago something was moves.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, params};

use super::cells::{statement, time};

/// Columns with our clock's times as text.
const TEXTS: [(&str, &str); 18] = [
    ("run", "started_at"),
    ("run", "finished_at"),
    ("address", "first_named_at"),
    ("address", "last_seen_at"),
    ("address", "due_at"),
    ("discovery", "at"),
    ("article", "first_seen_at"),
    ("article", "last_seen_at"),
    ("article", "article_status_at"),
    ("article_url", "since"),
    ("transition", "at"),
    ("drift", "at"),
    ("proposal", "at"),
    ("site", "at"),
    ("drifted", "at"),
    ("observation", "at"),
    ("robots", "at"),
    ("refused", "at"),
];

/// Columns with our clock's times as microseconds, and of which rows they are ours.
const MICROS: [(&str, &str, &str); 14] = [
    ("address", "retry_us", "TRUE"),
    ("address", "failed_us", "TRUE"),
    // Where it is a source's own time, it is what that source told.
    ("discovery", "look_us", "look_us IS NOT modified_us"),
    ("article", "newest_us", "TRUE"),
    ("article", "dated_us", "published_at IS NULL"),
    (
        "section_entry",
        "dated_us",
        "article_id IN (SELECT article_id FROM article WHERE published_at IS NULL)",
    ),
    ("article", "last_change_us", "TRUE"),
    ("article", "looked_us", "TRUE"),
    ("move", "at_us", "TRUE"),
    ("absence", "at_us", "TRUE"),
    ("absence", "seen_us", "TRUE"),
    ("replaced", "at_us", "TRUE"),
    ("snapshot", "captured_us", "TRUE"),
    ("capture", "at_us", "TRUE"),
];

/// Sets back, by so much, what is later than `now`.
pub(super) fn set_back(
    connection: &Connection,
    now: DateTime<Utc>,
    ahead: TimeDelta,
) -> rusqlite::Result<()> {
    let seconds = ahead.num_seconds();
    for (table, column) in TEXTS {
        let sql = format!(
            "UPDATE OR IGNORE {table}
             SET {column} = strftime('%Y-%m-%dT%H:%M:%fZ', {column}, ?2)
             WHERE julianday({column}) > julianday(?1)"
        );
        let back = format!("-{seconds} seconds");
        statement(connection, &sql)?.execute(params![time(now), back])?;
    }
    for (table, column, ours) in MICROS {
        let sql = format!(
            "UPDATE OR IGNORE {table} SET {column} = {column} - ?2 WHERE {column} > ?1 AND {ours}"
        );
        let parameters = params![now.timestamp_micros(), seconds * 1_000_000];
        statement(connection, &sql)?.execute(parameters)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Columns of time that are not our clock's: the site's own, or what a file says.
    const OTHERS: [&str; 13] = [
        "address.newest_us",
        "address.published_hint",
        "article.published_at",
        "capture.at",
        "drift.since",
        "site.since",
        "modification.modified_us",
        "snapshot.captured_at",
        "snapshot.published_at",
        "snapshot.published_us",
        "discovery.modified_us",
        "address.modified_hint",
        "address.look_hint",
    ];

    #[test]
    fn every_column_of_time_is_ours_to_set_back_or_known_not_to_be() {
        let connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch(include_str!("schema.sql"))
            .unwrap();
        let sql = "SELECT tables.name || '.' || columns.name
                   FROM sqlite_schema AS tables, pragma_table_info(tables.name) AS columns
                   WHERE tables.type = 'table' AND (columns.name IN ('at', 'since')
                     OR columns.name LIKE '%!_at' ESCAPE '!' OR columns.name LIKE '%!_us' ESCAPE '!')";
        let mut query = connection.prepare(sql).unwrap();
        let columns = query.query_map([], |row| row.get::<_, String>(0)).unwrap();
        let ours = TEXTS.map(|(table, column)| format!("{table}.{column}"));
        let micros = MICROS.map(|(table, column, _)| format!("{table}.{column}"));
        for column in columns.map(Result::unwrap) {
            let known = ours.contains(&column)
                || micros.contains(&column)
                || OTHERS.contains(&column.as_str());
            assert!(
                known,
                "{column}: is it set back with a clock that was ahead?"
            );
        }
        set_back(&connection, DateTime::UNIX_EPOCH, TimeDelta::days(1)).unwrap();
    }
}
