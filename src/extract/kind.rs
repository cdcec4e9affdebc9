//! What a page without a fitting layout is, when it is no article.
//!
//! Goes by what WordPress, OpenGraph and schema.org say of the page, then by its words
//! and links. Never by a portal's own class names: those belong in a recipe.

use url::Url;

use super::gather::{Gathered, attr, clean_text, raw_text};
use super::generic::letters;
use super::jsonld::Linked;
use super::{Page, PageKind};
use crate::record::{Article, BlockKind};
use crate::text;

/// Text up to which a page can be a mere notice, in letters.
const NOTICE_LETTERS: usize = 1_500;
/// Text a page without any mark of an article must have to be read as one, in letters.
const ARTICLE_LETTERS: usize = 200;

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
/// What pages of firewalls, challenges and maintenance say in title, heading or few words.
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

/// What shows before anything is read.
pub(super) fn of(
    page: &Page<'_>,
    found: &Gathered<'_>,
    linked: &Linked,
) -> Option<(PageKind, String)> {
    if let Some(kind) = by_wordpress(found) {
        return Some(kind);
    }
    if let Some(reason) = print(page.url, found) {
        return Some((PageKind::Print, reason));
    }
    let evident = evident(found, linked);
    if let Some(kind) = by_notice(found).filter(|_| !evident) {
        return Some(kind);
    }
    let og = found.meta("og:type").unwrap_or_default();
    if og.starts_with("video") || (linked.video && !linked.article && og != "article") {
        return Some((PageKind::Video, "the page says it is a video".into()));
    }
    if evident {
        return None;
    }
    if linked.list {
        return Some((PageKind::List, "JSON-LD says it is a collection".into()));
    }
    if found.articles.len() >= 3 {
        return Some((
            PageKind::List,
            format!("it holds {} articles", found.articles.len()),
        ));
    }
    let pages = found
        .anchors
        .iter()
        .filter_map(|(it, _)| attr(*it, "class"));
    if pages
        .flat_map(str::split_whitespace)
        .any(|it| it == "page-numbers")
    {
        return Some((
            PageKind::List,
            "it has links to further pages of a list".into(),
        ));
    }
    None
}

/// What shows in what was read.
pub(super) fn of_reading(
    article: &Article,
    found: &Gathered<'_>,
    linked: &Linked,
) -> Option<(PageKind, String)> {
    if article.title.is_none() {
        return Some((PageKind::Empty, "there is text, but no title".into()));
    }
    if evident(found, linked) {
        return None;
    }
    let all = letters(&article.body);
    if all < ARTICLE_LETTERS {
        return Some((
            PageKind::Empty,
            format!("only {all} letters of text, and no mark of an article"),
        ));
    }
    let linked_text: usize = found
        .anchors
        .iter()
        .map(|(it, _)| clean_text(*it))
        .filter(|it| {
            it.len() > 20
                && article
                    .body
                    .iter()
                    .any(|block| block.text.contains(it.as_str()))
        })
        .map(|it| it.chars().count())
        .sum();
    let items = article
        .body
        .iter()
        .filter(|it| it.kind == BlockKind::ListItem)
        .count();
    if linked_text * 2 > all || items * 4 > article.body.len() * 3 {
        return Some((
            PageKind::List,
            "most of its text is links or list items".into(),
        ));
    }
    None
}

/// Whether the page itself says that it is one article.
fn evident(found: &Gathered<'_>, linked: &Linked) -> bool {
    let single = found
        .body_classes()
        .any(|it| it == "single" || it.starts_with("postid-"));
    let item = found
        .items
        .iter()
        .filter(|(prop, _)| *prop == "articleBody")
        .count()
        == 1;
    let amp = found.rel("amphtml").is_some();
    let entry = found.articles.len() == 1 && found.entry_content().len() == 1;
    single || item || amp || entry || linked.article || found.meta("og:type") == Some("article")
}

/// `body_class()`, which every WordPress theme prints.
fn by_wordpress(found: &Gathered<'_>) -> Option<(PageKind, String)> {
    let mut kind = None;
    let single = found
        .body_classes()
        .any(|it| it == "single" || it == "single-post");
    let attachment = found.body_classes().any(|it| it.ends_with("attachment"));
    if single && !attachment {
        return None;
    }
    for class in found.body_classes() {
        kind = Some(match class {
            "error404" => PageKind::Soft404,
            "attachment" | "single-attachment" => PageKind::Attachment,
            "archive" | "category" | "tag" | "date" | "author" | "search" | "blog" | "home" => {
                PageKind::List
            }
            "print-page" => PageKind::Print,
            "page" if found.body_classes().any(|it| it.starts_with("page-id-")) => PageKind::Page,
            _ => continue,
        });
        if kind != Some(PageKind::Page) {
            break;
        }
    }
    let class = attr(found.body?, "class").unwrap_or_default();
    let class: String = class.chars().take(80).collect();
    kind.map(|kind| (kind, format!("the body's class is “{class}”")))
}

fn print(url: &Url, found: &Gathered<'_>) -> Option<String> {
    let path = url.path().to_ascii_lowercase();
    if path.ends_with("/printitem.aspx")
        || url
            .query_pairs()
            .any(|(key, value)| key == "print" && value == "1")
    {
        return Some("its address is that of a print version".into());
    }
    let onload = found
        .body
        .and_then(|body| attr(body, "onload"))
        .unwrap_or_default();
    onload
        .contains("print")
        .then(|| "it prints itself when loaded".to_owned())
}

/// A short page whose title or heading says that there is nothing, or no entry.
fn by_notice(found: &Gathered<'_>) -> Option<(PageKind, String)> {
    let title = found.title.map(|it| clean_text(it)).unwrap_or_default();
    let heading = found
        .headings
        .first()
        .map(|it| clean_text(*it))
        .unwrap_or_default();
    let said = [title.to_lowercase(), heading.to_lowercase()];
    let body = text::clean(&raw_text(found.body?)).to_lowercase();
    let few = body.chars().count() <= NOTICE_LETTERS;
    let missing = NOT_FOUND
        .iter()
        .find(|word| said.iter().any(|it| begins(it, word)));
    if let Some(word) = missing.filter(|_| !evident_text(found)) {
        return Some((
            PageKind::Soft404,
            format!("its title or heading says “{word}”"),
        ));
    }
    let blocked = BLOCKED
        .iter()
        .find(|word| said.iter().any(|it| it.contains(**word)));
    let blocked = blocked.or_else(|| BLOCKED.iter().find(|word| body.contains(**word)));
    if let Some(word) = blocked.filter(|_| few) {
        return Some((PageKind::Block, format!("it is short and says “{word}”")));
    }
    None
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

/// Whether the page has more running text than a notice would.
fn evident_text(found: &Gathered<'_>) -> bool {
    let Some(body) = found.body else { return false };
    let paragraphs = body.descendants().filter_map(scraper::ElementRef::wrap);
    let paragraphs = paragraphs.filter(|it| it.value().name() == "p");
    let long = paragraphs
        .map(|it| clean_text(it).chars().count())
        .filter(|it| *it > 80);
    long.sum::<usize>() > NOTICE_LETTERS
}
