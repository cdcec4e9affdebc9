//! A page's elements by what a selector can say of them.
//!
//! Made once a page, so that hundreds of selectors can be tried on it without walking it
//! again. Never decides what an element is.

use std::collections::HashMap;

use ego_tree::NodeId;
use scraper::{ElementRef, Html};

use super::name::{self, Name};
use crate::extract;

/// The most text of an element that is looked at, in bytes.
const LINE_BYTES: usize = 24_000;
/// What a selector costs that counts elements: it is right until somebody adds one.
pub(super) const COUNTED: u32 = 60;

/// One element of the page's body, or `<html>`.
#[derive(Debug)]
pub(super) struct Element {
    id: NodeId,
    /// The element above it.
    pub parent: Option<usize>,
    /// The element before it below the same parent.
    pub before: Option<usize>,
    /// What can be said of it alone, and what that costs.
    pub names: Vec<(String, u32)>,
    /// What a reader sees of it; `None` where that is more than an article.
    pub text: Option<String>,
    /// Where it leads or what it shows (`href`, `src`), as written.
    pub address: Option<String>,
    /// The first element that is not below it.
    pub end: usize,
}

/// The elements in document order, and those that each compound selector fits.
pub(super) struct ElementIndex {
    html: Html,
    elements: Vec<Element>,
    named: HashMap<String, Vec<usize>>,
}

impl ElementIndex {
    /// `None` where the page is hostile.
    pub(super) fn of(html: &str) -> Option<Self> {
        let html = extract::tree(html)?;
        let (elements, named) = fill(&html);
        Some(Self {
            html,
            elements,
            named,
        })
    }

    pub(super) fn len(&self) -> usize {
        self.elements.len()
    }

    pub(super) fn element(&self, place: usize) -> &Element {
        &self.elements[place]
    }

    /// The elements that a compound selector fits.
    pub(super) fn named(&self, name: &str) -> &[usize] {
        self.named.get(name).map_or(&[], Vec::as_slice)
    }

    /// The element in its tree.
    pub(super) fn node(&self, place: usize) -> Option<ElementRef<'_>> {
        let node = self.html.tree.get(self.elements[place].id)?;
        ElementRef::wrap(node)
    }

    /// Whether `inner` is `outer` or stands below it.
    pub(super) fn is_within(&self, inner: usize, outer: usize) -> bool {
        (outer..self.elements[outer].end).contains(&inner)
    }

    /// What a reader sees of an element, where that is at most so many letters.
    pub(super) fn line(&self, place: usize, letters: usize) -> Option<&str> {
        let text = self.elements[place].text.as_deref()?;
        (!text.is_empty() && text.chars().nth(letters).is_none()).then_some(text)
    }

    /// The elements above one, the nearest first.
    pub(super) fn above(&self, place: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(self.elements[place].parent, |it| self.elements[*it].parent)
    }
}

type ElementsByName = HashMap<String, Vec<usize>>;

fn fill(html: &Html) -> (Vec<Element>, ElementsByName) {
    let mut elements: Vec<Element> = Vec::new();
    let mut by_name: ElementsByName = HashMap::new();
    let mut places: HashMap<NodeId, usize> = HashMap::new();
    let mut last_below: HashMap<usize, usize> = HashMap::new();
    let mut counted: HashMap<(usize, String), usize> = HashMap::new();
    let all = html.root_element().descendants();
    for element in all.filter_map(ElementRef::wrap) {
        let tag = element.value().name();
        let above = element.parent().map(|it| it.id());
        let parent = above.and_then(|it| places.get(&it).copied());
        if tag != "html" && parent.is_none() || tag == "head" {
            continue;
        }
        let place = elements.len();
        places.insert(element.id(), place);
        let mut names = compounds(element);
        let before = parent.and_then(|it| last_below.insert(it, place));
        if let Some(parent) = parent.filter(|_| tag != "body") {
            let nth = counted.entry((parent, tag.to_owned())).or_default();
            *nth += 1;
            names.push((format!("{tag}:nth-of-type({nth})"), COUNTED));
        }
        for (name, _) in &names {
            by_name.entry(name.clone()).or_default().push(place);
        }
        let bytes: usize = element.text().map(str::len).sum();
        let attr = |key: &str| element.value().attr(key).map(str::to_owned);
        elements.push(Element {
            id: element.id(),
            parent,
            before,
            names,
            text: (bytes <= LINE_BYTES).then(|| extract::visible_text(element)),
            address: attr("href").or_else(|| attr("src")),
            end: place + 1,
        });
    }
    for place in (0..elements.len()).rev() {
        let end = elements[place].end;
        if let Some(parent) = elements[place].parent {
            elements[parent].end = elements[parent].end.max(end);
        }
    }
    (elements, by_name)
}

