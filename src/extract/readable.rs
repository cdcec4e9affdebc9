//! The body without a recipe: standards first, then readability.
//!
//! `readability` only chooses; the blocks are read where they stand, with captions and
//! alignment.

use scraper::ElementRef;

use super::body::{self, Mark, Marks};
use super::fields::Reader;
use super::generic::is_related_label;
use super::readability::{Choice, Scoring};
use super::reading::{Paragraph, Reading};
use super::visible;
use crate::record::{BlockKind, Origin};

/// The shortest bold first paragraph taken for a lead, in letters.
const LEAD_LETTERS: usize = 60;
/// Text from which on an element marked as the body is believed to be it, in bytes.
const STANDARD_LETTERS: usize = 80;

impl Reader<'_> {
    /// The body without a recipe.
    pub(super) fn generic_body(&mut self) {
        let title = self.article.title.clone().unwrap_or_default();
        let weighed = self.scoring.take();
        let scoring = weighed.or_else(|| Some(Scoring::of(self.found.body?, Some(&title))));
        let Some(scoring) = scoring else { return };
        let (key, origin, confidence, mut reading) = match self.standard_body(&scoring) {
            Some((key, origin, reading)) => (key, origin, 0.8, reading),
            None => match self.rescued(&scoring, scoring.best()) {
                Some((choice, key)) => (key, Origin::Fallback, 0.5, self.chosen(&choice)),
                None => ("articleBody", Origin::JsonLd, 0.5, self.linked_body()),
            },
        };
        if reading.is_empty() {
            return;
        }
        self.set("body", origin, Some(key), confidence);
        if reading
            .paragraphs
            .first()
            .is_some_and(|it| it.text == title)
        {
            reading.remove(0);
        }
        self.generic_lead(&mut reading);
        cut_tail(&mut reading);
        self.take(reading, false);
    }

    /// The choice, or all of the page's one `<article>` or `<main>` where that has much more.
    fn rescued<'c>(
        &self,
        scoring: &Scoring<'c>,
        choice: Option<Choice<'c>>,
    ) -> Option<(Choice<'c>, &'static str)> {
        let found = self.found;
        let holder = match (found.articles.as_slice(), found.mains.as_slice()) {
            ([one], _) => Some((*one, "article")),
            (_, [one]) => Some((*one, "main")),
            _ => None,
        };
        let running = choice.as_ref().map_or(0, |it| it.running);
        let whole = holder.and_then(|(element, key)| Some((scoring.within(element)?, key)));
        let whole = whole.filter(|(it, _)| running * 4 < it.running * 3);
        whole.or_else(|| Some((choice?, "readability")))
    }

    /// What was chosen, read where it stands.
    fn chosen(&self, choice: &Choice<'_>) -> Reading {
        let without = choice.without.iter().map(|id| (*id, Mark::Skip));
        let marks = Marks::new(without.collect());
        let mut reading = Reading::default();
        for root in [&choice.root].into_iter().chain(&choice.behind) {
            body::read(*root, &marks, self.base, &mut reading);
        }
        reading
    }

    /// `itemprop=articleBody` or hAtom's `entry-content`, where there is exactly one.
    fn standard_body(&self, scoring: &Scoring<'_>) -> Option<(&'static str, Origin, Reading)> {
        let item = self
            .found
            .items
            .iter()
            .filter(|(prop, _)| *prop == "articleBody");
        let items: Vec<ElementRef<'_>> = item.map(|(_, element)| *element).collect();
        let entries = self.found.entry_content();
        let (root, key, origin) = match (items.as_slice(), entries.as_slice()) {
            ([one], _) => (*one, "articleBody", Origin::Microdata),
            ([], [one]) => (*one, ".entry-content", Origin::Fallback),
            _ => return None,
        };
        let reading = self.chosen(&scoring.within(root)?);
        (reading.letters() >= STANDARD_LETTERS || reading.has_files())
            .then_some((key, origin, reading))
    }

    fn linked_body(&self) -> Reading {
        let mut reading = Reading::default();
        if let Some(text) = &self.linked.body {
            reading.push(Paragraph::plain(BlockKind::Paragraph, text.clone()));
        }
        reading
    }

    /// The lead: an element that newsrooms call `sapo`, or a first paragraph all bold.
    fn generic_lead(&mut self, reading: &mut Reading) {
        let sapo = self.found.of_class(|class| class.contains("sapo"));
        if let Some(lead) = sapo
            .into_iter()
            .map(visible::text)
            .find(|it| (20..=2_000).contains(&it.len()))
        {
            if let Some(at) = reading.paragraphs.iter().position(|it| it.text == lead) {
                reading.remove(at);
            }
            if self.part > 1 {
                return;
            }
            self.set("lead", Origin::Fallback, Some("[class*=sapo]"), 0.7);
            self.article.lead = Some(lead);
            return;
        }
        let bold = self.part == 1
            && reading.paragraphs.len() > 1
            && reading.paragraphs[0].strong
            && !reading.paragraphs[1].strong
            && reading.paragraphs[0].text.chars().count() >= LEAD_LETTERS;
        if bold {
            let lead = reading.remove(0);
            self.set("lead", Origin::Fallback, Some("first paragraph, bold"), 0.6);
            self.article.lead = Some(lead.text);
        }
    }
}

/// Takes off the lists of other news behind the text.
fn cut_tail(reading: &mut Reading) {
    let paragraphs = &mut reading.paragraphs;
    let label = paragraphs.iter().rposition(|it| is_related_label(&it.text));
    let links = |rest: &[Paragraph]| rest.iter().filter(|it| it.linked).count() * 2 >= rest.len();
    if let Some(at) = label.filter(|at| links(&paragraphs[at + 1..])) {
        paragraphs.truncate(at);
    }
    while paragraphs.last().is_some_and(|it| it.linked) {
        paragraphs.pop();
    }
    if let Some(last) = paragraphs.last_mut().filter(|_| label.is_some()) {
        last.before_tail = true;
    }
    let end = reading.paragraphs.len();
    reading.images.retain(|(at, _)| *at <= end);
}
