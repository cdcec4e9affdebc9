//! What a night after the first needs to know of articles: which rest, which are astray, and
//! what its looks at them found.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use rusqlite::types::ToSql;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::cells::{all, count, get, instant, statement};
use super::queries::{Observations, Runs};
use crate::change::{Absence, ArticleStatus};
use crate::store::{Event, StoreError};

/// An article the schedule may choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revisitable {
    /// The article.
    pub article_id: String,
    /// Its current address.
    pub url: String,
    /// Where it stands.
    pub article_status: ArticleStatus,
    /// Published, else first captured.
    pub dated: DateTime<Utc>,
    /// First look.
    pub first_look: DateTime<Utc>,
    /// Last look of any kind that was answered.
    pub last_look: DateTime<Utc>,
    /// Looks that saw it.
    pub looks: u32,
    /// Looks that brought another version.
    pub changes: u32,
    /// The last of those.
    pub last_change: Option<DateTime<Utc>>,
}

/// An article with the portal's own number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldPost {
    /// The number.
    pub post_id: u64,
    /// The article.
    pub article_id: String,
    /// Its current address.
    pub url: String,
    /// Where it stands.
    pub article_status: ArticleStatus,
}

/// An article one of whose looks in a run concerns its status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookedAt {
    /// The article.
    pub article_id: String,
    /// Its current address.
    pub url: String,
    /// Its address before this run, where this run (or one before it that was abandoned) moved
    /// it and nobody has told of it.
    pub moved_from: Option<String>,
    /// Where it stood before.
    pub article_status: ArticleStatus,
    /// Whether this run saw the article.
    pub seen: bool,
    /// Looks since it was last seen, this run's last. A redirect counts only when its target
    /// has answered: until then the article may have moved there.
    pub absences: Vec<Absence>,
    /// The look that decides: of the absence, or of the article.
    pub at: DateTime<Utc>,
}

const HISTORY: &str =
    "SELECT article.article_id, article.url, article_status, dated_us, first_seen_at,
    coalesce(looked_us, article.newest_us), looks, changes, last_change_us FROM article";

fn history(row: &Row<'_>) -> rusqlite::Result<Revisitable> {
    let at = |column| Ok::<_, rusqlite::Error>(moment(row.get(column)?));
    Ok(Revisitable {
        article_id: row.get(0)?,
        url: row.get(1)?,
        article_status: get(row, 2)?,
        dated: at(3)?,
        first_look: get(row, 4)?,
        last_look: at(5)?,
        looks: row.get(6)?,
        changes: row.get(7)?,
        last_change: row.get::<_, Option<i64>>(8)?.map(moment),
    })
}

/// The catalog's microseconds are those of times that were read as such.
fn moment(micros: i64) -> DateTime<Utc> {
    instant(micros).unwrap_or_default()
}

