//! Fields that are lists: sections, other news, files outside the body.
//!
//! Each by the layout's selectors, sections also by what the page says of itself.

use scraper::ElementRef;

use super::file_box;
use super::gather::attr;
use super::others::{others, related};
use super::place::within;
use super::reader::{FieldReader, value_of};
use super::reading::BodyReading;
use super::recipe::SelectorField;
use super::sections::sections;
use super::visible;
use crate::record::{Origin, Related};

impl FieldReader<'_> {
    /// Fills `categories`.
    pub(super) fn categories(&mut self) {
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
        if let Some((names, selector)) = self.pick(SelectorField::Category, names) {
            self.set("categories", Origin::Selector, Some(selector), 1.0);
            self.article.categories = names;
        } else if let Some((names, origin, key)) = self.sections() {
            self.set("categories", origin, Some(key), 0.8);
            self.article.categories = names;
        }
        self.told_categories();
    }

    fn sections(&self) -> Option<(Vec<String>, Origin, &'static str)> {
        let title = self.article.title.as_deref();
        let (found, linked) = (self.found, &self.linked);
        sections(found, linked, self.page.url, self.base, title)
    }

    /// A page may show one section of several: the others are what discovery was told.
    fn told_categories(&mut self) {
        let told = &self.page.source_metadata.categories;
        if self.article.categories.is_empty() && !told.is_empty() {
            self.set("categories", Origin::SourceMetadata, None, 0.9);
        }
        for name in told {
            let known = self.article.categories.iter().any(|it| same(it, name));
            if !known {
                self.article.categories.push(name.clone());
            }
        }
    }

    /// Fills `related`.
    pub(super) fn related(&mut self) {
        let table = self
            .layout
            .map_or(&[][..], |it| it.selectors(SelectorField::RelatedDate));
        let dates: Vec<_> = table
            .iter()
            .flat_map(|number| self.found.hits(*number))
            .collect();
        let items = |hits: &[ElementRef<'_>]| {
            let mut all: Vec<Related> = Vec::new();
            for item in hits {
                let date = dates
                    .iter()
                    .find(|it| within(***it, *item))
                    .map(|it| visible::text(**it));
                let related = related(*item, date, self.base);
                all.extend(related.filter(|it| all.iter().all(|known| known.url != it.url)));
            }
            (!all.is_empty()).then_some(all)
        };
        if let Some((all, selector)) = self.pick(SelectorField::Related, items) {
            self.set("related", Origin::Selector, Some(selector), 1.0);
            self.article.related = all;
        } else if !self
            .layout
            .is_some_and(|it| it.names(SelectorField::Related))
            && let Some((mut all, key)) = others(self.found, self.page.url, self.base)
        {
            all.retain(|it| !self.is_stripped(&it.url));
            if !all.is_empty() {
                self.set("related", Origin::Fallback, Some(key), 0.7);
                self.article.related = all;
            }
        }
    }

    /// Whether a link to this address stands in what the layout strips: that is none of the
    /// article's, wherever it is.
    fn is_stripped(&self, url: &str) -> bool {
        let numbers = self
            .layout
            .map_or(&[][..], |it| it.selectors(SelectorField::Strip));
        let mut boxes = numbers.iter().flat_map(|it| self.found.hits(*it));
        boxes.any(|it| {
            let mut links = it.descendants().filter_map(ElementRef::wrap);
            links.any(|it| {
                let target = attr(it, "href").and_then(|it| self.base.join(it.trim()).ok());
                target.is_some_and(|it| it.as_str() == url)
            })
        })
    }

    /// Files offered outside the body: by the layout's selectors, or where it has none in boxes
    /// that say that they hold files.
    pub(super) fn files(&mut self) {
        let mut reading = BodyReading::default();
        reading.attachments = std::mem::take(&mut self.article.attachments);
        let inside = reading.attachments.len();
        let picked = self.pick(SelectorField::Attachment, |hits| {
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
                    reading.file_title(file, &visible::text(link));
                }
            }
            self.set("attachments", Origin::Selector, Some(selector), 1.0);
            self.article.attachments = reading.attachments;
            return;
        }
        if !self
            .layout
            .is_some_and(|it| it.names(SelectorField::Attachment))
        {
            for (href, link) in file_box::links(self.found) {
                let target = self.base.join(href.trim());
                if target.is_ok_and(|it| !self.is_stripped(it.as_str()))
                    && let Some(file) = reading.file(href.trim(), self.base)
                {
                    reading.file_title(file, &visible::text(link));
                }
            }
        }
        if reading.attachments.len() > inside {
            self.set("attachments", Origin::Fallback, Some("box of files"), 0.7);
        } else if inside > 0 {
            let origin = self.article.fields.get("body").cloned();
            self.article
                .fields
                .extend(origin.map(|it| ("attachments".to_owned(), it)));
        }
        self.article.attachments = reading.attachments;
    }
}

/// Whether two spellings are of one section: a dash is a dash, and case says nothing.
fn same(one: &str, other: &str) -> bool {
    let letters = |name: &str| -> String {
        let letters = name.chars().filter(|it| it.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    letters(one) == letters(other)
}
