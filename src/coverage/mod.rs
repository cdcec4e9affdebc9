//! Which fields articles have: counted over pages or over a run, held against the usual, and
//! what looks wrong in their values.
//!
//! Pure. Never reads a page, and never judges one article alone.

mod check;
mod field;
mod lines;
mod proposed;
mod shifted;
mod usual;

pub use check::{CheckedPage, FieldCheck, FieldCount, Warning, check};
pub use field::ArticleField;
pub use proposed::{ProposedField, in_a_line};
pub use shifted::RecipeChange;
pub use usual::{FieldShare, RunCoverage, SiteCoverage, held_against};

#[cfg(test)]
mod tests;
