//! Reading a page without a recipe: standards first, then readability.
//!
//! Leans on what HTML, hAtom, schema.org and WordPress's core say, never on one theme's
//! class names. What it infers says so in its confidence.

use dom_smoothie::Readability;
use scraper::{ElementRef, Html};

use super::block::{Paragraph, Reading};
use super::body::{self, Marks};
use super::fields::Reader;
use super::gather::{Gathered, attr, raw_text};
use super::jsonld::Linked;
use crate::record::{Block, BlockKind, Image, Origin};
use crate::text;

/// The shortest bold first paragraph taken for a lead, in letters.
const LEAD_LETTERS: usize = 60;
/// The longest line taken for a byline without any markup saying so, in letters.
const BYLINE_LETTERS: usize = 60;

/// A headline: JSON-LD, OpenGraph, microdata, `<h1>`, `<title>` without the site's name.
pub(super) fn title(
    found: &Gathered<'_>,
    linked: &Linked,
) -> Option<(String, Origin, &'static str, f32)> {
    if let Some(title) = &linked.headline {
        return Some((title.clone(), Origin::JsonLd, "headline", 0.9));
    }
    if let Some(title) = found
        .meta("og:title")
        .map(text::clean)
        .filter(|it| !it.is_empty())
    {
        return Some((without_site(&title, found), Origin::Meta, "og:title", 0.8));
    }
    let item = found.items.iter().find(|(prop, _)| *prop == "headline");
    if let Some(title) = item
        .map(|(_, it)| text::clean(&raw_text(*it)))
        .filter(|it| !it.is_empty())
    {
        return Some((title, Origin::Microdata, "headline", 0.8));
    }
    let whole = found
        .title
        .map(|it| text::clean(&raw_text(it)))
        .unwrap_or_default();
    let headings = || {
        found
            .headings
            .iter()
            .map(|it| text::clean(&raw_text(*it)))
            .filter(|it| !it.is_empty())
    };
    if let Some(heading) = headings().find(|it| whole.starts_with(it.as_str())) {
        return Some((heading, Origin::Fallback, "h1 and title", 0.8));
    }
    if let Some(shown) = shown_start(&whole, found) {
        return Some((shown, Origin::Meta, "title", 0.7));
    }
    let mut headings = headings();
    match (headings.next(), headings.next()) {
        (Some(only), None) => Some((only, Origin::Fallback, "h1", 0.6)),
        _ if whole.is_empty() => None,
        _ => Some((without_site(&whole, found), Origin::Meta, "title", 0.5)),
    }
}

const SEPARATORS: [&str; 6] = [" – ", " - ", " | ", " — ", " » ", " :: "];

/// `title` without ` – <og:site_name>` at its end.
fn without_site(title: &str, found: &Gathered<'_>) -> String {
    let site = found
        .meta("og:site_name")
        .map(text::clean)
        .unwrap_or_default();
    let cut = title
        .strip_suffix(site.as_str())
        .filter(|_| !site.is_empty());
    let cut = cut.and_then(|it| SEPARATORS.iter().find_map(|mark| it.strip_suffix(mark)));
    cut.unwrap_or(title).trim().to_owned()
}

/// The longest start of `<title>` before a separator that the page also prints by itself.
fn shown_start(whole: &str, found: &Gathered<'_>) -> Option<String> {
    let cuts = SEPARATORS
        .iter()
        .flat_map(|mark| whole.match_indices(mark))
        .map(|(at, _)| at);
    let mut cuts: Vec<usize> = cuts.chain([whole.len()]).filter(|at| *at > 0).collect();
    cuts.sort_unstable();
    let mut best = None;
    for node in found.body?.descendants() {
        let Some(text) = node.value().as_text().map(|it| text::clean(it)) else {
            continue;
        };
        if text.len() >= 8 && cuts.contains(&text.len()) && whole.starts_with(&text) {
            best = best
                .filter(|it: &String| it.len() >= text.len())
                .or(Some(text));
        }
    }
    best
}

/// The author that structured data or a `rel=author` link names.
pub(super) fn author(
    found: &Gathered<'_>,
    linked: &Linked,
) -> Option<(String, Origin, &'static str)> {
    let plain = |name: String| {
        let account = ["admin", "administrator", "root"].contains(&name.to_lowercase().as_str());
        let url = name.contains("://");
        (!name.is_empty() && !account && !url && name.len() <= 160).then_some(name)
    };
    if let Some(name) = linked.author.clone().and_then(plain) {
        return Some((name, Origin::JsonLd, "author"));
    }
    for key in ["author", "article:author", "dc.creator"] {
        if let Some(name) = found.meta(key).map(text::clean).and_then(plain) {
            return Some((name, Origin::Meta, "author"));
        }
    }
    let item = found.items.iter().find(|(prop, _)| *prop == "author");
    let name = item.and_then(|(_, it)| plain(text::clean(&raw_text(*it))));
    name.map(|name| (name, Origin::Microdata, "author"))
}

/// The sections that structured data or `rel="category"` links name.
pub(super) fn categories(
    found: &Gathered<'_>,
    linked: &Linked,
) -> Option<(Vec<String>, Origin, &'static str)> {
    if !linked.sections.is_empty() {
        return Some((linked.sections.clone(), Origin::JsonLd, "articleSection"));
    }
    let metas = found
        .metas
        .iter()
        .filter(|(key, _)| *key == "article:section");
    let names: Vec<String> = metas
        .map(|(_, it)| text::clean(it))
        .filter(|it| !it.is_empty())
        .collect();
    if !names.is_empty() {
        return Some((names, Origin::Meta, "article:section"));
    }
    let mut names: Vec<String> = Vec::new();
    for (anchor, _) in &found.anchors {
        let rel = attr(*anchor, "rel").unwrap_or_default();
        if rel.split_ascii_whitespace().any(|it| it == "category") {
            let name = text::clean(&raw_text(*anchor));
            if !name.is_empty() && !names.contains(&name) {
                names.push(name);
            }
        }
    }
    (!names.is_empty()).then_some((names, Origin::Fallback, "a[rel~=category]"))
}

