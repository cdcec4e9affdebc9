//! What a run saw change, as a file: whole or not there, sealed, and told for every run once.

use std::fs;
use std::path::Path;

use chrono::Duration;
use hpnews::change::ArticleStatus;
use hpnews::record::{CHANGE_SCHEMA, Cause, Change, ChangeKind, Role};
use hpnews::store::{Archive, Event, FileBlobs, Manifest, Outcome, ScheduleReason, StoreError};
use serde_json::json;

use super::nights::{begin, gone, transition};
use super::scene::{
    SITE, article_id, at, captured, due, exchange, kept, local, open, options, snapshot, url, visit,
};

pub(crate) fn change(run: &str, n: u32) -> Change {
    Change {
        schema: CHANGE_SCHEMA.to_owned(),
        id: format!("{n:016x}"),
        run: run.to_owned(),
        at: local(at(0)),
        last_seen_before: None,
        site: SITE.to_owned(),
        article_id: article_id(n),
        url: url(n),
        previous_url: None,
        title: Some("Hải Phòng đón khách".to_owned()),
        categories: Vec::new(),
        kind: ChangeKind::Number,
        kinds: vec![ChangeKind::Number],
        fields: vec!["body".to_owned()],
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

fn sealed_by(dir: &Path, path: &str) -> Vec<String> {
    let all = Manifest::all(&FileBlobs::of(dir)).unwrap().into_iter();
    all.filter(|file| {
        let manifest = Manifest::read(&FileBlobs::of(dir), file).unwrap();
        manifest.files.iter().any(|sealed| sealed.path == path)
    })
    .collect()
}

/// A night in which article 1 was edited and article 2 was not there.
fn night(archive: &mut Archive, night: i64) -> String {
    let run = begin(archive, night);
    let now = at(0) + Duration::days(night);
    let version = u32::try_from(night).unwrap() + 1;
    archive
        .commit(&due(now, &url(1), ScheduleReason::Modified))
        .unwrap();
    visit(archive, &run, 1, version, now);
    archive.commit(&gone(now, &url(2), 404)).unwrap();
    run
}

#[test]
fn a_run_tells_its_changes_once_and_its_manifest_seals_them() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    assert_eq!(archive.untold_runs().unwrap(), [""; 0]);
    let first = archive.begin_run(&options(), at(0)).unwrap().stamp;
    visit(&mut archive, &first, 1, 1, at(1));
    visit(&mut archive, &first, 2, 1, at(2));
    assert_eq!(archive.untold_runs().unwrap(), [first.as_str()]);
    // Nothing changed, and that was looked for.
    archive.write_changes(&first, &[]).unwrap();
    archive.finish_run("complete", at(3)).unwrap();
    assert_eq!(archive.untold_runs().unwrap(), [""; 0]);
    assert_eq!(archive.told_runs().unwrap(), [first.as_str()]);
    assert_eq!(archive.changes_of(&first).unwrap(), []);

    let second = night(&mut archive, 1);
    let versions = archive.observations().versions_of_run(&second).unwrap();
    assert_eq!(versions.len(), 1);
    assert!(
        archive.read_snapshot(&versions[0]).unwrap().body[0]
            .text
            .ends_with("bản 2.")
    );
    archive
        .write_changes(&second, &[change(&second, 1)])
        .unwrap();
    // The run was killed after that, and went on: it writes again.
    assert_eq!(archive.untold_runs().unwrap(), [second.as_str()]);
    let told = [change(&second, 1), change(&second, 2)];
    archive.write_changes(&second, &told).unwrap();
    assert_eq!(archive.changes_of(&second).unwrap(), told);
    archive.finish_run("complete", at(90_000)).unwrap();
    assert_eq!(archive.untold_runs().unwrap(), [""; 0]);
    for run in [first, second] {
        let sealed = sealed_by(dir.path(), &format!("changes/{run}.jsonl"));
        assert_eq!(sealed, [format!("manifests/{run}.json")]);
    }
}

#[test]
fn a_run_that_was_given_up_is_told_by_the_next_and_never_told_otherwise() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    let first = archive.begin_run(&options(), at(0)).unwrap().stamp;
    visit(&mut archive, &first, 1, 1, at(1));
    archive.finish_run("complete", at(3)).unwrap();
    let given_up = night(&mut archive, 1);
    archive
        .commit(&transition(
            at(86_400),
            2,
            ChangeKind::Missing,
            ArticleStatus::Missing,
        ))
        .unwrap();
    let next = night(&mut archive, 3);
    // The first is of before there were such files.
    let untold = archive.untold_runs().unwrap();
    assert_eq!(untold, [first.as_str(), given_up.as_str(), next.as_str()]);
    for run in &untold {
        archive.write_changes(run, &[change(run, 1)]).unwrap();
        archive.write_changes(run, &[change(run, 1)]).unwrap();
    }
    let other = archive.write_changes(&given_up, &[]);
    assert!(matches!(other, Err(StoreError::Disk { .. })), "{other:?}");
    assert_eq!(
        archive.changes_of(&given_up).unwrap(),
        [change(&given_up, 1)]
    );
    // A stranger's file is not sealed with ours.
    fs::write(dir.path().join("changes/20200101T000000Z.jsonl"), "").unwrap();
    archive.finish_run("complete", at(300_000)).unwrap();
    assert_eq!(
        sealed_by(dir.path(), "changes/20200101T000000Z.jsonl"),
        [""; 0]
    );
    for run in [&first, &given_up, &next] {
        let sealed = sealed_by(dir.path(), &format!("changes/{run}.jsonl"));
        assert_eq!(sealed, [format!("manifests/{next}.json")]);
    }
    assert_eq!(archive.untold_runs().unwrap(), [""; 0]);
}

