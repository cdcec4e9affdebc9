//! One walk over the tree that collects everything the fields are read from.
//!
//! Borrows from the tree and decides nothing: which find wins is for `fields` to say.

use scraper::{ElementRef, Html, Node};

use super::selector_index::{SelectorBatch, SelectorIndex};

/// How many elements a page of the portals has, roughly (measured: 300 to 700).
const USUAL_ELEMENTS: usize = 768;

/// What the walk found, in document order.
#[derive(Default)]
pub(super) struct PageFacts<'a> {
    /// All elements with their id and class.
    elements: Vec<(ElementRef<'a>, Option<&'a str>, Option<&'a str>)>,
    /// Per selector of the recipe, the elements it fits.
    hits: Vec<Vec<ElementRef<'a>>>,
    /// `<html lang>`.
    pub lang: Option<&'a str>,
    /// `<base href>`.
    pub base: Option<&'a str>,
    /// `<title>`.
    pub title: Option<ElementRef<'a>>,
    /// `<meta>`: property or name, and content.
    pub metas: Vec<(&'a str, &'a str)>,
    /// The first `<meta http-equiv="refresh">`: its content.
    pub refresh: Option<&'a str>,
    /// `<link>`: rel, href and the element.
    pub rels: Vec<(&'a str, &'a str, ElementRef<'a>)>,
    /// `<script type="application/ld+json">`.
    pub json_ld: Vec<ElementRef<'a>>,
    /// Other `<script>`.
    pub scripts: Vec<ElementRef<'a>>,
    /// `<noscript>`: what is written for who runs no script, as one text.
    pub noscripts: Vec<ElementRef<'a>>,
    /// `<a href>`, and `<area href>` of an image map.
    pub anchors: Vec<(ElementRef<'a>, &'a str)>,
    /// `<time>`, and `<abbr class title>`, which stood for it in hAtom.
    pub times: Vec<ElementRef<'a>>,
    /// Elements with `itemprop`.
    pub items: Vec<(&'a str, ElementRef<'a>)>,
    /// `<h1>`.
    pub headings: Vec<ElementRef<'a>>,
    /// `<article>`.
    pub articles: Vec<ElementRef<'a>>,
    /// `<main>`.
    pub mains: Vec<ElementRef<'a>>,
    /// `<body>`.
    pub body: Option<ElementRef<'a>>,
}

impl<'a> PageFacts<'a> {
    /// The elements a selector of the recipe fits.
    pub(super) fn hits(&self, number: usize) -> &[ElementRef<'a>] {
        self.hits.get(number).map_or(&[], Vec::as_slice)
    }

    /// The content of the first `<meta>` with this property or name, if not blank.
    pub(super) fn meta(&self, key: &str) -> Option<&'a str> {
        let found = self
            .metas
            .iter()
            .find(|(it, _)| it.eq_ignore_ascii_case(key));
        found
            .map(|(_, content)| content.trim())
            .filter(|content| !content.is_empty())
    }

    /// The address of the first `<link>` with this relation.
    pub(super) fn rel(&self, rel: &str) -> Option<&'a str> {
        let has = |it: &str| {
            it.split_ascii_whitespace()
                .any(|it| it.eq_ignore_ascii_case(rel))
        };
        self.rels
            .iter()
            .find(|(it, ..)| has(it))
            .map(|(_, href, _)| href.trim())
    }

    /// All elements in document order.
    pub(super) fn elements(&self) -> impl Iterator<Item = ElementRef<'a>> {
        self.elements.iter().map(|(element, ..)| *element)
    }

    /// The elements whose class passes a test.
    pub(super) fn of_class(&self, test: impl Fn(&str) -> bool) -> Vec<ElementRef<'a>> {
        let all = self.elements.iter();
        let of_class = all.filter(|(.., class)| class.is_some_and(&test));
        of_class.map(|(element, ..)| *element).collect()
    }

    /// Elements of class `entry-content` (hAtom, every WordPress core theme).
    pub(super) fn entry_content(&self) -> Vec<ElementRef<'a>> {
        self.of_class(|class| {
            class
                .split_ascii_whitespace()
                .any(|it| it == "entry-content")
        })
    }

    /// The classes of `<body>`.
    pub(super) fn body_classes(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let class = self
            .body
            .and_then(|body| attr(body, "class"))
            .unwrap_or_default();
        class.split_ascii_whitespace()
    }
}