/// The heading of a list of other articles.
fn is_related_label(text: &str) -> bool {
    const LABELS: [&str; 12] = [
        "tin khác",
        "các tin khác",
        "tin bài khác",
        "tin liên quan",
        "tin tức liên quan",
        "bài viết liên quan",
        "tin cùng chuyên mục",
        "cùng chuyên mục",
        "tin mới hơn",
        "tin cũ hơn",
        "tin đã đưa",
        "các tin đã đưa",
    ];
    let text = text.trim_end_matches([':', '.', ' ']).to_lowercase();
    LABELS.contains(&text.as_str())
}

/// The source a line like `(Nguồn: TTXVN)` names.
fn source_line(text: &str) -> Option<String> {
    let inner = text.strip_prefix('(').and_then(|it| it.strip_suffix(')'));
    let line = inner.unwrap_or(text);
    let rest = line
        .strip_prefix("Nguồn tin")
        .or_else(|| line.strip_prefix("Nguồn"))?;
    let source = rest.strip_prefix([':', '.'])?.trim();
    let short = !source.is_empty() && source.chars().count() <= BYLINE_LETTERS;
    short.then(|| source.to_owned())
}

/// Whether the last block is a byline by its looks: one short line without an end mark,
/// set right, bold, italic, beginning as bylines do or standing right before the page's
/// tail, behind at least one other block.
pub(super) fn is_byline(paragraphs: &[Paragraph]) -> bool {
    let [.., _, last] = paragraphs else {
        return false;
    };
    let short = last.text.chars().count() <= BYLINE_LETTERS && !last.text.contains('\n');
    let open = !last
        .text
        .ends_with(['.', '…', '!', '?', ';', ':', ',', '”', '"']);
    let line = matches!(last.kind, BlockKind::Paragraph | BlockKind::Heading);
    let begins = ["Tin", "Bài", "Ảnh", "Theo ", "PV", "Nguồn ảnh"];
    let set = last.before_tail
        || last.right
        || last.strong
        || last.italic
        || begins.iter().any(|it| last.text.starts_with(it));
    short && open && line && set
}

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
        self.generic_tail(&mut reading);
        self.take(reading, false);
    }

    /// Takes off what follows the text: lists of other news, the source line, and the
    /// byline before them.
    fn generic_tail(&mut self, reading: &mut Reading) {
        let paragraphs = &mut reading.paragraphs;
        let label = paragraphs.iter().rposition(|it| is_related_label(&it.text));
        let links =
            |rest: &[Paragraph]| rest.iter().filter(|it| it.linked).count() * 2 >= rest.len();
        if let Some(at) = label.filter(|at| links(&paragraphs[at + 1..])) {
            paragraphs.truncate(at);
        }
        while paragraphs.last().is_some_and(|it| it.linked) {
            paragraphs.pop();
        }
        let source = paragraphs.last().and_then(|it| source_line(&it.text));
        if let Some(source) = source.filter(|_| paragraphs.len() > 1) {
            paragraphs.pop();
            self.set(
                "source",
                Origin::Fallback,
                Some("last line of the body"),
                0.6,
            );
            self.article.source = Some(source);
        }
        let cut = label.is_some() || self.article.source.is_some();
        if let Some(last) = paragraphs.last_mut().filter(|_| cut) {
            last.before_tail = true;
        }
        let end = reading.paragraphs.len();
        reading.images.retain(|(at, _)| *at <= end);
    }

    /// `itemprop=articleBody` or hAtom's `entry-content`, where there is exactly one.
    fn standard_body(&self) -> Option<(&'static str, Origin, Reading)> {
        let item = self
            .found
            .items
            .iter()
            .filter(|(prop, _)| *prop == "articleBody");
        let items: Vec<ElementRef<'_>> = item.map(|(_, element)| *element).collect();
        let (root, key, origin) = match (items.as_slice(), self.found.entry_content.as_slice()) {
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
        let sapo = self.found.sapo.iter().map(|it| text::clean(&raw_text(*it)));
        if let Some(lead) = sapo.into_iter().find(|it| (20..=2_000).contains(&it.len())) {
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
    // The line right behind the text may be the byline, which readability drops.
    let byline = page
        .paragraphs
        .get(last + 1)
        .filter(|it| it.right && it.strong);
    let mut reading = Reading::default();
    reading.attachments = page.attachments;
    // A picture before or behind all text is the article's only if readability says so.
    let known = |it: &Image| chosen.images.iter().any(|(_, known)| known.url == it.url);
    let own = |(at, it): &(usize, Image)| (first + 1..=last).contains(at) || known(it);
    let place = |at: usize| keep.iter().filter(|it| **it < at).count();
    let images = page.images.into_iter().filter(own);
    reading.images = images.map(|(at, image)| (place(at), image)).collect();
    reading.paragraphs = keep.iter().map(|it| page.paragraphs[*it].clone()).collect();
    reading.paragraphs.extend(byline.cloned());
    Some(reading)
}

/// How many letters a body has.
pub(super) fn letters(body: &[Block]) -> usize {
    body.iter().map(|it| it.text.chars().count()).sum()
}
