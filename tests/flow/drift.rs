//! A redesign of the portal, and articles that alternate: what is told of them, and what not.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use hpnews::demo::StoryPiece;
use hpnews::record::{Cause, Change};
use hpnews::store::Archive;
use toml::Value;

use crate::world::{World, snapshots};

const DAY: i64 = 86_400;
const EDITED: [&str; 4] = [
    "khanh-thanh-cau-ben-lau-moi",
    "lop-day-boi-mien-phi-ven-song-lau",
    "cho-phien-go-dong-mo-lai",
    "sau-bao-so-3-ca-pho-di-trong-cay",
];

fn ahead(seconds: &AtomicI64) -> DateTime<Utc> {
    Utc::now() + TimeDelta::seconds(seconds.load(Ordering::SeqCst))
}

/// The first text of a story says something else, and the portal admits it.
fn edit(world: &World, slug: &str, text: &str, at: DateTime<Utc>) {
    world.portal.edit(|site| {
        let story = site.story_mut(slug).unwrap();
        story.modified = at.naive_utc();
        let piece = story.parts[0]
            .iter_mut()
            .find_map(|piece| match piece {
                StoryPiece::Block(block) => Some(block),
                StoryPiece::Picture { .. } => None,
            })
            .unwrap();
        text.clone_into(&mut piece.text);
    });
}

/// The recipe gets layouts for the new theme beside the old ones.
fn step(world: &mut World) {
    for name in ["moi", "cu", "video"] {
        let mut layout = world.layout(name).clone();
        layout["name"] = Value::String(format!("{name}-2"));
        for value in layout.iter_mut().map(|(_, value)| value) {
            for text in value.as_array_mut().into_iter().flatten() {
                *text = Value::String(renamed(text.as_str().unwrap()));
            }
        }
        world.add_layout(layout);
    }
}

fn renamed(selector: &str) -> String {
    let mut out = String::new();
    for letter in selector.chars() {
        out.push(letter);
        if matches!(letter, '.' | '#') {
            out.push_str("v2-");
        }
    }
    out
}

fn edited_articles(changes: &[Change]) -> Vec<String> {
    let mut slugs: Vec<String> = changes
        .iter()
        .map(|it| {
            let name = it.url.rsplit('/').next().unwrap();
            name.trim_end_matches(".html").to_owned()
        })
        .collect();
    slugs.sort();
    slugs
}

#[test]
fn a_theme_swap_raises_one_alarm_tells_no_change_and_is_made_whole_by_reextract() {
    static AHEAD: AtomicI64 = AtomicI64::new(0);
    fn clock() -> DateTime<Utc> {
        ahead(&AHEAD)
    }
    let mut world = World::new();
    let first = world.night(clock).unwrap();
    assert_eq!(world.changes_of(&first.run), []);
    let held = snapshots(&world.archive()).len();

    AHEAD.fetch_add(DAY, Ordering::SeqCst);
    world.portal.edit(|site| site.options.theme = "v2-");
    for slug in EDITED {
        edit(
            &world,
            slug,
            "Đoạn này nay nói 3.200 tỷ đồng, khác hẳn trước.",
            clock(),
        );
    }
    let swapped = world.night(clock).unwrap();
    let [alarm] = &swapped.drift[..] else {
        panic!("{:?}", swapped.drift);
    };
    assert_eq!(alarm.since, swapped.run);
    assert!(alarm.unfit >= 4 && alarm.unfit == alarm.looked, "{alarm:?}");
    assert_eq!(world.changes_of(&swapped.run), []);
    assert_eq!(
        snapshots(&world.archive()).len(),
        held,
        "nothing was stored"
    );

    AHEAD.fetch_add(DAY, Ordering::SeqCst);
    let lasting = world.night(clock).unwrap();
    assert_eq!(lasting.drift[0].since, swapped.run, "it is the same alarm");
    assert_eq!(world.changes_of(&lasting.run), []);

    // The very recipe that failed is not believed.
    world.run(&["reextract"]).exits(1, &["still do not fit"]);
    assert_eq!(snapshots(&world.archive()).len(), held);

    step(&mut world);
    world
        .run(&["reextract"])
        .exits(0, &["pages that had not fitted were read"]);
    let reader = Archive::open_for_reading(&world.archive()).unwrap();
    let runs = reader.told_runs().unwrap();
    let repaired = reader.changes_of(runs.last().unwrap()).unwrap();
    let mut expected = EDITED.map(str::to_owned).to_vec();
    expected.sort();
    assert_eq!(edited_articles(&repaired), expected);
    for change in &repaired {
        assert_eq!(change.fields, ["body"], "{change:?}");
        let after = reader
            .read_snapshot(change.after.as_ref().unwrap())
            .unwrap();
        assert_eq!(after.provenance.cause, Cause::Repair);
        assert!(change.last_seen_before < Some(change.at));
    }
    assert_eq!(snapshots(&world.archive()).len(), held + EDITED.len());
    world.run(&["reextract"]).exits(0, &["nothing changed"]);

    AHEAD.fetch_add(DAY, Ordering::SeqCst);
    let after = world.night(clock).unwrap();
    assert_eq!(after.drift, []);
    assert_eq!(world.changes_of(&after.run), []);
    let rebuilt = world.run(&["reindex"]);
    rebuilt.exits(0, &["0 damaged"]);
}

