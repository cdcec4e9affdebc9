//! Takedowns → what they mean for each article of one archive.

use std::collections::{BTreeMap, BTreeSet};

use super::{Field, Span, Takedown};

/// What was taken out of one thing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hidden {
    /// Parts that are gone.
    pub fields: BTreeSet<Field>,
    /// Places where words are gone.
    pub spans: u64,
    /// Links that led to a withheld article.
    pub links: u64,
}

impl Hidden {
    /// True where nothing of the article's own is missing. A link to another article is not.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.spans == 0
    }
}

/// What is withheld of one article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Rule {
    pub(super) whole: bool,
    pub(super) fields: BTreeSet<Field>,
    pub(super) spans: Vec<Span>,
}

/// What is withheld of one archive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Withheld {
    pub(super) rules: BTreeMap<String, Rule>,
    pub(super) everywhere: Vec<Span>,
    /// Addresses of articles that are withheld as a whole: others must not link there.
    pub(super) addresses: BTreeSet<String>,
}

impl Withheld {
    /// Adds a takedown. `articles` are the names it stands for in this archive (the copies of
    /// the same text too), `addresses` all that they have or had. One that names an article of
    /// its own is kept even if the archive does not know it yet.
    pub fn add(
        &mut self,
        takedown: &Takedown,
        articles: impl IntoIterator<Item = String>,
        addresses: impl IntoIterator<Item = String>,
    ) {
        if !takedown.names_an_article() {
            self.everywhere.extend(takedown.text.clone());
            return;
        }
        let own = takedown.article_id.clone();
        for article in articles.into_iter().chain(own) {
            let rule = self.rules.entry(article).or_default();
            rule.whole |= takedown.is_whole();
            rule.fields.extend(&takedown.fields);
            rule.spans.extend(takedown.text.clone());
        }
        if takedown.is_whole() {
            self.addresses.extend(takedown.url.clone());
            self.addresses.extend(addresses);
        }
    }

    /// Whether nothing is withheld.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty() && self.everywhere.is_empty() && self.addresses.is_empty()
    }

    /// Whether an article is withheld as a whole.
    pub fn has_whole(&self, article_id: &str) -> bool {
        self.rules.get(article_id).is_some_and(|rule| rule.whole)
    }

    /// Whether an address is that of an article withheld as a whole.
    pub fn has_address(&self, url: &str) -> bool {
        self.addresses.contains(url)
    }

    /// Whether anything of an article may be withheld.
    pub fn touches(&self, article_id: &str) -> bool {
        !self.everywhere.is_empty() || self.rules.contains_key(article_id)
    }

    /// Whether a part of an article is withheld.
    pub fn has_field(&self, article_id: &str, field: Field) -> bool {
        let rule = self.rules.get(article_id);
        rule.is_some_and(|rule| rule.fields.contains(&field))
    }

    /// Articles of which anything is withheld.
    pub fn articles(&self) -> impl Iterator<Item = &str> {
        self.rules.keys().map(String::as_str)
    }

    /// The fields and spans that concern an article.
    pub(super) fn of(&self, article_id: &str) -> (BTreeSet<Field>, Vec<Span>) {
        let rule = self.rules.get(article_id).cloned().unwrap_or_default();
        let mut spans = rule.spans;
        spans.extend(self.everywhere.iter().cloned());
        (rule.fields, spans)
    }
}
