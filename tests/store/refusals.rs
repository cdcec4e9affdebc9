//! What the store will not do, and how it says so.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use hpnews::record::{FieldOrigin, Origin};
use hpnews::store::{Archive, Event, Evidence, OpenOptions, StoreError};

use super::evidence::records;
use super::invariants::{check, files};
use super::kill::Manner;
use super::scene::{HOST, SITE, at, exchange, failed, kept};
use super::scene::{open, open_grouped, options, snapshot, url, visit};

fn try_open(dir: &Path) -> Result<Archive, StoreError> {
    Archive::open(dir, &OpenOptions::new("hpnews/test"))
}

#[test]
fn a_second_writer_is_told_who_the_first_is() {
    let dir = tempfile::tempdir().unwrap();
    let first = open(dir.path());
    let error = try_open(dir.path()).unwrap_err();
    let me = std::process::id();
    assert!(
        matches!(error, StoreError::Locked { holder: Some(pid), .. } if pid == me),
        "{error}"
    );
    assert!(error.to_string().contains(&format!("process {me}")));
    assert!(matches!(
        hpnews::store::reindex(dir.path()),
        Err(StoreError::Locked { .. })
    ));
    drop(first);
    open(dir.path());
}

#[test]
fn a_newer_archive_is_left_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(
        dir.path().join("archive.json"),
        r#"{"format": 3, "tool": "hpnews/9"}"#,
    )
    .unwrap();
    for error in [
        try_open(dir.path()).unwrap_err(),
        Archive::open_for_reading(dir.path()).unwrap_err(),
    ] {
        assert!(
            matches!(
                error,
                StoreError::OtherFormat {
                    found: 3,
                    known: 2,
                    ..
                }
            ),
            "{error}"
        );
        assert!(error.hint().is_some());
    }
    assert_eq!(files(dir.path()).len(), 1);
}

#[test]
fn a_folder_that_is_no_archive_is_not_read() {
    let dir = tempfile::tempdir().unwrap();
    let error = Archive::open_for_reading(dir.path()).unwrap_err();
    assert!(matches!(error, StoreError::NotAnArchive { .. }));
    assert!(files(dir.path()).is_empty());
    fs::write(dir.path().join("README.md"), "notes").unwrap();
    drop(open(dir.path()));
    fs::remove_file(dir.path().join("catalog.sqlite")).unwrap();
    let error = Archive::open_for_reading(dir.path()).unwrap_err();
    assert!(matches!(error, StoreError::NoCatalog { .. }));
    assert!(error.hint().unwrap().contains("reindex"));
}

#[test]
fn a_file_where_a_folder_belongs_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("archive");
    fs::write(&file, "").unwrap();
    let error = try_open(&file).unwrap_err();
    assert!(
        error.to_string().contains(file.to_str().unwrap()),
        "{error}"
    );
    assert!(error.hint().is_some(), "{error:?}");

    let mut archive = open(&dir.path().join("other"));
    let run = archive.begin_run(&options(), at(0)).unwrap().stamp;
    fs::write(dir.path().join("other/snapshots"), "").unwrap();
    let error = archive
        .store_snapshot(&snapshot(&run, 1, 1, at(1)))
        .unwrap_err();
    assert!(
        matches!(
            &error,
            StoreError::Disk {
                action: "create folder",
                ..
            }
        ),
        "{error:?}"
    );
    fs::remove_file(dir.path().join("other/snapshots")).unwrap();
    visit(&mut archive, &run, 1, 1, at(1));
}

#[test]
fn an_event_must_not_name_a_snapshot_that_is_not_there() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    assert!(matches!(
        archive.commit(&failed(at(1), &url(1), None)),
        Err(StoreError::NoRun { .. })
    ));
    let run = archive.begin_run(&options(), at(0)).unwrap().stamp;
    let snapshot = snapshot(&run, 1, 1, at(1));
    let path = archive.store_snapshot(&snapshot).unwrap();
    fs::remove_file(dir.path().join(path.as_str())).unwrap();
    let outcome = hpnews::store::Outcome::Stored {
        article_id: snapshot.article_id,
        article_url: snapshot.url,
        snapshot: path.into(),
        content: snapshot.digests.content,
    };
    let event = super::scene::captured(at(2), &url(1), hpnews::record::Role::Article, outcome);
    assert!(matches!(
        archive.commit(&event),
        Err(StoreError::Disk { .. })
    ));
    visit(&mut archive, &run, 1, 1, at(3));
    drop(archive);
    assert_eq!(check(dir.path()).len(), 1);
}

