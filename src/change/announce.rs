//! Whether an article says itself that it was corrected or updated.
//!
//! «Đính chính» and «cập nhật» are everyday words of a city's portal as well (to correct a land
//! certificate, to update a register): they announce only where they speak of the news itself.
//! Never reads anything but the words: an editor who says nothing was silent.

use std::collections::HashSet;

use super::tokens::{Decimal, Token, TokenKind, tokens};
use crate::text::keys::syllable_key;

/// The longest announcement that is quoted, characters.
const QUOTE: usize = 200;

/// Behind «đính chính»: papers and acts of an office, not the news.
const PAPERS: [&str; 12] = [
    "giấy", "sổ", "hộ", "quyền", "bằng", "hồ", "tên", "trên", "sai", "khai", "quyết", "văn",
];
/// Before «đính chính»: an office's procedure.
const OFFICE: [&str; 7] = ["tục", "việc", "cấp", "hồ", "sơ", "đơn", "về"];
/// Before «cập nhật»: the news itself.
const NEWS: [&str; 9] = [
    "tin", "bài", "viết", "bản", "được", "đã", "nội", "dung", "liệu",
];
/// Behind «cập nhật»: when.
const WHEN: [&str; 8] = ["lúc", "ngày", "hồi", "đến", "mới", "lần", "vào", "lại"];

/// Announcements of `after` that `before` does not make, the first of them quoted. One that is
/// said of another time is another one.
pub(super) fn newly(before: &[&str], after: &[&str]) -> Option<String> {
    // What stands in both announces nothing new, and need not be read.
    let (old, now): (HashSet<&str>, HashSet<&str>) = (
        before.iter().copied().collect(),
        after.iter().copied().collect(),
    );
    let mut said: Vec<String> = before
        .iter()
        .filter(|text| !now.contains(*text))
        .flat_map(|text| announcements(text))
        .map(|(key, _)| key)
        .collect();
    let mut new = None;
    let changed = after.iter().filter(|text| !old.contains(*text));
    for (key, quote) in changed.flat_map(|text| announcements(text)) {
        match said.iter().position(|earlier| *earlier == key) {
            Some(at) => _ = said.swap_remove(at),
            None => _ = new.get_or_insert(quote),
        }
    }
    new
}

/// Each announcement of a text: what it comes to, and its sentence.
fn announcements(text: &str) -> Vec<(String, String)> {
    let lower = syllable_key(text);
    // Most texts hold none of the words; then nothing need be taken apart.
    if !["đính chính", "cập nhật", "xin lỗi", "cáo lỗi", "biên tập"]
        .iter()
        .any(|word| lower.contains(word))
    {
        return Vec::new();
    }
    let tokens = tokens(text, Decimal::default());
    let words: Vec<String> = tokens
        .iter()
        .map(|token| syllable_key(token.text))
        .collect();
    let syllables = Syllables::of(&words);
    let mut found = Vec::new();
    for at in 0..syllables.all.len() {
        let Some(phrase) = syllables.phrase(&tokens, at) else {
            continue;
        };
        let sentence = sentence(&tokens, syllables.all[at].0);
        let times: String = sentence
            .iter()
            .filter(|token| matches!(token.kind, TokenKind::Date | TokenKind::Number))
            .flat_map(|token| [" ", token.text])
            .collect();
        found.push((format!("{phrase}{times}"), quote(sentence)));
    }
    found
}

/// A text's syllables in lower case, each with its token.
struct Syllables<'a> {
    all: Vec<(usize, &'a str)>,
}

impl<'a> Syllables<'a> {
    fn of(words: &'a [String]) -> Self {
        let all = words
            .iter()
            .enumerate()
            .flat_map(|(token, text)| text.split_whitespace().map(move |word| (token, word)))
            .collect();
        Self { all }
    }

    fn word(&self, at: Option<usize>) -> &str {
        at.and_then(|at| self.all.get(at))
            .map_or("", |entry| entry.1)
    }

