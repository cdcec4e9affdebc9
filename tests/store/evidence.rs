//! Exchanges kept as WARC records, and found again whole.

use std::fs::{self, File};
use std::path::Path;

use chrono::Duration;
use hpnews::http::{Capture, Truncation};
use hpnews::record::{Cause, Role};
use hpnews::store::{Archive, Event, Evidence, OpenOptions, Outcome, cdxj_beside, reindex};
use hpnews::warc::{Header, RecordType, WarcReader};

use super::invariants::dump;
use super::scene::{
    HOST, SITE, STEPS, article_id, at, captured, exchange, kept, open, options, snapshot, step,
    url, visit,
};

/// The headers of all records of a file, which must be whole.
pub(crate) fn records(path: &Path) -> Vec<Header> {
    let mut reader = WarcReader::new(File::open(path).unwrap());
    let mut found = Vec::new();
    while let Some(header) = reader.next_record().unwrap() {
        reader.finish_record().unwrap();
        found.push(header);
    }
    found
}

pub(crate) fn keep(archive: &mut Archive, capture: &Capture) -> Evidence {
    let evidence = archive.keep_capture(SITE, capture).unwrap();
    let event = captured(
        capture.requested_at,
        capture.url.as_str(),
        Role::Page,
        Outcome::Read,
    );
    archive.commit(&kept(event, evidence.clone())).unwrap();
    evidence
}

pub(crate) fn same(found: &Capture, sent: &Capture) {
    assert_eq!(found.url, sent.url);
    assert_eq!(found.requested_at, sent.requested_at);
    assert_eq!(found.status, sent.status);
    assert_eq!(found.body, sent.body);
    assert_eq!(found.payload, sent.payload);
    assert_eq!(found.truncated, sent.truncated);
}

#[test]
fn a_capture_is_found_again_at_its_place_and_by_its_address() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    archive.begin_run(&options(), at(0)).unwrap();
    let mut cut = exchange(&url(2), "a page that was cut", at(2));
    cut.truncated = Some(Truncation::Disconnect);
    for sent in [exchange(&url(1), "Hải Phòng", at(1)), cut] {
        let evidence = keep(&mut archive, &sent);
        assert!(!evidence.revisit);
        assert_eq!(evidence.partial, sent.truncated.is_some());
        same(&archive.capture_at(&evidence.location).unwrap(), &sent);
        let rows = archive.captures().of(sent.url.as_str()).unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].evidence.location, evidence.location);
        assert_eq!((rows[0].at, rows[0].status), (sent.requested_at, Some(200)));
        assert_eq!(rows[0].payload, Some(sent.payload));
    }
    let all = archive.captures().page(None, 10).unwrap();
    assert_eq!(all.len(), 2);
    let first = &all[0].evidence.location;
    let rest = archive
        .captures()
        .page(Some((&first.file, first.offset)), 10);
    assert_eq!(rest.unwrap(), all[1..]);
    let mut wrong = first.clone();
    wrong.offset += 1;
    let error = archive.capture_at(&wrong).unwrap_err().to_string();
    assert!(
        error.contains(&first.file) && error.contains(", byte "),
        "{error}"
    );
    wrong.file = "../outside.warc.gz".to_owned();
    assert!(archive.capture_at(&wrong).is_err());

    archive.finish_run("complete", at(9)).unwrap();
    let path = dir.path().join(&first.file);
    let kinds: Vec<RecordType> = records(&path).iter().map(Header::kind).collect();
    let [a, b, c] = [
        RecordType::Warcinfo,
        RecordType::Response,
        RecordType::Request,
    ];
    assert_eq!(kinds, [a, b.clone(), c.clone(), b, c]);
    let index = fs::read_to_string(dir.path().join(cdxj_beside(&first.file))).unwrap();
    assert_eq!(index.lines().count(), 2, "{index}");
    assert!(index.lines().is_sorted() && index.contains("bai-1"));
}

#[test]
fn the_same_bytes_again_are_a_revisit_of_the_first_full_record() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    archive.begin_run(&options(), at(0)).unwrap();
    let first = exchange(&url(1), "the same", at(1));
    // The first is not committed yet when the second comes.
    let original = archive.keep_capture(SITE, &first).unwrap();
    let second = archive
        .keep_capture(SITE, &exchange(&url(2), "the same", at(2)))
        .unwrap();
    assert!(!original.revisit && second.revisit);
    for (n, evidence) in [(1, original), (2, second)] {
        let event = captured(
            at(n),
            &url(n.try_into().unwrap()),
            Role::Page,
            Outcome::Read,
        );
        archive.commit(&kept(event, evidence)).unwrap();
    }
    archive.finish_run("complete", at(3)).unwrap();
    drop(archive);
    // Another process, another night.
    let mut archive = open(dir.path());
    let night = at(0) + Duration::days(1);
    archive.begin_run(&options(), night).unwrap();
    let third = exchange(&url(1), "the same", night);
    let evidence = keep(&mut archive, &third);
    assert!(evidence.revisit);
    same(&archive.capture_at(&evidence.location).unwrap(), &third);
    let rows = archive.captures().of(&url(2)).unwrap();
    let found = archive.capture_at(&rows[0].evidence.location).unwrap();
    same(&found, &exchange(&url(2), "the same", at(2)));
    let header = records(&dir.path().join(&evidence.location.file)).remove(1);
    assert_eq!(
        header.field("WARC-Refers-To-Target-URI"),
        Some(url(1).as_str())
    );
    assert_eq!(
        header.field("WARC-Refers-To-Date"),
        Some("2026-11-23T20:00:01Z")
    );
}

