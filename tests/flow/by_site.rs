//! `archive.layout = "site"`: an archive for each site below one root, crawled at once and read as
//! one, with nothing done by half.

use std::path::{Path, PathBuf};

use hpnews::store::Archive;
use serde_json::Value;

use crate::import::on;
use crate::spacing::{PAUSE, RATE, spaced};
use crate::world::World;

/// Two portals, configured side by side.
fn two() -> (World, World) {
    let (mut world, other) = (World::new(), World::new());
    world.take_site(&other, "khac");
    (world, other)
}

/// The same, crawled into a root.
fn crawled() -> (World, World, PathBuf) {
    let (mut world, other) = two();
    world.set("archive", "layout", "site");
    let root = world.path("kho");
    on(&world, &root, &["crawl"]).exits(0, &["── demo", "── khac"]);
    (world, other, root)
}

/// What the articles of an archive say, in the order of its dataset.
fn articles(world: &World, archive: &Path) -> Vec<Value> {
    let out = archive.with_extension("exported");
    let ended = on(world, archive, &["export", "--out", out.to_str().unwrap()]);
    assert!(ended.code == Some(0), "{}", ended.err);
    let text = std::fs::read_to_string(out.join("data/articles/articles.jsonl")).unwrap();
    let row = |line: &str| {
        let mut row: Value = serde_json::from_str(line).unwrap();
        // When each was looked at; and a copy of what another archive holds is not known there.
        let columns = row.as_object_mut().unwrap();
        columns.retain(|name, _| !APART.contains(&name.as_str()));
        row
    };
    text.lines().map(row).collect()
}

const APART: [&str; 6] = [
    "first_seen_at",
    "last_seen_at",
    "captured_at",
    "article_status_at",
    "duplicate_of",
    "snapshot",
];

#[test]
fn sites_in_one_archive_and_in_one_each_give_the_same_articles() {
    let (mut world, _other, root) = crawled();
    let by_site = articles(&world, &root);
    assert!(by_site.len() > 40);
    world.set("archive", "layout", "single");
    world.run(&["crawl"]).exits(0, &[]);
    let together = articles(&world, &world.archive());
    // What has no date stands where it was first seen.
    let dated = |rows: &[Value]| -> Vec<Value> {
        let dated = rows.iter().filter(|row| !row["published_at"].is_null());
        dated.cloned().collect()
    };
    assert_eq!(dated(&by_site), dated(&together));
    let sorted = |mut rows: Vec<Value>| {
        rows.sort_by_key(|row| row["article_id"].to_string());
        rows
    };
    assert_eq!(sorted(by_site), sorted(together));
}

#[test]
fn commands_read_the_whole_root_or_the_archive_they_mean() {
    let (world, other, root) = crawled();
    let run = |args: &[&str]| on(&world, &root, args);
    let listed = run(&["list", "--json"]);
    let ids: Vec<Value> = listed.exits(0, &[]).json();
    let of = |site: &str| {
        ids.iter()
            .filter(|it| it["article_id"].as_str().unwrap().starts_with(site))
            .count()
    };
    assert!(
        of("demo:") > 20 && of("demo:") == of("khac:"),
        "{}",
        listed.out
    );
    let one = run(&["list", "--site", "khac", "--json"]);
    assert_eq!(one.exits(0, &[]).json().len(), of("khac:"));
    run(&["list", "--site", "kach"]).exits(2, &["no site is called `kach`", "khac"]);
    run(&["list", "--section", "không có"]).exits(2, &["no section is called"]);
    for args in [
        &["status"][..],
        &["stats"],
        &["changes"],
        &["verify", "--deep"],
        &["search", "Hải Phòng"],
        &["reindex"],
        &["reextract", "--dry-run"],
        &["feeds"],
        &["report"],
        &["report", "--write"],
    ] {
        run(args).exits(0, &["── demo", "── khac"]);
    }
    // The demo portal names two addresses that cannot be had.
    run(&["completeness"]).exits(1, &["── demo", "── khac"]);
    let url = other.portal.truth()[0].url.clone();
    let id = ids.iter().find(|it| it["url"] == *url).unwrap()["article_id"]
        .as_str()
        .unwrap();
    for word in [url.as_str(), id] {
        for command in ["show", "history", "why"] {
            let said = run(&[command, word]);
            assert!(
                said.exits(0, &[])
                    .out
                    .contains(if command == "history" { id } else { &url }),
                "{}",
                said.out
            );
        }
    }
    run(&["replay", &url]).exits(0, &[]);
    let out = world.path("a.wacz");
    run(&["package", &url, "--out", out.to_str().unwrap()]).exits(0, &[]);
    run(&["show", "http://elsewhere.example/a"]).exits(2, &["no archive of a site knows"]);
    // The same story has the same path on both.
    let path = url.rsplit_once('/').unwrap().1.to_owned();
    let path = format!("/{path}");
    let several = run(&["show", &path]);
    assert_eq!(several.code, Some(2), "{}", several.out);
}

#[test]
fn what_is_of_one_archive_is_refused_and_says_what_to_do() {
    let (world, _other, root) = crawled();
    let out = world.path("aus");
    for args in [
        &["serve"][..],
        &["import", "a.warc"],
        &["report", "--out", out.to_str().unwrap()],
        &["stats", "--svg", out.to_str().unwrap()],
        &[
            "package",
            "--since",
            "2020-01-01",
            "--out",
            out.to_str().unwrap(),
        ],
    ] {
        let refused = on(&world, &root, args);
        refused.exits(2, &["is of one archive", "--archive", "demo"]);
        assert!(!out.exists());
    }
    let one = root.join("khac");
    let one = on(&world, &one, &["export", "--out", out.to_str().unwrap()]);
    one.exits(0, &[]);
}

