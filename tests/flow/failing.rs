//! A host that fails: few attempts, the failure told, everything else done.

use std::net::TcpListener;
use std::time::Duration;

use hpnews::demo::InjectedFault;

use crate::spacing::spaced;
use crate::truth::kept_exactly;
use crate::world::{Ended, World, urls_kept};

const ILL: &str = "/cang-nam-trieu-don-tau-chay-dien.html";
const ATTEMPTS: usize = 2;

fn world() -> World {
    let mut world = World::new();
    world.set("politeness", "max_attempts", 2);
    world
}

/// All articles but the ill one are kept, it was asked `ATTEMPTS` times, and its loss is
/// told with its cause.
#[track_caller]
fn all_but_one(world: &World, ended: &Ended, cause: &str) {
    ended.exits(1, &[&format!("1 × {cause}"), "not captured", ILL]);
    assert_eq!(world.times_asked(ILL), ATTEMPTS);
    let mut want: std::collections::BTreeSet<String> =
        world.portal.truth().into_iter().map(|it| it.url).collect();
    assert!(want.remove(&world.url(ILL)));
    assert_eq!(urls_kept(&world.archive()), want);
}

#[test]
fn a_page_that_answers_500_is_asked_max_attempts_times_and_again_by_the_next_run() {
    let world = world();
    world
        .portal
        .fault(ILL, InjectedFault::Status(500), ATTEMPTS);
    all_but_one(&world, &world.run(&["crawl"]), "http_500");
    world.run(&["crawl"]).exits(0, &["1 new · 0 changed"]);
    kept_exactly(&world, &world.archive());
}

#[test]
fn a_page_whose_connection_drops_is_asked_max_attempts_times() {
    let world = world();
    world.portal.fault(ILL, InjectedFault::Drop, 99);
    all_but_one(&world, &world.run(&["crawl"]), "disconnect");
    // At 100/s; the second attempt is a request like any other.
    spaced(&world, Duration::from_millis(10));
}

#[test]
fn a_page_that_breaks_off_is_never_kept_in_half() {
    let world = world();
    world.portal.fault(ILL, InjectedFault::Cut, 99);
    all_but_one(&world, &world.run(&["crawl"]), "truncated");
}

#[test]
fn a_page_that_hangs_is_given_up_and_the_rest_is_done() {
    let mut world = world();
    world.set("fetch", "first_byte_timeout", "1s");
    world.portal.fault(ILL, InjectedFault::Hang, 99);
    all_but_one(&world, &world.run(&["crawl"]), "timeout");
}

#[test]
fn one_bad_moment_costs_nothing() {
    let world = world();
    world.portal.fault(ILL, InjectedFault::Status(502), 1);
    world.portal.fault("/page/2", InjectedFault::Drop, 1);
    world.portal.fault("/feed/", InjectedFault::Cut, 1);
    world.run(&["crawl"]).exits(0, &[]);
    kept_exactly(&world, &world.archive());
}

#[test]
fn a_block_page_in_place_of_an_article_becomes_no_version() {
    let world = world();
    world.run(&["crawl"]).exits(0, &[]);
    let block = "<html><head><title>Attention</title></head><body><h1>Access denied</h1>\
                 <p>Your request has been blocked.</p></body></html>";
    world
        .portal
        .fault(ILL, InjectedFault::Html(block.to_owned()), 1);
    let ended = world.run(&["crawl", "--full"]);
    ended.exits(1, &["0 new · 0 changed", "block_page"]);
    kept_exactly(&world, &world.archive());
}

#[test]
fn a_portal_that_refuses_every_page_is_left_alone_and_the_run_is_not_complete() {
    let world = world();
    world.run(&["crawl"]).exits(0, &[]);
    let seen = world.portal.requests().len();
    world.portal.fault("*", InjectedFault::Status(403), 999);
    let ended = world.run(&["crawl", "--full"]);
    ended.exits(
        1,
        &[
            "403",
            "left for the next run",
            "10 requests failed in a row",
        ],
    );
    assert!(world.requests_after(seen).len() <= 20);
    kept_exactly(&world, &world.archive());
}

#[test]
fn a_portal_that_is_down_is_asked_little_and_the_message_says_so() {
    let mut world = world();
    let closed = TcpListener::bind("127.0.0.1:0").unwrap();
    let host = closed.local_addr().unwrap().to_string();
    drop(closed);
    world.move_to(&host);
    let ended = world.run(&["crawl"]);
    ended.exits(1, &[&host, "left for the next run", "robots", "refused"]);
    assert!(ended.err.contains("2 requests"), "{}", ended.err);
}

#[test]
fn a_portal_that_goes_down_while_crawled_is_left_alone_after_ten_failures() {
    let mut world = world();
    world.set("politeness", "max_attempts", 1);
    world.run(&["crawl", "--limit", "1"]).exits(0, &[]);
    let seen = world.portal.requests().len();
    world.portal.fault("*", InjectedFault::Drop, 999);
    let ended = world.run(&["crawl"]);
    ended.exits(1, &["left for the next run", "10 requests failed in a row"]);
    assert_eq!(world.requests_after(seen).len(), 10);
}
