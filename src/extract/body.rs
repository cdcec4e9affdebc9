//! Reads the element that holds an article: blocks, pictures with captions, files.
//!
//! One pass in reading order with an explicit stack. Never looks outside the element it is
//! given, and never decides which block is lead or byline: it only says how each is set.

use ego_tree::NodeId;
use scraper::{ElementRef, Node};
use url::Url;

use super::block::{Buffer, Paragraph, Reading};
use super::gather::attr;
use super::picture;
use super::tables::{self, Table};
use crate::record::BlockKind;

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

/// How a block is aligned, where that tells a caption or a byline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Align {
    #[default]
    Plain,
    Centre,
    Right,
}

/// What holds for text at one place of the tree, inherited from above.
#[derive(Clone, Copy, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts, each inherited by itself"
)]
pub(super) struct State {
    pub kind: BlockKind,
    pub align: Align,
    pub block: bool,
    pub strong: bool,
    pub italic: bool,
    pub byline: bool,
    pub credit: bool,
    pub link: bool,
    pub preformatted: bool,
    /// A table that only sets a picture and its caption.
    pub picture_table: bool,
    pub caption: Option<NodeId>,
    /// A box of files.
    pub files: bool,
    /// The link to a file: its place among the attachments, and the `<a>`.
    pub file: Option<(usize, NodeId)>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            kind: BlockKind::Paragraph,
            align: Align::Plain,
            block: true,
            strong: false,
            italic: false,
            byline: false,
            credit: false,
            link: false,
            preformatted: false,
            picture_table: false,
            caption: None,
            files: false,
            file: None,
        }
    }
}

/// Reads one element.
pub(super) fn read(root: ElementRef<'_>, marks: &Marks, base: &Url, into: &mut Reading) {
    let mut walk = Walk {
        marks,
        base,
        out: into,
        buffer: Buffer::default(),
        states: Vec::new(),
    };
    let mut node = *root;
    loop {
        if walk.enter(node)
            && let Some(child) = node.first_child()
        {
            node = child;
            continue;
        }
        loop {
            walk.leave(node);
            if node.id() == root.id() {
                walk.out.finish();
                return;
            }
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            let Some(parent) = node.parent() else { return };
            node = parent;
        }
    }
}

struct Walk<'w> {
    marks: &'w Marks,
    base: &'w Url,
    out: &'w mut Reading,
    buffer: Buffer,
    states: Vec<State>,
}

impl Walk<'_> {
    fn state(&self) -> State {
        self.states.last().copied().unwrap_or_default()
    }

    /// Whether to go below the node. Every node entered is also left.
    fn enter(&mut self, node: ego_tree::NodeRef<'_, Node>) -> bool {
        let mut state = State {
            block: false,
            ..self.state()
        };
        let mut below = true;
        match node.value() {
            Node::Text(text) => self.buffer.text(text, &state),
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

    fn leave(&mut self, node: ego_tree::NodeRef<'_, Node>) {
        let state = self.state();
        if state.block && node.value().is_element() {
            self.buffer.flush(&state, self.out);
        }
        self.states.pop();
    }

    fn element(&mut self, element: ElementRef<'_>, state: &mut State) -> bool {
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
        let set = Setting::of(element);
        if set.hidden {
            return false;
        }
        state.strong |= set.bold;
        state.italic |= set.italic;
        state.credit |= set.credit && state.caption.is_some();
        match name {
            "script" | "style" | "noscript" | "template" | "svg" | "math" | "iframe" | "object"
            | "embed" | "video" | "audio" | "canvas" | "select" | "button" | "input"
            | "textarea" | "nav" | "head" => return false,
            "br" => self.buffer.line_break(),
            "img" | "amp-img" | "amp-anim" => {
                if let Some(image) = picture::read(element, self.base) {
                    self.buffer.picture(image, &self.state(), self.out);
                }
                return false;
            }
            "b" | "strong" => state.strong = true,
            "em" | "i" => state.italic = true,
            "a" => self.link(element, state),
            "table" => return self.table(element, state, &set),
            _ => self.block(element, name, state, &set),
        }
        true
    }

    fn block(&mut self, element: ElementRef<'_>, name: &str, state: &mut State, set: &Setting) {
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => state.kind = BlockKind::Heading,
            "li" => state.kind = BlockKind::ListItem,
            "blockquote" => state.kind = BlockKind::Quote,
            "pre" => state.preformatted = true,
            "center" => state.align = Align::Centre,
            "figcaption" => state.caption = Some(element.id()),
            "p" | "div" | "section" | "article" | "main" | "header" | "footer" | "aside" | "hr"
            | "figure" | "ul" | "ol" | "dl" | "dt" | "dd" | "thead" | "tbody" | "tfoot" | "tr"
            | "td" | "th" | "caption" | "address" | "details" | "summary" | "fieldset" | "form" => {
            }
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

    fn link(&mut self, element: ElementRef<'_>, state: &mut State) {
        let href = attr(element, "href").unwrap_or_default().trim();
        state.link = !href.is_empty();
        if (state.files && !href.is_empty()) || picture::media_type(href).is_some() {
            let file = self.out.file(href, self.base);
            state.file = file.map(|file| (file, element.id()));
        }
    }

    fn table(&mut self, element: ElementRef<'_>, state: &mut State, set: &Setting) -> bool {
        self.buffer.flush(&self.state(), self.out);
        state.block = true;
        match tables::look(element) {
            Table::Data(text) => {
                for (href, title) in tables::files(element) {
                    if let Some(file) = self.out.file(href, self.base) {
                        self.out.file_title(file, &title);
                    }
                }
                self.out.push(Paragraph::plain(BlockKind::Table, text));
                false
            }
            Table::Picture => {
                state.picture_table = true;
                true
            }
            Table::Layout => {
                state.align = set
                    .align
                    .filter(|it| *it == Align::Right)
                    .unwrap_or(state.align);
                true
            }
        }
    }
}

/// What an element's own attributes say of its setting.
#[derive(Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts of one element"
)]
struct Setting {
    align: Option<Align>,
    bold: bool,
    italic: bool,
    hidden: bool,
    /// The class is a photographer's, inside a caption.
    credit: bool,
    /// The class is a caption's (`wp-caption-text`, `PhotoCMS_Caption`, `image_desc`).
    caption: bool,
}

