//! Changes of status and moves, as they were told.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Row, params};

use super::cells::{all, get, statement, time, word};
use super::queries::Observations;
use crate::change::ArticleStatus;
use crate::record::ChangeKind;
use crate::store::{Event, StoreError};

/// A transition that was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransitionRow {
    /// The article.
    pub article_id: String,
    /// The site's name in config.
    pub site: String,
    /// When.
    pub at: DateTime<Utc>,
    /// In which run.
    pub run: String,
    /// What.
    pub kind: ChangeKind,
    /// Address now.
    pub url: String,
    /// Address before, of a move.
    pub from: Option<String>,
    /// Where it stands from then on.
    pub now: ArticleStatus,
    /// Why.
    pub reason: String,
}

/// The article stands elsewhere now. Told again in one run (after a kill, say), it is the same
/// transition.
pub(super) fn apply(connection: &Connection, run: &str, event: &Event) -> rusqlite::Result<()> {
    let Event::Transition {
        at,
        site,
        article_id,
        url,
        from,
        kind,
        now,
        reason,
    } = event
    else {
        return Ok(());
    };
    statement(
        connection,
        "INSERT OR IGNORE INTO transition
           (article_id, site, at, run, kind, url, from_url, article_status, reason)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        article_id,
        site,
        time(*at),
        run,
        word(kind)?,
        url,
        from,
        word(now)?,
        reason
    ])?;
    statement(
        connection,
        "UPDATE article SET article_status = ?2, article_status_at = ?3 WHERE article_id = ?1",
    )?
    .execute(params![article_id, word(now)?, time(*at)])?;
    Ok(())
}

impl Observations<'_> {
    /// The transitions a run told, in order.
    pub fn transitions_of(self, run: &str) -> Result<Vec<TransitionRow>, StoreError> {
        self.some_transitions("run = ?", run)
    }

    /// The transitions of an article, oldest first.
    pub fn transitions(self, article_id: &str) -> Result<Vec<TransitionRow>, StoreError> {
        self.some_transitions("article_id = ?", article_id)
    }

    fn some_transitions(self, which: &str, key: &str) -> Result<Vec<TransitionRow>, StoreError> {
        self.catalog.run("list transitions", |connection| {
            let sql = format!(
                "SELECT article_id, site, at, run, kind, url, from_url, article_status, reason
                 FROM transition WHERE {which} ORDER BY id"
            );
            all(&mut *statement(connection, &sql)?, [key], row)
        })
    }
}

fn row(row: &Row<'_>) -> rusqlite::Result<TransitionRow> {
    Ok(TransitionRow {
        article_id: row.get(0)?,
        site: row.get(1)?,
        at: get(row, 2)?,
        run: row.get(3)?,
        kind: get(row, 4)?,
        url: row.get(5)?,
        from: row.get(6)?,
        now: get(row, 7)?,
        reason: row.get(8)?,
    })
}