impl Observations<'_> {
    /// The articles of a site that rest in the present run, wherever they stand.
    pub fn revisitable(self, site: &str) -> Result<Vec<Revisitable>, StoreError> {
        // In the order of the articles' own rows, so that nothing is sorted: three times as fast
        // as what the planner prefers (100,000 articles, measured). So does the plus below.
        let which = "CROSS JOIN address ON address.url = article.url
                     WHERE +article.site = ? AND +address.state = 'dormant'
                       AND +address.failures = 0
                     ORDER BY article.article_id";
        self.histories(which, &[&site])
    }

    /// One article's history, for the same purpose.
    pub fn revisitable_article(self, article_id: &str) -> Result<Option<Revisitable>, StoreError> {
        let found = self.histories("WHERE article_id = ?", &[&article_id])?;
        Ok(found.into_iter().next())
    }

    /// Articles that are missing, or unlisted, or were removed, or were absent when they were
    /// last looked at and nothing was concluded: they are looked for again.
    pub fn absent(self, site: &str) -> Result<Vec<Revisitable>, StoreError> {
        let which = "WHERE article_id IN (
                       SELECT article_id FROM article WHERE site = ?1 AND article_status <> 'live'
                       UNION SELECT article_id FROM absence WHERE seen_us IS NULL)
                     AND +site = ?1 ORDER BY article_id";
        self.histories(which, &[&site])
    }

    fn histories(self, which: &str, of: &[&dyn ToSql]) -> Result<Vec<Revisitable>, StoreError> {
        self.catalog.run("look up articles' looks", |connection| {
            let sql = format!("{HISTORY} {which}");
            all(&mut *statement(connection, &sql)?, of, history)
        })
    }

    /// The articles with a number that are not removed, by number.
    pub fn held_posts(self, site: &str) -> Result<Vec<HeldPost>, StoreError> {
        self.catalog.run("list numbered articles", |connection| {
            let mut query = statement(
                connection,
                "SELECT post_id, article_id, url, article_status FROM article
                 WHERE site = ? AND post_id IS NOT NULL AND article_status <> 'removed'
                 ORDER BY post_id, article_id",
            )?;
            all(&mut query, [site], |row| {
                Ok(HeldPost {
                    post_id: count(row, 0)?,
                    article_id: row.get(1)?,
                    url: row.get(2)?,
                    article_status: get(row, 3)?,
                })
            })
        })
    }

    /// Articles that this run saw absent, moved, or (where they had another status) present.
    pub fn looked_at(self, site: &str, run: &str) -> Result<Vec<LookedAt>, StoreError> {
        self.catalog.run("list looks at articles", |connection| {
            let mut query = statement(
                connection,
                "SELECT article_id FROM absence WHERE run = ?2 AND seen_us IS NULL
                 UNION SELECT move.article_id FROM move WHERE run > ?3
                 UNION SELECT article_id FROM observation JOIN article USING (article_id)
                       WHERE run = ?2 AND article_status <> 'live'
                 ORDER BY 1",
            )?;
            let since = last_told(connection, run)?;
            let mut found = Vec::new();
            for article_id in all(&mut query, params![site, run, since], |row| {
                row.get::<_, String>(0)
            })? {
                let looked = looked_at(connection, &article_id, run, &since)?;
                found.extend(looked.filter(|(of, it)| of == site && it.concerns(run)));
            }
            Ok(found.into_iter().map(|(_, looked)| looked).collect())
        })
    }

    /// The same of one article, whatever this run saw of it; `None` when it has not looked at it
    /// and has not moved it.
    pub fn looked_at_article(
        self,
        article_id: &str,
        run: &str,
    ) -> Result<Option<LookedAt>, StoreError> {
        self.catalog
            .run("look up looks at an article", |connection| {
                let since = last_told(connection, run)?;
                let looked = looked_at(connection, article_id, run, &since)?;
                Ok(looked.map(|(_, looked)| looked))
            })
    }

    /// How many articles of a site this run saw, and how many it found absent that were live.
    pub fn sights(self, site: &str, run: &str) -> Result<(u64, u64), StoreError> {
        self.catalog.run("count looks at articles", |connection| {
            statement(
                connection,
                "SELECT
                   (SELECT count(DISTINCT article_id) FROM observation JOIN article
                      USING (article_id) WHERE run = ?2 AND site = ?1),
                   (SELECT count(DISTINCT article_id) FROM absence JOIN article
                      USING (article_id)
                    WHERE run = ?2 AND site = ?1 AND was = 'live' AND seen_us IS NULL)",
            )?
            .query_row([site, run], |row| Ok((count(row, 0)?, count(row, 1)?)))
        })
    }

    /// The files of the versions a run stored out of pages it fetched or imported, or out of
    /// pages that had drifted and that it read after all; in the order of their capture.
    pub fn versions_of_run(self, run: &str) -> Result<Vec<String>, StoreError> {
        self.catalog.run("list a run's versions", |connection| {
            let mut query = statement(
                connection,
                "SELECT path FROM snapshot
                 WHERE snapshot.run = ?1
                   AND ((SELECT offline = 0 OR json_extract(options, '$.import') IS NOT NULL
                         FROM run WHERE stamp = ?1) OR path IN (
                     SELECT cites.snapshot FROM drifted JOIN cites USING (file, offset)
                     WHERE read_in = ?1))
                 ORDER BY captured_us, path",
            )?;
            all(&mut query, [run], |row| row.get(0))
        })
    }
}

impl Runs<'_> {
    /// The runs that imported: what they tell of happened long ago, and is no news.
    pub fn imports(self) -> Result<BTreeSet<String>, StoreError> {
        self.catalog.run("list imports", |connection| {
            let sql = "SELECT stamp FROM run WHERE json_extract(options, '$.import') IS NOT NULL";
            let stamps: Vec<String> = all(&mut *statement(connection, sql)?, [], |row| row.get(0))?;
            Ok(stamps.into_iter().collect())
        })
    }

    /// The runs, in order, that have something to tell: those under way, crawls and imports that
    /// stored versions or told transitions, and runs that read drifted pages after all.
    pub(in crate::store) fn tellable(self) -> Result<Vec<(String, bool)>, StoreError> {
        self.catalog.run("list runs", |connection| {
            let mut query = statement(
                connection,
                "SELECT stamp, finished_at IS NULL FROM run
                 WHERE ((offline = 0 OR json_extract(options, '$.import') IS NOT NULL)
                     AND (finished_at IS NULL
                     OR EXISTS (SELECT 1 FROM snapshot WHERE snapshot.run = stamp)
                     OR EXISTS (SELECT 1 FROM transition WHERE transition.run = stamp)
                     OR EXISTS (SELECT 1 FROM replaced WHERE replaced.run = stamp)))
                   OR (offline = 1 AND EXISTS (SELECT 1 FROM drifted WHERE read_in = stamp))
                 ORDER BY stamp",
            )?;
            all(&mut query, [], |row| Ok((row.get(0)?, row.get(1)?)))
        })
    }
}

