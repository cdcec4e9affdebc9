//! Packages: what they list, what they hold, and names that lead elsewhere.

use std::io::{Cursor, Write};

use hpnews::audit::{AuditStep, Finding, verify_package};
use hpnews::digest::PayloadDigest;
use serde_json::json;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::scene::{Dice, nights, those};

/// A package of these entries, which its `datapackage.json` lists.
fn package(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let resources: Vec<_> = entries
        .iter()
        .map(|(path, bytes)| {
            let hash = PayloadDigest::of(bytes);
            json!({"name": path, "path": path, "hash": hash.as_str(), "bytes": bytes.len()})
        })
        .collect();
    let card = json!({"profile": "data-package", "resources": resources}).to_string();
    let digest = json!({
        "path": "datapackage.json", "hash": PayloadDigest::of(card.as_bytes()).as_str(),
    });
    let digest = digest.to_string();
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let lists = [
        ("datapackage.json", card.as_bytes()),
        ("datapackage-digest.json", digest.as_bytes()),
    ];
    for (path, bytes) in entries.iter().copied().chain(lists) {
        zip.start_file(path, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn sample() -> Vec<u8> {
    let archive = nights().dir.path().join("archive");
    let warc = those(&archive, "warc/", ".warc.gz").remove(0);
    let warc = std::fs::read(archive.join(warc)).unwrap();
    package(&[
        ("archive/data.warc.gz", &warc),
        ("pages/pages.jsonl", b"{\"format\": \"json-pages-1.0\"}\n"),
    ])
}

fn check(bytes: &[u8], sidecar: Option<&str>) -> Vec<Finding> {
    let mut found = Vec::new();
    let tell = &mut |told| {
        if let AuditStep::Finding(finding) = told {
            found.push(finding);
        }
    };
    let sidecar = sidecar.map(str::as_bytes);
    verify_package("a.wacz", Cursor::new(bytes), sidecar, tell).unwrap();
    found
}

#[test]
fn one_bit_anywhere_is_found() {
    let whole = sample();
    let hash = PayloadDigest::of(&whole);
    let sidecar = format!("{}  a.wacz\n", hash.as_str().trim_start_matches("sha256:"));
    assert_eq!(check(&whole, Some(&sidecar)), []);
    let mut dice = Dice(41);
    for _ in 0..20 {
        let mut bytes = whole.clone();
        let at = dice.below(bytes.len());
        bytes[at] ^= 1 << dice.below(8);
        assert!(!check(&bytes, Some(&sidecar)).is_empty(), "byte {at}");
    }
}

#[test]
fn without_a_sidecar_its_own_lists_tell() {
    let whole = sample();
    assert_eq!(check(&whole, None), []);
    let mut dice = Dice(42);
    for _ in 0..20 {
        let mut bytes = whole.clone();
        // Not in the last bytes, where a ZIP's comment may say anything.
        let at = dice.below(bytes.len() - 600);
        bytes[at] ^= 1 << dice.below(8);
        assert!(!check(&bytes, None).is_empty(), "byte {at}");
    }
}

#[test]
fn names_that_lead_elsewhere_or_come_twice_are_told() {
    for name in [
        "../etc/passwd",
        "/etc/passwd",
        "a/../../b",
        "C:\\x",
        "a\\..\\b",
    ] {
        let found = check(&package(&[(name, b"x")]), None);
        let told = |it: &Finding| it.field.as_deref() == Some(name) && it.cause.contains("out of");
        assert!(found.iter().any(told), "{name}: {found:?}");
    }
    // The writer refuses duplicates, so the second name is made one.
    let mut bytes = package(&[("a-1", b"x"), ("a-2", b"x")]);
    for at in 0..bytes.len() - 3 {
        if &bytes[at..at + 3] == b"a-2" {
            bytes[at + 2] = b'1';
        }
    }
    let found = check(&bytes, None);
    assert!(
        found.iter().any(|it| it.cause.contains("twice")),
        "{found:?}"
    );
}

#[test]
fn what_is_listed_and_what_is_there_must_agree() {
    let whole = sample();
    let text = String::from_utf8_lossy(&whole).into_owned();
    assert!(text.contains("pages/pages.jsonl"));
    let mut bytes = whole;
    let from = b"\"path\":\"pages/pages.jsonl\"";
    let at = bytes.windows(from.len()).position(|it| it == from).unwrap();
    bytes[at + 9] = b'q';
    let found = check(&bytes, None);
    let told: Vec<_> = found.iter().map(|it| it.cause.as_str()).collect();
    assert!(!told.is_empty(), "{told:?}");
    assert!(!check(b"no zip at all", None).is_empty());
    let cut = sample();
    assert!(!check(&cut[..cut.len() / 2], None).is_empty());
}
