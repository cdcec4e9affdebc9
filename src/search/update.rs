//! Bringing the index up to date with the catalog: versions it lists and the index has not,
//! and where older ones stand by now.
//!
//! One transaction a few thousand versions: a kill or a full disk loses no more than that, and
//! the next update goes on from there. Only when everything is in does the index say how far
//! the catalog was read, so what was interrupted is never taken for whole.

use std::collections::{BTreeMap, HashMap};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use rusqlite::{Connection, OptionalExtension, params};

use super::SearchError;
use super::fill::{New, VersionText, merging, note_unread, put_rows, put_words};
use super::index::{IndexLock, SearchIndex};
use super::takedowns::{self, takedowns};
use super::words::SpellingForm;
use crate::redaction::Withheld;
use crate::store::{Reader, ShelfRow, StoreError, read_snapshot};

/// Versions of one transaction. The index's own merging is paid once a transaction.
const CHUNK: usize = 5_000;
/// From so many new versions on the index is merged into one piece at the end (measured on
/// 200,000 articles: queries over one piece take half the time of those over twenty).
const BULK: usize = 20_000;
/// Versions read ahead of the one that is written.
const AHEAD: usize = 64;
/// What the index says it has read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Freshness {
    /// All there is.
    Fresh,
    /// Less.
    Behind,
    /// It was made by other takedowns.
    OtherTakedowns,
    /// What this catalog does not know: it was made of another archive, or of lines that are
    /// gone.
    Foreign,
}

/// A version that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Of which article.
    pub article_id: String,
    /// Its file and what was wrong. `None` where something is withheld: nobody can tell what is
    /// in the file, and it is named by its article's address.
    pub cause: Option<String>,
}

impl Unread {
    /// Without what its file's name may give away. `None` where its article is withheld: nothing
    /// of it is searched anyway.
    pub(super) fn published(self, withheld: &Withheld) -> Option<Self> {
        let cause = self.cause.filter(|_| withheld.is_empty());
        (!withheld.has_whole(&self.article_id)).then_some(Self { cause, ..self })
    }
}

type Prepared = (New, Result<VersionText, StoreError>);

/// Compares what the index has read with the catalog's `lengths`.
pub(super) fn freshness(
    index: &SearchIndex,
    lengths: &BTreeMap<String, u64>,
    withheld: &Withheld,
) -> Result<Freshness, SearchError> {
    let known = index.run("see how far it is", read_in)?;
    let gone = |(run, bytes): (&String, &u64)| lengths.get(run).is_none_or(|now| now < bytes);
    if known.iter().any(gone) {
        return Ok(Freshness::Foreign);
    }
    if index.run("see by which takedowns", takedowns)? != withheld.fingerprint() {
        return Ok(Freshness::OtherTakedowns);
    }
    let unread = index.run("see what was not read", |connection| {
        connection.query_row("SELECT count(*) FROM unread", [], |row| {
            row.get::<_, i64>(0)
        })
    })?;
    Ok(if known == *lengths && unread == 0 {
        Freshness::Fresh
    } else {
        Freshness::Behind
    })
}

/// The versions that could not be read, in order.
pub(super) fn unread(connection: &Connection) -> rusqlite::Result<Vec<Unread>> {
    let mut query = connection.prepare("SELECT article_id, cause FROM unread ORDER BY path")?;
    let rows = query.query_map([], |row| {
        Ok(Unread {
            article_id: row.get(0)?,
            cause: row.get(1)?,
        })
    })?;
    rows.collect()
}

/// Reads in what is new. `tell` is called with how many versions are done, and of how many.
pub(super) fn update(
    reader: &Reader,
    withheld: &Withheld,
    index: &SearchIndex,
    _lock: &IndexLock,
    tell: &mut dyn FnMut(usize, usize),
) -> Result<(), SearchError> {
    takedowns::revise(reader, withheld, index)?;
    // Before the rows: what is written meanwhile is for the next update.
    let lengths = reader.runs().read_in()?;
    let known = index.run("see how far it is", read_in)?;
    let mut rows: BTreeMap<String, ShelfRow> = BTreeMap::new();
    let mut take = |found: Vec<ShelfRow>| {
        rows.extend(found.into_iter().map(|row| (row.path.clone(), row)));
    };
    if known.is_empty() {
        take(reader.articles().shelf(None)?);
    } else {
        for (run, _) in lengths
            .iter()
            .filter(|(run, bytes)| known.get(*run) != Some(bytes))
        {
            take(reader.articles().shelf(Some(run))?);
        }
    }
    let again = index.run("see what was not read", waiting)?;
    let (new, moved) = index.run("see what is new", |connection| {
        sorted(connection, rows, again)
    })?;
    if !new.is_empty() {
        read_in_new((reader, withheld), index, new, tell)?;
    }
    index.write("note how far it is", |connection| {
        let mut query = connection.prepare("UPDATE doc SET state = ?2 WHERE id = ?1")?;
        for (id, state) in moved {
            query.execute([id, state])?;
        }
        connection.execute("DELETE FROM read_in", [])?;
        let mut query = connection.prepare("INSERT INTO read_in VALUES (?, ?)")?;
        for (run, bytes) in &lengths {
            query.execute(params![run, bytes.cast_signed()])?;
        }
        Ok(())
    })
}

fn read_in(connection: &Connection) -> rusqlite::Result<BTreeMap<String, u64>> {
    let mut query = connection.prepare("SELECT run, bytes FROM read_in")?;
    let rows = query.query_map([], |row| {
        Ok((row.get(0)?, row.get::<_, i64>(1)?.cast_unsigned()))
    })?;
    rows.collect()
}