#[test]
fn cut_undecoded_and_empty_bodies_never_stand_for_others() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    archive.begin_run(&options(), at(0)).unwrap();
    let mut cut = exchange(&url(1), "half", at(1));
    cut.truncated = Some(Truncation::Time);
    let whole = exchange(&url(1), "half", at(2));
    let mut refused = exchange(&url(1), "half", at(3));
    refused.status = 404;
    let empty = |n| exchange(&url(2), "", at(n));
    for (n, capture, revisit) in [
        (0, cut.clone(), false),
        (1, whole.clone(), false),
        (2, cut, false),
        (3, refused, false),
        (4, empty(4), false),
        (5, empty(5), false),
        (6, whole, true),
    ] {
        assert_eq!(keep(&mut archive, &capture).revisit, revisit, "{n}");
    }
}

#[test]
fn a_304_is_a_revisit_of_the_address_s_last_response_or_stands_alone() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    archive.begin_run(&options(), at(0)).unwrap();
    let unchanged = |n| Capture {
        status: 304,
        reason: "Not Modified".to_owned(),
        response_head: b"HTTP/1.1 304 Not Modified\r\n\r\n".to_vec(),
        headers: Vec::new(),
        ..exchange(&url(1), "", at(n))
    };
    assert!(!keep(&mut archive, &unchanged(1)).revisit);
    keep(&mut archive, &exchange(&url(1), "old", at(2)));
    keep(&mut archive, &exchange(&url(1), "new", at(3)));
    let evidence = keep(&mut archive, &unchanged(4));
    assert!(evidence.revisit);
    let found = archive.capture_at(&evidence.location).unwrap();
    assert_eq!((found.status, found.body.as_slice()), (304, &b"new"[..]));
}

#[test]
fn a_snapshot_is_noted_in_the_warc_byte_for_byte_and_names_its_record() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    let run = archive.begin_run(&options(), at(0)).unwrap().stamp;
    visit(&mut archive, &run, 1, 1, at(1));
    let row = archive.captures().of(&url(1)).unwrap().remove(0);
    let paths = archive
        .captures()
        .snapshots_of_record(&row.evidence.location)
        .unwrap();
    assert_eq!(paths, archive.articles().snapshot_paths(None, 5).unwrap());
    let file = dir.path().join(&row.evidence.location.file);
    let mut reader = WarcReader::new(File::open(file).unwrap());
    let note = loop {
        let header = reader.next_record().unwrap().unwrap();
        if header.kind() == RecordType::Metadata {
            break header;
        }
    };
    let urn = "urn:hpnews:snapshot:thanhpho%3Apost-1:20261123T200001Z:";
    assert!(note.target().unwrap().starts_with(urn), "{note:?}");
    let about = format!("<{}>", row.evidence.location.record_id);
    assert_eq!(note.field("WARC-Refers-To"), Some(about.as_str()));
    let json = reader.read_block(1 << 20).unwrap();
    assert_eq!(json, fs::read(dir.path().join(&paths[0])).unwrap());
}

#[test]
fn a_file_is_followed_by_the_next_when_it_is_long_enough_and_no_process_writes_to_another_s() {
    let dir = tempfile::tempdir().unwrap();
    let small = OpenOptions {
        segment_bytes: 2500,
        ..OpenOptions::new("hpnews/test")
    };
    let mut files = Vec::new();
    for process in 0..2 {
        let mut archive = Archive::open(dir.path(), &small).unwrap();
        archive.begin_run(&options(), at(0)).unwrap();
        for n in 0..6 {
            let n = process * 10 + n;
            let sent = exchange(&url(n), &format!("page {n}"), at(n.into()));
            let evidence = keep(&mut archive, &sent);
            same(&archive.capture_at(&evidence.location).unwrap(), &sent);
            files.push((process, evidence.location.file));
        }
    }
    files.dedup();
    assert!(files.len() > 3, "{files:?}");
    for ((_, file), serial) in files.iter().zip(1..) {
        let name = format!("warc/2026/11/thanhpho-20261123T200000Z-{serial:05}.warc.gz");
        assert_eq!(*file, name, "each file belongs to one process");
        assert_eq!(
            records(&dir.path().join(file))[0].kind(),
            RecordType::Warcinfo
        );
    }
}

