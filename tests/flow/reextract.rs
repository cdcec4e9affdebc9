//! The archive read again: nothing changes by itself, and a change of the recipe is told
//! field by field, filed beside the old, and never taken for a change of the site.

use std::collections::BTreeMap;

use hpnews::demo::StoryPiece;
use hpnews::record::{Cause, Snapshot};
use hpnews::store::Archive;
use serde_json::Value;

use crate::truth::kept_exactly;
use crate::world::{Ended, World, files, snapshots};

fn newest(world: &World) -> BTreeMap<String, Snapshot> {
    let reader = Archive::open_for_reading(&world.archive()).unwrap();
    let rows = reader
        .articles()
        .list(&hpnews::store::Filter::default())
        .unwrap();
    let read = |path: &str| reader.read_snapshot(path).unwrap();
    rows.into_iter()
        .map(|row| (row.article_id, read(&row.newest)))
        .collect()
}

#[test]
fn with_nothing_changed_nothing_is_reported_written_or_asked() {
    let world = World::new();
    world.portal.edit(|site| site.options.live_views = true);
    world.run(&["crawl"]).exits(0, &[]);
    world
        .run(&["crawl", "--full"])
        .exits(0, &["0 new · 0 changed"]);
    let (before, asked) = (snapshots(&world.archive()), world.portal.requests().len());
    for args in [&["reextract", "--dry-run"][..], &["reextract"]] {
        let count = format!("{} versions compared", before.len());
        world.run(args).exits(0, &["nothing changed", &count]);
    }
    assert_eq!(world.portal.requests().len(), asked, "a request was sent");
    assert!(
        snapshots(&world.archive()) == before,
        "something was stored"
    );
    let lines = world.run(&["--json", "reextract"]).json();
    assert_eq!(lines.len(), 1, "the report alone: {lines:?}");
    assert_eq!(lines[0]["changed"], 0);
}

#[test]
fn a_new_selector_gives_new_snapshots_that_name_the_old_which_stay() {
    let mut world = World::new();
    world.run(&["crawl"]).exits(0, &[]);
    kept_exactly(&world, &world.archive());
    let old = snapshots(&world.archive());
    for name in ["moi", "cu"] {
        world.layout(name).remove("author");
    }
    let dry = world.run(&["--json", "reextract", "--dry-run"]).json();
    assert!(
        snapshots(&world.archive()) == old,
        "a dry run stored something"
    );

    let real = world.run(&["reextract"]);
    real.exits(0, &["author", "versions changed"]);
    let now = snapshots(&world.archive());
    let new: Vec<_> = now
        .iter()
        .filter(|(path, _)| !old.contains_key(*path))
        .collect();
    assert!(new.len() > 3, "{} new", new.len());
    assert_eq!(dry.len(), new.len() + 1, "the dry run told the same");
    assert!(old.iter().all(|(path, it)| now.get(path) == Some(it)));
    for (path, it) in &new {
        assert_eq!(it.provenance.cause, Cause::Reextraction, "{path}");
        let before = &old[it.provenance.previous.as_ref().unwrap()];
        assert_eq!(it.article_id, before.article_id);
        assert_eq!(it.captured_at, before.captured_at);
        assert_eq!(it.provenance.pages, before.provenance.pages);
        assert_ne!(it.author, before.author, "{path}");
        assert_ne!(it.provenance.recipe, before.provenance.recipe);
    }
    let newest = newest(&world);
    for (_, it) in &new {
        assert!(
            newest[&it.article_id] == **it,
            "{} is not the newest",
            it.url
        );
    }
    world.run(&["reextract"]).exits(0, &["nothing changed"]);
    world
        .run(&["crawl", "--full"])
        .exits(0, &["0 new · 0 changed"]);
    std::fs::remove_file(world.archive().join("catalog.sqlite")).unwrap();
    world.run(&["reindex"]).exits(0, &["0 damaged"]);
    assert!(
        self::newest(&world) == newest,
        "a reindex has other newest versions"
    );
}

