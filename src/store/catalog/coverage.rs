//! How much of the archive some runs looked at.

use super::cells::{count, statement};
use crate::store::{Reader, StoreError};

impl Reader {
    /// Articles that any of these runs saw, and how many of them had never been seen before.
    pub fn seen_by(&self, runs: &[String]) -> Result<(u64, u64), StoreError> {
        let runs = serde_json::Value::from(runs).to_string();
        self.catalog.run("count what was seen", |connection| {
            statement(
                connection,
                "SELECT count(DISTINCT article_id),
                   count(DISTINCT CASE WHEN changed AND NOT EXISTS
                     (SELECT 1 FROM observation AS earlier
                      WHERE earlier.article_id = observation.article_id
                        AND earlier.at < observation.at) THEN article_id END)
                 FROM observation WHERE run IN (SELECT value FROM json_each(?1))",
            )?
            .query_row([&runs], |row| Ok((count(row, 0)?, count(row, 1)?)))
        })
    }
}
