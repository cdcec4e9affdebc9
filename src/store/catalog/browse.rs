//! Lists of articles, a page at a time, newest first.
//!
//! A question names only what is asked of it, so that an index answers it: an empty or rare
//! choice costs no walk over all articles.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use rusqlite::Row;
use rusqlite::types::{ToSql, Value};
use thiserror::Error;

use super::cells::{all, count, get, get_json, get_some, statement, word};
use super::queries::Articles;
use crate::change::ArticleStatus;
use crate::store::{StoreError, names};
use crate::text::keys::section_key;

/// Which articles to list; the empty filter lists all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Published (or, without a date, first captured) at or after.
    pub since: Option<DateTime<Utc>>,
    /// … and before.
    pub until: Option<DateTime<Utc>>,
    /// In a section of this name, however it is spelt (see [`section_key`]).
    pub section: Option<String>,
    /// Of this site.
    pub site: Option<String>,
    /// With this text in the title; accents and case do not matter.
    pub text: Option<String>,
    /// Found edited: a look brought another version than the look before. What was only read
    /// again from the same capture is no edit.
    pub edited: bool,
    /// Where they stand.
    pub status: Option<StatusFilter>,
    /// At most so many.
    pub limit: Option<u32>,
}

/// Where the articles of a list stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusFilter {
    /// So, as the last look left them.
    Is(ArticleStatus),
    /// Live, and told as restored before.
    Restored,
}

/// One article, as its newest version says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleRow {
    /// Its stable name.
    pub article_id: String,
    /// The site's name in config.
    pub site: String,
    /// Current canonical address.
    pub url: String,
    /// Headline.
    pub title: Option<String>,
    /// Publication time.
    pub published_at: Option<DateTime<FixedOffset>>,
    /// Its civil day, also where only that is known.
    pub published_date: Option<NaiveDate>,
    /// Its time in lists, in microseconds since 1970: published, else first captured.
    pub dated_us: i64,
    /// Section names.
    pub sections: Vec<String>,
    /// File of the newest version below the archive.
    pub newest: String,
    /// When that was captured.
    pub captured_at: DateTime<FixedOffset>,
    /// How many versions are kept.
    pub versions: u64,
    /// Where it stands.
    pub article_status: ArticleStatus,
    /// The last look at it.
    pub last_seen_at: DateTime<Utc>,
    /// Another article that said the same before.
    pub duplicate_of: Option<String>,
}

impl ArticleRow {
    /// The place in a list behind this article.
    pub fn cursor(&self) -> Cursor {
        Cursor {
            at: self.dated_us,
            article_id: self.article_id.clone(),
        }
    }
}

/// A place in a list: behind one article. As text (`61fa4c2d1e800.haiphong:post-12`) it may stand
/// in a query of a URL as it is. It holds while articles come and go. It names its article, so
/// take it from one that may be named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    at: i64,
    article_id: String,
}

