//! The files of articles: kept as evidence, from the site's own host only, once.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpStream;

use hpnews::demo::{Fault, Truth};
use hpnews::http::Capture;
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
    let rows = reader.captures_of(&world.url(path)).unwrap();
    let [row] = &rows[..] else {
        panic!("{} captures of {path}", rows.len());
    };
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
fn attachments_are_kept_byte_for_byte_and_asked_once_in_all_nights() {
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
        assert_eq!(world.times_asked(path), 1, "{path}");
        assert!(kept(&world, path).body == served(&world, path), "{path}");
    }
}

#[test]
fn a_file_that_could_not_be_had_is_told_and_asked_again_the_next_night() {
    let world = World::new();
    let path = attachments(&world).into_iter().next().unwrap();
    world.portal.fault(&path, Fault::Status(404), 1);
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
