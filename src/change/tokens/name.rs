//! Names: runs of capitalised syllables, with the title before them.
//!
//! Capitals alone tell: the first word of a sentence is no name unless capitals follow it, and
//! in a text all of capitals there are none.

use super::atoms::Atoms;
use super::token::{TokenKind, TokenMatch, TokenValue};

/// Forms of address that belong to the name behind them.
const TITLES: [&str; 10] = [
    "ông", "bà", "anh", "chị", "cô", "chú", "bác", "cụ", "em", "cháu",
];

/// Words that begin a sentence before a name and are no part of it.
const STARTERS: [&str; 68] = [
    "theo", "tại", "trong", "ngày", "sáng", "trưa", "chiều", "tối", "đêm", "các", "những", "với",
    "để", "khi", "từ", "đến", "trước", "sau", "ngoài", "về", "do", "và", "nhưng", "tuy", "hiện",
    "năm", "cùng", "dự", "một", "hai", "ba", "đây", "đó", "là", "có", "ở", "trên", "dưới", "qua",
    "nhờ", "vì", "nếu", "mỗi", "mọi", "cả", "riêng", "cuối", "đầu", "giữa", "tới", "được", "bị",
    "nhân", "này", "vậy", "song", "còn", "đối", "thay", "tiếp", "cũng", "thêm", "ảnh", "tin",
    "bài", "nguồn", "tháng", "hôm",
];

/// A name that begins at `at`.
pub(super) fn find(atoms: &Atoms<'_>, at: usize) -> Option<TokenMatch> {
    let word = atoms.word(at)?;
    if atoms.shouting {
        return None;
    }
    let title = match word {
        "đồng" if atoms.is(at + 1, &["chí"]) => 2,
        _ if TITLES.contains(&word) => 1,
        _ => 0,
    };
    if title > 0 {
        let run = run(atoms, at + title);
        if run > 0 && !breaks(atoms, at + title) {
            return Some(TokenMatch::new(
                title + run,
                TokenKind::Name,
                TokenValue::AsWritten,
            ));
        }
    }
    let run = run(atoms, at);
    let acronym = atoms
        .text(at, at + 1)
        .chars()
        .filter(|c| c.is_uppercase())
        .count()
        >= 2;
    let is_name = match run {
        0 => false,
        _ if !opens_sentence(atoms, at) || acronym => true,
        1 => false,
        _ => !STARTERS.contains(&word),
    };
    if !is_name {
        return None;
    }
    Some(TokenMatch::new(run, TokenKind::Name, TokenValue::AsWritten))
}

/// How many capitalised syllables stand in a row from `at`.
fn run(atoms: &Atoms<'_>, at: usize) -> usize {
    let mut end = at;
    while atoms.capital(end) && (end == at || !breaks(atoms, end)) {
        end += 1;
    }
    end - at
}

/// Whether a line ends before an atom.
fn breaks(atoms: &Atoms<'_>, at: usize) -> bool {
    atoms.space(at).contains(['\n', '\t'])
}

/// Whether a sentence begins at an atom.
fn opens_sentence(atoms: &Atoms<'_>, at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else {
        return true;
    };
    breaks(atoms, at)
        || matches!(
            atoms.mark(before),
            Some('.' | '!' | '?' | '…' | ':' | ';' | '"' | '“' | '«' | '(' | '[' | '*' | '•')
        )
        || (matches!(atoms.mark(before), Some('-' | '–' | '—' | '+'))
            && (before == 0 || breaks(atoms, before)))
}
