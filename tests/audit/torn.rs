//! Torn ends of WARC files, of every length: repaired, and no complete record lost.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use hpnews::audit::RepairStep;

use crate::scene::{DEEP, contents};
use crate::scene::{Dice, copy_to, memory, no_site, records, repair, small_run, those, verify};

const LENGTHS: std::ops::RangeInclusive<u64> = 1..=200;

fn two_nights(ended: bool) -> (tempfile::TempDir, String) {
    let archive = memory();
    small_run(archive.path(), 0, true);
    small_run(archive.path(), 1, ended);
    let newest = those(archive.path(), "warc/", ".warc.gz").pop().unwrap();
    (archive, newest)
}

fn cut(path: &Path, bytes: u64) {
    let file = OpenOptions::new().write(true).open(path).unwrap();
    file.set_len(file.metadata().unwrap().len() - bytes)
        .unwrap();
}

/// What may stand behind a file's last record: now and then the beginning of another, as a
/// writer leaves it.
fn tail(file: &[u8], length: u64, dice: &mut Dice) -> Vec<u8> {
    let length = usize::try_from(length).unwrap();
    match length % 2 {
        0 => file[..length].to_vec(),
        _ => (0..length)
            .map(|_| u8::try_from(dice.below(256)).unwrap())
            .collect(),
    }
}

fn append(path: &Path, bytes: &[u8]) {
    let mut file = OpenOptions::new().append(true).open(path).unwrap();
    file.write_all(bytes).unwrap();
}

#[test]
fn a_sealed_file_cut_short_keeps_its_complete_records() {
    let (whole, warc) = two_nights(true);
    let records_before = records(&whole.path().join(&warc));
    for length in LENGTHS {
        let archive = memory();
        copy_to(whole.path(), archive.path());
        let path = archive.path().join(&warc);
        cut(&path, length);
        let left = fs::metadata(&path).unwrap().len();
        let due: Vec<u64> = records_before
            .iter()
            .copied()
            .filter(|end| *end <= left)
            .collect();
        let done = repair(archive.path(), &no_site(), false);
        assert_eq!(records(&path), due, "{length} bytes cut");
        assert_eq!(fs::metadata(&path).unwrap().len(), *due.last().unwrap());
        assert_eq!(done.left, [], "{length} bytes cut: {:?}", done.repaired);
        assert!(!done.repaired.is_empty());
    }
}

#[test]
fn a_sealed_file_with_something_behind_it_is_what_it_was() {
    let (whole, warc) = two_nights(true);
    let before = contents(whole.path());
    let bytes = fs::read(whole.path().join(&warc)).unwrap();
    let mut dice = Dice(7);
    for length in LENGTHS {
        let archive = memory();
        copy_to(whole.path(), archive.path());
        let tail = tail(&bytes, length, &mut dice);
        append(&archive.path().join(&warc), &tail);
        let done = repair(archive.path(), &no_site(), false);
        assert!(
            matches!(&done.repaired[0], RepairStep::CutToSeal { .. }),
            "{done:?}"
        );
        assert_eq!(done.left, [], "{length} bytes behind it");
        let after = contents(archive.path());
        assert!(after == before, "{length} bytes behind it");
    }
}

#[test]
fn an_open_file_with_a_torn_end_loses_only_that() {
    let (whole, warc) = two_nights(false);
    let bytes = fs::read(whole.path().join(&warc)).unwrap();
    let mut dice = Dice(9);
    for length in LENGTHS {
        let archive = memory();
        copy_to(whole.path(), archive.path());
        let tail = tail(&bytes, length, &mut dice);
        let path = archive.path().join(&warc);
        append(&path, &tail);
        // White space alone is no damage to any reader of WARC.
        let found = verify(archive.path(), &no_site(), DEEP).1;
        assert!(!found.is_empty() || tail.iter().all(u8::is_ascii_whitespace));
        let done = repair(archive.path(), &no_site(), false);
        assert_eq!(done.left, [], "{length} bytes behind it");
        assert!(
            fs::read(&path).unwrap().starts_with(&bytes),
            "{length} bytes behind it"
        );
        assert_eq!(
            records(&path).last(),
            records(&whole.path().join(&warc)).last()
        );
    }
}
