//! Articles as figures need them: one line each.

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::types::ToSql;
use rusqlite::{Row, named_params};

use super::cells::{all, count, get, get_json, get_some, statement};
use super::list::Filter;
use super::queries::Articles;
use crate::change::ArticleStatus;
use crate::store::{StoreError, names};
use crate::text::keys::section_key;

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
    /// Articles that a filter lets through, as their newest versions have them, by name: at
    /// most `limit`, from the first after one on.
    pub(in crate::store) fn counted(
        self,
        filter: &Filter,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<CountedRow>, StoreError> {
        let section = filter.section.as_deref().map(section_key);
        let text = filter.text.as_deref().map(|text| names::fold(text, ' '));
        self.catalog.run("count articles", |connection| {
            let mut query = statement(
                connection,
                "SELECT article_id, site, article.published_date, sections, newest,
                   (SELECT count(*) FROM snapshot AS each
                    WHERE each.article_id = article.article_id AND superseded IS NULL),
                   looks, article_status, last_seen_at
                 FROM article JOIN snapshot USING (article_id)
                 WHERE snapshot.path = article.newest AND article_id > :after
                   AND (:since IS NULL OR dated_us >= :since)
                   AND (:until IS NULL OR dated_us < :until)
                   AND (:site IS NULL OR site = :site)
                   AND (:text IS NULL OR instr(title_key, :text) > 0)
                   AND (:section IS NULL
                        OR EXISTS (SELECT 1 FROM json_each(section_keys) WHERE value = :section))
                 ORDER BY article_id LIMIT :limit",
            )?;
            let parameters: &[(&str, &dyn ToSql)] = named_params! {
                ":after": after.unwrap_or_default(),
                ":since": filter.since.map(|at| at.timestamp_micros()),
                ":until": filter.until.map(|at| at.timestamp_micros()),
                ":site": filter.site,
                ":text": text,
                ":section": section,
                ":limit": limit,
            };
            all(&mut query, parameters, counted)
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
