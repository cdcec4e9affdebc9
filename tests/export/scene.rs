//! Three nights, and folders compared byte by byte.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use hpnews::demo::{Story, StoryPiece};
use serde_json::Value;

use crate::world::{World, files};

pub(crate) const EDITED: &str = "cang-nam-trieu-don-tau-chay-dien";
pub(crate) const GONE: &str = "sau-bao-so-3-ca-pho-di-trong-cay";
pub(crate) const MOVED: &str = "xe-buyt-dien-tuyen-so-9";
pub(crate) const MOVED_TO: &str = "xe-buyt-dien-so-chin";
/// Two pictures with captions, no attachment.
pub(crate) const NAMED: &str = "nguoi-giu-ngon-den-bien-hon-en";
/// A person in it.
pub(crate) const PERSON: &str = "Phùng Quang Lộc";

/// A day of this test's clock.
pub(crate) const DAY: i64 = 86_400;

/// One more night, a day later on the test's own clock.
pub(crate) fn night(world: &World, ahead: &AtomicI64, clock: fn() -> DateTime<Utc>) -> String {
    let run = world.night(clock).unwrap().run;
    ahead.fetch_add(DAY, Ordering::SeqCst);
    run
}

/// The second night finds an edit, a removal, a move, and something new.
pub(crate) fn edit(world: &World) {
    world.portal.edit(|site| {
        let newest = site.stories.iter().map(|it| it.modified).max().unwrap();
        let story = site.story_mut(EDITED).unwrap();
        let Some(StoryPiece::Block(block)) = story.parts[0].first_mut() else {
            panic!("its body begins with text");
        };
        block.text.push_str(" Con số mới là 2.345 tỷ đồng.");
        story.modified = newest + TimeDelta::seconds(60);
        site.remove(GONE).unwrap();
        assert!(site.rename(MOVED, MOVED_TO));
        let pattern: Story = site.story(EDITED).unwrap().clone();
        site.stories.push(Story {
            id: 90_001,
            slug: "tin-moi".to_owned(),
            title: "=HYPERLINK(\"http://x\") là tin mới".to_owned(),
            date: newest + TimeDelta::hours(1),
            modified: newest + TimeDelta::hours(1),
            printed: None,
            ..pattern
        });
    });
}

/// Every file below a folder, by path.
pub(crate) fn contents(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let all = files(dir).into_iter();
    all.map(|path| {
        let name = path.strip_prefix(dir).unwrap().display().to_string();
        (name, std::fs::read(&path).unwrap())
    })
    .collect()
}

/// Asserts that two dumps are the same bytes, and says which file is not.
#[track_caller]
pub(crate) fn same(one: &Path, other: &Path) {
    let (one, other) = (contents(one), contents(other));
    assert!(one.len() > 4, "there is a dump");
    assert_eq!(
        one.keys().collect::<Vec<_>>(),
        other.keys().collect::<Vec<_>>()
    );
    for (name, bytes) in &one {
        if *bytes != other[name] {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            let (one, other) = (text(bytes), text(&other[name]));
            let differ = one.lines().zip(other.lines()).find(|(a, b)| a != b);
            panic!("{name} differs: {differ:?}");
        }
    }
}

/// The rows of one table of a JSONL dump.
pub(crate) fn rows(dump: &Path, table: &str) -> Vec<Value> {
    let mut found = files(&dump.join("data").join(table));
    found.sort();
    let texts = found
        .iter()
        .map(|path| std::fs::read_to_string(path).unwrap());
    let texts: Vec<String> = texts.collect();
    let lines = texts.iter().flat_map(|text| text.lines());
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Exports all tables as JSONL, with more arguments.
#[track_caller]
pub(crate) fn dump(world: &World, name: &str, more: &[&str]) -> std::path::PathBuf {
    let out = world.path(name);
    let path = out.display().to_string();
    let mut args = vec!["export", "--what", "all", "--out", &path];
    args.extend(more);
    world.run(&args).exits(0, &[]);
    out
}
