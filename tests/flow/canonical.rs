//! Pages that name another address as their own: believed only where that one was read and is
//! the same article. No page is lost, no change is told that is none, none is kept twice.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use hpnews::demo::InjectedFault;
use hpnews::record::ChangeKind;

use crate::handmade::{article, held, list, missed, text};
use crate::truth::dump;
use crate::world::{World, snapshots};

const DAY: i64 = 86_400;

fn ahead(seconds: &AtomicI64) -> DateTime<Utc> {
    Utc::now() + TimeDelta::seconds(seconds.load(Ordering::SeqCst))
}

fn names(address: &str) -> String {
    format!("<link rel=\"canonical\" href=\"{address}\">")
}

/// What a first night keeps of pages that name one another, whichever is read first.
#[track_caller]
fn first_night(case: &str, pages: &[(&str, String)], kept: &[&str], lost: &[(&str, &str)]) {
    let mut addresses: Vec<&str> = pages.iter().map(|(path, _)| *path).collect();
    for turn in ["in order", "the other way"] {
        let mut all = pages.to_vec();
        all.push(("/", list(&addresses)));
        let world = World::of(&all);
        world.run(&["crawl"]);
        let own = |paths: &[&str]| -> BTreeSet<String> {
            paths.iter().map(ToString::to_string).collect()
        };
        assert_eq!(held(&world), own(kept), "{case}, {turn}");
        let lost: BTreeSet<_> = lost
            .iter()
            .map(|(path, reason)| ((*path).to_owned(), (*reason).to_owned()))
            .collect();
        assert_eq!(missed(&world), lost, "{case}, {turn}");
        for (file, snapshot) in snapshots(&world.archive()) {
            let told = snapshot.gaps.iter().any(|gap| gap.field == "canonical");
            let page = pages.iter().find(|(path, _)| snapshot.url.ends_with(path));
            let (path, html) = page.unwrap();
            let claims = html.contains("rel=\"canonical\"") && !html.contains(&names(path));
            assert_eq!(told, claims, "{case}: {file} tells what its page names");
        }
        let rows = dump(&world.archive());
        world.run(&["reindex"]).exits(0, &["0 damaged"]);
        assert_eq!(dump(&world.archive()), rows, "{case}, {turn}");
        world.run(&["verify", "--deep"]).exits(0, &[]);
        world.run(&["reextract", "--dry-run"]).exits(0, &[]);
        addresses.reverse();
    }
}

#[test]
fn a_page_that_names_what_is_not_its_article_is_kept_as_its_own() {
    let (dike, school) = (text("đê biển Gò", 12), text("lớp bơi ven sông", 40));
    let first = names("/n/mot.html");
    first_night(
        "the other address answers 404 (fault 01)",
        &[(
            "/n/a.html",
            article("Bài A", &dike, &names("/n/khong-co.html")),
        )],
        &["/n/a.html"],
        &[("/n/khong-co.html", "http_404")],
    );
    first_night(
        "the other address is another article (fault 01)",
        &[
            ("/n/b.html", article("Bài B", &dike, &names("/n/c.html"))),
            ("/n/c.html", article("Bài C", &school, "")),
        ],
        &["/n/b.html", "/n/c.html"],
        &[],
    );
    first_night(
        "every page names the first one",
        &[
            (
                "/n/mot.html",
                article("Kè sông Lau", &text("kè sông Lau", 3), &first),
            ),
            ("/n/hai.html", article("Chợ Gò", &text("chợ Gò", 4), &first)),
            (
                "/n/ba.html",
                article("Bến phà", &text("bến phà", 5), &first),
            ),
        ],
        &["/n/mot.html", "/n/hai.html", "/n/ba.html"],
        &[],
    );
    first_night(
        "two that name each other and differ",
        &[
            ("/n/p.html", article("Bài P", &dike, &names("/n/q.html"))),
            ("/n/q.html", article("Bài Q", &school, &names("/n/p.html"))),
        ],
        &["/n/p.html", "/n/q.html"],
        &[],
    );
}

