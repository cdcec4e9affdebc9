//! The article in the hydration data that a page drawn by script carries in itself: `__NEXT_DATA__`,
//! Nuxt's, `window.__…__ = {…}` where that is plain JSON, `<script type=application/json>`.
//!
//! Found by shape (a title beside a body) and by agreement with the page's own address and
//! name, never by the site. Read only where the page itself shows nothing. Never runs a script.

use scraper::{ElementRef, Html};
use serde_json::Value;

use super::body::{self, Marks};
use super::drawn::code;
use super::fields::FieldReader;
use super::gather::{PageFacts, attr};
use super::own::SelfDescription;
use super::payload;
use super::reading::BodyReading;
use super::stated::Stated;
use super::visible;
use crate::record::Origin;
use crate::text;
use crate::text::dates::TimeLabel;

/// What is read is said to come from there.
const KEY: &str = "data of the page's script";

/// The least text of a body, in bytes.
const BODY_BYTES: usize = 200;
/// The most values of one page that are looked at.
const MOST: usize = 200_000;

/// Names of fields, without case, `_` and `-`; the most telling first.
const TITLE: [&str; 7] = [
    "headline", "title", "tieude", "subject", "tentin", "name", "ten",
];
const BODY: [&str; 13] = [
    "articlebody",
    "bodyhtml",
    "contenthtml",
    "noidung",
    "content",
    "body",
    "html",
    "fulltext",
    "detail",
    "maincontent",
    "blocks",
    "contents",
    "text",
];
const LEAD: [&str; 9] = [
    "sapo",
    "lead",
    "excerpt",
    "summary",
    "description",
    "tomtat",
    "intro",
    "abstract",
    "teaser",
];
const AUTHOR: [&str; 6] = [
    "author",
    "authors",
    "authorname",
    "byline",
    "tacgia",
    "writer",
];
const PUBLISHED: [&str; 12] = [
    "publishedat",
    "datepublished",
    "publisheddate",
    "publishdate",
    "publishedtime",
    "publishtime",
    "publishedon",
    "published",
    "ngayxuatban",
    "ngaydang",
    "pubdate",
    "displaytime",
];
const MODIFIED: [&str; 6] = [
    "updatedat",
    "modifiedat",
    "datemodified",
    "modified",
    "updatedtime",
    "lastmodified",
];
const SECTION: [&str; 5] = ["category", "categories", "section", "chuyenmuc", "zone"];
const PLACE: [&str; 9] = [
    "url",
    "slug",
    "link",
    "permalink",
    "path",
    "alias",
    "href",
    "id",
    "seourl",
];

/// The article of such a page.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Hydrated {
    pub title: String,
    /// The body as HTML.
    pub html: String,
    pub lead: Option<String>,
    pub author: Option<String>,
    pub published: Option<String>,
    pub modified: Option<String>,
    pub sections: Vec<String>,
}

impl FieldReader<'_> {
    /// Title, lead and body of a page whose data holds its article.
    pub(super) fn hydrate(&mut self) {
        let Some(article) = self.hydrated.take() else {
            return;
        };
        let place = (Origin::Embedded, Some(KEY), 0.8);
        self.set("title", place.0, place.1, place.2);
        self.article.title = Some(article.title.clone());
        let html = Html::parse_fragment(&article.html);
        let mut reading = BodyReading::default();
        body::read(
            html.root_element(),
            &Marks::default(),
            self.base,
            &mut reading,
        );
        if !reading.is_empty() {
            self.set("body", place.0, place.1, place.2);
        }
        self.take(reading, false);
        let first = self.article.body.first().map(|it| it.text.as_str());
        let lead = article.lead.as_deref();
        if let Some(lead) = lead.filter(|lead| Some(*lead) != first && self.part == 1) {
            self.article.lead = Some(lead.to_owned());
            self.set("lead", place.0, place.1, place.2);
        }
        if let Some(author) = article.author.as_deref().and_then(|it| self.person(it)) {
            self.article.author = Some(author);
            self.set("author", place.0, place.1, place.2);
        }
        if self.article.categories.is_empty() && !article.sections.is_empty() {
            self.article.categories.clone_from(&article.sections);
            self.set("categories", place.0, place.1, place.2);
        }
        self.hydrated = Some(article);
    }

    /// The times that such data states.
    pub(super) fn hydrated_times(&self) -> Vec<Stated> {
        let article = self.hydrated.iter();
        let times = article.flat_map(|it| {
            let published = it
                .published
                .as_deref()
                .map(|it| (TimeLabel::Publication, it));
            let modified = it.modified.as_deref().map(|it| (TimeLabel::Update, it));
            [published, modified]
        });
        let times = times.flatten();
        let read = times.map(|(of, text)| self.machine(of, text, Origin::Embedded, KEY, 0.8));
        read.collect()
    }
}

