//! Articles, their versions, their addresses, and every look at them.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};

use super::article_status::ObservedArticle;
use super::cells::{json, statement, time};
use super::{article_status, files, sections};
use crate::coverage::ArticleField;
use crate::record::{Cause, Snapshot};
use crate::store::names;
use crate::store::snapshots::LoadedSnapshot;
use crate::text::keys::section_key;

/// One snapshot file to be indexed.
pub(super) struct VersionFile<'a> {
    pub(super) run: &'a str,
    pub(super) path: &'a str,
    pub(super) loaded: &'a LoadedSnapshot,
}

/// The portal's own number in an article's name: `<site>:post-<id>`.
fn post_id(article_id: &str) -> Option<i64> {
    let (_, number) = article_id.rsplit_once(":post-")?;
    number.parse::<u64>().ok().map(u64::cast_signed)
}

/// Indexes a snapshot, and makes it the article's newest unless a later one is known.
pub(super) fn version(connection: &Connection, version: &VersionFile<'_>) -> rusqlite::Result<()> {
    let snapshot = &version.loaded.snapshot;
    let known = statement(
        connection,
        "SELECT newest_us FROM article WHERE article_id = ?",
    )?
    .query_row([&snapshot.article_id], |row| row.get::<_, i64>(0))
    .optional()?;
    let captured = snapshot.captured_at.timestamp_micros();
    let newest = match known {
        Some(newest) if newest == captured => !is_before_newest(connection, snapshot)?,
        known => known.is_none_or(|newest| newest < captured),
    };
    if newest {
        article(connection, version)?;
    }
    snapshot_row(connection, version)?;
    cite(connection, version)?;
    claim(connection, snapshot)?;
    files::offer(connection, version.path, snapshot)?;
    let since = snapshot.captured_at.to_utc();
    if !newest {
        precede(connection, snapshot, since)?;
    }
    for previous in &snapshot.previous_urls {
        statement(
            connection,
            "INSERT OR IGNORE INTO article_url VALUES (?, ?, 'previous', ?)",
        )?
        .execute(params![previous, snapshot.article_id, time(since)])?;
    }
    if newest {
        let run = version.run;
        lives_at(connection, run, &snapshot.article_id, &snapshot.url, since)?;
    }
    Ok(())
}

/// When the record was made that a snapshot begins with: a snapshot says whole seconds, and
/// two looks may fall into one.
const TAKEN: &str = "SELECT min(at_us) FROM cites JOIN capture USING (file, offset)
    WHERE cites.snapshot =";

/// Whether a version of the newest one's second was taken before it.
fn is_before_newest(connection: &Connection, snapshot: &Snapshot) -> rusqlite::Result<bool> {
    let Some(place) = snapshot
        .provenance
        .pages
        .first()
        .and_then(|page| page.warc.as_ref())
    else {
        return Ok(false);
    };
    let sql = format!(
        "SELECT at_us < ({TAKEN} (SELECT newest FROM article WHERE article_id = ?3))
         FROM capture WHERE file = ?1 AND offset = ?2"
    );
    let before = statement(connection, &sql)?
        .query_row(
            params![place.file, place.offset.cast_signed(), snapshot.article_id],
            |row| row.get::<_, Option<bool>>(0),
        )
        .optional()?;
    Ok(before.flatten().unwrap_or(false))
}

fn article(connection: &Connection, version: &VersionFile<'_>) -> rusqlite::Result<()> {
    let snapshot = &version.loaded.snapshot;
    let captured = snapshot.captured_at.timestamp_micros();
    let seen_at = time(snapshot.captured_at.to_utc());
    let published = snapshot.dated().map(|at| at.timestamp_micros());
    statement(
        connection,
        "INSERT INTO article (article_id, site, url, post_id, title, title_key, published_at,
                              published_date, dated_us, newest, newest_us, first_seen_at,
                              last_seen_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?12, coalesce(?8, ?9), ?10, ?9, ?11, ?11)
         ON CONFLICT DO UPDATE SET title = ?5, title_key = ?6, published_at = ?7,
           published_date = ?12, dated_us = coalesce(?8, dated_us), newest = ?10, newest_us = ?9,
           last_seen_at = max(last_seen_at, ?11)",
    )?
    .execute(params![
        snapshot.article_id,
        snapshot.site,
        snapshot.url,
        post_id(&snapshot.article_id),
        snapshot.title,
        names::fold(snapshot.title.as_deref().unwrap_or(""), ' '),
        snapshot.published_at.map(time),
        published,
        captured,
        version.path,
        seen_at,
        snapshot.published_date.map(|day| day.to_string()),
    ])?;
    sections::enter(connection, snapshot)
}

/// A version from before the newest (an import, say): the article is older than was known,
/// and may have lived elsewhere.
fn precede(
    connection: &Connection,
    snapshot: &Snapshot,
    since: DateTime<Utc>,
) -> rusqlite::Result<()> {
    statement(
        connection,
        "UPDATE article SET first_seen_at = min(first_seen_at, ?2) WHERE article_id = ?1",
    )?
    .execute(params![snapshot.article_id, time(since)])?;
    statement(
        connection,
        "INSERT OR IGNORE INTO article_url VALUES (?, ?, 'previous', ?)",
    )?
    .execute(params![snapshot.url, snapshot.article_id, time(since)])?;
    Ok(())
}

