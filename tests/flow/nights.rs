//! Nights after the first: what is asked, and what that shows.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use hpnews::demo::{InjectedFault, Story, StoryPiece};
use hpnews::record::Snapshot;
use hpnews::report::{Language, localize_reason};
use hpnews::store::Archive;
use serde_json::Value;

use crate::world::{World, snapshots, urls_kept};

pub(crate) const EDITED: &str = "cang-nam-trieu-don-tau-chay-dien";
const POSTS: &str = "/wp-json/wp/v2/posts";

/// A night's report.
pub(crate) fn night(world: &World) -> Value {
    let ended = world.run(&["--json", "crawl"]);
    ended.exits(0, &[]);
    let report = ended.json().pop().unwrap();
    let by = &report["counts"]["by_reason"];
    eprintln!("{} requests: {by}", report["counts"]["requests"]);
    report
}

fn count(report: &Value, name: &str) -> u64 {
    report["counts"][name].as_u64().unwrap()
}

fn asked_for(report: &Value, reason: &str) -> u64 {
    report["counts"]["by_reason"][reason].as_u64().unwrap()
}

fn is_article(path: &str) -> bool {
    path.strip_suffix(".html").is_some()
}

/// One more sentence; with its time, if the portal admits it.
pub(crate) fn edit(world: &World, slug: &str, admitted: bool) {
    world.portal.edit(|site| {
        let newest = site.stories.iter().map(|it| it.modified).max().unwrap();
        let story = site.story_mut(slug).unwrap();
        let Some(StoryPiece::Block(block)) = story.parts[0].first_mut() else {
            panic!("its body begins with text");
        };
        block.text.push_str(" Câu này được thêm sau.");
        if admitted {
            story.modified = newest + chrono::TimeDelta::seconds(60);
        }
    });
}

/// So many new stories, an hour apart, newer than all others.
fn publish(world: &World, number: u64) {
    world.portal.edit(|site| {
        let newest = site.stories.iter().map(|it| it.date).max().unwrap();
        let pattern: Story = site.story(EDITED).unwrap().clone();
        for n in 1..=number {
            let hours = chrono::TimeDelta::hours(i64::try_from(n).unwrap());
            site.stories.push(Story {
                id: 90_000 + n,
                slug: format!("tin-moi-thu-{n}"),
                title: format!("Tin mới thứ {n}"),
                date: newest + hours,
                modified: newest + hours,
                printed: None,
                ..pattern.clone()
            });
        }
    });
}

/// The newest version of an article says what the portal says.
#[track_caller]
pub(crate) fn newest_is_the_truth(world: &World, slug: &str) {
    let truth = world.truth_of(slug);
    let shown = world.run(&["--json", "show", &truth.url]);
    let newest: Snapshot = serde_json::from_str(&shown.exits(0, &[]).out).unwrap();
    assert_eq!((newest.title, newest.body), (Some(truth.title), truth.body));
}

fn first_night() -> World {
    let world = World::new();
    world.run(&["crawl"]).exits(0, &[]);
    world
}

#[test]
fn a_quiet_night_asks_the_sources_and_nothing_else() {
    let world = first_night();
    for _ in 0..3 {
        let seen = world.portal.requests().len();
        let report = night(&world);
        assert_eq!(report["incremental"], true);
        assert!(count(&report, "requests") <= 12);
        assert_eq!(asked_for(&report, "sources"), count(&report, "requests"));
        let asked = world.requests_after(seen);
        assert!(asked.iter().all(|it| !is_article(&it.path)), "{asked:?}");
        assert_eq!(count(&report, "new") + count(&report, "changed"), 0);
        assert_eq!(report["uncompared"], serde_json::json!({}));
    }
}

#[test]
fn an_edit_that_the_portal_admits_is_found_the_same_night_by_one_request() {
    let world = first_night();
    edit(&world, EDITED, true);
    let report = night(&world);
    assert_eq!(count(&report, "changed"), 1);
    assert_eq!(asked_for(&report, "hinted"), 1);
    newest_is_the_truth(&world, EDITED);
    let quiet = night(&world);
    assert_eq!(asked_for(&quiet, "hinted"), 0, "it was looked at");

    let url = world.truth_of(EDITED).url;
    let why = world.run(&["--json", "why", &url]);
    let why = why.exits(0, &[]).json().pop().unwrap();
    assert_eq!(why["scheduled"]["reason"], "modified");
    assert_eq!(why["article"]["changes"], 1);
    assert_eq!(why["next"]["reason"], "schedule");
    let told = world.run(&["why", &url]);
    assert!(
        told.exits(0, &[])
            .out
            .contains("a source says it was modified")
    );
}

