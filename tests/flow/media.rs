//! The files of articles: kept as evidence, from the site's own host only, once.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpStream;

use hpnews::crawl::changes_of_run;
use hpnews::demo::{InjectedFault, Truth};
use hpnews::digest::PayloadDigest;
use hpnews::http::Capture;
use hpnews::record::{Change, ChangeKind, FileCapture};
use hpnews::store::Archive;

use crate::world::World;

fn paths(truth: &[Truth], of: impl Fn(&Truth) -> Vec<String>) -> BTreeSet<String> {
    let urls = truth.iter().flat_map(of);
    let paths = urls.map(|url| url::Url::parse(&url).unwrap().path().to_owned());
    paths.collect()
}

fn attachments(world: &World) -> BTreeSet<String> {
    let of = |it: &Truth| it.attachments.iter().map(|it| it.url.clone()).collect();
    paths(&world.portal.truth(), of)
}

fn asked(world: &World) -> BTreeSet<String> {
    let asked = world.asked().into_keys();
    asked
        .filter(|path| path.starts_with("/wp-content/"))
        .collect()
}

fn kept(world: &World, path: &str) -> Capture {
    let reader = Archive::open_for_reading(&world.archive()).unwrap();
    let mut rows = reader.captures().of(&world.url(path)).unwrap();
    let row = rows.pop().expect("it was asked");
    reader.capture_at(&row.evidence.location).unwrap()
}

/// What the portal itself sends.
fn served(world: &World, path: &str) -> Vec<u8> {
    let host = world.portal.base().authority().to_owned();
    let mut stream = TcpStream::connect(&host).unwrap();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let end = answer
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .unwrap();
    answer.split_off(end + 4)
}

#[test]
fn attachments_are_kept_byte_for_byte_and_one_that_is_the_same_is_no_news() {
    let world = World::new();
    let files = attachments(&world);
    assert!(!files.is_empty(), "the portal offers files");
    world.run(&["crawl"]).exits(0, &["Files kept"]);
    assert_eq!(asked(&world), files, "attachments and nothing else");
    for path in &files {
        let capture = kept(&world, path);
        assert_eq!(capture.status, 200, "{path}");
        assert!(capture.body.starts_with(b"%PDF"), "{path}");
    }
    let second = world.run(&["crawl", "--full"]);
    second.exits(0, &["0 new · 0 changed"]);
    assert!(!second.err.contains("Files kept"), "{}", second.err);
    for path in &files {
        assert_eq!(
            world.times_asked(path),
            2,
            "everything is asked again: {path}"
        );
        assert!(kept(&world, path).body == served(&world, path), "{path}");
    }
    assert_eq!(world.run(&["changes", "--json"]).out, "");
}

/// The articles that offer a file, in the order of their addresses.
fn offering(world: &World, path: &str) -> Vec<String> {
    let offers = |it: &Truth| it.attachments.iter().any(|file| file.url.ends_with(path));
    let truth = world.portal.truth().into_iter();
    let mut urls: Vec<String> = truth.filter(offers).map(|it| it.url).collect();
    urls.sort();
    urls
}

/// The changes told, by the file they are of.
fn told(world: &World) -> Vec<Change> {
    let lines = world.run(&["changes", "--json"]).json();
    let read = |line| serde_json::from_value::<Change>(line).unwrap();
    lines.into_iter().map(read).collect()
}

#[test]
fn a_file_replaced_under_its_address_is_told_of_each_article_that_offers_it() {
    for (args, etags) in [
        (&["crawl"][..], true),
        (&["crawl"], false),
        (&["crawl", "--full"], true),
        (&["crawl", "--full"], false),
    ] {
        let mut world = World::new();
        world.set("revisit", "shortest", "0s");
        world.set("revisit", "longest", "0s");
        world.portal.edit(|site| site.options.uploads.etags = etags);
        world.run(&["crawl"]).exits(0, &[]);
        let files = attachments(&world);
        world
            .portal
            .edit(|site| site.options.uploads.mark = "sua doi");
        world.run(args).exits(0, &["0 new · 0 changed"]);

        let told = told(&world);
        for path in &files {
            let url = world.url(path);
            let of_file = |it: &&Change| it.files.iter().any(|file| file.url == url);
            let mut of: Vec<&Change> = told.iter().filter(of_file).collect();
            of.sort_by(|a, b| a.url.cmp(&b.url));
            let articles: Vec<&str> = of.iter().map(|it| it.url.as_str()).collect();
            assert_eq!(articles, offering(&world, path), "{args:?} {etags} {path}");
            assert_eq!(of[0].kinds, [ChangeKind::Caption]);
            assert_eq!(of[0].fields, ["attachments"]);
            let [file] = &of[0].files[..] else {
                panic!("{:?}", of[0].files);
            };
            let reader = Archive::open_for_reading(&world.archive()).unwrap();
            let body = |of: &FileCapture| reader.capture_at(&of.warc).unwrap().body;
            assert_ne!(body(&file.before), body(&file.after));
            assert_eq!(PayloadDigest::of(&body(&file.before)), file.before.payload);
            assert_eq!(PayloadDigest::of(&body(&file.after)), file.after.payload);
            assert!(body(&file.after) == served(&world, path), "{path}");
        }
        world.run(args).exits(0, &["0 new · 0 changed"]);
        assert_eq!(self::told(&world), told, "it is told once");
        std::fs::remove_file(world.archive().join("catalog.sqlite")).unwrap();
        world.run(&["reindex"]).exits(0, &["0 damaged"]);
        let reader = Archive::open_for_reading(&world.archive()).unwrap();
        let runs = reader.told_runs().unwrap();
        let of = |run: &String| changes_of_run(&reader, &world.config(), run).unwrap();
        let again: Vec<Change> = runs.iter().flat_map(of).collect();
        assert_eq!(again, told, "the catalog is made of the files alone");
    }
}

