//! What is found late, or behind many pages: nothing that is named is lost.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;

use crate::wire::{Wire, answer, article, html, list, not_found};
use crate::world::urls_kept;

const POSTS: &str = "/wp-json/wp/v2/posts";

/// Found in review: asked once, and never again, though every source named it every night.
#[test]
fn a_new_article_that_is_not_there_at_the_first_look_is_asked_again_while_it_is_named() {
    let night = Arc::new(AtomicUsize::new(1));
    let tonight = Arc::clone(&night);
    let wire = Wire::site(move |asked| {
        let night = tonight.load(Ordering::SeqCst);
        match (asked.path.as_str(), night) {
            ("/", 1) => list(["/cu.html"]),
            ("/", 4) => list(["/cu.html", "/khac.html"]),
            ("/", _) => list((0..5).map(|n| format!("/moi-{n}.html"))),
            ("/moi-0.html", 2) => not_found(),
            ("/moi-1.html", 2) => answer(302, "Location: /\r\n", ""),
            ("/moi-2.html", 2) => html(""),
            ("/moi-3.html", 2) => {
                html("<title>Không tìm thấy</title><h1>Không tìm thấy trang</h1>")
            }
            ("/moi-4.html", 2) => answer(410, "", ""),
            (path, _) if path.contains(".html") => article(path),
            _ => not_found(),
        }
    });
    wire.run(&["crawl"]).exits(0, &["1 new"]);
    night.store(2, Ordering::SeqCst);
    wire.run(&["crawl"]);
    assert_eq!(urls_kept(&wire.archive()).len(), 1);
    night.store(3, Ordering::SeqCst);
    wire.run(&["crawl"]).exits(0, &["5 new"]);
    wire.run(&["completeness"]).exits(0, &[]);
    night.store(4, Ordering::SeqCst);
    wire.run(&["crawl"]).exits(0, &["1 new"]);
}

/// What stays away costs ever less, and what nobody names any more is not asked for it.
#[test]
fn an_article_that_is_never_there_is_not_asked_every_night() {
    let night = Arc::new(AtomicUsize::new(1));
    let tonight = Arc::clone(&night);
    let wire = Wire::site(move |asked| {
        let named = tonight.load(Ordering::SeqCst) > 1;
        match asked.path.as_str() {
            "/" => list(
                ["/cu.html"]
                    .into_iter()
                    .chain(named.then_some("/khong.html")),
            ),
            "/cu.html" => article("Cũ"),
            _ => not_found(),
        }
    });
    for number in 1..=7 {
        night.store(number, Ordering::SeqCst);
        wire.run(&["crawl"]).exits(0, &[]);
    }
    let asked = wire.paths_after(0);
    let times = asked.iter().filter(|it| *it == "/khong.html").count();
    assert_eq!(times, 4, "{asked:?}");
}

/// Posts of one page of REST, newest or oldest first; the head as a cache leaves it.
fn posts(path: &str, all: u64, head: &str) -> Vec<u8> {
    let pair = |name: &str| {
        let mut pairs = path.split(['?', '&']).filter_map(|it| it.split_once('='));
        pairs.find(|it| it.0 == name).map_or("", |it| it.1)
    };
    let (page, size) = (
        pair("page").parse().unwrap_or(1),
        pair("per_page").parse().unwrap_or(10),
    );
    let mut ids: Vec<u64> = (1..=all).collect();
    if pair("order") == "desc" {
        ids.reverse();
    }
    let of_page = ids.into_iter().skip((page - 1) * size).take(size);
    let posts: Vec<_> = of_page
        .map(|n| {
            let at = format!("2026-11-01T{:02}:{:02}:00", n / 60, n % 60);
            json!({"id": n, "link": format!("/tin/{n}.html"), "modified_gmt": at})
        })
        .collect();
    if posts.is_empty() {
        return answer(
            400,
            "",
            r#"{"code":"rest_post_invalid_page_number","message":""}"#,
        );
    }
    let head = format!("Content-Type: application/json\r\n{head}");
    answer(200, &head, json!(posts).to_string())
}

/// Found in review: a cache took the totals away, and page 1 was all that was read.
#[test]
fn posts_are_read_to_the_last_page_whatever_the_head_says() {
    for head in [
        "",
        "X-WP-Total: 100\r\nX-WP-TotalPages: 1\r\n",
        "X-WP-Total: nhiều\r\nX-WP-TotalPages: nhiều\r\n",
    ] {
        let all = Arc::new(AtomicUsize::new(130));
        let today = Arc::clone(&all);
        let mut wire = Wire::site(move |asked| match asked.path.as_str() {
            "/" => html("<title>Cổng</title><div id=app></div>"),
            path if path.starts_with(POSTS) => {
                posts(path, today.load(Ordering::SeqCst) as u64, head)
            }
            path if path.contains(".html") => article(path),
            _ => not_found(),
        });
        wire.sources = "sitemaps = []\nfeeds = []\nrest = [\"/wp-json/\"]".to_owned();
        wire.run(&["crawl"]).exits(0, &["130 new"]);
        all.store(260, Ordering::SeqCst);
        wire.run(&["crawl"]).exits(0, &["130 new"]);
        let seen = wire.requests().len();
        wire.run(&["crawl"]).exits(0, &["0 new"]);
        let asked = wire.paths_after(seen);
        let pages = asked.iter().filter(|it| it.starts_with(POSTS)).count();
        assert!(pages <= 2, "{head}: {asked:?}");
    }
}

