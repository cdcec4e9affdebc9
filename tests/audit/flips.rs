//! One bit flipped anywhere is found, and its file named.

use hpnews::audit::{Finding, FindingPlace};
use hpnews::config::Config;

use crate::scene::{ALL, Dice, copy_of_nights, flip, no_site, portal_config, those, verify};

const FLIPS: u64 = 20;

/// Flips one bit after another in files of a kind; `named` judges what was found of each.
fn each_is_found(
    (begin, end): (&str, &str),
    config: &Config,
    named: impl Fn(&str, &[Finding]) -> bool,
) {
    let archive = copy_of_nights();
    let kind = those(archive.path(), begin, end);
    assert!(!kind.is_empty());
    let mut dice = Dice(0x5eed + begin.len() as u64 * 31 + end.len() as u64);
    for _ in 0..FLIPS {
        let file = &kind[dice.below(kind.len())];
        let path = archive.path().join(file);
        let length = std::fs::metadata(&path).unwrap().len();
        let byte = dice.below(usize::try_from(length).unwrap());
        let bit = dice.below(8);
        flip(&path, byte, bit);
        let (_, findings) = verify(archive.path(), config, ALL);
        let shown: Vec<String> = findings.iter().map(ToString::to_string).collect();
        assert!(
            named(file, &findings),
            "{file}, byte {byte}, bit {bit}: {shown:#?}"
        );
        flip(&path, byte, bit);
    }
    assert_eq!(verify(archive.path(), config, ALL).1, []);
}

fn names(file: &str, findings: &[Finding]) -> bool {
    findings.iter().any(|it| it.file == file)
}

#[test]
fn in_warc_files_with_the_record() {
    let is_located = |file: &str, findings: &[Finding]| {
        let of_file =
            |it: &&Finding| it.file == file && matches!(it.place, Some(FindingPlace::Offset(_)));
        // A bit that no decoder reads (a time in a gzip header) has no record to blame.
        names(file, findings) && (findings.len() == 1 || findings.iter().any(|it| of_file(&it)))
    };
    each_is_found(("warc/", ".warc.gz"), &no_site(), is_located);
}

#[test]
fn in_indexes_with_the_line() {
    each_is_found(("warc/", ".cdxj"), &no_site(), |file, findings| {
        let of_file =
            |it: &Finding| it.file == file && matches!(it.place, Some(FindingPlace::Line(_)));
        findings.iter().any(of_file)
    });
}

#[test]
fn in_snapshots_with_the_line() {
    each_is_found(
        ("snapshots/", ".json"),
        &portal_config(),
        |file, findings| {
            let of_file =
                |it: &Finding| it.file == file && matches!(it.place, Some(FindingPlace::Line(_)));
            findings.iter().any(of_file)
        },
    );
}

#[test]
fn in_manifests() {
    each_is_found(("manifests/", ".json"), &no_site(), names);
}

#[test]
fn in_sidecars() {
    each_is_found(("manifests/", ".sha256"), &no_site(), names);
}

#[test]
fn in_journals() {
    each_is_found(("runs/", ".jsonl"), &no_site(), names);
}

#[test]
fn in_summaries() {
    each_is_found(("runs/", ".json"), &no_site(), names);
}

#[test]
fn in_the_card() {
    each_is_found(("archive.json", ""), &no_site(), names);
}
