//! A run from its first event to its summary, and the next night's.

use chrono::Duration;
use hpnews::digest::ContentDigest;
use hpnews::record::Role;
use hpnews::store::{Archive, Event, Filter, Outcome, Resolved, Same};

use super::scene::{
    HOST, SITE, STEPS, article, article_id, at, captured, open, options, snapshot, step, url, visit,
};

#[test]
fn the_scripted_run_is_remembered_whole() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    let run = archive.begin_run(&options(), at(0)).unwrap();
    assert!(!run.resumed);
    assert_eq!(run.stamp, "20261123T200000Z");
    (0..6).for_each(|n| step(&mut archive, &run.stamp, n));
    step(&mut archive, &run.stamp, 6);
    let parts = archive.articles().parts_of(&url(3)).unwrap();
    assert_eq!((parts.len(), parts[0].number, parts[0].of.len()), (1, 1, 2));
    assert_eq!(parts[0].extracted, article(3, 1));
    let second = parts[0].of[1].clone();
    assert_eq!(
        archive.articles().article_of_part(&second).unwrap(),
        Some(url(3))
    );
    (7..STEPS).for_each(|n| step(&mut archive, &run.stamp, n));
    assert!(archive.articles().parts_of(&url(3)).unwrap().is_empty());

    let summary = archive.read_summary(&run.stamp).unwrap().unwrap();
    let not_seen: Vec<_> = summary["not_seen"]
        .as_array()
        .unwrap()
        .iter()
        .map(|gap| {
            (
                gap["url"].as_str().unwrap(),
                gap["reason"].as_str().unwrap(),
            )
        })
        .collect();
    let gaps = [
        (url(4), "http_404"),
        (url(5), "soft_404"),
        (url(6), "limit"),
    ];
    assert_eq!(
        not_seen,
        gaps.each_ref().map(|(url, why)| (url.as_str(), *why))
    );
    let number = |key: &str| summary[key].as_u64().unwrap();
    let counts = ["captured", "stored", "unchanged", "retried", "failed"].map(number);
    assert_eq!(counts, [9, 4, 1, 1, 0]);
    assert_eq!(["skipped", "discovered"].map(number), [1, 7]);

    // The capture was on the 23rd in UTC, on the 24th in Hải Phòng.
    let versions = archive.articles().versions(&article_id(1)).unwrap();
    assert_eq!(versions.len(), 2);
    assert!(
        versions[0]
            .path
            .starts_with("snapshots/2026/11/24/thanhphohaiphong.gov.vn/hai-phong-bai-1--")
    );
    let mut read = archive.read_snapshot(&versions[1].path).unwrap();
    assert!(read.provenance.pages[0].warc.take().is_some());
    assert_eq!(read, snapshot(&run.stamp, 1, 2, at(9)));
    let looks = archive.articles().observations(&article_id(1)).unwrap();
    assert_eq!(
        looks.iter().map(|l| l.changed).collect::<Vec<_>>(),
        [true, false, true]
    );
    let content = ContentDigest::of(&article(2, 1).content_form());
    assert_eq!(
        archive.articles().holder_of(&content).unwrap(),
        Some(article_id(2))
    );
    assert_eq!(
        archive.addresses().robots(HOST).unwrap().unwrap().status,
        Some(200)
    );
}

#[test]
fn a_snapshot_file_is_pretty_utf8_and_ends_in_a_line_feed() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    let run = archive.begin_run(&options(), at(0)).unwrap();
    let snapshot = snapshot(&run.stamp, 1, 1, at(1));
    let path = archive.store_snapshot(&snapshot).unwrap();
    let again = archive.store_snapshot(&snapshot).unwrap();
    assert_eq!(path, again, "the same snapshot twice is one file");
    let text = std::fs::read_to_string(dir.path().join(path.as_str())).unwrap();
    assert!(text.starts_with("{\n  \"schema\": \"hpnews/snapshot/3\",\n  \"article_id\""));
    assert!(text.contains("Hải Phòng đón khách") && text.ends_with("\n}\n"));
}

