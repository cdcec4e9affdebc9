//! Nights after the first: what rests and what wakes, what sources hint, and that all of it is
//! in the journals.

use chrono::{DateTime, Duration, Utc};
use hpnews::change::ArticleStatus;
use hpnews::record::{ChangeKind, DiscoveredUrl, DiscoverySource, Role, SourceMetadata};
use hpnews::store::{Among, Archive, Event, Outcome, ScheduleReason, reindex};
use serde_json::json;

use super::invariants::{check, dump};
use super::scene::{
    HOST, SITE, article_id, at, captured, discovered, due, failed, local, open, options, url,
    visit, visit_to,
};

/// The run of a night, begun so many days after the first.
pub(crate) fn begin(archive: &mut Archive, night: i64) -> String {
    let options = json!({"night": night});
    let begun = archive.begin_night(&options, at(0) + Duration::days(night));
    begun.unwrap().stamp
}

pub(crate) fn states(archive: &Archive, n: u32) -> String {
    archive.addresses().due_of(&url(n)).unwrap().unwrap().state
}

fn name(archive: &mut Archive, now: DateTime<Utc>, ns: std::ops::RangeInclusive<u32>) {
    let told = ns.map(|n| discovered(&url(n), Role::Article, DiscoverySource::List));
    tell(archive, now, &told.collect::<Vec<_>>());
}

pub(crate) fn tell(archive: &mut Archive, now: DateTime<Utc>, discovered: &[DiscoveredUrl]) {
    let event = Event::Discovered {
        at: now,
        site: SITE.to_owned(),
        from: None,
        discovered: archive.discovery().unknown(discovered).unwrap(),
    };
    archive.commit(&event).unwrap();
}

pub(crate) fn skipped(now: DateTime<Utc>, n: u32) -> Event {
    Event::Skipped {
        at: now,
        site: SITE.to_owned(),
        url: url(n),
        role: Role::Article,
        cause: "limit".to_owned(),
        detail: "the run's limit is reached".to_owned(),
    }
}

/// Nothing is there, in one way or another.
pub(crate) fn gone(now: DateTime<Utc>, url: &str, status: u16) -> Event {
    let mut event = captured(now, url, Role::Article, Outcome::HttpError);
    if let Event::Captured { status: said, .. } = &mut event {
        *said = status;
    }
    event
}

pub(crate) fn redirect(now: DateTime<Utc>, url: &str, to: &str) -> Event {
    let to = to.to_owned();
    captured(now, url, Role::Article, Outcome::Redirected { to })
}

pub(crate) fn transition(
    now: DateTime<Utc>,
    n: u32,
    kind: ChangeKind,
    article_status: ArticleStatus,
) -> Event {
    Event::Transition {
        at: now,
        site: SITE.to_owned(),
        article_id: article_id(n),
        url: url(n),
        from: None,
        kind,
        now: article_status,
        reason: "as the test says".to_owned(),
    }
}

#[test]
fn what_was_answered_rests_until_it_is_woken_and_the_rest_is_pending() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    let run = archive.begin_run(&options(), at(0)).unwrap().stamp;
    name(&mut archive, at(1), 1..=7);
    visit(&mut archive, &run, 1, 1, at(2));
    visit(&mut archive, &run, 7, 1, at(2));
    archive.commit(&gone(at(3), &url(2), 404)).unwrap();
    archive.commit(&failed(at(4), &url(3), None)).unwrap();
    archive
        .commit(&failed(at(5), &url(4), Some(at(50))))
        .unwrap();
    archive.commit(&skipped(at(6), 5)).unwrap();
    archive.finish_run("gaps", at(10)).unwrap();

    begin(&mut archive, 1);
    let now = at(20) + Duration::days(1);
    let next = |archive: &Archive| {
        let addresses = archive.addresses();
        addresses.next_due(HOST, &Among::default(), now).unwrap()
    };
    let expected = [
        "dormant", "dormant", "dormant", "pending", "pending", "pending", "dormant",
    ];
    for (n, expected) in (1..).zip(expected) {
        assert_eq!(states(&archive, n), expected, "address {n}");
    }
    let given_up = archive.addresses().given_up(SITE).unwrap();
    let [row] = given_up.as_slice() else {
        panic!("{given_up:?}");
    };
    assert_eq!((row.url.clone(), row.failures, row.at), (url(3), 1, at(4)));
    let mut asked = Vec::new();
    while let Some(task) = next(&archive) {
        assert_eq!(task.attempts, 0);
        asked.push(task.url.clone());
        archive.commit(&gone(now, &task.url, 404)).unwrap();
    }
    assert_eq!(asked, [url(4), url(5), url(6)], "what rests is not asked");
    assert_eq!(archive.addresses().hosts_pending().unwrap(), [""; 0]);

    let modified = ScheduleReason::Modified;
    archive.commit(&due(now, &url(1), modified)).unwrap();
    let task = next(&archive);
    let task = task.unwrap();
    assert_eq!((task.url, task.due), (url(1), Some(modified)));
    archive.commit(&gone(now, &url(1), 404)).unwrap();
    // What a run has dealt with is not asked twice, whoever finds a reason.
    archive
        .commit(&due(now, &url(1), ScheduleReason::Confirm))
        .unwrap();
    assert_eq!(next(&archive), None);
    let row = archive.addresses().due_of(&url(1)).unwrap().unwrap();
    assert_eq!((row.state.as_str(), row.reason), ("done", Some(modified)));
    assert_eq!(row.at, Some(now));
    assert_eq!(
        archive.addresses().due_of("https://nowhere.vn/").unwrap(),
        None
    );

    let summary = archive.finish_run("gaps", now).unwrap();
    assert!(summary.incremental);
    assert_eq!(summary.dormant, 1, "article 7; address 2 is none");
    let not_seen: Vec<&str> = summary.not_seen.iter().map(|it| it.url.as_str()).collect();
    assert!(
        !not_seen.contains(&url(2).as_str()),
        "it rests: {not_seen:?}"
    );
    assert_eq!(not_seen.len(), 5);

    // A run over everything asks for everything.
    archive
        .begin_run(&options(), at(0) + Duration::days(2))
        .unwrap();
    assert!((1..=7).all(|n| states(&archive, n) == "pending"));
}

