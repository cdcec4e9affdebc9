//! Sites that are not as they were, and what a run's looks at their articles saw.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::cells::{all, count, get, statement, time, word};
use super::queries::Sites;
use crate::change::SiteState;
use crate::store::{Event, StoreError};

/// A site in a run that found it otherwise than live, or live again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SiteRow {
    /// The run.
    pub run: String,
    /// The site's name in config.
    pub site: String,
    /// When that was seen.
    pub at: DateTime<Utc>,
    /// How it is.
    pub state: SiteState,
    /// The run that first said so: the same while it lasts.
    pub since: String,
    /// What was seen, for a person.
    pub reason: String,
}

/// What a run's last look at the address of an article brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleLook {
    /// The address.
    pub url: String,
    /// The kind of the outcome, `failed` or `skipped`.
    pub outcome: String,
    /// The cause, of a failure or of no article.
    pub cause: Option<String>,
    /// The address it leads to, of a redirect within the site.
    pub detail: Option<String>,
    /// HTTP status.
    pub status: Option<u16>,
}

/// Notes a site's state.
pub(super) fn apply(connection: &Connection, run: &str, event: &Event) -> rusqlite::Result<()> {
    let Event::Site {
        at,
        site,
        state,
        since,
        reason,
    } = event
    else {
        return Ok(());
    };
    let state = word(state)?;
    statement(connection, "REPLACE INTO site VALUES (?, ?, ?, ?, ?, ?)")?.execute(params![
        run,
        site,
        time(*at),
        state,
        since,
        reason
    ])?;
    Ok(())
}

impl Sites<'_> {
    /// Sites that a run found otherwise than live, or live again; of one run, or of all, in order.
    pub fn site_states(self, run: Option<&str>) -> Result<Vec<SiteRow>, StoreError> {
        self.catalog.run("list the states of sites", |connection| {
            let mut query = statement(
                connection,
                "SELECT run, site, at, state, since, reason FROM site
                 WHERE ?1 IS NULL OR run = ?1 ORDER BY run, site",
            )?;
            all(&mut query, [run], |row| {
                Ok(SiteRow {
                    run: row.get(0)?,
                    site: row.get(1)?,
                    at: get(row, 2)?,
                    state: get(row, 3)?,
                    since: row.get(4)?,
                    reason: row.get(5)?,
                })
            })
        })
    }

    /// What a run's looks at the addresses of a site's articles brought, of articles that stood
    /// there before.
    pub fn article_looks(self, site: &str, run: &str) -> Result<Vec<ArticleLook>, StoreError> {
        self.catalog.run("list looks at addresses", |connection| {
            let mut query = statement(
                connection,
                "SELECT address.url, last_outcome, last_cause, last_detail, last_status
                 FROM article JOIN address ON address.url = article.url
                 WHERE article.site = ?1 AND last_run = ?2 AND last_outcome IS NOT NULL
                   AND article_status IN ('live', 'unlisted')
                   AND article.first_seen_at < (SELECT started_at FROM run WHERE stamp = ?2)
                 ORDER BY address.url",
            )?;
            all(&mut query, params![site, run], |row| {
                Ok(ArticleLook {
                    url: row.get(0)?,
                    outcome: row.get(1)?,
                    cause: row.get(2)?,
                    detail: row.get(3)?,
                    status: row.get(4)?,
                })
            })
        })
    }

    /// How many answers of a site a run has kept, and of all sites.
    pub fn answers_of(self, site: &str, run: &str) -> Result<(u64, u64), StoreError> {
        self.catalog.run("count answers", |connection| {
            statement(
                connection,
                "SELECT count(*) FILTER (WHERE site = ?1), count(*) FROM capture WHERE run = ?2",
            )?
            .query_row([site, run], |row| Ok((count(row, 0)?, count(row, 1)?)))
        })
    }
}
