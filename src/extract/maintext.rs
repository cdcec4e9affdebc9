//! Lead and body by a recipe, and what stands at the body's end.
//!
//! Decides which block is the lead, the byline, the source line; reading the blocks is
//! `body`, finding them without a recipe is `readable`.

use ego_tree::NodeId;
use scraper::ElementRef;

use super::body::{self, Mark, Marks};
use super::place::within;
use super::reader::FieldReader;
use super::reading::{BodyReading, Paragraph};
use super::recipe::SelectorField;
use super::visible;
use super::{captions, counters, dashes, generic, links};
use crate::record::{Block, Origin};

/// The longest byline, in letters (the longest seen on the portals has 29).
const BYLINE_LETTERS: usize = 80;

impl FieldReader<'_> {
    /// Fills lead, body, pictures and what the body holds of author, source and files.
    pub(super) fn body(&mut self) {
        let lead = self.pick(SelectorField::Lead, |hits| {
            let mut texts = hits.iter().map(|it| (visible::text(*it), it.id(), *it));
            texts.find(|(text, ..)| !text.is_empty())
        });
        let picked = self.pick(SelectorField::Body, |roots| {
            let inside = lead
                .as_ref()
                .is_some_and(|((.., it), _)| roots.iter().any(|root| within(*it, *root)));
            let of_later_part = inside && self.part > 1;
            let mark = lead
                .as_ref()
                .filter(|_| !of_later_part)
                .map(|((_, id, _), _)| *id);
            let reading = self.read_body(roots, mark);
            (!reading.is_empty()).then_some((reading, of_later_part))
        });
        let mut of_later_part = false;
        if let Some(((mut reading, later), selector)) = picked {
            self.set("body", Origin::Selector, Some(selector), 1.0);
            of_later_part = later;
            if !self.layout.is_some_and(|it| it.names(SelectorField::Lead)) {
                self.generic_lead(None, &mut reading);
            }
            self.take(reading, true);
        } else {
            if self.layout.is_some_and(|it| it.names(SelectorField::Body)) {
                self.gap("body", "the layout's selectors found nothing".into());
            }
            self.generic_body();
        }
        if let Some(((text, _, element), selector)) = lead.filter(|_| !of_later_part) {
            self.set("lead", Origin::Selector, Some(selector), 1.0);
            self.article.lead = Some(text);
            let links = links::below(element, self.base);
            self.article.links.splice(0..0, links);
        }
        if self.article.lead.is_none() && self.part == 1 {
            self.told_lead();
        }
        if self.article.body.is_empty() && !self.article.fields.contains_key("body") {
            self.gap("body", "no body was found".into());
        }
    }

    /// A lead that the page leaves to its lists, its feed or REST. What stands at the begin of
    /// the text is one only where it is a block of its own.
    fn told_lead(&mut self) {
        let source_metadata = self.page.source_metadata;
        let (told, origin, key) = match (&source_metadata.excerpt, &source_metadata.lead) {
            (Some(excerpt), _) => (excerpt.as_str(), Origin::Rest, Some("excerpt.rendered")),
            (None, Some(lead)) => (lead.as_str(), Origin::SourceMetadata, None),
            (None, None) => return,
        };
        let body = &self.article.body;
        let lead = if body.len() > 1 && body[0].text == told {
            self.article.body.remove(0).text
        } else {
            let mut rest = told;
            for block in body {
                match rest.strip_prefix(block.text.as_str()) {
                    Some(left) => rest = left.trim_start(),
                    None if block.text.starts_with(rest) => rest = "",
                    None => break,
                }
            }
            if rest.len() < told.len() {
                return;
            }
            told.to_owned()
        };
        self.set("lead", origin, key, 0.8);
        self.article.lead = Some(lead);
    }

    fn read_body(&self, roots: &[ElementRef<'_>], lead: Option<NodeId>) -> BodyReading {
        let mut marks: Vec<(NodeId, Mark)> = lead.map(|id| (id, Mark::Skip)).into_iter().collect();
        if let Some(layout) = self.layout {
            let all = [
                (SelectorField::Strip, Mark::Skip),
                (SelectorField::Title, Mark::Skip),
                (SelectorField::Date, Mark::Skip),
                (SelectorField::Author, Mark::Skip),
                (SelectorField::Source, Mark::Skip),
                (SelectorField::Category, Mark::Skip),
                (SelectorField::Related, Mark::Skip),
                (SelectorField::Caption, Mark::Caption),
                (SelectorField::Credit, Mark::Credit),
                (SelectorField::Byline, Mark::Byline),
                (SelectorField::Attachment, Mark::Files),
            ];
            for (field, mark) in all {
                for number in layout.selectors(field) {
                    marks.extend(self.found.hits(*number).iter().map(|it| (it.id(), mark)));
                }
            }
        }
        let marks = Marks::new(marks);
        let mut reading = BodyReading::default();
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

    /// A last line like `(Nguồn: TTXVN)` is the source, not body.
    fn source_line(&mut self, paragraphs: &mut Vec<Paragraph>) {
        let [.., before, last] = paragraphs.as_mut_slice() else {
            return;
        };
        let Some(source) = generic::source_line(&last.text) else {
            return;
        };
        before.before_tail = true;
        paragraphs.pop();
        self.set(
            "source",
            Origin::Fallback,
            Some("last line of the body"),
            0.6,
        );
        self.article.source = Some(source);
    }

    /// Takes a reading into the article: byline, list marks, pictures, files.
    pub(super) fn take(&mut self, mut reading: BodyReading, by_recipe: bool) {
        let named = self
            .layout
            .is_some_and(|it| it.names(SelectorField::Byline) || it.names(SelectorField::Author));
        counters::take_off(&mut reading);
        self.source_line(&mut reading.paragraphs);
        let last = reading.paragraphs.last();
        if last.is_some_and(|it| it.byline && short(&it.text)) {
            let byline = reading
                .paragraphs
                .pop()
                .and_then(|it| self.unlabelled(&it.text));
            let selector = self
                .pick(SelectorField::Byline, |_| Some(()))
                .map(|((), selector)| selector);
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
        let dash_lists = self.layout.is_some_and(|it| it.dash_lists);
        dashes::items(&mut reading.paragraphs, dash_lists);
        for paragraph in &mut reading.paragraphs {
            self.article.links.append(&mut paragraph.links);
        }
        self.article.body = reading
            .paragraphs
            .into_iter()
            .map(|it| Block {
                kind: it.kind,
                text: it.text,
            })
            .collect();
        if !reading.images.is_empty() {
            let origin = self.article.fields.get("body").cloned();
            self.article
                .fields
                .extend(origin.map(|it| ("images".to_owned(), it)));
        }
        self.article.images = reading.images.into_iter().map(|(_, image)| image).collect();
        self.article.images.iter_mut().for_each(captions::credit);
        self.article.attachments = reading.attachments;
        self.article.embeds = reading.embeds;
    }
}

fn short(text: &str) -> bool {
    text.chars().count() <= BYLINE_LETTERS && !text.ends_with(['.', '…', ';', ':'])
}
