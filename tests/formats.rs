//! An archive outlives its program: one small archive of every format is committed, and each
//! opens, verifies and is brought to today's format.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    unreachable_pub,
    missing_docs,
    reason = "a test reads and writes what it likes, and nobody imports it"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

const ARCHIVES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/archives");

/// The formats that are committed, and whether each is today's.
const FORMATS: [(&str, bool); 2] = [("format-1", false), ("format-2", true)];

fn hpnews(archive: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_hpnews"))
        .current_dir(archive.parent().unwrap())
        .env("LC_ALL", "en")
        .arg("--archive")
        .arg(archive)
        .args(args)
        .output()
        .unwrap()
}

#[track_caller]
fn done(archive: &Path, args: &[&str]) -> String {
    let output = hpnews(archive, args);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

/// Every file below a folder, by its path there.
fn files(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![dir.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.insert(
                    path.strip_prefix(dir).unwrap().to_path_buf(),
                    fs::read(&path).unwrap(),
                );
            }
        }
    }
    found
}

fn copy_of(name: &str, to: &Path) -> PathBuf {
    let archive = to.join("archive");
    for (path, bytes) in files(&Path::new(ARCHIVES).join(name)) {
        let path = archive.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    archive
}

/// What an archive tells of itself, without the words that a format chose.
fn told(archive: &Path) -> Vec<Value> {
    let mut all = Vec::new();
    for args in [
        &["list", "--json"][..],
        &["changes", "--json"],
        &["stats", "--json"],
    ] {
        let lines = done(archive, args);
        all.extend(lines.lines().map(|it| {
            let mut line: Value = serde_json::from_str(it).unwrap();
            if let Some(line) = line.as_object_mut() {
                line.remove("schema");
            }
            line
        }));
    }
    all
}

#[test]
fn an_archive_of_every_format_opens_verifies_and_tells_the_same() {
    for (name, _) in FORMATS {
        let folder = tempfile::tempdir().unwrap();
        let archive = copy_of(name, folder.path());
        done(&archive, &["reindex"]);
        done(&archive, &["verify", "--deep"]);
        let told = told(&archive);
        assert!(told.len() > 30, "{name}: {} lines", told.len());
        let moved = told.iter().filter(|it| it["kind"] == "missing").count();
        assert_eq!(moved, 1, "{name}: the article that went is told");
    }
}

#[test]
fn an_archive_of_an_older_format_is_written_to_only_after_its_upgrade() {
    for (name, today) in FORMATS {
        let folder = tempfile::tempdir().unwrap();
        let archive = copy_of(name, folder.path());
        done(&archive, &["reindex"]);
        let (before, told_before) = (files(&archive), told(&archive));
        if !today {
            let refused = hpnews(&archive, &["reextract"]);
            let said = String::from_utf8_lossy(&refused.stderr).into_owned();
            assert_eq!(refused.status.code(), Some(2), "{said}");
            assert!(said.contains("hpnews upgrade"), "{said}");
        }
        done(&archive, &["upgrade"]);
        done(&archive, &["verify", "--deep"]);
        assert_eq!(told(&archive), told_before, "{name}");
        let kept = folder.path().join(format!("archive.{name}"));
        assert_eq!(kept.exists(), !today, "{name}");
        if !today {
            // Evidence is never written anew, and the old archive is as it was.
            let (old, new) = (files(&kept), files(&archive));
            for (path, bytes) in &before {
                let is_own = path.to_str().unwrap().contains("sqlite") || path.ends_with("lock");
                assert!(is_own || old[path] == *bytes, "{}", path.display());
                if path.starts_with("warc") || path.starts_with("snapshots") {
                    assert_eq!(new[path], *bytes, "{}", path.display());
                }
            }
            let journals = new.iter().filter(|(path, _)| path.starts_with("runs"));
            for (path, bytes) in journals {
                let text = String::from_utf8_lossy(bytes);
                for word in [
                    "\"teller\"",
                    "\"hint\"",
                    "\"aside\"",
                    "\"class\"",
                    "\"event\":\"named\"",
                ] {
                    assert!(!text.contains(word), "{}: {word}", path.display());
                }
            }
        }
        // Nothing to do is no fault.
        done(&archive, &["upgrade"]);
    }
}

#[test]
fn an_old_archive_that_is_damaged_is_upgraded_with_its_damage_told() {
    let folder = tempfile::tempdir().unwrap();
    let archive = copy_of("format-1", folder.path());
    let mut journals: Vec<_> = fs::read_dir(archive.join("runs"))
        .unwrap()
        .map(|it| it.unwrap().path())
        .collect();
    journals.retain(|it| it.extension().is_some_and(|it| it == "jsonl"));
    journals.sort();
    let text = fs::read_to_string(&journals[0]).unwrap();
    fs::write(
        &journals[0],
        text.replacen("{\"event\":\"captured\"", "{\"event\":\"xaptured\"", 1),
    )
    .unwrap();
    let upgraded = hpnews(&archive, &["upgrade"]);
    let said = String::from_utf8_lossy(&upgraded.stderr).into_owned();
    assert_eq!(upgraded.status.code(), Some(1), "{said}");
    assert!(
        said.contains("stays as it was") && said.contains("hpnews repair"),
        "{said}"
    );
    assert!(
        fs::read_to_string(archive.join("archive.json"))
            .unwrap()
            .contains("\"format\": 2")
    );
    // What an upgrade that broke off left is named, and nothing is touched.
    let folder = tempfile::tempdir().unwrap();
    let archive = copy_of("format-1", folder.path());
    fs::create_dir(folder.path().join("archive.format-2")).unwrap();
    let refused = hpnews(&archive, &["upgrade"]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(2), "{said}");
    assert!(
        said.contains("archive.format-2") && said.contains("remove it"),
        "{said}"
    );
}
