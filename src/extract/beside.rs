//! The lines beside the headline: where pages print day and author.
//!
//! Looks from the headline on to the second paragraph of running text, then a little above
//! the headline. Offers lines, the whole before its parts; what is read from one is the
//! asker's matter.

use ego_tree::NodeRef;
use scraper::{ElementRef, Node};

use super::gather::attr;
use super::own::SelfDescription;
use super::place::bytes;
use super::visible;
use crate::text;

/// The longest line, in bytes.
const LINE_BYTES: usize = 160;
/// The least of a paragraph of running text, in bytes.
const TEXT_BYTES: usize = 120;
/// The most nodes looked at.
const NODES: usize = 600;
/// The most text of a box above the headline, in bytes.
const ABOVE_BYTES: usize = 300;
/// How many boxes around the headline are looked at, and how many of them anywhere above it.
const LEVELS: usize = 9;
const NEAR: usize = 2;
/// The most text at the head of a box before a line, in bytes.
const HEAD_BYTES: usize = 120;

/// What is read from the lines, by nearness.
pub(super) fn near<T>(own: &SelfDescription<'_>, ask: impl Fn(&str) -> Option<T>) -> Vec<T> {
    let Some(shown) = own.shown() else {
        return Vec::new();
    };
    let mut walk = BesideWalk {
        own,
        ask,
        answers: Vec::new(),
        paragraphs: 0,
        seen: 0,
    };
    walk.below(shown);
    if walk.answers.is_empty() {
        walk.above(shown);
    }
    walk.answers
}

/// Whether hardly any text of a box stands before one of its children.
fn is_at_head(child: NodeRef<'_, Node>, around: ElementRef<'_>) -> bool {
    let before = around.children().take_while(|it| it.id() != child.id());
    let text = before.map(|it| match (ElementRef::wrap(it), it.value()) {
        (Some(element), _) => bytes(element),
        (None, Node::Text(text)) => text.trim().len(),
        _ => 0,
    });
    text.sum::<usize>() <= HEAD_BYTES
}

struct BesideWalk<'w, 'a, T, F> {
    own: &'w SelfDescription<'a>,
    ask: F,
    answers: Vec<T>,
    /// Paragraphs of running text passed.
    paragraphs: usize,
    seen: usize,
}

impl<'a, T, F: Fn(&str) -> Option<T>> BesideWalk<'_, 'a, T, F> {
    /// What follows the headline.
    fn below(&mut self, shown: ElementRef<'a>) {
        let mut node = Some(*shown);
        while let Some(here) = node {
            for next in here.next_siblings() {
                self.read(next);
                if self.paragraphs > 1 || self.seen > NODES {
                    return;
                }
            }
            node = here.parent();
        }
    }

    /// Small boxes right above the headline: in its own box, or at the head of a box around
    /// it. What stands above the page's menu is the page's, as its clock is.
    fn above(&mut self, shown: ElementRef<'a>) {
        (self.paragraphs, self.seen) = (0, 0);
        let mut here = *shown;
        for level in 0..LEVELS {
            let around = here.parent().and_then(ElementRef::wrap);
            let Some(around) = around.filter(|it| it.value().name() != "body") else {
                return;
            };
            for before in here.prev_siblings().take(6) {
                let small = ElementRef::wrap(before).is_none_or(|it| bytes(it) <= ABOVE_BYTES);
                if small && (level < NEAR || is_at_head(before, around)) {
                    self.read(before);
                }
            }
            if !self.answers.is_empty() {
                return;
            }
            here = *around;
        }
    }

    /// A node and what is below it, the whole before its parts.
    fn read(&mut self, node: NodeRef<'a, Node>) {
        let mut open = vec![node];
        while let Some(node) = open.pop().filter(|_| self.paragraphs < 2) {
            self.seen += 1;
            let text = match (ElementRef::wrap(node), node.value()) {
                (Some(it), _) if is_furniture(it.value().name()) || is_clock(it) => continue,
                (Some(it), _) if bytes(it) > LINE_BYTES => String::new(),
                (Some(it), _) => visible::text(it),
                (None, Node::Text(it)) => text::clean(it),
                _ => continue,
            };
            let element = ElementRef::wrap(node);
            if let Some(answer) = (self.ask)(&text) {
                let stands = element.or_else(|| node.parent().and_then(ElementRef::wrap));
                if stands.is_some_and(|it| self.own.holds(it)) {
                    self.answers.push(answer);
                }
                continue;
            }
            let running = match element {
                Some(it) => it.value().name() == "p" && bytes(it) >= TEXT_BYTES,
                None => text.len() >= TEXT_BYTES,
            };
            if running {
                self.paragraphs += 1;
                continue;
            }
            let children: Vec<_> = node.children().collect();
            open.extend(children.into_iter().rev());
        }
    }
}

/// Whether an element shows the present day.
fn is_clock(element: ElementRef<'_>) -> bool {
    let class = attr(element, "class").or_else(|| attr(element, "id"));
    let class = class.unwrap_or_default();
    ["today", "clock", "current-date", "hom-nay", "hien-tai"]
        .iter()
        .any(|word| class.contains(word))
}

fn is_furniture(name: &str) -> bool {
    matches!(
        name,
        "script" | "style" | "noscript" | "template" | "nav" | "aside" | "select" | "form" | "time"
    )
}
