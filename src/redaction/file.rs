//! `withhold.toml` → takedowns, each one understood.

use std::fmt;

use chrono::NaiveDate;
use serde::Deserialize;

use super::{Span, WithholdError};
use crate::address::identity;

/// A part of an article that can be withheld by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RedactedField {
    /// The headline.
    Title,
    /// The lead.
    Lead,
    /// The body.
    Body,
    /// Pictures with their captions.
    Images,
    /// The byline.
    Author,
    /// "Nguồn tin".
    Source,
    /// The sections.
    Categories,
    /// The files offered.
    Attachments,
    /// "Tin khác".
    Related,
    /// The addresses, now and before: their last part repeats the headline.
    Url,
    /// The publication time.
    Published,
}

impl RedactedField {
    /// All of them, in the order of an article.
    pub const ALL: [Self; 11] = [
        Self::Title,
        Self::Lead,
        Self::Body,
        Self::Images,
        Self::Author,
        Self::Source,
        Self::Categories,
        Self::Attachments,
        Self::Related,
        Self::Url,
        Self::Published,
    ];

    /// As the file and the dumps name it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Lead => "lead",
            Self::Body => "body",
            Self::Images => "images",
            Self::Author => "author",
            Self::Source => "source",
            Self::Categories => "categories",
            Self::Attachments => "attachments",
            Self::Related => "related",
            Self::Url => "url",
            Self::Published => "published_at",
        }
    }

    pub(super) fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.word() == word)
    }
}

impl fmt::Display for RedactedField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// One line: what is withheld, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Takedown {
    /// An address of the article, now or before, or its path alone.
    pub url: Option<String>,
    /// Its stable name.
    pub article_id: Option<String>,
    /// For the operator; never published.
    pub reason: String,
    /// The day of the decision.
    pub on: NaiveDate,
    /// These parts only.
    pub fields: Vec<RedactedField>,
    /// These words only.
    pub text: Option<Span>,
    /// It may stand for nothing yet.
    pub pending: bool,
    /// Its line in the file, from 1.
    pub line: usize,
}

impl Takedown {
    /// Whether the article is withheld as a whole.
    pub fn is_whole(&self) -> bool {
        self.fields.is_empty() && self.text.is_none()
    }

    /// Whether it speaks of one article.
    pub fn names_an_article(&self) -> bool {
        self.url.is_some() || self.article_id.is_some()
    }

    /// The article as the line names it, for a person.
    pub fn subject(&self) -> &str {
        let named = self.article_id.as_deref().or(self.url.as_deref());
        named.unwrap_or("every article")
    }
}

/// All takedowns of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Takedowns {
    /// In the order of the file.
    pub list: Vec<Takedown>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WithholdFile {
    #[serde(default)]
    article: Vec<toml::Spanned<TakedownLine>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TakedownLine {
    url: Option<String>,
    article_id: Option<String>,
    reason: Option<String>,
    on: Option<toml::value::Datetime>,
    #[serde(default)]
    fields: Vec<String>,
    text: Option<String>,
    #[serde(default)]
    pending: bool,
}

impl Takedowns {
    /// Reads the file. `file` is its name, for messages.
    pub fn parse(file: &str, text: &str) -> Result<Self, WithholdError> {
        let parsed: WithholdFile = toml::from_str(text).map_err(|error| WithholdError::Syntax {
            file: file.to_owned(),
            cause: error.to_string().trim_end().to_owned(),
        })?;
        let understood = parsed.article.into_iter().map(|entry| {
            let before = text.get(..entry.span().start).unwrap_or_default();
            let line = 1 + before.matches('\n').count();
            understand(entry.into_inner(), line).map_err(|cause| WithholdError::Takedown {
                file: file.to_owned(),
                line,
                cause,
            })
        });
        Ok(Self {
            list: understood.collect::<Result<_, _>>()?,
        })
    }
}

fn understand(line: TakedownLine, at: usize) -> Result<Takedown, String> {
    let full = |text: Option<String>| text.filter(|it| !it.trim().is_empty());
    let (url, article_id) = (full(line.url), full(line.article_id));
    let named = url.is_some() || article_id.is_some();
    if !named && line.text.is_none() {
        return Err("it names no article: write url or article_id".to_owned());
    }
    if !named && !line.fields.is_empty() {
        return Err("fields are withheld of one article: write url or article_id".to_owned());
    }
    let reason = full(line.reason).ok_or("it has no reason")?;
    let on = line
        .on
        .and_then(day)
        .ok_or("it has no day: write on = 2026-11-23")?;
    let mut fields = Vec::new();
    for word in &line.fields {
        let field = RedactedField::of(word).ok_or_else(|| {
            let known = RedactedField::ALL.map(RedactedField::word).join(", ");
            format!("there is no field {word:?}; the fields are {known}")
        })?;
        fields.push(field);
    }
    let text = line
        .text
        .map(|text| Span::new(&text).ok_or_else(|| format!("no word is in text = {text:?}")))
        .transpose()?;
    if let Some(url) = url.as_deref().filter(|url| !may_name_a_page(url)) {
        return Err(format!(
            "no page has the address {url:?}: write its host and path; patterns are not read"
        ));
    }
    Ok(Takedown {
        url,
        article_id,
        reason,
        on,
        fields,
        text,
        pending: line.pending,
        line: at,
    })
}

/// Whether an address can be a page's: with a host and something after it, or the path alone. One
/// that cannot would match nothing, now and ever.
fn may_name_a_page(url: &str) -> bool {
    let key = match url.trim() {
        path if is_path(path) => identity(&format!("any.host{path}")),
        url => identity(url),
    };
    key.is_some_and(|key| key.contains(['/', '?']) && !key.contains('*'))
}

/// Whether an address is a path alone: of whatever host the archive knows.
pub fn is_path(url: &str) -> bool {
    url.starts_with('/') && !url.starts_with("//")
}

fn day(at: toml::value::Datetime) -> Option<NaiveDate> {
    let date = at.date?;
    NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
}
