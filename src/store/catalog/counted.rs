//! Articles as figures need them: one line each.

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::Row;

use super::browse::{Filter, SqlFilter};
use super::cells::{all, count, get, get_json, get_some, statement};
use super::queries::Articles;
use crate::change::ArticleStatus;
use crate::store::StoreError;

/// One article in counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountedRow {
    /// Its stable name.
    pub article_id: String,
    /// The site's name in config.
    pub site: String,
    /// Civil day of publication.
    pub published_date: Option<NaiveDate>,
    /// Section names.
    pub sections: Vec<String>,
    /// File of the newest version below the archive.
    pub newest: String,
    /// Versions, without those that were read again from the same capture.
    pub versions: u64,
    /// Looks that saw it.
    pub looks: u64,
    /// Where it stands.
    pub article_status: ArticleStatus,
    /// The last look that saw it.
    pub last_seen_at: DateTime<Utc>,
}

impl Articles<'_> {
    /// What grows whenever an article comes to have another version, another address, or another
    /// spelling of one: versions stored, moves, aliases.
    pub fn growth(self) -> Result<[i64; 3], StoreError> {
        self.catalog.run("look for new articles", |connection| {
            let sql = "SELECT (SELECT coalesce(sum(stored + adopted), 0) FROM run),
                         (SELECT count(*) FROM move),
                         (SELECT count(*) FROM address WHERE alias_of IS NOT NULL)";
            let mut query = statement(connection, sql)?;
            query.query_row([], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?]))
        })
    }

    /// Articles that a filter lets through, as their newest versions have them, by name: at
    /// most `limit`, from the first after one on.
    pub(in crate::store) fn counted(
        self,
        filter: &Filter,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<CountedRow>, StoreError> {
        self.catalog.run("count articles", |connection| {
            let mut asked = SqlFilter::of(filter)?;
            asked.bind(":after", after.unwrap_or_default().to_owned());
            asked.bind(":limit", limit);
            let sql = format!(
                "SELECT article.article_id, site, article.published_date, sections, newest,
                   (SELECT count(*) FROM snapshot AS each
                    WHERE each.article_id = article.article_id AND superseded IS NULL),
                   looks, article_status, last_seen_at
                 FROM article CROSS JOIN snapshot ON snapshot.path = article.newest
                 WHERE article.article_id > :after AND {}
                 ORDER BY article.article_id LIMIT :limit",
                asked.terms()
            );
            let values = &*asked.values();
            all(&mut *statement(connection, &sql)?, values, counted)
        })
    }
}

fn counted(row: &Row<'_>) -> rusqlite::Result<CountedRow> {
    Ok(CountedRow {
        article_id: row.get(0)?,
        site: row.get(1)?,
        published_date: get_some(row, 2)?,
        sections: get_json(row, 3)?,
        newest: row.get(4)?,
        versions: count(row, 5)?,
        looks: count(row, 6)?,
        article_status: get(row, 7)?,
        last_seen_at: get(row, 8)?,
    })
}
