//! Pages that give validators are asked whether they changed, and the answer is believed only
//! where it can hide nothing that somebody has told of.

use hpnews::record::{DiscoverySource, Role};
use hpnews::store::{Archive, CaptureRow};
use serde_json::Value;

use crate::nights::{EDITED, edit, newest_is_the_truth, night};
use crate::world::{World, snapshots, urls_kept};

/// Every article is due every night, and has this `ETag`.
fn first_night(etag: &'static str) -> World {
    let mut world = World::new();
    world.set("revisit", "shortest", "0s");
    world.set("revisit", "longest", "0s");
    world.portal.edit(|site| site.options.etag = etag);
    world.run(&["crawl"]).exits(0, &[]);
    world
}

/// What was answered 304 in a run.
fn confirmed(world: &World, report: &Value) -> Vec<CaptureRow> {
    let reader = Archive::open_for_reading(&world.archive()).unwrap();
    let mut rows = reader
        .captures()
        .of_run(report["run"].as_str().unwrap())
        .unwrap();
    rows.retain(|row| row.status == Some(304));
    rows
}

#[test]
fn what_the_server_confirms_is_a_look_and_no_version() {
    let world = first_night("\"a\"");
    let versions = snapshots(&world.archive());
    let report = night(&world);
    let rows = confirmed(&world, &report);
    let articles = rows.iter().filter(|row| row.role == Role::Article).count();
    assert!(articles > 15, "{articles} articles in one page each");
    let files = rows.iter().filter(|row| row.role == Role::Media).count();
    assert!(files > 0, "files that are held");
    assert_eq!(
        rows.len() - articles - files,
        1,
        "the feed: lists and REST are read whole"
    );
    for row in &rows {
        assert!(row.evidence.revisit && row.payload.is_none(), "{row:?}");
    }
    let unchanged = report["counts"]["unchanged"].as_u64().unwrap();
    assert!(unchanged >= articles as u64);
    assert_eq!(snapshots(&world.archive()), versions);

    world.run(&["verify", "--deep"]).exits(0, &[]);
    world.run(&["reextract", "--dry-run"]).exits(0, &[]);
    let url = world.truth_of(EDITED).url;
    let history = || {
        world
            .run(&["--json", "history", &url])
            .exits(0, &[])
            .out
            .clone()
    };
    let before = history();
    world.run(&["reindex"]).exits(0, &[]);
    assert_eq!(history(), before, "the catalog is made of the files alone");
}

#[test]
fn a_silent_edit_of_a_page_with_another_validator_is_found_by_the_schedule() {
    let world = first_night("\"a\"");
    edit(&world, EDITED, false);
    world.portal.edit(|site| site.options.etag = "\"b\"");
    let report = night(&world);
    assert_eq!(report["counts"]["changed"], 1);
    newest_is_the_truth(&world, EDITED);
}

#[test]
fn a_validator_that_lies_hides_no_edit_that_was_told_of_and_none_from_a_full_crawl() {
    let world = first_night("\"a\"");
    edit(&world, EDITED, true);
    let report = night(&world);
    assert_eq!(report["counts"]["changed"], 1, "REST told of it");
    newest_is_the_truth(&world, EDITED);

    edit(&world, EDITED, false);
    let report = night(&world);
    assert_eq!(report["counts"]["changed"], 0, "nobody can know");
    let ended = world.run(&["--json", "crawl", "--full"]);
    let report = ended.exits(0, &[]).json().pop().unwrap();
    assert!(confirmed(&world, &report).is_empty());
    assert_eq!(report["counts"]["changed"], 1);
    newest_is_the_truth(&world, EDITED);
}

#[test]
fn a_feed_that_is_as_it_was_names_what_the_rules_of_its_time_left_out() {
    let mut world = World::new();
    world.admit_only("article", "/khanh-thanh-*.html");
    world.run(&["crawl"]).exits(0, &[]);
    world.admit("article", "/*.html");
    let report = night(&world);
    let rows = confirmed(&world, &report);
    assert!(rows.iter().any(|row| row.role == Role::Feed));
    let reader = Archive::open_for_reading(&world.archive()).unwrap();
    let by_feed = |url: &String| {
        let discovery_sources = reader.discovery().discovery_sources(url).unwrap();
        discovery_sources
            .iter()
            .any(|told| told.source == DiscoverySource::Feed)
    };
    let kept = urls_kept(&world.archive());
    assert!(
        kept.iter().filter(|url| by_feed(url)).count() > 1,
        "{kept:?}"
    );
}
