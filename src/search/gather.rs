//! The versions an expression finds, the newest first as far as need be.
//!
//! Ids were given in the order of dates, block by block of 1024, and each block knows its
//! dates: so a question about one month reads that month, and one that a hundred thousand
//! articles answer is read from the newest on until there is enough.

use rusqlite::{CachedStatement, Connection, named_params};

use super::update::BLOCK;
use super::words::Form;

/// Blocks of the first look; each next one takes twice as many.
const FIRST: usize = 4;

/// Which versions are wanted, whatever they say.
#[derive(Clone, Debug, Default)]
pub(super) struct Bounds {
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
pub(super) struct Row {
    pub(super) id: i64,
    pub(super) dated_us: i64,
    /// By FTS5's BM25, made positive; 0 where it was not asked for.
    pub(super) score: f64,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub(super) struct Gathered {
    /// In no order.
    pub(super) rows: Vec<Row>,
    /// Whether that is all of it.
    pub(super) complete: bool,
    /// How many blocks were read.
    pub(super) blocks: usize,
}

/// Blocks that may hold what is wanted, the newest first: number and latest date.
pub(super) struct Blocks(Vec<(i64, i64)>);

impl Blocks {
    pub(super) fn of(connection: &Connection, bounds: &Bounds) -> rusqlite::Result<Self> {
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
    (form, expression): (Form, &str),
    bounds: &Bounds,
    blocks: &Blocks,
    enough: Enough,
    most: Option<usize>,
) -> rusqlite::Result<Gathered> {
    let all = &blocks.0[..most.unwrap_or(usize::MAX).min(blocks.0.len())];
    let mut found = Gathered {
        complete: true,
        ..Gathered::default()
    };
    let mut step = match enough {
        Enough::All => all.len(),
        Enough::Many(_) | Enough::Newest(_) => FIRST,
    };
    let mut query = statement(connection, form, bounds, false)?;
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

/// The scores of versions that were all gathered.
pub(super) fn score(
    connection: &Connection,
    (form, expression): (Form, &str),
    bounds: &Bounds,
    rows: &mut Vec<Row>,
) -> rusqlite::Result<()> {
    let ids = rows.iter().map(|row| row.id);
    let (Some(from), Some(to)) = (ids.clone().min(), ids.max()) else {
        return Ok(());
    };
    rows.clear();
    let mut query = statement(connection, form, bounds, true)?;
    read(&mut query, expression, bounds, (from, to), rows)
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
    form: Form,
    bounds: &Bounds,
    scored: bool,
) -> rusqlite::Result<CachedStatement<'c>> {
    let table = form.word();
    // A word of the headline is worth eight of the body, one of a caption two.
    let score = if scored {
        format!("-bm25({table}, 8.0, 1.0, 2.0, 1.0)")
    } else {
        "0.0".to_owned()
    };
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
        "SELECT doc.id, doc.dated_us, {score}
         FROM {table} CROSS JOIN doc ON doc.id = {table}.rowid
         WHERE {table} MATCH :expression AND {table}.rowid BETWEEN :from AND :to
           AND doc.state >= :state AND doc.dated_us BETWEEN :since AND :until
           {changed} {articles}"
    ))
}

fn read(
    query: &mut CachedStatement<'_>,
    expression: &str,
    bounds: &Bounds,
    (from, to): (i64, i64),
    rows: &mut Vec<Row>,
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
            Ok(Row {
                id: row.get(0)?,
                dated_us: row.get(1)?,
                score: row.get(2)?,
            })
        },
    )?;
    for row in found {
        rows.push(row?);
    }
    Ok(())
}
