//! How values are written into the catalog's cells, and read back.

use chrono::{DateTime, SecondsFormat, TimeZone, Utc};
use rusqlite::types::Type;
use rusqlite::{Connection, Row, Statement};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// RFC 3339, as short as the instant allows; UTC as `Z`, a site's civil time with its offset.
pub(super) fn time<Z: TimeZone>(at: DateTime<Z>) -> String
where
    Z::Offset: Copy + std::fmt::Display,
{
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// A value as serde writes it, without the quotes when it is a string.
pub(super) fn word<T: Serialize>(value: &T) -> rusqlite::Result<String> {
    let text = serde_json::to_value(value)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    Ok(match text {
        serde_json::Value::String(word) => word,
        other => other.to_string(),
    })
}

/// The JSON text of a value.
pub(super) fn json<T: Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

fn unreadable(column: usize, error: serde_json::Error) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
}

/// Takes back what [`word`] wrote of a string-like value.
pub(super) fn get<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    serde_json::from_value(serde_json::Value::String(text)).map_err(|e| unreadable(column, e))
}

/// The same of a cell that may be empty.
pub(super) fn get_some<T: DeserializeOwned>(
    row: &Row<'_>,
    column: usize,
) -> rusqlite::Result<Option<T>> {
    match row.get::<_, Option<String>>(column)? {
        Some(text) => serde_json::from_value(serde_json::Value::String(text))
            .map(Some)
            .map_err(|e| unreadable(column, e)),
        None => Ok(None),
    }
}

/// Takes back what [`json`] wrote.
pub(super) fn get_json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text).map_err(|e| unreadable(column, e))
}

/// A count; SQLite's integers are signed, ours are not.
pub(super) fn count(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    row.get::<_, i64>(column).map(i64::cast_unsigned)
}

/// An instant from its microseconds.
pub(super) fn instant(micros: i64) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp_micros(micros)
}

/// A prepared statement, kept for the next time.
pub(super) fn statement<'c>(
    connection: &'c Connection,
    sql: &str,
) -> rusqlite::Result<rusqlite::CachedStatement<'c>> {
    connection.prepare_cached(sql)
}

/// All rows of a query.
pub(super) fn all<T>(
    statement: &mut Statement<'_>,
    params: impl rusqlite::Params,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    statement.query_map(params, read)?.collect()
}
