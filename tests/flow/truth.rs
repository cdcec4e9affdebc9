//! What is kept is what the portal has: all of it, exactly, and nothing else.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::fmt::Write as _;
use std::path::Path;

use hpnews::demo::Truth;
use hpnews::record::Snapshot;
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::world::{World, snapshots};

/// Asserts that an archive holds one exact version of every article, and nothing else.
#[track_caller]
pub(crate) fn kept_exactly(world: &World, archive: &Path) {
    let kept = snapshots(archive);
    let truth = world.portal.truth();
    assert!(truth.len() > 20, "the portal has articles");
    let mut wrong = String::new();
    for it in &truth {
        let mut versions = kept.values().filter(|kept| kept.url == it.url);
        match (versions.next(), versions.next()) {
            (Some(kept), None) => compare(it, kept, &mut wrong),
            (None, _) => _ = writeln!(wrong, "{} is not kept", it.url),
            (Some(_), Some(_)) => _ = writeln!(wrong, "{} is kept twice", it.url),
        }
    }
    for kept in kept.values() {
        if !truth.iter().any(|it| it.url == kept.url) {
            _ = writeln!(wrong, "{} is no article", kept.url);
        }
    }
    assert_eq!(wrong, "");
}

/// Notes each field that is not what the portal's editors wrote.
fn compare(it: &Truth, kept: &Snapshot, wrong: &mut String) {
    fn field<T: PartialEq + Debug>(wrong: &mut String, name: &str, url: &str, want: &T, got: &T) {
        if want != got {
            _ = writeln!(wrong, "{name} of {url}\n  want {want:?}\n  got  {got:?}");
        }
    }
    let url = it.url.as_str();
    let (title, lead) = (Some(it.title.clone()), Some(it.lead.clone()));
    let printed = Some(it.published_text.clone());
    field(wrong, "title", url, &title, &kept.title);
    let published = Some(it.published_at);
    field(wrong, "published_at", url, &published, &kept.published_at);
    field(wrong, "published_text", url, &printed, &kept.published_text);
    field(wrong, "lead", url, &lead, &kept.lead);
    field(wrong, "body", url, &it.body, &kept.body);
    field(wrong, "images", url, &it.images, &kept.images);
    field(wrong, "author", url, &it.author, &kept.author);
    field(wrong, "source", url, &it.source, &kept.source);
    field(wrong, "categories", url, &it.categories, &kept.categories);
    field(wrong, "files", url, &it.attachments, &kept.attachments);
    field(wrong, "related", url, &it.related, &kept.related);
    field(wrong, "layout", url, &it.layout, &kept.layout.as_str());
}

/// Every table of a catalog as text, rows in order.
pub(crate) fn dump(archive: &Path) -> String {
    let catalog = Connection::open(archive.join("catalog.sqlite")).unwrap();
    let mut tables = catalog
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        .unwrap();
    let names = tables.query_map([], |row| row.get::<_, String>(0)).unwrap();
    let mut text = String::new();
    for name in names.map(Result::unwrap) {
        let mut query = catalog.prepare(&format!("SELECT * FROM {name}")).unwrap();
        let width = query.column_count();
        let rows = query.query_map([], |row| {
            let cells: Result<Vec<Value>, _> = (0..width).map(|n| row.get(n)).collect();
            Ok(format!("{:?}", cells?))
        });
        let rows: BTreeSet<String> = rows.unwrap().map(Result::unwrap).collect();
        _ = writeln!(text, "== {name}, {} rows", rows.len());
        text.extend(rows.iter().map(|row| format!("{row}\n")));
    }
    text
}

#[test]
fn every_article_is_kept_exactly_and_a_second_crawl_and_a_reindex_change_nothing() {
    let world = World::new();
    let archive = world.archive();
    world.run(&["crawl"]).exits(0, &[" new", " 0 unchanged"]);
    kept_exactly(&world, &archive);
    let first = snapshots(&archive);

    let count = world.portal.truth().len();
    let unchanged = format!("0 new · 0 changed · {count} unchanged");
    world.run(&["crawl", "--full"]).exits(0, &[&unchanged]);
    assert!(
        snapshots(&archive) == first,
        "the second crawl stored something"
    );

    let rows = dump(&archive);
    let all = format!("== snapshot, {count} rows");
    assert!(rows.contains(&all), "{rows}");
    std::fs::remove_file(archive.join("catalog.sqlite")).unwrap();
    world.run(&["reindex"]).exits(0, &["0 damaged"]);
    let again = dump(&archive);
    for (before, after) in rows.lines().zip(again.lines()) {
        assert_eq!(before, after);
    }
    assert_eq!(rows.lines().count(), again.lines().count());
    assert!(snapshots(&archive) == first, "reindexing touched snapshots");
}

#[test]
fn counters_that_rise_with_every_reading_make_no_new_version() {
    let world = World::new();
    world.portal.edit(|site| site.options.live_views = true);
    world.run(&["crawl"]).exits(0, &[]);
    let first = snapshots(&world.archive()).len();
    world
        .run(&["crawl", "--full"])
        .exits(0, &["0 new · 0 changed"]);
    assert_eq!(snapshots(&world.archive()).len(), first);
}
