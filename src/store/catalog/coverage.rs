//! How much of the archive some runs looked at, and what one article's looks did not find.

use std::collections::BTreeMap;

use rusqlite::params;

use super::cells::{all, count, get, instant, statement};
use super::queries::Observations;
use crate::change::Absence;
use crate::coverage::{RunCoverage, SiteCoverage, held_against};
use crate::store::StoreError;

/// Crawls before a run that show what is usual.
const COMPARED: u32 = 10;

impl Observations<'_> {
    /// Articles that any of these runs saw, and how many of them had never been seen before.
    pub fn seen_by(self, runs: &[String]) -> Result<(u64, u64), StoreError> {
        let runs = serde_json::Value::from(runs).to_string();
        self.catalog.run("count what was seen", |connection| {
            statement(
                connection,
                "SELECT count(DISTINCT article_id),
                   count(DISTINCT CASE WHEN changed AND NOT EXISTS
                     (SELECT 1 FROM observation AS earlier
                      WHERE earlier.article_id = observation.article_id
                        AND earlier.at < observation.at) THEN article_id END)
                 FROM observation WHERE run IN (SELECT value FROM json_each(?1))",
            )?
            .query_row([&runs], |row| Ok((count(row, 0)?, count(row, 1)?)))
        })
    }

    /// Which fields the articles have that a run looked at, a site each, held against the crawls
    /// before it.
    pub fn field_coverage(self, run: &str) -> Result<Vec<SiteCoverage>, StoreError> {
        let counted = self.catalog.run("count fields", |connection| {
            let mut query = statement(
                connection,
                "WITH crawl AS (SELECT stamp FROM run WHERE stamp <= ?1 AND offline = 0
                                ORDER BY stamp DESC LIMIT ?2),
                   look AS (SELECT run, article_id, content, max(at) FROM observation
                            WHERE run IN crawl OR run = ?1 GROUP BY run, article_id)
                 SELECT site, run, held, count(*) FROM
                   (SELECT article.site AS site, look.run AS run,
                      (SELECT held FROM snapshot AS it
                       WHERE it.article_id = look.article_id AND it.content = look.content
                       ORDER BY captured_us DESC, path LIMIT 1) AS held
                    FROM look JOIN article USING (article_id))
                 WHERE held IS NOT NULL GROUP BY site, run, held ORDER BY site, run",
            )?;
            all(&mut query, params![run, COMPARED + 1], |row| {
                let key: (String, String) = (row.get(0)?, row.get(1)?);
                Ok((key, row.get::<_, u32>(2)?, count(row, 3)?))
            })
        })?;
        let mut sites: BTreeMap<String, BTreeMap<String, RunCoverage>> = BTreeMap::new();
        for ((site, of), held, articles) in counted {
            let runs = sites.entry(site).or_default();
            runs.entry(of).or_default().add(held, articles);
        }
        let told = sites.into_iter().filter_map(|(site, mut runs)| {
            let now = runs.remove(run)?;
            let before: Vec<RunCoverage> = runs.into_values().collect();
            Some(held_against(&site, &now, &before))
        });
        Ok(told.collect())
    }

    /// The first versions of a site, up to a run, that were read with this layout and those before
    /// them with another: their paths.
    pub fn new_in_layout(
        self,
        site: &str,
        layout: &str,
        until: &str,
        most: u32,
    ) -> Result<Vec<String>, StoreError> {
        self.catalog
            .run("list versions new in a layout", |connection| {
                let mut query = statement(
                    connection,
                    "SELECT after.path FROM snapshot AS after
                   JOIN snapshot AS before ON before.path = after.previous
                   JOIN article ON article.article_id = after.article_id
                 WHERE article.site = ?1 AND before.layout <> ?2 AND after.layout = ?2
                   AND after.run <= ?3
                 ORDER BY after.run, after.path LIMIT ?4",
                )?;
                all(&mut query, params![site, layout, until, most], |row| {
                    row.get(0)
                })
            })
    }

    /// The versions a run made that another came before, whatever made them.
    pub fn later_versions_of_run(self, run: &str) -> Result<Vec<String>, StoreError> {
        self.catalog
            .run("list a run's later versions", |connection| {
                let sql = "SELECT path FROM snapshot WHERE run = ?1 AND previous IS NOT NULL
                       ORDER BY captured_us, path";
                all(&mut *statement(connection, sql)?, [run], |row| row.get(0))
            })
    }

    /// Every look at an article's address that did not see it, oldest first.
    pub fn absences(self, article_id: &str) -> Result<Vec<Absence>, StoreError> {
        self.catalog.run("list absences", |connection| {
            let sql = "SELECT at_us, run, sight FROM absence WHERE article_id = ? ORDER BY at_us";
            all(&mut *statement(connection, sql)?, [article_id], |row| {
                Ok(Absence {
                    at: instant(row.get(0)?).unwrap_or_default(),
                    run: row.get(1)?,
                    sight: get(row, 2)?,
                })
            })
        })
    }
}
