//! Which find wins, field by field.
//!
//! Keeps the order every field is read in, notes where each value came from and what was
//! missing. Never walks the page: `gather` and `body` did.

use ego_tree::NodeId;
use scraper::ElementRef;
use url::Url;

use super::block::{Paragraph, Reading};
use super::body::{self, Mark, Marks};
use super::gather::{Gathered, attr, raw_text};
use super::jsonld::{self, Linked};
use super::recipe::{Field, Layout, Recipe};
use super::{Page, PageKind, Verdict, generic, kind, parts};
use crate::record::{Article, Block, BlockKind, FieldOrigin, Gap, Origin, Related};
use crate::text;

/// The longest byline, in letters (the longest seen on the portals has 29).
const BYLINE_LETTERS: usize = 80;

/// The first layout of the recipe that fits the page.
pub(super) fn layout<'r>(
    page: &Page<'_>,
    recipe: &'r Recipe,
    found: &Gathered<'_>,
) -> Option<&'r Layout> {
    recipe.layouts.iter().find(|layout| {
        let tests = layout.selectors(Field::Matches);
        layout.fits_path(page.url)
            && (tests.is_empty() || tests.iter().any(|it| !found.hits(*it).is_empty()))
    })
}

/// Reads all fields of one page.
pub(super) fn verdict(
    page: &Page<'_>,
    recipe: &Recipe,
    found: &Gathered<'_>,
    base: &Url,
) -> Verdict {
    let layout = layout(page, recipe, found);
    if let Some(layout) = layout
        && let Some(kind) = layout.not_article
    {
        let reason = format!("the layout `{}` fits, which is no article", layout.name);
        return Verdict::NotArticle { kind, reason };
    }
    let linked = jsonld::read(&found.json_ld);
    if layout.is_none()
        && let Some((kind, reason)) = kind::of(page, found, &linked)
    {
        return Verdict::NotArticle { kind, reason };
    }
    let mut reader = Reader {
        page,
        recipe,
        layout,
        found,
        base,
        linked,
        part: parts::number(page.url, base, found, layout),
        article: Article::default(),
    };
    reader.read();
    let Reader {
        article, linked, ..
    } = reader;
    let nothing =
        article.body.is_empty() && article.images.is_empty() && article.attachments.is_empty();
    if nothing && article.lead.is_none() {
        let (kind, reason) = match linked.video {
            true => (PageKind::Video, "a video without text"),
            false => (PageKind::Empty, "no text, picture or file was found"),
        };
        return Verdict::NotArticle {
            kind,
            reason: reason.into(),
        };
    }
    if layout.is_none()
        && let Some((kind, reason)) = kind::of_reading(&article, found, &linked)
    {
        return Verdict::NotArticle { kind, reason };
    }
    Verdict::Article(Box::new(article))
}

/// One page being read.
pub(super) struct Reader<'r> {
    pub page: &'r Page<'r>,
    pub recipe: &'r Recipe,
    pub layout: Option<&'r Layout>,
    pub found: &'r Gathered<'r>,
    pub base: &'r Url,
    pub linked: Linked,
    /// Which part of its article the page is, from 1.
    pub part: u32,
    pub article: Article,
}

