//! What sources named and the rules refuse.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

use super::cells::{statement, time, word};
use super::queries::Discovery;
use crate::record::Rejected;
use crate::store::StoreError;

pub(super) fn apply(
    connection: &Connection,
    (site, at): (&str, DateTime<Utc>),
    rejected: &[Rejected],
) -> rusqlite::Result<()> {
    for it in rejected {
        statement(
            connection,
            "INSERT OR IGNORE INTO refused VALUES (?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            site,
            it.url,
            time(at),
            word(&it.source)?,
            it.cause,
            it.detail
        ])?;
    }
    Ok(())
}

impl Discovery<'_> {
    /// Those of them that were not refused before.
    pub fn not_rejected(
        self,
        site: &str,
        rejected: Vec<Rejected>,
    ) -> Result<Vec<Rejected>, StoreError> {
        self.catalog.run("look up refusals", |connection| {
            let mut new = Vec::new();
            for it in rejected {
                let sql = "SELECT 1 FROM refused WHERE site = ? AND url = ?";
                if !statement(connection, sql)?.exists([site, &it.url])? {
                    new.push(it);
                }
            }
            Ok(new)
        })
    }
}
