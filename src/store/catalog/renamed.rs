//! A site goes by another name: its addresses, its articles and what is known of its sources
//! follow. What captures, transitions and snapshots say of the past stays.

use rusqlite::{Connection, OptionalExtension, params};

use super::cells::statement;
use super::queries::Articles;
use crate::store::StoreError;

pub(super) fn apply(connection: &Connection, from: &str, to: &str) -> rusqlite::Result<()> {
    for table in [
        "address",
        "article",
        "modification",
        "belied",
        "drift",
        "drifted",
        "refused",
        "site",
    ] {
        // Where something of the new name is known already, the old word was there first.
        let sql = format!("UPDATE OR REPLACE {table} SET site = ?2 WHERE site = ?1");
        statement(connection, &sql)?.execute(params![from, to])?;
    }
    Ok(())
}

impl Articles<'_> {
    /// The name of the site that an address is known as one of.
    pub fn site_of(self, url: &str) -> Result<Option<String>, StoreError> {
        self.catalog.run("look up a site", |connection| {
            statement(connection, "SELECT site FROM address WHERE url = ?")?
                .query_row([url], |row| row.get(0))
                .optional()
        })
    }
}
