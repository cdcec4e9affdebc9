//! The fields that are counted, under the names a recipe gives them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::record::{Article, Image};

/// One field of an article.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ArticleField {
    /// Headline.
    Title,
    /// Publication, to the instant or the day.
    Date,
    /// Text.
    Body,
    /// Lead (sapo).
    Lead,
    /// Byline.
    Author,
    /// Where the portal has the news from.
    Source,
    /// Sections.
    Category,
    /// A caption of any picture.
    Caption,
    /// Files.
    Attachment,
    /// "Tin khác".
    Related,
    /// Last modification.
    Modified,
}

impl ArticleField {
    /// All of them. The order is that of the bits of [`held`](Self::held).
    pub const ALL: [Self; 11] = [
        Self::Title,
        Self::Date,
        Self::Body,
        Self::Lead,
        Self::Author,
        Self::Source,
        Self::Category,
        Self::Caption,
        Self::Attachment,
        Self::Related,
        Self::Modified,
    ];

    /// Its name in a recipe.
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Date => "date",
            Self::Body => "body",
            Self::Lead => "lead",
            Self::Author => "author",
            Self::Source => "source",
            Self::Category => "category",
            Self::Caption => "caption",
            Self::Attachment => "attachment",
            Self::Related => "related",
            Self::Modified => "modified",
        }
    }

    /// Its key among an article's origins.
    pub fn key(self) -> &'static str {
        match self {
            Self::Date => "published_at",
            Self::Category => "categories",
            Self::Caption => "images",
            Self::Attachment => "attachments",
            Self::Modified => "modified_at",
            other => other.name(),
        }
    }

    /// Whether every article has it.
    pub fn is_required(self) -> bool {
        matches!(self, Self::Title | Self::Date | Self::Body)
    }

    /// Whether an article has it.
    pub fn is_in(self, article: &Article) -> bool {
        match self {
            Self::Title => article.title.is_some(),
            Self::Date => article.published_at.is_some() || article.published_date.is_some(),
            Self::Body => !article.body.is_empty(),
            Self::Lead => article.lead.is_some(),
            Self::Author => article.author.is_some(),
            Self::Source => article.source.is_some(),
            Self::Category => !article.categories.is_empty(),
            Self::Caption => captions(&article.images).next().is_some(),
            Self::Attachment => !article.attachments.is_empty(),
            Self::Related => !article.related.is_empty(),
            Self::Modified => article.modified_at.is_some(),
        }
    }

    /// What it says, line by line; none where the article lacks it.
    pub fn lines(self, article: &Article) -> Vec<String> {
        let one = |text: &Option<String>| text.iter().cloned().collect();
        match self {
            Self::Title => one(&article.title),
            Self::Date => match (article.published_at, article.published_date) {
                (Some(at), _) => vec![at.format("%Y-%m-%d %H:%M").to_string()],
                (None, day) => day.iter().map(ToString::to_string).collect(),
            },
            Self::Body => article.body.iter().map(|it| it.text.clone()).collect(),
            Self::Lead => one(&article.lead),
            Self::Author => one(&article.author),
            Self::Source => one(&article.source),
            Self::Category => article.categories.clone(),
            Self::Caption => captions(&article.images).cloned().collect(),
            Self::Attachment => article
                .attachments
                .iter()
                .map(|it| it.url.clone())
                .collect(),
            Self::Related => article.related.iter().map(|it| it.title.clone()).collect(),
            Self::Modified => article
                .modified_at
                .iter()
                .map(ToString::to_string)
                .collect(),
        }
    }

    /// The fields an article has, one bit each.
    pub fn held(article: &Article) -> u32 {
        let bits = Self::ALL.iter().enumerate();
        bits.filter(|(_, field)| field.is_in(article))
            .fold(0, |all, (bit, _)| all | 1 << bit)
    }

    /// Whether [`held`](Self::held) counted it.
    pub fn is_among(self, held: u32) -> bool {
        held & (1 << self as u32) != 0
    }
}

fn captions(images: &[Image]) -> impl Iterator<Item = &String> {
    images.iter().filter_map(|it| it.caption.as_ref())
}
