//! One dated version of one article, as stored under `archive/snapshots/`.
//!
//! Every key is always written (`null` or `[]` when empty), because a data frame reads a
//! missing key and an empty one differently.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    Article, Attachment, Block, BodyLink, Embed, FieldOrigin, Gap, Image, Related, SourceMetadata,
    StatedTime,
};
use crate::digest::{ContentDigest, PartDigest, PayloadDigest};

/// Version of the snapshot format, the `schema` key.
pub const SNAPSHOT_SCHEMA: &str = "hpnews/snapshot/3";

/// The first version, which is still read: it has no day, links, embeds or stated times.
const FIRST_SCHEMA: &str = "hpnews/snapshot/1";

/// The version before this one, which is still read: it calls `source_metadata` a `hint` and
/// the cause `repair` `mended`.
const SECOND_SCHEMA: &str = "hpnews/snapshot/2";

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
    /// The record it lies in; `null` for a page that was read without being archived.
    pub warc: Option<WarcLocation>,
    /// What sources had said of the address when it was read: read again with the same
    /// recipe and the same metadata, the page says the same.
    #[serde(alias = "hint")]
    pub source_metadata: SourceMetadata,
}

/// Where in the WARC files the evidence lies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WarcLocation {
    /// File below the archive, or an absolute path for a file imported by reference.
    pub file: String,
    /// First byte of the record.
    pub offset: u64,
    /// Its length in bytes.
    pub length: u64,
    /// `WARC-Record-ID`.
    pub record_id: String,
}

/// Why a page was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// It was just fetched.
    Crawl,
    /// The recipe or the extractor had changed; the site need not have.
    Reextraction,
    /// It came out of another tool's WARC file.
    Import,
    /// It was fetched when the site's recipe did not fit it, and read once the recipe was
    /// repaired: what differs from the version before is the site's doing.
    #[serde(alias = "mended")]
    Repair,
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
    /// Why it was read.
    pub cause: Cause,
    /// Of the recipe it was read by.
    pub recipe: PartDigest,
    /// The pages it was read from, in order.
    pub pages: Vec<SourcePage>,
}

/// One dated version of one article, as stored under `archive/snapshots/`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    /// [`SNAPSHOT_SCHEMA`], or that of the version before it in files written then.
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
    /// See [`Article::layout`](super::Article::layout).
    pub layout: String,
    /// See [`Article::title`](super::Article::title).
    pub title: Option<String>,
    /// See [`Article::published_at`](super::Article::published_at).
    pub published_at: Option<DateTime<FixedOffset>>,
    /// See [`Article::published_date`](super::Article::published_date).
    #[serde(default)]
    pub published_date: Option<NaiveDate>,
    /// See [`Article::published_text`](super::Article::published_text).
    pub published_text: Option<String>,
    /// See [`Article::published_offset_assumed`](super::Article::published_offset_assumed).
    pub published_offset_assumed: bool,
    /// See [`Article::modified_at`](super::Article::modified_at).
    pub modified_at: Option<DateTime<FixedOffset>>,
    /// See [`Article::lead`](super::Article::lead).
    pub lead: Option<String>,
    /// See [`Article::body`](super::Article::body).
    pub body: Vec<Block>,
    /// See [`Article::images`](super::Article::images).
    pub images: Vec<Image>,
    /// See [`Article::author`](super::Article::author).
    pub author: Option<String>,
    /// See [`Article::source`](super::Article::source).
    pub source: Option<String>,
    /// See [`Article::categories`](super::Article::categories).
    pub categories: Vec<String>,
    /// See [`Article::attachments`](super::Article::attachments).
    pub attachments: Vec<Attachment>,
    /// See [`Article::links`](super::Article::links).
    #[serde(default)]
    pub links: Vec<BodyLink>,
    /// See [`Article::embeds`](super::Article::embeds).
    #[serde(default)]
    pub embeds: Vec<Embed>,
    /// See [`Article::related`](super::Article::related).
    pub related: Vec<Related>,
    /// See [`Article::language`](super::Article::language).
    pub language: Option<String>,
    /// When the first page's request was sent, in the site's civil time.
    pub captured_at: DateTime<FixedOffset>,
    /// Fingerprints.
    pub digests: Digests,
    /// Evidence.
    pub provenance: Provenance,
    /// See [`Article::fields`](super::Article::fields).
    pub fields: BTreeMap<String, FieldOrigin>,
    /// See [`Article::times`](super::Article::times).
    #[serde(default)]
    pub times: Vec<StatedTime>,
    /// See [`Article::gaps`](super::Article::gaps).
    pub gaps: Vec<Gap>,
}

impl Snapshot {
    /// What it says, as the article it was made of.
    pub fn article(&self) -> Article {
        let it = self.clone();
        Article {
            layout: it.layout,
            title: it.title,
            published_at: it.published_at,
            published_date: it.published_date,
            published_text: it.published_text,
            published_offset_assumed: it.published_offset_assumed,
            modified_at: it.modified_at,
            lead: it.lead,
            body: it.body,
            images: it.images,
            author: it.author,
            source: it.source,
            categories: it.categories,
            attachments: it.attachments,
            links: it.links,
            embeds: it.embeds,
            related: it.related,
            language: it.language,
            fields: it.fields,
            times: it.times,
            gaps: it.gaps,
        }
    }

    /// What its content digest was taken of when it was written.
    pub fn content_form(&self) -> Value {
        match self.schema.as_str() {
            FIRST_SCHEMA => self.article().first_form(),
            _ => self.article().content_form(),
        }
    }

    /// When it was published, to the instant or as the beginning of its day.
    pub fn dated(&self) -> Option<DateTime<FixedOffset>> {
        let midnight = |day: NaiveDate| {
            let zone = *self.captured_at.offset();
            day.and_time(NaiveTime::MIN)
                .and_local_timezone(zone)
                .single()
        };
        self.published_at
            .or_else(|| self.published_date.and_then(midnight))
    }

    /// Whether it is of a version of the format that is read.
    pub fn is_readable(schema: &str) -> bool {
        [FIRST_SCHEMA, SECOND_SCHEMA, SNAPSHOT_SCHEMA].contains(&schema)
    }

    /// Fills what a file of the first version could not say and is known all the same: the
    /// civil day of its time.
    #[must_use]
    pub fn completed(mut self) -> Self {
        if self.schema == FIRST_SCHEMA {
            self.published_date = self.published_at.map(|at| at.date_naive());
        }
        self
    }
}

/// The JSON Schema of a snapshot, as published at `schema/snapshot.schema.json`.
pub fn snapshot_schema() -> String {
    let schema = schemars::generate::SchemaSettings::draft2020_12()
        // Snapshots are data being read: every key is present, so every key is required.
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<Snapshot>();
    let mut text = format!("{:#}", schema.to_value());
    text.push('\n');
    text
}
