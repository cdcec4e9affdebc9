//! Lines outside the body that name their field: "Nguồn tin: …", "Tác giả: …"; the element
//! marked as the source.
//!
//! Never reads the running text: a line of the body, a caption and the source of a table
//! say nothing of the article.

use ego_tree::NodeRef;
use scraper::{ElementRef, Node};

use super::gather::{PageFacts, attr};
use super::own::SelfDescription;
use super::visible;
use crate::text;

/// What parts the facts that stand in one line.
const STROKES: [char; 3] = ['|', '•', '·'];
/// The longest name behind a label, in letters.
const NAME_LETTERS: usize = 80;

/// What labels a source.
pub(super) const SOURCE: &[&str] = &["nguồn tin", "nguồn bài", "nguồn"];
/// What labels an author.
pub(super) const AUTHOR: &[&str] = &["tác giả bài viết", "tác giả", "người viết", "bài viết của"];

/// The name on the first line that begins with one of the labels and is none of `read`.
pub(super) fn labelled(found: &PageFacts<'_>, labels: &[&str], read: &[&str]) -> Option<String> {
    let nodes = found.body?.descendants();
    let short = |it: &str| it.len() <= 400 && may_begin(it, labels);
    let mut texts = nodes.filter(|it| it.value().as_text().is_some_and(|it| short(it)));
    texts.find_map(|it| line(&it, labels, read))
}

/// Whether some part of a text has the first letter of a label: most have not, and need not be
/// cleaned.
fn may_begin(text: &str, labels: &[&str]) -> bool {
    let begins = |part: &str| {
        let first = part.chars().find(|it| it.is_alphanumeric());
        let first = first.map(|it| it.to_ascii_lowercase());
        labels.iter().any(|it| it.chars().next() == first)
    };
    text.split(STROKES).any(begins)
}

fn line(node: &NodeRef<'_, Node>, labels: &[&str], read: &[&str]) -> Option<String> {
    let own = text::clean(node.value().as_text()?);
    let mut parts = own.split(STROKES);
    let (label, rest) = parts.find_map(|part| {
        let label = part.trim_start_matches(['(', '-', '–', ' ']);
        labels.iter().find_map(|it| after_label(label, it))
    })?;
    let element = node.parent().and_then(ElementRef::wrap)?;
    let block = block(element)?;
    let whole = visible::text(block);
    if read.iter().any(|it| it.contains(&whole)) {
        return None;
    }
    // A label without a mark is one only in an element of its own, with the name beside it.
    let apart = rest.is_empty() && element.id() != block.id();
    if !(apart || rest.starts_with([':', '.'])) {
        return None;
    }
    behind(&whole, label).filter(|it| it.chars().count() <= NAME_LETTERS)
}

/// The name in an element that is marked as the article's source. A picture's says so of the
/// picture.
pub(super) fn marked_source<'a>(
    found: &PageFacts<'a>,
    own: &SelfDescription<'a>,
) -> Option<String> {
    let mut marked = found.elements().filter(|it| is_source(*it));
    marked.find_map(|it| {
        let text = visible::text(it);
        let name = text.strip_prefix("Theo ").unwrap_or(&text);
        let plain = |it: char| it.is_alphanumeric() || " .,&-–/()".contains(it);
        let named = name.starts_with(char::is_uppercase)
            && name.chars().count() <= NAME_LETTERS
            && name.chars().all(plain);
        // A label with a name behind it was read as one; without a name it says nothing.
        let label = SOURCE.iter().any(|it| after_label(name, it).is_some());
        (named && !label && own.signs(it) && block(it).is_some()).then(|| name.to_owned())
    })
}

/// Whether an element's class, or the field it was filled from, is a source's.
fn is_source(element: ElementRef<'_>) -> bool {
    const MARKS: [&str; 7] = [
        "source",
        "article-source",
        "news-source",
        "source-name",
        "nguon",
        "nguon-tin",
        "nguontin",
    ];
    let class = attr(element, "class").unwrap_or_default();
    let mut classes = class.split_ascii_whitespace();
    let marked = classes.any(|it| MARKS.contains(&it.to_ascii_lowercase().as_str()));
    marked || attr(element, "data-field") == Some("source")
}

/// The words of a label as the page writes them, and what follows.
fn after_label<'t>(text: &'t str, label: &str) -> Option<(&'t str, &'t str)> {
    let end = text
        .char_indices()
        .map(|(at, _)| at)
        .chain([text.len()])
        .nth(label.chars().count())?;
    let (start, rest) = text.split_at(end);
    let whole = !rest.starts_with(char::is_alphanumeric);
    (whole && start.to_lowercase() == label).then_some((start, rest.trim_start()))
}

/// What stands behind the label in the text of the whole block.
fn behind(whole: &str, label: &str) -> Option<String> {
    let (_, name) = whole.split_once(label)?;
    let name = name.split(STROKES).next().unwrap_or_default();
    let name =
        name.trim_matches(|it: char| it.is_whitespace() || matches!(it, ':' | '.' | '-' | '–'));
    let name = if whole.starts_with('(') {
        name.trim_end_matches([')', '.']).trim()
    } else {
        name
    };
    name.chars()
        .any(char::is_alphanumeric)
        .then(|| name.to_owned())
}

/// The block an element stands in, unless it is of a picture or of the page's frame.
fn block(element: ElementRef<'_>) -> Option<ElementRef<'_>> {
    const INLINE: [&str; 10] = [
        "a", "b", "i", "em", "strong", "span", "font", "u", "label", "small",
    ];
    let up = || element.ancestors().filter_map(ElementRef::wrap);
    let frame = [
        "figure",
        "figcaption",
        "footer",
        "nav",
        "header",
        "script",
        "style",
        "option",
    ];
    let mut around = std::iter::once(element).chain(up());
    let outside = std::iter::once(element).chain(up()).any(|it| {
        let class = attr(it, "class").unwrap_or_default();
        frame.contains(&it.value().name()) || visible::is_caption(class)
    });
    if outside {
        return None;
    }
    around.find(|it| !INLINE.contains(&it.value().name()))
}