#[test]
fn a_text_that_comes_back_the_same_day_gets_a_file_of_its_own() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    let run = archive.begin_run(&options(), at(0)).unwrap().stamp;
    for (second, version) in [(1, 1), (2, 2), (3, 1), (4, 2), (5, 1)] {
        visit(&mut archive, &run, 1, version, at(second));
    }
    let versions = archive.articles().versions(&article_id(1)).unwrap();
    let digits = |path: &str| path.rsplit_once("--").unwrap().1.len() - ".json".len();
    let lengths: Vec<usize> = versions.iter().map(|v| digits(&v.path)).collect();
    assert_eq!(lengths, [8, 8, 16, 16, 18]);
    let newest = archive
        .articles()
        .article_for(&url(1), None, SITE)
        .unwrap()
        .unwrap()
        .newest
        .unwrap();
    assert_eq!(newest.path, versions[4].path);
}

#[test]
fn an_unfinished_run_is_resumed_by_equal_options_within_a_day() {
    let dir = tempfile::tempdir().unwrap();
    let first = {
        let mut archive = open(dir.path());
        let run = archive.begin_run(&options(), at(0)).unwrap();
        (0..4).for_each(|n| step(&mut archive, &run.stamp, n));
        run
    };
    let mut archive = open(dir.path());
    let run = archive.begin_run(&options(), at(3600)).unwrap();
    assert_eq!((run.resumed, &run.stamp), (true, &first.stamp));
    assert_eq!((run.done, run.pending), (2, 5));
    drop(archive);

    let mut archive = open(dir.path());
    let other = serde_json::json!({"limit": 5});
    let run = archive.begin_run(&other, at(3600)).unwrap();
    assert!(!run.resumed);
    assert_eq!((run.done, run.pending), (0, 7));
    let old = archive.runs().find(&first.stamp).unwrap().unwrap();
    assert!(old.abandoned());
    assert!(archive.read_summary(&first.stamp).unwrap().is_some());
    drop(archive);

    let late = at(3600) + Duration::hours(24);
    let mut archive = open(dir.path());
    assert!(
        !archive.begin_run(&other, late).unwrap().resumed,
        "a day later it is over"
    );
}

#[test]
fn stamps_grow_even_when_the_clock_does_not() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    let mut stamps = Vec::new();
    for now in [at(0), at(0), at(-3600)] {
        stamps.push(archive.begin_run(&options(), now).unwrap().stamp);
        archive.finish_run("complete", now).unwrap();
    }
    assert_eq!(
        stamps,
        ["20261123T200000Z", "20261123T200001Z", "20261123T200002Z"]
    );
}

#[test]
fn an_article_is_known_by_number_and_address_and_found_by_its_other_spelling() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    let run = archive.begin_run(&options(), at(0)).unwrap().stamp;
    visit(&mut archive, &run, 1, 1, at(1));
    let print = format!("{}?print=1", url(1));
    let alias = Outcome::Alias {
        of: url(1),
        same: Some(Same::Content),
    };
    archive
        .commit(&captured(at(2), &print, Role::Page, alias))
        .unwrap();
    let id = |url: &str, post| {
        archive
            .articles()
            .article_for(url, post, SITE)
            .unwrap()
            .map(|known| known.article_id)
    };
    assert_eq!(id("https://elsewhere.vn/", Some(1)), Some(article_id(1)));
    assert_eq!(id(&url(1), None), Some(article_id(1)));
    assert_eq!(id(&print, None), None, "a copy is no article of its own");
    assert_eq!(
        id(&url(1), Some(99)),
        None,
        "the address shows another post now"
    );
    for word in [
        url(1).as_str(),
        &print,
        "thanhpho:post-1",
        "post-1",
        "thanhpho:p",
    ] {
        assert_eq!(
            archive.articles().resolve(word).unwrap(),
            Resolved::Article(article_id(1)),
            "{word}"
        );
    }
    assert_eq!(archive.articles().resolve("").unwrap(), Resolved::Nothing);
    assert_eq!(archive.articles().resolve("%").unwrap(), Resolved::Nothing);
}

