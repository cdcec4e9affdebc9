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
use hpnews::record::{Class, SNAPSHOT_SCHEMA, Snapshot};
use serde_json::{Value, json};

/// Every class that two versions can have.
const CLASSES: [Class; 15] = [
    Class::Story,
    Class::Number,
    Class::Date,
    Class::Name,
    Class::DocumentNumber,
    Class::Title,
    Class::Body,
    Class::Caption,
    Class::Correction,
    Class::Redating,
    Class::Links,
    Class::Typo,
    Class::Orthographic,
    Class::Typographic,
    Class::Encoding,
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
    let classes: Vec<&str> = difference
        .classes
        .iter()
        .map(|class| class.word())
        .collect();
    if classes != words(&pair["classes"]) {
        faults.push(format!("classes {classes:?}, not {}", pair["classes"]));
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
        seen.extend(difference.classes.first().copied());
        // Its near miss: a pair that names a class it must not get.
        unseen.extend(words(&pair["not"]));
        for word in words(&pair["not"]) {
            if difference.classes.iter().any(|class| class.word() == word) {
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
    for class in CLASSES.iter().filter(|class| **class != Class::Correction) {
        assert!(
            seen.contains(class),
            "no pair has {} as its gravest",
            class.word()
        );
    }
    for class in CLASSES {
        assert!(
            unseen.contains(class.word()),
            "{} has no near miss",
            class.word()
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
        let low = |difference: &Difference| -> Vec<Class> {
            let low = difference.classes.iter().copied();
            low.filter(|class| class.is_low()).collect()
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
        assert!(between(&after, &after).classes.is_empty());
        assert!(between(&after, &after).fields.is_empty());
    }
}