/// A server that knows no pages answers the same for each: that is no collection without end.
#[test]
fn a_collection_that_repeats_itself_ends() {
    let mut wire = Wire::site(|asked| match asked.path.as_str() {
        "/" => html("<title>Cổng</title><div id=app></div>"),
        path if path.starts_with(POSTS) => posts("?page=1&per_page=5", 5, ""),
        path if path.contains(".html") => article(path),
        _ => not_found(),
    });
    wire.sources = "sitemaps = []\nfeeds = []\nrest = [\"/wp-json/\"]".to_owned();
    for new in ["5 new", "0 new"] {
        let seen = wire.requests().len();
        wire.run(&["crawl"]).exits(0, &[new]);
        let asked = wire.paths_after(seen);
        let pages = asked.iter().filter(|it| it.starts_with(POSTS)).count();
        assert!(pages <= 2, "{asked:?}");
    }
}

/// Found in review: the better a list's page numbers were marked up, the less of it was read.
#[test]
fn a_night_follows_page_numbers_of_any_system() {
    type Link = fn(usize) -> String;
    let systems: [(&str, Link); 5] = [
        ("?page=", |n| format!("/?page={n}")),
        ("?page= from 0", |n| format!("/?page={}", n - 1)),
        ("?start=", |n| format!("/?start={}", (n - 1) * 10)),
        ("/trang-", |n| format!("/trang-{n}")),
        ("/N", |n| format!("/tin/{n}")),
    ];
    std::thread::scope(|scope| {
        for (name, link) in systems {
            scope.spawn(move || {
                let all = Arc::new(AtomicUsize::new(20));
                let today = Arc::clone(&all);
                let mut wire = Wire::site(move |asked| {
                    let all = today.load(Ordering::SeqCst);
                    let last = all.div_ceil(10);
                    let page = (1..=last).find(|n| link(*n) == asked.path);
                    let page = page.or((asked.path == "/").then_some(1));
                    if let Some(page) = page {
                        let of_page = (0..all).rev().skip((page - 1) * 10).take(10);
                        let items = of_page.map(|n| format!("<li><a href=/bai-{n}.html>Tin</a>"));
                        let numbers = (1..=last)
                            .filter(|n| *n != page)
                            .map(|n| format!("<a href='{}'>{n}</a>", link(n)));
                        return html(format!(
                            "<title>Tin</title><ul>{}</ul><div class=pagination>{}</div>",
                            items.collect::<String>(),
                            numbers.collect::<String>()
                        ));
                    }
                    match asked.path.as_str() {
                        path if path.contains(".html") => article(path),
                        _ => not_found(),
                    }
                });
                wire.article = "[\"/bai-*.html\"]".to_owned();
                wire.run(&["crawl"]).exits(0, &["20 new"]);
                all.store(55, Ordering::SeqCst);
                wire.run(&["crawl"]).exits(0, &["35 new"]);
                let kept = urls_kept(&wire.archive());
                assert_eq!(kept.len(), 55, "{name}");
            });
        }
    });
}

/// Found in review: portals that rewrite nothing were asked for pages they do not have.
#[test]
fn an_address_that_needs_index_php_is_asked_as_it_was_named() {
    for base in ["/index.php", "/vi/index.php", "/index.php/component/k2"] {
        let wire = Wire::site(move |asked| match asked.path.as_str() {
            "/" => list((0..3).map(|n| format!("{base}/tin/bai-{n}.html"))),
            path if path.starts_with(base) => article(path),
            _ => not_found(),
        });
        wire.run(&["crawl"]).exits(0, &["3 new"]);
    }
    // Where the server does rewrite, it says so, and each page is one article.
    let wire = Wire::site(|asked| match asked.path.as_str() {
        "/" => list(["/index.php/tin/mot.html", "/tin/mot.html"]),
        path => match path.strip_prefix("/index.php") {
            Some(short) => answer(301, &format!("Location: {short}\r\n"), ""),
            None if path.starts_with("/tin/") => article(path),
            None => not_found(),
        },
    });
    wire.run(&["crawl"]).exits(0, &["1 new"]);
    wire.run(&["completeness"]).exits(0, &[]);
}
