//! What a recipe finds on some pages, field by field, and what looks wrong in it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{ArticleField, lines};
use crate::record::{Article, Origin, SourceMetadata};

/// Values shown of each field.
const EXAMPLES: usize = 3;

/// Letters shown of a value.
const SHOWN: usize = 60;

/// Fewer values say nothing of how much they differ.
const FEW: usize = 3;

/// One page that was read.
#[derive(Clone, Copy, Debug)]
pub struct CheckedPage<'a> {
    /// What a crawl would store of it.
    pub stored: &'a Article,
    /// What the page says by itself.
    pub printed: &'a Article,
    /// What sources say of it.
    pub source_metadata: &'a SourceMetadata,
}

/// How often a field was found in one way.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct FieldCount {
    /// The kind of place.
    pub origin: Origin,
    /// The selector, or the key that was read.
    pub selector: Option<String>,
    /// On so many pages.
    pub pages: usize,
}

/// What looks wrong in a field's values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Warning {
    /// It says the same on all pages.
    Same,
    /// It counts readers.
    Counter {
        /// On so many pages.
        pages: usize,
        /// The line.
        line: String,
    },
    /// Many articles have the same line in their text.
    Furniture {
        /// On so many pages.
        pages: usize,
        /// The line.
        line: String,
    },
    /// REST or another source says something else.
    Otherwise {
        /// On so many pages.
        pages: usize,
        /// What one of them says.
        page: String,
        /// What is told of it.
        told: String,
    },
}

/// One field over all pages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldCheck {
    /// The field.
    pub field: ArticleField,
    /// Whether every article has it.
    pub required: bool,
    /// Pages, those that made no article too.
    pub pages: usize,
    /// Pages of which a crawl would store it.
    pub found: usize,
    /// … because a source says it, the page does not.
    pub told: usize,
    /// Different values.
    pub different: usize,
    /// The first of them.
    pub examples: Vec<String>,
    /// Where it was found, the commonest first.
    pub origins: Vec<FieldCount>,
    /// What looks wrong.
    pub warnings: Vec<Warning>,
}

impl FieldCheck {
    /// Whether it is missing on more than a tenth of the pages.
    pub fn is_short(&self) -> bool {
        (self.pages - self.found) * 10 > self.pages
    }
}

/// Checks each field. `missed`: pages that made no article. `twice`: articles as two looks at
/// their page saw them.
pub fn check(
    pages: &[CheckedPage<'_>],
    missed: usize,
    twice: &[(&Article, &Article)],
) -> Vec<FieldCheck> {
    let all = ArticleField::ALL.iter();
    all.map(|field| one(*field, pages, missed, twice)).collect()
}

fn one(
    field: ArticleField,
    pages: &[CheckedPage<'_>],
    missed: usize,
    twice: &[(&Article, &Article)],
) -> FieldCheck {
    let with: Vec<&CheckedPage<'_>> = pages.iter().filter(|it| field.is_in(it.stored)).collect();
    let values: Vec<String> = with
        .iter()
        .map(|it| field.lines(it.stored).join(" · "))
        .collect();
    let mut seen = BTreeSet::new();
    let first: Vec<&String> = values
        .iter()
        .filter(|it| seen.insert(it.as_str()))
        .collect();
    FieldCheck {
        field,
        required: field.is_required(),
        pages: pages.len() + missed,
        found: with.len(),
        told: with.iter().filter(|it| !field.is_in(it.printed)).count(),
        different: first.len(),
        examples: first.iter().take(EXAMPLES).map(|it| start(it)).collect(),
        origins: origins(field, &with),
        warnings: warnings(field, pages, &values, twice),
    }
}

fn origins(field: ArticleField, with: &[&CheckedPage<'_>]) -> Vec<FieldCount> {
    let mut times: BTreeMap<(Origin, Option<&str>), usize> = BTreeMap::new();
    for origin in with
        .iter()
        .filter_map(|it| it.stored.fields.get(field.key()))
    {
        *times
            .entry((origin.origin, origin.selector.as_deref()))
            .or_default() += 1;
    }
    let found = times
        .into_iter()
        .map(|((origin, selector), pages)| FieldCount {
            origin,
            selector: selector.map(str::to_owned),
            pages,
        });
    let mut found: Vec<FieldCount> = found.collect();
    found.sort_by_key(|it| std::cmp::Reverse(it.pages));
    found
}

fn warnings(
    field: ArticleField,
    pages: &[CheckedPage<'_>],
    values: &[String],
    twice: &[(&Article, &Article)],
) -> Vec<Warning> {
    let mut found = Vec::new();
    if values.len() >= FEW && values.iter().all(|it| *it == values[0]) {
        found.push(Warning::Same);
    }
    let counters = pages
        .iter()
        .filter_map(|it| lines::counter(field, it.stored));
    let ticked = twice
        .iter()
        .filter_map(|(was, is)| lines::ticked(field, was, is));
    let counters: Vec<String> = counters.chain(ticked).collect();
    if let Some(line) = counters.first() {
        found.push(Warning::Counter {
            pages: counters.len(),
            line: start(line),
        });
    }
    if field == ArticleField::Body {
        let shared = lines::shared(pages.iter().map(|it| it.stored));
        found.extend(shared.into_iter().map(|(line, pages)| Warning::Furniture {
            pages,
            line: start(&line),
        }));
    }
    let others: Vec<(String, String)> =
        pages.iter().filter_map(|it| otherwise(field, it)).collect();
    if let Some((page, told)) = others.first() {
        found.push(Warning::Otherwise {
            pages: others.len(),
            page: start(page),
            told: start(told),
        });
    }
    found
}

/// What a page says of a field and what is told of it, where these are two things.
fn otherwise(field: ArticleField, page: &CheckedPage<'_>) -> Option<(String, String)> {
    let CheckedPage {
        printed,
        source_metadata,
        ..
    } = page;
    match field {
        ArticleField::Title => {
            let (page, told) = (printed.title.as_ref()?, source_metadata.title.as_ref()?);
            (words(page) != words(told)).then(|| (page.clone(), told.clone()))
        }
        ArticleField::Lead => {
            let (page, told) = (printed.lead.as_ref()?, source_metadata.excerpt.as_ref()?);
            let (own, other) = (words(page), words(told));
            let is_part = own.contains(&other) || other.contains(&own);
            (!is_part).then(|| (page.clone(), told.clone()))
        }
        ArticleField::Date => {
            let (page, told) = (printed.published_date?, source_metadata.published_at?);
            let told = match printed.published_at {
                Some(at) => told.with_timezone(at.offset()).date_naive(),
                None => told.date_naive(),
            };
            (page != told).then(|| (page.to_string(), told.to_string()))
        }
        ArticleField::Category => {
            let (page, told) = (&printed.categories, &source_metadata.categories);
            let known: Vec<String> = told.iter().map(|it| words(it)).collect();
            let shares = page.iter().any(|it| known.contains(&words(it)));
            let both = !page.is_empty() && !told.is_empty();
            (both && !shares).then(|| (page.join(" · "), told.join(" · ")))
        }
        _ => None,
    }
}

/// Words as a reader hears them, each with a space around it.
fn words(text: &str) -> String {
    let words = text.split(|it: char| !it.is_alphanumeric());
    let words: Vec<String> = words
        .filter(|it| !it.is_empty())
        .map(str::to_lowercase)
        .collect();
    format!(" {} ", words.join(" "))
}

/// The start of a value, on one line.
fn start(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
