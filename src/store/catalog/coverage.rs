//! How much of the archive some runs looked at, and what one article's looks did not find.

use super::cells::{all, count, get, instant, statement};
use crate::change::Absence;
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

    /// Every look at an article's address that did not see it, oldest first.
    pub fn absences(&self, article_id: &str) -> Result<Vec<Absence>, StoreError> {
        self.catalog.run("list absences", |connection| {
            let sql = "SELECT at_us, run, sight FROM absence WHERE article_id = ? ORDER BY at_us";
            all(&mut *statement(connection, sql)?, [article_id], |row| {
                Ok(Absence {
                    at: instant(row.get(0)?).unwrap_or_default(),
                    run: row.get(1)?,
                    sight: get(row, 2)?,
                })
            })
        })
    }
}
