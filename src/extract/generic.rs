//! What a line of a page without a recipe is, by its words and its looks.

use super::person;
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
    let set = last.before_tail || last.right || last.strong || last.italic;
    let name = without_label(&last.text);
    let labelled = name.len() < last.text.len();
    let signed = is_signature(name) || is_signed_by_several(&last.text);
    let signed = signed || last.right && is_office(name);
    short && open && line && (set || labelled) && signed
}

/// Whether a line names who did which part: `Tin: Minh Trang; Ảnh: Thu Hằng`.
fn is_signed_by_several(line: &str) -> bool {
    let mut parts = line.split([';', '-', '–', '|']).map(str::trim);
    line.contains(':') && parts.all(|it| is_signature(without_label(it)))
}

/// Whether a line is the name of an office, which goes on in lower case.
fn is_office(line: &str) -> bool {
    const WORDS: usize = 6;
    let plain = |it: char| it.is_alphabetic() || " –-".contains(it);
    line.starts_with(char::is_uppercase)
        && line.chars().all(plain)
        && line.split(' ').count() <= WORDS
        && person::is_office(&line.to_lowercase())
}

/// What stands behind the words that bylines begin with: "Tin, ảnh: …", "Theo …", "PV …".
fn without_label(line: &str) -> &str {
    const LABELS: [&str; 17] = [
        "Thực hiện",
        "Bài và ảnh",
        "Bài, ảnh",
        "Bài & ảnh",
        "Tin và ảnh",
        "Tin, ảnh",
        "Tin, bài",
        "Tin bài",
        "Tin",
        "Bài",
        "Ảnh",
        "Theo nguồn",
        "Theo",
        "Tác giả",
        "PV",
        "Nguồn ảnh",
        "Nhóm PV",
    ];
    let behind = |label: &&str| {
        let rest = line.strip_prefix(*label)?;
        rest.starts_with([' ', ':', '-', '–']).then_some(rest)
    };
    let rest = LABELS.iter().find_map(behind);
    rest.map_or(line, |it| it.trim_start_matches([' ', ':', '-', '–']))
}

/// Whether a line can be a signature: names and offices, each word with a capital but for
/// what joins them. A figure, a colon or a sentence is none.
fn is_signature(line: &str) -> bool {
    const JOINING: [&str; 14] = [
        "và", "theo", "tổng", "hợp", "của", "and", "sưu", "tầm", "biên", "tập", "phóng", "cộng",
        "tác", "viên",
    ];
    let line = without_origin(line);
    let address = line.starts_with("http") && !line.contains(' ');
    let mut words = line.split(|it: char| !it.is_alphanumeric());
    let capital = |it: &str| it.is_empty() || it.starts_with(char::is_uppercase);
    let joining = |it: &str| JOINING.contains(&it.to_lowercase().as_str());
    let names = words.all(|it| capital(it) || joining(it));
    let marks = line.contains([':', '!', '?']) || line.contains(|it: char| it.is_ascii_digit());
    // A single word in capitals is an agency's name in letters without marks.
    let word = !line.contains(' ') && line.to_uppercase() == line && !line.is_ascii();
    !line.is_empty() && (address || (names && !marks && !word))
}

/// A name without where its text is from: "Minh Trung (theo Thời báo Tài chính Việt Nam)".
fn without_origin(line: &str) -> &str {
    const ORIGINS: [&str; 3] = ["theo ", "Theo ", "nguồn "];
    let inner = line.strip_suffix(')').and_then(|it| it.rsplit_once(" ("));
    let origin = inner.filter(|(_, it)| ORIGINS.iter().any(|word| it.starts_with(word)));
    origin.map_or(line, |(name, _)| name)
}

/// How many letters a body has.
pub(super) fn letters(body: &[Block]) -> usize {
    body.iter().map(|it| it.text.chars().count()).sum()
}
