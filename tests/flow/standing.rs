//! Articles that go, come back and move, and portals that only seem to lose them: told once,
//! and never when the portal is ill.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use hpnews::crawl::CrawlError;
use hpnews::demo::InjectedFault;
use hpnews::record::{Change, ChangeKind};

use crate::world::World;

const DAY: i64 = 86_400;
/// Has no other whose slug begins so.
const GONE: &str = "sau-bao-so-3-ca-pho-di-trong-cay";
/// Its slug begins the twin's: once gone, its address leads to another article.
const FIRST: &str = "thu-vien-tren-thuyen";
const MOVED: &str = "cang-nam-trieu-don-tau-chay-dien";
const MOVED_TO: &str = "tau-dien-o-cang-nam-trieu";

/// The machine's clock, so many seconds ahead.
fn ahead(seconds: &AtomicI64) -> DateTime<Utc> {
    Utc::now() + TimeDelta::seconds(seconds.load(Ordering::SeqCst))
}

/// The changes of standing of one more night, by article and class.
fn next_night(world: &World, by: &AtomicI64, clock: fn() -> DateTime<Utc>) -> Vec<Change> {
    by.fetch_add(DAY, Ordering::SeqCst);
    let report = world.night(clock).unwrap();
    world.changes_of(&report.run)
}

fn id(world: &World, slug: &str) -> String {
    format!("demo:post-{}", world.truth_of(slug).post_id)
}

fn told(changes: &[Change]) -> Vec<(String, ChangeKind)> {
    changes
        .iter()
        .map(|it| (it.article_id.clone(), it.kind))
        .collect()
}

#[test]
fn what_came_back_was_last_absent_at_the_last_look_that_missed_it() {
    static AHEAD: AtomicI64 = AtomicI64::new(0);
    fn clock() -> DateTime<Utc> {
        ahead(&AHEAD)
    }
    for absent in [1, 2, 4] {
        let world = World::new();
        world.night(clock).unwrap();
        let gone = id(&world, GONE);
        let story = world.portal.edit(|site| site.remove(GONE).unwrap());
        let mut last = None;
        for _ in 0..absent {
            AHEAD.fetch_add(DAY, Ordering::SeqCst);
            last = Some(world.night(clock).unwrap());
        }
        let last = last.unwrap();
        world.portal.edit(|site| site.stories.push(story));
        let back = next_night(&world, &AHEAD, clock);
        let change = back.iter().find(|it| it.article_id == gone).unwrap();
        assert_eq!(change.kind, ChangeKind::Restored, "{absent}");
        let seen = change.last_seen_before.unwrap();
        let night = (last.started_at - TimeDelta::seconds(1))..=last.finished_at;
        assert!(
            night.contains(&seen.to_utc()),
            "{absent}: {seen}, not in {night:?}"
        );
    }
}

