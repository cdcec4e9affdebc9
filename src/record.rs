//! The nouns: what an article is, and what one dated version of it looks like on disk.
//!
//! Pure data with serde and JSON Schema. Never computes, never reads: the rooms do.
//! Every key of a [`Snapshot`] is always written (`null` or `[]` when empty), because a
//! data frame reads a missing key and an empty one differently.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::digest::{ContentDigest, PartDigest, PayloadDigest};

/// Version of the snapshot format, the `schema` key.
pub const SNAPSHOT_SCHEMA: &str = "hpnews/snapshot/1";

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
/// digest: those belong to the capture and the [`Snapshot`].
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

/// The digests of one snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Digests {
    /// What the article says: decides whether this is a new version.
    pub content: ContentDigest,
    /// Title alone.
    pub title: PartDigest,
    /// Body alone.
    pub body: PartDigest,
    /// Image captions alone.
    pub captions: PartDigest,
    /// The related list alone.
    pub related: PartDigest,
    /// The bytes of the first page's entity body.
    pub payload: PayloadDigest,
}

/// One fetched page behind a snapshot; an article in two pages has two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourcePage {
    /// The address that answered.
    pub url: String,
    /// When the request was sent.
    pub captured_at: DateTime<FixedOffset>,
    /// Of the entity body.
    pub payload: PayloadDigest,
}

/// Where in the WARC files the evidence lies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WarcLocation {
    /// File below `archive/warc/`.
    pub file: String,
    /// First byte of the record.
    pub offset: u64,
    /// Its length in bytes.
    pub length: u64,
    /// `WARC-Record-ID`.
    pub record_id: String,
}

/// Who made the snapshot, from what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// The run, the stem of `runs/<stamp>.jsonl`.
    pub run: String,
    /// Tool and version, e.g. `hpnews/0.1.0`.
    pub software: String,
    /// Version of the extraction rules.
    pub extractor: u32,
    /// File of the version before this one, below `archive/`.
    pub previous: Option<String>,
    /// The pages it was read from, in order.
    pub pages: Vec<SourcePage>,
    /// The WARC record of the first page; `null` until captures are kept as WARC.
    pub warc: Option<WarcLocation>,
}

/// One dated version of one article, as stored under `archive/snapshots/`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    /// Always [`SNAPSHOT_SCHEMA`].
    pub schema: String,
    /// Stable name of the article: `<site>:post-<id>` or `<site>:url-<16 hex>`.
    pub article_id: String,
    /// Canonical address.
    pub url: String,
    /// Addresses it had before.
    pub previous_urls: Vec<String>,
    /// The site's name in config.
    pub site: String,
    /// Another article with the same content digest, if one was stored earlier.
    pub duplicate_of: Option<String>,
    /// See [`Article::layout`].
    pub layout: String,
    /// See [`Article::title`].
    pub title: Option<String>,
    /// See [`Article::published_at`].
    pub published_at: Option<DateTime<FixedOffset>>,
    /// See [`Article::published_text`].
    pub published_text: Option<String>,
    /// See [`Article::published_offset_assumed`].
    pub published_offset_assumed: bool,
    /// See [`Article::modified_at`].
    pub modified_at: Option<DateTime<FixedOffset>>,
    /// See [`Article::lead`].
    pub lead: Option<String>,
    /// See [`Article::body`].
    pub body: Vec<Block>,
    /// See [`Article::images`].
    pub images: Vec<Image>,
    /// See [`Article::author`].
    pub author: Option<String>,
    /// See [`Article::source`].
    pub source: Option<String>,
    /// See [`Article::categories`].
    pub categories: Vec<String>,
    /// See [`Article::attachments`].
    pub attachments: Vec<Attachment>,
    /// See [`Article::related`].
    pub related: Vec<Related>,
    /// See [`Article::language`].
    pub language: Option<String>,
    /// When the first page's request was sent, in the site's civil time.
    pub captured_at: DateTime<FixedOffset>,
    /// Fingerprints.
    pub digests: Digests,
    /// Evidence.
    pub provenance: Provenance,
    /// See [`Article::fields`].
    pub fields: BTreeMap<String, FieldOrigin>,
    /// See [`Article::gaps`].
    pub gaps: Vec<Gap>,
}

/// Who told of an address.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Teller {
    /// Named in the configuration, or the command line.
    Seed,
    /// A `Sitemap:` line of robots.txt.
    Robots,
    /// An XML sitemap.
    Sitemap,
    /// An RSS or Atom feed.
    Feed,
    /// The WordPress REST API.
    Rest,
    /// A category, home or pagination page.
    List,
    /// A link in a page.
    Link,
    /// The "Tin khác" list of an article.
    Related,
    /// `rel=canonical` of another page.
    Canonical,
    /// A redirect's target.
    Redirect,
    /// The next page of an article or a list.
    Page,
}

/// What an address is asked for.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// `/robots.txt`.
    Robots,
    /// A sitemap or sitemap index.
    Sitemap,
    /// An RSS or Atom feed.
    Feed,
    /// A page of the WordPress REST post collection.
    Rest,
    /// A list of articles.
    List,
    /// The second or a later page of an article.
    Part,
    /// An article.
    Article,
    /// Not known until it is read.
    Page,
}

/// What a source said of an article besides its address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Hint {
    /// Publication time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published_at: Option<DateTime<FixedOffset>>,
    /// Modification time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified_at: Option<DateTime<FixedOffset>>,
    /// The portal's own number of the article (WordPress post id).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post_id: Option<u64>,
}

/// An address somebody named, with what they said of it. `url` is absolute and
/// canonical (see `address`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// Canonical absolute address.
    pub url: String,
    /// What to ask it for.
    pub role: Role,
    /// Who named it.
    pub teller: Teller,
    /// How many redirects led here, one after the other.
    #[serde(default)]
    pub hops: u8,
    /// Hints.
    #[serde(default)]
    pub hint: Hint,
}
