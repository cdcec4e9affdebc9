//! Recipes that were learnt for pages which no longer fit.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};
use serde::Serialize;

use super::cells::{all, get, get_json, json, statement, time};
use super::queries::Sites;
use crate::coverage::ProposedField;
use crate::digest::PartDigest;
use crate::extract::LayoutSource;
use crate::store::{Event, StoreError};

/// A proposed recipe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProposalRow {
    /// The run that learnt it.
    pub run: String,
    /// The site's name in config.
    pub site: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The recipe that the pages did not fit.
    pub recipe: PartDigest,
    /// What is to be added to its layouts.
    pub layouts: Vec<LayoutSource>,
    /// Whether it must stand before them: one of them fits pages that it cannot read.
    pub in_front: bool,
    /// How the pages read with them.
    pub fields: Vec<ProposedField>,
}

/// Notes a proposal.
pub(super) fn apply(connection: &Connection, run: &str, event: &Event) -> rusqlite::Result<()> {
    let Event::Proposed {
        at,
        site,
        recipe,
        layouts,
        in_front,
        fields,
    } = event
    else {
        return Ok(());
    };
    statement(
        connection,
        "REPLACE INTO proposal VALUES (?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        run,
        site,
        time(*at),
        recipe.as_str(),
        json(layouts)?,
        json(fields)?,
        in_front
    ])?;
    Ok(())
}

impl Sites<'_> {
    /// The newest recipe that was proposed for each site, in a run or before it; of all runs
    /// where none is named. Whether it still answers the recipe in force, its digest says.
    pub fn proposals(self, until: Option<&str>) -> Result<Vec<ProposalRow>, StoreError> {
        self.catalog.run("list proposals", |connection| {
            let mut query = statement(
                connection,
                "SELECT max(run), site, at, recipe, layouts, fields, in_front FROM proposal
                 WHERE ?1 IS NULL OR run <= ?1 GROUP BY site ORDER BY site",
            )?;
            all(&mut query, [until], |row| {
                Ok(ProposalRow {
                    run: row.get(0)?,
                    site: row.get(1)?,
                    at: get(row, 2)?,
                    recipe: get(row, 3)?,
                    layouts: get_json(row, 4)?,
                    fields: get_json(row, 5)?,
                    in_front: row.get(6)?,
                })
            })
        })
    }
}
