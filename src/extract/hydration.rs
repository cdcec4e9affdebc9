//! The article in the hydration data that a page drawn by script carries in itself: `__NEXT_DATA__`,
//! Nuxt's, `window.__…__ = {…}` where that is plain JSON, `<script type=application/json>`.
//!
//! Found by shape (a title beside a body) and by agreement with the page's own address and
//! name, never by the site. Read only where the page itself shows nothing. Never runs a script.

use scraper::{ElementRef, Html};
use serde_json::Value;

use super::gather::{PageFacts, attr};
use super::own::SelfDescription;
use super::payload;
use super::visible;
use crate::text;

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

/// The text of a script.
pub(super) fn code(script: ElementRef<'_>) -> String {
    script.text().collect()
}
