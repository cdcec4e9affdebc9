//! The chain of manifests, checked as a stranger with `sha256sum` would.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use chrono::Duration;
use hpnews::digest::PayloadDigest;
use hpnews::store::{FileBlobs, Manifest, RepairWriter, cdxj_beside};
use serde_json::Value;

use super::invariants::{copy, files, memory};
use super::scene::{STEPS, at, open, options, step_of};

fn sha256(path: &Path) -> String {
    let digest = PayloadDigest::of(&fs::read(path).unwrap());
    digest.as_str().trim_start_matches("sha256:").to_owned()
}

fn nights(dir: &Path, nights: i64) {
    let mut archive = open(dir);
    for night in 0..nights {
        let now = at(0) + Duration::days(night);
        let run = archive.begin_run(&options(), now).unwrap().stamp;
        (0..STEPS).for_each(|n| step_of(&mut archive, &run, n, night));
    }
}

/// Checks the chain and gives what it lists, later entries in the place of earlier ones.
fn listed(dir: &Path) -> BTreeMap<String, (u64, String)> {
    let mut listed = BTreeMap::new();
    let mut before = Value::Null;
    for (file, number) in Manifest::all(&FileBlobs::of(dir))
        .unwrap()
        .into_iter()
        .zip(1..)
    {
        let path = dir.join(&file);
        let manifest: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        assert_eq!(manifest["schema"], "hpnews/manifest/1");
        assert_eq!(manifest["number"], number);
        assert_eq!(manifest["previous"], before, "{file}");
        before = serde_json::json!({"file": file, "sha256": sha256(&path)});
        let sidecar = fs::read_to_string(dir.join(format!("{file}.sha256"))).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        assert_eq!(sidecar, format!("{}  {name}\n", sha256(&path)));
        let entries = manifest["files"].as_array().unwrap();
        assert!(entries.is_sorted_by_key(|entry| entry["path"].as_str().unwrap()));
        for entry in entries {
            let name = entry["path"].as_str().unwrap();
            let bytes = entry["bytes"].as_u64().unwrap();
            let sum = entry["sha256"].as_str().unwrap().to_owned();
            let again = listed.insert(name.to_owned(), (bytes, sum));
            assert!(
                again.is_none() || !manifest["reason"].is_null(),
                "{name} twice"
            );
        }
    }
    for (name, (bytes, sum)) in &listed {
        let path = dir.join(name);
        assert_eq!(fs::metadata(&path).unwrap().len(), *bytes, "{name}");
        assert_eq!(sha256(&path), *sum, "{name}");
    }
    listed
}

/// The files that a manifest has to list.
fn to_be_listed(dir: &Path) -> Vec<String> {
    let below = files(dir).into_iter();
    let names = below.map(|p| p.strip_prefix(dir).unwrap().to_str().unwrap().to_owned());
    let is_no_evidence =
        |name: &String| name.starts_with("catalog.sqlite") || name == "lock" || name == "README.md";
    names
        .filter(|name| !is_no_evidence(name) && !name.starts_with("manifests/"))
        .collect()
}

#[test]
fn every_file_of_ended_runs_is_listed_once_in_a_chain() {
    let dir = memory();
    nights(dir.path(), 3);
    let listed = listed(dir.path());
    assert_eq!(
        listed.into_keys().collect::<Vec<_>>(),
        to_be_listed(dir.path())
    );
}

#[test]
fn a_run_killed_while_it_was_sealed_is_sealed_at_the_next_open() {
    let story = memory();
    nights(story.path(), 2);
    let whole = listed(story.path());
    let of_the_second = |path: &str| path.contains("20261124T200000Z");
    let last = [
        "runs/20261124T200000Z.json",
        "manifests/20261124T200000Z.json",
    ];
    let sidecar = format!("{}.sha256", last[1]);
    let mut names = whole.keys().filter(|name| of_the_second(name));
    let warc = names.find(|name| name.ends_with(".warc.gz"));
    let index = cdxj_beside(warc.unwrap());
    // What closing writes, in order; a kill leaves a beginning of it.
    let steps = [last[0], index.as_str(), last[1], sidecar.as_str()];
    for written in 0..steps.len() {
        let dir = memory();
        copy(story.path(), dir.path());
        for missing in &steps[written..] {
            fs::remove_file(dir.path().join(missing)).unwrap();
        }
        let archive = open(dir.path());
        assert_eq!(archive.recovered().sealed.len(), usize::from(written < 3));
        assert_eq!(archive.recovered().cut_records, 0);
        drop(archive);
        assert_eq!(listed(dir.path()), whole, "{written} steps done");
        assert!(open(dir.path()).recovered().sealed.is_empty());
    }
}

#[test]
fn a_lost_manifest_is_not_made_anew_behind_its_followers() {
    let dir = memory();
    nights(dir.path(), 2);
    let first = dir.path().join("manifests/20261123T200000Z.json");
    fs::remove_file(&first).unwrap();
    assert!(open(dir.path()).recovered().sealed.is_empty());
    assert!(!first.exists());
}

#[test]
fn a_repair_is_sealed_after_what_it_repairs() {
    let dir = memory();
    nights(dir.path(), 1);
    let index = files(&dir.path().join("warc"))
        .into_iter()
        .find(|path| path.extension().is_some_and(|ending| ending == "cdxj"))
        .unwrap();
    let name = index.strip_prefix(dir.path()).unwrap().to_str().unwrap();
    let writer = RepairWriter::lock(dir.path()).unwrap();
    for (text, serial) in [("a", "001"), ("b", "002")] {
        fs::write(&index, text).unwrap();
        let files = [name.to_owned()].into();
        let sealed = writer.seal_again(&files, "index rebuilt", at(9)).unwrap();
        let due = format!("manifests/20261123T200000Z-repair-{serial}.json");
        assert_eq!(sealed, Some(due));
    }
    drop(writer);
    listed(dir.path());
    let night = at(0) + Duration::days(1);
    let mut archive = open(dir.path());
    archive.begin_run(&options(), night).unwrap();
    archive.finish_run("complete", night).unwrap();
    drop(archive);
    assert_eq!(listed(dir.path()).len(), to_be_listed(dir.path()).len());
}
