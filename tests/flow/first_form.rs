//! An archive of the first form of snapshots (`hpnews/snapshot/1`), under the present binary:
//! it opens, and nothing of the change of form is told as the portal's doing.

use std::collections::BTreeMap;
use std::path::Path;

use hpnews::demo::StoryPiece;
use hpnews::digest::ContentDigest;
use hpnews::record::{ChangeKind, Snapshot};
use hpnews::store::Archive;
use serde_json::{Value, json};

use crate::world::{World, files, snapshots};

const CHANGED: &str = "cang-nam-trieu-don-tau-chay-dien";

/// Makes of an archive what the release before would have left: snapshots without the keys of
/// the second form, named and journalled by the digests of the first.
fn as_the_first_form(archive: &Path) -> BTreeMap<String, Snapshot> {
    let mut renamed = Vec::new();
    for path in files(&archive.join("snapshots")) {
        let mut value: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let keys = value.as_object_mut().unwrap();
        for key in ["published_date", "links", "embeds", "times"] {
            assert!(keys.remove(key).is_some(), "{key} is always written");
        }
        keys["schema"] = json!("hpnews/snapshot/1");
        keys["provenance"]["extractor"] = json!(1);
        let snapshot: Snapshot = serde_json::from_value(value.clone()).unwrap();
        let content = ContentDigest::of(&snapshot.content_form());
        let old = &snapshot.digests.content;
        assert_ne!(content, *old, "the forms have digests of their own");
        renamed.push((old.short().to_owned(), content.short().to_owned()));
        renamed.push((old.as_str().to_owned(), content.as_str().to_owned()));
        value["digests"]["content"] = json!(content);
        let name = path.to_str().unwrap();
        let name = name.replace(old.short(), content.short());
        std::fs::remove_file(&path).unwrap();
        std::fs::write(name, serde_json::to_vec_pretty(&value).unwrap()).unwrap();
    }
    // The long digests first: they begin with the short ones.
    renamed.sort_by_key(|(old, _)| std::cmp::Reverse(old.len()));
    let edited = [
        files(&archive.join("runs")),
        files(&archive.join("snapshots")),
    ];
    for path in edited.concat() {
        let Ok(mut text) = std::fs::read_to_string(&path) else {
            continue;
        };
        for (old, new) in &renamed {
            text = text.replace(old, new);
        }
        std::fs::write(&path, text).unwrap();
    }
    std::fs::remove_file(archive.join("catalog.sqlite")).unwrap();
    snapshots(archive)
}

fn world_of_the_first_form() -> (World, BTreeMap<String, Snapshot>) {
    let world = World::new();
    world.run(&["crawl"]).exits(0, &[]);
    let old = as_the_first_form(&world.archive());
    world.run(&["reindex"]).exits(0, &["0 damaged"]);
    (world, old)
}

#[test]
fn an_archive_of_the_first_form_opens_and_its_unchanged_pages_are_unchanged() {
    let (world, old) = world_of_the_first_form();
    assert!(old.len() > 20, "{} versions", old.len());
    let reader = Archive::open_for_reading(&world.archive()).unwrap();
    for (path, raw) in &old {
        let read = reader.read_snapshot(path).unwrap();
        assert_eq!(raw.published_date, None, "its file names no day");
        let day = raw.published_at.map(|at| at.date_naive());
        assert_eq!(read.published_date, day, "{path}");
    }
    drop(reader);
    for args in [&["crawl"][..], &["crawl", "--full"]] {
        world.run(args).exits(0, &["0 new · 0 changed"]);
        assert!(snapshots(&world.archive()) == old, "a version was made");
    }
    assert_eq!(world.run(&["changes", "--json"]).out, "");
    let asked = world.portal.requests().len();
    world.run(&["reextract"]).exits(0, &[]);
    assert_eq!(world.portal.requests().len(), asked, "a request was sent");
    assert_eq!(world.run(&["changes", "--json"]).out, "");
    world
        .run(&["crawl", "--full"])
        .exits(0, &["0 new · 0 changed"]);
}

#[test]
fn an_edit_after_the_change_of_form_is_told_alone() {
    let (world, old) = world_of_the_first_form();
    world.portal.edit(|site| {
        let story = site.story_mut(CHANGED).unwrap();
        let Some(StoryPiece::Block(block)) = story.parts[0].first_mut() else {
            panic!("its body begins with text");
        };
        block.text.push_str(" Câu này được thêm sau.");
    });
    world
        .run(&["crawl", "--full"])
        .exits(0, &["0 new · 1 changed"]);
    assert_eq!(snapshots(&world.archive()).len(), old.len() + 1);
    let told = world.run(&["changes", "--json"]).json();
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0]["kinds"], json!([ChangeKind::Body]));
    assert_eq!(told[0]["fields"], json!(["body"]));
}