/// The page's article, if its data holds it.
pub(super) fn read(found: &PageFacts<'_>, own: &SelfDescription<'_>) -> Option<Hydrated> {
    let blocks: Vec<Value> = found.scripts.iter().filter_map(|it| data(*it)).collect();
    let mut open: Vec<&Value> = blocks.iter().rev().collect();
    let mut candidates: Vec<(u32, usize, Hydrated)> = Vec::new();
    let mut seen = 0;
    while let Some(value) = open.pop().filter(|_| seen < MOST) {
        seen += 1;
        match value {
            Value::Array(all) => open.extend(all.iter().rev()),
            Value::Object(object) => {
                if let Some(article) = article(value) {
                    candidates.push((agreement(value, &article, own), seen, article));
                    continue;
                }
                open.extend(object.values().rev());
            }
            _ => {}
        }
    }
    let several = candidates.len() > 1;
    let best = candidates
        .into_iter()
        .max_by_key(|(agrees, at, _)| (*agrees, std::cmp::Reverse(*at)));
    best.filter(|(agrees, ..)| *agrees > 0 || !several)
        .map(|(.., article)| article)
}

/// What a script holds as data.
fn data(script: ElementRef<'_>) -> Option<Value> {
    let kind = attr(script, "type")
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let text = code(script);
    if kind == "application/json" {
        let value: Value = serde_json::from_str(text.trim()).ok()?;
        let flat = attr(script, "id") == Some("__NUXT_DATA__");
        return Some(if flat { payload::unfold(&value) } else { value });
    }
    if !matches!(
        kind.as_str(),
        "" | "text/javascript" | "application/javascript"
    ) {
        return None;
    }
    let (name, value) = text.trim().split_once('=')?;
    let name = name
        .trim()
        .trim_start_matches("window.")
        .trim_start_matches("var ");
    let named = name.starts_with("__") && name.len() < 40;
    let value = value.trim().trim_end_matches(';');
    named.then(|| serde_json::from_str(value).ok()).flatten()
}

/// An object that is an article: a title beside a body.
fn article(value: &Value) -> Option<Hydrated> {
    let title = TITLE.iter().find_map(|key| line(field(value, key)?))?;
    let html = BODY
        .iter()
        .filter_map(|key| payload::html(field(value, key)?))
        .find(|it| it.len() >= BODY_BYTES)?;
    let first = |keys: &[&str]| keys.iter().find_map(|key| line(field(value, key)?));
    let names = |keys: &[&str]| {
        let values = keys.iter().filter_map(|key| field(value, key));
        values
            .map(names)
            .find(|it| !it.is_empty())
            .unwrap_or_default()
    };
    let author = names(&AUTHOR);
    Some(Hydrated {
        title,
        html,
        lead: first(&LEAD),
        author: (!author.is_empty()).then(|| author.join(", ")),
        published: PUBLISHED
            .iter()
            .find_map(|key| payload::time(field(value, key)?)),
        modified: MODIFIED
            .iter()
            .find_map(|key| payload::time(field(value, key)?)),
        sections: names(&SECTION),
    })
}

/// A field by its name, without case, `_` and `-`.
fn field<'v>(value: &'v Value, wanted: &str) -> Option<&'v Value> {
    let same = |key: &str| {
        let letters = key.chars().filter(|it| !matches!(it, '_' | '-'));
        letters.map(|it| it.to_ascii_lowercase()).eq(wanted.chars())
    };
    let object = value.as_object()?;
    object
        .iter()
        .find(|(key, _)| same(key))
        .map(|(_, value)| value)
}

/// One line of text; WordPress wraps its own in `rendered`.
fn line(value: &Value) -> Option<String> {
    let text = value.as_str().or_else(|| value["rendered"].as_str())?;
    let text = if text.contains(['<', '&']) {
        visible::text(Html::parse_fragment(text).root_element())
    } else {
        text.to_owned()
    };
    Some(text::clean(&text)).filter(|it| !it.is_empty())
}

/// Names of people or sections: a text, an object with a name, a list of either.
fn names(value: &Value) -> Vec<String> {
    let name = |it: &Value| {
        let keys = ["name", "title", "displayname", "fullname"];
        line(it).or_else(|| keys.iter().find_map(|key| line(field(it, key)?)))
    };
    match value {
        Value::Array(all) => all.iter().filter_map(name).collect(),
        one => name(one).into_iter().collect(),
    }
}

/// How sure it is that an article is this page's: by its address, then by its name.
fn agreement(value: &Value, article: &Hydrated, own: &SelfDescription<'_>) -> u32 {
    let places = PLACE.iter().filter_map(|key| field(value, key));
    let places = places.filter_map(|it| match it {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    });
    let here = places
        .into_iter()
        .any(|it| own.ends_in(&it) || own.is_address(&it) == Some(true));
    u32::from(own.is_named(&article.title)) + 2 * u32::from(here)
}
