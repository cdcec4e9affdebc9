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
mod learned;
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

pub use field::LabelField;
pub use label::LabelSource;
pub use learned::{
    Contradiction, Era, FieldCoverage, Learned, RefusedPage, UncoveredArticle, Unlearnt,
};
pub use page::Sample;

use crate::extract::Recipe;
use page::LabelledPage;

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
