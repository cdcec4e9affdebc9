//! Feeds over months: nothing drops out, nothing archived changes.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use hpnews::record::{Change, ChangeKind};
use hpnews::report::{Feed, atom, plan};
use proptest::prelude::*;

use crate::scene;

/// A ledger with so many changes on each of these days after the first of November.
fn ledger(days: &[(i64, u32)]) -> Vec<Change> {
    let mut number = 0;
    let mut changes = Vec::new();
    for (day, count) in days {
        for _ in 0..*count {
            number += 1;
            let kind = if number % 5 == 0 {
                ChangeKind::Removed
            } else {
                ChangeKind::Number
            };
            let mut change = scene::change(number, kind, "Tin");
            change.at = scene::at("2026-11-01T01:00:00+07:00") + TimeDelta::days(*day);
            changes.push(change);
        }
    }
    changes
}

fn planned(changes: &[Change]) -> Vec<Feed> {
    plan(changes, scene::at("2026-11-01T00:00:00+07:00"))
}

/// What one reads who follows `prev-archive` from the current document.
fn followed(feeds: &[Feed], name: &str) -> BTreeSet<usize> {
    let mut at = Some(name);
    let mut read = BTreeSet::new();
    while let Some(file) = at {
        let feed = feeds
            .iter()
            .find(|it| it.file == file)
            .expect("a link leads somewhere");
        read.extend(feed.entries.iter().map(|it| it.position));
        at = feed.previous.as_deref();
    }
    read
}

#[test]
fn an_empty_ledger_makes_two_empty_feeds() {
    let feeds = planned(&[]);
    let files: Vec<&str> = feeds.iter().map(|it| it.file.as_str()).collect();
    assert_eq!(files, ["feeds/changes.atom", "feeds/removals.atom"]);
    let text = atom(&feeds[0], &[], &scene::publisher(None));
    assert!(
        text.contains("<updated>2026-11-01T00:00:00+07:00</updated>"),
        "{text}"
    );
}

#[test]
fn a_month_is_archived_when_it_is_over_or_fifty_are_full() {
    let feeds = planned(&ledger(&[(0, 120), (31, 3)]));
    let of_changes: BTreeMap<&str, usize> = feeds
        .iter()
        .filter(|it| it.name() == "changes")
        .map(|it| (it.file.as_str(), it.entries.len()))
        .collect();
    let wanted = BTreeMap::from([
        ("feeds/changes.atom", 50),
        ("feeds/changes-2026-11.atom", 50),
        ("feeds/changes-2026-11-2.atom", 50),
        ("feeds/changes-2026-11-3.atom", 20),
    ]);
    assert_eq!(of_changes, wanted);
    let archive = feeds
        .iter()
        .find(|it| it.archive)
        .expect("an archive document");
    let text = atom(archive, &[], &scene::publisher(None));
    assert!(text.contains("<fh:archive/>"), "{text}");
}

#[test]
fn the_same_thing_again_has_an_id_of_its_own_and_an_alternating_article_is_told_once() {
    let mut changes = ledger(&[(0, 1), (1, 1), (2, 1)]);
    for change in &mut changes {
        change.id = "00000000000000aa".to_owned();
    }
    changes[2].repeats = Some("snapshots/x.json".to_owned());
    let feeds = planned(&changes);
    let told: Vec<(usize, usize)> = feeds[0]
        .entries
        .iter()
        .map(|it| (it.position, it.told_before))
        .collect();
    assert_eq!(told, [(1, 1), (0, 0)]);
    let items: Vec<_> = feeds[0]
        .entries
        .iter()
        .map(|it| scene::item(changes[it.position].clone(), Vec::new()))
        .collect();
    let text = atom(&feeds[0], &items, &scene::publisher(None));
    assert!(text.contains("<id>tag:kho.example.vn,2026:change:00000000000000aa</id>"));
    assert!(text.contains("<id>tag:kho.example.vn,2026:change:00000000000000aa:2</id>"));
}

proptest! {
    /// Also when the clock jumps back: days come in any order.
    #[test]
    fn nothing_drops_out_and_nothing_archived_changes(
        days in prop::collection::vec((0..100_i64, 0..90_u32), 1..8), sorted: bool
    ) {
        let mut days = days;
        if sorted {
            days.sort_unstable();
        }
        let whole = ledger(&days);
        let earlier = planned(&whole[..whole.len() / 2]);
        let later = planned(&whole);
        for name in ["feeds/changes.atom", "feeds/removals.atom"] {
            let all: BTreeSet<usize> = whole
                .iter()
                .enumerate()
                .filter(|(_, it)| name.contains("changes") || it.kind.is_status())
                .map(|(at, _)| at)
                .collect();
            prop_assert_eq!(followed(&later, name), all);
        }
        let files: BTreeSet<&str> = later.iter().map(|it| it.file.as_str()).collect();
        prop_assert_eq!(files.len(), later.len(), "two documents of one name");
        for archived in earlier.iter().filter(|it| it.archive) {
            prop_assert!(later.contains(archived), "{} changed", archived.file);
        }
    }
}