    fn is(&self, at: usize, words: &[&str]) -> bool {
        words
            .iter()
            .enumerate()
            .all(|(offset, word)| self.word(Some(at + offset)) == *word)
    }

    /// The announcement that stands at a syllable.
    fn phrase(&self, tokens: &[Token<'_>], at: usize) -> Option<&'static str> {
        let before = self.word(at.checked_sub(1));
        let opens = self.opens(tokens, at);
        let behind = self.word(Some(at + 2));
        if self.is(at, &["đính", "chính"]) {
            let of_an_office = PAPERS.contains(&behind) || OFFICE.contains(&before);
            return (!of_an_office).then_some("đính chính");
        }
        if self.is(at, &["cập", "nhật"]) {
            let label =
                matches!(behind, ":" | ")" | "]") || WHEN.contains(&behind) || is_figure(behind);
            let of_the_news = opens || NEWS.contains(&before) || before == "sung";
            let of_the_article = matches!(before, "được" | "đã") && self.speaks_of_the_article(at);
            return ((label && of_the_news) || of_the_article).then_some("cập nhật");
        }
        let to_readers = |from: usize| {
            (from..from + 4).any(|at| self.is(at, &["bạn", "đọc"]) || self.is(at, &["độc", "giả"]))
        };
        if self.is(at, &["xin", "lỗi"]) && to_readers(at + 2) {
            return Some("xin lỗi");
        }
        if self.is(at, &["cáo", "lỗi"])
            && (before == "xin" || before == "thật" || to_readers(at + 2))
        {
            return Some("cáo lỗi");
        }
        let editors = self.is(at, &["ban", "biên", "tập"]) && opens;
        let amends = ["bổ sung", "sửa", "chỉnh sửa", "xin bổ sung", "xin sửa"]
            .iter()
            .any(|act| self.is(at + 3, &act.split(' ').collect::<Vec<_>>()));
        (editors && amends).then_some("ban biên tập")
    }

    /// «bài viết», «bản tin», «tin», «bài báo» within the five syllables before.
    fn speaks_of_the_article(&self, at: usize) -> bool {
        (at.saturating_sub(5)..at).any(|at| {
            self.is(at, &["bài", "viết"])
                || self.is(at, &["bài", "báo"])
                || self.is(at, &["bản", "tin"])
                || self.is(at, &["tin", "bài"])
        })
    }

    /// A sentence, a bracket or a quotation begins at a syllable.
    fn opens(&self, tokens: &[Token<'_>], at: usize) -> bool {
        let Some(before) = at.checked_sub(1) else {
            return true;
        };
        let before = self.all[before].0;
        self.all[at].0 != before
            && (ends_sentence(&tokens[before])
                || matches!(
                    tokens[before].text,
                    "(" | "[" | "*" | ":" | "“" | "\"" | "«" | "-" | "–" | "|"
                )
                || tokens[self.all[at].0].space.contains('\n'))
    }
}

fn is_figure(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}

fn ends_sentence(token: &Token<'_>) -> bool {
    matches!(token.text, "." | "!" | "?" | "…")
}

/// The sentence in which a token stands.
fn sentence<'a, 'b>(tokens: &'b [Token<'a>], at: usize) -> &'b [Token<'a>] {
    let from = tokens[..at]
        .iter()
        .rposition(ends_sentence)
        .map_or(0, |stop| stop + 1);
    let to = tokens[at..]
        .iter()
        .position(ends_sentence)
        .map_or(tokens.len(), |stop| at + stop + 1);
    &tokens[from..to]
}

fn quote(sentence: &[Token<'_>]) -> String {
    let mut text = String::new();
    for token in sentence {
        if !text.is_empty() && !token.space.is_empty() {
            text.push(' ');
        }
        text.push_str(token.text);
    }
    match text.char_indices().nth(QUOTE) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
