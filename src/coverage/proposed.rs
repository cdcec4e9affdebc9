//! How pages read with a recipe that is proposed for them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How one field of the pages reads with a proposed recipe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProposedField {
    /// Its name in the recipe.
    pub field: String,
    /// Pages read.
    pub pages: u64,
    /// … on which it was found.
    pub found: u64,
    /// Pages of which a value is known: from the archive, REST or a feed.
    pub known: u64,
    /// … on which that value was found.
    pub agreed: u64,
}

/// The fields that were found or are known, in a line: «title 9/9 · author 5/9 (1 ≠)», where so
/// many say something else than is known.
pub fn in_a_line(fields: &[ProposedField]) -> String {
    let told = fields.iter().filter(|it| it.found + it.known > 0);
    let parts = told.map(|it| {
        let other = match it.known.saturating_sub(it.agreed) {
            0 => String::new(),
            other => format!(" ({other} ≠)"),
        };
        format!("{} {}/{}{other}", it.field, it.found, it.pages)
    });
    parts.collect::<Vec<_>>().join(" · ")
}
