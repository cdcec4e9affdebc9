//! Reads the element that holds an article: blocks, pictures with captions, files.
//!
//! One pass in reading order with an explicit stack. Never looks outside the element it is
//! given, and never decides which block is lead or byline: it only says how each is set.

use ego_tree::NodeId;
use ego_tree::iter::Edge;
use scraper::{ElementRef, Node};
use url::Url;

use super::block::Buffer;
use super::embedded::{self, EmbeddedContent};
use super::gather::attr;
use super::html_tables::{self, TablePurpose};
use super::reading::{BodyReading, Paragraph};
use super::setting::{Align, BodyState, LinkTarget, Typesetting};
use super::visible::{Facts, Flow};
use super::walk::walk;
use super::{links, picture};
use crate::record::{BlockKind, BodyLink};

/// What the recipe says of an element inside the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// Cut out, with all below it.
    Skip,
    Caption,
    Credit,
    Byline,
    /// A box of files: all its links are attachments, none of its text is body.
    Files,
}

/// The marked elements of a page.
#[derive(Debug, Default)]
pub(super) struct Marks(Vec<(NodeId, Mark)>);

impl Marks {
    pub(super) fn new(mut marks: Vec<(NodeId, Mark)>) -> Self {
        marks.sort_by_key(|(id, _)| *id);
        Self(marks)
    }

    fn of(&self, id: NodeId) -> impl Iterator<Item = Mark> {
        let from = self.0.partition_point(|(it, _)| *it < id);
        self.0[from..]
            .iter()
            .take_while(move |(it, _)| *it == id)
            .map(|(_, mark)| *mark)
    }
}

/// Reads one element.
pub(super) fn read(root: ElementRef<'_>, marks: &Marks, base: &Url, into: &mut BodyReading) {
    let mut reader = BodyWalk {
        marks,
        base,
        out: into,
        buffer: Buffer::default(),
        states: Vec::new(),
    };
    walk(*root, |edge| match edge {
        Edge::Open(node) => reader.enter(node),
        Edge::Close(node) => reader.leave(node),
    });
    reader.out.finish();
}

struct BodyWalk<'w> {
    marks: &'w Marks,
    base: &'w Url,
    out: &'w mut BodyReading,
    buffer: Buffer,
    states: Vec<BodyState>,
}

