//! Takedowns → what they mean for each article of one archive.

use std::collections::{BTreeMap, BTreeSet};

use super::phrases::Phrases;
use super::places::{Addresses, WithheldFiles};
use super::span::Span;
use super::{RedactedField, Takedown};
use crate::digest::PartDigest;

/// What was taken out of one thing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hidden {
    /// Parts that are gone.
    pub fields: BTreeSet<RedactedField>,
    /// Places where words are gone.
    pub spans: u64,
    /// Links that led to a withheld article, and pictures of one.
    pub links: u64,
}

impl Hidden {
    /// True where nothing of the article's own is missing. A link to another article is not.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.spans == 0
    }

    /// True where nothing is missing: a digest of the whole tells nothing that is withheld.
    pub fn is_nothing(&self) -> bool {
        self.is_empty() && self.links == 0
    }
}

/// What the archive knows of the articles that a takedown stands for: those it names, the
/// copies of the same text too, with all that they have or had.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownArticles {
    /// Their names.
    pub articles: BTreeSet<String>,
    /// Addresses that lead or led to them.
    pub addresses: BTreeSet<String>,
    /// Their headlines.
    pub titles: BTreeSet<String>,
    /// Their pictures.
    pub images: BTreeSet<String>,
    /// Their other files.
    pub files: BTreeSet<String>,
    /// What their leads say.
    pub leads: BTreeSet<String>,
    /// What their bodies say, a block each.
    pub blocks: BTreeSet<String>,
    /// What stands below their pictures.
    pub captions: BTreeSet<String>,
}

/// What is withheld of one article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RedactionRule {
    pub(super) whole: bool,
    pub(super) fields: BTreeSet<RedactedField>,
    /// Words that elsewhere may be another's.
    pub(super) words: Vec<Span>,
}

/// What is withheld of one archive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Withheld {
    pub(super) rules: BTreeMap<String, RedactionRule>,
    /// Words that are withheld wherever they stand: names, numbers, headlines.
    pub(super) phrases: Phrases,
    /// Addresses of all articles that a rule speaks of.
    pub(super) addresses: Addresses,
    /// Files that no article may show.
    pub(super) files: WithheldFiles,
    /// What withheld leads, bodies and captions say: no record that holds it is handed on.
    pub(super) sentences: Phrases,
}

impl Withheld {
    /// Adds a takedown. One that names an article is kept even if the archive does not know it
    /// yet.
    pub fn add(&mut self, takedown: &Takedown, known: &KnownArticles) {
        if !takedown.names_an_article() {
            self.phrases.extend(takedown.text.clone());
            return;
        }
        let mut articles = known.articles.clone();
        articles.extend(takedown.article_id.clone());
        let mut addresses = known.addresses.clone();
        addresses.extend(takedown.url.clone());
        if articles.is_empty() {
            articles.extend(takedown.url.clone());
        }
        let span = takedown.text.iter();
        let (words, phrases): (Vec<Span>, Vec<Span>) = span.cloned().partition(Span::is_anyones);
        self.phrases.extend(phrases);
        for article in articles {
            for url in &addresses {
                self.addresses.add(url, &article);
            }
            let rule = self.rules.entry(article).or_default();
            rule.whole |= takedown.is_whole();
            rule.fields.extend(&takedown.fields);
            rule.words.extend(words.iter().cloned());
        }
        self.add_contents(takedown, known);
    }

    /// What is withheld of these articles is withheld where others repeat it.
    fn add_contents(&mut self, takedown: &Takedown, known: &KnownArticles) {
        let hides = |field| takedown.is_whole() || takedown.fields.contains(&field);
        let sentences = |texts: &BTreeSet<String>| {
            let spans = texts.iter().flat_map(|text| text.split('\n'));
            spans.filter_map(Span::sentence).collect::<Vec<_>>()
        };
        if hides(RedactedField::Title) {
            let titles = known.titles.iter();
            self.phrases
                .extend(titles.filter_map(|text| Span::headline(text)));
        }
        if hides(RedactedField::Images) {
            known.images.iter().for_each(|url| self.files.add(url));
            self.sentences.extend(sentences(&known.captions));
        }
        if hides(RedactedField::Attachments) {
            known.files.iter().for_each(|url| self.files.add(url));
        }
        if hides(RedactedField::Lead) {
            self.sentences.extend(sentences(&known.leads));
        }
        if hides(RedactedField::Body) {
            self.sentences.extend(sentences(&known.blocks));
        }
    }

    /// Whether nothing is withheld.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty() && self.phrases.is_empty()
    }

    /// A name of all that is withheld, to know whether it is still the same.
    pub fn fingerprint(&self) -> String {
        let whole = PartDigest::of(&format!("{self:?}"));
        whole.as_str().to_owned()
    }

    /// Whether an article is withheld as a whole.
    pub fn has_whole(&self, article_id: &str) -> bool {
        self.rules.get(article_id).is_some_and(|rule| rule.whole)
    }

    /// Whether an address is that of an article withheld as a whole.
    pub fn has_whole_at(&self, url: &str) -> bool {
        self.addresses.owners(url).any(|id| self.has_whole(id))
    }

    /// Whether an address leads to an article of which it, the headline or all is withheld:
    /// others must not link there.
    pub fn has_address(&self, url: &str) -> bool {
        self.addresses.owners(url).any(|id| self.hides_place(id))
    }

    /// Whether an address is that of an article of which anything is withheld, or of a file.
    pub fn has_part_at(&self, url: &str) -> bool {
        self.addresses.owners(url).next().is_some() || self.has_file(url)
    }

    /// Whether an address is that of a picture or file that is withheld.
    pub fn has_file(&self, url: &str) -> bool {
        self.files.has(url)
    }

    pub(super) fn hides_place(&self, article_id: &str) -> bool {
        let names = [RedactedField::Title, RedactedField::Url];
        self.rules
            .get(article_id)
            .is_some_and(|rule| rule.whole || names.iter().any(|it| rule.fields.contains(it)))
    }

    /// Whether a rule speaks of an article.
    pub fn names(&self, article_id: &str) -> bool {
        self.rules.contains_key(article_id)
    }

    /// Whether a part of an article is withheld.
    pub fn has_field(&self, article_id: &str, field: RedactedField) -> bool {
        let rule = self.rules.get(article_id);
        rule.is_some_and(|rule| rule.fields.contains(&field))
    }

    /// Articles of which anything is withheld.
    pub fn articles(&self) -> impl Iterator<Item = &str> {
        self.rules.keys().map(String::as_str)
    }

    /// The fields that are withheld of an article.
    pub(super) fn fields(&self, article_id: &str) -> BTreeSet<RedactedField> {
        let rule = self.rules.get(article_id);
        rule.map(|rule| rule.fields.clone()).unwrap_or_default()
    }
}
