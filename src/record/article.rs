//! What an article says, and how each field of it was found.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Version of [`Article::content_form`]. Raising it gives every article a new digest, so
/// it goes up only with the snapshot format.
const CONTENT_FORM: u32 = 1;

/// What a block of the body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// Running text.
    Paragraph,
    /// A heading inside the body.
    Heading,
    /// One item of a list.
    ListItem,
    /// A quotation.
    Quote,
    /// A table, rows separated by `\n`, cells by `\t`.
    Table,
}

/// One block of the body, in reading order. Text is NFC with white space collapsed;
/// `\n` stands only where the page breaks a line (`<br>`) inside the block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its text.
    pub text: String,
}

/// A picture of the article (never of the page's furniture).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Image {
    /// Absolute address.
    pub url: String,
    /// The caption as printed below it.
    pub caption: Option<String>,
    /// The photographer or agency, where the caption markup names one apart.
    pub credit: Option<String>,
    /// The `alt` text.
    pub alt: Option<String>,
}

/// A file the article offers (PDF, DOC, …).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// Absolute address.
    pub url: String,
    /// The link's text.
    pub title: Option<String>,
    /// Media type guessed from the file's ending, e.g. `application/pdf`.
    pub media_type: Option<String>,
}

/// A link of the "Tin khác" list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Related {
    /// Absolute address.
    pub url: String,
    /// The link's text.
    pub title: String,
    /// The date beside it, as printed.
    pub published_text: Option<String>,
}

/// Where a field's value came from.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A selector of the site's recipe.
    Selector,
    /// schema.org JSON-LD in the page.
    JsonLd,
    /// OpenGraph or another `<meta>`, `<title>`, `<html lang>`.
    Meta,
    /// schema.org microdata (`itemprop`).
    Microdata,
    /// An HTML `<time>` element of the article.
    TimeElement,
    /// What discovery was told (WordPress REST, feed, sitemap).
    Hint,
    /// The generic reader, without any recipe.
    Fallback,
}

/// How one field was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldOrigin {
    /// The kind of place.
    pub origin: Origin,
    /// The selector that won, or the key that was read (`og:title`, `headline`).
    pub selector: Option<String>,
    /// From 0 to 1: 1 for a recipe's selector, less for what is inferred.
    pub confidence: f32,
}

/// Something expected that was not there, or was there and could not be believed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Gap {
    /// The field concerned: `published_at`, `body`, `page`, ….
    pub field: String,
    /// What was the matter, for a person.
    pub reason: String,
}

/// What one page (or the pages of one article) says. No address, no capture time, no
/// digest: those belong to the capture and the [`Snapshot`](super::Snapshot).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Article {
    /// Name of the recipe's layout that fitted; `generic` when none did.
    pub layout: String,
    /// Headline.
    pub title: Option<String>,
    /// Publication time in the site's civil time with its offset.
    pub published_at: Option<DateTime<FixedOffset>>,
    /// Publication time as printed on the page.
    pub published_text: Option<String>,
    /// True when the page gave no offset and the site's zone was applied.
    pub published_offset_assumed: bool,
    /// Last modification the page or a source states.
    pub modified_at: Option<DateTime<FixedOffset>>,
    /// The lead (sapo).
    pub lead: Option<String>,
    /// Body in reading order, without lead, captions, byline and boilerplate.
    pub body: Vec<Block>,
    /// Pictures in reading order.
    pub images: Vec<Image>,
    /// Byline.
    pub author: Option<String>,
    /// Where the portal says it has the news from ("Nguồn tin").
    pub source: Option<String>,
    /// Section names.
    pub categories: Vec<String>,
    /// Files offered.
    pub attachments: Vec<Attachment>,
    /// The "Tin khác" list.
    pub related: Vec<Related>,
    /// BCP 47, e.g. `vi`.
    pub language: Option<String>,
    /// Field name → how it was found.
    pub fields: BTreeMap<String, FieldOrigin>,
    /// What was missing or not believable.
    pub gaps: Vec<Gap>,
}

impl Article {
    /// What the content digest is taken of: title, lead, author, source, categories,
    /// publication time, body, images (address and caption) and attachments. Not the
    /// address, counters, related links or how a field was found: those change while the
    /// article does not.
    pub fn content_form(&self) -> Value {
        let images: Vec<Value> = self
            .images
            .iter()
            .map(|image| json!({"url": image.url, "caption": image.caption}))
            .collect();
        json!({
            "form": CONTENT_FORM,
            "title": self.title,
            "lead": self.lead,
            "author": self.author,
            "source": self.source,
            "categories": self.categories,
            "published_at": self.published_at,
            "body": self.body,
            "images": images,
            "attachments": self.attachments,
        })
    }
}
