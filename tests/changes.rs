//! Hand-made Vietnamese pairs, each with the classes it must get: every class and its near miss
//! (`fixtures/changes/`).

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    missing_docs,
    reason = "a test reads what it likes, and nobody imports it"
)]

use std::collections::BTreeSet;
use std::path::PathBuf;

use hpnews::change::{Difference, Side, between};
use hpnews::record::{ChangeKind, SNAPSHOT_SCHEMA, Snapshot};
use serde_json::{Value, json};

/// Every class that two versions can have.
const CLASSES: [ChangeKind; 15] = [
    ChangeKind::Story,
    ChangeKind::Number,
    ChangeKind::Date,
    ChangeKind::Name,
    ChangeKind::DocumentNumber,
    ChangeKind::Title,
    ChangeKind::Body,
    ChangeKind::Caption,
    ChangeKind::Correction,
    ChangeKind::Redating,
    ChangeKind::Links,
    ChangeKind::Typo,
    ChangeKind::Orthographic,
    ChangeKind::Typographic,
    ChangeKind::Encoding,
];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/changes")
}

/// A version that says what `given` says; a text alone is a body of one paragraph.
fn version(given: &Value) -> Snapshot {
    let digest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let mut whole = json!({
        "schema": SNAPSHOT_SCHEMA, "article_id": "s:post-1", "url": "http://a.vn/tin.html",
        "previous_urls": [], "site": "s", "duplicate_of": null, "layout": "post",
        "title": "Tin trong ngày", "published_at": "2021-04-08T16:40:00+07:00",
        "published_text": null, "published_offset_assumed": true, "modified_at": null,
        "lead": null, "body": [], "images": [], "author": null, "source": null,
        "categories": ["Tin tức"], "attachments": [], "related": [], "language": "vi",
        "captured_at": "2026-11-23T22:00:00+07:00", "fields": {}, "gaps": [],
        "digests": {"content": digest, "title": digest, "body": digest, "captions": digest,
            "related": digest, "payload": digest},
        "provenance": {"run": "r", "software": "t", "extractor": 1, "previous": null,
            "cause": "crawl", "recipe": digest, "pages": []},
    });
    let given = match given {
        Value::String(_) => json!({ "body": [given] }),
        other => other.clone(),
    };
    for (key, value) in given.as_object().unwrap() {
        whole[key] = match key.as_str() {
            "body" => value.as_array().unwrap().iter().map(block).collect(),
            "images" => value.as_array().unwrap().iter().map(image).collect(),
            _ => value.clone(),
        };
    }
    serde_json::from_value(whole).unwrap()
}

fn block(given: &Value) -> Value {
    match given {
        Value::String(text) => json!({"kind": "paragraph", "text": text}),
        other => other.clone(),
    }
}

fn image(given: &Value) -> Value {
    let mut whole = json!({"url": null, "caption": null, "credit": null, "alt": null});
    for (key, value) in given.as_object().unwrap() {
        whole[key] = value.clone();
    }
    whole
}

fn words(given: &Value) -> Vec<String> {
    let given = given.as_array().cloned().unwrap_or_default();
    given
        .iter()
        .map(|word| word.as_str().unwrap().to_owned())
        .collect()
}

/// What of a pair is not as it should be.
fn faults(pair: &Value, difference: &Difference) -> Vec<String> {
    let mut faults = Vec::new();
    let kinds: Vec<&str> = difference.kinds.iter().map(|kind| kind.word()).collect();
    if kinds != words(&pair["kinds"]) {
        faults.push(format!("classes {kinds:?}, not {}", pair["kinds"]));
    }
    if !pair["fields"].is_null() {
        let fields: BTreeSet<&str> = difference.fields.iter().map(|field| field.field).collect();
        let expected = words(&pair["fields"]);
        if fields != expected.iter().map(String::as_str).collect() {
            faults.push(format!("fields {fields:?}, not {expected:?}"));
        }
    }
    let figures: Value = difference
        .figures
        .iter()
        .map(|figure| json!([figure.before, figure.after]))
        .collect();
    let expected = match &pair["figures"] {
        Value::Null => json!([]),
        given => given.clone(),
    };
    if figures != expected {
        faults.push(format!("figures {figures}, not {expected}"));
    }
    let announced = difference.announced.as_deref();
    match (announced, pair["announced"].as_str()) {
        (None, None) => {}
        (Some(said), Some(expected)) if said.contains(expected) => {}
        (said, expected) => faults.push(format!("announced {said:?}, not {expected:?}")),
    }
    if difference.backdated != pair["backdated"].as_bool().unwrap_or(false) {
        faults.push(format!("backdated {}", difference.backdated));
    }
    faults
}

#[test]
fn every_pair_has_its_classes() {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .collect();
    files.sort();
    let (mut wrong, mut seen, mut unseen) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    for path in &files {
        let pair: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let difference = between(&version(&pair["before"]), &version(&pair["after"]));
        let name = path.file_stem().unwrap().to_string_lossy();
        for fault in faults(&pair, &difference) {
            wrong.push(format!("{name}: {fault}"));
        }
        seen.extend(difference.kinds.first().copied());
        // Its near miss: a pair that names a class it must not get.
        unseen.extend(words(&pair["not"]));
        for word in words(&pair["not"]) {
            if difference.kinds.iter().any(|kind| kind.word() == word) {
                wrong.push(format!("{name}: has class {word}"));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        files.len(),
        wrong.join("\n")
    );
    assert!(files.len() >= 60, "{} pairs", files.len());
    for kind in CLASSES
        .iter()
        .filter(|kind| **kind != ChangeKind::Correction)
    {
        assert!(
            seen.contains(kind),
            "no pair has {} as its gravest",
            kind.word()
        );
    }
    for kind in CLASSES {
        assert!(
            unseen.contains(kind.word()),
            "{} has no near miss",
            kind.word()
        );
    }
}

#[test]
fn every_pair_backwards_keeps_its_text_and_its_spelling_classes() {
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|ending| ending != "json") {
            continue;
        }
        let pair: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let (before, after) = (version(&pair["before"]), version(&pair["after"]));
        let (there, back) = (between(&before, &after), between(&after, &before));
        let low = |difference: &Difference| -> Vec<ChangeKind> {
            let low = difference.kinds.iter().copied();
            low.filter(|kind| kind.is_low()).collect()
        };
        let (there_low, back_low) = (low(&there), low(&back));
        assert_eq!(there_low, back_low, "{}", path.display());
        for field in &there.fields {
            let side = |without: Side| -> String {
                let pieces = field.pieces.iter().filter(|piece| piece.side != without);
                pieces.map(|piece| piece.text.as_str()).collect()
            };
            if field.field == "body" && before.body.len() == 1 && after.body.len() == 1 {
                assert_eq!(side(Side::Added), before.body[0].text, "{}", path.display());
                assert_eq!(
                    side(Side::Removed),
                    after.body[0].text,
                    "{}",
                    path.display()
                );
            }
        }
        assert!(between(&after, &after).kinds.is_empty());
        assert!(between(&after, &after).fields.is_empty());
    }
}
