//! A page's tree → its text, rewritten on the way.

use ego_tree::NodeId;
use ego_tree::iter::Edge;
use html5ever::serialize::{HtmlSerializer, SerializeOpts, Serializer, TraversalScope};
use html5ever::tree_builder::QuirksMode;
use html5ever::{LocalName, QualName, ns};
use scraper::node::{Element, Text};
use scraper::{Html, Node};
use url::Url;

use super::attributes::{self, Fate};
use super::stylesheet;
use super::view::View;

struct Writer<'w> {
    view: &'w View<'w>,
    base: Url,
    html: HtmlSerializer<Vec<u8>>,
    /// Where the body's content begins.
    body: Option<usize>,
}

/// The page as text, and the place in it where the content of its body begins; a frameset has
/// no body.
pub(super) fn write(page: &Html, view: &View<'_>) -> (String, Option<usize>) {
    let options = SerializeOpts {
        scripting_enabled: false,
        traversal_scope: TraversalScope::IncludeNode,
        create_missing_parent: false,
    };
    let mut writer = Writer {
        view,
        base: base(page, view.url),
        html: HtmlSerializer::new(doctype(page.quirks_mode).into(), options),
        body: None,
    };
    let mut dropped: Option<NodeId> = None;
    for edge in page.tree.root().traverse() {
        match edge {
            Edge::Close(node) if dropped == Some(node.id()) => dropped = None,
            Edge::Open(_) | Edge::Close(_) if dropped.is_some() => {}
            Edge::Open(node) => match node.value() {
                Node::Element(element) => match attributes::fate(element) {
                    Fate::Kept => writer.open(element),
                    Fate::Unwrapped => {}
                    Fate::Dropped => dropped = Some(node.id()),
                },
                Node::Text(text) => {
                    let mut before = node.prev_siblings();
                    let is_first = before.all(|it| it.value().is_comment());
                    let parent = node.parent();
                    let parent = parent.as_ref().and_then(|it| it.value().as_element());
                    writer.text(text, parent, is_first);
                }
                _ => {}
            },
            Edge::Close(node) => {
                if let Some(element) = node.value().as_element()
                    && attributes::fate(element) == Fate::Kept
                {
                    let ended = writer.html.end_elem(name(element));
                    ended.expect(WHOLE);
                }
            }
        }
    }
    let text = String::from_utf8(writer.html.writer).expect("a tree is made of text");
    (text, writer.body)
}

const WHOLE: &str = "a Vec takes all that is written";

impl Writer<'_> {
    fn open(&mut self, element: &Element) {
        let attributes = attributes::written(element, self.view, &self.base);
        let attributes = attributes.iter().map(|(name, value)| (*name, &**value));
        let begun = self.html.start_elem(name(element), attributes);
        begun.expect(WHOLE);
        if element.name() == "body" && element.name.ns == ns!(html) && self.body.is_none() {
            self.body = Some(self.html.writer.len());
        }
    }

    fn text(&mut self, text: &Text, parent: Option<&Element>, is_first: bool) {
        let is_html = parent.is_some_and(|it| it.name.ns == ns!(html));
        let within = parent.map(Element::name).unwrap_or_default();
        let styled;
        let text = match within {
            // The content of a frame is for who has no frames.
            "iframe" if is_html => return,
            "style" => {
                styled = stylesheet::write(text, self.view, &self.base);
                &styled
            }
            // The first line break behind such a tag is not part of its text.
            "pre" | "textarea" | "listing" | "plaintext" | "xmp"
                if is_html && is_first && text.starts_with('\n') =>
            {
                self.html.writer.push(b'\n');
                &**text
            }
            _ => &**text,
        };
        let told = self.html.write_text(text);
        told.expect(WHOLE);
    }
}

/// The name under which an element is written. What ends `<plaintext>` and `<xmp>` is not for
/// sure; `<pre>` looks the same.
fn name(element: &Element) -> QualName {
    match element.name() {
        "plaintext" | "xmp" if element.name.ns == ns!(html) => {
            QualName::new(None, ns!(html), LocalName::from("pre"))
        }
        _ => element.name.clone(),
    }
}

/// The declaration that makes a browser draw the page in the mode it was written for.
fn doctype(mode: QuirksMode) -> &'static str {
    match mode {
        QuirksMode::NoQuirks => "<!DOCTYPE html>",
        QuirksMode::LimitedQuirks => {
            "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\" \
             \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\">"
        }
        QuirksMode::Quirks => "",
    }
}

/// What the page's addresses are relative to: its first `<base>`, else its own.
fn base(page: &Html, url: &Url) -> Url {
    let elements = page.tree.nodes().filter_map(|it| it.value().as_element());
    let mut bases = elements.filter(|it| it.name() == "base" && it.name.ns == ns!(html));
    let href = bases.find_map(|it| it.attr("href"));
    let base = href.and_then(|it| url.join(it).ok());
    base.filter(|it| matches!(it.scheme(), "http" | "https"))
        .unwrap_or_else(|| url.clone())
}
