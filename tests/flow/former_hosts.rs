//! A portal that has left its host: what is held keeps its name, and the old host is not asked.

use std::collections::{BTreeMap, BTreeSet};

use toml::Value;

use crate::handmade::{article, list, missed, text};
use crate::world::{World, snapshots};

/// WordPress's own number of a post.
fn number(of: u32) -> String {
    format!("<link rel=\"shortlink\" href=\"/?p={of}\">")
}

/// A portal on another host, in the same archive; the first has been left.
fn after(old: &World, pages: &[(&str, String)]) -> World {
    let mut new = World::of(pages);
    let address = new.site_table("address");
    let left = Value::String(old.portal.base().authority().to_owned());
    address.insert("former_hosts".to_owned(), Value::Array(vec![left]));
    new
}

/// The names of what is held, each with the addresses it was seen at, as paths.
fn names(old: &World, new: &World) -> BTreeSet<(String, BTreeSet<String>)> {
    let mut names = BTreeMap::<String, BTreeSet<String>>::new();
    for version in snapshots(&old.archive()).into_values() {
        let urls = names.entry(version.article_id).or_default();
        for url in version.previous_urls.into_iter().chain([version.url]) {
            let path = url.replace(new.portal.base().as_str(), "/");
            urls.insert(path.replace(old.portal.base().as_str(), "old:/"));
        }
    }
    names.into_iter().collect()
}

#[test]
fn an_article_is_known_again_by_number_day_headline_and_text() {
    let dike = text("đê biển Gò", 12);
    let later = |page: String| page.replace("2026-04-05", "2026-06-07");
    for (case, before, now, same) in [
        (
            "number and day",
            article("Đê Gò", &dike, &number(7)),
            article("Đê Gò: cập nhật", &text("đê biển Gò", 13), &number(7)),
            true,
        ),
        (
            "number and text",
            article("Đê Gò", &dike, &number(7)),
            later(article("Đê Gò", &dike, &number(7))),
            true,
        ),
        (
            "a number given anew",
            article("Đê Gò", &dike, &number(7)),
            later(article(
                "Lớp bơi",
                &text("lớp bơi ven sông", 40),
                &number(7),
            )),
            false,
        ),
        (
            "headline, day and text",
            article("Đê Gò", &dike, ""),
            article("Đê Gò", &dike, ""),
            true,
        ),
        (
            "a number where there was none",
            article("Đê Gò", &dike, ""),
            article("Đê Gò", &dike, &number(9)),
            true,
        ),
        (
            "another day",
            article("Đê Gò", &dike, ""),
            later(article("Đê Gò", &dike, "")),
            false,
        ),
        (
            "headline and day alone",
            article("Tin vắn", &dike, ""),
            article("Tin vắn", &text("lớp bơi ven sông", 40), ""),
            false,
        ),
    ] {
        // The slug is the same in all of them, and says nothing.
        let old = World::of(&[("/n/bai.html", before), ("/", list(&["/n/bai.html"]))]);
        old.run(&["crawl"]).exits(0, &[]);
        let pages = [("/n/bai-moi.html", now), ("/", list(&["/n/bai-moi.html"]))];
        let new = after(&old, &pages);
        let asked = old.portal.requests().len();
        let ran = new.command(&old.archive(), &["crawl"]).output();
        assert!(ran.is_ok_and(|it| it.status.success()), "{case}");
        assert_eq!(
            old.portal.requests().len(),
            asked,
            "{case}: the old host was asked"
        );
        let names = names(&old, &new);
        assert_eq!(names.len(), if same { 1 } else { 2 }, "{case}: {names:?}");
    }
}

#[test]
fn what_only_the_old_host_had_is_listed_with_its_reason() {
    let page = |name: &str, figure| article(name, &text(name, figure), "");
    let old = World::of(&[("/n/a.html", page("đê Gò", 3)), ("/", list(&["/n/a.html"]))]);
    old.run(&["crawl"]).exits(0, &[]);
    // The new portal still links to the old one, to what was never held.
    let link = old.url("/n/b.html");
    let pages = [
        ("/n/c.html", page("cầu Lau", 5)),
        ("/", list(&["/n/c.html", &link])),
    ];
    let new = after(&old, &pages);
    let asked = old.portal.requests().len();
    for _ in 0..2 {
        let ran = new.command(&old.archive(), &["crawl"]).output();
        assert!(ran.is_ok_and(|it| it.status.success()));
    }
    assert_eq!(old.portal.requests().len(), asked);
    assert_eq!(names(&old, &new).len(), 2, "what is held stays");
    let missed = missed(&old);
    assert_eq!(
        missed,
        BTreeSet::from([("/n/b.html".to_owned(), "former_host".to_owned())])
    );
}
