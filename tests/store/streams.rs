//! The streams of a reader: every row once, in order, over many pages, past damage.

use std::collections::BTreeSet;

use chrono::Duration;
use chrono_tz::Asia::Ho_Chi_Minh;
use hpnews::change::ArticleStatus;
use hpnews::record::{Change, ChangeKind, Role};
use hpnews::store::{
    Archive, ArticleRow, CaptureFilter, ChangeFilter, Cursor, DayCount, Event, Filter, Outcome,
    Reader, StatusFilter, StoreError,
};

use super::scene::{
    SITE, article_id, at, captured, exchange, kept, local, open, open_grouped, options, snapshot,
    url, visit,
};

/// More than two pages of rows.
const ARTICLES: u32 = 1003;

/// An archive in which seven articles each share the moment of publication.
fn many(dir: &std::path::Path) -> Reader {
    let mut archive = open_grouped(dir);
    let run = archive.begin_run(&options(), at(0)).unwrap().stamp;
    for n in 1..=ARTICLES {
        let now = at(i64::from(n));
        let evidence = archive.keep_capture(SITE, &exchange(&url(n), &n.to_string(), now));
        let evidence = evidence.unwrap();
        let mut snapshot = snapshot(&run, n, 1, now);
        snapshot.published_at = Some(local(at(0) - Duration::days(i64::from(n / 7))));
        snapshot.published_date = snapshot.published_at.map(|at| at.date_naive());
        snapshot.provenance.pages[0].warc = Some(evidence.location.clone());
        let outcome = Outcome::Stored {
            article_id: article_id(n),
            article_url: url(n),
            content: snapshot.digests.content.clone(),
            snapshot: archive.store_snapshot(&snapshot).unwrap().into(),
        };
        let event = captured(now, &url(n), Role::Article, outcome);
        archive.commit(&kept(event, evidence)).unwrap();
    }
    archive.write_changes(&run, &[]).unwrap();
    archive.finish_run("complete", at(5000)).unwrap();
    drop(archive);
    Archive::open_for_reading(dir).unwrap()
}

#[test]
fn articles_come_once_each_in_the_order_of_the_list() {
    let dir = tempfile::tempdir().unwrap();
    let reader = many(dir.path());
    for limit in [
        None,
        Some(0),
        Some(1),
        Some(500),
        Some(501),
        Some(1003),
        Some(9999),
    ] {
        let filter = Filter {
            limit,
            ..Filter::default()
        };
        let streamed: Vec<_> = reader
            .articles()
            .each(&filter)
            .map(Result::unwrap)
            .collect();
        assert_eq!(
            streamed,
            reader.articles().list(&filter).unwrap(),
            "{limit:?}"
        );
        let mut counted: Vec<_> = reader
            .articles()
            .each_counted(&filter)
            .map(Result::unwrap)
            .collect();
        assert_eq!(counted.len(), streamed.len(), "{limit:?}");
        assert!(counted.is_sorted_by(|a, b| a.article_id < b.article_id));
        counted.retain(|row| row.versions != 1 || row.looks != 1);
        assert_eq!(counted, []);
    }
    let filter = Filter {
        since: Some(at(0) - Duration::days(3)),
        section: Some("kinh te".to_owned()),
        ..Filter::default()
    };
    assert_eq!(reader.each_newest(&filter).count(), 27, "articles 1 to 27");
    assert_eq!(reader.articles().each_counted(&filter).count(), 27);
}

#[test]
fn pages_come_one_after_another_whatever_they_are_chosen_by() {
    let dir = tempfile::tempdir().unwrap();
    let reader = many(dir.path());
    let day = |n| Some(at(0) - Duration::days(n));
    let of = |since, until, section: Option<&str>| Filter {
        since,
        until,
        section: section.map(str::to_owned),
        ..Filter::default()
    };
    let status = |status| Filter {
        status: Some(status),
        ..Filter::default()
    };
    let edited = Filter {
        edited: true,
        ..of(None, None, Some("KINH TE"))
    };
    for (filter, wanted) in [
        (Filter::default(), 1003),
        (of(None, day(0), None), 997),
        (of(day(100), day(90), None), 70),
        (of(None, day(90), Some("KINH TE")), 367),
        (of(None, None, Some("Không có")), 0),
        (status(StatusFilter::Is(ArticleStatus::Live)), 1003),
        (status(StatusFilter::Is(ArticleStatus::Removed)), 0),
        (status(StatusFilter::Restored), 0),
        (edited, 0),
    ] {
        let mut paged = Vec::new();
        let mut after: Option<Cursor> = None;
        loop {
            let page = reader
                .articles()
                .page(&filter, after.as_ref(), Some(3))
                .unwrap();
            let Some(last) = page.last() else { break };
            after = Some(last.cursor().to_string().parse().unwrap());
            paged.extend(page);
        }
        assert_eq!(
            paged,
            reader.articles().list(&filter).unwrap(),
            "{filter:?}"
        );
        assert_eq!(paged.len(), wanted, "{filter:?}");
        let newest_first = |a: &ArticleRow, b: &ArticleRow| {
            (-a.dated_us, &a.article_id) < (-b.dated_us, &b.article_id)
        };
        assert!(paged.is_sorted_by(newest_first), "{filter:?}");
    }
}

