//! One article by a person's word for it; its versions and the looks at it.

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use rusqlite::Connection;
use url::Url;

use super::cells::{all, count, get, get_json, get_some, statement};
use super::queries::Articles;
use crate::digest::ContentDigest;
use crate::store::StoreError;

/// One version of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionRow {
    /// The article.
    pub article_id: String,
    /// Its file below the archive.
    pub path: String,
    /// What it says.
    pub content: ContentDigest,
    /// When it was captured, in the site's civil time.
    pub captured_at: DateTime<FixedOffset>,
    /// Headline.
    pub title: Option<String>,
    /// Publication time.
    pub published_at: Option<DateTime<FixedOffset>>,
    /// Its civil day, also where only that is known.
    pub published_date: Option<NaiveDate>,
    /// Section names.
    pub sections: Vec<String>,
    /// Another article that said the same before.
    pub duplicate_of: Option<String>,
    /// How many gaps it records.
    pub gaps: u64,
    /// Size of the file.
    pub bytes: u64,
    /// The run that made it.
    pub run: String,
    /// The file of what was read later from the same capture, if anything was.
    pub superseded: Option<String>,
}

/// One look at an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// When.
    pub at: DateTime<Utc>,
    /// In which run.
    pub run: String,
    /// What it said then.
    pub content: ContentDigest,
    /// Whether that was a new version.
    pub changed: bool,
}

/// What a person's word for an article stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// This article.
    Article(String),
    /// The one article whose page names this address as its own. None was read there that is it.
    Claiming {
        /// Its name.
        id: String,
        /// Where it was read.
        url: String,
    },
    /// The beginning of these names, or what they name as their own address (20 at most).
    Several(Vec<String>),
    /// No article.
    Nothing,
}

impl Articles<'_> {
    /// An article's versions, oldest first.
    pub fn versions(self, article_id: &str) -> Result<Vec<VersionRow>, StoreError> {
        self.catalog.run("list versions", |connection| {
            let mut query = statement(
                connection,
                "SELECT path, content, captured_at, title, published_at, sections, duplicate_of,
                        gaps, bytes, run, superseded, published_date
                 FROM snapshot WHERE article_id = ?
                 ORDER BY captured_us,
                   (SELECT min(at_us) FROM cites JOIN capture USING (file, offset)
                    WHERE cites.snapshot = snapshot.path),
                   superseded IS NULL, run, path",
            )?;
            all(&mut query, [article_id], |row| {
                Ok(VersionRow {
                    article_id: article_id.to_owned(),
                    path: row.get(0)?,
                    content: get(row, 1)?,
                    captured_at: get(row, 2)?,
                    title: row.get(3)?,
                    published_at: get_some(row, 4)?,
                    published_date: get_some(row, 11)?,
                    sections: get_json(row, 5)?,
                    duplicate_of: row.get(6)?,
                    gaps: count(row, 7)?,
                    bytes: count(row, 8)?,
                    run: row.get(9)?,
                    superseded: row.get(10)?,
                })
            })
        })
    }

    /// Every look at an article, oldest first.
    pub fn observations(self, article_id: &str) -> Result<Vec<Observation>, StoreError> {
        self.catalog.run("list observations", |connection| {
            let mut query = statement(
                connection,
                "SELECT at, run, content, changed FROM observation
                 WHERE article_id = ? ORDER BY at",
            )?;
            all(&mut query, [article_id], |row| {
                Ok(Observation {
                    at: get(row, 0)?,
                    run: row.get(1)?,
                    content: get(row, 2)?,
                    changed: row.get(3)?,
                })
            })
        })
    }

    /// The article a person means by an address (current, previous, a duplicate's, or one that
    /// its page names), a name, the beginning of one, or the part of it after the site (`post-12`).
    pub fn resolve(self, word: &str) -> Result<Resolved, StoreError> {
        self.catalog.run("look up an article", |connection| {
            if let Some(found) = by_address(connection, word)? {
                return Ok(Resolved::Article(found));
            }
            // Neither is the beginning of another: all articles would be read for nothing.
            if word.contains("://") {
                return by_claim(connection, word);
            }
            if is_article(connection, word)? {
                return Ok(Resolved::Article(word.to_owned()));
            }
            let mut query = statement(
                connection,
                "SELECT article_id FROM article
                 WHERE substr(article_id, 1, length(?1)) = ?1
                    OR substr(article_id, instr(article_id, ':') + 1, length(?1)) = ?1
                 ORDER BY article_id <> ?1
                      AND substr(article_id, instr(article_id, ':') + 1) <> ?1, article_id
                 LIMIT 20",
            )?;
            let mut found = all(&mut query, [word], |row| row.get::<_, String>(0))?;
            let whole = |id: &String| id == word || id.split_once(':').is_some_and(|p| p.1 == word);
            let exact = found.iter().filter(|id| whole(id)).count();
            found.truncate(if exact > 0 { exact } else { found.len() });
            if found.is_empty() {
                return by_claim(connection, word);
            }
            Ok(match (word.is_empty(), found.len()) {
                (true, _) => Resolved::Nothing,
                (_, 1) => Resolved::Article(found.remove(0)),
                _ => Resolved::Several(found),
            })
        })
    }
}

fn is_article(connection: &Connection, id: &str) -> rusqlite::Result<bool> {
    statement(connection, "SELECT 1 FROM article WHERE article_id = ?")?.exists([id])
}

fn by_claim(connection: &Connection, word: &str) -> rusqlite::Result<Resolved> {
    let parsed = Url::parse(word).map(String::from);
    let sql = "SELECT DISTINCT article_id, article.url FROM claim JOIN article USING (article_id)
               WHERE claim.url IN (?1, ?2) LIMIT 20";
    let mut query = statement(connection, sql)?;
    let words = [word, parsed.as_deref().unwrap_or(word)];
    let mut found = all(&mut query, words, |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(match found.len() {
        0 => Resolved::Nothing,
        1 => {
            let (id, url) = found.remove(0);
            Resolved::Claiming { id, url }
        }
        _ => Resolved::Several(found.into_iter().map(|(id, _)| id).collect()),
    })
}

fn by_address(connection: &Connection, word: &str) -> rusqlite::Result<Option<String>> {
    let parsed = Url::parse(word).map(String::from).ok();
    for url in [Some(word), parsed.as_deref()].into_iter().flatten() {
        let mut query = statement(
            connection,
            "SELECT article_id FROM article_url WHERE url = ?1
             UNION ALL
             SELECT article_id FROM article_url JOIN address ON alias_of = article_url.url
             WHERE address.url = ?1 LIMIT 1",
        )?;
        if let Some(found) = all(&mut query, [url], |row| row.get(0))?.pop() {
            return Ok(Some(found));
        }
    }
    Ok(None)
}
