//! Addresses of articles where none was ever found.

use chrono::{DateTime, Utc};

use super::cells::{all, count, get, statement};
use super::queries::Discovery;
use crate::store::StoreError;

/// An address that is dormant in the present run, and where no article was ever found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NeverHeld {
    /// The address.
    pub url: String,
    /// How often it was looked at.
    pub looks: u64,
    /// It was new on a night: what a run over everything finds dead may be so for years.
    pub was_new: bool,
    /// The last time.
    pub at: DateTime<Utc>,
}

impl Discovery<'_> {
    /// Those of a site that were not there, empty, or led to what is not held, those looked at
    /// least first. Not what was read and is something else: a list, a status page, a film.
    pub fn never_held(self, site: &str) -> Result<Vec<NeverHeld>, StoreError> {
        self.catalog.run("list what was never found", |connection| {
            let sql = "SELECT url,
                   (SELECT count(*) FROM capture WHERE capture.url = address.url) AS looks,
                   last_seen_at,
                   coalesce((SELECT incremental FROM capture JOIN run ON stamp = capture.run
                     WHERE capture.url = address.url ORDER BY at_us LIMIT 1), 0)
                 FROM address
                 WHERE site = ? AND state = 'dormant' AND role IN ('article', 'page')
                   AND failures = 0 AND last_seen_at IS NOT NULL
                   AND (last_outcome IN ('http_error', 'redirected')
                     OR last_cause IN ('soft_404', 'empty'))
                   AND NOT EXISTS (SELECT 1 FROM article_url WHERE article_url.url IN
                     (address.url, CASE last_outcome WHEN 'redirected' THEN last_detail END))
                 ORDER BY looks, last_seen_at, id";
            all(&mut *statement(connection, sql)?, [site], |row| {
                Ok(NeverHeld {
                    url: row.get(0)?,
                    looks: count(row, 1)?,
                    at: get(row, 2)?,
                    was_new: row.get(3)?,
                })
            })
        })
    }
}
