//! What pages taught: layouts, what none was learnt for and why, and how each field fares.

use serde::Serialize;
use url::Url;

use super::{LabelField, LabelSource};
use crate::extract::{LayoutSource, PageKind};

/// What the pages taught.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Learned {
    /// One layout an era of the site, the most specific first.
    pub eras: Vec<Era>,
    /// Articles that no layout was learnt for: they are read without a recipe.
    pub left: Vec<UncoveredArticle>,
    /// Pages that are no articles, and why.
    pub refused: Vec<RefusedPage>,
}

impl Learned {
    /// The layouts, in the order in which they must stand in the configuration.
    pub fn layouts(&self) -> Vec<LayoutSource> {
        self.eras.iter().map(|it| it.layout.clone()).collect()
    }
}

/// Pages of one structure, and how they are read.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Era {
    /// The layout, ready to be compiled and written.
    pub layout: LayoutSource,
    /// Its pages.
    pub urls: Vec<Url>,
    /// How each field fares when its pages are read with the learnt layouts.
    pub coverage: Vec<FieldCoverage>,
}

/// An article that no layout was learnt for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UncoveredArticle {
    /// Its address.
    pub url: Url,
    /// Why.
    pub reason: Unlearnt,
}

/// Why no layout was learnt for a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unlearnt {
    /// No other page of the sample has its structure.
    Alone,
    /// Its article stands in data that a script draws it from; that is read without selectors.
    Embedded,
    /// Nothing on it tells it from pages of another structure, or from pages that are no
    /// articles.
    LikeOthers,
    /// It is read better without a recipe.
    Worse,
}

/// A page that is no article.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RefusedPage {
    /// Its address.
    pub url: Url,
    /// What it is.
    pub kind: PageKind,
    /// What showed it, for a person.
    pub reason: String,
}

/// One field on the pages that were read.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FieldCoverage {
    /// The field.
    pub field: LabelField,
    /// Pages read.
    pub pages: usize,
    /// Pages for which somebody told a value.
    pub labelled: usize,
    /// Pages whose reading gives a value.
    pub found: usize,
    /// Labelled pages whose reading gives the value told.
    pub agreed: usize,
    /// Labelled pages whose reading gives another value.
    pub contradictions: Vec<Contradiction>,
}

/// A page that says something else than was told of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Contradiction {
    /// Its address.
    pub url: Url,
    /// What was read.
    pub read: String,
    /// What was told.
    pub told: String,
    /// By whom.
    pub source: LabelSource,
}
