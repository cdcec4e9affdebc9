//! schema.org JSON-LD: the article a page describes, if it describes one.
//!
//! Looks at the top level and `@graph` only: what stands deeper (list items, comments)
//! is about other things. Never follows references over the network.

use scraper::ElementRef;
use serde_json::Value;

use super::gather::raw_text;
use crate::text;

/// What JSON-LD says of the page's article.
#[derive(Debug, Default)]
pub(super) struct Linked {
    pub headline: Option<String>,
    pub published: Option<String>,
    pub modified: Option<String>,
    pub author: Option<String>,
    pub sections: Vec<String>,
    pub body: Option<String>,
    pub language: Option<String>,
    /// The steps of a `BreadcrumbList`, by name and address.
    pub path: Vec<(String, Option<String>)>,
    /// An Article of some kind is described.
    pub article: bool,
    /// A `VideoObject` is.
    pub video: bool,
    /// A `CollectionPage` or `ItemList` is.
    pub list: bool,
    /// A block that is no JSON, with the parser's words.
    pub unreadable: Option<String>,
}

/// Reads the page's JSON-LD blocks.
pub(super) fn read(scripts: &[ElementRef<'_>]) -> Linked {
    let mut linked = Linked::default();
    for script in scripts {
        match serde_json::from_str::<Value>(&mended(&raw_text(*script))) {
            Ok(value) => linked.take(&value),
            Err(error) => linked.unreadable = Some(error.to_string()),
        }
    }
    linked
}

/// Content systems wrap the block in CDATA or comments, and leave bare line ends inside
/// strings, which JSON forbids.
fn mended(raw: &str) -> String {
    let mut text = raw.trim();
    for (open, close) in [
        ("//<![CDATA[", "//]]>"),
        ("<![CDATA[", "]]>"),
        ("<!--", "-->"),
    ] {
        text = text.strip_prefix(open).unwrap_or(text).trim();
        text = text.strip_suffix(close).unwrap_or(text).trim();
    }
    let text = text.trim_end_matches(';');
    text.chars()
        .map(|it| if it.is_control() { ' ' } else { it })
        .collect()
}

impl Linked {
    fn take(&mut self, value: &Value) {
        let mut nodes: Vec<&Value> = vec![value];
        let mut at = 0;
        while let Some(node) = nodes.get(at).copied() {
            at += 1;
            match node {
                Value::Array(all) => nodes.extend(all),
                Value::Object(object) => {
                    if let Some(graph) = object.get("@graph") {
                        nodes.push(graph);
                    }
                    self.node(node);
                }
                _ => {}
            }
        }
    }

    fn node(&mut self, node: &Value) {
        let is = |test: fn(&str) -> bool| match &node["@type"] {
            Value::String(one) => test(one),
            Value::Array(all) => all.iter().filter_map(Value::as_str).any(test),
            _ => false,
        };
        self.video |= is(|it| it == "VideoObject");
        if self.path.is_empty() && is(|it| it == "BreadcrumbList") {
            self.path = path(node);
        }
        self.list |= is(|it| matches!(it, "CollectionPage" | "ItemList" | "SearchResultsPage"));
        let article = is(|it| it.ends_with("Article") || matches!(it, "BlogPosting" | "Report"));
        if !article || self.article {
            return;
        }
        self.article = true;
        self.headline = line(&node["headline"]).or_else(|| line(&node["name"]));
        self.published = line(&node["datePublished"]);
        self.modified = line(&node["dateModified"]);
        self.body = line(&node["articleBody"]);
        self.language = line(&node["inLanguage"]);
        self.sections = match &node["articleSection"] {
            Value::Array(all) => all.iter().filter_map(line).collect(),
            one => line(one).into_iter().collect(),
        };
        self.author = author(node);
    }
}

/// The steps of a `BreadcrumbList`, in the order of their positions.
fn path(node: &Value) -> Vec<(String, Option<String>)> {
    let items = node["itemListElement"].as_array();
    let mut items: Vec<&Value> = items.into_iter().flatten().collect();
    items.sort_by_key(|it| it["position"].as_u64().unwrap_or_default());
    let step = |it: &Value| {
        let name = line(&it["name"]).or_else(|| line(&it["item"]["name"]))?;
        let item = &it["item"];
        let href = item.as_str().or_else(|| item["@id"].as_str());
        Some((name, href.map(str::to_owned)))
    };
    items.into_iter().filter_map(step).collect()
}

/// The persons named; an organisation that is also the publisher is no byline.
fn author(node: &Value) -> Option<String> {
    let publisher = line(&node["publisher"]["name"]);
    let name = |it: &Value| {
        let name = line(it).or_else(|| line(&it["name"]))?;
        (Some(&name) != publisher.as_ref() && it["@type"] != "Organization").then_some(name)
    };
    let names: Vec<String> = match &node["author"] {
        Value::Array(all) => all.iter().filter_map(name).collect(),
        one => name(one).into_iter().collect(),
    };
    (!names.is_empty()).then(|| names.join(", "))
}

/// A string, cleaned, with the entities that some systems leave in JSON resolved.
fn line(value: &Value) -> Option<String> {
    let raw = value.as_str()?;
    let text = if raw.contains('&') {
        let html = scraper::Html::parse_fragment(&raw.replace('<', "&lt;"));
        text::clean(&raw_text(html.root_element()))
    } else {
        text::clean(raw)
    };
    (!text.is_empty()).then_some(text)
}
