//! Reading a page without a recipe: standards first, then readability.
//!
//! Leans on what HTML, hAtom, schema.org and WordPress's core say, never on one theme's
//! class names. What it infers says so in its confidence.

use super::gather::Gathered;
use super::jsonld::Linked;
use super::reading::Paragraph;
use super::visible;
use crate::record::{Block, BlockKind, Origin};
use crate::text;

/// The longest line taken for a byline without any markup saying so, in letters.
const BYLINE_LETTERS: usize = 60;

/// A headline: JSON-LD, OpenGraph, microdata, `<h1>`, `<title>` without the site's name.
pub(super) fn title(
    found: &Gathered<'_>,
    linked: &Linked,
) -> Option<(String, Origin, &'static str, f32)> {
    if let Some(title) = &linked.headline {
        return Some((title.clone(), Origin::JsonLd, "headline", 0.9));
    }
    if let Some(title) = found
        .meta("og:title")
        .map(text::clean)
        .filter(|it| !it.is_empty())
    {
        return Some((without_site(&title, found), Origin::Meta, "og:title", 0.8));
    }
    let item = found.items.iter().find(|(prop, _)| *prop == "headline");
    if let Some(title) = item
        .map(|(_, it)| visible::text(*it))
        .filter(|it| !it.is_empty())
    {
        return Some((title, Origin::Microdata, "headline", 0.8));
    }
    let whole = found.title.map(|it| visible::text(it)).unwrap_or_default();
    let headings = || {
        found
            .headings
            .iter()
            .map(|it| visible::text(*it))
            .filter(|it| !it.is_empty())
    };
    if let Some(heading) = headings().find(|it| whole.starts_with(it.as_str())) {
        return Some((heading, Origin::Fallback, "h1 and title", 0.8));
    }
    if let Some(shown) = shown_start(&whole, found) {
        return Some((shown, Origin::Meta, "title", 0.7));
    }
    let mut headings = headings();
    match (headings.next(), headings.next()) {
        (Some(only), None) => Some((only, Origin::Fallback, "h1", 0.6)),
        _ if whole.is_empty() => None,
        _ => Some((without_site(&whole, found), Origin::Meta, "title", 0.5)),
    }
}

const SEPARATORS: [&str; 6] = [" – ", " - ", " | ", " — ", " » ", " :: "];

/// `title` without ` – <og:site_name>` at its end.
fn without_site(title: &str, found: &Gathered<'_>) -> String {
    let site = found
        .meta("og:site_name")
        .map(text::clean)
        .unwrap_or_default();
    let cut = title
        .strip_suffix(site.as_str())
        .filter(|_| !site.is_empty());
    let cut = cut.and_then(|it| SEPARATORS.iter().find_map(|mark| it.strip_suffix(mark)));
    cut.unwrap_or(title).trim().to_owned()
}

/// The longest start of `<title>` before a separator that the page also prints by itself.
fn shown_start(whole: &str, found: &Gathered<'_>) -> Option<String> {
    let cuts = SEPARATORS
        .iter()
        .flat_map(|mark| whole.match_indices(mark))
        .map(|(at, _)| at);
    let mut cuts: Vec<usize> = cuts.chain([whole.len()]).filter(|at| *at > 0).collect();
    cuts.sort_unstable();
    let mut best = None;
    for node in found.body?.descendants() {
        let Some(text) = node.value().as_text().map(|it| text::clean(it)) else {
            continue;
        };
        if text.len() >= 8 && cuts.contains(&text.len()) && whole.starts_with(&text) {
            best = best
                .filter(|it: &String| it.len() >= text.len())
                .or(Some(text));
        }
    }
    best
}

/// The author that structured data or a `rel=author` link names.
pub(super) fn author(
    found: &Gathered<'_>,
    linked: &Linked,
) -> Option<(String, Origin, &'static str)> {
    let plain = |name: String| {
        let account = ["admin", "administrator", "root"].contains(&name.to_lowercase().as_str());
        let url = name.contains("://");
        (!name.is_empty() && !account && !url && name.len() <= 160).then_some(name)
    };
    if let Some(name) = linked.author.clone().and_then(plain) {
        return Some((name, Origin::JsonLd, "author"));
    }
    for key in ["author", "article:author", "dc.creator"] {
        if let Some(name) = found.meta(key).map(text::clean).and_then(plain) {
            return Some((name, Origin::Meta, "author"));
        }
    }
    let item = found.items.iter().find(|(prop, _)| *prop == "author");
    let name = item.and_then(|(_, it)| plain(visible::text(*it)));
    name.map(|name| (name, Origin::Microdata, "author"))
}

/// The heading of a list of other articles.
pub(super) fn is_related_label(text: &str) -> bool {
    const LABELS: [&str; 28] = [
        "tin khác",
        "các tin khác",
        "tin bài khác",
        "tin liên quan",
        "tin tức liên quan",
        "bài viết liên quan",
        "tin cùng chuyên mục",
        "cùng chuyên mục",
        "tin mới hơn",
        "tin cũ hơn",
        "tin đã đưa",
        "các tin đã đưa",
        "tin bài liên quan",
        "tin đã đăng",
        "các tin đã đăng",
        "các tin mới hơn",
        "các tin cũ hơn",
        "những tin mới hơn",
        "những tin cũ hơn",
        "các bài viết khác",
        "bài viết khác",
        "bài viết cùng chuyên mục",
        "các tin cùng chuyên mục",
        "tin cùng loại",
        "bài liên quan",
        "các bài liên quan",
        "bài tin liên quan",
        "có thể bạn quan tâm",
    ];
    let text = text.trim_end_matches([':', '.', ' ']).to_lowercase();
    LABELS.contains(&text.as_str())
}

/// The source a line like `(Nguồn: TTXVN)` names.
pub(super) fn source_line(text: &str) -> Option<String> {
    let inner = text.strip_prefix('(').and_then(|it| it.strip_suffix(')'));
    let line = inner.unwrap_or(text);
    let rest = line
        .strip_prefix("Nguồn tin")
        .or_else(|| line.strip_prefix("Nguồn"))?;
    let source = rest.strip_prefix([':', '.'])?.trim();
    let short = !source.is_empty() && source.chars().count() <= BYLINE_LETTERS;
    short.then(|| source.to_owned())
}

/// Whether the last block is a byline by its looks: one short line without an end mark,
/// set right, bold, italic, beginning as bylines do or standing right before the page's
/// tail, behind at least one other block.
pub(super) fn is_byline(paragraphs: &[Paragraph]) -> bool {
    let [.., _, last] = paragraphs else {
        return false;
    };
    let short = last.text.chars().count() <= BYLINE_LETTERS && !last.text.contains('\n');
    let open = !last
        .text
        .ends_with(['.', '…', '!', '?', ';', ':', ',', '”', '"']);
    let line = matches!(last.kind, BlockKind::Paragraph | BlockKind::Heading);
    let begins = ["Tin", "Bài", "Ảnh", "Theo ", "PV", "Nguồn ảnh"];
    let set = last.before_tail
        || last.right
        || last.strong
        || last.italic
        || begins.iter().any(|it| last.text.starts_with(it));
    short && open && line && set
}

/// How many letters a body has.
pub(super) fn letters(body: &[Block]) -> usize {
    body.iter().map(|it| it.text.chars().count()).sum()
}
