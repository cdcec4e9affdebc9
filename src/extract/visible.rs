//! What a reader sees of the tree: what is hidden or struck out, and an element's text.
//!
//! The one place where the text of a field is read: `<br>`, blocks, list items and cells part
//! words, raised and lowered figures stay apart from others, what is struck out is left out.
//! Goes by attributes alone, as no style sheet is read. Never decides what is an article.

use std::borrow::Cow;

use ego_tree::iter::Edge;
use scraper::{ElementRef, Node};

use super::walk::walk;
use crate::text;

/// All text below an element, cleaned.
pub(super) fn text(element: ElementRef<'_>) -> String {
    let mut children = element.children();
    if let (Some(only), None) = (children.next(), children.next())
        && let Node::Text(only) = only.value()
    {
        return text::clean(only);
    }
    let mut said = String::new();
    let mut open: Vec<(Script, Flow)> = Vec::new();
    walk(*element, |edge| match edge {
        Edge::Open(node) => {
            let script = open.last().map(|it| it.0).unwrap_or_default();
            let below = match node.value() {
                Node::Text(text) => {
                    let after_figure = said.ends_with(|it: char| it.is_ascii_digit());
                    said.push_str(&script.of(text, after_figure));
                    Flow::Line
                }
                Node::Element(data) => {
                    let facts = ElementRef::wrap(node).map(Facts::of).unwrap_or_default();
                    match Flow::of(data.name()) {
                        // Whoever asks for a hidden element's text means it.
                        _ if facts.hidden && node.id() != element.id() => Flow::Gone,
                        Flow::Line if facts.block => Flow::Apart,
                        flow => flow,
                    }
                }
                _ => Flow::Line,
            };
            if below == Flow::Apart {
                said.push(' ');
            }
            let script = match below {
                Flow::Script(script) => script,
                _ => script,
            };
            open.push((script, below));
            below != Flow::Gone
        }
        Edge::Close(_) => {
            if open.pop().is_some_and(|it| it.1 == Flow::Apart) {
                said.push(' ');
            }
            false
        }
    });
    text::clean(&said)
}

/// How an element stands in the text around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    /// It has no text for a reader.
    Gone,
    /// It parts the words before it from those in it and behind it.
    Apart,
    /// It goes on in the line.
    Line,
    /// It goes on in the line, raised or lowered.
    Script(Script),
}

impl Flow {
    /// What an element of this name does.
    pub(super) fn of(name: &str) -> Self {
        match name {
            "script" | "style" | "noscript" | "template" | "svg" | "math" | "iframe" | "object"
            | "embed" | "video" | "audio" | "canvas" | "select" | "button" | "input"
            | "textarea" | "del" | "s" | "strike" | "rt" | "rp" => Self::Gone,
            "sup" => Self::Script(Script::Raised),
            "sub" => Self::Script(Script::Lowered),
            "br" | "p" | "div" | "section" | "article" | "main" | "header" | "footer" | "aside"
            | "nav" | "hr" | "figure" | "figcaption" | "ul" | "ol" | "li" | "dl" | "dt" | "dd"
            | "table" | "caption" | "thead" | "tbody" | "tfoot" | "tr" | "td" | "th" | "h1"
            | "h2" | "h3" | "h4" | "h5" | "h6" | "blockquote" | "pre" | "address" | "center"
            | "details" | "summary" | "fieldset" | "form" | "option" => Self::Apart,
            _ => Self::Line,
        }
    }
}

/// Whether text is raised or lowered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Script {
    #[default]
    Plain,
    Raised,
    Lowered,
}

impl Script {
    /// The text as it is set: a raised figure (a power, the mark of a note) becomes Unicode's
    /// own, so that it is no digit of the number before it; so does a lowered one behind a
    /// figure, while `CO<sub>2</sub>` is written as it is said.
    pub(super) fn of(self, text: &str, after_figure: bool) -> Cow<'_, str> {
        const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
        const LOWERED: [char; 10] = ['₀', '₁', '₂', '₃', '₄', '₅', '₆', '₇', '₈', '₉'];
        let figures = match self {
            Self::Raised => RAISED,
            Self::Lowered if after_figure => LOWERED,
            _ => return text.into(),
        };
        let raised = self == Self::Raised;
        let set = text.chars().map(|letter| match letter {
            '+' if raised => Some('⁺'),
            '-' | '−' | '–' if raised => Some('⁻'),
            ',' | ' ' | '\n' => Some(letter),
            _ => figures.get(letter.to_digit(10)? as usize).copied(),
        });
        if let Some(set) = set.collect::<Option<String>>() {
            return set.into();
        }
        // No mere figure ("1st", "(1)"): only its own first digit must be kept apart.
        let clash = after_figure && text.starts_with(|it: char| it.is_ascii_digit());
        if clash {
            format!(" {text}").into()
        } else {
            text.into()
        }
    }
}