#[test]
fn new_articles_are_found_and_lists_are_read_on_while_they_name_new_ones() {
    let world = first_night();
    let before = world.times_asked("/page/2");
    publish(&world, 12);
    let report = night(&world);
    assert_eq!(count(&report, "new"), 12);
    // The home page also links to copies of the newest ones.
    assert!((12..=16).contains(&asked_for(&report, "new")));
    for n in 1..=12 {
        newest_is_the_truth(&world, &format!("tin-moi-thu-{n}"));
    }
    // Eight a page: the fifth of the second page is known.
    assert_eq!(world.times_asked("/page/2"), before + 1);
    assert!(world.times_asked("/page/3") <= 2);
}

#[test]
fn a_box_of_the_newest_on_every_page_leads_no_further_than_the_news_do() {
    let world = World::new();
    world.portal.edit(|site| site.options.newest_box = true);
    world.run(&["crawl"]).exits(0, &[]);
    let before = world.times_asked("/page/3");
    publish(&world, 1);
    let report = night(&world);
    assert_eq!(count(&report, "new"), 1);
    // The home page names the new one, and so does its second page, in the box.
    assert_eq!(world.times_asked("/page/3"), before);
}

#[test]
fn a_post_that_the_complete_list_lacks_is_asked_and_others_as_controls() {
    let world = first_night();
    let gone = world.truth_of(EDITED).url;
    world.portal.edit(|site| site.remove(EDITED).unwrap());
    let report = night(&world);
    assert_eq!(asked_for(&report, "hinted"), 1);
    assert_eq!(report["counts"]["gone"], serde_json::json!({"404": 1}));
    assert_eq!(asked_for(&report, "control"), 2);
    let why = world.run(&["--json", "why", &gone]).json().pop().unwrap();
    assert_eq!(why["scheduled"]["reason"], "unlisted");
    let next = night(&world);
    assert_eq!(
        asked_for(&next, "confirm"),
        1,
        "an absence is looked at again"
    );
}

#[test]
fn rest_in_many_pages_is_walked_only_where_it_must_be() {
    let world = World::new();
    world.portal.edit(|site| site.options.rest_per_page = 5);
    world.run(&["crawl"]).exits(0, &[]);
    let walked = |world: &World, seen: usize| {
        let asked = world.requests_after(seen);
        asked.iter().filter(|it| it.path.starts_with(POSTS)).count()
    };
    let seen = world.portal.requests().len();
    night(&world);
    assert_eq!(walked(&world, seen), 1, "nothing is new");
    world.portal.edit(|site| site.remove(EDITED).unwrap());
    let seen = world.portal.requests().len();
    let report = night(&world);
    assert!(
        walked(&world, seen) > 4,
        "one is missing, and which it is must be found"
    );
    assert_eq!(asked_for(&report, "hinted"), 1);
}

#[test]
fn a_portal_that_ignores_the_order_is_read_right() {
    let world = World::new();
    world.portal.edit(|site| {
        site.options.rest_per_page = 5;
        site.options.rest_order = false;
    });
    world.run(&["crawl"]).exits(0, &[]);
    // Not among the newest, and no sitemap tells of it.
    let oldest = world.portal.edit(|site| {
        let mut posts: Vec<_> = site.stories.iter().filter(|it| it.id < 90_000).collect();
        posts.sort_by_key(|it| it.date);
        posts
            .iter()
            .find(|it| is_article(&it.path()))
            .unwrap()
            .slug
            .clone()
    });
    world
        .portal
        .fault("/sitemap-bai-viet.xml.gz", InjectedFault::Status(404), 99);
    edit(&world, EDITED, true);
    edit(&world, &oldest, true);
    let report = night(&world);
    assert_eq!(count(&report, "changed"), 2, "{report}");
}

#[test]
fn without_rest_lists_feeds_and_sitemaps_tell() {
    let world = World::new();
    world.portal.fault(POSTS, InjectedFault::Status(403), 99);
    world.run(&["crawl"]).exits(0, &[]);
    publish(&world, 12);
    edit(&world, EDITED, true);
    let report = night(&world);
    assert_eq!(count(&report, "new"), 12);
    assert_eq!(count(&report, "changed"), 1, "by the sitemap's lastmod");
    newest_is_the_truth(&world, EDITED);
    let quiet = night(&world);
    assert_eq!(asked_for(&quiet, "sources"), count(&quiet, "requests"));
}

