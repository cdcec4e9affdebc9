//! Whole sites that are not as they were: told as such, and nothing concluded of their articles.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use hpnews::change::SiteState;
use hpnews::crawl::{RunEnding, RunReport};
use hpnews::demo::InjectedFault;
use hpnews::record::ChangeKind;

use crate::handmade::{article, list, text};
use crate::world::{World, snapshots};

const PATHS: [&str; 5] = [
    "/n/a.html",
    "/n/b.html",
    "/n/c.html",
    "/n/d.html",
    "/n/e.html",
];
const MATTERS: [&str; 5] = ["đê Gò", "cầu Lau", "chợ Sen", "trạm Rừng", "lớp bơi"];
const DAY: i64 = 86_400;

/// What the page of that number gets.
type Answer = Box<dyn Fn(usize) -> InjectedFault>;

/// A page that reads as an article of a betting site.
fn page(number: usize, figure: usize) -> String {
    article(&format!("Nhà cái {number}"), &spam(figure), "")
}

/// A redirect to another host.
fn to(path: &str) -> InjectedFault {
    InjectedFault::RedirectTo(format!("http://haiphong.example{path}"))
}

/// The portal's pages.
fn pages() -> Vec<(&'static str, String)> {
    let matters = MATTERS.iter().zip(3..);
    let page = |(matter, figure): (&&str, u32)| {
        article(&format!("Sửa {matter}"), &text(matter, figure), "")
    };
    let articles = PATHS.into_iter().zip(matters.map(page));
    [("/", list(&PATHS))].into_iter().chain(articles).collect()
}

/// A portal of five articles, each of them asked every night.
fn world() -> World {
    let mut world = World::of(&pages());
    world.set("revisit", "longest", "1d");
    world
}

/// Text of betting sites, another one for each figure.
fn spam(figure: usize) -> String {
    let line = format!(
        "Nhà cái số {figure} tặng ngay {figure}00% cho lần nạp đầu tiên, rút tiền trong {figure} phút, \
         quay hũ không giới hạn, cá cược bóng đá với tỷ lệ cao nhất thị trường châu Á năm nay."
    );
    format!("<p>{line}</p>").repeat(4)
}

/// Whatever is asked gets this.
fn all(world: &World, answer: impl Fn(usize) -> InjectedFault) {
    world.portal.clear_faults();
    for (number, path) in PATHS.iter().chain(&["/", "/robots.txt"]).enumerate() {
        let is_robots = *path == "/robots.txt";
        let fault = if is_robots {
            InjectedFault::Status(404)
        } else {
            answer(number)
        };
        world.portal.fault(path, fault, usize::MAX);
    }
}

fn ahead(seconds: &AtomicI64) -> DateTime<Utc> {
    Utc::now() + TimeDelta::seconds(seconds.load(Ordering::SeqCst))
}

/// What the last night says of the site: its state, and what is told of its articles.
fn said(world: &World, report: &RunReport) -> (Option<SiteState>, Vec<ChangeKind>) {
    let state = report.sites.first().map(|it| it.state);
    let changes = if report.ending == RunEnding::Interrupted {
        Vec::new()
    } else {
        world.changes_of(&report.run)
    };
    (state, changes.into_iter().map(|it| it.kind).collect())
}

#[test]
fn a_site_that_is_anothers_is_told_and_its_pages_are_no_edits() {
    static AHEAD: AtomicI64 = AtomicI64::new(0);
    fn clock() -> DateTime<Utc> {
        ahead(&AHEAD)
    }
    let cases: [(&str, Answer, SiteState); 6] = [
        (
            "one page for all",
            Box::new(|_| InjectedFault::Html(page(1, 1))),
            SiteState::TakenOver,
        ),
        (
            "pages of its own",
            Box::new(|it| InjectedFault::Html(page(it, it))),
            SiteState::TakenOver,
        ),
        (
            "a line for all",
            Box::new(|_| InjectedFault::Html("<p>Tên miền này đang được bán.".into())),
            SiteState::TakenOver,
        ),
        (
            "parked",
            Box::new(|_| to("/ban-ten-mien")),
            SiteState::TakenOver,
        ),
        (
            "moved",
            Box::new(|it| to(&format!("/bai/{it}"))),
            SiteState::Moved,
        ),
        (
            "nothing",
            Box::new(|_| InjectedFault::Status(404)),
            SiteState::Silent,
        ),
    ];
    for (case, answer, state) in cases {
        let world = world();
        world.night(clock).unwrap();
        let held = snapshots(&world.archive()).len();
        assert_eq!(held, PATHS.len(), "{case}");
        all(&world, answer);
        AHEAD.fetch_add(DAY, Ordering::SeqCst);
        let report = world.night(clock).unwrap();
        assert_eq!(said(&world, &report), (Some(state), Vec::new()), "{case}");
        assert_eq!(report.ending, RunEnding::Incomplete, "{case}");
        assert_eq!(
            snapshots(&world.archive()).len(),
            held,
            "{case}: something was stored"
        );
        let status = world.run(&["--json", "status"]).json().pop().unwrap();
        assert_eq!(status["not_live"][0]["state"], state.word(), "{case}");
        world.run(&["status"]).exits(0, &[]);
        world.run(&["reindex"]).exits(0, &["0 damaged"]);
        let again = world.run(&["--json", "status"]).json().pop().unwrap();
        assert_eq!(again["not_live"], status["not_live"], "{case}");
    }
}

