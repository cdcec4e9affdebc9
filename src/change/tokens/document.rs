//! Numbers of documents: `3107/2016/QĐ-UBND`, `45-NQ/TW`, and the bare number in «Nghị quyết số
//! 45».

use super::atoms::Atoms;
use super::token::{TokenKind, TokenMatch, TokenValue};

/// Kinds of documents whose bare number counts behind «số».
const KINDS: [[&str; 2]; 16] = [
    ["nghị", "quyết"],
    ["quyết", "định"],
    ["nghị", "định"],
    ["thông", "tư"],
    ["chỉ", "thị"],
    ["công", "văn"],
    ["kế", "hoạch"],
    ["thông", "báo"],
    ["báo", "cáo"],
    ["tờ", "trình"],
    ["hướng", "dẫn"],
    ["kết", "luận"],
    ["công", "điện"],
    ["pháp", "lệnh"],
    ["quy", "định"],
    ["văn", "bản"],
];

/// Abbreviations that make a document's number without a stroke (`45-NQ`).
const SHORT: [&str; 12] = [
    "nq", "qđ", "ct", "kh", "tb", "kl", "hd", "bc", "ttr", "cv", "nđ", "tt",
];

/// The number of a document that begins at `at`.
pub(super) fn find(atoms: &Atoms<'_>, at: usize) -> Option<TokenMatch> {
    atoms.digits(at)?;
    let mut end = at + 1;
    let (mut office, mut stroke, mut short) = (false, false, false);
    while let Some(mark @ ('/' | '-' | '–')) = atoms.joint(end) {
        let is_office = office_word(atoms, end + 1);
        if !is_office && atoms.digits(end + 1).is_none() {
            break;
        }
        office |= is_office;
        short |= atoms.is(end + 1, &SHORT);
        stroke |= mark == '/';
        end += 2;
    }
    let whole = office && (stroke || short);
    if !whole {
        if !is_numbered(atoms, at) {
            return None;
        }
        end = at + 1;
        if let (Some('/'), Some(year)) = (atoms.joint(end), atoms.digits(end + 1))
            && year.len() == 4
        {
            end += 2;
        }
    }
    let spelling: String = atoms
        .text(at, end)
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || *c == '/')
        .collect();
    Some(TokenMatch::new(
        end - at,
        TokenKind::Document,
        TokenValue::Spelling(spelling),
    ))
}

/// `QĐ`, `UBND`, `TTg`, `QH14`: two capitals at least.
fn office_word(atoms: &Atoms<'_>, at: usize) -> bool {
    let text = atoms.text(at, at + 1);
    atoms.capital(at) && text.chars().filter(|c| c.is_uppercase()).count() >= 2
}

/// Whether the words before say that this is a document's number: «Quyết định số», or
/// «Nghị quyết» with its capital. «Hội đồng quyết định 3 nội dung» decides, and numbers nothing.
fn is_numbered(atoms: &Atoms<'_>, at: usize) -> bool {
    let said = atoms.follows(at, &["số"]);
    let Some(kind) = at.checked_sub(2 + usize::from(said)) else {
        return false;
    };
    let words = [atoms.word(kind), atoms.word(kind + 1)];
    let is_kind = KINDS.iter().any(|pair| words == pair.map(Some));
    let is_law = said && words[1] == Some("luật");
    (is_kind && (said || atoms.capital(kind) && kind > 0)) || is_law
}