#[test]
fn a_page_or_two_that_read_oddly_are_edits_and_not_a_redesign() {
    static AHEAD: AtomicI64 = AtomicI64::new(0);
    fn clock() -> DateTime<Utc> {
        ahead(&AHEAD)
    }
    let world = World::new();
    world.night(clock).unwrap();
    AHEAD.fetch_add(DAY, Ordering::SeqCst);
    world.portal.edit(|site| {
        let story = site.story_mut(EDITED[0]).unwrap();
        story.author = None;
        story.modified = clock().naive_utc();
    });
    let report = world.night(clock).unwrap();
    assert_eq!(report.drift, []);
    assert_eq!((report.counts.changed, report.counts.drifted), (1, 0));
    let changes = world.changes_of(&report.run);
    assert_eq!(edited_articles(&changes), [EDITED[0]]);
    assert_eq!(changes[0].fields, ["author"]);
    world.run(&["verify"]).exits(0, &[]);
}

#[test]
fn an_article_that_alternates_is_told_going_and_coming_and_then_no_more() {
    static AHEAD: AtomicI64 = AtomicI64::new(0);
    fn clock() -> DateTime<Utc> {
        ahead(&AHEAD)
    }
    let world = World::new();
    let texts = ["Bản thứ nhất có 12 người.", "Bản thứ hai có 15 người."];
    edit(&world, EDITED[0], texts[0], clock());
    world.night(clock).unwrap();
    let mut told: Vec<Change> = Vec::new();
    for night in 1..7 {
        AHEAD.fetch_add(DAY, Ordering::SeqCst);
        edit(&world, EDITED[0], texts[night % 2], clock());
        let report = world.night(clock).unwrap();
        told.extend(world.changes_of(&report.run));
    }
    assert_eq!(told.len(), 6);
    let mut ids: Vec<&str> = told.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(told[0].repeats, None);
    assert!(told[1..].iter().all(|it| it.repeats.is_some()));
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 2, "the way there and the way back, each once");
}

#[test]
fn a_night_killed_half_way_tells_each_change_once_when_it_goes_on() {
    let mut world = World::new();
    world.run(&["crawl"]).exits(0, &[]);
    for slug in EDITED {
        edit(&world, slug, "Đoạn này nay nói 3.200 tỷ đồng.", Utc::now());
    }
    let seen = world.portal.requests().len();
    world.set("politeness", "rate", "25/s");
    for more in [3, 5, 7] {
        let mut crawl = world.start(&world.archive());
        world.wait_for_requests(seen + more, &mut crawl);
        crawl.kill();
    }
    world.run(&["crawl"]).exits(0, &["(resumed)"]);
    let reader = Archive::open_for_reading(&world.archive()).unwrap();
    let runs = reader.told_runs().unwrap();
    let changes = reader.changes_of(runs.last().unwrap()).unwrap();
    let mut expected = EDITED.map(str::to_owned).to_vec();
    expected.sort();
    assert_eq!(edited_articles(&changes), expected);
}
