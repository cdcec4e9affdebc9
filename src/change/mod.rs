//! Two versions of an article → what changed, and how grave it is; looks at an article → where
//! it stands.
//!
//! Pure: no clock, no disk. Never decides what is stored or reported, only what it is.

mod standing;

pub use standing::{Absence, Sight, Standing, Verdict, judge};

use crate::record::{Class, Figure, Snapshot};

/// Everything that differs between two versions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// The gravest first; empty when the versions say the same.
    pub classes: Vec<Class>,
    /// Field by field, in the order of an article.
    pub fields: Vec<FieldDifference>,
    /// The words in which the later version newly announces a correction.
    pub announced: Option<String>,
    /// The publication time was moved back.
    pub backdated: bool,
    /// Figures that became others.
    pub figures: Vec<Figure>,
}

/// What differs in one field, or in one block of the body or one picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldDifference {
    /// `title`, `lead`, `body`, `images`, `author`, `source`, `categories`, `published_at`,
    /// `attachments`, `url`, `related`.
    pub field: &'static str,
    /// Which block or picture, from 0, in the later version (in the earlier one where it is
    /// gone); `None` for a field with one value.
    pub index: Option<usize>,
    /// Where a block or picture stood before, from 0, when it stands elsewhere among those that
    /// stayed: it was moved.
    pub moved_from: Option<usize>,
    /// The gravest class of it.
    pub class: Class,
    /// The text in pieces: without `Added` it is the earlier text, without `Removed` the later.
    pub pieces: Vec<Piece>,
}

/// A run of text in both versions or in one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Where it stands.
    pub side: Side,
    /// The text, spaces included.
    pub text: String,
}

/// Where a piece stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// In both.
    Same,
    /// In the earlier only.
    Removed,
    /// In the later only.
    Added,
}

/// What changed from `before` to `after`, two versions of one article. Related links and the
/// address are told apart (`related` and `url`, of class [`Class::Links`]) and never make a
/// difference by themselves: they have a field and no class in [`Difference::classes`].
pub fn between(before: &Snapshot, after: &Snapshot) -> Difference {
    let _ = (before, after);
    todo!()
}
