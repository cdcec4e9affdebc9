//! A page with everything that is told of it.
//!
//! Reads it as no recipe would, and keeps what was told beside what was read. Never chooses
//! a selector.

use std::collections::{BTreeMap, HashMap};

use chrono_tz::Tz;
use url::Url;

use super::index::ElementIndex;
use super::label::{self, Label, LabelValue, key};
use super::places::Places;
use super::{LabelField, LabelSource, RefusedPage};
use crate::extract::{self, Page, PageKind, PageVerdict, Recipe};
use crate::record::{Article, SourceMetadata};

/// One page of a site to learn from, with what is known of it elsewhere.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The address that answered.
    pub url: Url,
    /// The decoded document.
    pub html: String,
    /// What sources said of it.
    pub source_metadata: SourceMetadata,
    /// What the archive holds of it, read before the site was redesigned.
    pub archived: Option<Article>,
}

/// A block is furniture where so many pages, and this share of all, have the same.
const REPEATED: (usize, f64) = (3, 0.3);
/// The longest name of a section, in letters.
const NAME: usize = 80;
/// The longest line in which other figures are no difference, in letters.
const COUNTER: usize = 80;

/// One article's page.
pub(super) struct LabelledPage<'s> {
    pub sample: &'s Sample,
    pub index: ElementIndex,
    /// What is read of it without a recipe, with what sources said.
    pub reading: Article,
    /// The same of the page alone.
    pub alone: Option<Article>,
    /// Where its body stands.
    pub places: Places,
    labels: BTreeMap<LabelField, Label>,
}

/// A page that is no article.
pub(super) struct Other {
    pub refused: RefusedPage,
    /// Its elements, where it could be parsed.
    pub index: Option<ElementIndex>,
}

impl<'s> LabelledPage<'s> {
    /// The articles among the pages, and the others.
    pub(super) fn all(samples: &'s [Sample], zone: Tz) -> (Vec<Self>, Vec<Other>) {
        let generic = Recipe::generic(zone);
        let (mut pages, mut others) = (Vec::new(), Vec::new());
        for sample in samples {
            let index = ElementIndex::of(&sample.html);
            let other = |kind, reason: String| RefusedPage {
                url: sample.url.clone(),
                kind,
                reason,
            };
            match (read(sample, &generic, &sample.source_metadata), index) {
                (Ok(reading), Some(index)) => pages.push(Self {
                    labels: label::labels(
                        &sample.source_metadata,
                        sample.archived.as_ref(),
                        &reading,
                    ),
                    sample,
                    index,
                    alone: read(sample, &generic, &SourceMetadata::default()).ok(),
                    places: Places::default(),
                    reading,
                }),
                (Ok(_), None) => others.push(Other {
                    refused: other(PageKind::Hostile, "it could not be parsed".to_owned()),
                    index: None,
                }),
                (Err((kind, reason)), index) => others.push(Other {
                    refused: other(kind, reason),
                    index,
                }),
            }
        }
        take_furniture_off(&mut pages);
        for page in &mut pages {
            if page.label(LabelField::Categories).is_none()
                && let Some(label) = page.section_of_address()
            {
                page.labels.insert(LabelField::Categories, label);
            }
            let blocks = page.blocks();
            page.places = Places::of(&page.index, &blocks);
        }
        (pages, others)
    }

    /// The most trusted value that somebody told of a field.
    pub(super) fn label(&self, field: LabelField) -> Option<&Label> {
        self.labels.get(&field)
    }

    /// Whether nobody told anything of a field.
    pub(super) fn is_untold(&self, field: LabelField) -> bool {
        self.values(field).is_empty()
    }

    /// What was told of a field, and what is read without a recipe.
    pub(super) fn values(&self, field: LabelField) -> Vec<LabelValue> {
        let told = self.label(field).map(|it| it.value.clone());
        let read = LabelValue::of(&self.reading, field).filter(|it| Some(it) != told.as_ref());
        told.into_iter().chain(read).collect()
    }

