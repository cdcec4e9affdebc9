//! Which versions there are, for those who make something of all of them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::cells::{all, instant, statement, word};
use super::queries::{Articles, Runs};
use crate::change::ArticleStatus;
use crate::store::StoreError;

/// A version on the archive's shelf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShelfRow {
    /// Its file below the archive.
    pub path: String,
    /// Of which article.
    pub article_id: String,
    /// When it was published (of a day, its beginning), else captured.
    pub dated: DateTime<Utc>,
    /// Whether it is the article's newest.
    pub newest: bool,
    /// Whether the same capture was read again later.
    pub superseded: bool,
}

impl Runs<'_> {
    /// How far each run's journal has been read into the catalog: while this stays the same,
    /// there is nothing new in it.
    pub fn read_in(self) -> Result<BTreeMap<String, u64>, StoreError> {
        self.journal_lengths()
    }
}

impl Articles<'_> {
    /// Every version of the articles of which a run made one; of all articles where no run is
    /// named. In no order.
    pub fn shelf(self, run: Option<&str>) -> Result<Vec<ShelfRow>, StoreError> {
        self.catalog.run("list versions", |connection| {
            let mut query = statement(
                connection,
                "SELECT path, article_id, coalesce(published_us, captured_us),
                   path = article.newest, superseded IS NOT NULL
                 FROM snapshot JOIN article USING (article_id)
                 WHERE ?1 IS NULL
                    OR article_id IN (SELECT article_id FROM snapshot WHERE run = ?1)",
            )?;
            all(&mut query, [run], |row| {
                Ok(ShelfRow {
                    path: row.get(0)?,
                    article_id: row.get(1)?,
                    dated: instant(row.get(2)?).unwrap_or_default(),
                    newest: row.get::<_, Option<bool>>(3)?.unwrap_or(false),
                    superseded: row.get(4)?,
                })
            })
        })
    }

    /// The articles that stand so.
    pub fn article_status_at(
        self,
        article_status: ArticleStatus,
    ) -> Result<Vec<String>, StoreError> {
        self.catalog.run("list articles", |connection| {
            let sql = "SELECT article_id FROM article WHERE article_status = ?1 AND article_status <> 'live'";
            let word = word(&article_status)?;
            all(&mut *statement(connection, sql)?, [word], |row| row.get(0))
        })
    }
}
