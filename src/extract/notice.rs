//! Pages that are mere notices: "not found" under status 200, challenges, bans, maintenance.
//!
//! A notice is short and has no running text. The same words in a news article are news.

use super::gather::PageFacts;
use super::page::PageKind;
use super::readability::Running;
use super::visible;

/// Text up to which a page can be a mere notice, in letters.
const NOTICE_LETTERS: usize = 1_500;
/// Blocks of running text from which on a page says more than a notice would.
const ARTICLE_BLOCKS: u32 = 2;

/// Whole titles, or starts of them, of a "not found" page.
const NOT_FOUND: [&str; 9] = [
    "không tìm thấy",
    "trang không tồn tại",
    "trang bạn",
    "nội dung không tồn tại",
    "bài viết không tồn tại",
    "page not found",
    "not found",
    "404",
    "lỗi 404",
];
/// What pages of firewalls, challenges and maintenance say.
const BLOCKED: [&str; 16] = [
    "access denied",
    "request rejected",
    "attention required",
    "just a moment",
    "captcha",
    "are you a robot",
    "checking your browser",
    "truy cập bị từ chối",
    "bị chặn",
    "xác minh bạn",
    "xác thực truy cập",
    "forbidden",
    "bảo trì",
    "under maintenance",
    "too many requests",
    "service unavailable",
];
/// Those that no headline begins with.
const MACHINES: [&str; 8] = [
    "access denied",
    "request rejected",
    "attention required",
    "just a moment",
    "are you a robot",
    "checking your browser",
    "too many requests",
    "service unavailable",
];

/// A short page whose title, heading or text says that there is nothing, or no entry.
pub(super) fn of(found: &PageFacts<'_>, running: &Running) -> Option<(PageKind, String)> {
    let title = found.title.map(|it| visible::text(it)).unwrap_or_default();
    let heading = found.headings.first().map(|it| visible::text(*it));
    let said = [title, heading.unwrap_or_default()].map(|it| it.to_lowercase());
    let missing = NOT_FOUND
        .iter()
        .find(|word| said.iter().any(|it| begins(it, word)));
    if let Some(word) = missing.filter(|_| (running.letters as usize) <= NOTICE_LETTERS) {
        return Some((
            PageKind::Soft404,
            format!("its title or heading says “{word}”"),
        ));
    }
    if running.letters as usize > NOTICE_LETTERS {
        return None;
    }
    let body = visible::text(found.body?).to_lowercase();
    if body.chars().count() > NOTICE_LETTERS {
        return None;
    }
    let machine = MACHINES
        .iter()
        .find(|word| said.iter().any(|it| it.starts_with(**word)));
    let says = |word: &&&str| said.iter().any(|it| it.contains(**word)) || body.contains(**word);
    let blocked = machine.or_else(|| {
        let bare = running.blocks < ARTICLE_BLOCKS;
        BLOCKED.iter().find(says).filter(|_| bare)
    });
    blocked.map(|word| (PageKind::Block, format!("it is short and says “{word}”")))
}

/// Whether a title is a notice's: the words, and no number or word that goes on from them
/// ("404 tỷ đồng" is money).
fn begins(title: &str, words: &str) -> bool {
    let Some(rest) = title.strip_prefix(words) else {
        return false;
    };
    let goes_on = |next: char| next.is_alphanumeric() || matches!(next, '.' | ',');
    let number = words.ends_with(|it: char| it.is_ascii_digit());
    let word = rest.trim_start().starts_with(char::is_alphanumeric) && !rest.contains("found");
    !(rest.starts_with(goes_on) || (number && word))
}