#[test]
fn a_copy_of_an_article_that_was_read_is_not_kept_again() {
    let (dike, school) = (text("đê biển Gò", 12), text("lớp bơi ven sông", 40));
    let short = dike.split_inclusive("</p>").take(3).collect::<String>();
    let numbered = |page: String| page.replace("<body>", "<body class=\"single postid-7\">");
    first_night(
        "a copy",
        &[
            ("/n/a-in.html", article("Bài A", &dike, &names("/n/a.html"))),
            ("/n/a.html", article("Bài A", &dike, "")),
        ],
        &["/n/a.html"],
        &[],
    );
    first_night(
        "a copy that leaves something out",
        &[
            (
                "/n/a-amp.html",
                article("Bài A", &short, &names("/n/a.html")),
            ),
            ("/n/a.html", article("Bài A", &dike, "")),
        ],
        &["/n/a.html"],
        &[],
    );
    let older = article("Bài bảy", &dike, &names("/n/so-7.html"));
    first_night(
        "the same number, edited in between",
        &[
            ("/n/so-7-cu.html", numbered(older)),
            ("/n/so-7.html", numbered(article("Bài số bảy", &school, ""))),
        ],
        &["/n/so-7.html"],
        &[],
    );
    first_night(
        "a copy of a copy",
        &[
            ("/n/x.html", article("Bài X", &dike, &names("/n/y.html"))),
            ("/n/y.html", article("Bài X", &dike, &names("/n/z.html"))),
            ("/n/z.html", article("Bài X", &dike, "")),
        ],
        &["/n/z.html"],
        &[],
    );
}

#[test]
fn what_only_resembles_the_other_is_no_copy_of_it() {
    let dike = text("đê biển Gò", 12);
    let short = dike.split_inclusive("</p>").take(3).collect::<String>();
    let file = |name: &str| format!("{dike}<p><a href=\"/tep/{name}.pdf\">Toàn văn</a></p>");
    let dated = |page: String| page.replace("04-05T17:15", "04-06T09:00");
    let second = article("Lịch", &text("lưới điện", 14), &names("/n/lich-1.html"));
    first_night(
        "one of a series",
        &[
            ("/n/lich-2.html", second),
            (
                "/n/lich-1.html",
                article("Lịch", &text("lưới điện", 13), ""),
            ),
        ],
        &["/n/lich-2.html", "/n/lich-1.html"],
        &[],
    );
    let second = article("Lịch họp", &dike, &names("/n/hop-1.html"));
    first_night(
        "the same words on another day",
        &[
            ("/n/hop-2.html", dated(second)),
            ("/n/hop-1.html", article("Lịch họp", &dike, "")),
        ],
        &["/n/hop-2.html", "/n/hop-1.html"],
        &[],
    );
    let second = article("Kết luận", &file("kl-2"), &names("/n/kl-1.html"));
    first_night(
        "the same words with another file",
        &[
            ("/n/kl-2.html", second),
            ("/n/kl-1.html", article("Kết luận", &file("kl-1"), "")),
        ],
        &["/n/kl-2.html", "/n/kl-1.html"],
        &[],
    );
    first_night(
        "the other one is only the beginning",
        &[
            (
                "/n/a-het.html",
                article("Bài A", &dike, &names("/n/a.html")),
            ),
            ("/n/a.html", article("Bài A", &short, "")),
        ],
        &["/n/a-het.html", "/n/a.html"],
        &[],
    );
}

#[test]
fn of_two_that_name_each_other_and_say_the_same_one_is_kept() {
    let dike = text("đê biển Gò", 12);
    let world = World::of(&[
        ("/n/p.html", article("Bài P", &dike, &names("/n/q.html"))),
        ("/n/q.html", article("Bài P", &dike, &names("/n/p.html"))),
        ("/", list(&["/n/p.html", "/n/q.html"])),
    ]);
    world.run(&["crawl"]).exits(0, &["1 new"]);
    assert_eq!(missed(&world), BTreeSet::new());
}

#[test]
fn what_the_other_address_answers_is_no_reason_to_lose_a_page() {
    let wall = "<html><head><title>Just a moment...</title></head><body>\
                <h1>Checking your browser before accessing</h1></body></html>";
    let own = "/n/a.html";
    for (fault, reason) in [
        (InjectedFault::Status(500), Some("http_500")),
        (InjectedFault::Status(410), Some("http_410")),
        (InjectedFault::Status(403), Some("http_403")),
        (InjectedFault::Html(wall.to_owned()), Some("block_page")),
        (InjectedFault::Html(list(&["/"])), Some("empty")),
        (InjectedFault::RedirectTo(own.to_owned()), None),
        (
            InjectedFault::RedirectTo("/".to_owned()),
            Some("redirected"),
        ),
    ] {
        let page = article("Bài A", &text("đê biển Gò", 12), &names("/n/kia.html"));
        let mut world = World::of(&[(own, page), ("/", list(&[own]))]);
        world.set("politeness", "max_attempts", 1);
        world.portal.fault("/n/kia.html", fault.clone(), usize::MAX);
        world.run(&["crawl"]);
        assert_eq!(held(&world), BTreeSet::from([own.to_owned()]), "{fault:?}");
        let lost = reason.map(|it| ("/n/kia.html".to_owned(), it.to_owned()));
        assert_eq!(missed(&world), lost.into_iter().collect(), "{fault:?}");
    }
}