#[test]
fn each_transition_is_told_once_with_what_it_takes_to_believe_it() {
    static AHEAD: AtomicI64 = AtomicI64::new(0);
    fn clock() -> DateTime<Utc> {
        ahead(&AHEAD)
    }
    let world = World::new();
    world.night(clock).unwrap();
    let (gone, first, moved) = (id(&world, GONE), id(&world, FIRST), id(&world, MOVED));
    let twin = id(&world, "thu-vien-tren-thuyen-2");
    let story = world.portal.edit(|site| {
        assert!(site.rename(MOVED, MOVED_TO));
        site.remove(FIRST).unwrap();
        site.remove(GONE).unwrap()
    });

    let mut nights = Vec::new();
    for _ in 0..5 {
        nights.push(next_night(&world, &AHEAD, clock));
    }
    let mut expected = vec![
        (gone.clone(), ChangeKind::Missing),
        (first.clone(), ChangeKind::Missing),
        (moved.clone(), ChangeKind::Moved),
    ];
    let mut first_night = told(&nights[0]);
    expected.sort();
    first_night.sort();
    assert_eq!(first_night, expected);
    let change = nights[0].iter().find(|it| it.article_id == moved).unwrap();
    let previous = change.previous_url.as_deref().unwrap();
    assert!(previous.ends_with("/cang-nam-trieu-don-tau-chay-dien.html"));
    assert!(change.url.ends_with("/tau-dien-o-cang-nam-trieu.html"));
    assert!(change.before.is_some() && change.last_seen_before < Some(change.at));
    let seen_before = change.last_seen_before.unwrap();
    assert_eq!(
        seen_before.timestamp_subsec_nanos(),
        0,
        "all times of a change have one form"
    );

    let mut later: Vec<_> = nights[1..].iter().flat_map(|it| told(it)).collect();
    let mut removed = vec![
        (gone.clone(), ChangeKind::Removed),
        (first, ChangeKind::Removed),
    ];
    later.sort();
    removed.sort();
    assert_eq!(later, removed, "each removal once, and nothing else");
    let night = nights.iter().position(|it| told(it).contains(&removed[0]));
    assert!(
        night >= Some(3),
        "three nights and 72 hours, not night {night:?}"
    );
    assert!(!nights.iter().flatten().any(|it| it.article_id == twin));

    world.portal.edit(|site| site.stories.push(story));
    // What was removed is looked for again once a month.
    AHEAD.fetch_add(30 * DAY, Ordering::SeqCst);
    let back = next_night(&world, &AHEAD, clock);
    assert_eq!(told(&back), [(gone, ChangeKind::Restored)]);
    assert_eq!(told(&next_night(&world, &AHEAD, clock)), []);
}

#[test]
fn a_portal_that_is_down_blocks_or_answers_404_to_everything_removes_nothing() {
    static AHEAD: AtomicI64 = AtomicI64::new(0);
    fn clock() -> DateTime<Utc> {
        ahead(&AHEAD)
    }
    let mut world = World::new();
    world.set("politeness", "max_attempts", 1);
    world.night(clock).unwrap();
    let wall = "<html><head><title>Just a moment...</title></head><body>\
                <h1>Checking your browser before accessing</h1></body></html>";
    let faults = [
        InjectedFault::Status(404),
        InjectedFault::Html(wall.to_owned()),
        InjectedFault::RedirectTo(world.portal.base().into()),
    ];
    for fault in faults {
        // Not robots.txt alone, which would stop the night before it began.
        for _ in 0..2 {
            for truth in world.portal.truth() {
                let path = truth.url.replace(world.portal.base().as_str(), "/");
                world.portal.fault(&path, fault.clone(), 1);
            }
            world.portal.fault("/", fault.clone(), 1);
            AHEAD.fetch_add(DAY, Ordering::SeqCst);
            let report = world.night(clock).unwrap();
            assert_eq!(world.changes_of(&report.run), [], "{fault:?}");
            let paper = world.run(&["report", "--json"]).exits(0, &[]).json();
            let coverage = &paper[0]["coverage"];
            let is_wall = matches!(fault, InjectedFault::Html(_));
            assert_eq!(coverage["blocked"] != 0, is_wall, "{fault:?} {coverage}");
        }
        // What was not asked for must not go wrong later.
        world.portal.clear_faults();
        assert_eq!(told(&next_night(&world, &AHEAD, clock)), [], "{fault:?}");
    }
}

#[test]
fn a_clock_that_jumps_back_a_day_is_refused_with_what_to_do_and_loses_nothing() {
    static AHEAD: AtomicI64 = AtomicI64::new(0);
    fn clock() -> DateTime<Utc> {
        ahead(&AHEAD)
    }
    let world = World::new();
    world.night(clock).unwrap();
    let asked = world.portal.requests().len();
    AHEAD.fetch_sub(DAY, Ordering::SeqCst);
    let error = world.night(clock).unwrap_err();
    assert!(matches!(error, CrawlError::ClockBack { .. }), "{error}");
    assert!(error.hint().unwrap().contains("set the clock right"));
    assert_eq!(world.portal.requests().len(), asked, "nobody was asked");
    AHEAD.fetch_add(DAY, Ordering::SeqCst);
    let again = next_night(&world, &AHEAD, clock);
    assert_eq!(told(&again), []);
}