    /// The section whose list the page's own address lies below, as a link calls it.
    fn section_of_address(&self) -> Option<Label> {
        let own = &self.sample.url;
        let name = |place: &usize| {
            let text = self.index.line(*place, NAME)?;
            let target = self.target(*place)?;
            let path = target.path().trim_end_matches('/');
            let rest = own.path().strip_prefix(path)?;
            let is_list = !path.is_empty() && rest.starts_with('/') && target.query().is_none();
            (is_list && target.origin() == own.origin()).then(|| (path.len(), text.to_owned()))
        };
        let named = self.index.named("a").iter().filter_map(name);
        let (_, text) = named.max_by_key(|(length, _)| *length)?;
        Some(Label {
            value: LabelValue::Set(vec![text]),
            source: LabelSource::Reading,
        })
    }

    /// What a recipe reads of the page alone; `None` where it takes it for no article.
    pub(super) fn read(&self, recipe: &Recipe) -> Option<Article> {
        read(self.sample, recipe, &SourceMetadata::default()).ok()
    }

    /// Whether a value is what was told of a field, or what is read without a recipe.
    pub(super) fn holds(&self, field: LabelField, value: &LabelValue) -> bool {
        let told = self.label(field).is_some_and(|it| it.accepts(field, value));
        told || LabelValue::of(&self.reading, field).is_some_and(|it| it.agrees(value))
    }

    /// The blocks of its body, as they were told.
    pub(super) fn blocks(&self) -> Vec<String> {
        match self.label(LabelField::Body).map(|it| &it.value) {
            Some(LabelValue::Blocks(blocks)) => blocks.clone(),
            _ => Vec::new(),
        }
    }

    /// Where a reference leads.
    pub(super) fn target(&self, place: usize) -> Option<Url> {
        let address = self.index.element(place).address.as_deref()?;
        self.sample.url.join(address.trim()).ok()
    }
}

/// What a recipe reads of a page with what sources said of it.
fn read(
    sample: &Sample,
    recipe: &Recipe,
    source_metadata: &SourceMetadata,
) -> Result<Article, (PageKind, String)> {
    let page = Page {
        html: &sample.html,
        url: &sample.url,
        source_metadata,
    };
    match extract::extract(&page, recipe).verdict {
        PageVerdict::Article(article) => Ok(*article),
        PageVerdict::NotArticle { kind, reason } => Err((kind, reason)),
    }
}

/// Takes off what many pages have in their bodies, unless that is more than half of one.
fn take_furniture_off(pages: &mut [LabelledPage<'_>]) {
    let mut counted: HashMap<String, usize> = HashMap::new();
    for page in pages.iter() {
        let mut forms: Vec<String> = page.blocks().iter().map(|it| form(it)).collect();
        forms.sort();
        forms.dedup();
        for form in forms {
            *counted.entry(form).or_default() += 1;
        }
    }
    let all = f64::from(u32::try_from(pages.len()).unwrap_or(u32::MAX));
    let repeated = |block: &String| {
        let pages = counted.get(&form(block)).copied().unwrap_or_default();
        pages >= REPEATED.0
            && f64::from(u32::try_from(pages).unwrap_or(u32::MAX)) >= all * REPEATED.1
    };
    for page in pages.iter_mut() {
        let blocks = page.blocks();
        let own: Vec<String> = blocks.iter().filter(|it| !repeated(it)).cloned().collect();
        let letters = |all: &[String]| -> usize { all.iter().map(String::len).sum() };
        if own.len() < blocks.len()
            && letters(&own) * 2 > letters(&blocks)
            && let Some(label) = page.labels.get_mut(&LabelField::Body)
        {
            label.value = LabelValue::Blocks(own);
        }
    }
}

/// A block's words; of a short line with any figures.
fn form(block: &str) -> String {
    let key = key(block);
    if key.chars().count() > COUNTER {
        return key;
    }
    let figures = |it: char| if it.is_ascii_digit() { '0' } else { it };
    let mut form: Vec<char> = key.chars().map(figures).collect();
    form.dedup_by(|one, other| *one == '0' && *other == '0');
    form.into_iter().collect()
}