/// An attribute's value. (`scraper`'s own look-up interns the name at each call.)
pub(super) fn attr<'a>(element: ElementRef<'a>, name: &str) -> Option<&'a str> {
    element
        .value()
        .attrs()
        .find(|(it, _)| *it == name)
        .map(|(_, value)| value)
}

/// All text below an element, as it stands.
pub(super) fn raw_text(element: ElementRef<'_>) -> String {
    let mut nodes = element.text();
    let first = nodes.next().unwrap_or_default();
    let mut text = first.to_owned();
    text.extend(nodes);
    text
}

/// Walks the page once; of the recipe's selectors only those that tell the layout are tried.
pub(super) fn gather<'a>(html: &'a Html, table: &SelectorIndex) -> PageFacts<'a> {
    let mut found = PageFacts {
        hits: vec![Vec::new(); table.len()],
        elements: Vec::with_capacity(USUAL_ELEMENTS),
        ..PageFacts::default()
    };
    for node in html.tree.root().descendants() {
        let Node::Element(data) = node.value() else {
            continue;
        };
        let Some(element) = ElementRef::wrap(node) else {
            continue;
        };
        let (mut id, mut class, mut href) = (None, None, None);
        for (name, value) in data.attrs() {
            match name {
                "id" => id = Some(value),
                "class" => class = Some(value),
                "href" => href = Some(value),
                "itemprop" => found.items.push((value, element)),
                _ => {}
            }
        }
        found.note(element, data.name(), href);
        found.elements.push((element, id, class));
    }
    found.fit(table, SelectorBatch::Tests);
    found
}

impl PageFacts<'_> {
    /// Tries the selectors of one batch on all elements.
    pub(super) fn fit(&mut self, table: &SelectorIndex, batch: SelectorBatch) {
        let hits = &mut self.hits;
        for (element, id, class) in &self.elements {
            table.fit(batch, *element, (*id, *class), |number| {
                let known = &mut hits[number];
                if known.last() != Some(element) {
                    known.push(*element);
                }
            });
        }
    }
}

impl<'a> PageFacts<'a> {
    fn note(&mut self, element: ElementRef<'a>, name: &str, href: Option<&'a str>) {
        match name {
            "a" | "area" => {
                if let Some(href) = href {
                    self.anchors.push((element, href));
                }
            }
            "meta" => {
                let key = attr(element, "property").or_else(|| attr(element, "name"));
                if let (Some(key), Some(content)) = (key, attr(element, "content")) {
                    self.metas.push((key, content));
                }
                let refreshes = |it: &str| it.trim().eq_ignore_ascii_case("refresh");
                if self.refresh.is_none() && attr(element, "http-equiv").is_some_and(refreshes) {
                    self.refresh = attr(element, "content");
                }
            }
            "link" => {
                if let (Some(rel), Some(href)) = (attr(element, "rel"), href) {
                    self.rels.push((rel, href, element));
                }
            }
            "script" => {
                let kind = attr(element, "type").unwrap_or_default();
                if kind.trim().eq_ignore_ascii_case("application/ld+json") {
                    self.json_ld.push(element);
                } else {
                    self.scripts.push(element);
                }
            }
            "noscript" => self.noscripts.push(element),
            "time" => self.times.push(element),
            "abbr" if attr(element, "class").is_some() && attr(element, "title").is_some() => {
                self.times.push(element);
            }
            "h1" => self.headings.push(element),
            "article" => self.articles.push(element),
            "main" => self.mains.push(element),
            "html" => self.lang = attr(element, "lang").or_else(|| attr(element, "xml:lang")),
            "body" => self.body = Some(element),
            "base" => self.base = self.base.or(href),
            "title" if self.title.is_none() && !in_svg(element) => self.title = Some(element),
            _ => {}
        }
    }
}

fn in_svg(element: ElementRef<'_>) -> bool {
    element
        .ancestors()
        .filter_map(ElementRef::wrap)
        .any(|it| it.value().name() == "svg")
}