#[test]
fn an_article_in_several_pages_that_names_nobody_is_kept_whole() {
    let (first, second) = (text("đê biển Gò", 12), text("cống Ba Xã", 8));
    let pages = |number: &str| {
        format!(
            "<p><a class=\"post-page-numbers\" href=\"/n/dai.html\">1</a>\
             <a class=\"post-page-numbers\" href=\"/n/dai.html/2\">2</a>{number}</p>"
        )
    };
    let head = names("/n/khong-co.html");
    let world = World::of(&[
        (
            "/n/dai.html",
            article("Bài dài", &(first + &pages("")), &head),
        ),
        (
            "/n/dai.html/2",
            article("Bài dài", &(second + &pages("")), &head),
        ),
        ("/", list(&["/n/dai.html"])),
    ]);
    world.run(&["crawl"]);
    let kept = snapshots(&world.archive());
    let [snapshot] = &kept.values().collect::<Vec<_>>()[..] else {
        panic!("{kept:?}");
    };
    assert_eq!(snapshot.provenance.pages.len(), 2);
    let said = |words: &str| snapshot.body.iter().any(|it| it.text.contains(words));
    assert!(said("đê biển Gò") && said("cống Ba Xã"), "{snapshot:?}");
}

/// Fault 02, and its later edits.
#[test]
fn an_archived_article_that_names_another_is_neither_missing_nor_unwatched() {
    static AHEAD: AtomicI64 = AtomicI64::new(0);
    fn clock() -> DateTime<Utc> {
        ahead(&AHEAD)
    }
    let (dike, school) = (text("đê biển Gò", 12), text("lớp bơi ven sông", 40));
    let home = list(&["/n/a.html", "/n/c.html", "/n/d.html"]);
    let pages = |a: String| {
        [
            ("/n/a.html", a),
            ("/n/c.html", article("Bài C", &school, "")),
            ("/n/d.html", article("Bài D", &text("bến phà", 5), "")),
            ("/", home.clone()),
        ]
    };
    let mut world = World::of(&pages(article("Bài A", &dike, "")));
    world.set("revisit", "shortest", "1h");
    world.set("revisit", "longest", "1h");
    world.night(clock).unwrap();
    let others = ["/n/c.html", "/n/khong-co.html", "/n/d.html"];
    for other in others {
        world.serve(&pages(article("Bài A", &dike, &names(other))));
        AHEAD.fetch_add(DAY, Ordering::SeqCst);
        let report = world.night(clock).unwrap();
        assert_eq!(report.counts.unchanged, 3, "{other}");
        assert_eq!(world.changes_of(&report.run), [], "{other}");
    }
    let edited = dike.replace("12 tỷ", "21 tỷ");
    world.serve(&pages(article("Bài A", &edited, &names("/n/c.html"))));
    AHEAD.fetch_add(DAY, Ordering::SeqCst);
    let report = world.night(clock).unwrap();
    let changes = world.changes_of(&report.run);
    let [change] = &changes[..] else {
        panic!("{changes:?}");
    };
    assert!(change.url.ends_with("/n/a.html"));
    assert_eq!(change.kind, ChangeKind::Number);
}

#[test]
fn a_copy_that_becomes_an_article_or_outlives_the_other_is_kept() {
    static AHEAD: AtomicI64 = AtomicI64::new(0);
    fn clock() -> DateTime<Utc> {
        ahead(&AHEAD)
    }
    let (dike, school) = (text("đê biển Gò", 12), text("lớp bơi ven sông", 40));
    let home = list(&["/n/a.html", "/n/c.html", "/n/d.html"]);
    let other = article("Bài D", &text("bến phà", 5), "");
    let copy = article("Bài A", &dike, &names("/n/c.html"));
    let pages = |a: &String| {
        [
            ("/n/a.html", a.clone()),
            ("/n/c.html", article("Bài A", &dike, "")),
            ("/n/d.html", other.clone()),
            ("/", home.clone()),
        ]
    };
    for outlives in [false, true] {
        let mut world = World::of(&pages(&copy));
        world.set("revisit", "shortest", "1h");
        world.set("revisit", "longest", "1h");
        world.night(clock).unwrap();
        let paths = |paths: &[&str]| -> BTreeSet<String> {
            paths.iter().map(ToString::to_string).collect()
        };
        assert_eq!(held(&world), paths(&["/n/c.html", "/n/d.html"]));
        if outlives {
            world.serve(&[
                ("/n/a.html", copy.clone()),
                ("/n/d.html", other.clone()),
                ("/", home.clone()),
            ]);
        } else {
            world.serve(&pages(&article("Bài A", &school, &names("/n/c.html"))));
        }
        AHEAD.fetch_add(DAY, Ordering::SeqCst);
        let report = world.night(clock).unwrap();
        assert_eq!(
            held(&world),
            paths(&["/n/a.html", "/n/c.html", "/n/d.html"])
        );
        let told: Vec<_> = world.changes_of(&report.run);
        let told: Vec<_> = told.iter().map(|it| it.kind).collect();
        let moved = if outlives {
            vec![ChangeKind::Moved]
        } else {
            vec![]
        };
        assert_eq!(told, moved, "outlives: {outlives}");
        assert_eq!(missed(&world), BTreeSet::new());
    }
}

