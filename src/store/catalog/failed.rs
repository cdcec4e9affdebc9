//! Addresses that earlier runs gave up: how often in a row, and the last time when.
//!
//! Never decides when one is asked again.

use chrono::{DateTime, Utc};

use super::cells::{all, get, instant, statement};
use super::queries::KnownAddresses;
use crate::record::Role;
use crate::store::StoreError;

/// An address that is dormant in the present run because others before it gave it up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedRow {
    /// The address.
    pub url: String,
    /// What it is asked for.
    pub role: Role,
    /// The cause of the last failure.
    pub cause: String,
    /// Runs in a row that gave it up.
    pub failures: u32,
    /// The last time.
    pub at: DateTime<Utc>,
}

impl KnownAddresses<'_> {
    /// Whether a page of a site's REST collection was ever read.
    pub fn was_rest_read(self, site: &str) -> Result<bool, StoreError> {
        self.catalog.run("look up a source", |connection| {
            let sql = "SELECT 1 FROM address WHERE site = ? AND role = 'rest' AND was_read";
            statement(connection, sql)?.exists([site])
        })
    }

    /// Whether a source was ever read.
    pub fn was_read(self, url: &str) -> Result<bool, StoreError> {
        self.catalog.run("look up a source", |connection| {
            let sql = "SELECT 1 FROM address WHERE url = ? AND was_read";
            statement(connection, sql)?.exists([url])
        })
    }

    /// Those of a site, those that failed least first, of these the longest unasked. Not the
    /// further pages of articles: they are asked when their first page is.
    pub fn given_up(self, site: &str) -> Result<Vec<FailedRow>, StoreError> {
        self.catalog.run("list what failed", |connection| {
            let sql = "SELECT url, role, coalesce(last_cause, ''), failures, failed_us FROM address
                       WHERE site = ? AND failures > 0 AND state = 'dormant' AND role <> 'part'
                       ORDER BY failures, failed_us, id";
            all(&mut *statement(connection, sql)?, [site], |row| {
                Ok(FailedRow {
                    url: row.get(0)?,
                    role: get(row, 1)?,
                    cause: row.get(2)?,
                    failures: row.get(3)?,
                    at: instant(row.get(4)?).unwrap_or_default(),
                })
            })
        })
    }
}
