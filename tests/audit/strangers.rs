//! Files that came or went, and what an untouched archive says.

use std::fs;
use std::num::NonZeroU32;
use std::path::Path;

use chrono::Duration;
use hpnews::audit::{Depth, FindingKind, Share};
use hpnews::record::Change;
use hpnews::store::{Archive, OpenOptions};
use serde_json::json;

use crate::scene::{ALL, DEEP, at, copy_of_nights, memory, nights, no_site, portal_config};
use crate::scene::{contents, files, flip, small_run, those, verify};

#[test]
fn an_untouched_archive_is_clean_and_everything_was_read() {
    let dir = nights().dir.path().join("archive");
    let before = contents(&dir);
    let (checked, findings) = verify(&dir, &portal_config(), DEEP);
    assert_eq!(findings, []);
    assert_eq!(checked.manifests, 2);
    assert_eq!(checked.snapshots, checked.recomputed);
    assert!(checked.snapshots >= 29, "{checked:?}");
    assert!(checked.records > 100 && checked.index_lines > 50);
    assert!(checked.not_checked.is_empty(), "{checked:?}");
    let unsealed = ["lock", "catalog", "manifests", "README.md"];
    let mut sealed = files(&dir);
    sealed.retain(|file| {
        !unsealed
            .iter()
            .any(|it| file.to_str().unwrap().starts_with(it))
    });
    let sealed = sealed.len() as u64;
    assert_eq!(
        checked.sealed, sealed,
        "all but lock, catalog, README, manifests and sidecars"
    );
    assert!(contents(&dir) == before, "nothing is changed");
}

#[test]
fn every_file_that_goes_is_missed() {
    let archive = copy_of_nights();
    for file in files(archive.path()) {
        let name = file.to_str().unwrap();
        // The catalog's logs come and go with its readers; the README is no evidence.
        if matches!(name, "lock" | "README.md") || name.starts_with("catalog.sqlite-") {
            continue;
        }
        let path = archive.path().join(&file);
        let bytes = fs::read(&path).unwrap();
        fs::remove_file(&path).unwrap();
        let (_, findings) = verify(archive.path(), &no_site(), ALL);
        // The last manifest has none after it to name it; its files are strangers then.
        let named = findings.iter().any(|it| {
            it.file == name || it.cause.contains(name) || it.what == FindingKind::Unsealed
        });
        assert!(named, "{name}: {findings:#?}");
        fs::write(&path, bytes).unwrap();
    }
    assert_eq!(verify(archive.path(), &no_site(), ALL).1, []);
}

#[test]
fn every_file_that_comes_is_seen() {
    let archive = copy_of_nights();
    for name in [
        "ghi-chu.txt",
        "snapshots/2026/11/23/x/la--00000000.json",
        "warc/2026/11/demo-20261123T200000Z-00009.warc.gz",
        "warc/2026/11/la.cdxj",
        "runs/20200101T000000Z.jsonl",
        "runs/20200101T000000Z.json",
        "runs/la.txt",
        "manifests/la.txt",
        "manifests/20200101T000000Z.json",
        "catalog/la.sqlite",
        "changes/20200101T000000Z.jsonl",
        "changes/la.txt",
        "feeds/.tmp-abc",
        "snapshots/.tmp-abc",
    ] {
        let path = archive.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "{}").unwrap();
        let (_, findings) = verify(archive.path(), &no_site(), ALL);
        assert!(
            findings.iter().any(|it| it.file == name),
            "{name}: {findings:#?}"
        );
        fs::remove_file(&path).unwrap();
    }
    #[cfg(unix)]
    {
        let link = archive.path().join("warc/link.warc.gz");
        std::os::unix::fs::symlink("/etc/hostname", &link).unwrap();
        let (_, findings) = verify(archive.path(), &no_site(), ALL);
        assert_eq!(findings[0].what, FindingKind::Added);
        fs::remove_file(link).unwrap();
    }
    fs::write(archive.path().join("README.md"), "Của ai, để làm gì.").unwrap();
    assert_eq!(verify(archive.path(), &no_site(), ALL).1, []);
}

#[test]
fn a_new_archive_says_what_lies_where_and_is_sound_with_it_and_without() {
    let readme = |dir: &Path| fs::read_to_string(dir.join("README.md")).ok();
    let archive = copy_of_nights();
    let said = readme(archive.path()).expect("a new archive has one");
    assert_eq!(said, include_str!("../../archive/README.md"));
    let unnamed = top_level(archive.path()).into_iter().filter(|name| {
        let name = name.trim_end_matches("-wal").trim_end_matches("-shm");
        !said.contains(&format!("`{name}"))
    });
    assert_eq!(unnamed.collect::<Vec<_>>(), Vec::<String>::new());
    assert_eq!(verify(archive.path(), &no_site(), ALL).1, []);
    // An archive begun by an earlier program has none, and gets none.
    fs::remove_file(archive.path().join("README.md")).unwrap();
    drop(Archive::open(archive.path(), &OpenOptions::new("hpnews/test")).unwrap());
    assert_eq!(readme(archive.path()), None);
    assert_eq!(verify(archive.path(), &no_site(), ALL).1, []);
}