impl<'r> Reader<'r> {
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
        self.title();
        self.published();
        self.modified();
        self.body();
        self.people();
        self.categories();
        self.related();
        self.files();
        self.language();
        for (field, name) in [
            (Field::Lead, "lead"),
            (Field::Category, "categories"),
            (Field::Related, "related"),
        ] {
            let expected = self.layout.is_some_and(|it| it.names(field));
            if expected
                && !self.article.fields.contains_key(name)
                && (field != Field::Lead || self.part == 1)
            {
                self.gap(name, "the layout's selectors found nothing".into());
            }
        }
    }

    pub(super) fn set(
        &mut self,
        field: &str,
        origin: Origin,
        selector: Option<&str>,
        confidence: f32,
    ) {
        let selector = selector.map(str::to_owned);
        self.article.fields.insert(
            field.to_owned(),
            FieldOrigin {
                origin,
                selector,
                confidence,
            },
        );
    }

    pub(super) fn gap(&mut self, field: &str, reason: String) {
        self.article.gaps.push(Gap {
            field: field.to_owned(),
            reason,
        });
    }

    /// The first value the layout's selectors of a field lead to, and which selector it was.
    fn pick<T>(
        &self,
        field: Field,
        value: impl Fn(&[ElementRef<'r>]) -> Option<T>,
    ) -> Option<(T, &'r str)> {
        let found: &'r Gathered<'r> = self.found;
        let table = &self.recipe.table;
        self.layout?.selectors(field).iter().find_map(|number| {
            let hits = found.hits(*number);
            (!hits.is_empty())
                .then(|| value(hits))
                .flatten()
                .map(|it| (it, table.text(*number)))
        })
    }

    /// A text without the layout's printed labels; `None` when nothing else is there.
    pub(super) fn unlabelled(&self, text: &str) -> Option<String> {
        let mut text = text.trim();
        if let Some(inner) = text.strip_prefix('(').and_then(|it| it.strip_suffix(')')) {
            text = inner.trim();
        }
        for label in self.layout.map_or(&[][..], |it| &it.labels) {
            if let Some(start) = text.get(..label.len())
                && start.to_lowercase() == label.to_lowercase()
            {
                text = text[label.len()..].trim_start_matches([':', '.', ' ']);
                break;
            }
        }
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn title(&mut self) {
        let first = |hits: &[ElementRef<'_>]| hits.iter().find_map(|it| value_of(*it));
        if let Some((title, selector)) = self.pick(Field::Title, first) {
            self.set("title", Origin::Selector, Some(selector), 1.0);
            self.article.title = Some(title);
        } else if let Some((title, origin, key, confidence)) =
            generic::title(self.found, &self.linked)
        {
            self.set("title", origin, Some(key), confidence);
            self.article.title = Some(title);
        } else {
            self.gap("title", "no title was found".into());
        }
    }

    fn body(&mut self) {
        let lead = self.pick(Field::Lead, |hits| {
            hits.iter()
                .find_map(|it| Some((text::clean(&raw_text(*it)), it.id(), *it)))
                .filter(|(it, ..)| !it.is_empty())
        });
        let picked = self.pick(Field::Body, |roots| {
            let inside = lead
                .as_ref()
                .is_some_and(|((.., it), _)| within(*it, roots));
            let of_later_part = inside && self.part > 1;
            let mark = lead
                .as_ref()
                .filter(|_| !of_later_part)
                .map(|((_, id, _), _)| *id);
            let reading = self.read_body(roots, mark);
            (!reading.paragraphs.is_empty() || !reading.images.is_empty())
                .then_some((reading, of_later_part))
        });
        let mut of_later_part = false;
        if let Some(((reading, later), selector)) = picked {
            self.set("body", Origin::Selector, Some(selector), 1.0);
            of_later_part = later;
            self.take(reading, true);
        } else {
            if self.layout.is_some_and(|it| it.names(Field::Body)) {
                self.gap("body", "the layout's selectors found nothing".into());
            }
            self.generic_body();
        }
        if let Some(((text, ..), selector)) = lead.filter(|_| !of_later_part) {
            self.set("lead", Origin::Selector, Some(selector), 1.0);
            self.article.lead = Some(text);
        }
        if self.article.body.is_empty() && !self.article.fields.contains_key("body") {
            self.gap("body", "no body was found".into());
        }
    }

    fn read_body(&self, roots: &[ElementRef<'_>], lead: Option<NodeId>) -> Reading {
        let mut marks: Vec<(NodeId, Mark)> = lead.map(|id| (id, Mark::Skip)).into_iter().collect();
        if let Some(layout) = self.layout {
            let all = [
                (Field::Strip, Mark::Skip),
                (Field::Title, Mark::Skip),
                (Field::Date, Mark::Skip),
                (Field::Author, Mark::Skip),
                (Field::Source, Mark::Skip),
                (Field::Category, Mark::Skip),
                (Field::Related, Mark::Skip),
                (Field::Caption, Mark::Caption),
                (Field::Credit, Mark::Credit),
                (Field::Byline, Mark::Byline),
                (Field::Attachment, Mark::Files),
            ];
            for (field, mark) in all {
                for number in layout.selectors(field) {
                    marks.extend(self.found.hits(*number).iter().map(|it| (it.id(), mark)));
                }
            }
        }
        let marks = Marks::new(marks);
        let mut reading = Reading::default();
        let mut done: Vec<NodeId> = Vec::new();
        for root in roots {
            // A selector may fit a box and one inside it.
            if !root.ancestors().any(|it| done.contains(&it.id())) {
                body::read(*root, &marks, self.base, &mut reading);
                done.push(root.id());
            }
        }
        reading
    }

    /// Takes a reading into the article: byline, list marks, pictures, files.
    pub(super) fn take(&mut self, mut reading: Reading, by_recipe: bool) {
        let named = self
            .layout
            .is_some_and(|it| it.names(Field::Byline) || it.names(Field::Author));
        let last = reading.paragraphs.last();
        if last.is_some_and(|it| it.byline && short(&it.text)) {
            let byline = reading
                .paragraphs
                .pop()
                .and_then(|it| self.unlabelled(&it.text));
            let selector = self
                .pick(Field::Byline, |_| Some(()))
                .map(|(_, selector)| selector);
            self.set("author", Origin::Selector, selector, 1.0);
            self.article.author = byline;
        } else if !(by_recipe && named) && generic::is_byline(&reading.paragraphs) {
            let byline = reading.paragraphs.pop().map(|it| it.text);
            self.set(
                "author",
                Origin::Fallback,
                Some("last short line of the body"),
                0.6,
            );
            self.article.author = byline;
        }
        let dashes = self.layout.is_some_and(|it| it.dash_lists);
        self.article.body = reading
            .paragraphs
            .into_iter()
            .map(|it| block(it, dashes))
            .collect();
        if !reading.images.is_empty() {
            let origin = self.article.fields.get("body").cloned();
            self.article
                .fields
                .extend(origin.map(|it| ("images".to_owned(), it)));
        }
        self.article.images = reading.images.into_iter().map(|(_, image)| image).collect();
        self.article.attachments = reading.attachments;
    }

    fn people(&mut self) {
        let line = |hits: &[ElementRef<'_>]| hits.iter().find_map(|it| value_of(*it));
        let author = self.pick(Field::Author, |hits| self.unlabelled(&line(hits)?));
        if let Some((author, selector)) = author {
            self.set("author", Origin::Selector, Some(selector), 1.0);
            self.article.author = Some(author);
        } else if self.article.author.is_none()
            && let Some((author, origin, key)) = generic::author(self.found, &self.linked)
        {
            self.set("author", origin, Some(key), 0.7);
            self.article.author = Some(author);
        }
        let source = self.pick(Field::Source, |hits| self.unlabelled(&line(hits)?));
        if let Some((source, selector)) = source {
            self.set("source", Origin::Selector, Some(selector), 1.0);
            self.article.source = Some(source);
        }
    }

    fn categories(&mut self) {
        let home = |it: &ElementRef<'_>| {
            let href = attr(*it, "href").and_then(|href| self.base.join(href).ok());
            href.is_some_and(|url| url.path() == "/" && url.query().is_none())
        };
        let names = |hits: &[ElementRef<'_>]| {
            let mut names: Vec<String> = Vec::new();
            for it in hits.iter().filter(|it| !home(it)) {
                let name = value_of(*it).and_then(|name| self.unlabelled(&name));
                names.extend(name.filter(|name| !names.contains(name)));
            }
            (!names.is_empty()).then_some(names)
        };
        if let Some((names, selector)) = self.pick(Field::Category, names) {
            self.set("categories", Origin::Selector, Some(selector), 1.0);
            self.article.categories = names;
        } else if let Some((names, origin, key)) = generic::categories(self.found, &self.linked) {
            self.set("categories", origin, Some(key), 0.8);
            self.article.categories = names;
        }
        self.told_categories();
    }

    /// A page may show one section of several: the others are what discovery was told.
    fn told_categories(&mut self) {
        let told = &self.page.hint.categories;
        if self.article.categories.is_empty() && !told.is_empty() {
            self.set("categories", Origin::Hint, None, 0.9);
        }
        for name in told {
            if !self.article.categories.contains(name) {
                self.article.categories.push(name.clone());
            }
        }
    }

    fn related(&mut self) {
        let table = self
            .layout
            .map_or(&[][..], |it| it.selectors(Field::RelatedDate));
        let dates: Vec<_> = table
            .iter()
            .flat_map(|number| self.found.hits(*number))
            .collect();
        let items = |hits: &[ElementRef<'_>]| {
            let mut all: Vec<Related> = Vec::new();
            for item in hits {
                let date = dates
                    .iter()
                    .find(|it| within(***it, &[*item]))
                    .map(|it| raw_text(**it));
                let related = related(*item, date, self.base);
                all.extend(related.filter(|it| all.iter().all(|known| known.url != it.url)));
            }
            (!all.is_empty()).then_some(all)
        };
        if let Some((all, selector)) = self.pick(Field::Related, items) {
            self.set("related", Origin::Selector, Some(selector), 1.0);
            self.article.related = all;
        }
    }

    /// Files offered outside the body.
    fn files(&mut self) {
        let mut reading = Reading::default();
        reading.attachments = std::mem::take(&mut self.article.attachments);
        let inside = reading.attachments.len();
        let picked = self.pick(Field::Attachment, |hits| {
            let links = hits
                .iter()
                .flat_map(|it| it.descendants())
                .filter_map(ElementRef::wrap);
            let links: Vec<_> = links
                .filter_map(|it| Some((attr(it, "href")?, it)))
                .collect();
            (!links.is_empty()).then_some(links)
        });
        if let Some((links, selector)) = picked {
            for (href, link) in links {
                if let Some(file) = reading.file(href.trim(), self.base) {
                    reading.file_title(file, &raw_text(link));
                }
            }
            self.set("attachments", Origin::Selector, Some(selector), 1.0);
        } else if inside > 0 {
            let origin = self.article.fields.get("body").cloned();
            self.article
                .fields
                .extend(origin.map(|it| ("attachments".to_owned(), it)));
        }
        self.article.attachments = reading.attachments;
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

/// What an element says: the content of a `<meta>`, else its text.
fn value_of(element: ElementRef<'_>) -> Option<String> {
    let text = match element.value().name() {
        "meta" => text::clean(attr(element, "content").unwrap_or_default()),
        _ => text::clean(&raw_text(element)),
    };
    (!text.is_empty()).then_some(text)
}

/// Whether an element is one of the roots, or below one.
fn within(element: ElementRef<'_>, roots: &[ElementRef<'_>]) -> bool {
    let is_root = |id: NodeId| roots.iter().any(|root| root.id() == id);
    is_root(element.id()) || element.ancestors().any(|it| is_root(it.id()))
}

fn short(text: &str) -> bool {
    text.chars().count() <= BYLINE_LETTERS && !text.ends_with(['.', '…', ';', ':'])
}

fn block(paragraph: Paragraph, dashes: bool) -> Block {
    let Paragraph { kind, mut text, .. } = paragraph;
    if dashes
        && kind == BlockKind::Paragraph
        && let Some(item) = text
            .strip_prefix(['-', '–'])
            .and_then(|it| it.strip_prefix(' '))
    {
        text = item.to_owned();
        return Block {
            kind: BlockKind::ListItem,
            text,
        };
    }
    Block { kind, text }
}

/// One item of the "Tin khác" list: its first link with text, and the date beside it.
fn related(item: ElementRef<'_>, date: Option<String>, base: &Url) -> Option<Related> {
    let mut links = item.descendants().filter_map(ElementRef::wrap);
    let (link, href, title) = links.find_map(|it| {
        let href = attr(it, "href").filter(|_| it.value().name() == "a")?;
        let title = text::clean(&raw_text(it));
        (!title.is_empty()).then_some((it, href, title))
    })?;
    let url = base.join(href.trim()).ok()?.into();
    let beside = || {
        let inside =
            |node: &ego_tree::NodeRef<'_, _>| node.ancestors().any(|it| it.id() == link.id());
        let texts = item.descendants().filter(|node| !inside(node));
        texts
            .filter_map(|node| node.value().as_text().map(|it| it.to_string()))
            .collect::<String>()
    };
    let printed = text::clean(&date.unwrap_or_else(beside));
    let printed = printed.trim_matches(['(', ')', ' ', '-', '–', '|']);
    let is_date = printed.len() <= 40 && printed.contains(|it: char| it.is_ascii_digit());
    Some(Related {
        url,
        title,
        published_text: is_date.then(|| printed.to_owned()),
    })
}