#[test]
fn a_capture_read_again_takes_its_own_place_not_a_later_one_s() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    let run = archive.begin_run(&options(), at(0)).unwrap().stamp;
    visit(&mut archive, &run, 1, 1, at(1));
    visit(&mut archive, &run, 1, 2, at(2));
    archive.finish_run("complete", at(3)).unwrap();
    let states = archive.runs().status().unwrap().addresses;
    let looks = archive.articles().observations(&article_id(1)).unwrap();
    let rows = archive.captures().of(&url(1)).unwrap();

    let run = archive.begin_aside(&options(), at(100)).unwrap().stamp;
    let read_again = |archive: &mut Archive, nth: usize, version| {
        let row = &rows[nth];
        let mut snapshot = snapshot(&run, 1, version, row.at);
        snapshot.provenance.cause = Cause::Reextraction;
        snapshot.provenance.pages[0].warc = Some(row.evidence.location.clone());
        let path: String = archive.store_snapshot(&snapshot).unwrap().into();
        archive
            .commit(&Event::Reread {
                at: at(101),
                captured_at: row.at,
                cause: Cause::Reextraction,
                site: SITE.to_owned(),
                url: url(1),
                role: row.role,
                status: 200,
                payload: row.payload.clone(),
                warc: row.evidence.clone(),
                outcome: Outcome::Stored {
                    article_id: article_id(1),
                    article_url: url(1),
                    snapshot: path.clone(),
                    content: snapshot.digests.content,
                },
            })
            .unwrap();
        path
    };
    let newest = |archive: &Archive| {
        let known = archive.articles().article_for(&url(1), None, SITE).unwrap();
        known.unwrap().newest.unwrap().path
    };
    let second = newest(&archive);
    let first_again = read_again(&mut archive, 0, 7);
    assert_eq!(newest(&archive), second);
    let second_again = read_again(&mut archive, 1, 8);
    assert_eq!(newest(&archive), second_again);
    let second_once_more = read_again(&mut archive, 1, 9);
    assert_eq!(newest(&archive), second_once_more);
    let versions = archive.articles().versions(&article_id(1)).unwrap();
    let superseded: Vec<_> = versions.iter().map(|v| v.superseded.is_some()).collect();
    assert_eq!(superseded, [true, false, true, true, false]);
    assert_eq!(
        versions[0].superseded.as_deref(),
        Some(first_again.as_str())
    );
    archive.finish_run("complete", at(200)).unwrap();
    assert_eq!(
        archive.articles().observations(&article_id(1)).unwrap(),
        looks
    );
    assert_eq!(archive.captures().of(&url(1)).unwrap(), rows);
    assert_eq!(archive.runs().status().unwrap().addresses, states);
    let summary = archive.read_summary(&run).unwrap().unwrap();
    assert_eq!(summary["not_seen"].as_array().unwrap().len(), 0);
    drop(archive);
    let before = dump(dir.path());
    assert!(reindex(dir.path()).unwrap().damaged.is_empty());
    assert_eq!(dump(dir.path()), before);
}

#[test]
fn failures_and_robots_are_found_by_what_their_record_says() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    let run = archive.begin_run(&options(), at(0)).unwrap().stamp;
    (0..STEPS - 1).for_each(|n| step(&mut archive, &run, n));
    let address = format!("https://{HOST}/robots.txt");
    let robots = exchange(&address, "User-agent: *\n", at(50));
    let warc = archive.keep_capture(SITE, &robots).unwrap();
    archive
        .commit(&Event::Robots {
            at: at(51),
            host: format!("https://{HOST}"),
            status: Some(200),
            body: "User-agent: *\n".to_owned(),
            warc: Some(warc),
        })
        .unwrap();
    let mut sick = exchange(&url(4), "busy", at(60));
    sick.status = 503;
    let warc = archive.keep_capture(SITE, &sick).unwrap();
    let mut event = super::scene::failed(at(61), &url(4), None);
    if let Event::Failed { warc: place, .. } = &mut event {
        *place = Some(warc);
    }
    archive.commit(&event).unwrap();
    for (sent, role) in [(robots, Role::Robots), (sick, Role::Article)] {
        let row = archive.captures().of(sent.url.as_str()).unwrap().remove(0);
        assert_eq!(
            (row.at, row.role, row.site.as_str()),
            (sent.requested_at, role, SITE)
        );
        assert_eq!(
            (row.status, row.payload),
            (Some(sent.status), Some(sent.payload))
        );
    }
    drop(archive);
    let before = dump(dir.path());
    reindex(dir.path()).unwrap();
    assert_eq!(dump(dir.path()), before);
}