#[test]
fn a_file_that_is_as_it_was_costs_a_word_where_it_has_a_validator() {
    let mut world = World::new();
    world.set("revisit", "shortest", "0s");
    world.set("revisit", "longest", "0s");
    world.run(&["crawl"]).exits(0, &[]);
    let files = attachments(&world);
    world.run(&["crawl"]).exits(0, &["0 new · 0 changed"]);
    let reader = Archive::open_for_reading(&world.archive()).unwrap();
    for path in &files {
        let rows = reader.captures().of(&world.url(path)).unwrap();
        let statuses: Vec<_> = rows.iter().map(|it| it.status).collect();
        assert_eq!(statuses, [Some(200), Some(304)], "{path}");
    }
    drop(reader);
    assert_eq!(world.run(&["changes", "--json"]).out, "");
    world.run(&["verify", "--deep"]).exits(0, &[]);
}

#[test]
fn a_night_asks_as_many_held_files_as_the_budget_says_and_none_that_nobody_offers() {
    let mut world = World::new();
    world.set("revisit", "shortest", "0s");
    world.set("revisit", "longest", "0s");
    world.set("revisit", "files", "1 requests/night");
    world.run(&["crawl"]).exits(0, &[]);
    let files = attachments(&world);
    assert!(files.len() > 1);
    let asked = |world: &World| {
        files
            .iter()
            .map(|path| world.times_asked(path))
            .sum::<usize>()
    };
    let before = asked(&world);
    world.run(&["crawl"]).exits(0, &[]);
    assert_eq!(asked(&world) - before, 1);

    world.set("revisit", "files", "100 requests/night");
    world.portal.edit(|site| {
        for story in &mut site.stories {
            story.attachments.clear();
        }
    });
    world.run(&["crawl", "--full"]);
    let before = asked(&world);
    world.run(&["crawl"]).exits(0, &[]);
    world.run(&["crawl", "--full"]).exits(0, &[]);
    assert_eq!(asked(&world), before, "no article offers them any more");
}

#[test]
fn a_file_that_could_not_be_had_is_told_and_asked_again_the_next_night() {
    let world = World::new();
    let path = attachments(&world).into_iter().next().unwrap();
    world.portal.fault(&path, InjectedFault::Status(404), 1);
    world.run(&["crawl"]).exits(0, &["Gone", "HTTP 404"]);
    world.run(&["crawl"]).exits(0, &["Files kept    1"]);
    assert_eq!(world.times_asked(&path), 2);
}

#[test]
fn pictures_are_kept_where_they_are_wanted() {
    let mut world = World::new();
    world.set("fetch", "media", "images");
    world.run(&["crawl"]).exits(0, &["Files kept"]);
    let of = |it: &Truth| it.images.iter().map(|it| it.url.clone()).collect();
    let base = world.portal.base().to_string();
    let own = |it: &Truth| {
        let urls: Vec<String> = of(it);
        urls.into_iter()
            .filter(|url| url.starts_with(&base))
            .collect()
    };
    assert_eq!(asked(&world), paths(&world.portal.truth(), own));
}

#[test]
fn none_keeps_no_file_and_another_word_is_refused_with_the_choices() {
    let mut world = World::new();
    world.set("fetch", "media", "none");
    world.run(&["crawl"]).exits(0, &[]);
    assert_eq!(asked(&world), BTreeSet::new());
    world.set("fetch", "media", "pdf");
    world
        .run(&["crawl"])
        .exits(2, &["none", "images", "attachments", "all"]);
}

#[test]
fn a_limit_counts_articles_and_not_their_files() {
    let mut world = World::new();
    world.set("fetch", "media", "all");
    world
        .run(&["crawl", "--limit", "5"])
        .exits(0, &["limit", "5 new"]);
    assert!(!asked(&world).is_empty(), "their files were kept");
}
