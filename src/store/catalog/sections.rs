//! The sections articles are in: an entry for each of the newest version, their names and counts.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, params};

use super::cells::{all, count, json, statement};
use super::queries::Articles;
use crate::record::Snapshot;
use crate::store::StoreError;
use crate::text::keys::section_key;

/// A section and how many articles are in it, as their newest versions say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionCount {
    /// Its folded name ([`section_key`]): what two spellings share.
    pub key: String,
    /// Its name, as the newest article in it writes it.
    pub name: String,
    /// Articles.
    pub articles: u64,
}

/// The newest version of an article is this one: its sections are the article's.
pub(super) fn enter(connection: &Connection, snapshot: &Snapshot) -> rusqlite::Result<()> {
    let id = &snapshot.article_id;
    statement(connection, "DELETE FROM section_entry WHERE article_id = ?")?.execute([id])?;
    let sql = "INSERT OR IGNORE INTO section_entry
               SELECT ?1, dated_us, article_id, ?2 FROM article WHERE article_id = ?3";
    for name in &snapshot.categories {
        statement(connection, sql)?.execute(params![section_key(name), name, id])?;
    }
    Ok(())
}

impl Articles<'_> {
    /// The sites of which there is an article, by name.
    pub fn sites(self) -> Result<Vec<String>, StoreError> {
        self.names("SELECT DISTINCT site FROM article ORDER BY site")
    }

    /// The sections that some version of an article is in, each as it was written.
    pub fn section_names(self) -> Result<Vec<String>, StoreError> {
        self.names(
            "SELECT DISTINCT each.value FROM snapshot, json_each(sections) AS each
             WHERE each.type = 'text' ORDER BY each.value",
        )
    }

    /// The sections of all articles but some, by key, with how many articles are in each.
    pub fn sections(self, except: &BTreeSet<&str>) -> Result<Vec<SectionCount>, StoreError> {
        self.catalog.run("count sections", |connection| {
            let except = json(except)?;
            // Few are left out: to count them apart is cheaper than to look at every entry.
            let sql = "SELECT key, count(*) FROM section_entry
                       WHERE article_id IN (SELECT value FROM json_each(?)) GROUP BY key";
            let pair = |row: &rusqlite::Row<'_>| Ok((row.get::<_, String>(0)?, count(row, 1)?));
            let out = all(&mut *statement(connection, sql)?, [&except], pair)?;
            let out: BTreeMap<String, u64> = out.into_iter().collect();
            let sql = "SELECT key, count(*), coalesce((SELECT name FROM section_entry AS one
                         WHERE one.key = entry.key
                           AND article_id NOT IN (SELECT value FROM json_each(?)) LIMIT 1), '')
                       FROM section_entry AS entry GROUP BY key";
            let mut sections = all(&mut *statement(connection, sql)?, [&except], |row| {
                let key: String = row.get(0)?;
                Ok(SectionCount {
                    articles: count(row, 1)? - out.get(&key).copied().unwrap_or(0),
                    name: row.get(2)?,
                    key,
                })
            })?;
            sections.retain(|section| section.articles > 0);
            Ok(sections)
        })
    }

    fn names(self, sql: &str) -> Result<Vec<String>, StoreError> {
        self.catalog.run("list names", |connection| {
            all(&mut *statement(connection, sql)?, [], |row| row.get(0))
        })
    }
}