#[test]
fn a_root_is_no_archive_and_an_archive_no_root() {
    let (mut world, _other, root) = crawled();
    world.set("archive", "layout", "single");
    for args in [&["crawl"][..], &["list"], &["verify"], &["reindex"]] {
        on(&world, &root, args).exits(2, &["is no archive: it holds one for each site", "layout"]);
    }
    assert!(!root.join("archive.json").exists());
    // One of them is an archive like any other.
    on(&world, &root.join("demo"), &["list"]).exits(0, &[]);
    let single = world.path("single");
    on(&world, &single, &["crawl", "demo"]).exits(0, &[]);
    world.set("archive", "layout", "site");
    world.set("archive", "dir", single.to_str().unwrap());
    for args in [&["crawl"][..], &["list"], &["verify"]] {
        world
            .bare(args)
            .exits(2, &["is an archive, and archive.layout is \"site\""]);
    }
    // A folder by name is one archive; its site must be configured before it takes anything in.
    on(&world, &single, &["list"]).exits(0, &[]);
    on(&world, &single, &["crawl"]).exits(2, &["no site of the configuration is called `single`"]);
}

#[test]
fn an_archive_by_name_takes_in_nothing_of_other_sites() {
    let (world, other, root) = crawled();
    let seen = other.portal.requests().len();
    let demo = world.portal.requests().len();
    on(&world, &root.join("demo"), &["crawl"]).exits(0, &[]);
    assert_eq!(other.portal.requests().len(), seen);
    assert!(world.portal.requests().len() > demo);
    on(&world, &root, &["crawl", "khac"]).exits(0, &["── khac"]);
    assert!(other.portal.requests().len() > seen);
}

#[test]
fn a_takedown_holds_in_every_archive_of_the_root() {
    let (world, _other, root) = crawled();
    let title = world.portal.truth()[0].title.clone();
    let url = world.portal.truth()[0].url.clone();
    let query = format!("\"{title}\"");
    let search = ["search", query.as_str(), "--json"];
    let found = on(&world, &root, &search);
    let hits = found.exits(0, &[]).json().len();
    assert!(hits >= 2, "the same story on both portals: {}", found.out);
    let list =
        format!("article = [ {{ url = \"{url}\", reason = \"bí mật\", on = 2026-11-23 }} ]\n");
    std::fs::write(world.path("withhold.toml"), list).unwrap();
    let found = on(&world, &root, &search);
    assert!(!found.exits(0, &[]).out.contains(&title), "{}", found.out);
    let list = list_of("/không-có.html");
    std::fs::write(world.path("withhold.toml"), list).unwrap();
    on(&world, &root, &search).exits(2, &["the archive holds no article", "pending"]);
}

fn list_of(url: &str) -> String {
    format!("article = [ {{ url = \"{url}\", reason = \"bí mật\", on = 2026-11-23 }} ]\n")
}

#[test]
fn one_archive_that_is_held_stops_no_other() {
    let (mut world, other, root) = crawled();
    let held = Archive::open(
        &root.join("demo"),
        &hpnews::crawl::open_options(&world.config()),
    );
    let seen = other.portal.requests().len();
    on(&world, &root, &["crawl"]).exits(2, &["demo: error:", "── khac"]);
    assert!(other.portal.requests().len() > seen);
    drop(held);
    let figures = world.path("đêm.prom");
    world.set("nightly", "metrics", figures.to_str().unwrap());
    on(&world, &root, &["nightly"]).exits(0, &["── demo", "── khac"]);
    let id = |site: &str| {
        assert!(world.path(&format!("đêm-{site}.prom")).exists());
        let feed = root.join(site).join("feeds/changes.atom");
        let feed = std::fs::read_to_string(feed).unwrap();
        let (_, id) = feed.split_once("<id>").unwrap();
        id.split_once("</id>").unwrap().0.to_owned()
    };
    assert_ne!(id("demo"), id("khac"), "two feeds of one name");
    assert!(!figures.exists());
    on(&world, &root, &["verify", "--deep"]).exits(0, &["0 findings"]);
}

#[test]
fn sites_of_one_host_share_its_lane() {
    let mut world = World::new();
    world.take_own_site("hai");
    world.set("archive", "layout", "site");
    world.set("politeness", "rate", RATE);
    let root = world.path("kho");
    on(&world, &root, &["crawl"]).exits(0, &["── demo", "── hai"]);
    spaced(&world, PAUSE);
    assert_eq!(
        world.times_asked("/robots.txt"),
        2,
        "each has its own evidence"
    );
}

#[test]
fn a_site_without_an_archive_is_said() {
    let (mut world, other) = two();
    world.set("archive", "layout", "site");
    let root = world.path("kho");
    on(&world, &root, &["list"]).exits(2, &["no archive of any site", "hpnews crawl"]);
    on(&world, &root, &["crawl", "demo"]).exits(0, &["── demo"]);
    assert!(other.portal.requests().is_empty());
    on(&world, &root, &["status"]).exits(0, &["── demo", "── khac: no archive yet"]);
}
