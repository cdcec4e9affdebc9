//! The versions an expression finds, the newest first as far as need be.
//!
//! Ids were given in the order of dates, block by block of 1024, and each block knows its
//! dates: so a question about one month reads that month, and one that a hundred thousand
//! articles answer is read from the newest on until there is enough.

use std::collections::{HashMap, HashSet};

use rusqlite::{CachedStatement, Connection, named_params, params};

use super::fill::BLOCK;
use super::words::SpellingForm;

/// Blocks of the first look; each next one takes twice as many.
const FIRST: usize = 2;

/// Blocks of which a half is looked at to see whether a word is common.
const SAMPLES: i64 = 8;

/// Which versions are wanted, whatever they say.
#[derive(Clone, Debug, Default)]
pub(super) struct VersionFilter {
    /// Dated at or after, in microseconds since 1970 …
    pub(super) since_us: Option<i64>,
    /// … and at or before.
    pub(super) until_us: Option<i64>,
    /// Past versions too.
    pub(super) past: bool,
    /// Only of articles of which a past version is kept.
    pub(super) changed: bool,
    /// Only of these articles: a JSON array.
    pub(super) articles: Option<String>,
}

/// When there is enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Enough {
    /// When all was read.
    All,
    /// From so many on.
    Many(usize),
    /// When the newest so many are certain.
    Newest(usize),
}

/// A version that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct FoundVersion {
    pub(super) id: i64,
    pub(super) dated_us: i64,
    /// By FTS5's BM25, made positive; 0 where it was not asked for.
    pub(super) score: f64,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub(super) struct FoundVersions {
    /// In no order.
    pub(super) rows: Vec<FoundVersion>,
    /// Whether that is all of it.
    pub(super) complete: bool,
    /// How many blocks were read.
    pub(super) blocks: usize,
}

/// Blocks that may hold what is wanted, the newest first: number and latest date.
pub(super) struct Blocks(Vec<(i64, i64)>);

impl Blocks {
    pub(super) fn of(connection: &Connection, bounds: &VersionFilter) -> rusqlite::Result<Self> {
        let mut query = connection.prepare_cached(
            "SELECT number, until_us FROM block
             WHERE (:until IS NULL OR from_us <= :until) AND (:since IS NULL OR until_us >= :since)
             ORDER BY until_us DESC, number DESC",
        )?;
        let wanted = named_params! {":since": bounds.since_us, ":until": bounds.until_us};
        let rows = query.query_map(wanted, |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(Self(rows.collect::<rusqlite::Result<_>>()?))
    }
}

/// Finds what an expression says, block by block until it is enough; `most`: no more blocks
/// than so many.
pub(super) fn gather(
    connection: &Connection,
    (form, expression): (SpellingForm, &str),
    bounds: &VersionFilter,
    blocks: &Blocks,
    enough: Enough,
    most: Option<usize>,
) -> rusqlite::Result<FoundVersions> {
    let all = &blocks.0[..most.unwrap_or(usize::MAX).min(blocks.0.len())];
    let mut found = FoundVersions {
        complete: true,
        ..FoundVersions::default()
    };
    let mut step = match enough {
        Enough::All => all.len(),
        Enough::Many(_) | Enough::Newest(_) => FIRST,
    };
    let mut query = statement(connection, form, bounds)?;
    while found.blocks < all.len() {
        let next = (found.blocks + step).min(all.len());
        for (from, to) in ranges(&all[found.blocks..next]) {
            read(&mut query, expression, bounds, (from, to), &mut found.rows)?;
        }
        found.blocks = next;
        step *= 2;
        let Some((_, newest)) = all.get(next) else {
            break;
        };
        let is_enough = match enough {
            Enough::All => false,
            Enough::Many(count) => found.rows.len() >= count,
            Enough::Newest(count) => {
                let certain = found.rows.iter().filter(|row| row.dated_us >= *newest);
                certain.count() >= count
            }
        };
        if is_enough {
            found.complete = false;
            break;
        }
    }
    Ok(found)
}

/// Scores versions that were gathered by what an expression finds in them; those it does not
/// find keep theirs.
pub(super) fn score(
    connection: &Connection,
    (form, expression): (SpellingForm, &str),
    rows: &mut [FoundVersion],
) -> rusqlite::Result<()> {
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let (Some(from), Some(to)) = (ids.iter().min(), ids.iter().max()) else {
        return Ok(());
    };
    let table = form.word();
    // A word of the headline is worth eight of the body, one of a caption two.
    let mut query = connection.prepare_cached(&format!(
        "SELECT {table}.rowid, -bm25({table}, 8.0, 1.0, 2.0, 1.0) FROM {table}
         WHERE {table} MATCH ?1 AND {table}.rowid BETWEEN ?2 AND ?3
           AND +{table}.rowid IN (SELECT value FROM json_each(?4))"
    ))?;
    let wanted = serde_json::Value::from(ids.as_slice()).to_string();
    let found = query.query_map(params![expression, from, to, wanted], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })?;
    let scores: HashMap<i64, f64> = found.collect::<rusqlite::Result<_>>()?;
    for row in rows {
        row.score = scores.get(&row.id).copied().unwrap_or(row.score);
    }
    Ok(())
}

