//! Where an element stands: beside the article, in it, behind its text.
//!
//! Goes by tags, by words that themes everywhere use in classes, and by order.

use ego_tree::NodeId;
use scraper::ElementRef;

use super::gather::attr;

/// The most text of a card of another article, in bytes.
pub(super) const CARD_BYTES: usize = 600;
/// The least text of a paragraph that counts as running text, in bytes.
const PARAGRAPH_BYTES: usize = 80;

/// How many paragraphs of running text stand between the headline and an element; `None`
/// where the element stands before the headline.
pub(super) fn text_between(shown: ElementRef<'_>, element: ElementRef<'_>) -> Option<usize> {
    let holds = |id: NodeId| id == element.id() || element.ancestors().any(|it| it.id() == id);
    let mut paragraphs = 0;
    let mut node = *shown;
    loop {
        for next in node.next_siblings() {
            paragraphs += paragraphs_before(next, element);
            if holds(next.id()) {
                return Some(paragraphs);
            }
        }
        node = node.parent()?;
    }
}

/// Paragraphs of running text below a node, up to an element.
fn paragraphs_before(node: ego_tree::NodeRef<'_, scraper::Node>, stop: ElementRef<'_>) -> usize {
    let below = node.descendants().take_while(|it| it.id() != stop.id());
    let paragraphs = below.filter_map(ElementRef::wrap);
    let paragraphs = paragraphs.filter(|it| it.value().name() == "p");
    paragraphs
        .filter(|it| bytes(*it) >= PARAGRAPH_BYTES)
        .count()
}

/// Whether an element stands beside the article: in a list, a sidebar, a related box.
pub(super) fn aside(element: ElementRef<'_>) -> bool {
    let up = element.ancestors().filter_map(ElementRef::wrap);
    std::iter::once(element)
        .chain(up)
        .any(|it| it.value().name() == "li" || is_beside(it))
}

/// Whether an element is a sidebar, a related box, a comment.
pub(super) fn is_beside(element: ElementRef<'_>) -> bool {
    let name = element.value().name();
    if matches!(name, "body" | "html" | "article" | "main") {
        return false;
    }
    let class = attr(element, "class").unwrap_or_default();
    // Elementor calls every element a widget, and a column is named after what is beside it.
    let classes = class.split_ascii_whitespace();
    let mut classes = classes.filter(|it| {
        let columns = ["elementor-", "has-", "with-", "no-", "one-", "content-"];
        !columns.iter().any(|start| it.starts_with(start))
    });
    let words = ["related", "sidebar", "widget", "comment"];
    matches!(name, "aside" | "nav")
        || classes.any(|class| words.iter().any(|word| class.contains(word)))
}

/// The `<article>` an element stands in, or else the `<main>`.
pub(super) fn home(element: ElementRef<'_>) -> Option<NodeId> {
    let up = || element.ancestors().filter_map(ElementRef::wrap);
    let is =
        |name: &str| up().find(|it| it.value().name() == name || attr(*it, "role") == Some(name));
    is("article").or_else(|| is("main")).map(|it| it.id())
}

pub(super) fn is_article(element: ElementRef<'_>) -> bool {
    element.value().name() == "article" || attr(element, "role") == Some("article")
}

/// Whether a class says that an element names the section, or the path to it.
pub(super) fn names_section(element: ElementRef<'_>) -> bool {
    let class = attr(element, "class").unwrap_or_default();
    let class = class.to_ascii_lowercase();
    let ends = [
        "category",
        "breadcrumb",
        "cat-links",
        "chuyen-muc",
        "chuyenmuc",
    ];
    let mut classes = class.split_ascii_whitespace();
    classes.any(|it| it.starts_with("folder") || ends.iter().any(|end| it.ends_with(end)))
}

/// Whether an element is `outer`, or inside it.
pub(super) fn within(element: ElementRef<'_>, outer: ElementRef<'_>) -> bool {
    element.id() == outer.id() || element.ancestors().any(|it| it.id() == outer.id())
}

/// How much text is inside, scripts apart, counted up to a little over a card's.
pub(super) fn bytes(element: ElementRef<'_>) -> usize {
    let mut bytes = 0;
    for node in element.descendants() {
        let Some(text) = node.value().as_text().map(|it| it.trim()) else {
            continue;
        };
        let parent = node.parent().and_then(ElementRef::wrap);
        let silent = parent.is_some_and(|it| matches!(it.value().name(), "script" | "style"));
        bytes += if silent { 0 } else { text.len() };
        if bytes > CARD_BYTES {
            break;
        }
    }
    bytes
}
