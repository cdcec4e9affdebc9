//! The body of a page as a flat list in document order, with what scoring asks of each part.
//!
//! Reads each node once. Never judges: what is likely and what is chosen is for `score` and
//! `prune`.

use ego_tree::iter::Edge;
use ego_tree::{NodeId, NodeRef};
use scraper::{ElementRef, Node};

use super::tag::Tag;
use super::words::{self, ClaimedWords};
use crate::extract::gather::attr;
use crate::extract::picture;
use crate::extract::visible::{self, Facts};
use crate::extract::walk::walk;
use crate::text;

/// One element or text.
pub(super) struct OutlineNode<'a> {
    pub node: NodeRef<'a, Node>,
    pub tag: Tag,
    pub parent: usize,
    /// The place behind the last part inside it.
    pub end: usize,
    pub said: ClaimedWords,
    /// It can stand in a line of text.
    pub phrasing: bool,
    /// Two `<br>` in a row part its text into paragraphs.
    pub split: bool,
    /// There is nothing in it but line breaks.
    pub empty: bool,
    /// Letters and commas of a text, none where it is a caption's.
    pub letters: u32,
    pub commas: u32,
}

/// The parts of a body. The first is the body itself.
pub(super) struct Outline<'a> {
    pub parts: Vec<OutlineNode<'a>>,
    /// What a reader does not see.
    pub hidden: Vec<NodeId>,
    /// The parts that are open while the page is read; `None` for what is no part.
    open: Vec<Option<usize>>,
    /// The open part whose text is a caption's.
    caption: Option<usize>,
}

/// The longest caption, in letters: more is an article in a box with such a class.
const CAPTION_LETTERS: u32 = 800;
/// The shortest title that is looked for in the text, in letters.
const TITLE_LETTERS: u32 = 20;
/// The longest label before a title that is said again, in letters.
const LABEL_LETTERS: u32 = 20;
/// Of how many parts one line is made at most.
const LINE_PARTS: usize = 6;
/// How many parts a page has, roughly.
const USUAL_PARTS: usize = 1024;

impl<'a> Outline<'a> {
    /// Lists the parts of a body.
    pub(super) fn of(body: ElementRef<'a>) -> Self {
        let mut outline = Self {
            parts: Vec::with_capacity(USUAL_PARTS),
            hidden: Vec::new(),
            open: Vec::new(),
            caption: None,
        };
        walk(*body, |edge| match edge {
            Edge::Open(node) => outline.enter(node),
            Edge::Close(_) => outline.leave(),
        });
        outline.settle();
        outline
    }

    fn enter(&mut self, node: NodeRef<'a, Node>) -> bool {
        let part = match node.value() {
            Node::Text(text) => self.note_text(node, text),
            Node::Element(_) => ElementRef::wrap(node).and_then(|it| self.note_element(it)),
            _ => None,
        };
        self.open.push(part);
        // The markup in a `<noscript>` is one text.
        part.is_some_and(|it| self.parts[it].tag != Tag::Image)
    }

    fn leave(&mut self) -> bool {
        if let Some(place) = self.open.pop().flatten() {
            self.parts[place].end = self.parts.len();
            if self.caption == Some(place) {
                self.caption = None;
                let inside = &mut self.parts[place..];
                if inside.iter().map(|it| it.letters).sum::<u32>() <= CAPTION_LETTERS {
                    for part in inside {
                        part.letters = 0;
                    }
                }
            }
        }
        false
    }

    fn add(&mut self, node: NodeRef<'a, Node>, tag: Tag, said: ClaimedWords) -> usize {
        let place = self.parts.len();
        let phrasing = [Tag::Text, Tag::Phrasing, Tag::Break, Tag::Image, Tag::Input];
        self.parts.push(OutlineNode {
            node,
            tag,
            parent: self.open.last().copied().flatten().unwrap_or_default(),
            end: place + 1,
            said,
            phrasing: phrasing.contains(&tag),
            split: false,
            empty: false,
            letters: 0,
            commas: 0,
        });
        place
    }

    fn note_text(&mut self, node: NodeRef<'a, Node>, text: &str) -> Option<usize> {
        let (letters, commas) = measure(text);
        if letters == 0 {
            return None;
        }
        let place = self.add(node, Tag::Text, ClaimedWords::default());
        let part = &mut self.parts[place];
        (part.letters, part.commas) = (letters, commas);
        Some(place)
    }

    fn note_element(&mut self, element: ElementRef<'a>) -> Option<usize> {
        let name = element.value().name();
        let mut tag = match name {
            "noscript" if picture::is_shown_in(element) => Tag::Image,
            "script" | "style" | "noscript" | "template" | "svg" | "math" | "head" => return None,
            "body" => Tag::Body,
            _ => Tag::of(name),
        };
        let facts = Facts::of(element);
        if facts.hidden || name == "dialog" || is_dialog(element, &facts) {
            self.hidden.push(element.id());
            return None;
        }
        let mut said = words::said(facts.class, facts.id);
        said.byline |= facts.author;
        said.unlikely &= tag != Tag::Link;
        said.unlikely |= UNLIKELY_ROLES.contains(&facts.role);
        if tag == Tag::Other && facts.role == "contentinfo" {
            tag = Tag::Furniture;
        }
        let place = self.add(*element, tag, said);
        if self.caption.is_none() && (name == "figcaption" || visible::is_caption(facts.class)) {
            self.caption = Some(place);
        }
        Some(place)
    }