#[test]
fn a_new_archive_leaves_the_readme_of_its_folder_alone() {
    let folder = memory();
    fs::write(folder.path().join("README.md"), "Của ai, để làm gì.").unwrap();
    drop(Archive::open(folder.path(), &OpenOptions::new("hpnews/test")).unwrap());
    let said = fs::read_to_string(folder.path().join("README.md")).unwrap();
    assert_eq!(said, "Của ai, để làm gì.");
}

/// The names in a folder.
fn top_level(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).unwrap();
    let name = |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name();
    entries
        .map(|entry| name(entry).into_string().unwrap())
        .collect()
}

#[test]
fn what_is_made_of_the_archive_is_no_stranger_and_no_evidence() {
    let archive = copy_of_nights();
    for name in [
        "reports/2026-11-23.html",
        "reports/2026-11-23.md",
        "feeds/changes.atom",
        "feeds/2026/11/removals.atom",
        "notices.jsonl",
    ] {
        let path = archive.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "made anew each night").unwrap();
    }
    assert_eq!(verify(archive.path(), &no_site(), ALL).1, []);
}

/// Two nights by hand, the second one's changes written: in one that has not ended also those of
/// a night before it that was given up.
fn told(ended: bool) -> tempfile::TempDir {
    let archive = memory();
    small_run(archive.path(), 0, false);
    let options = OpenOptions::new("hpnews/test");
    let mut store = Archive::open(archive.path(), &options).unwrap();
    let given_up = store.runs().newest(1).unwrap().remove(0).stamp;
    let now = at(86_400);
    let run = store.begin_night(&json!({"night": 1}), now).unwrap().stamp;
    store
        .write_changes(&run, &[change(&run), change(&run)])
        .unwrap();
    store
        .write_changes(&given_up, &[change(&given_up)])
        .unwrap();
    if ended {
        store.finish_run("complete", now).unwrap();
    }
    archive
}

fn change(run: &str) -> Change {
    let line = json!({
        "schema": "hpnews/change/1", "id": "0123456789abcdef", "run": run,
        "at": "2026-11-24T03:00:00+07:00", "last_seen_before": null, "site": "tay",
        "article_id": "tay:post-1", "url": "http://127.0.0.1/bai-1", "previous_url": null,
        "title": "Bài thứ nhất", "categories": [], "kind": "substantive.number",
        "kinds": ["substantive.number"], "fields": ["body"], "announced": null,
        "backdated": false, "figures": [], "before": null, "after": null, "repeats": null,
        "reason": null,
    });
    serde_json::from_value(line).unwrap()
}

#[test]
fn changes_of_a_run_that_goes_on_are_no_strangers() {
    let archive = told(false);
    assert_eq!(verify(archive.path(), &no_site(), DEEP).1, []);
}

#[test]
fn every_bit_of_the_changes_is_sealed() {
    let archive = told(true);
    assert_eq!(verify(archive.path(), &no_site(), DEEP).1, []);
    let files = those(archive.path(), "changes/", ".jsonl");
    assert_eq!(files.len(), 2);
    for file in files {
        let path = archive.path().join(&file);
        let bytes = fs::read(&path).unwrap();
        for byte in (0..bytes.len()).step_by(7) {
            flip(&path, byte, byte % 8);
            let (_, findings) = verify(archive.path(), &no_site(), ALL);
            assert_eq!(findings.len(), 1, "{file}, byte {byte}: {findings:#?}");
            assert_eq!(
                (findings[0].what, findings[0].file.as_str()),
                (FindingKind::Altered, &*file)
            );
            fs::write(&path, &bytes).unwrap();
        }
        fs::remove_file(&path).unwrap();
        let (_, findings) = verify(archive.path(), &no_site(), ALL);
        assert_eq!(
            (findings.len(), findings[0].what),
            (1, FindingKind::Missing),
            "{file}"
        );
        fs::write(&path, &bytes).unwrap();
    }
    assert_eq!(verify(archive.path(), &no_site(), ALL).1, []);
}

#[test]
fn thirty_nights_read_every_file_once() {
    let dir = nights().dir.path().join("archive");
    let (all, _) = verify(&dir, &no_site(), ALL);
    let (mut hashed, mut records) = (0, 0);
    for night in 0..30 {
        let share = Share::of_night(NonZeroU32::new(30).unwrap(), at(0) + Duration::days(night));
        let (checked, findings) = verify(&dir, &no_site(), Depth { share, deep: false });
        assert_eq!(findings, []);
        assert_eq!(
            checked.sealed, all.sealed,
            "that all are there is seen every night"
        );
        hashed += checked.hashed;
        records += checked.records;
    }
    assert_eq!((hashed, records), (all.hashed, all.records));
}

#[test]
fn a_run_that_goes_on_is_no_damage() {
    let archive = memory();
    small_run(archive.path(), 0, true);
    small_run(archive.path(), 1, false);
    let (checked, findings) = verify(archive.path(), &no_site(), DEEP);
    assert_eq!(findings, []);
    assert_eq!(checked.open, 2, "its journal and its segment");
}