#[test]
fn a_line_that_cannot_be_read_is_named_and_no_run_leads_out_of_the_archive() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    let run = archive.begin_run(&options(), at(0)).unwrap().stamp;
    archive
        .write_changes(&run, &[change(&run, 1), change(&run, 2)])
        .unwrap();
    let path = dir.path().join(format!("changes/{run}.jsonl"));
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, &text[..text.len() - 9]).unwrap();
    let error = archive.changes_of(&run).unwrap_err().to_string();
    assert!(error.contains("line 2"), "{error}");
    assert!(archive.changes_of("../runs/x").is_err());
    assert!(archive.write_changes("../../x", &[]).is_err());
    assert_eq!(archive.changes_of("20200101T000000Z").unwrap(), []);
}

/// A page of article 1 that did not fit, kept in a night.
fn a_drifted_night(archive: &mut Archive) -> (String, Event) {
    let first = archive.begin_run(&options(), at(0)).unwrap().stamp;
    visit(archive, &first, 1, 1, at(1));
    archive.finish_run("complete", at(3)).unwrap();
    let run = begin(archive, 1);
    let now = at(86_400);
    let evidence = archive
        .keep_capture(SITE, &exchange(&url(1), "other markup", now))
        .unwrap();
    let outcome = Outcome::Drifted {
        article_id: Some(article_id(1)),
        article_url: url(1),
        reasons: vec!["no layout fits".to_owned()],
    };
    let event = kept(captured(now, &url(1), Role::Article, outcome), evidence);
    archive.commit(&event).unwrap();
    (run, event)
}

/// Reads a drifted page after all, as a new version.
fn read_after_all(archive: &mut Archive, run: &str, event: Event) -> String {
    let Event::Captured {
        at: looked,
        site,
        url: address,
        payload,
        warc: Some(warc),
        ..
    } = event
    else {
        unreachable!("it was kept");
    };
    let mut snapshot = snapshot(run, 1, 2, looked);
    snapshot.provenance.cause = Cause::Reextraction;
    snapshot.provenance.pages[0].warc = Some(warc.location.clone());
    let path: String = archive.store_snapshot(&snapshot).unwrap().into();
    let reread = Event::Reread {
        at: at(100_001),
        captured_at: looked,
        cause: Cause::Reextraction,
        site,
        url: address,
        role: Role::Article,
        status: 200,
        payload,
        warc,
        outcome: Outcome::Stored {
            article_id: article_id(1),
            article_url: url(1),
            snapshot: path.clone(),
            content: snapshot.digests.content.clone(),
        },
    };
    archive.commit(&reread).unwrap();
    path
}

#[test]
fn a_drifted_page_is_no_look_until_it_is_read_after_all() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    let (run, event) = a_drifted_night(&mut archive);
    let Event::Captured {
        at: looked,
        warc: Some(warc),
        ..
    } = event.clone()
    else {
        unreachable!("it was kept");
    };
    assert_eq!(archive.observations().looked_at(SITE, &run).unwrap(), []);
    assert_eq!(archive.observations().sights(SITE, &run).unwrap(), (0, 0));
    let summary = archive.finish_run("gaps", at(90_000)).unwrap();
    assert_eq!(summary.not_seen[0].reason, "drifted");
    let history = |archive: &Archive| {
        let found = archive
            .observations()
            .revisitable_article(&article_id(1))
            .unwrap()
            .unwrap();
        (found.looks, found.changes, found.last_look)
    };
    assert_eq!(history(&archive), (1, 0, looked));
    let waiting = archive.sites().drifted_captures(SITE, None).unwrap();
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].capture.evidence.location, warc.location);
    assert_eq!(
        (waiting[0].capture.run.as_str(), waiting[0].capture.at),
        (run.as_str(), looked)
    );
    assert_eq!(
        archive
            .sites()
            .drifted_captures(SITE, Some("another"))
            .unwrap(),
        []
    );

    let options = json!({"reextract": null});
    let later = archive.begin_aside(&options, at(100_000)).unwrap().stamp;
    let path = read_after_all(&mut archive, &later, event);
    assert_eq!(archive.sites().drifted_captures(SITE, None).unwrap(), []);
    assert_eq!(history(&archive), (2, 1, looked));
    let looks = archive.articles().observations(&article_id(1)).unwrap();
    assert_eq!(
        (looks[1].run.as_str(), looks[1].changed),
        (run.as_str(), true)
    );
    assert_eq!(
        archive.observations().versions_of_run(&later).unwrap(),
        [path]
    );
    assert_eq!(archive.untold_runs().unwrap().last(), Some(&later));
    archive.write_changes(&later, &[change(&later, 1)]).unwrap();
    archive.finish_run("complete", at(100_002)).unwrap();
    assert_eq!(
        sealed_by(dir.path(), &format!("changes/{later}.jsonl")).len(),
        1
    );
    assert_eq!(archive.differs_from_files().unwrap(), []);
}
