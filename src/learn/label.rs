//! What is told of a field, by whom, and whether two values are one.
//!
//! Compares as a person would: case, punctuation and spaces are no matter in a line, a day
//! agrees with a time of that day, a list has no order. Never looks at a page.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};

use super::LabelField;
use crate::record::{Article, Origin, SourceMetadata};
use crate::text;

/// Who told a value, the most trusted first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LabelSource {
    /// The archive, of the same article as it was read before.
    Archive,
    /// REST, a feed or a list.
    Source,
    /// Structured data or `<meta>` of the page itself.
    Data,
    /// The generic reader, from what the page prints.
    Reading,
}

/// A field's value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum LabelValue {
    /// One line or paragraph.
    Text(String),
    /// A time, or only its day.
    Time(Option<DateTime<FixedOffset>>, NaiveDate),
    /// Blocks, in order.
    Blocks(Vec<String>),
    /// Names, captions or addresses, in any order.
    Set(Vec<String>),
}

/// A value and who told it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Label {
    pub value: LabelValue,
    pub source: LabelSource,
}

/// The words of a text without case, marks and spaces between.
pub(super) fn key(text: &str) -> String {
    let lower = text::clean(text).to_lowercase();
    let words = lower.split(|it: char| !it.is_alphanumeric());
    let words: Vec<&str> = words.filter(|it| !it.is_empty()).collect();
    words.join(" ")
}

impl LabelValue {
    /// What an article says of a field.
    pub(super) fn of(article: &Article, field: LabelField) -> Option<Self> {
        let text = |it: &Option<String>| it.clone().map(Self::Text);
        let set = |it: Vec<String>| (!it.is_empty()).then_some(Self::Set(it));
        match field {
            LabelField::Title => text(&article.title),
            LabelField::Lead => text(&article.lead),
            LabelField::Author => text(&article.author),
            LabelField::Source => text(&article.source),
            LabelField::Date => {
                let day = article.published_date;
                let day = day.or_else(|| Some(article.published_at?.date_naive()))?;
                Some(Self::Time(article.published_at, day))
            }
            LabelField::Modified => article
                .modified_at
                .map(|it| Self::Time(Some(it), it.date_naive())),
            LabelField::Body => {
                let blocks: Vec<String> = article.body.iter().map(|it| it.text.clone()).collect();
                (!blocks.is_empty()).then_some(Self::Blocks(blocks))
            }
            LabelField::Captions => set(article
                .images
                .iter()
                .filter_map(|it| it.caption.clone())
                .collect()),
            LabelField::Categories => set(article.categories.clone()),
            LabelField::Attachments => set(article
                .attachments
                .iter()
                .map(|it| it.url.clone())
                .collect()),
            LabelField::Related => set(article.related.iter().map(|it| it.url.clone()).collect()),
        }
    }

    /// What a source said of a field.
    fn told(source_metadata: &SourceMetadata, field: LabelField) -> Option<Self> {
        let text = |it: &Option<String>| it.clone().map(Self::Text);
        let time =
            |it: Option<DateTime<FixedOffset>>| it.map(|it| Self::Time(Some(it), it.date_naive()));
        match field {
            LabelField::Title => text(&source_metadata.title),
            LabelField::Lead => {
                text(&source_metadata.excerpt).or_else(|| text(&source_metadata.lead))
            }
            LabelField::Date => time(source_metadata.published_at),
            LabelField::Modified => time(source_metadata.modified_at),
            LabelField::Categories if !source_metadata.categories.is_empty() => {
                Some(Self::Set(source_metadata.categories.clone()))
            }
            _ => None,
        }
    }

    /// Whether two values are the same to a reader.
    pub(super) fn agrees(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(one), Self::Text(other)) => key(one) == key(other),
            (Self::Time(Some(one), _), Self::Time(Some(other), _)) => {
                (*one - *other).num_seconds().abs() < 60
            }
            (Self::Time(_, one), Self::Time(_, other)) => one == other,
            (Self::Blocks(one), Self::Blocks(other)) => {
                let keys = |it: &[String]| -> Vec<String> { it.iter().map(|it| key(it)).collect() };
                keys(one).concat() == keys(other).concat()
            }
            (Self::Set(one), Self::Set(other)) => {
                let keys = |it: &[String]| {
                    let mut keys: Vec<String> = it.iter().map(|it| key(it)).collect();
                    keys.sort();
                    keys.dedup();
                    keys
                };
                keys(one) == keys(other)
            }
            _ => false,
        }
    }
}

impl LabelValue {
    /// The value in a few words, for a person.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Time(Some(at), _) => at.to_rfc3339(),
            Self::Time(None, day) => day.to_string(),
            Self::Blocks(blocks) => {
                let first = blocks.first().map(String::as_str).unwrap_or_default();
                format!("{} × {first}", blocks.len())
            }
            Self::Set(all) => all.join("; "),
        }
    }
}

impl Label {
    /// Whether a page that says this does not contradict the label. A page may show one of
    /// several sections.
    pub(super) fn accepts(&self, field: LabelField, read: &LabelValue) -> bool {
        if let (LabelField::Categories, LabelValue::Set(told), LabelValue::Set(read)) =
            (field, &self.value, read)
        {
            let told: Vec<String> = told.iter().map(|it| key(it)).collect();
            return read.iter().all(|it| told.contains(&key(it)));
        }
        self.value.agrees(read)
    }
}

/// What is known of each field of one page: the most trusted value that somebody told.
pub(super) fn labels(
    source_metadata: &SourceMetadata,
    archived: Option<&Article>,
    reading: &Article,
) -> BTreeMap<LabelField, Label> {
    let label = |field: LabelField| {
        let archived = archived.and_then(|it| LabelValue::of(it, field));
        let archived = archived.map(|it| (it, LabelSource::Archive));
        let told = || {
            Some((
                LabelValue::told(source_metadata, field)?,
                LabelSource::Source,
            ))
        };
        let read = || Some((LabelValue::of(reading, field)?, source(reading, field)));
        let (value, source) = archived.or_else(told).or_else(read)?;
        Some((field, Label { value, source }))
    };
    LabelField::ALL.into_iter().filter_map(label).collect()
}

/// Who told the reader what it read.
fn source(reading: &Article, field: LabelField) -> LabelSource {
    let name = match field {
        LabelField::Date => "published_at",
        LabelField::Modified => "modified_at",
        LabelField::Captions => "images",
        other => other.as_str(),
    };
    match reading.fields.get(name).map(|it| it.origin) {
        Some(Origin::SourceMetadata | Origin::Rest) => LabelSource::Source,
        Some(Origin::JsonLd | Origin::Meta | Origin::Microdata | Origin::Embedded) => {
            LabelSource::Data
        }
        _ => LabelSource::Reading,
    }
}
