//! robots.txt: what it forbids is not asked, and silence means no.

use std::time::Duration;

use hpnews::demo::InjectedFault;

use crate::world::{World, files};

const ROBOTS: &str = "/robots.txt";

fn only_robots_was_asked(world: &World, times: usize) {
    let asked = world.asked();
    assert_eq!(asked.keys().collect::<Vec<_>>(), [ROBOTS], "{asked:?}");
    assert_eq!(asked[ROBOTS], times);
    assert!(files(&world.archive().join("snapshots")).is_empty());
}

#[test]
fn a_robots_txt_that_answers_503_means_no_page_is_asked() {
    let mut world = World::new();
    world.set("politeness", "max_attempts", 2);
    world.portal.fault(ROBOTS, InjectedFault::Status(503), 99);
    let host = world.portal.base().authority().to_owned();
    let words = ["left for the next run", "robots", "503", &host];
    world.run(&["crawl"]).exits(1, &words);
    only_robots_was_asked(&world, 2);
    let url = world.url("/cang-nam-trieu-don-tau-chay-dien.html");
    world.run(&["fetch", &url]).exits(2, &["robots", "503"]);
    only_robots_was_asked(&world, 3);
}

#[test]
fn a_robots_txt_that_breaks_the_connection_means_no_page_is_asked() {
    let mut world = World::new();
    world.set("politeness", "max_attempts", 2);
    world.portal.fault(ROBOTS, InjectedFault::Drop, 99);
    world
        .run(&["crawl"])
        .exits(1, &["left for the next run", "robots"]);
    only_robots_was_asked(&world, 2);
}

#[test]
fn a_host_whose_robots_txt_was_ill_is_crawled_once_it_is_well() {
    let mut world = World::new();
    world.set("politeness", "max_attempts", 1);
    world.portal.fault(ROBOTS, InjectedFault::Status(503), 1);
    world.run(&["crawl"]).exits(1, &[]);
    world.run(&["crawl"]).exits(0, &[]);
    crate::truth::kept_exactly(&world, &world.archive());
}

#[test]
fn what_robots_txt_forbids_is_never_asked_even_where_the_configuration_wants_it() {
    let mut world = World::new();
    world.admit("article", "/ban-nhap/*");
    world.admit("list", "/tim-kiem");
    world.run(&["crawl"]).exits(0, &["robots"]);
    let forbidden = |path: &str| {
        ["/ban-nhap/", "/tim-kiem", "/wp-admin/"]
            .iter()
            .any(|it| path.starts_with(it))
    };
    let asked = world.asked();
    let wrong: Vec<_> = asked.keys().filter(|path| forbidden(path)).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    let draft = world.url("/ban-nhap/tin-chua-duyet.html");
    let refused = world.run(&["fetch", &draft]);
    refused.exits(2, &["refused by", "/ban-nhap/"]);
    assert_eq!(world.times_asked("/ban-nhap/tin-chua-duyet.html"), 0);
}

#[test]
fn a_dry_run_does_not_promise_what_robots_txt_forbids() {
    let mut world = World::new();
    world.admit("article", "/ban-nhap/*");
    let promised = world.run(&["crawl", "--dry-run"]);
    promised.exits(0, &[]);
    assert!(!promised.out.contains("/ban-nhap/"), "{}", promised.out);
}

#[test]
fn robots_txt_is_believed_for_a_day_by_the_next_process_too() {
    let world = World::new();
    world.run(&["crawl", "--limit", "1"]).exits(0, &[]);
    let seen = world.portal.requests().len();
    world.run(&["crawl", "--limit", "1"]).exits(0, &[]);
    assert!(world.portal.requests().len() > seen, "the second run asked");
    assert_eq!(world.times_asked(ROBOTS), 1);
}

/// Found in review: a robots.txt remembered by the archive left its Crawl-delay to a lane
/// memory that may be another one by now, or lost.
#[test]
fn a_remembered_crawl_delay_holds_where_the_lanes_were_forgotten() {
    let world = World::new();
    let slow = "User-agent: *\nCrawl-delay: 1\n";
    world
        .portal
        .fault(ROBOTS, InjectedFault::Html(slow.to_owned()), 1);
    let mut crawl = world.start(&world.archive());
    world.wait_for_requests(2, &mut crawl);
    crawl.kill();
    std::fs::remove_dir_all(world.path("state")).unwrap();

    let seen = world.portal.requests().len();
    let mut crawl = world.start(&world.archive());
    world.wait_for_requests(seen + 3, &mut crawl);
    crawl.kill();
    assert_eq!(world.times_asked(ROBOTS), 1, "it was remembered");
    let requests = world.requests_after(seen);
    for pair in requests.windows(2) {
        let gap = pair[1].at.saturating_sub(pair[0].at);
        assert!(gap >= Duration::from_millis(995), "{gap:?}");
    }
}