impl LookedAt {
    /// Whether it can change, or has changed, where the article stands.
    fn concerns(&self, run: &str) -> bool {
        self.absences.iter().any(|absence| absence.run == run)
            || self.moved_from.is_some()
            || (self.seen && self.article_status != ArticleStatus::Live)
    }
}

/// The last crawl before this run that came to its end, and so told what it saw. Empty when
/// there is none.
fn last_told(connection: &Connection, run: &str) -> rusqlite::Result<String> {
    let sql = "SELECT coalesce(max(stamp), '') FROM run
               WHERE offline = 0 AND stamp < ?1 AND exit IS NOT NULL AND exit <> ?2";
    statement(connection, sql)?.query_row([run, Event::ABANDONED], |row| row.get(0))
}

/// An article's site, and what a run saw of it.
fn looked_at(
    connection: &Connection,
    article_id: &str,
    run: &str,
    since: &str,
) -> rusqlite::Result<Option<(String, LookedAt)>> {
    let of_article = "SELECT site, url, article_status FROM article WHERE article_id = ?";
    let found = statement(connection, of_article)?
        .query_row([article_id], |row| {
            Ok((row.get(0)?, row.get::<_, String>(1)?, get(row, 2)?))
        })
        .optional()?;
    let Some((site, url, article_status)) = found else {
        return Ok(None);
    };
    let absences = absences(connection, article_id)?;
    let observed = statement(
        connection,
        "SELECT at FROM observation WHERE article_id = ? AND run = ? ORDER BY at DESC LIMIT 1",
    )?
    .query_row([article_id, run], |row| get::<DateTime<Utc>>(row, 0))
    .optional()?;
    let moved = moved(connection, article_id, since)?.filter(|(from, _)| *from != url);
    let absent = absences.last().filter(|it| it.run == run).map(|it| it.at);
    let moved_at = moved.as_ref().map(|(_, at)| *at);
    let Some(at) = absent.or(observed).or(moved_at) else {
        return Ok(None);
    };
    let looked = LookedAt {
        article_id: article_id.to_owned(),
        url,
        moved_from: moved.map(|(from, _)| from),
        article_status,
        seen: observed.is_some() && absent.is_none(),
        absences,
        at,
    };
    Ok(Some((site, looked)))
}

/// Looks since an article was last seen, as far as they are conclusive.
fn absences(connection: &Connection, article_id: &str) -> rusqlite::Result<Vec<Absence>> {
    let mut query = statement(
        connection,
        "SELECT at_us, run, sight FROM absence
         WHERE article_id = ?1 AND seen_us IS NULL
           AND (leads_to IS NULL
             OR EXISTS (SELECT 1 FROM article WHERE url = leads_to AND article_id <> ?1)
             OR EXISTS (SELECT 1 FROM address WHERE url = leads_to AND last_run >= absence.run
                          AND last_outcome NOT IN ('failed', 'skipped')))
         ORDER BY at_us",
    )?;
    all(&mut query, [article_id], |row| {
        Ok(Absence {
            at: moment(row.get(0)?),
            run: row.get(1)?,
            sight: get(row, 2)?,
        })
    })
}

/// Where an article lived before crawls after `since` moved it, and when, if that is not told.
fn moved(
    connection: &Connection,
    article_id: &str,
    since: &str,
) -> rusqlite::Result<Option<(String, DateTime<Utc>)>> {
    statement(
        connection,
        "SELECT from_url, at_us FROM move JOIN run ON run.stamp = move.run
         WHERE move.article_id = ?1 AND move.run > ?2 AND offline = 0
           AND NOT EXISTS (SELECT 1 FROM transition AS told
             WHERE told.article_id = ?1 AND told.kind = 'moved' AND told.run >= move.run)
         ORDER BY at_us LIMIT 1",
    )?
    .query_row(params![article_id, since], |row| {
        Ok((row.get(0)?, moment(row.get(1)?)))
    })
    .optional()
}