#[test]
fn the_other_address_that_appears_later_makes_nothing_missing() {
    static AHEAD: AtomicI64 = AtomicI64::new(0);
    fn clock() -> DateTime<Utc> {
        ahead(&AHEAD)
    }
    let dike = text("đê biển Gò", 12);
    let copy = article("Bài A", &dike, &names("/n/c.html"));
    let home = list(&["/n/a.html", "/n/c.html"]);
    let mut world = World::of(&[("/n/a.html", copy.clone()), ("/", home.clone())]);
    world.set("revisit", "shortest", "1h");
    world.set("revisit", "longest", "1h");
    world.night(clock).unwrap();
    world.serve(&[
        ("/n/a.html", copy),
        ("/n/c.html", article("Bài A", &dike, "")),
        ("/", home),
    ]);
    for _ in 0..3 {
        AHEAD.fetch_add(DAY, Ordering::SeqCst);
        let report = world.night(clock).unwrap();
        assert_eq!(world.changes_of(&report.run), []);
    }
    assert_eq!(held(&world).len(), 2);
    assert_eq!(missed(&world), BTreeSet::new());
}

/// Archives from before anybody compared: their journals say no more than that a page named
/// another.
#[test]
fn what_an_older_archive_took_for_another_spelling_is_compared_without_asking() {
    let (dike, school) = (text("đê biển Gò", 12), text("lớp bơi ven sông", 40));
    let world = World::of(&[
        ("/n/a-in.html", article("Bài A", &dike, &names("/n/a.html"))),
        ("/n/a.html", article("Bài A", &dike, "")),
        ("/n/b-in.html", article("Bài B", &school, "")),
        ("/n/b.html", article("Bài B", &school, "")),
        (
            "/",
            list(&["/n/a-in.html", "/n/a.html", "/n/b-in.html", "/n/b.html"]),
        ),
    ]);
    world.run(&["crawl"]).exits(0, &["3 new"]);
    let archive = world.archive();
    let runs = std::fs::read_dir(archive.join("runs")).unwrap();
    for path in runs.map(|entry| entry.unwrap().path()) {
        if path.extension().is_some_and(|it| it == "jsonl") {
            let journal = std::fs::read_to_string(&path).unwrap();
            let older = journal.replace(",\"same\":\"content\"", "");
            assert_ne!(older, journal);
            std::fs::write(&path, older).unwrap();
        }
    }
    std::fs::remove_file(archive.join("catalog.sqlite")).unwrap();
    world.run(&["reindex"]).exits(0, &["0 damaged"]);
    let unread = ("/n/a-in.html".to_owned(), "canonical_unread".to_owned());
    assert_eq!(missed(&world), BTreeSet::from([unread]));
    let before = world.times_asked("/n/a-in.html");
    world.run(&["crawl"]).exits(0, &["0 new"]);
    assert_eq!(world.times_asked("/n/a-in.html"), before);
    assert_eq!(missed(&world), BTreeSet::new());
}

#[test]
fn a_crawl_that_stops_early_loses_no_page_that_waits() {
    let dike = text("đê biển Gò", 12);
    let world = World::of(&[
        ("/n/a.html", article("Bài A", &dike, &names("/n/c.html"))),
        ("/n/c.html", article("Bài C", &text("bến phà", 5), "")),
        ("/", list(&["/n/a.html"])),
    ]);
    world.run(&["crawl", "--limit", "1"]);
    assert_eq!(held(&world), BTreeSet::from(["/n/a.html".to_owned()]));
}