    /// The text of some parts in a row, as it stands.
    pub(super) fn text(&self, first: usize, end: usize) -> String {
        let texts = self.parts[first..end].iter();
        let texts = texts.filter_map(|it| it.node.value().as_text());
        texts.map(|it| &**it).collect::<Vec<&str>>().join(" ")
    }

    /// What holds a part, past whatever holds nothing else.
    pub(super) fn holder(&self, at: usize) -> usize {
        let parts = &self.parts;
        let (mut inner, mut up) = (at, parts[at].parent);
        while up > 0 && inner == up + 1 && parts[up].end == parts[inner].end {
            (inner, up) = (up, parts[up].parent);
        }
        up
    }

    /// The block a text stands in.
    pub(super) fn block(&self, text: usize) -> usize {
        let mut block = text;
        while block > 0 && self.parts[block].phrasing {
            block = self.parts[block].parent;
        }
        block
    }

    /// Whether something that holds a part is so.
    pub(super) fn is_inside(&self, at: usize, test: impl Fn(&OutlineNode<'_>) -> bool) -> bool {
        let mut up = at;
        while up > 0 {
            up = self.parts[up].parent;
            if test(&self.parts[up]) {
                return true;
            }
        }
        false
    }

    /// Whether most of a part's letters are those of links.
    pub(super) fn is_mostly_links(&self, at: usize) -> bool {
        let (mut all, mut linked, mut link_end) = (0, 0, 0);
        for place in at..self.parts[at].end {
            let part = &self.parts[place];
            if part.tag == Tag::Link {
                link_end = link_end.max(part.end);
            }
            all += part.letters;
            linked += if place < link_end { part.letters } else { 0 };
        }
        linked * 10 > all * 7
    }

    /// Whether a part has a line of text at most.
    pub(super) fn is_short(&self, at: usize) -> bool {
        (1..100).contains(&self.letters(at))
    }

    /// How many letters stand in a part.
    pub(super) fn letters(&self, at: usize) -> u32 {
        let inside = &self.parts[at..self.parts[at].end];
        inside.iter().map(|it| it.letters).sum()
    }

    /// Whether three quarters of a heading are words of the title.
    pub(super) fn is_like(&self, heading: usize, title: &str) -> bool {
        let title = title.to_lowercase();
        let text = self.text(heading, self.parts[heading].end).to_lowercase();
        let text = text.trim();
        if text.is_empty() {
            return false;
        }
        let words = |text: &'_ str| -> Vec<String> {
            let words = text.split(|it: char| !it.is_alphanumeric());
            words
                .filter(|it| !it.is_empty())
                .map(str::to_owned)
                .collect()
        };
        let known = words(&title);
        let (mut all, mut other) = (0, 0);
        for word in words(text) {
            let letters = word.chars().count();
            all += letters;
            other += if known.contains(&word) { 0 } else { letters };
        }
        title.contains(text) || (all > 0 && other * 4 < all)
    }

    /// Whether a line says the title again, behind a label at most.
    pub(super) fn repeats(&self, line: usize, title: &str) -> bool {
        let end = self.parts[line].end;
        let length = u32::try_from(title.chars().count()).unwrap_or(u32::MAX);
        let heading = matches!(self.parts[line].tag, Tag::Heading(_));
        let line_of_text = heading || self.parts[line].phrasing || end - line > LINE_PARTS;
        if length < TITLE_LETTERS || line_of_text {
            return false;
        }
        let besides = self.letters(line).checked_sub(length);
        besides.is_some_and(|it| it <= LABEL_LETTERS)
            && text::clean(&self.text(line, end)).ends_with(title)
    }

    /// What is only known when all parts are.
    fn settle(&mut self) {
        for place in (0..self.parts.len()).rev() {
            let end = self.parts[place].end;
            let (mut child, mut broken, mut split) = (place + 1, false, false);
            let (mut phrasing, mut empty) = (true, true);
            while child < end {
                let part = &self.parts[child];
                split |= broken && part.tag == Tag::Break;
                broken = part.tag == Tag::Break;
                phrasing &= part.phrasing;
                empty &= matches!(part.tag, Tag::Break | Tag::Rule);
                child = part.end;
            }
            let part = &mut self.parts[place];
            (part.split, part.empty) = (split, empty);
            if matches!(part.tag, Tag::Link | Tag::Edit) {
                part.phrasing = end > place + 1 && phrasing;
            }
            if part.tag == Tag::Paragraph && split {
                part.tag = Tag::Div;
            }
        }
    }
}

const UNLIKELY_ROLES: [&str; 7] = [
    "menu",
    "menubar",
    "complementary",
    "navigation",
    "alert",
    "alertdialog",
    "dialog",
];

fn is_dialog(element: ElementRef<'_>, facts: &Facts<'_>) -> bool {
    facts.role == "dialog" && attr(element, "aria-modal") == Some("true")
}

/// Letters (with one blank between words) and commas.
fn measure(text: &str) -> (u32, u32) {
    let (mut letters, mut commas, mut blank) = (0, 0, false);
    for letter in text.chars() {
        if letter.is_whitespace() {
            blank = true;
            continue;
        }
        letters += 1 + u32::from(blank && letters > 0);
        blank = false;
        commas += u32::from(matches!(letter, ',' | '،' | '、' | '，' | '﹐'));
    }
    (letters, commas)
}