#[test]
fn woken_and_not_asked_for_want_of_time_rests_again_the_next_night() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    let run = archive.begin_run(&options(), at(0)).unwrap().stamp;
    visit(&mut archive, &run, 1, 1, at(2));
    visit(&mut archive, &run, 2, 1, at(3));
    archive.finish_run("complete", at(4)).unwrap();
    begin(&mut archive, 1);
    let now = at(5) + Duration::days(1);
    for n in [1, 2] {
        archive
            .commit(&due(now, &url(n), ScheduleReason::Schedule))
            .unwrap();
    }
    archive.commit(&failed(now, &url(2), Some(now))).unwrap();
    archive.finish_run("gaps", now).unwrap();
    begin(&mut archive, 2);
    assert_eq!(
        [states(&archive, 1), states(&archive, 2)],
        ["dormant", "pending"]
    );
    let dormant: Vec<String> = archive
        .observations()
        .revisitable(SITE)
        .unwrap()
        .into_iter()
        .map(|it| it.article_id)
        .collect();
    assert_eq!(dormant, [article_id(1)]);
}

#[test]
fn a_hint_is_news_only_against_what_the_server_said_at_the_last_look() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    let run = archive.begin_run(&options(), at(0)).unwrap().stamp;
    let said = |n: u32, source, modified: DateTime<Utc>| {
        let mut discovered = discovered(&url(n), Role::Article, source);
        discovered.source_metadata.modified_at = Some(local(modified));
        discovered
    };
    // The server's clock is years ahead of ours: that is its own affair.
    let ahead = |days: i64| at(0) + Duration::days(3650 + days);
    tell(
        &mut archive,
        at(1),
        &[said(1, DiscoverySource::Rest, ahead(0))],
    );
    for n in 1..=4 {
        visit(&mut archive, &run, n, 1, at(1 + i64::from(n)));
    }
    archive.finish_run("complete", at(10)).unwrap();
    assert_eq!(
        archive.discovery().latest_modification(SITE).unwrap(),
        Some(local(ahead(0)))
    );

    begin(&mut archive, 1);
    let now = at(0) + Duration::days(1);
    let told = [
        said(1, DiscoverySource::Rest, ahead(0)),
        // First words: of before the look, and of after it.
        said(2, DiscoverySource::Sitemap, at(0)),
        said(3, DiscoverySource::Sitemap, at(3600)),
    ];
    tell(&mut archive, now, &told);
    let hinted = |archive: &Archive| -> Vec<String> {
        let found = archive.discovery().hinted(SITE).unwrap().into_iter();
        found.map(|it| it.url).collect()
    };
    assert_eq!(hinted(&archive), [url(3)]);
    tell(
        &mut archive,
        now,
        &[said(1, DiscoverySource::Rest, ahead(1))],
    );
    assert_eq!(hinted(&archive), [url(1), url(3)]);
    assert_eq!(
        archive.discovery().latest_modification(SITE).unwrap(),
        Some(local(ahead(1)))
    );
    for n in [1, 3] {
        archive
            .commit(&due(now, &url(n), ScheduleReason::Modified))
            .unwrap();
        visit(
            &mut archive,
            "x",
            n,
            1,
            now + Duration::seconds(i64::from(n)),
        );
    }
    archive.finish_run("complete", now).unwrap();
    begin(&mut archive, 2);
    assert_eq!(
        hinted(&archive),
        [""; 0],
        "a hint that was followed is none"
    );
}