/// A text that is no [`Cursor`].
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{0}` is no place in a list")]
pub struct CursorError(String);

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}.{}", self.at, self.article_id)
    }
}

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, CursorError> {
        let parsed = text.split_once('.').and_then(|(at, article_id)| {
            let cursor = Self {
                at: u64::from_str_radix(at, 16).ok()?.cast_signed(),
                article_id: article_id.to_owned(),
            };
            // One spelling for each place.
            (cursor.to_string() == text && !article_id.is_empty()).then_some(cursor)
        });
        parsed.ok_or_else(|| CursorError(text.to_owned()))
    }
}

/// What a filter asks of rows of `article`, in SQL.
pub(super) struct SqlFilter {
    terms: Vec<&'static str>,
    values: Vec<(&'static str, Value)>,
}

impl SqlFilter {
    pub(super) fn of(filter: &Filter) -> rusqlite::Result<Self> {
        let mut asked = Self {
            terms: vec!["TRUE"],
            values: Vec::new(),
        };
        if let Some(since) = filter.since {
            let since = since.timestamp_micros();
            asked.ask("article.dated_us >= :since", ":since", since);
        }
        if let Some(until) = filter.until {
            let until = until.timestamp_micros();
            asked.ask("article.dated_us < :until", ":until", until);
        }
        if let Some(site) = &filter.site {
            asked.ask("article.site = :site", ":site", site.clone());
        }
        if let Some(text) = &filter.text {
            let text = names::fold(text, ' ');
            asked.ask("instr(title_key, :text) > 0", ":text", text);
        }
        if let Some(section) = &filter.section {
            let term = "EXISTS (SELECT 1 FROM section_entry AS one WHERE one.key = :section
                AND one.dated_us = article.dated_us AND one.article_id = article.article_id)";
            asked.ask(term, ":section", section_key(section));
        }
        if filter.edited {
            asked.terms.push("changes > 0");
        }
        match filter.status {
            Some(StatusFilter::Is(ArticleStatus::Live)) => asked.terms.push(LIVE),
            Some(StatusFilter::Is(status)) => {
                asked.terms.push("article_status <> 'live'");
                asked.ask("article_status = :status", ":status", word(&status)?);
            }
            Some(StatusFilter::Restored) => asked.terms.extend([RESTORED, LIVE]),
            None => {}
        }
        Ok(asked)
    }

    /// Asks one thing more, of a value.
    fn ask(&mut self, term: &'static str, name: &'static str, value: impl Into<Value>) {
        self.terms.push(term);
        self.bind(name, value);
    }

    /// Gives a value to a name that the rest of the statement uses.
    pub(super) fn bind(&mut self, name: &'static str, value: impl Into<Value>) {
        self.values.push((name, value.into()));
    }

    /// What must hold.
    pub(super) fn terms(&self) -> String {
        self.terms.join(" AND ")
    }

    /// The values in it, by their names.
    pub(super) fn values(&self) -> Vec<(&str, &dyn ToSql)> {
        let values = self.values.iter();
        values
            .map(|(name, value)| (*name, value as &dyn ToSql))
            .collect()
    }
}

const LIVE: &str = "article_status = 'live'";
const RESTORED: &str = "article.article_id IN (SELECT transition.article_id FROM transition
    WHERE transition.kind = 'restored')";

/// The rows to walk, the fewest first, and the table whose order is the list's. SQLite has no
/// figures of an index that nobody analysed, so it is told.
fn walk(filter: &Filter) -> (&'static str, &'static str) {
    match filter.status {
        Some(StatusFilter::Is(ArticleStatus::Live)) | None => {}
        Some(StatusFilter::Is(_)) => return ("article INDEXED BY article_stands", "article"),
        Some(StatusFilter::Restored) => {
            let from = "(SELECT DISTINCT transition.article_id FROM transition
                         WHERE transition.kind = 'restored') AS told
                        CROSS JOIN article ON article.article_id = told.article_id";
            return (from, "article");
        }
    }
    if filter.section.is_some() {
        let from = "section_entry AS entry CROSS JOIN article
                    ON entry.key = :section AND article.article_id = entry.article_id";
        return (from, "entry");
    }
    let from = if filter.edited {
        "article INDEXED BY article_edited"
    } else {
        "article INDEXED BY article_dated"
    };
    (from, "article")
}

impl Articles<'_> {
    /// The articles a filter lets through, newest first.
    pub fn list(self, filter: &Filter) -> Result<Vec<ArticleRow>, StoreError> {
        self.page(filter, None, filter.limit)
    }

    /// The same from the first after a place on, at most `limit` (not the filter's).
    ///
    /// ```
    /// # mod scene { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/library/demo_archive.rs")); }
    /// # let folder = scene::demo_archive();
    /// # let dir = folder.path().join("archive");
    /// use hpnews::store::{Archive, ArticleRow, Cursor, Filter};
    ///
    /// let reader = Archive::open_for_reading(&dir)?;
    /// let first = reader.articles().page(&Filter::default(), None, Some(10))?;
    /// // What a link to the next page carries.
    /// let link = first.last().map(|row| row.cursor().to_string()).unwrap_or_default();
    /// let after: Cursor = link.parse()?;
    /// let second = reader.articles().page(&Filter::default(), Some(&after), Some(10))?;
    /// # assert!(second.len() == 10 && !second.contains(&first[9]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn page(
        self,
        filter: &Filter,
        after: Option<&Cursor>,
        limit: Option<u32>,
    ) -> Result<Vec<ArticleRow>, StoreError> {
        self.catalog.run("list articles", |connection| {
            let (sql, asked) = page_statement(filter, after, limit)?;
            let values = &*asked.values();
            all(&mut *statement(connection, &sql)?, values, article_row)
        })
    }
}

