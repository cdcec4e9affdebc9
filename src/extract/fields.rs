//! Which find wins, field by field.
//!
//! Keeps the order every field is read in, notes where each value came from and what was
//! missing. Never walks the page: `gather` and `body` did.

use scraper::ElementRef;
use url::Url;

use super::drawn;
use super::gather::PageFacts;
use super::jsonld;
use super::own::SelfDescription;
use super::page::{Page, PageKind, PageVerdict};
use super::reader::{FieldReader, value_of};
use super::recipe::{Layout, Recipe, SelectorField};
use super::{byline, credits, kind, parts, readable, titled, told};
use crate::record::{Article, Origin};
use crate::text;

/// The first layout of the recipe that fits the page. Its selectors are tried on the way.
pub(super) fn layout<'r>(
    page: &Page<'_>,
    recipe: &'r Recipe,
    found: &mut PageFacts<'_>,
) -> Option<&'r Layout> {
    let fitting = recipe.layouts.iter().find(|layout| {
        let tests = layout.selectors(SelectorField::Matches);
        layout.fits_path(page.url)
            && (tests.is_empty() || tests.iter().any(|it| !found.hits(*it).is_empty()))
    });
    if let Some(layout) = fitting {
        found.fit(&recipe.table, layout.batch);
    }
    fitting
}

/// Reads all fields of one page.
pub(super) fn verdict(
    page: &Page<'_>,
    recipe: &Recipe,
    layout: Option<&Layout>,
    found: &PageFacts<'_>,
    base: &Url,
) -> PageVerdict {
    if let Some(layout) = layout
        && let Some(kind) = layout.not_article
    {
        let reason = format!("the layout `{}` fits, which is no article", layout.name);
        return PageVerdict::NotArticle { kind, reason };
    }
    if layout.is_some()
        && let Some((kind, reason)) = kind::surely(page, found)
    {
        return PageVerdict::NotArticle { kind, reason };
    }
    let own = SelfDescription::of(page.url, base, found);
    let linked = jsonld::read(&found.json_ld, &own);
    // A page that a recipe's selectors know shows something.
    let known = layout.is_some_and(|it| it.names(SelectorField::Matches));
    let hydrated = match drawn::judge(found, &own, &linked) {
        Err((kind, reason)) if !known => return PageVerdict::NotArticle { kind, reason },
        Ok(hydrated) if !known => hydrated,
        _ => None,
    };
    let mut scoring = None;
    if layout.is_none() && hydrated.is_none() {
        let title = titled::title(found, &linked, &own).map(|it| it.text);
        scoring = readable::weigh(found, title.unwrap_or_default());
    }
    let running = scoring.as_ref().map(|it| it.running).unwrap_or_default();
    if layout.is_none()
        && hydrated.is_none()
        && let Some((kind, reason)) = kind::of(page, found, &linked, &running)
    {
        return PageVerdict::NotArticle { kind, reason };
    }
    let mut reader = FieldReader {
        page,
        recipe,
        layout,
        found,
        base,
        own,
        linked,
        hydrated,
        scoring,
        part: parts::number(page.url, base, found, layout),
        article: Article::default(),
    };
    reader.read();
    let hydrated = reader.hydrated.is_some();
    let FieldReader {
        article, linked, ..
    } = reader;
    let nothing =
        article.body.is_empty() && article.images.is_empty() && article.attachments.is_empty();
    if nothing && article.lead.is_none() {
        let (kind, reason) = if linked.video {
            (PageKind::Video, "a video without text")
        } else {
            (PageKind::Empty, "no text, picture or file was found")
        };
        return PageVerdict::NotArticle {
            kind,
            reason: reason.into(),
        };
    }
    if layout.is_none()
        && !hydrated
        && let Some((kind, reason)) = kind::of_reading(page, &article, found, &linked, &running)
    {
        return PageVerdict::NotArticle { kind, reason };
    }
    PageVerdict::Article(Box::new(article))
}

