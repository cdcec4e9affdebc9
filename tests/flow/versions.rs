//! Articles that change, move, or say what another says.

use std::collections::BTreeSet;

use hpnews::demo::StoryPiece;
use hpnews::record::Snapshot;

use crate::truth::kept_exactly;
use crate::world::{World, snapshots};

const CHANGED: &str = "cang-nam-trieu-don-tau-chay-dien";
const MOVED: &str = "thu-vien-tren-thuyen-2";
const MOVED_TO: &str = "thu-vien-noi-tren-song";

/// Versions of an article, oldest first, with their files.
fn versions(world: &World, article_id: &str) -> Vec<(String, Snapshot)> {
    let mut versions: Vec<_> = snapshots(&world.archive()).into_iter().collect();
    versions.retain(|(_, it)| it.article_id == article_id);
    versions.sort_by_key(|(_, it)| it.provenance.run.clone());
    versions
}

#[test]
fn a_silent_edit_gives_one_new_version_that_names_the_one_before() {
    let world = World::new();
    world.run(&["crawl"]).exits(0, &[]);
    let before: BTreeSet<String> = snapshots(&world.archive()).into_keys().collect();
    let id = format!("demo:post-{}", world.truth_of(CHANGED).post_id);
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

    let after = snapshots(&world.archive());
    assert!(before.iter().all(|file| after.contains_key(file)));
    assert_eq!(after.len(), before.len() + 1);
    let versions = versions(&world, &id);
    let [(old_file, old), (_, new)] = &versions[..] else {
        panic!("{} versions", versions.len());
    };
    assert_eq!(old.provenance.previous, None);
    assert_eq!(new.provenance.previous.as_ref(), Some(old_file));
    assert_eq!(new.body, world.truth_of(CHANGED).body);
    assert_ne!(old.digests.body, new.digests.body);
    assert_eq!(old.digests.title, new.digests.title);
    world.run(&["crawl"]).exits(0, &["0 new · 0 changed"]);
}

#[test]
fn a_renamed_article_keeps_its_id_and_remembers_its_address() {
    let world = World::new();
    world.run(&["crawl"]).exits(0, &[]);
    let old = world.truth_of(MOVED);
    let id = format!("demo:post-{}", old.post_id);
    assert_eq!(versions(&world, &id).len(), 1);
    world.portal.edit(|site| {
        assert!(site.rename(MOVED, MOVED_TO));
        site.story_mut(MOVED_TO).unwrap().title.push_str(" nổi");
    });
    world.run(&["crawl"]).exits(0, &["0 new · 1 changed"]);

    let versions = versions(&world, &id);
    assert_eq!(versions.len(), 2, "one article, two versions");
    let newest = &versions[1].1;
    assert_eq!(newest.url, world.truth_of(MOVED_TO).url);
    assert_eq!(newest.previous_urls, std::slice::from_ref(&old.url));
    let shown = world.run(&["--json", "show", &old.url]);
    assert_eq!(
        shown.json()[0]["article_id"],
        id,
        "found by its old address"
    );
}

#[test]
fn an_article_that_only_moves_is_no_new_version_and_is_found_by_both_addresses() {
    let world = World::new();
    world.run(&["crawl"]).exits(0, &[]);
    let old = world.truth_of(CHANGED);
    let id = format!("demo:post-{}", old.post_id);
    world
        .portal
        .edit(|site| assert!(site.rename(CHANGED, "tau-dien-o-cang-nam-trieu")));
    world.run(&["crawl"]).exits(0, &["0 new · 0 changed"]);
    let new = world.truth_of("tau-dien-o-cang-nam-trieu");
    for url in [&old.url, &new.url] {
        let shown = world.run(&["--json", "show", url]);
        assert_eq!(shown.exits(0, &[]).json()[0]["article_id"], id, "{url}");
    }
    assert_eq!(versions(&world, &id).len(), 1);
}

#[test]
fn a_repost_is_kept_beside_the_first_and_names_it() {
    let world = World::new();
    world.run(&["crawl"]).exits(0, &[]);
    kept_exactly(&world, &world.archive());
    let kept = snapshots(&world.archive());
    let copies: Vec<_> = kept
        .values()
        .filter(|it| it.duplicate_of.is_some())
        .collect();
    let [copy] = copies[..] else {
        panic!("{} duplicates", copies.len());
    };
    let first = kept
        .values()
        .find(|it| Some(&it.article_id) == copy.duplicate_of.as_ref())
        .expect("the first is kept");
    assert_ne!(first.url, copy.url);
    assert!(first.url.contains("/thu-vien-tren-thuyen"), "{}", first.url);
    assert!(copy.url.contains("/thu-vien-tren-thuyen"), "{}", copy.url);
    assert_eq!(first.digests.content, copy.digests.content);
}
