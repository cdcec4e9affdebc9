//! What a page without a fitting layout is, when it is no article.
//!
//! Goes by what WordPress, OpenGraph and schema.org say of the page, then by its words
//! and links. Never by a portal's own class names: those belong in a recipe.

use url::Url;

use super::gather::{PageFacts, attr};
use super::generic::letters;
use super::jsonld::Linked;
use super::notice;
use super::page::{Page, PageKind};
use super::readability::Running;
use crate::record::{Article, BlockKind};

/// Text a page without any mark of an article must have to be read as one, in letters.
const ARTICLE_LETTERS: usize = 200;

/// Running text in one place from which on a page is an article whatever it is called, in
/// letters.
const SURELY_LETTERS: u32 = 1_500;

/// What the page says of itself whatever layout it has: a list, a print version, a file's page, an error.
/// WordPress's own pages may be what a recipe is for.
pub(super) fn surely(page: &Page<'_>, found: &PageFacts<'_>) -> Option<(PageKind, String)> {
    let said = by_wordpress(found).filter(|(kind, _)| *kind != PageKind::Page);
    said.or_else(|| Some((PageKind::Print, print(page.url, found)?)))
}

/// What shows before anything is read.
pub(super) fn of(
    page: &Page<'_>,
    found: &PageFacts<'_>,
    linked: &Linked,
    running: &Running,
) -> Option<(PageKind, String)> {
    if let Some(kind) = by_wordpress(found) {
        return Some(kind);
    }
    if let Some(reason) = print(page.url, found) {
        return Some((PageKind::Print, reason));
    }
    let evident = evident(found, linked);
    if let Some(kind) = notice::of(found, running).filter(|_| !evident) {
        return Some(kind);
    }
    let home = page.url.path().trim_end_matches("index.html") == "/" && page.url.query().is_none();
    if home && !linked.article {
        return Some((PageKind::List, "its address is the site's own".into()));
    }
    if evident || running.together >= SURELY_LETTERS {
        return None;
    }
    if og_type(found).starts_with("video") || linked.video {
        return Some((PageKind::Video, "the page says it is a video".into()));
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
    page: &Page<'_>,
    article: &Article,
    found: &PageFacts<'_>,
    linked: &Linked,
    running: &Running,
) -> Option<(PageKind, String)> {
    if article.title.is_none() {
        return Some((PageKind::Empty, "there is text, but no title".into()));
    }
    if evident(found, linked) {
        return None;
    }
    if article.published_date.is_none() && article.times.is_empty() && stands(page.url) {
        let reason = "its address is that of a standing page, and it has no date";
        return Some((PageKind::Page, reason.into()));
    }
    let all = letters(&article.body);
    let only_files = !article.attachments.is_empty() && article.published_date.is_some();
    if all < ARTICLE_LETTERS && !only_files {
        return Some((
            PageKind::Empty,
            format!("only {all} letters of text, and no mark of an article"),
        ));
    }
    if running.together >= SURELY_LETTERS {
        return None;
    }
    let linked_text: usize = article.links.iter().map(|it| it.text.chars().count()).sum();
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

/// What the pages are called that stand on most sites and tell no news.
const STANDING: [&str; 20] = [
    "about",
    "about-us",
    "agb",
    "co-cau-to-chuc",
    "contact",
    "contact-us",
    "datenschutz",
    "datenschutzerklaerung",
    "gioi-thieu",
    "gioi-thieu-chung",
    "impressum",
    "imprint",
    "kontakt",
    "lien-he",
    "privacy-policy",
    "so-do-cong",
    "so-do-site",
    "so-do-trang",
    "terms-of-use",
    "ueber-uns",
];

/// Whether an address is named so, or begins with a word that no headline begins with; what
/// lies below «about» is about the site as well.
fn stands(url: &Url) -> bool {
    let path = url.path().to_lowercase();
    let mut steps = path.rsplit('/').filter(|it| !it.is_empty());
    let last = steps.next().unwrap_or_default();
    let last = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    let begins = ["impressum-", "datenschutz-"];
    STANDING.contains(&last)
        || begins.iter().any(|it| last.starts_with(it))
        || matches!(steps.next(), Some("about" | "about-us"))
}

/// Whether the page itself says that it is one article.
fn evident(found: &PageFacts<'_>, linked: &Linked) -> bool {
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
    single || item || amp || entry || linked.article || og_type(found) == "article"
}

/// OpenGraph's type in lower case: some systems write `Article`.
fn og_type(found: &PageFacts<'_>) -> String {
    found.meta("og:type").unwrap_or_default().to_lowercase()
}

/// Whether the page is WordPress's: only there a body's class means what `body_class()` says.
fn is_wordpress(found: &PageFacts<'_>) -> bool {
    let generator = found.meta("generator").unwrap_or_default();
    let own = ["wp-content/", "wp-includes/", "wp-json"];
    generator.starts_with("WordPress")
        || found.body_classes().any(|it| it.starts_with("page-id-"))
        || found.rels.iter().any(|(rel, href, _)| {
            *rel == "https://api.w.org/" || own.iter().any(|it| href.contains(it))
        })
}

/// `body_class()`, which every WordPress theme prints.
fn by_wordpress(found: &PageFacts<'_>) -> Option<(PageKind, String)> {
    if !is_wordpress(found) {
        return None;
    }
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

fn print(url: &Url, found: &PageFacts<'_>) -> Option<String> {
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