#[test]
fn what_cannot_be_read_back_is_not_written() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    let run = archive.begin_run(&options(), at(0)).unwrap().stamp;
    let mut snapshot = snapshot(&run, 1, 1, at(1));
    let origin = FieldOrigin {
        origin: Origin::Fallback,
        selector: None,
        confidence: f32::NAN,
    };
    snapshot.fields.insert("body".to_owned(), origin);
    assert!(matches!(
        archive.store_snapshot(&snapshot),
        Err(StoreError::Damaged { .. })
    ));
    assert!(files(&dir.path().join("snapshots")).is_empty());
}

/// A small disk of our own, unmounted at the end; `None` where we may not mount.
struct Disk(tempfile::TempDir);

impl Disk {
    fn of(size: &str) -> Option<Self> {
        let dir = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"])
            .arg(dir.path())
            .output();
        if !mounted.is_ok_and(|done| done.status.success()) {
            eprintln!("SKIPPED: this user may not mount a tmpfs");
            return None;
        }
        Some(Self(dir))
    }

    fn remount(&self, options: &str) {
        let options = format!("remount,{options}");
        let done = Command::new("mount")
            .args(["-o", &options])
            .arg(self.0.path())
            .status();
        assert!(done.unwrap().success());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily: a process another test is just starting may hold a copy of a handle in it.
        let done = Command::new("umount").arg("-l").arg(self.0.path()).status();
        assert!(done.is_ok_and(|done| done.success()) || std::thread::panicking());
    }
}

#[test]
fn a_full_disk_loses_nothing_and_the_run_goes_on_when_there_is_room() {
    fill(Manner::Alone);
}

#[test]
fn a_disk_that_fills_inside_a_burst_loses_nothing() {
    fill(Manner::Grouped);
}

fn fill(manner: Manner) {
    let open = match manner {
        Manner::Alone => open,
        Manner::Grouped | Manner::Settled => open_grouped,
    };
    for size in ["900k", "1m", "1200k", "1500k", "2m", "3m"] {
        let Some(disk) = Disk::of(size) else { return };
        let dir = disk.0.path();
        let mut archive = open(dir);
        let run = archive.begin_run(&options(), at(0)).unwrap().stamp;
        let (mut acknowledged, mut held) = (0, BTreeMap::new());
        let error = loop {
            let n = acknowledged + 1;
            let stored = store(&mut archive, &run, n, &mut held);
            match stored {
                Ok(()) => acknowledged = n,
                Err(error) => break error,
            }
        };
        assert!(acknowledged > 3, "{size}: {acknowledged}");
        assert!(
            error.hint().unwrap().contains("free space"),
            "{size}: {error:?}"
        );
        // Full still: refused still, nothing spoiled.
        let again = store(&mut archive, &run, acknowledged + 1, &mut held);
        // A burst's rows are undone together, and come back with the next commit.
        let articles = archive.runs().status().unwrap().articles;
        let seen = articles >= u64::from(acknowledged);
        assert!(seen || manner == Manner::Grouped, "{size}: {articles}");
        disk.remount("size=16m");
        let last = acknowledged + 20;
        for n in acknowledged + 1..=last {
            store(&mut archive, &run, n, &mut held).unwrap();
            assert_eq!(
                archive.runs().status().unwrap().articles,
                u64::from(n),
                "{size}"
            );
        }
        archive.finish_run("complete", at(9999)).unwrap();
        for n in 1..=last {
            let row = archive.captures().of(&url(n)).unwrap().remove(0);
            let page = archive.capture_at(&row.evidence.location).unwrap();
            assert_eq!(page.body, format!("{n}/1").into_bytes(), "{size}");
            records(&dir.join(&row.evidence.location.file));
        }
        drop((archive, again));
        assert_eq!(check(dir).len(), usize::try_from(last).unwrap(), "{size}");
        let before = super::invariants::dump(dir);
        assert!(hpnews::store::reindex(dir).unwrap().damaged.is_empty());
        assert_eq!(super::invariants::dump(dir), before, "{size}");
    }
}

