//! What a line of a page without a recipe is, by its words and its looks.

use super::reading::Paragraph;
use crate::record::{Block, BlockKind};

/// The longest line taken for a byline without any markup saying so, in letters.
const BYLINE_LETTERS: usize = 60;

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