/// What an archive goes through in ten nights, the last one not finished.
fn ten_nights(archive: &mut Archive) {
    let run = archive.begin_run(&options(), at(0)).unwrap().stamp;
    name(archive, at(1), 1..=12);
    for n in 1..=9 {
        visit(archive, &run, n, 1, at(1 + i64::from(n)));
    }
    archive.write_changes(&run, &[]).unwrap();
    archive.finish_run("gaps", at(20)).unwrap();
    for night in 1..=10_i64 {
        let run = begin(archive, night);
        let now = |n: u32| at(i64::from(n)) + Duration::days(night);
        let tonight = u32::try_from(night).unwrap();
        for n in 1..=9 {
            archive
                .commit(&due(now(n), &url(n), ScheduleReason::Schedule))
                .unwrap();
            match (n + tonight) % 9 {
                0 => archive.commit(&gone(now(n), &url(n), 404)).unwrap(),
                1 => archive
                    .commit(&redirect(now(n), &url(n), &url(n % 9 + 1)))
                    .unwrap(),
                2 => visit(archive, &run, n, 1 + tonight, now(n)),
                3 => archive.commit(&failed(now(n), &url(n), None)).unwrap(),
                4 => {
                    let to = format!("{}-{night}/", url(n));
                    visit_to(archive, &run, (n, 50 + tonight), now(n), &to);
                }
                5 => archive.commit(&drifted(now(n), n)).unwrap(),
                _ => visit(archive, &run, n, 1, now(n)),
            }
        }
        let astray = archive.observations().looked_at(SITE, &run).unwrap();
        for (n, it) in (1..).zip(astray) {
            let mut event = transition(now(n), n, ChangeKind::Missing, ArticleStatus::Missing);
            if let Event::Transition { article_id, .. } = &mut event {
                *article_id = it.article_id;
            }
            archive.commit(&event).unwrap();
        }
        archive.write_changes(&run, &[]).unwrap();
        // Some nights are given up.
        if night % 4 != 3 && night < 10 {
            archive.finish_run("complete", now(30)).unwrap();
        }
    }
}

fn drifted(now: DateTime<Utc>, n: u32) -> Event {
    let outcome = Outcome::Drifted {
        article_id: Some(article_id(n)),
        article_url: url(n),
        reasons: vec!["no layout fits".to_owned()],
    };
    captured(now, &url(n), Role::Article, outcome)
}

#[test]
fn ten_nights_are_reindexed_to_the_same_rows() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    ten_nights(&mut archive);
    assert_eq!(archive.differs_from_files().unwrap(), []);
    drop(archive);
    let before = dump(dir.path());
    for table in ["absence", "move", "transition", "drifted"] {
        let begin = before.find(&format!("== {table}\n")).unwrap();
        let rows = before[begin..]
            .lines()
            .skip(1)
            .take_while(|line| !line.starts_with("=="));
        assert!(rows.count() > 3, "{table} has rows");
    }
    let done = reindex(dir.path()).unwrap();
    assert!(done.damaged.is_empty() && done.adopted.is_empty());
    check(dir.path());
    assert_eq!(dump(dir.path()), before);
}

#[test]
fn an_address_given_to_another_post_bears_its_number() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    archive.begin_run(&options(), at(0)).unwrap();
    let post = |number: u64, day: i64| DiscoveredUrl {
        source_metadata: SourceMetadata {
            post_id: Some(number),
            published_at: Some((at(0) + Duration::days(day)).fixed_offset()),
            ..SourceMetadata::default()
        },
        ..discovered(&url(1), Role::Article, DiscoverySource::Rest)
    };
    tell(&mut archive, at(0), &[post(505, 0)]);
    assert_eq!(archive.discovery().rest_posts(SITE).unwrap(), [505].into());
    tell(&mut archive, at(1), &[post(1096, 9)]);
    assert_eq!(archive.discovery().rest_posts(SITE).unwrap(), [1096].into());
    let source_metadata = archive.discovery().source_metadata_of(&url(1)).unwrap();
    assert_eq!(
        source_metadata.published_at,
        post(1096, 9).source_metadata.published_at
    );
    // A list that gives no number leaves it.
    tell(
        &mut archive,
        at(2),
        &[discovered(&url(1), Role::Article, DiscoverySource::List)],
    );
    assert_eq!(archive.discovery().rest_posts(SITE).unwrap(), [1096].into());
}