/// The records behind a version; what was read from the same capture before is superseded:
/// from the same record, or from another file's of the same instant.
fn cite(connection: &Connection, version: &VersionFile<'_>) -> rusqlite::Result<()> {
    let snapshot = &version.loaded.snapshot;
    let records = snapshot.provenance.pages.iter();
    for record in records.filter_map(|page| page.warc.as_ref()) {
        statement(connection, "INSERT OR IGNORE INTO cites VALUES (?, ?, ?)")?.execute(params![
            record.file,
            record.offset.cast_signed(),
            version.path
        ])?;
    }
    if snapshot.provenance.cause != Cause::Crawl {
        statement(
            connection,
            "UPDATE snapshot SET superseded = ?3
             WHERE article_id = ?1 AND captured_us = ?2 AND path <> ?3 AND superseded IS NULL
               AND NOT EXISTS (
                 SELECT 1 FROM cites AS a JOIN capture AS one USING (file, offset)
                   JOIN cites AS b ON b.snapshot = ?3
                   JOIN capture AS other ON other.file = b.file AND other.offset = b.offset
                 WHERE a.snapshot = snapshot.path AND one.url = other.url
                   AND (one.at_us <> other.at_us
                        OR (one.file = other.file AND one.offset <> other.offset)))",
        )?
        .execute(params![
            snapshot.article_id,
            snapshot.captured_at.timestamp_micros(),
            version.path
        ])?;
    }
    Ok(())
}

/// The address that a version's page names as its own.
fn claim(connection: &Connection, snapshot: &Snapshot) -> rusqlite::Result<()> {
    for url in snapshot.gaps.iter().filter_map(|gap| gap.claimed()) {
        statement(connection, "INSERT OR IGNORE INTO claim VALUES (?, ?)")?
            .execute([url, &snapshot.article_id])?;
    }
    Ok(())
}

fn snapshot_row(connection: &Connection, version: &VersionFile<'_>) -> rusqlite::Result<()> {
    let LoadedSnapshot { snapshot, bytes } = version.loaded;
    statement(
        connection,
        "REPLACE INTO snapshot VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
    )?
    .execute(params![
        version.path,
        snapshot.article_id,
        snapshot.digests.content.as_str(),
        time(snapshot.captured_at),
        snapshot.captured_at.timestamp_micros(),
        snapshot.url,
        snapshot.title,
        snapshot.published_at.map(time),
        snapshot.published_date.map(|day| day.to_string()),
        snapshot.dated().map(|at| at.timestamp_micros()),
        json(&snapshot.categories)?,
        json(&section_keys(snapshot))?,
        snapshot.duplicate_of,
        i64::try_from(snapshot.gaps.len()).unwrap_or(i64::MAX),
        bytes.cast_signed(),
        version.run,
        ArticleField::held(&snapshot.article()),
        snapshot.layout,
        snapshot.provenance.previous,
    ])?;
    Ok(())
}

fn section_keys(snapshot: &Snapshot) -> Vec<String> {
    let names = snapshot.categories.iter();
    names.map(|name| section_key(name)).collect()
}

/// Notes a look. An article without a row (its only snapshot is damaged) is passed over: it
/// will be stored anew, because nothing is known of it.
pub(super) fn seen(
    connection: &Connection,
    seen: &ObservedArticle<'_>,
    address: Option<&str>,
) -> rusqlite::Result<()> {
    let known = statement(
        connection,
        "UPDATE article SET last_seen_at = max(last_seen_at, ?2) WHERE article_id = ?1",
    )?
    .execute(params![seen.article_id, time(seen.at)])?;
    if known == 0 {
        return Ok(());
    }
    let new = statement(
        connection,
        "INSERT OR IGNORE INTO observation VALUES (?, ?, ?, ?, ?)",
    )?
    .execute(params![
        seen.article_id,
        time(seen.at),
        seen.run,
        seen.content,
        seen.changed
    ])?;
    if new > 0 {
        article_status::seen(connection, seen)?;
    }
    match address {
        Some(url) => lives_at(connection, seen.run, seen.article_id, url, seen.at),
        None => Ok(()),
    }
}

/// The article's current address is `url`; the one before becomes a previous one.
fn lives_at(
    connection: &Connection,
    run: &str,
    article_id: &str,
    url: &str,
    at: DateTime<Utc>,
) -> rusqlite::Result<()> {
    let current = statement(
        connection,
        "SELECT 1 FROM article_url WHERE url = ? AND article_id = ? AND kind = 'current'",
    )?
    .exists([url, article_id])?;
    if current {
        return Ok(());
    }
    statement(
        connection,
        "UPDATE article_url SET kind = 'previous' WHERE article_id = ? AND kind = 'current'",
    )?
    .execute([article_id])?;
    // An address may pass to another article: WordPress gives a freed slug away.
    statement(
        connection,
        "REPLACE INTO article_url VALUES (?, ?, 'current', ?)",
    )?
    .execute(params![url, article_id, time(at)])?;
    statement(
        connection,
        "INSERT OR IGNORE INTO move SELECT article_id, ?3, ?4, url, ?2 FROM article
         WHERE article_id = ?1 AND url <> ?2",
    )?
    .execute(params![article_id, url, at.timestamp_micros(), run])?;
    statement(
        connection,
        "UPDATE article SET url = ?2 WHERE article_id = ?1",
    )?
    .execute([article_id, url])?;
    Ok(())
}

/// An article in several pages is whole; its pages need not wait any longer.
pub(super) fn forget_parts(connection: &Connection, article_url: &str) -> rusqlite::Result<()> {
    statement(connection, "DELETE FROM part WHERE article_url = ?")?.execute([article_url])?;
    Ok(())
}
