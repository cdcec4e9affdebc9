//! A page with everything that is told of it.
//!
//! Reads it as no recipe would, and keeps what was told beside what was read. Never chooses
//! a selector.

use std::collections::BTreeMap;

use chrono_tz::Tz;

use super::index::Index;
use super::label::{self, Label, Value};
use super::{Field, Refused, Sample};
use crate::extract::{self, Page, PageKind, Recipe, Verdict};
use crate::record::{Article, Hint};

/// One article's page.
pub(super) struct LabelledPage<'s> {
    pub sample: &'s Sample,
    pub index: Index,
    /// What is read of it without a recipe.
    pub reading: Article,
    labels: BTreeMap<Field, Label>,
}

impl<'s> LabelledPage<'s> {
    /// The articles among the pages, and what the others are.
    pub(super) fn all(samples: &'s [Sample], zone: Tz) -> (Vec<Self>, Vec<Refused>) {
        let generic = Recipe::generic(zone);
        let (mut pages, mut refused) = (Vec::new(), Vec::new());
        for sample in samples {
            let read = read(sample, &generic, &sample.hint);
            let article = read.map(|it| (it, Index::of(&sample.html)));
            match article {
                Ok((reading, Some(index))) => pages.push(Self {
                    labels: label::labels(&sample.hint, sample.archived.as_ref(), &reading),
                    sample,
                    index,
                    reading,
                }),
                Ok((_, None)) => refused.push(Refused {
                    url: sample.url.clone(),
                    kind: PageKind::Hostile,
                    reason: "too large or too deep to be parsed".to_owned(),
                }),
                Err((kind, reason)) => refused.push(Refused {
                    url: sample.url.clone(),
                    kind,
                    reason,
                }),
            }
        }
        (pages, refused)
    }

    /// The most trusted value that somebody told of a field.
    pub(super) fn label(&self, field: Field) -> Option<&Label> {
        self.labels.get(&field)
    }

    /// What a recipe reads of the page alone; `None` where it takes it for no article.
    pub(super) fn read(&self, recipe: &Recipe) -> Option<Article> {
        read(self.sample, recipe, &Hint::default()).ok()
    }

    /// Whether a value is what was told of a field, or what is read without a recipe.
    pub(super) fn holds(&self, field: Field, value: &Value) -> bool {
        let told = self.label(field).is_some_and(|it| it.accepts(field, value));
        told || Value::of(&self.reading, field).is_some_and(|it| it.agrees(value))
    }
}

/// What a recipe reads of a page with what sources said of it.
fn read(sample: &Sample, recipe: &Recipe, hint: &Hint) -> Result<Article, (PageKind, String)> {
    let page = Page {
        html: &sample.html,
        url: &sample.url,
        hint,
    };
    match extract::extract(&page, recipe).verdict {
        Verdict::Article(article) => Ok(*article),
        Verdict::NotArticle { kind, reason } => Err((kind, reason)),
    }
}
