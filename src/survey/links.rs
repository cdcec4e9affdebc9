//! What the links of a list page lead to: sections, further pages, articles, feeds.
//!
//! Pure. Goes by where a link stands and by how long its text is, never by a portal's own names.

use std::collections::{BTreeMap, BTreeSet};

use scraper::{ElementRef, Html, Selector};
use url::Url;

use super::shape::{Number, PathParts};
use crate::address::Rules;
use crate::discover::{Link, page};
use crate::record::Role;

/// Words from which a link's text is a headline.
const HEADLINE_WORDS: usize = 5;
/// Letters, likewise.
const HEADLINE_LETTERS: usize = 18;
/// Words up to which a link outside any menu may be that of a section.
const SECTION_WORDS: usize = 4;
/// Words from which even a menu's link is a headline: menus hold featured news.
const SURELY_HEADLINE_WORDS: usize = 9;

/// Parts of addresses that lead to no news.
const DOORS: [&str; 14] = [
    "login",
    "signin",
    "logout",
    "register",
    "signup",
    "dang-nhap",
    "dangnhap",
    "dang-ky",
    "dangky",
    "search",
    "tim-kiem",
    "timkiem",
    "wp-login.php",
    "xmlrpc.php",
];
/// Endings of what is no page.
const FILES: [&str; 26] = [
    ".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".zip", ".rar", ".7z", ".jpg",
    ".jpeg", ".png", ".gif", ".webp", ".svg", ".mp3", ".mp4", ".xml", ".rss", ".json", ".css",
    ".js", ".ico", ".txt", ".apk",
];

/// Links of one list page, each address once.
#[derive(Clone, Debug, Default)]
pub(super) struct Links {
    /// Sections.
    pub(super) sections: Vec<Url>,
    /// Further pages of lists.
    pub(super) pages: Vec<Url>,
    /// What is called like an article.
    pub(super) headlines: Vec<Url>,
    /// Feeds.
    pub(super) feeds: Vec<Url>,
}

/// One address with all that links to it say.
#[derive(Default)]
struct LinkedUrl {
    words: usize,
    letters: usize,
    in_menu: bool,
    is_page: bool,
    is_number: bool,
}

/// Sorts the links of a page at `base`.
pub(super) fn read(html: &str, links: &[Link], base: &Url, rules: &Rules) -> Links {
    let menu = menu(html, base, rules);
    let mut found = Links::default();
    let mut targets: Vec<(Url, LinkedUrl)> = Vec::new();
    for link in links {
        let finding = page::read(std::slice::from_ref(link), base, Role::List).pop();
        let Some(finding) = finding else { continue };
        if finding.role == Some(Role::Feed) {
            found
                .feeds
                .extend(rules.resolve(Some(base), &finding.href).ok());
            continue;
        }
        let Ok(url) = rules.canonical(Some(base), &finding.href) else {
            continue;
        };
        if link.rel.contains("alternate") || is_door_or_file(&url) {
            continue;
        }
        let place = targets.iter().position(|(it, _)| *it == url);
        let place = place.unwrap_or_else(|| {
            targets.push((url.clone(), LinkedUrl::default()));
            targets.len() - 1
        });
        let target = &mut targets[place].1;
        target.words = target.words.max(link.text.split_whitespace().count());
        target.letters = target.letters.max(link.text.trim().chars().count());
        target.in_menu |= menu.contains(&url);
        target.is_number |= is_digits(link.text.trim());
        target.is_page |= finding.role == Some(Role::List) || is_number(&link.text);
    }
    sort(targets, base, &mut found);
    found
}

fn sort(targets: Vec<(Url, LinkedUrl)>, base: &Url, found: &mut Links) {
    let (pages, others): (Vec<_>, Vec<_>) = targets.into_iter().partition(|(_, it)| it.is_page);
    found.pages = pages.into_iter().map(|(url, _)| url).collect();
    let is_headline = |it: &LinkedUrl| {
        let long = it.words >= HEADLINE_WORDS && it.letters >= HEADLINE_LETTERS;
        if it.in_menu {
            it.words >= SURELY_HEADLINE_WORDS
        } else {
            long
        }
    };
    let (headlines, others): (Vec<_>, Vec<_>) =
        others.into_iter().partition(|(_, it)| is_headline(it));
    found.headlines = headlines
        .into_iter()
        .map(|(url, _)| url)
        .filter(|it| it != base)
        .collect();
    let article = looks(&found.headlines);
    for (url, target) in others {
        let like_articles = || article.iter().any(|it| it.takes(&url));
        if target.is_number {
            continue;
        }
        let short = (1..=SECTION_WORDS).contains(&target.words);
        let in_menu = target.in_menu && target.words > 0;
        if (in_menu || short && !like_articles()) && url.path() != "/" {
            found.sections.push(url);
        }
    }
}

/// How several headlines are written: in which folder, with which ending.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct HeadlineForm {
    folders: Vec<String>,
    ending: String,
    number: bool,
}

impl HeadlineForm {
    fn of(url: &Url) -> Self {
        let path = PathParts::of(url);
        Self {
            number: path.number() != Number::None,
            folders: path.folders,
            ending: path.ending,
        }
    }

    /// Whether an address is written so. At the root, where sections are too, only the same
    /// ending or a number says it.
    fn takes(&self, url: &Url) -> bool {
        let other = Self::of(url);
        let told = !self.folders.is_empty() || !self.ending.is_empty() || self.number;
        let same = self.folders == other.folders && self.ending == other.ending;
        let sure = !self.folders.is_empty() || !self.ending.is_empty();
        same && told && (sure || self.number == other.number)
    }
}

fn looks(headlines: &[Url]) -> Vec<HeadlineForm> {
    let mut counts: BTreeMap<HeadlineForm, usize> = BTreeMap::new();
    for url in headlines {
        *counts.entry(HeadlineForm::of(url)).or_default() += 1;
    }
    let several = counts.into_iter().filter(|(_, count)| *count > 1);
    several.map(|(look, _)| look).collect()
}

/// Whether a text is the number of a page: years, which archives of dates are called, are none.
fn is_number(text: &str) -> bool {
    let text = text.trim();
    text.len() <= 3 && is_digits(text)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit())
}

pub(super) fn is_door_or_file(url: &Url) -> bool {
    let path = url.path().to_ascii_lowercase();
    FILES.iter().any(|it| path.ends_with(it)) || path.split('/').any(|it| DOORS.contains(&it))
}

/// The addresses that stand in a menu, a breadcrumb or the frame around the page.
fn menu(html: &str, base: &Url, rules: &Rules) -> BTreeSet<Url> {
    let document = Html::parse_document(html);
    let Ok(anchors) = Selector::parse("a[href]") else {
        return BTreeSet::new();
    };
    let inside = |it: &ElementRef<'_>| it.ancestors().filter_map(ElementRef::wrap).any(is_menu);
    let menu = document.select(&anchors).filter(inside);
    menu.filter_map(|it| rules.canonical(Some(base), it.value().attr("href")?).ok())
        .collect()
}

fn is_menu(element: ElementRef<'_>) -> bool {
    let element = element.value();
    let marks = ["class", "id"].iter().filter_map(|it| element.attr(it));
    let named = |word: &str| {
        let word = word.to_ascii_lowercase();
        word.contains("menu")
            || word.contains("navbar")
            || word == "nav"
            || word.contains("breadcrumb")
    };
    element.name() == "nav"
        || element.attr("role") == Some("navigation")
        || !matches!(element.name(), "body" | "html")
            && marks.flat_map(str::split_ascii_whitespace).any(named)
}
