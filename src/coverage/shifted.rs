//! A field that most pages lose, gain or say otherwise at once: the theme's or the recipe's doing.

use serde::Serialize;

/// What a new theme or recipe did to one field of a site's articles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RecipeChange {
    /// The site's name in config.
    pub site: String,
    /// The field's name in a snapshot.
    pub field: &'static str,
    /// Articles that no longer have it.
    pub lost: usize,
    /// … that have it and had not.
    pub gained: usize,
    /// … that say it otherwise.
    pub otherwise: usize,
    /// Of so many that have it or had it.
    pub of: usize,
}

impl RecipeChange {
    /// Nothing yet, of no article.
    pub fn none(site: String, field: &'static str) -> Self {
        Self {
            site,
            field,
            lost: 0,
            gained: 0,
            otherwise: 0,
            of: 0,
        }
    }
}
