//! The pause between two requests, as the portal sees it.

use std::time::Duration;

use crate::world::World;

pub(crate) const RATE: &str = "20/s";
pub(crate) const PAUSE: Duration = Duration::from_millis(50);
const PAGE: &str = "/xe-buyt-dien-tuyen-so-9.html";

/// Asserts that no two requests came closer than `pause`.
#[track_caller]
pub(crate) fn spaced(world: &World, pause: Duration) {
    let requests = world.portal.requests();
    for pair in requests.windows(2) {
        let gap = pair[1].at.saturating_sub(pair[0].at);
        let (first, second) = (&pair[0].path, &pair[1].path);
        assert!(gap >= pause, "{second} came {gap:?} after {first}");
    }
}

#[test]
fn no_two_requests_are_closer_than_the_pause_with_other_processes_beside() {
    let mut world = World::new();
    world.set("politeness", "rate", RATE);
    let mut crawl = world.start(&world.archive());
    world.wait_for_requests(5, &mut crawl);
    let url = world.url(PAGE);
    let mut beside = 0;
    while !crawl.has_ended() {
        world.run(&["fetch", &url]).exits(0, &[]);
        beside += 1;
    }
    crawl.end().exits(0, &[]);
    let asked = world.times_asked(PAGE);
    assert!(
        beside > 0 && asked == beside + 1,
        "{beside} fetches, {asked}"
    );
    assert_eq!(world.times_asked("/robots.txt"), beside + 1);
    spaced(&world, PAUSE);
}

#[test]
fn two_archives_crawled_at_once_share_the_host_s_lane() {
    let mut world = World::new();
    world.set("politeness", "rate", RATE);
    let first = world.start(&world.path("one"));
    let second = world.start(&world.path("two"));
    first.end().exits(0, &[]);
    second.end().exits(0, &[]);
    assert_eq!(world.times_asked(PAGE), 2);
    spaced(&world, PAUSE);
}
