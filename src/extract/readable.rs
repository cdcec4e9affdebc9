//! The body without a recipe: standards first, then readability.
//!
//! `readability` only chooses; the blocks are read where they stand, with captions and
//! alignment.

use scraper::ElementRef;

use super::body::{self, Mark, Marks};
use super::embedded::{self, EmbeddedContent};
use super::gather::PageFacts;
use super::readability::{MainContent, PageClaims, Scoring};
use super::reader::FieldReader;
use super::reading::{BodyReading, Paragraph};
use super::{cards, counters, links, trim, visible};
use crate::record::{BlockKind, Origin};

/// The shortest bold first paragraph taken for a lead, in letters.
const LEAD_LETTERS: usize = 60;
/// Text from which on an element marked as the body is believed to be it, in bytes.
const STANDARD_LETTERS: usize = 80;

impl FieldReader<'_> {
    /// The body without a recipe.
    pub(super) fn generic_body(&mut self) {
        let title = self.article.title.clone().unwrap_or_default();
        let weighed = self.scoring.take();
        let Some(scoring) = weighed.or_else(|| weigh(self.found, title.clone())) else {
            return;
        };
        let mut lead = None;
        let mut read = match self.standard_body(&scoring) {
            Some((key, origin, choice, reading)) => {
                lead = choice.lead;
                (key, origin, 0.8, reading)
            }
            None => match self.rescued(&scoring, scoring.best()) {
                Some((choice, key)) => {
                    lead = choice.lead;
                    (key, Origin::Fallback, 0.5, self.chosen(&choice))
                }
                None => ("articleBody", Origin::JsonLd, 0.5, self.linked_body()),
            },
        };
        if read.3.is_empty() {
            read = ("frames", Origin::Fallback, 0.5, self.framed_files());
        }
        let (key, origin, confidence, mut reading) = read;
        if reading.is_empty() {
            return;
        }
        self.set("body", origin, Some(key), confidence);
        counters::take_off(&mut reading);
        trim::frame(&mut reading, &title);
        self.generic_lead(lead, &mut reading);
        let others = trim::other_news(&mut reading, self.page.url);
        if !others.is_empty() {
            self.set("related", Origin::Fallback, Some("links in the text"), 0.5);
            self.article.related = others;
        }
        self.take(reading, false);
    }

    /// The choice, or all of the page's one `<article>` or `<main>` where that has much more.
    fn rescued<'c>(
        &self,
        scoring: &Scoring<'c>,
        choice: Option<MainContent<'c>>,
    ) -> Option<(MainContent<'c>, &'static str)> {
        let found = self.found;
        let holder = match (found.articles.as_slice(), found.mains.as_slice()) {
            ([one], _) => Some((*one, "article")),
            (_, [one]) => Some((*one, "main")),
            _ => None,
        };
        let running = choice.as_ref().map_or(0, |it| it.running);
        let whole = holder.and_then(|(element, key)| Some((scoring.within(element)?, key)));
        let whole = whole.filter(|(it, _)| running * 4 < it.running * 3);
        let spread = || {
            let few = running * 2 < scoring.running.letters;
            let spread = few.then(|| scoring.around_headline())??;
            (running * 2 < spread.running).then_some((spread, "around the headline"))
        };
        whole
            .or_else(spread)
            .or_else(|| Some((choice?, "readability")))
    }

    /// What was chosen, read where it stands.
    fn chosen(&self, choice: &MainContent<'_>) -> BodyReading {
        let cards = cards::of(self.found, self.page.url, self.base);
        let without = choice.without.iter().copied().chain(cards);
        let marks = Marks::new(without.map(|id| (id, Mark::Skip)).collect());
        let mut reading = BodyReading::default();
        for root in [&choice.root].into_iter().chain(&choice.behind) {
            body::read(*root, &marks, self.base, &mut reading);
        }
        reading
    }

    /// `itemprop=articleBody` or hAtom's `entry-content`, where there is exactly one; else what
    /// holds the links to an article's parts, which WordPress prints at the end of its text.
    fn standard_body<'c>(
        &self,
        scoring: &Scoring<'c>,
    ) -> Option<(&'static str, Origin, MainContent<'c>, BodyReading)> {
        let item = self
            .found
            .items
            .iter()
            .filter(|(prop, _)| *prop == "articleBody");
        let items: Vec<ElementRef<'_>> = item.map(|(_, element)| *element).collect();
        let entries = self.found.entry_content();
        let parts = self
            .found
            .of_class(|class| class.split_whitespace().any(|it| it == "page-links"));
        let (root, key, origin) = match (items.as_slice(), entries.as_slice(), parts.as_slice()) {
            ([one], ..) => (*one, "articleBody", Origin::Microdata),
            ([], [one], _) => (*one, ".entry-content", Origin::Fallback),
            ([], [], [one]) => {
                let holder = one.parent().and_then(ElementRef::wrap)?;
                (holder, "what holds .page-links", Origin::Fallback)
            }
            _ => return None,
        };
        let choice = scoring.within(root)?;
        let reading = self.chosen(&choice);
        (reading.letters() >= STANDARD_LETTERS || reading.has_files())
            .then_some((key, origin, choice, reading))
    }

    /// The files that the page shows in frames, where it says nothing else.
    fn framed_files(&self) -> BodyReading {
        let mut reading = BodyReading::default();
        let frames = self.found.elements();
        for frame in frames.filter(|it| matches!(it.value().name(), "iframe" | "object" | "embed"))
        {
            if let Some(EmbeddedContent::File(url, title)) = embedded::read(frame, self.base)
                && let Some(file) = reading.file(url.as_str(), self.base)
            {
                reading.file_title(file, &title.unwrap_or_default());
            }
        }
        reading
    }

    fn linked_body(&self) -> BodyReading {
        let mut reading = BodyReading::default();
        if let Some(text) = &self.linked.body {
            reading.push(Paragraph::plain(BlockKind::Paragraph, text.clone()));
        }
        reading
    }

    /// The lead: the block set as one, or a first paragraph all bold.
    pub(super) fn generic_lead(
        &mut self,
        block: Option<ElementRef<'_>>,
        reading: &mut BodyReading,
    ) {
        if self.part > 1 {
            return;
        }
        if let Some(block) = block {
            self.set("lead", Origin::Fallback, Some("block before the text"), 0.7);
            self.article.lead = Some(visible::text(block));
            self.article.links = links::below(block, self.base);
            return;
        }
        let [first, rest @ ..] = reading.paragraphs.as_slice() else {
            return;
        };
        let next = rest.iter().find(|it| it.kind != BlockKind::Heading);
        let bold = first.strong
            && next.is_some_and(|it| !it.strong)
            && first.text.chars().count() >= LEAD_LETTERS;
        if bold {
            let lead = reading.remove(0);
            self.set("lead", Origin::Fallback, Some("first paragraph, bold"), 0.6);
            self.article.lead = Some(lead.text);
            self.article.links = lead.links;
        }
    }
}

/// A page's text, weighed, if it has any.
pub(super) fn weigh<'a>(found: &PageFacts<'a>, title: String) -> Option<Scoring<'a>> {
    let keys = ["og:description", "description", "twitter:description"];
    let descriptions = keys.iter().filter_map(|key| found.meta(key));
    let descriptions = descriptions.map(str::to_owned).collect();
    let said = PageClaims {
        title,
        descriptions,
    };
    Some(Scoring::of(found.body?, said))
}