#[test]
fn sections_and_days_are_counted_without_what_is_left_out() {
    let dir = tempfile::tempdir().unwrap();
    let reader = many(dir.path());
    let except = BTreeSet::from(["thanhpho:post-1", "thanhpho:post-7"]);
    for (except, in_section, on_day) in [(BTreeSet::new(), 1003, 6), (except, 1001, 5)] {
        let sections = reader.articles().sections(&except).unwrap();
        assert_eq!(sections.len(), 1);
        assert_eq!(
            (&*sections[0].name, sections[0].articles),
            ("Kinh tế", in_section)
        );
        let days = reader.articles().by_day(Ho_Chi_Minh, &except).unwrap();
        assert_eq!(days.len(), 144);
        let last = days.values().next_back().unwrap();
        assert_eq!((last.published, last.edited, last.removed), (on_day, 0, 0));
    }
}

#[test]
fn an_edit_and_a_removal_are_found_by_list_section_and_day() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    let run = archive.begin_run(&options(), at(0)).unwrap().stamp;
    (1..=3).for_each(|n| visit(&mut archive, &run, n, 1, at(i64::from(n))));
    visit(&mut archive, &run, 2, 2, at(86400));
    for (n, kind, now) in [
        (1, ChangeKind::Removed, ArticleStatus::Removed),
        (3, ChangeKind::Removed, ArticleStatus::Removed),
        (3, ChangeKind::Restored, ArticleStatus::Live),
    ] {
        let event = Event::Transition {
            at: at(2 * 86400),
            site: SITE.to_owned(),
            article_id: article_id(n),
            url: url(n),
            from: None,
            kind,
            now,
            reason: "410".to_owned(),
        };
        archive.commit(&event).unwrap();
    }
    let ids = |filter: &Filter| -> Vec<String> {
        let rows = archive.articles().list(filter).unwrap();
        let counted = archive.articles().each_counted(filter);
        assert_eq!(counted.count(), rows.len(), "{filter:?}");
        rows.into_iter().map(|row| row.article_id).collect()
    };
    let edited = Filter {
        edited: true,
        ..Filter::default()
    };
    assert_eq!(ids(&edited), [article_id(2)]);
    let status = |status| Filter {
        status: Some(status),
        ..Filter::default()
    };
    let removed = status(StatusFilter::Is(ArticleStatus::Removed));
    assert_eq!(ids(&removed), [article_id(1)]);
    assert_eq!(ids(&status(StatusFilter::Restored)), [article_id(3)]);
    let in_section = Filter {
        section: Some("kinh tế".to_owned()),
        ..removed
    };
    assert_eq!(ids(&in_section), [article_id(1)]);
    let days = archive
        .articles()
        .by_day(Ho_Chi_Minh, &BTreeSet::new())
        .unwrap();
    let day = |n: i64| local(at(n * 86400)).date_naive();
    assert_eq!(
        days[&day(1)],
        DayCount {
            edited: 1,
            ..DayCount::default()
        }
    );
    assert_eq!(
        days[&day(2)],
        DayCount {
            removed: 2,
            ..DayCount::default()
        }
    );
}

#[test]
fn a_question_that_takes_too_long_is_ended_and_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let mut reader = many(dir.path());
    reader.limit(std::time::Duration::ZERO).unwrap();
    let ended = reader.articles().list(&Filter::default()).unwrap_err();
    assert!(matches!(ended, StoreError::TooSlow { .. }), "{ended}");
    assert_eq!(
        ended.to_string(),
        "cannot list articles: it took longer than 0 ms"
    );
    reader.limit(std::time::Duration::from_secs(60)).unwrap();
    assert_eq!(
        reader.articles().list(&Filter::default()).unwrap().len(),
        1003
    );
}

#[test]
fn a_damaged_snapshot_is_one_error_and_the_stream_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let reader = many(dir.path());
    let rows = reader.articles().list(&Filter::default()).unwrap();
    std::fs::write(dir.path().join(&rows[600].newest), "{\"schema\": ").unwrap();
    let found: Vec<_> = reader.each_newest(&Filter::default()).collect();
    assert_eq!(found.len(), 1003);
    let errors: Vec<String> = found
        .iter()
        .filter_map(|it| it.as_ref().err().map(ToString::to_string))
        .collect();
    assert_eq!(errors.len(), 1);
    assert!(errors[0].contains(&rows[600].newest), "{errors:?}");
}