impl FieldReader<'_> {
    fn read(&mut self) {
        self.article.layout = self
            .layout
            .map_or("generic", |it| it.name.as_str())
            .to_owned();
        if self.layout.is_none() && !self.recipe.layouts.is_empty() {
            self.gap("layout", "none of the site's layouts fits this page".into());
        }
        if let Some(error) = self.linked.unreadable.take() {
            self.gap("json_ld", format!("a JSON-LD block is no JSON: {error}"));
        }
        if let Some(other) = self.linked.other.take() {
            let reason = format!("the JSON-LD describes another article: “{other}”");
            self.gap("json_ld", reason);
        }
        self.dates();
        if self.hydrated.is_some() {
            self.hydrate();
        } else {
            self.title();
            self.body();
        }
        self.people();
        self.categories();
        self.related();
        self.files();
        self.language();
        self.fonts();
        if self.part == 1 {
            told::disagreements(&mut self.article, self.page.source_metadata);
        }
        for (field, name) in [
            (SelectorField::Lead, "lead"),
            (SelectorField::Category, "categories"),
            (SelectorField::Related, "related"),
        ] {
            let expected = self.layout.is_some_and(|it| it.names(field));
            if expected
                && !self.article.fields.contains_key(name)
                && (field != SelectorField::Lead || self.part == 1)
            {
                self.gap(name, "the layout's selectors found nothing".into());
            }
        }
    }

    fn title(&mut self) {
        let first = |hits: &[ElementRef<'_>]| hits.iter().find_map(|it| value_of(*it));
        if let Some((title, selector)) = self.pick(SelectorField::Title, first) {
            self.set("title", Origin::Selector, Some(selector), 1.0);
            self.article.title = Some(title);
        } else if let Some(it) = titled::title(self.found, &self.linked, &self.own) {
            self.set("title", it.origin, Some(it.key), it.confidence);
            self.article.title = Some(it.text);
        } else if let Some(told) = &self.page.source_metadata.title {
            self.set("title", Origin::Rest, Some("title.rendered"), 0.8);
            self.article.title = Some(told.clone());
        } else {
            self.gap("title", "no title was found".into());
        }
        let title = self.article.title.clone().unwrap_or_default();
        if let Some(it) = titled::differing(&title, self.found, &self.linked, &self.own) {
            let reason = format!("{} says “{}” instead", it.key, it.text);
            self.gap("title", reason);
        }
    }

    fn people(&mut self) {
        let line = |hits: &[ElementRef<'_>]| hits.iter().find_map(|it| value_of(*it));
        let author = self.pick(SelectorField::Author, |hits| self.unlabelled(&line(hits)?));
        if let Some((author, selector)) = author {
            self.set("author", Origin::Selector, Some(selector), 1.0);
            self.article.author = Some(author);
        } else if self.article.author.is_none()
            && let Some((author, origin, key)) = byline::author(self.found, &self.linked, &self.own)
        {
            self.set("author", origin, Some(key), 0.7);
            self.article.author = Some(author);
        }
        let source = self.pick(SelectorField::Source, |hits| self.unlabelled(&line(hits)?));
        if let Some((source, selector)) = source {
            self.set("source", Origin::Selector, Some(selector), 1.0);
            self.article.source = Some(source);
        }
        self.credits();
    }

    /// Author and source where lines outside the body name them: of each, where the layout
    /// says nothing of it.
    fn credits(&mut self) {
        let open = |fields: &[SelectorField]| {
            !self
                .layout
                .is_some_and(|it| fields.iter().any(|field| it.names(*field)))
        };
        let wants_author =
            self.article.author.is_none() && open(&[SelectorField::Author, SelectorField::Byline]);
        let wants_source = self.article.source.is_none() && open(&[SelectorField::Source]);
        if !wants_author && !wants_source {
            return;
        }
        let body = self.article.body.iter().map(|it| it.text.as_str());
        let images = self.article.images.iter();
        let captions = images.filter_map(|it| it.caption.as_deref());
        let read: Vec<&str> = body.chain(captions).collect();
        let author = credits::labelled(self.found, credits::AUTHOR, &read);
        let source = credits::labelled(self.found, credits::SOURCE, &read);
        if let Some(author) = author.filter(|_| wants_author) {
            self.set("author", Origin::Fallback, Some("labelled line"), 0.7);
            self.article.author = Some(author);
        }
        let source = source.map(|it| (it, "labelled line"));
        let marked = || credits::marked_source(self.found, &self.own);
        let source = source.or_else(|| Some((marked()?, "[class=source]")));
        if let Some((source, key)) = source.filter(|_| wants_source) {
            self.set("source", Origin::Fallback, Some(key), 0.7);
            self.article.source = Some(source);
        }
    }

    /// Text that is not Unicode Vietnamese is kept as it is, and told.
    fn fonts(&mut self) {
        let article = &self.article;
        let body = article.body.iter().map(|it| it.text.as_str());
        let texts = [article.title.as_deref(), article.lead.as_deref()];
        let all: Vec<&str> = texts.into_iter().flatten().chain(body).collect();
        if let Some(fonts) = text::fonts_of(&all.join(" ")) {
            let reason = format!("it is written for {} fonts, not in Unicode", fonts.as_str());
            self.gap("text", reason);
        }
    }

    fn language(&mut self) {
        let said = [
            (self.found.lang, Origin::Meta, "html lang"),
            (
                self.linked.language.as_deref(),
                Origin::JsonLd,
                "inLanguage",
            ),
            (self.found.meta("og:locale"), Origin::Meta, "og:locale"),
        ];
        let primary = |tag: &str| {
            let primary = tag.trim().split(['-', '_']).next()?.to_ascii_lowercase();
            let plain = primary.bytes().all(|it| it.is_ascii_lowercase());
            ((2..=3).contains(&primary.len()) && plain).then_some(primary)
        };
        let said = said
            .into_iter()
            .find_map(|(tag, origin, key)| Some((primary(tag?)?, origin, key)));
        if let Some((language, origin, key)) = said {
            self.article.language = Some(language);
            self.set("language", origin, Some(key), 0.9);
        }
    }
}
