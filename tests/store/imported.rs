//! A foreign WARC file taken in: its captures join the past.

use std::fs;

use chrono::Duration;
use hpnews::record::{Cause, Role};
use hpnews::store::{Event, Evidence, Outcome};

use super::evidence::{keep, same};
use super::scene::{SITE, article_id, at, exchange, open, options, snapshot, url, visit};

#[test]
fn an_imported_capture_joins_the_past() {
    let home = tempfile::tempdir().unwrap();
    let (old, dir) = (home.path().join("old"), home.path().join("new"));
    let mut archive = open(&old);
    archive.begin_run(&options(), at(0)).unwrap();
    let past = exchange(&url(1), "1/1", at(1));
    let place = keep(&mut archive, &past).location;
    drop(archive);
    let file = old.join(&place.file);

    let mut archive = open(&dir);
    let night = at(0) + Duration::days(9);
    let run = archive.begin_run(&options(), night).unwrap().stamp;
    visit(&mut archive, &run, 1, 2, night);
    archive.finish_run("complete", night).unwrap();
    archive.begin_aside(&options(), night).unwrap();
    let copied = archive.adopt_warc(&file, "Tin cũ.warc.gz").unwrap();
    assert_eq!(copied.file, "warc/imported/tin-cu.warc.gz");
    assert_eq!(archive.adopt_warc(&file, "Tin cũ.warc.gz").unwrap(), copied);
    fs::write(home.path().join("x.warc"), "other bytes").unwrap();
    let other = archive.adopt_warc(&home.path().join("x.warc"), "tin cu.warc");
    assert_eq!(other.unwrap().file, "warc/imported/tin-cu-2.warc");
    archive
        .commit(&Event::Imported {
            at: night,
            file: copied.file.clone(),
            source: file.display().to_string(),
            bytes: copied.bytes,
            sha256: copied.sha256,
        })
        .unwrap();
    let mut location = place;
    location.file.clone_from(&copied.file);
    let evidence = Evidence::of(SITE, &past, location.clone(), false);
    archive
        .commit(&Event::Reread {
            at: night,
            captured_at: past.requested_at,
            cause: Cause::Import,
            site: SITE.to_owned(),
            url: url(1),
            role: Role::Article,
            status: 200,
            payload: Some(past.payload.clone()),
            warc: evidence,
            outcome: Outcome::Unchanged {
                article_id: article_id(1),
                article_url: url(1),
                content: snapshot("x", 1, 1, at(1)).digests.content,
            },
        })
        .unwrap();
    same(&archive.capture_at(&location).unwrap(), &past);
    let looks = archive.articles().observations(&article_id(1)).unwrap();
    assert_eq!(
        looks.iter().map(|l| l.at).collect::<Vec<_>>(),
        [at(1), night]
    );
    // An imported file may go again: nothing new rests on it.
    archive.finish_run("complete", night).unwrap();
    assert!(dir.join("warc/imported/tin-cu.cdxj").exists());
    let run = archive.begin_run(&options(), night).unwrap();
    assert!(!run.resumed);
    assert!(!keep(&mut archive, &exchange(&url(9), "1/1", night)).revisit);
}