#[test]
fn nothing_for_three_nights_is_the_end_and_a_site_may_come_back() {
    static AHEAD: AtomicI64 = AtomicI64::new(0);
    fn clock() -> DateTime<Utc> {
        ahead(&AHEAD)
    }
    let world = world();
    world.night(clock).unwrap();
    all(&world, |_| InjectedFault::Status(404));
    let mut seen = Vec::new();
    for _ in 0..4 {
        AHEAD.fetch_add(DAY, Ordering::SeqCst);
        let report = world.night(clock).unwrap();
        let (state, told) = said(&world, &report);
        assert_eq!(told, [], "a portal that answers 404 to all removes nothing");
        seen.extend(state);
    }
    assert_eq!(
        seen,
        [
            SiteState::Silent,
            SiteState::Silent,
            SiteState::Silent,
            SiteState::Gone
        ]
    );
    world.serve(&pages());
    AHEAD.fetch_add(DAY, Ordering::SeqCst);
    let back = world.night(clock).unwrap();
    assert_eq!(said(&world, &back), (None, Vec::new()));
    let status = world.run(&["--json", "status"]).json().pop().unwrap();
    assert_eq!(status["not_live"], serde_json::json!([]));
}

#[test]
fn another_story_at_one_address_is_an_edit_and_no_end() {
    static AHEAD: AtomicI64 = AtomicI64::new(0);
    fn clock() -> DateTime<Utc> {
        ahead(&AHEAD)
    }
    for (case, title, body) in [
        (
            "another story",
            "Hội chợ hoa xuân mở cửa",
            text("hội chợ hoa", 77),
        ),
        ("spam on one page", "Nhà cái uy tín", spam(9)),
        ("a correction", "Sửa đê Gò (bản mới)", text("đê Gò", 4)),
    ] {
        let world = world();
        world.night(clock).unwrap();
        let mut pages = pages();
        pages[1].1 = article(title, &body, "");
        world.serve(&pages);
        AHEAD.fetch_add(DAY, Ordering::SeqCst);
        let report = world.night(clock).unwrap();
        let (state, told) = said(&world, &report);
        assert_eq!(state, None, "{case}");
        assert_eq!(told.len(), 1, "{case}: {told:?}");
        assert_eq!(snapshots(&world.archive()).len(), PATHS.len() + 1, "{case}");
    }
}

#[test]
fn a_host_that_wants_a_rest_is_not_silent_and_one_that_cannot_be_had_is() {
    static AHEAD: AtomicI64 = AtomicI64::new(0);
    fn clock() -> DateTime<Utc> {
        ahead(&AHEAD)
    }
    for (case, path, fault, state) in [
        (
            "a rest of a month",
            "/",
            InjectedFault::RetryAfter(2_592_000),
            None,
        ),
        (
            "no answer",
            "/robots.txt",
            InjectedFault::Drop,
            Some(SiteState::Silent),
        ),
    ] {
        let mut world = world();
        world.set("politeness", "max_attempts", 1);
        world.night(clock).unwrap();
        world.portal.clear_faults();
        world.portal.fault(path, fault, usize::MAX);
        for (path, html) in pages() {
            world
                .portal
                .fault(path, InjectedFault::Html(html), usize::MAX);
        }
        for _ in 0..2 {
            AHEAD.fetch_add(DAY, Ordering::SeqCst);
            let report = world.night(clock).unwrap();
            assert_eq!(report.ending, RunEnding::Incomplete, "{case}");
            assert_eq!(said(&world, &report), (state, Vec::new()), "{case}");
            let reasons: Vec<&str> = report.sites.iter().map(|it| it.reason.as_str()).collect();
            let told = state.map(|_| "none of its hosts answered");
            assert_eq!(reasons, told.into_iter().collect::<Vec<_>>(), "{case}");
        }
    }
}