/// Which words are in more than a tenth of the versions, as [`SAMPLES`] blocks have it. Such a
/// word tells next to nothing of an article, and to weigh it FTS5 counts all that have it: most
/// of a question's time (measured).
pub(super) fn common(
    connection: &Connection,
    form: SpellingForm,
    words: Vec<String>,
) -> rusqlite::Result<HashSet<String>> {
    let last: i64 =
        connection.query_row("SELECT coalesce(max(id), 0) FROM doc", [], |row| row.get(0))?;
    let samples = (last / BLOCK).min(SAMPLES);
    let mut common = HashSet::new();
    if samples < SAMPLES {
        return Ok(common);
    }
    let table = form.word();
    let mut query = connection.prepare_cached(&format!(
        "SELECT count(*) FROM {table} WHERE {table} MATCH ?1 AND rowid BETWEEN ?2 AND ?3"
    ))?;
    for word in words {
        let mut held = 0;
        for sample in 0..samples {
            let from = last / samples * sample + 1;
            let to = from + BLOCK / 2 - 1;
            let asked = params![format!("\"{word}\""), from, to];
            held += query.query_row(asked, |row| row.get::<_, i64>(0))?;
        }
        if held * 10 > samples * BLOCK / 2 {
            common.insert(word);
        }
    }
    Ok(common)
}

/// Ids of blocks as few ranges as may be.
fn ranges(blocks: &[(i64, i64)]) -> Vec<(i64, i64)> {
    let mut numbers: Vec<i64> = blocks.iter().map(|block| block.0).collect();
    numbers.sort_unstable();
    let mut ranges: Vec<(i64, i64)> = Vec::new();
    for number in numbers {
        let (from, to) = (number * BLOCK, number * BLOCK + BLOCK - 1);
        match ranges.last_mut() {
            Some(last) if last.1 + 1 == from => last.1 = to,
            _ => ranges.push((from, to)),
        }
    }
    ranges
}

fn statement<'c>(
    connection: &'c Connection,
    form: SpellingForm,
    bounds: &VersionFilter,
) -> rusqlite::Result<CachedStatement<'c>> {
    let table = form.word();
    let changed = if bounds.changed {
        "AND EXISTS (SELECT 1 FROM doc AS past WHERE past.article = doc.article AND past.state = 0)"
    } else {
        ""
    };
    let articles = if bounds.articles.is_some() {
        "AND doc.article IN (SELECT number FROM article
           WHERE article_id IN (SELECT value FROM json_each(:articles)))"
    } else {
        "AND :articles IS NULL"
    };
    connection.prepare_cached(&format!(
        "SELECT doc.id, doc.dated_us
         FROM {table} CROSS JOIN doc ON doc.id = {table}.rowid
         WHERE {table} MATCH :expression AND {table}.rowid BETWEEN :from AND :to
           AND doc.state >= :state AND doc.dated_us BETWEEN :since AND :until
           {changed} {articles}"
    ))
}

fn read(
    query: &mut CachedStatement<'_>,
    expression: &str,
    bounds: &VersionFilter,
    (from, to): (i64, i64),
    rows: &mut Vec<FoundVersion>,
) -> rusqlite::Result<()> {
    let found = query.query_map(
        named_params! {
            ":expression": expression,
            ":from": from,
            ":to": to,
            ":state": i64::from(!bounds.past),
            ":since": bounds.since_us.unwrap_or(i64::MIN),
            ":until": bounds.until_us.unwrap_or(i64::MAX),
            ":articles": bounds.articles,
        },
        |row| {
            Ok(FoundVersion {
                id: row.get(0)?,
                dated_us: row.get(1)?,
                score: 0.0,
            })
        },
    )?;
    for row in found {
        rows.push(row?);
    }
    Ok(())
}
