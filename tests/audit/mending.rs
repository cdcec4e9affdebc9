//! What repair repairs, what it leaves alone, and what it says.

use std::fs;

use hpnews::audit::{Finding, FindingKind, RepairStep};

use crate::scene::{ALL, DEEP, contents, copy_of_nights, flip, memory, no_site, portal_config};
use crate::scene::{repair, small_run, those, verify};

#[test]
fn snapshots_come_back_from_their_second_copy() {
    let archive = copy_of_nights();
    let before = contents(archive.path());
    let snapshots = those(archive.path(), "snapshots/", ".json");
    flip(&archive.path().join(&snapshots[0]), 200, 3);
    fs::remove_file(archive.path().join(&snapshots[1])).unwrap();
    let last = archive.path().join(snapshots.last().unwrap());
    fs::write(last, "").unwrap();
    let done = repair(archive.path(), &portal_config(), false);
    assert_eq!(done.left, []);
    let after = contents(archive.path());
    for file in &snapshots {
        let file = std::path::Path::new(file);
        assert!(after[file] == before[file], "{}", file.display());
    }
}

#[test]
fn indexes_summaries_and_the_catalog_are_made_anew() {
    let archive = copy_of_nights();
    let before = contents(archive.path());
    let indexes = those(archive.path(), "warc/", ".cdxj");
    fs::remove_file(archive.path().join(&indexes[0])).unwrap();
    fs::write(archive.path().join(&indexes[1]), "vn,a)/ 2026 {}\n").unwrap();
    let summary = those(archive.path(), "runs/", ".json").pop().unwrap();
    fs::remove_file(archive.path().join(&summary)).unwrap();
    fs::remove_file(archive.path().join("catalog.sqlite")).unwrap();
    fs::write(archive.path().join("runs/.tmp-x"), "").unwrap();
    let done = repair(archive.path(), &portal_config(), false);
    assert_eq!(done.left, [], "{:?}", done.repaired);
    let after = contents(archive.path());
    assert_eq!(
        before.keys().collect::<Vec<_>>(),
        after.keys().collect::<Vec<_>>()
    );
    assert!(after == before, "to the byte");
}

/// What becomes of a file's bytes; `None`: it goes.
type Damage<'a> = &'a dyn Fn(&[u8]) -> Option<Vec<u8>>;

