//! What the look of article pages is made of: from the site's own host, once, and again when a
//! month has passed.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use hpnews::record::Role;
use hpnews::store::{Archive, CaptureRow};

use crate::world::World;

fn clock(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn first() -> DateTime<Utc> {
    clock("2026-11-01T19:00:00Z")
}

fn next_night() -> DateTime<Utc> {
    clock("2026-11-02T19:00:00Z")
}

fn a_month_later() -> DateTime<Utc> {
    clock("2026-12-02T19:00:00Z")
}

fn with_a_style_sheet() -> World {
    let world = World::new();
    world
        .portal
        .edit(|site| site.options.uploads.stylesheet = true);
    world
}

/// How often what lies beside the theme was asked.
fn asked(world: &World) -> BTreeMap<String, usize> {
    let mut asked = world.asked();
    asked.retain(|path, _| path.contains("/themes/"));
    asked
}

fn rows(world: &World, path: &str) -> Vec<CaptureRow> {
    let reader = Archive::open_for_reading(&world.archive()).unwrap();
    reader.captures().of(&world.url(path)).unwrap()
}

const SHEET: &str = "/wp-content/themes/demo/style.css?ver=1";

fn each(times: usize) -> BTreeMap<String, usize> {
    let theme = "/wp-content/themes/demo/";
    let names = ["style.css?ver=1", "mau.css", "nen.png", "chu.woff2"];
    names.map(|name| (format!("{theme}{name}"), times)).into()
}

#[test]
fn the_look_of_pages_is_kept_once_and_looked_at_again_after_a_month() {
    let world = with_a_style_sheet();
    world.night(first).unwrap();
    assert_eq!(asked(&world), each(1), "for all pages together");
    let row = rows(&world, SHEET).pop().unwrap();
    assert_eq!((row.role, row.status), (Role::Requisite, Some(200)));
    let reader = Archive::open_for_reading(&world.archive()).unwrap();
    let capture = reader.capture_at(&row.evidence.location).unwrap();
    assert!(capture.body.starts_with(b"@import 'mau.css'"));
    drop(reader);

    world.night(next_night).unwrap();
    assert_eq!(asked(&world), each(1), "it is a day old");

    world.night(a_month_later).unwrap();
    assert_eq!(asked(&world), each(2));
    let again = rows(&world, SHEET).pop().unwrap();
    assert_eq!(again.status, Some(304), "only whether it changed");
    assert!(again.evidence.revisit);
    world.run(&["verify", "--deep"]).exits(0, &[]);
    std::fs::remove_file(world.archive().join("catalog.sqlite")).unwrap();
    world.run(&["reindex"]).exits(0, &["0 damaged"]);
    assert_eq!(rows(&world, SHEET).len(), 2);
}

#[test]
fn without_fetch_requisites_no_style_sheet_is_asked_for() {
    let mut world = with_a_style_sheet();
    world.set("fetch", "requisites", false);
    world.run(&["crawl"]).exits(0, &[]);
    assert_eq!(asked(&world), BTreeMap::new());
    world.set("fetch", "requisites", true);
    world.run(&["crawl", "--full"]).exits(0, &[]);
    assert_eq!(asked(&world), each(1));
    world.set("fetch", "requisites", false);
    world.run(&["crawl", "--full"]).exits(0, &["requisites"]);
    assert_eq!(asked(&world), each(1));
}

#[test]
fn a_style_sheet_that_is_not_there_is_no_loss_of_an_article() {
    let world = with_a_style_sheet();
    let gone = hpnews::demo::InjectedFault::Status(404);
    world.portal.fault(SHEET, gone, usize::MAX);
    let ended = world.run(&["crawl"]);
    // The portal's own dead link.
    ended.exits(0, &["Gone          1 × HTTP 404"]);
    assert_eq!(rows(&world, SHEET).pop().unwrap().status, Some(404));
}
