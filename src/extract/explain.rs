//! Why each field reads as it does: for `recipe check`, on the day a portal's page has
//! changed and a recipe must be repaired.
//!
//! Reads the page exactly as `extract` does and then says what each selector found.

use serde::Serialize;

use super::gather::{self, PageFacts};
use super::jsonld;
use super::own::SelfDescription;
use super::page::{Page, PageVerdict};
use super::recipe::{FIELDS, Layout, Recipe, SelectorField};
use super::visible;
use super::{base, fields, guard};
use crate::record::{Article, FieldOrigin, Gap, Origin};

/// The longest text shown of what a selector found, in letters.
const SHOWN: usize = 120;

/// One selector (or key of structured data) and what it found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tried {
    /// Where it looks.
    pub origin: Origin,
    /// The selector, or the key.
    pub selector: String,
    /// How many elements it found.
    pub count: usize,
    /// The start of the first one's text.
    pub first: Option<String>,
}

/// One field.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FieldExplained {
    /// Its name in the recipe or the snapshot.
    pub field: String,
    /// Everything that was looked for, in order.
    pub tried: Vec<Tried>,
    /// What won.
    pub won: Option<FieldOrigin>,
    /// The start of the value.
    pub value: Option<String>,
}

/// One layout and whether it fits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LayoutExplained {
    /// Its name.
    pub name: String,
    /// Whether the address is one of its.
    pub path: bool,
    /// Its `matches`, and what they found.
    pub matches: Vec<Tried>,
    /// Whether it is the one the page was read with.
    pub chosen: bool,
}

/// How a page was read.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explanation {
    /// `article`, or why it is none.
    pub verdict: String,
    /// The layouts in the recipe's order.
    pub layouts: Vec<LayoutExplained>,
    /// The fields.
    pub fields: Vec<FieldExplained>,
    /// What was missing or not believable.
    pub gaps: Vec<Gap>,
}

/// Explains one page.
pub fn explain(page: &Page<'_>, recipe: &Recipe) -> Explanation {
    let html = match guard::parse(page.html) {
        Ok(html) => html,
        Err(hostile) => {
            let verdict = format!("hostile: {hostile}");
            return Explanation {
                verdict,
                layouts: vec![],
                fields: vec![],
                gaps: vec![],
            };
        }
    };
    let mut found = gather::gather(&html, &recipe.table);
    let chosen = fields::layout(page, recipe, &mut found);
    let base = base(page, &found);
    let layouts = recipe.layouts.iter().map(|layout| LayoutExplained {
        name: layout.name.clone(),
        path: layout.fits_path(page.url),
        matches: tried(layout, SelectorField::Matches, recipe, &found),
        chosen: chosen.is_some_and(|it| std::ptr::eq(it, layout)),
    });
    let layouts = layouts.collect();
    let (verdict, article) = match fields::verdict(page, recipe, chosen, &found, &base) {
        PageVerdict::Article(article) => ("article".to_owned(), *article),
        PageVerdict::NotArticle { kind, reason } => {
            let kind = serde_json::to_value(kind).unwrap_or_default();
            (
                format!("{}: {reason}", kind.as_str().unwrap_or_default()),
                Article::default(),
            )
        }
    };
    let values = serde_json::to_value(&article).unwrap_or_default();
    let own = SelfDescription::of(page.url, &base, &found);
    let linked = jsonld::read(&found.json_ld, &own);
    let names = FIELDS
        .iter()
        .filter(|(field, _)| *field != SelectorField::Matches);
    let fields = names.map(|(field, name)| {
        let mut tries = chosen.map_or_else(Vec::new, |it| tried(it, *field, recipe, &found));
        tries.extend(keys(*field, &linked, &found));
        let snapshot = snapshot_name(*field);
        FieldExplained {
            field: (*name).to_owned(),
            tried: tries,
            won: article.fields.get(snapshot).cloned(),
            value: values.get(snapshot).and_then(shown_value),
        }
    });
    Explanation {
        verdict,
        layouts,
        fields: fields.collect(),
        gaps: article.gaps.clone(),
    }
}

fn tried(
    layout: &Layout,
    field: SelectorField,
    recipe: &Recipe,
    found: &PageFacts<'_>,
) -> Vec<Tried> {
    let numbers = layout.selectors(field).iter();
    numbers
        .map(|number| {
            let hits = found.hits(*number);
            Tried {
                origin: Origin::Selector,
                selector: recipe.table.text(*number).to_owned(),
                count: hits.len(),
                first: hits.first().map(|it| shown(&visible::text(*it))),
            }
        })
        .collect()
}

/// What structured data says of a field.
fn keys(field: SelectorField, linked: &jsonld::Linked, found: &PageFacts<'_>) -> Vec<Tried> {
    let (json, metas): (Option<(&str, Option<&String>)>, &[&str]) = match field {
        SelectorField::Title => (Some(("headline", linked.headline.as_ref())), &["og:title"]),
        SelectorField::Date => (
            Some(("datePublished", linked.published.as_ref())),
            &["article:published_time"],
        ),
        SelectorField::Modified => (
            Some(("dateModified", linked.modified.as_ref())),
            &["article:modified_time"],
        ),
        SelectorField::Author => (
            Some(("author", linked.author.as_ref())),
            &["author", "article:author"],
        ),
        SelectorField::Category => (
            Some(("articleSection", linked.sections.first())),
            &["article:section"],
        ),
        SelectorField::Body => (Some(("articleBody", linked.body.as_ref())), &[]),
        SelectorField::Lead => (None, &["og:description", "description"]),
        _ => (None, &[]),
    };
    let one = |origin, key: &str, value: Option<&str>| Tried {
        origin,
        selector: key.to_owned(),
        count: usize::from(value.is_some()),
        first: value.map(shown),
    };
    let json = json.map(|(key, value)| one(Origin::JsonLd, key, value.map(String::as_str)));
    let metas = metas
        .iter()
        .map(|key| one(Origin::Meta, key, found.meta(key)));
    json.into_iter().chain(metas).collect()
}

/// The key of the snapshot that a recipe's field fills.
fn snapshot_name(field: SelectorField) -> &'static str {
    match field {
        SelectorField::Title => "title",
        SelectorField::Date => "published_at",
        SelectorField::Modified => "modified_at",
        SelectorField::Lead => "lead",
        SelectorField::Body => "body",
        SelectorField::Caption | SelectorField::Credit => "images",
        SelectorField::Byline | SelectorField::Author => "author",
        SelectorField::Source => "source",
        SelectorField::Category => "categories",
        SelectorField::Attachment => "attachments",
        SelectorField::Related | SelectorField::RelatedDate => "related",
        SelectorField::Matches | SelectorField::Strip | SelectorField::NextPart => "",
    }
}

fn shown_value(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::Null => None,
        serde_json::Value::String(text) => Some(shown(text)),
        serde_json::Value::Array(all) if all.is_empty() => None,
        serde_json::Value::Array(all) => Some(shown(&format!("{} × {}", all.len(), all[0]))),
        other => Some(shown(&other.to_string())),
    }
}

fn shown(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