/// Class names of captions besides those that hold `caption` itself.
const CAPTION_WORDS: [&str; 6] = [
    "image_desc",
    "image-desc",
    "img_desc",
    "img-desc",
    "photo-desc",
    "chu-thich",
];
/// Parts of a page that plugins and WordPress itself put into the body.
const FURNITURE: [&str; 5] = [
    "page-links",
    "sharedaddy",
    "jp-relatedposts",
    "addtoany",
    "screen-reader-text",
];

impl Setting {
    fn of(element: ElementRef<'_>) -> Self {
        let mut set = Self::default();
        for (name, value) in element.value().attrs() {
            match name {
                "align" => set.align = set.align.or_else(|| align_word(value)),
                "style" => set.style(value),
                "class" => set.class(value),
                "hidden" => set.hidden = true,
                _ => {}
            }
        }
        set
    }

    fn style(&mut self, style: &str) {
        for declaration in style.split(';') {
            let Some((property, value)) = declaration.split_once(':') else {
                continue;
            };
            let value = value.trim();
            match property.trim() {
                "text-align" => self.align = align_word(value).or(self.align),
                "font-weight" => self.bold = value.starts_with("bold") || value.starts_with("700"),
                "font-style" => self.italic = value.starts_with("italic"),
                "display" => self.hidden |= value.starts_with("none"),
                _ => {}
            }
        }
    }

    fn class(&mut self, class: &str) {
        // Four letters tell most classes apart from all that matter here, in one pass.
        let (mut text, mut caption, mut credit, mut furniture) = (false, false, false, false);
        for letters in class.as_bytes().windows(4) {
            match letters {
                b"text" => text = true,
                b"apti" | b"desc" | b"chu-" => caption = true,
                b"cred" => credit = true,
                b"page" | b"shar" | b"jp-r" | b"addt" | b"scre" => furniture = true,
                _ => {}
            }
        }
        self.credit = credit;
        if text {
            let align = |side: &str| class.contains(side);
            if align("text-align-center") || align("text-center") {
                self.align = Some(Align::Centre);
            } else if align("text-align-right") || align("text-right") {
                self.align = Some(Align::Right);
            }
        }
        if caption {
            // `div.wp-caption` holds the picture too; `wp-caption-text` is the caption.
            let is = |it: &str| it.to_ascii_lowercase().contains("caption") && it != "wp-caption";
            self.caption = class.split_ascii_whitespace().any(is)
                || CAPTION_WORDS.iter().any(|word| class.contains(word));
        }
        self.hidden |= furniture && FURNITURE.iter().any(|word| class.contains(word));
    }
}

fn align_word(word: &str) -> Option<Align> {
    match word.trim() {
        it if it.eq_ignore_ascii_case("center") => Some(Align::Centre),
        it if it.eq_ignore_ascii_case("right") => Some(Align::Right),
        it if it.eq_ignore_ascii_case("left") || it.eq_ignore_ascii_case("justify") => {
            Some(Align::Plain)
        }
        _ => None,
    }
}
