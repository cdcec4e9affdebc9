//! What happened to a published article, as `changes/<run>.jsonl` and the feeds tell it.
//!
//! Pure data. Never decides a class: the room `change` does.

use chrono::{DateTime, FixedOffset};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::WarcLocation;
use crate::digest::PayloadDigest;

/// Version of the change format, the `schema` key.
pub const CHANGE_SCHEMA: &str = "hpnews/change/3";

/// What kind of change it is, the most serious first: the order of reports.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub enum ChangeKind {
    /// Gone for at least three nights and 72 hours (two nights for a 410).
    #[serde(rename = "removed")]
    Removed,
    /// Not there at the last look.
    #[serde(rename = "missing")]
    Missing,
    /// The same post at another address.
    #[serde(rename = "moved")]
    Moved,
    /// Still there, and no longer listed.
    #[serde(rename = "unlisted")]
    Unlisted,
    /// There again, or listed again.
    #[serde(rename = "restored")]
    Restored,
    /// Another story at the same address: headline and body are both others.
    #[serde(rename = "substantive.story")]
    Story,
    /// A figure.
    #[serde(rename = "substantive.number")]
    Number,
    /// A date or time in the text.
    #[serde(rename = "substantive.date")]
    Date,
    /// A person's or place's name, the author or the source.
    #[serde(rename = "substantive.name")]
    Name,
    /// The number of a document («3107/2016/QĐ-UBND»).
    #[serde(rename = "substantive.docnumber")]
    DocumentNumber,
    /// Other words of the headline.
    #[serde(rename = "substantive.title")]
    Title,
    /// Other words of the lead or body.
    #[serde(rename = "substantive.body")]
    Body,
    /// A caption, a picture, a video or a file.
    #[serde(rename = "substantive.caption")]
    Caption,
    /// The article says that it was corrected or updated.
    #[serde(rename = "correction")]
    Correction,
    /// The publication time moved.
    #[serde(rename = "redating")]
    Redating,
    /// Sections, where links lead, or addresses of pictures and files that stayed the same.
    #[serde(rename = "links")]
    Links,
    /// At most two letters in one syllable that is neither number nor name.
    #[serde(rename = "typo")]
    Typo,
    /// Tone placement (hoà/hòa), i/y.
    #[serde(rename = "orthographic")]
    Orthographic,
    /// Quotation marks, dashes, spaces, capitals.
    #[serde(rename = "typographic")]
    Typographic,
    /// NFC/NFD, look-alike letters, invisible characters.
    #[serde(rename = "encoding")]
    Encoding,
}

impl ChangeKind {
    /// All of them, the most serious first.
    pub const ALL: [Self; 20] = [
        Self::Removed,
        Self::Missing,
        Self::Moved,
        Self::Unlisted,
        Self::Restored,
        Self::Story,
        Self::Number,
        Self::Date,
        Self::Name,
        Self::DocumentNumber,
        Self::Title,
        Self::Body,
        Self::Caption,
        Self::Correction,
        Self::Redating,
        Self::Links,
        Self::Typo,
        Self::Orthographic,
        Self::Typographic,
        Self::Encoding,
    ];

    /// The word of the JSON form, e.g. `substantive.number`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Removed => "removed",
            Self::Missing => "missing",
            Self::Moved => "moved",
            Self::Unlisted => "unlisted",
            Self::Restored => "restored",
            Self::Story => "substantive.story",
            Self::Number => "substantive.number",
            Self::Date => "substantive.date",
            Self::Name => "substantive.name",
            Self::DocumentNumber => "substantive.docnumber",
            Self::Title => "substantive.title",
            Self::Body => "substantive.body",
            Self::Caption => "substantive.caption",
            Self::Correction => "correction",
            Self::Redating => "redating",
            Self::Links => "links",
            Self::Typo => "typo",
            Self::Orthographic => "orthographic",
            Self::Typographic => "typographic",
            Self::Encoding => "encoding",
        }
    }

    /// Whether it tells where an article is rather than what it says.
    pub fn is_status(self) -> bool {
        self <= Self::Restored
    }

    /// Whether what the article tells has changed.
    pub fn is_substantive(self) -> bool {
        (Self::Story..=Self::Caption).contains(&self)
    }

    /// Whether reports fold it: spelling, typography, encoding.
    pub fn is_low(self) -> bool {
        self >= Self::Typo
    }
}

/// A figure that became another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// The field it stands in, e.g. `body[3]`.
    pub field: String,
    /// As printed before, with its unit («2.300 tỷ»); `null` when it is new.
    pub before: Option<String>,
    /// As printed now; `null` when it is gone.
    pub after: Option<String>,
    /// The words around it now, for a reader.
    pub context: String,
}

/// A file that is another at the same address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplacedFile {
    /// Its address.
    pub url: String,
    /// The text of the article's link to it.
    pub title: Option<String>,
    /// As it was.
    pub before: FileCapture,
    /// As it is.
    pub after: FileCapture,
}

/// A file as it was fetched, and where that is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FileCapture {
    /// Of its bytes.
    pub payload: PayloadDigest,
    /// When it was asked for, in the site's civil time.
    pub captured_at: DateTime<FixedOffset>,
    /// The record it lies in.
    pub warc: WarcLocation,
}

/// One thing that happened to one published article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// [`CHANGE_SCHEMA`], or that of a version before it in lines written then: the first names no
    /// files, the first two call a kind a `class`.
    pub schema: String,
    /// Stable name: 16 hex digits over article, kind, and what it leads from and to. The
    /// same change has the same id whenever it is computed.
    pub id: String,
    /// The run that saw it.
    pub run: String,
    /// When it was seen, in the site's civil time.
    pub at: DateTime<FixedOffset>,
    /// The last look that saw the article as it was before: it happened between the two.
    pub last_seen_before: Option<DateTime<FixedOffset>>,
    /// The site's name in config.
    pub site: String,
    /// The article.
    pub article_id: String,
    /// Its address now.
    pub url: String,
    /// Its address before, where that is another.
    pub previous_url: Option<String>,
    /// Its headline now.
    pub title: Option<String>,
    /// Its sections.
    pub categories: Vec<String>,
    /// The most serious kind.
    #[serde(alias = "class")]
    pub kind: ChangeKind,
    /// All of them, the most serious first.
    #[serde(alias = "classes")]
    pub kinds: Vec<ChangeKind>,
    /// The changed fields: `title`, `lead`, `body`, `images`, `author`, …; empty where only its
    /// standing changed.
    pub fields: Vec<String>,
    /// The words in which the article announces it («đính chính»); `null` = silently.
    pub announced: Option<String>,
    /// True when the publication time was moved back.
    pub backdated: bool,
    /// Figures that became others.
    pub figures: Vec<Figure>,
    /// Files it offers that were replaced under their addresses.
    #[serde(default)]
    pub files: Vec<ReplacedFile>,
    /// Snapshot before, below the archive.
    pub before: Option<String>,
    /// Snapshot after.
    pub after: Option<String>,
    /// An earlier snapshot that said what `after` says: the article went back, or alternates.
    pub repeats: Option<String>,
    /// Why, for a change of standing («404 on 3 nights since …»).
    pub reason: Option<String>,
}

/// The JSON Schema of a change, as published at `schema/change.schema.json`.
pub fn change_schema() -> String {
    let schema = schemars::generate::SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<Change>();
    let mut text = format!("{:#}", schema.to_value());
    text.push('\n');
    text
}