/// Versions that could not be read before: they may have been restored.
fn waiting(connection: &Connection) -> rusqlite::Result<Vec<New>> {
    let mut query = connection.prepare("SELECT path, article_id, dated_us, state FROM unread")?;
    let rows = query.query_map([], |row| {
        Ok(New {
            path: row.get(0)?,
            article_id: row.get(1)?,
            dated_us: row.get(2)?,
            state: row.get(3)?,
        })
    })?;
    rows.collect()
}

/// Known versions that stand elsewhere now: id and state.
type Moved = Vec<(i64, i64)>;

/// Which of the rows are new, in the order of their dates, and which of the known ones moved.
fn sorted(
    connection: &Connection,
    rows: BTreeMap<String, ShelfRow>,
    again: Vec<New>,
) -> rusqlite::Result<(Vec<New>, Moved)> {
    let mut query =
        connection.prepare("SELECT card.id, state FROM card JOIN doc USING (id) WHERE path = ?")?;
    let mut new: Vec<New> = Vec::new();
    let mut moved = Vec::new();
    for (path, row) in rows {
        let state = state(&row);
        let held: Option<(i64, i64)> = query
            .query_row([&path], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        match held {
            Some((_, before)) if before == state => {}
            Some((id, _)) => moved.push((id, state)),
            None => new.push(New {
                path,
                article_id: row.article_id,
                dated_us: row.dated.timestamp_micros(),
                state,
            }),
        }
    }
    let named: std::collections::HashSet<&str> = new.iter().map(|it| it.path.as_str()).collect();
    let again: Vec<New> = again
        .into_iter()
        .filter(|it| !named.contains(it.path.as_str()))
        .collect();
    new.extend(again);
    new.sort_by(|a, b| (a.dated_us, &a.path).cmp(&(b.dated_us, &b.path)));
    Ok((new, moved))
}

fn state(row: &ShelfRow) -> i64 {
    match (row.superseded, row.newest) {
        (true, _) => -1,
        (false, true) => 1,
        (false, false) => 0,
    }
}

/// Reads, folds and writes: the first two in a thread of their own.
fn read_in_new(
    (reader, withheld): (&Reader, &Withheld),
    index: &SearchIndex,
    new: Vec<New>,
    tell: &mut dyn FnMut(usize, usize),
) -> Result<(), SearchError> {
    let total = new.len();
    let bulk = total >= BULK;
    index.run("set up", |connection| merging(connection, bulk))?;
    let blobs = reader.blobs();
    thread::scope(|scope| {
        let (sender, came) = sync_channel::<Prepared>(AHEAD);
        scope.spawn(move || {
            for it in new {
                let words = read_snapshot(blobs, &it.path)
                    .map(|snapshot| VersionText::of(snapshot, withheld));
                // Nobody takes them any more: the writer has failed.
                if sender.send((it, words)).is_err() {
                    break;
                }
            }
        });
        write_all(index, &came, total, tell)
    })?;
    if bulk {
        index.run("merge", |connection| {
            for form in [SpellingForm::Exact, SpellingForm::Folded] {
                let table = form.word();
                connection.execute(
                    &format!("INSERT INTO {table}({table}) VALUES ('optimize')"),
                    [],
                )?;
            }
            merging(connection, false)?;
            connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        })?;
    }
    Ok(())
}

fn write_all(
    index: &SearchIndex,
    came: &Receiver<Prepared>,
    total: usize,
    tell: &mut dyn FnMut(usize, usize),
) -> Result<(), SearchError> {
    let mut done = 0;
    while done < total {
        let begun = done;
        index.write("index versions", |connection| {
            let mut held = Vec::new();
            let mut next: i64 =
                connection.query_row("SELECT coalesce(max(id), 0) + 1 FROM doc", [], |row| {
                    row.get(0)
                })?;
            while done < total && done - begun < CHUNK {
                let Ok((new, words)) = came.recv() else { break };
                match words {
                    Ok(VersionText::Nothing) => takedowns::leave_out(connection, &new)?,
                    Ok(VersionText::Words(words, is_whole)) => {
                        put_words(connection, next, &words)?;
                        held.push((next, new, words.title, is_whole));
                        next += 1;
                    }
                    Err(error) => note_unread(connection, &new, &error.to_string())?,
                }
                done += 1;
                if done.is_multiple_of(500) {
                    tell(done, total);
                }
            }
            held.iter().try_for_each(|(id, new, title, is_whole)| {
                put_rows(connection, *id, new, title.as_deref())?;
                takedowns::note(connection, *id, *is_whole)
            })
        })?;
        if done == begun {
            break;
        }
    }
    tell(done, total);
    Ok(())
}

/// The files of some versions, and whether each is its article's newest.
pub(super) fn cards(
    connection: &Connection,
    ids: impl Iterator<Item = i64>,
) -> rusqlite::Result<HashMap<i64, VersionDetail>> {
    let mut query = connection.prepare(
        "SELECT path, title, state = 1, article_id
             FROM card JOIN doc USING (id) JOIN article ON number = article WHERE id = ?",
    )?;
    ids.map(|id| {
        let card = query.query_row([id], |row| {
            Ok(VersionDetail {
                path: row.get(0)?,
                title: row.get(1)?,
                current: row.get(2)?,
                article_id: row.get(3)?,
            })
        })?;
        Ok((id, card))
    })
    .collect()
}

/// What is seldom asked of a version.
pub(super) struct VersionDetail {
    pub(super) path: String,
    pub(super) title: Option<String>,
    pub(super) current: bool,
    pub(super) article_id: String,
}