impl BodyWalk<'_> {
    fn state(&self) -> BodyState {
        self.states.last().copied().unwrap_or_default()
    }

    /// Whether to go below the node. Every node entered is also left.
    fn enter(&mut self, node: ego_tree::NodeRef<'_, Node>) -> bool {
        let mut state = BodyState {
            block: false,
            ..self.state()
        };
        let mut below = true;
        match node.value() {
            Node::Text(text) if self.marks.of(node.id()).next().is_none() => {
                self.buffer.text(text, &state);
            }
            Node::Element(_) => {
                if let Some(element) = ElementRef::wrap(node) {
                    below = self.element(element, &mut state);
                }
            }
            _ => {}
        }
        self.states.push(state);
        below
    }

    fn leave(&mut self, node: ego_tree::NodeRef<'_, Node>) -> bool {
        let state = self.state();
        if state.block && node.value().is_element() {
            self.buffer.flush(&state, self.out);
        }
        self.states.pop();
        false
    }

    fn element(&mut self, element: ElementRef<'_>, state: &mut BodyState) -> bool {
        let name = element.value().name();
        for mark in self.marks.of(element.id()) {
            match mark {
                Mark::Skip => return false,
                Mark::Caption => state.caption = Some(element.id()),
                Mark::Credit => state.credit = true,
                Mark::Byline => state.byline = true,
                Mark::Files => state.files = true,
            }
        }
        let facts = Facts::of(element);
        let set = Typesetting::of(&facts);
        if facts.hidden || set.furniture {
            return false;
        }
        state.strong |= set.bold;
        state.italic |= set.italic;
        state.credit |= set.credit && state.caption.is_some();
        match name {
            "br" => self.buffer.line_break(),
            "img" | "amp-img" | "amp-anim" => {
                if let Some(image) = picture::read(element, self.base) {
                    self.buffer.picture(image, &self.state(), self.out);
                }
                return false;
            }
            "noscript" => {
                for image in picture::without_script(element, self.base) {
                    self.buffer.picture(image, &self.state(), self.out);
                }
                return false;
            }
            "iframe" | "object" | "embed" | "video" | "audio" => {
                self.embedded(element);
                return false;
            }
            "b" | "strong" => state.strong = true,
            "em" | "i" => state.italic = true,
            "a" => self.link(element, state),
            "table" => return self.table(element, state, &set),
            "nav" => return false,
            _ => match Flow::of(name) {
                Flow::Gone => return false,
                Flow::Script(script) => state.script = script,
                Flow::Apart | Flow::Line => self.block(element, name, state, &set, facts.block),
            },
        }
        true
    }

    fn embedded(&mut self, element: ElementRef<'_>) {
        match embedded::read(element, self.base) {
            Some(EmbeddedContent::File(url, title)) => {
                if let Some(file) = self.out.file(url.as_str(), self.base) {
                    self.out.file_title(file, &title.unwrap_or_default());
                }
            }
            Some(EmbeddedContent::Embed(embed)) => self.out.embed(embed),
            None => {}
        }
    }

    fn block(
        &mut self,
        element: ElementRef<'_>,
        name: &str,
        state: &mut BodyState,
        set: &Typesetting,
        set_as_block: bool,
    ) {
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => state.kind = BlockKind::Heading,
            "li" => state.kind = BlockKind::ListItem,
            "blockquote" => state.kind = BlockKind::Quote,
            "pre" => state.preformatted = true,
            "center" => state.align = Align::Centre,
            "figcaption" => state.caption = Some(element.id()),
            _ if set_as_block || Flow::of(name) == Flow::Apart => {}
            _ => {
                state.caption = state
                    .caption
                    .or_else(|| set.caption.then_some(element.id()));
                return;
            }
        }
        self.buffer.flush(&self.state(), self.out);
        state.block = true;
        state.align = set.align.unwrap_or(state.align);
        state.caption = state
            .caption
            .or_else(|| set.caption.then_some(element.id()));
    }

    fn link(&mut self, element: ElementRef<'_>, state: &mut BodyState) {
        let href = attr(element, "href").unwrap_or_default().trim();
        let Some(target) = links::target(href, self.base) else {
            state.link = !href.is_empty();
            return;
        };
        let file = state.files || picture::media_type(href).is_some();
        let place = if file {
            self.out.file(href, self.base)
        } else {
            Some(self.buffer.target(target))
        };
        state.link = true;
        state.target = place.map(|place| LinkTarget {
            file,
            place,
            element: element.id(),
        });
    }

    fn table(&mut self, element: ElementRef<'_>, state: &mut BodyState, set: &Typesetting) -> bool {
        self.buffer.flush(&self.state(), self.out);
        state.block = true;
        match html_tables::look(element) {
            TablePurpose::Data(text) => {
                let mut paragraph = Paragraph::plain(BlockKind::Table, text);
                for (href, text) in html_tables::links(element) {
                    if picture::media_type(href).is_none() {
                        let url = links::target(href, self.base);
                        let link = url.map(|url| BodyLink { url, text });
                        paragraph.links.extend(link);
                    } else if let Some(file) = self.out.file(href, self.base) {
                        self.out.file_title(file, &text);
                    }
                }
                self.out.push(paragraph);
                false
            }
            TablePurpose::Picture => {
                state.picture_table = true;
                true
            }
            TablePurpose::Layout => {
                state.align = set
                    .align
                    .filter(|it| *it == Align::Right)
                    .unwrap_or(state.align);
                true
            }
        }
    }
}