#[test]
fn an_audit_says_which_files_repair_can_mend() {
    let cut = |bytes: &[u8]| Some(bytes[..bytes.len() - 9].to_vec());
    let longer = |bytes: &[u8]| Some([bytes, b"more"].concat());
    let flipped = |bytes: &[u8]| {
        let mut bytes = bytes.to_vec();
        bytes[3000] ^= 1;
        Some(bytes)
    };
    let table: [(&str, Damage<'_>, bool); 4] = [
        (".cdxj", &|_| None, true),
        (".warc.gz", &cut, true),
        (".warc.gz", &longer, true),
        (".warc.gz", &flipped, false),
    ];
    for (kind, damage, is_mendable) in table {
        let archive = copy_of_nights();
        let file = those(archive.path(), "warc/", kind).remove(0);
        let path = archive.path().join(&file);
        match damage(&fs::read(&path).unwrap()) {
            Some(bytes) => fs::write(&path, bytes).unwrap(),
            None => fs::remove_file(&path).unwrap(),
        }
        let found = verify(archive.path(), &no_site(), ALL).1;
        let of_file = |it: &&Finding| {
            it.file == file && matches!(it.what, FindingKind::Missing | FindingKind::Altered)
        };
        let it = found.iter().find(of_file).unwrap();
        assert_eq!(it.mendable, is_mendable, "{it}");
        assert_eq!(it.hint().contains("repair"), is_mendable, "{it}");
    }
}

#[test]
fn what_cannot_be_known_is_left_and_listed() {
    let archive = copy_of_nights();
    let warc = those(archive.path(), "warc/", ".warc.gz").remove(0);
    flip(&archive.path().join(&warc), 3000, 1);
    let journal = those(archive.path(), "runs/", ".jsonl").remove(0);
    flip(&archive.path().join(&journal), 500, 0);
    let before = contents(archive.path());
    let done = repair(archive.path(), &no_site(), false);
    assert_eq!(done.repaired, []);
    for file in [&warc, &journal] {
        let mut of_file = done.left.iter().filter(|it| it.file == *file);
        assert!(of_file.any(|it| it.what == FindingKind::Altered && it.hint().contains("copy")));
    }
    assert!(contents(archive.path()) == before, "nothing was touched");
}

#[test]
fn a_dry_run_says_what_it_would_do_and_does_nothing() {
    let archive = memory();
    small_run(archive.path(), 0, true);
    let index = those(archive.path(), "warc/", ".cdxj").remove(0);
    fs::remove_file(archive.path().join(&index)).unwrap();
    let before = contents(archive.path());
    let done = repair(archive.path(), &no_site(), true);
    assert!(
        matches!(&done.repaired[..], [RepairStep::Index { .. }]),
        "{done:?}"
    );
    assert_eq!(done.left, []);
    assert!(contents(archive.path()) == before);
}

#[test]
fn a_run_killed_before_its_seal_is_sealed() {
    let archive = memory();
    small_run(archive.path(), 0, true);
    for file in those(archive.path(), "manifests/", "") {
        fs::remove_file(archive.path().join(file)).unwrap();
    }
    let (_, found) = verify(archive.path(), &no_site(), DEEP);
    assert!(
        found.iter().all(|it| it.what == FindingKind::Unsealed),
        "{found:?}"
    );
    assert_eq!(found.len(), 1);
    let done = repair(archive.path(), &no_site(), false);
    assert_eq!(
        (done.repaired, done.left),
        (vec![RepairStep::Recover], vec![])
    );
}

#[test]
fn without_its_card_an_archive_is_mended_as_far_as_that_goes() {
    for card in [None, Some("{\"format\": 1, \"to"), Some("{}\n")] {
        let archive = memory();
        small_run(archive.path(), 0, true);
        let path = archive.path().join("archive.json");
        let before = contents(archive.path());
        match card {
            Some(text) => fs::write(&path, text).unwrap(),
            None => fs::remove_file(&path).unwrap(),
        }
        let index = those(archive.path(), "warc/", ".cdxj").remove(0);
        fs::remove_file(archive.path().join(&index)).unwrap();
        let done = repair(archive.path(), &no_site(), false);
        assert!(
            matches!(&done.repaired[..], [RepairStep::Index { .. }]),
            "{done:?}"
        );
        assert!(!done.left.is_empty());
        for finding in &done.left {
            assert_eq!(finding.file, "archive.json");
            assert!(finding.hint().contains("restore this file"), "{finding:?}");
        }
        fs::write(&path, &before[std::path::Path::new("archive.json")]).unwrap();
        assert!(contents(archive.path()) == before, "{card:?}");
        assert_eq!(verify(archive.path(), &no_site(), DEEP).1, []);
    }
}

#[test]
fn a_sealed_journal_cut_short_is_left_alone_and_says_why() {
    let archive = memory();
    small_run(archive.path(), 0, true);
    let journal = those(archive.path(), "runs/", ".jsonl").remove(0);
    let path = archive.path().join(&journal);
    let whole = fs::read(&path).unwrap();
    let last_line = whole[..whole.len() - 1]
        .iter()
        .rposition(|b| *b == b'\n')
        .unwrap()
        + 1;
    // Inside its last line, and without that line.
    for length in [whole.len() - 20, last_line] {
        fs::write(&path, &whole[..length]).unwrap();
        let told = verify(archive.path(), &no_site(), DEEP).1;
        let mut of_journal = told.iter().filter(|it| it.file == journal);
        assert!(of_journal.all(|it| !it.mendable && it.hint().contains("cannot be made anew")));
        let before = contents(archive.path());
        let done = repair(archive.path(), &no_site(), false);
        assert_eq!(done.repaired, []);
        assert!(
            done.left
                .iter()
                .any(|it| it.file == journal && it.what == FindingKind::Altered)
        );
        assert!(
            done.left.iter().all(|it| !it.hint().starts_with("run ")),
            "{done:?}"
        );
        assert!(contents(archive.path()) == before);
    }
    fs::write(&path, &whole).unwrap();
    assert_eq!(verify(archive.path(), &no_site(), DEEP).1, []);
}
