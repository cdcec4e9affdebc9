//! What is known of an article when a page of it has just been read.

use chrono::{NaiveDate, NaiveTime};
use rusqlite::{Connection, OptionalExtension, params};

use super::cells::{all, get, get_json, statement};
use super::queries::Articles;
use crate::digest::ContentDigest;
use crate::record::{Article, SourcePage};
use crate::store::{StoreError, names};

/// An article that has been stored before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownArticle {
    /// Its stable name.
    pub article_id: String,
    /// Its newest version; `None` when every snapshot of it is damaged.
    pub newest: Option<NewestVersion>,
    /// Addresses it had before its current one, oldest first.
    pub previous_urls: Vec<String>,
}

/// The newest version of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewestVersion {
    /// What it says.
    pub content: ContentDigest,
    /// Its file below the archive.
    pub path: String,
    /// The article's current address (which may have changed since that version).
    pub url: String,
}

/// A page of an article in several, kept until the others have come.
#[derive(Clone, Debug, PartialEq)]
pub struct HeldPart {
    /// Which page, from 1.
    pub number: u32,
    /// Its address.
    pub url: String,
    /// The addresses of all pages in order, as this page gave them.
    pub of: Vec<String>,
    /// What it says.
    pub extracted: Article,
    /// The capture behind it.
    pub page: SourcePage,
}

impl Articles<'_> {
    /// The article a page belongs to: by the portal's own number if the page has one, else by
    /// address. An address that now shows another number is another article; one that was
    /// another spelling is none of its own.
    pub fn article_for(
        self,
        url: &str,
        post_id: Option<u64>,
        site: &str,
    ) -> Result<Option<KnownArticle>, StoreError> {
        self.catalog.run("look up an article", |connection| {
            let post_id = post_id.map(u64::cast_signed);
            let by_number = statement(
                connection,
                "SELECT article_id FROM article WHERE site = ? AND post_id = ?
                 ORDER BY first_seen_at LIMIT 1",
            )?
            .query_row(params![site, post_id], |row| row.get::<_, String>(0))
            .optional()?;
            let found = match by_number {
                Some(found) => Some(found),
                None => statement(
                    connection,
                    "SELECT article_id FROM article_url JOIN article USING (article_id)
                     WHERE article_url.url = ?1
                       AND site = ?2 AND (?3 IS NULL OR post_id IS NULL OR post_id = ?3)",
                )?
                .query_row(params![url, site, post_id], |row| row.get(0))
                .optional()?,
            };
            found.map(|id| known(connection, id)).transpose()
        })
    }

    /// Articles of a site with this headline, published on this day.
    pub fn articles_called(
        self,
        site: &str,
        title: &str,
        day: NaiveDate,
    ) -> Result<Vec<KnownArticle>, StoreError> {
        let midnight = day.and_time(NaiveTime::MIN).and_utc().timestamp_micros();
        // The day's beginning in any zone.
        let days = [-1, 1].map(|it| midnight + it * 86_400_000_000);
        self.catalog.run("look up a headline", |connection| {
            let sql = "SELECT article_id FROM article
                       WHERE dated_us BETWEEN ? AND ? AND site = ? AND title_key = ?
                         AND published_date = ?";
            let title = names::fold(title, ' ');
            let parameters = params![days[0], days[1], site, title, day.to_string()];
            let mut query = statement(connection, sql)?;
            let found = all(&mut query, parameters, |row| row.get::<_, String>(0))?;
            found.into_iter().map(|id| known(connection, id)).collect()
        })
    }

    /// The first article that ever said exactly this: what a new one duplicates.
    pub fn holder_of(self, content: &ContentDigest) -> Result<Option<String>, StoreError> {
        self.catalog.run("look up a content digest", |connection| {
            statement(
                connection,
                "SELECT article_id FROM snapshot WHERE content = ?
                 ORDER BY captured_us, path LIMIT 1",
            )?
            .query_row([content.as_str()], |row| row.get(0))
            .optional()
        })
    }

    /// The pages kept in this run of an article in several, in order.
    pub fn parts_of(self, article_url: &str) -> Result<Vec<HeldPart>, StoreError> {
        self.catalog.run("look up pages", |connection| {
            let mut query = statement(
                connection,
                "SELECT number, url, of_urls, extracted, page FROM part
                 WHERE article_url = ? ORDER BY number",
            )?;
            all(&mut query, [article_url], |row| {
                Ok(HeldPart {
                    number: row.get(0)?,
                    url: row.get(1)?,
                    of: get_json(row, 2)?,
                    extracted: get_json(row, 3)?,
                    page: get_json(row, 4)?,
                })
            })
        })
    }

    /// The article a page is a part of, if another of its pages is kept in this run and has
    /// named it.
    pub fn article_of_part(self, url: &str) -> Result<Option<String>, StoreError> {
        self.catalog.run("look up a page's article", |connection| {
            statement(
                connection,
                "SELECT article_url FROM part, json_each(part.of_urls) AS each
                 WHERE each.value = ? ORDER BY article_url LIMIT 1",
            )?
            .query_row([url], |row| row.get(0))
            .optional()
        })
    }
}

fn known(connection: &Connection, article_id: String) -> rusqlite::Result<KnownArticle> {
    let newest = statement(
        connection,
        "SELECT snapshot.content, snapshot.path, article.url
         FROM article JOIN snapshot ON snapshot.path = article.newest
         WHERE article.article_id = ?",
    )?
    .query_row([&article_id], |row| {
        Ok(NewestVersion {
            content: get(row, 0)?,
            path: row.get(1)?,
            url: row.get(2)?,
        })
    })
    .optional()?;
    let mut query = statement(
        connection,
        "SELECT url FROM article_url WHERE article_id = ? AND kind = 'previous'
         ORDER BY since, url",
    )?;
    let previous_urls = all(&mut query, [&article_id], |row| row.get(0))?;
    Ok(KnownArticle {
        article_id,
        newest,
        previous_urls,
    })
}
