//! The names of sites and sections that articles have.

use super::cells::{all, statement};
use super::queries::Articles;
use crate::store::StoreError;

impl Articles<'_> {
    /// The sites of which there is an article, by name.
    pub fn sites(self) -> Result<Vec<String>, StoreError> {
        self.names("SELECT DISTINCT site FROM article ORDER BY site")
    }

    /// The sections that some version of an article is in, each as it was written.
    pub fn sections(self) -> Result<Vec<String>, StoreError> {
        self.names(
            "SELECT DISTINCT each.value FROM snapshot, json_each(sections) AS each
             WHERE each.type = 'text' ORDER BY each.value",
        )
    }

    fn names(self, sql: &str) -> Result<Vec<String>, StoreError> {
        self.catalog.run("list names", |connection| {
            all(&mut *statement(connection, sql)?, [], |row| row.get(0))
        })
    }
}
