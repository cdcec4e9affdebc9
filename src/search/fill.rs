//! One version's words and rows, as they are written.

use rusqlite::{Connection, params};

use super::compile::{AUTHOR, SECTION};
use super::words::{SpellingForm, put, put_tagged};
use crate::record::Snapshot;
use crate::redaction::Withheld;

/// Ids of a `block`.
pub(super) const BLOCK: i64 = 1024;

/// A version to be indexed.
pub(super) struct New {
    pub(super) path: String,
    pub(super) article_id: String,
    pub(super) dated_us: i64,
    pub(super) state: i64,
}

/// Its words: title, body, captions, byline and sections, in each form.
pub(super) struct IndexedWords {
    pub(super) title: Option<String>,
    pub(super) exact: [String; 4],
    pub(super) folded: [String; 4],
}

/// What a version says to those who search.
pub(super) enum VersionText {
    /// Its words, and whether they are all of them.
    Words(Box<IndexedWords>, bool),
    /// Its article is withheld.
    Nothing,
}

impl VersionText {
    pub(super) fn of(snapshot: Snapshot, withheld: &Withheld) -> Self {
        match withheld.published(snapshot) {
            Some((snapshot, hidden)) => {
                Self::Words(Box::new(words(&snapshot)), hidden.is_nothing())
            }
            None => Self::Nothing,
        }
    }
}

/// Merging along the way is for updates; many versions at once are merged at the end.
pub(super) fn merging(connection: &Connection, bulk: bool) -> rusqlite::Result<()> {
    let (automerge, crisis) = if bulk { (0, 256) } else { (4, 16) };
    for form in [SpellingForm::Exact, SpellingForm::Folded] {
        let table = form.word();
        let sql = format!("INSERT INTO {table}({table}, rank) VALUES (?, ?)");
        let mut query = connection.prepare(&sql)?;
        for (key, value) in [
            ("automerge", automerge),
            ("crisismerge", crisis),
            // Words of one transaction, in memory: 64 MiB are more than it has.
            ("hashsize", 64 << 20),
        ] {
            query.execute(params![key, value])?;
        }
    }
    Ok(())
}

pub(super) fn put_words(
    connection: &Connection,
    id: i64,
    words: &IndexedWords,
) -> rusqlite::Result<()> {
    for (form, [title, body, caption, about]) in [
        (SpellingForm::Exact, &words.exact),
        (SpellingForm::Folded, &words.folded),
    ] {
        let table = form.word();
        connection
            .prepare_cached(&format!(
                "INSERT INTO {table} (rowid, title, body, caption, about) VALUES (?, ?, ?, ?, ?)"
            ))?
            .execute(params![id, title, body, caption, about])?;
    }
    Ok(())
}

/// A version's rows in the plain tables: after the words of its whole transaction, because each
/// statement here that `SQLite` guards by a savepoint has FTS5 write out the few words it holds
/// (measured: that made indexing several times slower).
pub(super) fn put_rows(
    connection: &Connection,
    id: i64,
    new: &New,
    title: Option<&str>,
) -> rusqlite::Result<()> {
    let cached = |sql| connection.prepare_cached(sql);
    cached("DELETE FROM unread WHERE path = ?")?.execute([&new.path])?;
    cached("INSERT OR IGNORE INTO article (article_id) VALUES (?)")?.execute([&new.article_id])?;
    cached(
        "INSERT INTO doc (id, article, dated_us, state)
         SELECT ?1, number, ?3, ?4 FROM article WHERE article_id = ?2",
    )?
    .execute(params![id, new.article_id, new.dated_us, new.state])?;
    cached("INSERT INTO card VALUES (?, ?, ?)")?.execute(params![id, new.path, title])?;
    cached(
        "INSERT INTO block VALUES (?1, ?2, ?2) ON CONFLICT DO UPDATE
         SET from_us = min(from_us, ?2), until_us = max(until_us, ?2)",
    )?
    .execute([id / BLOCK, new.dated_us])?;
    Ok(())
}

pub(super) fn note_unread(connection: &Connection, new: &New, cause: &str) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO unread VALUES (?, ?, ?, ?, ?)")?
        .execute(params![
            new.path,
            cause,
            new.article_id,
            new.dated_us,
            new.state
        ])?;
    Ok(())
}

pub(super) fn words(snapshot: &Snapshot) -> IndexedWords {
    IndexedWords {
        title: snapshot.title.clone(),
        exact: columns(snapshot, SpellingForm::Exact),
        folded: columns(snapshot, SpellingForm::Folded),
    }
}

fn columns(snapshot: &Snapshot, form: SpellingForm) -> [String; 4] {
    let mut columns: [String; 4] = Default::default();
    let [title, body, caption, about] = &mut columns;
    if let Some(text) = &snapshot.title {
        put(form, text, title);
    }
    for text in snapshot
        .lead
        .iter()
        .chain(snapshot.body.iter().map(|block| &block.text))
    {
        put(form, text, body);
    }
    for text in snapshot
        .images
        .iter()
        .filter_map(|image| image.caption.as_ref())
    {
        put(form, text, caption);
    }
    if let Some(text) = &snapshot.author {
        put_tagged(form, AUTHOR, text, about);
    }
    for text in &snapshot.categories {
        put_tagged(form, SECTION, text, about);
    }
    columns
}
