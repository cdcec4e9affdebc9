//! Every route, with questions of each kind: common, rare, empty, far down a list.

use std::path::Path;

use hpnews::store::{Archive, Filter};

use crate::articles::{Dice, Portal};
use crate::held::looked_at;

/// A route, and what is asked of it in turn.
#[derive(Debug)]
pub(crate) struct Route {
    pub(crate) name: &'static str,
    /// Answers in pieces: its first byte counts.
    pub(crate) is_download: bool,
    /// Whether it is on the origin of pages as they were.
    pub(crate) is_replay: bool,
    pub(crate) asked: Vec<String>,
}

fn route(name: &'static str, asked: Vec<String>) -> Route {
    Route {
        name,
        is_download: name.ends_with("wacz"),
        is_replay: name.starts_with("replay"),
        asked,
    }
}

fn one(name: &'static str, asked: &str) -> Route {
    route(name, vec![asked.to_owned()])
}

/// All of them.
pub(crate) fn routes(portal: &Portal, dir: &Path, dice: &mut Dice) -> Vec<Route> {
    let reader =
        Archive::open_for_reading(dir.join("archive").as_path()).expect("the archive can be read");
    let list = |edited| {
        let filter = Filter {
            edited,
            ..Filter::default()
        };
        reader
            .articles()
            .page(&filter, None, None)
            .expect("the articles can be listed")
    };
    let rows = list(false);
    let edited = list(true);
    assert!(!edited.is_empty(), "there are edits");
    let some: Vec<String> = (0..400)
        .map(|_| rows[dice.roll(rows.len())].article_id.clone())
        .collect();
    let changed: Vec<String> = (0..400)
        .map(|_| edited[dice.roll(edited.len())].article_id.clone())
        .collect();
    let deep: Vec<String> = (0..50)
        .map(|_| rows[dice.roll(rows.len())].cursor().to_string())
        .collect();
    let urls: Vec<String> = (0..200)
        .map(|_| rows[dice.roll(rows.len())].url.clone())
        .collect();
    let words: Vec<String> = (0..100)
        .map(|_| portal.word(dice).replace(' ', "+"))
        .collect();
    let mut all = lists(&deep);
    all.append(&mut of_articles(&some, &changed, &urls));
    all.append(&mut others(&words));
    all
}

fn each(begin: &str, values: &[String], end: &str) -> Vec<String> {
    values
        .iter()
        .map(|it| format!("{begin}{it}{end}"))
        .collect()
}

fn lists(deep: &[String]) -> Vec<Route> {
    vec![
        one("changes", "/changes"),
        route(
            "changes, deep",
            (0..20)
                .map(|n| format!("/changes?after={}", n * 900))
                .collect(),
        ),
        one("changes, rare", "/changes?kind=removed"),
        one("changes, empty", "/changes?section=Kh%C3%B4ng"),
        one("changes since", "/changes?since=20261020T170000Z"),
        one("changes.json", "/changes.json"),
        one("changes.csv", "/changes.csv"),
        one("gone", "/gone"),
        one("gone.csv", "/gone.csv"),
        one("articles", "/articles"),
        route("articles, deep", each("/articles?after=", deep, "")),
        one("articles, section", "/articles?section=Y+t%E1%BA%BF"),
        one(
            "articles, unknown section",
            "/articles?section=Kh%C3%B4ng+c%C3%B3",
        ),
        route(
            "articles, year",
            (2006..2026)
                .map(|it| format!("/articles?year={it}"))
                .collect(),
        ),
        one("articles, empty year", "/articles?year=1999"),
        one("articles, edited", "/articles?edited=1"),
        one("articles, removed", "/articles?status=removed"),
        one(
            "articles, section and year",
            "/articles?section=Y+t%E1%BA%BF&year=2011&edited=1",
        ),
        one("articles.json", "/articles.json"),
        one("articles.csv", "/articles.csv?year=2012"),
    ]
}

fn of_articles(some: &[String], changed: &[String], urls: &[String]) -> Vec<Route> {
    vec![
        route("article", each("/a/", some, "")),
        route("article.json", each("/a/", some, ".json")),
        route("article.bib", each("/a/", some, "/citation.bib")),
        route("article.wacz", each("/a/", some, "/article.wacz")),
        route("compare", each("/a/", changed, "/compare")),
        route("history", each("/a/", changed, "/history")),
        route("history.json", each("/a/", changed, "/history.json")),
        route("evidence", each("/a/", some, "/evidence")),
        route("evidence.json", each("/a/", some, "/evidence.json")),
        route("address", each("/address?url=", urls, "")),
        route("replay", urls.iter().map(|url| replayed(url)).collect()),
        route("replay timemap", each("/web/timemap/link/", urls, "")),
    ]
}

fn others(words: &[String]) -> Vec<Route> {
    vec![
        one("home", "/"),
        route("search", each("/search?q=", words, "")),
        one("search, empty", "/search?q=xyzzyq"),
        route("search, year", each("/search?year=2014&q=", words, "")),
        route("search.json", each("/search.json?q=", words, "")),
        one("statistics", "/statistics"),
        one("statistics.json", "/statistics.json"),
        one("statistics.csv", "/statistics.csv"),
        one(
            "address, unknown",
            "/address?url=http://127.0.0.1:9/khong-co.html",
        ),
        one("about", "/about"),
        one("data", "/data"),
        one("feed", "/feeds/changes.atom"),
        one("style", "/style.css"),
        one("healthz", "/healthz"),
    ]
}

/// Where the first look at an address is shown.
fn replayed(url: &str) -> String {
    let number: String = url
        .chars()
        .rev()
        .skip_while(|it| !it.is_ascii_digit())
        .take_while(char::is_ascii_digit)
        .collect();
    let number: String = number.chars().rev().collect();
    let at = looked_at(number.parse().expect("its name has one"), 0);
    format!("/web/{}/{url}", at.format("%Y%m%d%H%M%S"))
}