#[test]
fn a_line_torn_by_a_full_disk_goes_before_the_next() {
    let Some(disk) = Disk::of("2m") else { return };
    let dir = disk.0.path();
    let mut archive = open(dir);
    archive.begin_run(&options(), at(0)).unwrap();
    let robots = |bytes: usize| Event::Robots {
        at: at(1),
        host: HOST.to_owned(),
        status: Some(200),
        body: "#".repeat(bytes),
        warc: None,
    };
    let filler = dir.join("filler");
    fs::write(&filler, vec![0; 1_000_000]).unwrap();
    while archive.commit(&robots(300_000)).is_ok() {}
    let left = archive.commit(&robots(300_000)).unwrap_err();
    assert!(left.hint().unwrap().contains("free space"), "{left:?}");
    fs::remove_file(&filler).unwrap();
    archive.commit(&robots(10)).unwrap();
    archive.finish_run("complete", at(2)).unwrap();
    assert_eq!(archive.addresses().robots(HOST).unwrap().unwrap().at, at(1));
    drop(archive);
    check(dir);
    assert!(hpnews::store::reindex(dir).unwrap().damaged.is_empty());
}

/// As [`visit`], but gives the error. `held`: captures kept before, whose step failed then.
fn store(
    archive: &mut Archive,
    run: &str,
    n: u32,
    held: &mut BTreeMap<u32, Evidence>,
) -> Result<(), StoreError> {
    let now = at(i64::from(n));
    let evidence = match held.get(&n) {
        Some(evidence) => evidence.clone(),
        None => archive.keep_capture(SITE, &exchange(&url(n), &format!("{n}/1"), now))?,
    };
    held.insert(n, evidence.clone());
    let mut snapshot = snapshot(run, n, 1, now);
    snapshot.provenance.pages[0].warc = Some(evidence.location.clone());
    let path = archive.store_snapshot(&snapshot)?;
    let outcome = hpnews::store::Outcome::Stored {
        article_id: snapshot.article_id,
        article_url: snapshot.url,
        snapshot: path.into(),
        content: snapshot.digests.content,
    };
    let role = hpnews::record::Role::Article;
    archive.commit(&kept(
        super::scene::captured(now, &url(n), role, outcome),
        evidence,
    ))
}

#[test]
fn a_read_only_disk_is_read_and_refused_for_writing() {
    let Some(disk) = Disk::of("16m") else { return };
    let dir = disk.0.path();
    let mut archive = open(dir);
    let run = archive.begin_run(&options(), at(0)).unwrap().stamp;
    visit(&mut archive, &run, 1, 1, at(1));
    drop(archive);
    disk.remount("ro");
    let reader = Archive::open_for_reading(dir).unwrap();
    assert_eq!(reader.runs().status().unwrap().articles, 1);
    let error = try_open(dir).unwrap_err();
    assert!(error.hint().unwrap().contains("writable"), "{error:?}");
    drop(reader);

    // After a kill the log has not been read into the database.
    disk.remount("rw");
    let copy = tempfile::tempdir().unwrap();
    let mut archive = open(dir);
    archive.begin_run(&options(), at(2)).unwrap();
    visit(&mut archive, &run, 2, 1, at(3));
    super::invariants::copy(dir, copy.path());
    drop(archive);
    fs::remove_dir_all(dir.join("snapshots")).unwrap();
    super::invariants::copy(copy.path(), dir);
    disk.remount("ro");
    let reader = Archive::open_for_reading(dir).unwrap();
    assert_eq!(reader.runs().status().unwrap().articles, 2);
    drop(reader);
}
