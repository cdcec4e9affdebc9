//! Two catalogs compared, row by row.

use rusqlite::Connection;
use url::Url;

use super::Catalog;
use crate::store::{RowDifference, StoreError};

impl Catalog {
    /// The tables in which this catalog and another differ.
    pub(in crate::store) fn differs_from(
        &self,
        other: &Self,
    ) -> Result<Vec<RowDifference>, StoreError> {
        self.outside("open the other catalog", |connection| {
            // An address, so that the other is opened for reading only.
            let address = Url::from_file_path(&other.path).map_or_else(
                |()| other.path.display().to_string(),
                |mut url| {
                    url.set_query(Some("mode=ro"));
                    url.into()
                },
            );
            connection.execute("ATTACH ? AS other", [address])
        })?;
        self.run("compare catalogs", |connection| {
            let sql = "SELECT name FROM main.sqlite_schema WHERE type = 'table' ORDER BY name";
            let mut names = connection.prepare(sql)?;
            let names = names.query_map([], |row| row.get::<_, String>(0))?;
            let mut found = Vec::new();
            for table in names {
                let table = table?;
                let extra = rows_only_in(connection, "other", "main", &table)?;
                let missing = rows_only_in(connection, "main", "other", &table)?;
                if extra + missing > 0 {
                    found.push(RowDifference {
                        table,
                        extra,
                        missing,
                    });
                }
            }
            Ok(found)
        })
    }
}

fn rows_only_in(
    connection: &Connection,
    one: &str,
    other: &str,
    table: &str,
) -> rusqlite::Result<u64> {
    // The names are those of our own tables.
    let sql = format!(
        "SELECT count(*) FROM (SELECT * FROM {one}.{table} EXCEPT SELECT * FROM {other}.{table})"
    );
    let rows: i64 = connection.query_row(&sql, [], |row| row.get(0))?;
    Ok(rows.unsigned_abs())
}