/// What an element's own attributes say, as far as it matters everywhere.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Facts<'a> {
    pub class: &'a str,
    pub id: &'a str,
    pub role: &'a str,
    pub style: &'a str,
    pub align: &'a str,
    /// It is marked as naming who wrote.
    pub author: bool,
    /// No reader sees it.
    pub hidden: bool,
    /// It is set as a block, whatever its name.
    pub block: bool,
}

/// Classes in common use for text that only screen readers say.
const SCREEN_READER: [&str; 7] = [
    "screen-reader-text",
    "screen-reader-only",
    "sr-only",
    "sr_only",
    "visually-hidden",
    "visuallyhidden",
    "a11y-hidden",
];

impl<'a> Facts<'a> {
    /// Reads an element's attributes.
    pub(super) fn of(element: ElementRef<'a>) -> Self {
        let mut facts = Self::default();
        let mut hidden = false;
        for (name, value) in element.value().attrs() {
            match name {
                "class" => facts.class = value,
                "id" => facts.id = value,
                "role" => facts.role = value,
                "style" => facts.style = value,
                "align" => facts.align = value,
                "rel" => facts.author |= value == "author",
                "itemprop" => facts.author |= value.contains("author"),
                "hidden" => hidden = true,
                _ => {}
            }
        }
        let style = Style::of(facts.style);
        facts.block = style.block;
        facts.hidden =
            (hidden && !is_streamed(facts.id)) || style.away || is_for_screen_readers(facts.class);
        facts
    }
}

/// React sends late parts of a page in `<div hidden id="S:0">` and moves them into place.
fn is_streamed(id: &str) -> bool {
    id.strip_prefix("S:")
        .is_some_and(|it| !it.is_empty() && it.bytes().all(|it| it.is_ascii_hexdigit()))
}

#[derive(Default)]
struct Style {
    away: bool,
    block: bool,
}

impl Style {
    fn of(style: &str) -> Self {
        let mut set = Self::default();
        for declaration in style.split(';') {
            let (property, value) = declaration.split_once(':').unwrap_or_default();
            let value = value.trim();
            let is = |word: &str| {
                let start = value.get(..word.len());
                start.is_some_and(|it| it.eq_ignore_ascii_case(word))
            };
            let property = property.trim();
            if property.eq_ignore_ascii_case("display") {
                set.away = is("none");
                set.block = ["block", "flex", "grid", "table", "list-item"]
                    .into_iter()
                    .any(is);
            } else if property.eq_ignore_ascii_case("visibility") {
                set.away |= is("hidden") || is("collapse");
            }
        }
        set
    }
}

fn is_for_screen_readers(class: &str) -> bool {
    // All of them hold one of these; few other classes do.
    let maybe = ["reader", "only", "hidden"]
        .iter()
        .any(|it| class.contains(it));
    maybe
        && class
            .split_ascii_whitespace()
            .any(|it| SCREEN_READER.contains(&it))
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

/// Whether a class is a caption's. `div.wp-caption` holds the picture too; `wp-caption-text`
/// is the caption.
pub(super) fn is_caption(class: &str) -> bool {
    // Four letters tell most classes apart from all that matter here, in one pass.
    let maybe = class
        .as_bytes()
        .windows(4)
        .any(|it| matches!(it, b"apti" | b"APTI" | b"desc" | b"chu-"));
    let is = |it: &str| it.to_ascii_lowercase().contains("caption") && it != "wp-caption";
    maybe
        && (class.split_ascii_whitespace().any(is)
            || CAPTION_WORDS.iter().any(|word| class.contains(word)))
}