#[test]
fn the_schedule_keeps_to_its_budget_and_finds_silent_edits() {
    let mut world = World::new();
    world.set("revisit", "budget", "5 requests/night");
    world.set("revisit", "shortest", "0s");
    world.set("revisit", "longest", "0s");
    world.run(&["crawl"]).exits(0, &[]);
    edit(&world, EDITED, false);
    let articles = urls_kept(&world.archive()).len();
    let mut nights = 0;
    loop {
        nights += 1;
        let report = night(&world);
        assert!(asked_for(&report, "scheduled") <= 5);
        if count(&report, "changed") == 1 {
            break;
        }
        assert!(nights <= articles.div_ceil(5), "each has had its turn");
    }
    eprintln!("a silent edit among {articles} articles was seen after {nights} nights");
    newest_is_the_truth(&world, EDITED);
}

#[test]
fn a_night_that_was_killed_goes_on_and_asks_nothing_twice() {
    for requests in [1, 3, 6, 9, 14] {
        let world = first_night();
        publish(&world, 6);
        edit(&world, EDITED, true);
        let seen = world.portal.requests().len();
        let mut running = world.start(&world.archive());
        world.wait_for_requests(seen + requests, &mut running);
        running.kill();
        world.run(&["crawl"]).exits(0, &[]);
        newest_is_the_truth(&world, EDITED);
        for n in 1..=6 {
            newest_is_the_truth(&world, &format!("tin-moi-thu-{n}"));
        }
        let asked = world.requests_after(seen);
        let different: BTreeSet<&str> = asked.iter().map(|it| it.path.as_str()).collect();
        let repeated = asked.len() - different.len();
        assert!(repeated <= 1, "only the request in flight: {asked:?}");
        let versions = snapshots(&world.archive());
        let edited = versions.values().filter(|it| it.url.contains(EDITED));
        assert_eq!(edited.count(), 2);
    }
}

#[test]
fn what_an_earlier_run_of_the_day_has_seen_is_not_told_as_not_due() {
    // Noon in Hải Phòng, and a thousandth of a second later at each question.
    static QUESTIONS: AtomicI64 = AtomicI64::new(0);
    fn clock() -> DateTime<Utc> {
        let noon = Utc.with_ymd_and_hms(2026, 11, 23, 5, 0, 0).unwrap();
        noon + TimeDelta::milliseconds(QUESTIONS.fetch_add(1, Ordering::SeqCst))
    }
    let world = World::new();
    let (first, second) = (world.night(clock).unwrap(), world.night(clock).unwrap());
    assert!(second.incremental && first.run != second.run);
    let articles = urls_kept(&world.archive()).len();
    let paper = world.run(&["report", "--json"]).exits(0, &[]).json();
    let coverage = &paper[0]["coverage"];
    assert_eq!(coverage["seen"], articles, "{coverage}");
    assert_eq!(coverage["dormant"], 0, "{coverage}");
}

#[test]
fn every_reason_of_a_night_can_be_told_in_vietnamese() {
    let mut world = World::new();
    world.set("revisit", "shortest", "0s");
    world.set("revisit", "longest", "0s");
    world.run(&["crawl"]).exits(0, &[]);
    publish(&world, 12);
    edit(&world, EDITED, true);
    world
        .portal
        .edit(|site| site.remove("sau-bao-so-3-ca-pho-di-trong-cay").unwrap());
    night(&world);
    night(&world);
    let reader = Archive::open_for_reading(&world.archive()).unwrap();
    let sources = reader.discovery().sources("demo").unwrap();
    let addresses = sources.into_iter().map(|row| row.url);
    let mut reasons = BTreeSet::new();
    for url in addresses.chain(urls_kept(&world.archive())) {
        let row = reader.addresses().due_of(&url).unwrap();
        if let Some(detail) = row.and_then(|row| row.detail) {
            let vi = localize_reason(&detail, Language::Vietnamese);
            assert_ne!(vi, detail, "{url}");
            reasons.insert(vi);
        }
    }
    assert!(reasons.len() >= 5, "{reasons:#?}");
}

#[test]
fn full_asks_for_everything_again() {
    let world = first_night();
    night(&world);
    let ended = world.run(&["--json", "crawl", "--full"]);
    let report = ended.exits(0, &[]).json().pop().unwrap();
    assert_eq!(report["incremental"], false);
    let articles = urls_kept(&world.archive()).len() as u64;
    assert_eq!(count(&report, "unchanged"), articles);
    assert!(asked_for(&report, "again") >= articles);
}
