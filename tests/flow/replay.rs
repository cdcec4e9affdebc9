//! `replay` on an archive of two nights.

use hpnews::digest::PayloadDigest;

use crate::packages::{CHANGED, two_nights};
use crate::world::World;

#[test]
fn replay_prints_what_was_captured_then() {
    let (world, second) = two_nights();
    let url = world.truth_of(CHANGED).url;
    let newest = world.run(&["replay", &url]);
    newest.exits(0, &[]);
    let (head, body) = newest.out.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
    assert!(body.contains("được thêm sau"));
    let body_alone = world.run(&["replay", &url, "--body"]);
    assert_eq!(body_alone.out, body);
    let head_alone = world.run(&["replay", &url, "--headers"]);
    assert_eq!(head_alone.out, format!("{head}\r\n\r\n"));

    let earlier = world.run(&["replay", &url, "--at", &second, "--body"]);
    earlier.exits(0, &[]);
    assert!(!earlier.out.contains("được thêm sau"));
    let long_ago = world.run(&["replay", &url, "--at", "2001-01-01", "--body"]);
    long_ago.exits(0, &["this is the first capture"]);
    assert_eq!(long_ago.out, earlier.out);

    // The second night brought nothing new of the others: the body lies in the first.
    let truth = world.portal.truth();
    let other = truth.iter().find(|it| it.url != url).unwrap();
    let told = world.run(&["--json", "replay", &other.url]);
    let told = told.exits(0, &[]).json().remove(0);
    assert_eq!(told["revisit"], true);
    assert_eq!(told["captures"], 2);
    let body = world.run(&["replay", &other.url, "--body"]);
    body.exits(0, &[]);
    assert_eq!(
        told["payload"],
        PayloadDigest::of(body.out.as_bytes()).as_str()
    );
}

#[test]
fn replay_names_what_is_spelt_alike() {
    let world = World::new();
    world.run(&["crawl"]).exits(0, &[]);
    let url = world.truth_of(CHANGED).url;
    let wrong = url.replace("cang-nam", "cang-nan");
    world
        .run(&["replay", &wrong])
        .exits(2, &["never captured", &url]);
    world
        .run(&["replay", "https://khac.vn/"])
        .exits(2, &["never captured", "hpnews list"]);
    world.run(&["replay", "bài"]).exits(2, &["whole address"]);
    world
        .run(&["replay", &url, "--at", "hôm qua"])
        .exits(2, &["cannot read the time"]);
}
