//! A redesign is mended by one word: what waits teaches a recipe, a person takes it, and the
//! night is made whole.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use hpnews::record::Change;
use hpnews::store::Archive;

use crate::world::{World, snapshots};

static AHEAD: AtomicI64 = AtomicI64::new(0);

fn clock() -> DateTime<Utc> {
    Utc::now() + TimeDelta::seconds(AHEAD.load(Ordering::SeqCst))
}

fn next_day() {
    AHEAD.fetch_add(86_400, Ordering::SeqCst);
}

/// The portal of the demo in a theme whose every class has another name.
#[test]
fn a_theme_that_names_everything_otherwise_is_learnt_taken_and_nothing_is_told() {
    let mut world = World::new();
    world.night(clock).unwrap();
    let held = newest(&world);

    next_day();
    world.portal.edit(|site| site.options.theme = "v2-");
    let swapped = world.full_night(clock).unwrap();
    let [alarm] = &swapped.drift[..] else {
        panic!("{:?}", swapped.drift);
    };
    let of = |name: &str| alarm.proposed.iter().find(|it| it.field == name).unwrap();
    // Pages of an article in several say a part of what is archived of it.
    for (field, least) in [("title", 98), ("date", 80), ("body", 70)] {
        let it = of(field);
        assert!(
            it.known > 0 && it.agreed * 100 >= it.known * least,
            "{it:?}"
        );
    }
    let site = alarm.site.clone();
    let status = world.run(&["status"]).out;
    assert!(status.contains("hpnews recipe adopt"), "{status}");
    let night = world.run(&["report", "--format", "md"]).out;
    assert!(night.contains("recipe adopt"), "{night}");

    let taken = world.run(&["recipe", "adopt", &site]);
    taken.exits(0, &["reextract"]);
    world.take_config();
    world
        .run(&["recipe", "adopt", &site])
        .exits(2, &["has changed"]);
    world.run(&["reextract"]);
    let reader = Archive::open_for_reading(&world.archive()).unwrap();
    assert!(
        reader.drifted_waiting(&site).unwrap() <= 1,
        "a page of its own kind may wait"
    );
    drop(reader);
    // The frame of a video page stands on one page: nothing tells it from an edit.
    let mut said = told(&world);
    said.retain(|it| !it.url.contains("/video/"));
    assert_eq!(said, []);
    let now = newest(&world);
    for field in ["title", "published_at", "categories", "lead"] {
        let same = now.iter().filter(|(id, it)| held[*id][field] == it[field]);
        let count = same.count();
        assert!(
            count * 100 >= held.len() * 98,
            "{field}: {count} of {}",
            held.len()
        );
    }
    next_day();
    let after = world.full_night(clock).unwrap();
    assert_eq!(after.drift, [], "{:?}", after.counts);
}

/// What is archived of each article, as its newest version says it.
fn newest(world: &World) -> std::collections::BTreeMap<String, serde_json::Value> {
    let reader = Archive::open_for_reading(&world.archive()).unwrap();
    let rows = reader.list(&hpnews::store::Filter::default()).unwrap();
    let all = snapshots(&world.archive());
    let form = |path: &str| all[path].content_form();
    rows.into_iter()
        .map(|row| (row.article_id, form(&row.newest)))
        .collect()
}

/// What all runs told.
fn told(world: &World) -> Vec<Change> {
    let reader = Archive::open_for_reading(&world.archive()).unwrap();
    let runs = reader.told_runs().unwrap();
    runs.iter()
        .flat_map(|run| reader.changes_of(run).unwrap())
        .collect()
}
