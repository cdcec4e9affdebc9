//! Selectors from labelled pages: what a site says of its articles elsewhere (REST, feeds,
//! lists, structured data), what is already archived and what the generic reader makes of a
//! page say where in it each field stands; the shortest selector that gives the same on all
//! pages of an era is the recipe's.
//!
//! Pure: pages in, layouts and figures out. Never asks for a page, never writes a
//! configuration, and never proposes what reads a labelled page worse than no recipe would.

mod body;
mod choose;
mod eras;
mod field;
mod index;
mod label;
mod lines;
mod lists;
mod measure;
mod name;
mod page;
mod places;
mod proof;
mod propose;
mod selector;
mod times;

use chrono_tz::Tz;
use serde::Serialize;
use url::Url;

pub use field::LabelField;
pub use label::LabelSource;

use crate::extract::{LayoutSource, PageKind, Recipe};
use crate::record::{Article, SourceMetadata};
use page::LabelledPage;

/// One page of a site to learn from, with what is known of it elsewhere.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The address that answered.
    pub url: Url,
    /// The decoded document.
    pub html: String,
    /// What sources said of it.
    pub source_metadata: SourceMetadata,
    /// What the archive holds of it, read before the site was redesigned.
    pub archived: Option<Article>,
}

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

/// Learns a site's layouts from its pages; `zone` is the civil time they print.
pub fn learn(samples: &[Sample], zone: Tz) -> Learned {
    let (pages, others) = LabelledPage::all(samples, zone);
    let (eras, left) = propose::layouts(&pages, &others, zone);
    Learned {
        eras,
        left,
        refused: others.into_iter().map(|it| it.refused).collect(),
    }
}

/// How each field fares when the articles among the pages are read by a recipe that is there
/// already.
pub fn measure(samples: &[Sample], recipe: &Recipe) -> Vec<FieldCoverage> {
    let (pages, _) = LabelledPage::all(samples, recipe.zone());
    let pages: Vec<&LabelledPage<'_>> = pages.iter().collect();
    measure::coverage(&measure::readings(&pages, recipe))
}

#[cfg(test)]
mod tests;