/// What can be said of an element alone, with what each costs: the less it says of what the
/// element is, and the sooner it may be another, the more.
fn compounds(element: ElementRef<'_>) -> Vec<(String, u32)> {
    let data = element.value();
    let tag = data.name();
    let mut all = vec![(tag.to_owned(), tag_cost(tag))];
    for (key, value) in data.attrs() {
        match key {
            "itemprop" => all.push((format!("[itemprop=\"{}\"]", escape(value)), 2)),
            "rel" if matches!(tag, "a" | "span") => {
                let words = value.split_ascii_whitespace();
                let words = words.filter(|it| matches!(*it, "author" | "category" | "tag"));
                all.extend(words.map(|it| (format!("[rel~=\"{it}\"]"), 4)));
            }
            "id" => all.extend(id(value)),
            "class" => {
                for (class, cost) in classes(value) {
                    if cost < COUNTED && class.starts_with('.') {
                        all.push((format!("{tag}{class}"), cost + 1));
                    }
                    all.push((class, cost));
                }
            }
            "style" => {
                let set = value.split(';').map(str::trim);
                let aligned = set.filter(|it| it.starts_with("text-align"));
                all.extend(aligned.map(|it| (format!("{tag}[style*=\"{}\"]", escape(it)), 30)));
            }
            _ => {}
        }
    }
    all
}

fn tag_cost(tag: &str) -> u32 {
    match tag {
        "h1" => 6,
        "article" | "main" | "time" | "figcaption" | "address" | "html" | "body" => 8,
        _ => 25,
    }
}

fn classes(value: &str) -> Vec<(String, u32)> {
    let mut all = Vec::new();
    for class in value.split_ascii_whitespace() {
        let found = match name::judge(class) {
            Name::Telling => (format!(".{class}"), 3),
            Name::Plain => (format!(".{class}"), 5),
            Name::Looks => (format!(".{class}"), 20),
            Name::Before(stem) => (format!("[class*=\"{stem}\"]"), 8),
            Name::Behind(tail) => (format!("[class*=\"{tail}\"]"), 8),
            Name::Hash if is_ident(class) => (format!(".{class}"), 40),
            Name::Hash | Name::State => continue,
        };
        if !all.contains(&found) {
            all.push(found);
        }
    }
    all
}

fn id(value: &str) -> Option<(String, u32)> {
    let value = value.trim();
    Some(match name::judge(value) {
        Name::Telling | Name::Plain => (format!("#{value}"), 6),
        Name::Looks => (format!("#{value}"), 22),
        Name::Before(stem) => (format!("[id^=\"{stem}\"]"), 9),
        Name::Behind(tail) => (format!("[id$=\"{tail}\"]"), 9),
        Name::Hash if is_ident(value) => (format!("#{value}"), 45),
        Name::Hash | Name::State => return None,
    })
    .filter(|_| !value.is_empty())
}

/// Whether a name can stand in a selector as it is.
fn is_ident(name: &str) -> bool {
    let begin = name.trim_start_matches('-');
    name.chars()
        .all(|it| it.is_ascii_alphanumeric() || matches!(it, '-' | '_'))
        && begin.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_')
}

fn escape(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"")
}
