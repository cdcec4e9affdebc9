//! What can be learnt of a page.

use serde::{Deserialize, Serialize};

/// A field of an article that labels speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LabelField {
    /// Headline.
    Title,
    /// Time or day of publication.
    Date,
    /// Time of the last modification.
    Modified,
    /// The lead (sapo).
    Lead,
    /// The blocks of the body.
    Body,
    /// Captions of pictures.
    Captions,
    /// Who wrote it.
    Author,
    /// Where the portal has it from.
    Source,
    /// Sections.
    Categories,
    /// Files offered.
    Attachments,
    /// The "Tin khác" list.
    Related,
}

impl LabelField {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 11] = [
        Self::Title,
        Self::Date,
        Self::Modified,
        Self::Lead,
        Self::Body,
        Self::Captions,
        Self::Author,
        Self::Source,
        Self::Categories,
        Self::Attachments,
        Self::Related,
    ];

    /// Whether a recipe that does not give it is of no use.
    pub fn is_required(self) -> bool {
        matches!(self, Self::Title | Self::Date | Self::Body)
    }

    /// Its name, as tables and JSON write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Date => "date",
            Self::Modified => "modified",
            Self::Lead => "lead",
            Self::Body => "body",
            Self::Captions => "captions",
            Self::Author => "author",
            Self::Source => "source",
            Self::Categories => "categories",
            Self::Attachments => "attachments",
            Self::Related => "related",
        }
    }
}