#[test]
fn pages_that_were_no_article_become_one_and_the_other_way_round() {
    let mut world = World::new();
    world
        .layout("cu")
        .insert("not_article".to_owned(), "page".into());
    world.run(&["crawl"]).exits(0, &[]);
    let few = snapshots(&world.archive());
    world.layout("cu").remove("not_article");
    let missing = world.portal.truth().len() - few.len();
    assert!(missing > 1, "the old layout has articles");
    let count = format!("{missing} new articles");
    world
        .run(&["reextract"])
        .exits(0, &["an article now", &count]);
    kept_exactly(&world, &world.archive());

    world
        .layout("cu")
        .insert("not_article".to_owned(), "page".into());
    let count = format!("{missing} no article any more");
    let all = snapshots(&world.archive());
    world
        .run(&["reextract"])
        .exits(0, &["no article any more", &count]);
    assert!(snapshots(&world.archive()) == all, "their snapshots stay");
}

#[test]
fn captures_of_a_site_that_is_not_configured_are_counted_and_told_once() {
    let mut world = World::new();
    world.run(&["crawl"]).exits(0, &[]);
    world.rename_site("khac");
    let ended = world.run(&["reextract", "--dry-run"]);
    ended.exits(1, &["Unreadable"]);
    let told = ended
        .err
        .matches("no site of the configuration is called \"demo\"");
    assert_eq!(told.count(), 1, "{}", ended.err);
    let report = world.run(&["--json", "reextract", "--dry-run"]).json();
    assert_eq!(report.len(), 2, "one finding and the report");
    assert!(
        report[1]["problems"].as_u64().unwrap() >= 27,
        "{}",
        report[1]
    );
}

/// What a second reading tells, without when and where it was made.
fn told(world: &World, archive: &std::path::Path, args: &[&str]) -> Vec<Value> {
    let args = [&["--json", "reextract"], args].concat();
    let ended = Ended::of(world.command(archive, &args).output());
    let mut lines = ended.exits(0, &[]).json();
    for line in &mut lines {
        // A dry run names no file that it did not make.
        for key in [
            "run",
            "started_at",
            "finished_at",
            "recipe",
            "stored",
            "snapshot",
        ] {
            line.as_object_mut().unwrap().remove(key);
        }
    }
    lines
}

/// A dry run forgot what it would have filed: each look at a page of an article it would have made
/// was told as one more.
#[test]
fn a_dry_run_tells_what_the_run_makes() {
    let mut world = World::new();
    // No two answers are the same bytes.
    world.portal.edit(|site| site.options.live_views = true);
    world
        .layout("cu")
        .insert("not_article".to_owned(), "page".into());
    let edited = |number: usize| {
        world.portal.edit(|site| {
            for story in &mut site.stories {
                if let Some(StoryPiece::Block(block)) = story.parts[0].first_mut() {
                    block.text = format!("{} Lần {number}.", block.text);
                }
                story.modified += chrono::TimeDelta::hours(1);
            }
        });
    };
    world.run(&["crawl"]).exits(0, &[]);
    for number in [1, 2] {
        world.run(&["crawl", "--full"]).exits(0, &[]);
        edited(number);
        world.run(&["crawl", "--full"]).exits(0, &[]);
    }
    let backwards = world.path("nguoc");
    let mut warcs = files(&world.archive().join("warc"));
    warcs.retain(|file| file.extension().is_some_and(|it| it == "gz"));
    warcs.sort();
    for file in warcs.iter().rev() {
        let file = file.display().to_string();
        let import = world.command(&backwards, &["import", &file]).output();
        // The first have revisits of what comes last.
        assert!(matches!(Ended::of(import).code, Some(0 | 1)));
    }
    world.layout("cu").remove("not_article");
    for name in ["moi", "cu"] {
        world.layout(name).remove("author");
    }
    for archive in [world.archive(), backwards] {
        let dry = told(&world, &archive, &["--dry-run"]);
        let run = told(&world, &archive, &[]);
        assert_eq!(dry.last(), run.last(), "{}", archive.display());
        assert_eq!(dry, run, "{}", archive.display());
        assert!(run.len() > 20, "{} lines", run.len());
    }
}