fn page_statement(
    filter: &Filter,
    after: Option<&Cursor>,
    limit: Option<u32>,
) -> rusqlite::Result<(String, SqlFilter)> {
    // The walk begins at the later bound: years may lie behind it.
    let end = filter.until.map(|until| until.timestamp_micros() - 1);
    let (at, behind) = match (after, end) {
        (Some(after), None) => (after.at, &*after.article_id),
        (Some(after), Some(end)) if after.at <= end => (after.at, &*after.article_id),
        (_, end) => (end.unwrap_or(i64::MAX), ""),
    };
    let begin = filter.since.map(|since| since.timestamp_micros());
    let mut asked = SqlFilter::of(filter)?;
    asked.bind(":begin", begin.unwrap_or(i64::MIN));
    asked.bind(":at", at);
    asked.bind(":behind", behind.to_owned());
    asked.bind(":limit", limit.map_or(-1, i64::from));
    let (from, by) = walk(filter);
    let sql = format!(
        "SELECT article.article_id, site, article.url, article.title, article.published_at,
           sections, path, captured_at, last_seen_at, duplicate_of,
           (SELECT count(*) FROM snapshot AS each
            WHERE each.article_id = article.article_id),
           article.dated_us, article.published_date, article_status
         FROM {from} CROSS JOIN snapshot ON snapshot.path = article.newest
         WHERE {by}.dated_us BETWEEN :begin AND :at
           AND ({by}.dated_us < :at OR {by}.article_id > :behind) AND {}
         ORDER BY {by}.dated_us DESC, {by}.article_id LIMIT :limit",
        asked.terms()
    );
    Ok((sql, asked))
}

fn article_row(row: &Row<'_>) -> rusqlite::Result<ArticleRow> {
    Ok(ArticleRow {
        article_id: row.get(0)?,
        site: row.get(1)?,
        url: row.get(2)?,
        title: row.get(3)?,
        published_at: get_some(row, 4)?,
        published_date: get_some(row, 12)?,
        dated_us: row.get(11)?,
        sections: get_json(row, 5)?,
        newest: row.get(6)?,
        captured_at: get(row, 7)?,
        last_seen_at: get(row, 8)?,
        duplicate_of: row.get(9)?,
        versions: count(row, 10)?,
        article_status: get(row, 13)?,
    })
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    #[test]
    fn no_list_walks_over_all_articles_or_sorts_them() {
        let connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch(include_str!("schema.sql"))
            .unwrap();
        let all = Filter::default();
        let is = |status| Filter {
            status: Some(StatusFilter::Is(status)),
            ..Filter::default()
        };
        let in_section = |filter: Filter| Filter {
            section: Some("Kinh tế".to_owned()),
            ..filter
        };
        let edited = Filter {
            edited: true,
            ..Filter::default()
        };
        for (filter, index) in [
            (all.clone(), "article_dated"),
            (is(ArticleStatus::Live), "article_dated"),
            (is(ArticleStatus::Removed), "article_stands"),
            (in_section(is(ArticleStatus::Removed)), "article_stands"),
            (edited.clone(), "article_edited"),
            (in_section(all), "entry"),
            (in_section(edited), "entry"),
        ] {
            let (sql, asked) = page_statement(&filter, None, Some(50)).unwrap();
            let sql = format!("EXPLAIN QUERY PLAN {sql}");
            let mut query = connection.prepare(&sql).unwrap();
            let values = &*asked.values();
            let steps = query.query_map(values, |row| row.get(3)).unwrap();
            let steps: Vec<String> = steps.map(Result::unwrap).collect();
            assert!(steps[0].starts_with("SEARCH"), "{filter:?}: {steps:#?}");
            assert!(steps[0].contains(index), "{filter:?}: {steps:#?}");
            assert!(
                !steps.iter().any(|it| it.contains("TEMP B-TREE")),
                "{steps:#?}"
            );
        }
    }

    #[test]
    fn a_cursor_is_read_as_it_is_written_and_nothing_else_is() {
        for at in [0, 1, -1, 1_795_464_000_000_000, i64::MIN, i64::MAX] {
            let cursor = Cursor {
                at,
                article_id: "thanhpho:url-0123456789abcdef".to_owned(),
            };
            assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }
        for text in [
            "",
            ".",
            "1.",
            ".a",
            "01.a",
            "A.a",
            "+1.a",
            "g.a",
            "10000000000000000.a",
        ] {
            assert!(text.parse::<Cursor>().is_err(), "{text:?}");
        }
    }
}