#[test]
fn an_article_that_moves_keeps_its_former_address() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    let run = archive.begin_run(&options(), at(0)).unwrap().stamp;
    visit(&mut archive, &run, 1, 1, at(1));
    let moved = format!("https://{HOST}/moi/bai-1/");
    let outcome = Outcome::Unchanged {
        article_id: article_id(1),
        article_url: moved.clone(),
        content: ContentDigest::of(&article(1, 1).content_form()),
    };
    archive
        .commit(&captured(at(2), &moved, Role::Article, outcome))
        .unwrap();
    let known = archive
        .articles()
        .article_for(&moved, Some(1), SITE)
        .unwrap()
        .unwrap();
    assert_eq!(known.previous_urls, [url(1)]);
    assert_eq!(known.newest.unwrap().url, moved);
    assert_eq!(
        archive.articles().resolve(&url(1)).unwrap(),
        Resolved::Article(article_id(1))
    );
}

#[test]
fn lists_filter_by_time_section_site_and_text() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    let run = archive.begin_run(&options(), at(0)).unwrap().stamp;
    (1..=12).for_each(|n| visit(&mut archive, &run, n, 1, at(i64::from(n))));
    let ids = |filter: Filter| -> Vec<String> {
        archive
            .articles()
            .list(&filter)
            .unwrap()
            .into_iter()
            .map(|row| row.article_id)
            .collect()
    };
    assert_eq!(ids(Filter::default()).len(), 12);
    let day = |n| Some(at(0) - Duration::days(n));
    let filter = Filter {
        since: day(3),
        until: day(1),
        ..Filter::default()
    };
    assert_eq!(ids(filter), [article_id(2), article_id(3)]);
    let filter = Filter {
        text: Some("DON KHÁCH THỨ 12".to_owned()),
        ..Filter::default()
    };
    assert_eq!(ids(filter), [article_id(12)]);
    let in_section = |name: &str| Filter {
        section: Some(name.to_owned()),
        limit: Some(2),
        ..Filter::default()
    };
    assert_eq!(ids(in_section("kinh te")), [article_id(1), article_id(2)]);
    assert!(ids(in_section("kinh")).is_empty());
    let filter = Filter {
        site: Some("haiphong".to_owned()),
        ..Filter::default()
    };
    assert!(ids(filter).is_empty());
    let several = archive.articles().resolve("post-1").unwrap();
    assert_eq!(
        several,
        Resolved::Article(article_id(1)),
        "a whole name beats a beginning"
    );
    assert!(
        matches!(archive.articles().resolve("thanhpho").unwrap(), Resolved::Several(ids) if ids.len() == 12)
    );
}

#[test]
fn a_reader_sees_what_a_writer_has_committed_and_needs_no_lock() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    let reader = Archive::open_for_reading(dir.path()).unwrap();
    let run = archive.begin_run(&options(), at(0)).unwrap().stamp;
    visit(&mut archive, &run, 1, 1, at(1));
    let status = reader.runs().status().unwrap();
    assert_eq!((status.articles, status.snapshots, status.runs), (1, 1, 1));
    assert_eq!(status.last_run.unwrap().finished_at, None);
    assert!(status.snapshot_bytes > 1000);
}

#[test]
fn every_event_survives_its_journal_line() {
    let event = captured(
        at(1),
        &url(1),
        Role::Article,
        Outcome::NotArticle {
            reason_kind: "list".to_owned(),
            reason: "\u{2028}\n\"".to_owned(),
        },
    );
    let line = serde_json::to_string(&event).unwrap();
    assert!(
        line.starts_with(r#"{"event":"captured","at":"2026-11-23T20:00:01Z""#),
        "{line}"
    );
    assert!(line.contains(r#""outcome":{"kind":"not_article""#) && !line.contains('\n'));
    assert_eq!(serde_json::from_str::<Event>(&line).unwrap(), event);
}
