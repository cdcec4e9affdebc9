//! What differs between two versions: kinds, fields, pieces of text, figures.

use crate::record::{ChangeKind, Figure};

/// Everything that differs between two versions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// The most serious first; empty when the versions say the same.
    pub kinds: Vec<ChangeKind>,
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
    /// `title`, `lead`, `body`, `images`, `embeds`, `links`, `author`, `source`, `categories`,
    /// `published_at`, `attachments`, `url`.
    pub field: &'static str,
    /// Which block or picture, from 0, in the later version (in the earlier one where it is
    /// gone); `None` for a field with one value.
    pub index: Option<usize>,
    /// Where a block or picture stood before, from 0, when it stands elsewhere among those that
    /// stayed: it was moved.
    pub moved_from: Option<usize>,
    /// The most serious kind of it.
    pub kind: ChangeKind,
    /// The text in pieces: without `Added` it is the earlier text, without `Removed` the later.
    pub pieces: Vec<DiffPiece>,
}

/// A run of text in both versions or in one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiffPiece {
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
