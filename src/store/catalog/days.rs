//! How many articles were published, edited and removed on each day.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use rusqlite::Row;

use super::cells::{all, count, get, instant, json, statement};
use super::queries::Articles;
use crate::store::StoreError;

/// What one civil day brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayCount {
    /// Articles that say they were published then.
    pub published: u64,
    /// Versions found then that were not the article's first, read again ones left out.
    pub edited: u64,
    /// Articles told as removed then.
    pub removed: u64,
}

impl Articles<'_> {
    /// The days on which something is known of any article but some. An article without a date of
    /// publication is published on none. Captures and transitions count on their day in `zone`.
    pub fn by_day(
        self,
        zone: Tz,
        except: &BTreeSet<&str>,
    ) -> Result<BTreeMap<NaiveDate, DayCount>, StoreError> {
        let civil = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
        self.catalog.run("count days", |connection| {
            let except = json(except)?;
            let mut days: BTreeMap<NaiveDate, DayCount> = BTreeMap::new();
            let dated = |row: &Row<'_>| Ok((get::<NaiveDate>(row, 0)?, count(row, 1)?));
            let sql = "SELECT published_date, count(*) FROM article
                       WHERE published_date IS NOT NULL GROUP BY published_date";
            for (day, articles) in all(&mut *statement(connection, sql)?, [], dated)? {
                days.entry(day).or_default().published += articles;
            }
            // Few are left out: to count them apart is cheaper than to look at every row.
            let sql = "SELECT published_date, 1 FROM article WHERE published_date IS NOT NULL
                       AND article_id IN (SELECT value FROM json_each(?))";
            for (day, articles) in all(&mut *statement(connection, sql)?, [&except], dated)? {
                days.entry(day).or_default().published -= articles;
            }
            let sql = "SELECT captured_us FROM article INDEXED BY article_edited
                         CROSS JOIN snapshot ON snapshot.article_id = article.article_id
                       WHERE changes > 0 AND superseded IS NULL
                         AND captured_us > (SELECT min(captured_us) FROM snapshot AS first
                                            WHERE first.article_id = article.article_id)
                         AND article.article_id NOT IN (SELECT value FROM json_each(?))";
            let edits = all(&mut *statement(connection, sql)?, [&except], |row| {
                Ok(instant(row.get(0)?))
            })?;
            for at in edits.into_iter().flatten() {
                days.entry(civil(at)).or_default().edited += 1;
            }
            let sql = "SELECT at FROM transition WHERE kind = 'removed'
                       AND article_id NOT IN (SELECT value FROM json_each(?))";
            for at in all(&mut *statement(connection, sql)?, [&except], |row| {
                get(row, 0)
            })? {
                days.entry(civil(at)).or_default().removed += 1;
            }
            days.retain(|_, day| *day != DayCount::default());
            Ok(days)
        })
    }
}
