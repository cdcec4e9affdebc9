//! schema.org JSON-LD: the article a page describes, if it describes one.
//!
//! Looks at the top level, `@graph` and what a page names as its main thing: what stands
//! deeper (list items, comments, the posts of a live blog) is about other things. Of several
//! articles it takes the one whose address or headline is the page's own, and none that
//! names another address and another headline. References (`@id`) are followed inside the
//! page only, never over the network.

use std::collections::HashMap;

use scraper::ElementRef;
use serde_json::Value;

use super::gather::raw_text;
use super::own::SelfDescription;
use crate::text;

/// The most objects of one page that are looked at.
const MOST: usize = 20_000;
/// How much of its words a headline shares with the page's where no address says whose it
/// is. Below, the object is another article's.
const LEAST_LIKE: f64 = 0.2;

/// What JSON-LD says of the page's article.
#[derive(Debug, Default)]
pub(super) struct Linked {
    pub headline: Option<String>,
    pub published: Option<String>,
    pub modified: Option<String>,
    pub author: Option<String>,
    pub publisher: Option<String>,
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
    /// The headline of an article that is described and is not the page's.
    pub other: Option<String>,
    /// A block that is no JSON, with the parser's words.
    pub unreadable: Option<String>,
}

/// Reads the page's JSON-LD blocks.
pub(super) fn read(scripts: &[ElementRef<'_>], own: &SelfDescription<'_>) -> Linked {
    let mut linked = Linked::default();
    let mut blocks = Vec::new();
    for script in scripts {
        match serde_json::from_str::<Value>(&mended(&raw_text(*script))) {
            Ok(value) => blocks.push(value),
            Err(error) => linked.unreadable = Some(error.to_string()),
        }
    }
    let nodes = described(&blocks);
    let named = named(&blocks);
    linked.video = nodes.iter().any(|it| is(it, |name| name == "VideoObject"));
    let lists = ["CollectionPage", "ItemList", "SearchResultsPage"];
    linked.list = nodes.iter().any(|it| is(it, |name| lists.contains(&name)));
    let list = |it: &&&Value| is(it, |name| name == "BreadcrumbList");
    linked.path = nodes
        .iter()
        .find(list)
        .map(|it| path(it))
        .unwrap_or_default();
    let articles = || nodes.iter().copied().filter(|it| is(it, is_article));
    let mut best: Option<(&Value, f64)> = None;
    for node in articles() {
        match fit(node, own) {
            Some(fit) if best.is_none_or(|(_, known)| fit > known) => best = Some((node, fit)),
            Some(_) => {}
            None => linked.other = linked.other.take().or_else(|| headline(node)),
        }
    }
    if let Some((node, _)) = best {
        linked.other = None;
        linked.take(node, &named);
        // Yoast gives some times to the page, not to the article on it.
        let own_page = |it: &&&Value| is(it, is_page) && address(it, own) != Some(false);
        if let Some(page) = nodes.iter().find(own_page) {
            let time = |known: &mut Option<String>, key| {
                *known = known.take().or_else(|| line(&page[key]));
            };
            time(&mut linked.published, "datePublished");
            time(&mut linked.modified, "dateModified");
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
        ("/*<![CDATA[*/", "/*]]>*/"),
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

/// The objects that describe the page: at the top, in `@graph`, or the main thing of one.
fn described(blocks: &[Value]) -> Vec<&Value> {
    let mut open: Vec<&Value> = blocks.iter().rev().collect();
    let mut nodes = Vec::new();
    while let Some(node) = open.pop() {
        match node {
            Value::Array(all) => open.extend(all.iter().rev()),
            Value::Object(object) if nodes.len() < MOST => {
                let inner = ["mainEntityOfPage", "mainEntity", "@graph"];
                open.extend(inner.iter().filter_map(|key| object.get(*key)));
                nodes.push(node);
            }
            _ => {}
        }
    }
    nodes
}

/// Objects by their `@id`, wherever they stand; what merely refers to one says no more.
fn named(blocks: &[Value]) -> HashMap<&str, &Value> {
    let mut open: Vec<&Value> = blocks.iter().collect();
    let mut named = HashMap::new();
    let mut seen = 0;
    while let Some(node) = open.pop().filter(|_| seen < MOST) {
        seen += 1;
        match node {
            Value::Array(all) => open.extend(all),
            Value::Object(object) => {
                open.extend(object.values().filter(|it| it.is_object() || it.is_array()));
                if let Some(id) = node["@id"].as_str().filter(|_| object.contains_key("name")) {
                    named.insert(id, node);
                }
            }
            _ => {}
        }
    }
    named
}

/// Whether one of a node's types passes a test.
fn is(node: &Value, test: impl Fn(&str) -> bool) -> bool {
    let name = |it: &str| test(it.rsplit(['/', ':']).next().unwrap_or(it));
    match &node["@type"] {
        Value::String(one) => name(one),
        Value::Array(all) => all.iter().filter_map(Value::as_str).any(name),
        _ => false,
    }
}

fn is_article(name: &str) -> bool {
    name.ends_with("Article") || name.ends_with("BlogPosting") || name == "Report"
}

fn is_page(name: &str) -> bool {
    name == "WebPage" || name == "ItemPage"
}

/// Whether a node says that it is of this page, by any address it gives.
fn address(node: &Value, own: &SelfDescription<'_>) -> Option<bool> {
    let page = &node["mainEntityOfPage"];
    let said = [&node["url"], page, &page["@id"], &page["url"], &node["@id"]];
    let said = said.iter().filter_map(|it| it.as_str());
    let said = said.map(|href| href.split('#').next().unwrap_or(href));
    let fits = said.filter_map(|href| own.is_address(href));
    fits.reduce(|one, other| one || other)
}

/// How well an article fits the page; `None` when it is another's. An address tells more
/// than a headline, and one headline may be spelled in two ways.
fn fit(node: &Value, own: &SelfDescription<'_>) -> Option<f64> {
    let headline = headline(node).and_then(|it| own.likeness(&it));
    match (address(node, own), headline) {
        (Some(true), like) => Some(1.0 + like.unwrap_or_default()),
        (Some(false), Some(like)) => (like >= 1.0).then_some(like),
        (Some(false), None) => None,
        (None, Some(like)) => (like >= LEAST_LIKE).then_some(like),
        (None, None) => Some(0.0),
    }
}

fn headline(node: &Value) -> Option<String> {
    line(&node["headline"]).or_else(|| line(&node["name"]))
}

impl Linked {
    fn take<'v>(&mut self, node: &'v Value, named: &HashMap<&str, &'v Value>) {
        self.article = true;
        self.headline = headline(node);
        self.published = line(&node["datePublished"]);
        self.modified = line(&node["dateModified"]);
        self.body = line(&node["articleBody"]);
        self.language = line(&node["inLanguage"]);
        self.sections = match &node["articleSection"] {
            Value::Array(all) => all.iter().filter_map(line).collect(),
            one => line(one).into_iter().collect(),
        };
        let publisher = follow(&node["publisher"], named);
        let person = is(publisher, |name| name == "Person");
        self.publisher = line(&publisher["name"]).filter(|_| !person);
        self.author = author(node, self.publisher.as_deref(), named);
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

/// The object that a reference is to, else the value itself.
fn follow<'v>(value: &'v Value, named: &HashMap<&str, &'v Value>) -> &'v Value {
    let id = value["@id"].as_str().filter(|_| value["name"].is_null());
    let id = id.or_else(|| value.as_str());
    id.and_then(|id| named.get(id)).copied().unwrap_or(value)
}

/// The persons named; an organisation that is also the publisher is no byline.
fn author<'v>(
    node: &'v Value,
    publisher: Option<&str>,
    named: &HashMap<&str, &'v Value>,
) -> Option<String> {
    let mut all: Vec<String> = Vec::new();
    let people = match &node["author"] {
        Value::Array(all) => all.as_slice(),
        one => std::slice::from_ref(one),
    };
    for person in people {
        let author = follow(person, named);
        if is(author, |name| name.ends_with("Organization")) {
            continue;
        }
        let given: Vec<String> = match &author["name"] {
            Value::Array(all) => all.iter().filter_map(line).collect(),
            one => line(author).or_else(|| line(one)).into_iter().collect(),
        };
        for name in given {
            if Some(name.as_str()) != publisher && !all.contains(&name) {
                all.push(name);
            }
        }
    }
    (!all.is_empty()).then(|| all.join(", "))
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