#[test]
fn captures_are_chosen_by_time_site_role_and_status() {
    let dir = tempfile::tempdir().unwrap();
    let reader = many(dir.path());
    let count = |filter: &CaptureFilter| reader.captures().each(filter).map(Result::unwrap).count();
    let all = CaptureFilter::default();
    assert_eq!(count(&all), 1003);
    for (filter, wanted) in [
        (
            CaptureFilter {
                role: Some(Role::Article),
                ..all.clone()
            },
            1003,
        ),
        (
            CaptureFilter {
                role: Some(Role::Feed),
                ..all.clone()
            },
            0,
        ),
        (
            CaptureFilter {
                status: Some(404),
                ..all.clone()
            },
            0,
        ),
        (
            CaptureFilter {
                site: Some("haiphong".to_owned()),
                ..all.clone()
            },
            0,
        ),
        (
            CaptureFilter {
                since: Some(at(1000)),
                ..all.clone()
            },
            4,
        ),
        (
            CaptureFilter {
                until: Some(at(10)),
                ..all.clone()
            },
            9,
        ),
    ] {
        assert_eq!(count(&filter), wanted, "{filter:?}");
    }
    let last = reader.captures().each(&all).last().unwrap().unwrap();
    let capture = reader.capture_at(&last.evidence.location).unwrap();
    assert_eq!(capture.body, b"1003");
}

/// Two articles that say something else each night, and two changes a night.
fn three_nights(dir: &std::path::Path) -> (Reader, Vec<String>) {
    let mut archive = open(dir);
    let mut runs = Vec::new();
    for night in 0..3 {
        let now = at(0) + Duration::days(night);
        let run = archive.begin_night(&options(), now).unwrap().stamp;
        for n in 1..=2 {
            let version = u32::try_from(night).unwrap();
            visit(&mut archive, &run, n, version, now + Duration::seconds(1));
        }
        let mut told = change(&run, 1);
        told.at = local(now);
        archive
            .write_changes(&run, &[told, change(&run, 2)])
            .unwrap();
        archive
            .finish_run("complete", now + Duration::seconds(9))
            .unwrap();
        runs.push(run);
    }
    drop(archive);
    (Archive::open_for_reading(dir).unwrap(), runs)
}

#[test]
fn versions_come_article_by_article_oldest_first() {
    let dir = tempfile::tempdir().unwrap();
    let (reader, runs) = three_nights(dir.path());
    let versions = reader
        .articles()
        .each_version(&Filter::default())
        .map(Result::unwrap);
    let versions: Vec<_> = versions.map(|it| (it.article_id, it.run)).collect();
    let wanted = [1, 2].map(|n| runs.iter().map(move |run| (article_id(n), run.clone())));
    assert_eq!(versions, wanted.into_iter().flatten().collect::<Vec<_>>());
}

#[test]
fn changes_are_chosen_and_a_damaged_file_hides_its_own_only() {
    let dir = tempfile::tempdir().unwrap();
    let (reader, runs) = three_nights(dir.path());
    let all = ChangeFilter::default();
    let count = |filter: &ChangeFilter| reader.each_change(filter).unwrap().count();
    assert_eq!(count(&all), 6);
    let kind = |kind| ChangeFilter {
        kind: Some(kind),
        ..all.clone()
    };
    let of_article = ChangeFilter {
        article_id: Some(article_id(2)),
        ..all.clone()
    };
    let since = ChangeFilter {
        since: Some(at(0) + Duration::days(2)),
        ..all.clone()
    };
    let elsewhere = ChangeFilter {
        site: Some("haiphong".to_owned()),
        ..all.clone()
    };
    for (filter, wanted) in [
        (of_article, 3),
        (kind(hpnews::record::ChangeKind::Title), 6),
        (kind(hpnews::record::ChangeKind::Removed), 0),
        (since, 1),
        (elsewhere, 0),
    ] {
        assert_eq!(count(&filter), wanted, "{filter:?}");
    }
    let damaged = dir.path().join(format!("changes/{}.jsonl", runs[1]));
    std::fs::write(damaged, "{\n").unwrap();
    let found = reader.each_change(&all).unwrap().map(|it| it.is_ok());
    assert_eq!(found.collect::<Vec<_>>(), [true, true, false, true, true]);
}

fn change(run: &str, n: u32) -> Change {
    let kind = hpnews::record::ChangeKind::Title;
    Change {
        schema: hpnews::record::CHANGE_SCHEMA.to_owned(),
        id: format!("{n:016x}"),
        run: run.to_owned(),
        at: local(at(0)),
        last_seen_before: None,
        site: SITE.to_owned(),
        article_id: article_id(n),
        url: url(n),
        previous_url: None,
        title: None,
        categories: Vec::new(),
        kind,
        kinds: vec![kind],
        fields: Vec::new(),
        announced: None,
        backdated: false,
        figures: Vec::new(),
        files: Vec::new(),
        before: None,
        after: None,
        repeats: None,
        reason: None,
    }
}
