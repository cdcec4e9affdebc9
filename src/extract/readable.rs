//! The body without a recipe: standards first, then readability.
//!
//! Readability only chooses; the blocks are read from the page itself, where captions and
//! alignment are still to be seen.

use dom_smoothie::Readability;
use scraper::{ElementRef, Html};

use super::block::{Paragraph, Reading};
use super::body::{self, Marks};
use super::fields::Reader;
use super::gather::{Gathered, clean_text};
use super::generic::{is_related_label, source_line};
use crate::record::{BlockKind, Image, Origin};

/// The shortest bold first paragraph taken for a lead, in letters.
const LEAD_LETTERS: usize = 60;
impl Reader<'_> {
    /// The body without a recipe.
    pub(super) fn generic_body(&mut self) {
        let (origin, key, confidence, mut reading) = match self.standard_body() {
            Some((key, origin, reading)) => (origin, key, 0.8, reading),
            None => match readable(
                self.page.html,
                self.page.url.as_str(),
                self.found,
                self.base,
            ) {
                Some(reading) => (Origin::Fallback, "readability", 0.5, reading),
                None => (Origin::JsonLd, "articleBody", 0.5, self.linked_body()),
            },
        };
        if reading.paragraphs.is_empty() && reading.images.is_empty() {
            return;
        }
        self.set("body", origin, Some(key), confidence);
        let title = self.article.title.clone().unwrap_or_default();
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

    /// `itemprop=articleBody` or hAtom's `entry-content`, where there is exactly one.
    fn standard_body(&self) -> Option<(&'static str, Origin, Reading)> {
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
        let mut reading = Reading::default();
        body::read(root, &Marks::default(), self.base, &mut reading);
        let letters: usize = reading.paragraphs.iter().map(|it| it.text.len()).sum();
        (letters >= 80).then_some((key, origin, reading))
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
            .map(clean_text)
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

/// What readability keeps of the page, read from the page itself.
///
/// Readability drops styles and joins captions to the text, so it only says which blocks
/// are the article; they, and the pictures between them, are taken from the whole page.
fn readable(html: &str, url: &str, found: &Gathered<'_>, base: &url::Url) -> Option<Reading> {
    let kept = Readability::new(html, Some(url), None).ok()?.parse().ok()?;
    let fragment = Html::parse_fragment(&kept.content);
    let mut chosen = Reading::default();
    body::read(
        fragment.root_element(),
        &Marks::default(),
        base,
        &mut chosen,
    );
    let mut page = Reading::default();
    body::read(found.body?, &Marks::default(), base, &mut page);
    Some(aligned(&chosen, page).unwrap_or(chosen))
}

/// The stretch of the page that holds the chosen blocks, without what was not chosen.
/// `None` when fewer than half of them are found again.
fn aligned(chosen: &Reading, page: Reading) -> Option<Reading> {
    let mut keep: Vec<usize> = Vec::new();
    let mut at = 0;
    for wanted in &chosen.paragraphs {
        let rest = page.paragraphs.get(at..).unwrap_or_default();
        if let Some(found) = rest.iter().position(|it| it.text == wanted.text) {
            keep.push(at + found);
            at += found + 1;
        }
    }
    let (first, last) = (*keep.first()?, *keep.last()?);
    if keep.len() * 2 < chosen.paragraphs.len() {
        return None;
    }
    // Readability drops the short lines behind the text: byline and source.
    let behind = page.paragraphs.get(last + 1..).unwrap_or_default();
    let is_source = |at: usize| {
        behind
            .get(at)
            .is_some_and(|it| source_line(&it.text).is_some())
    };
    let is_byline = behind.first().is_some_and(|it| it.right && it.strong);
    let more = match (is_byline || is_source(0), is_source(1)) {
        (_, true) => 2,
        (true, false) => 1,
        (false, false) => 0,
    };
    let tail = behind[..more].to_vec();
    let mut reading = Reading::default();
    reading.attachments = page.attachments;
    // A picture before or behind all text is the article's only if readability says so.
    let known = |it: &Image| chosen.images.iter().any(|(_, known)| known.url == it.url);
    let own = |(at, it): &(usize, Image)| (first + 1..=last).contains(at) || known(it);
    let place = |at: usize| keep.iter().filter(|it| **it < at).count();
    let images = page.images.into_iter().filter(own);
    reading.images = images.map(|(at, image)| (place(at), image)).collect();
    reading.paragraphs = keep.iter().map(|it| page.paragraphs[*it].clone()).collect();
    reading.paragraphs.extend(tail);
    Some(reading)
}
