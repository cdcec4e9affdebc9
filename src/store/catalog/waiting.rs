//! Revisits of imported files that wait for their originals.

use rusqlite::{Connection, params};

use super::cells::{all, count, statement};
use super::queries::Captures;
use crate::record::WarcLocation;
use crate::store::StoreError;

/// Notes one that waits.
pub(super) fn begin(connection: &Connection, place: &WarcLocation) -> rusqlite::Result<()> {
    let sql = "INSERT OR IGNORE INTO waiting VALUES (?, ?)";
    let parameters = params![place.file, place.offset.cast_signed()];
    statement(connection, sql)?.execute(parameters).map(drop)
}

/// It is a capture now, if it waited.
pub(super) fn end(connection: &Connection, place: &WarcLocation) -> rusqlite::Result<()> {
    let sql = "DELETE FROM waiting WHERE file = ? AND offset = ?";
    let parameters = params![place.file, place.offset.cast_signed()];
    statement(connection, sql)?.execute(parameters).map(drop)
}

impl Captures<'_> {
    /// The file and first byte of each revisit that waits for its original, in their order.
    pub fn waiting(self) -> Result<Vec<(String, u64)>, StoreError> {
        self.catalog
            .run("look up revisits that wait", |connection| {
                let sql = "SELECT file, offset FROM waiting ORDER BY file, offset";
                all(&mut *statement(connection, sql)?, [], |row| {
                    Ok((row.get(0)?, count(row, 1)?))
                })
            })
    }
}
