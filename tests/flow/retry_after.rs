//! `Retry-After` is obeyed, within a run and across processes.

use std::time::Duration;

use hpnews::demo::InjectedFault;

use crate::truth::kept_exactly;
use crate::world::{World, urls_kept};

const BUSY: &str = "/cang-nam-trieu-don-tau-chay-dien.html";

#[test]
fn a_short_retry_after_is_slept_through_and_the_article_is_kept() {
    let world = World::new();
    world.portal.fault(BUSY, InjectedFault::RetryAfter(2), 1);
    world.run(&["crawl"]).exits(0, &["http_429"]);
    let requests = world.portal.requests();
    let at = requests.iter().position(|it| it.path == BUSY).unwrap();
    let gap = requests[at + 1].at.saturating_sub(requests[at].at);
    assert!(gap >= Duration::from_secs(2), "asked again after {gap:?}");
    assert_eq!(world.times_asked(BUSY), 2);
    kept_exactly(&world, &world.archive());
}

#[test]
fn many_short_rests_are_a_long_one() {
    // Each rest is shorter than the patience, and there are twenty of them.
    for (patience, seconds) in [("5s", 2), ("3s", 1), ("7s", 3)] {
        let mut world = World::new();
        world.set("politeness", "patience", patience);
        world.set("politeness", "max_attempts", 20);
        world
            .portal
            .fault(BUSY, InjectedFault::RetryAfter(seconds), 20);
        let host = world.portal.base().authority().to_owned();
        world
            .run(&["crawl"])
            .exits(1, &["left for the next run", &host]);
        let asked = world.times_asked(BUSY);
        assert!((2..12).contains(&asked), "{patience}: asked {asked} times");
    }
}

#[test]
fn a_long_retry_after_leaves_the_host_to_a_later_run_whoever_asks() {
    let mut world = World::new();
    world.set("politeness", "patience", "5s");
    world.portal.fault(BUSY, InjectedFault::RetryAfter(3600), 1);
    let host = world.portal.base().authority().to_owned();
    let left = [
        "left for the next run",
        &host,
        "may not be asked before 20",
        "429",
    ];
    world.run(&["crawl"]).exits(1, &left);
    let seen = world.portal.requests();
    assert_eq!(
        seen.last().unwrap().path,
        BUSY,
        "nothing was asked after it"
    );
    let kept = urls_kept(&world.archive());

    world.run(&["crawl"]).exits(1, &left);
    let url = world.url(BUSY);
    world
        .run(&["fetch", &url])
        .exits(2, &[&host, "may not be asked before 20"]);
    let elsewhere = world.path("another");
    let other = world.start(&elsewhere).end();
    other.exits(1, &left);
    assert_eq!(world.portal.requests(), seen, "it was asked all the same");
    assert_eq!(urls_kept(&world.archive()), kept, "what was kept stays");
}
