//! Lines outside the body that name their field: "Nguồn tin: …", "Tác giả: …".
//!
//! Never reads the running text: a line of the body, a caption and the source of a table
//! say nothing of the article.

use ego_tree::NodeRef;
use scraper::{ElementRef, Node};

use super::gather::Gathered;
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
pub(super) fn labelled(found: &Gathered<'_>, labels: &[&str], read: &[&str]) -> Option<String> {
    let nodes = found.body?.descendants();
    let mut texts = nodes.filter(|it| it.value().as_text().is_some_and(|it| it.len() <= 400));
    texts.find_map(|it| line(&it, labels, read))
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
    let outside = std::iter::once(element)
        .chain(up())
        .any(|it| frame.contains(&it.value().name()));
    if outside {
        return None;
    }
    around.find(|it| !INLINE.contains(&it.value().name()))
}
