//! Stopped by Ctrl-C and killed at random moments: the next crawl goes on.

use std::time::Duration;

use crate::truth::kept_exactly;
use crate::world::{World, snapshots};

/// Slow enough that a signal finds work left to do.
const SLOWLY: &str = "25/s";

/// A small generator with a printed seed: the moments are random, the test repeatable.
struct Moments(u64);

impl Moments {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// Requests beyond the first for the same address.
fn repeated(world: &World) -> usize {
    world.asked().values().map(|times| times - 1).sum()
}

#[test]
fn an_interrupted_crawl_goes_on_where_it_was() {
    let mut world = World::new();
    let whole = world.path("whole");
    world.start(&whole).end().exits(0, &[]);
    let seen = world.portal.requests().len();

    world.set("politeness", "rate", SLOWLY);
    let mut crawl = world.start(&world.archive());
    world.wait_for_requests(seen + 20, &mut crawl);
    crawl.interrupt();
    crawl.end().exits(130, &["Stopping after what is in hand"]);
    let kept = snapshots(&world.archive()).len();
    assert!(kept < world.portal.truth().len(), "it was stopped too late");

    let status = world.run(&["status"]);
    status.exits(0, &[]);
    assert!(status.out.contains("unfinished"), "{}", status.out);
    let going_on = world.run(&["crawl"]);
    going_on.exits(0, &["Resuming run", "(resumed)"]);
    kept_exactly(&world, &world.archive());
    let contents = |archive| {
        let mut contents: Vec<_> = snapshots(archive)
            .into_values()
            .map(|it| (it.article_id, it.url, it.digests.content))
            .collect();
        contents.sort();
        contents
    };
    assert_eq!(contents(&world.archive()), contents(&whole));
    let asked = world.requests_after(seen).len();
    assert_eq!(asked, seen, "nothing is asked twice, nothing left out");
}

#[test]
fn kills_at_random_moments_lose_nothing_and_repeat_one_request_each_at_most() {
    let mut world = World::new();
    world.set("politeness", "rate", SLOWLY);
    let seed = u64::from(std::process::id());
    eprintln!("kill moments from seed {seed}");
    let mut moments = Moments(seed);
    let mut kills = 0;
    while kills < 8 {
        let more = usize::try_from(moments.below(6)).unwrap();
        let goal = world.portal.requests().len() + more;
        let mut crawl = world.start(&world.archive());
        world.wait_for_requests(goal, &mut crawl);
        std::thread::sleep(Duration::from_millis(moments.below(60)));
        assert!(!crawl.has_ended(), "it ended before kill {kills}");
        crawl.kill();
        kills += 1;
    }
    world.run(&["crawl"]).exits(0, &["(resumed)"]);
    kept_exactly(&world, &world.archive());
    let repeated = repeated(&world);
    assert!(repeated <= kills, "{repeated} repeated after {kills} kills");
    world.run(&["reindex"]).exits(0, &["0 damaged"]);
    world.run(&["crawl"]).exits(0, &["0 new · 0 changed"]);
}
