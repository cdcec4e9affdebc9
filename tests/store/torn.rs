//! A WARC file cut at any byte, as a kill or a power cut leaves it.

use std::fs;
use std::path::PathBuf;

use hpnews::store::{cdxj_beside, reindex};

use super::evidence::records;
use super::invariants::{copy, dump, files, memory};
use super::scene::{SITE, at, exchange, open, options, url, visit};

/// An unfinished archive of three acknowledged pages, its WARC file, and where the last
/// acknowledged record ends: its request and the snapshot's note follow.
fn unfinished() -> (tempfile::TempDir, PathBuf, u64) {
    let dir = memory();
    let mut archive = open(dir.path());
    let run = archive.begin_run(&options(), at(0)).unwrap().stamp;
    (1..=3).for_each(|n| visit(&mut archive, &run, n, 1, at(n.into())));
    let rows = archive.captures().of(&url(3)).unwrap();
    let last = &rows[0].evidence.location;
    (dir, last.file.clone().into(), last.offset + last.length)
}

#[test]
fn a_tail_torn_at_any_byte_is_cut_and_every_whole_record_is_kept() {
    let (story, file, acknowledged) = unfinished();
    let whole = records(&story.path().join(&file));
    let bytes = fs::read(story.path().join(&file)).unwrap();
    let rows = dump(story.path());
    let from = usize::try_from(acknowledged).unwrap();
    assert!(bytes.len() - from > 400, "the request and the note follow");
    let every_byte = bytes.len() - 400;
    for length in (from..every_byte).step_by(7).chain(every_byte..bytes.len()) {
        let dir = memory();
        copy(story.path(), dir.path());
        let index = dir.path().join(cdxj_beside(file.to_str().unwrap()));
        fs::write(dir.path().join(&file), &bytes[..length]).unwrap();
        let mut archive = open(dir.path());
        let kept = records(&dir.path().join(&file));
        let ends = whole.iter().skip(1).map(|header| header.offset);
        let want = ends.filter(|end| *end <= length as u64).count();
        assert_eq!(kept, whole[..want], "cut at {length}");
        let recovered = archive.recovered();
        let left = fs::metadata(dir.path().join(&file)).unwrap().len();
        assert_eq!(recovered.cut_records, length as u64 - left);
        assert!(recovered.damaged.is_empty(), "{recovered:?}");
        assert!(index.exists());
        if length % 50 == 0 {
            let run = archive.begin_run(&options(), at(10)).unwrap();
            assert!(run.resumed);
            drop(archive);
            assert_eq!(dump(dir.path()), rows);
            let mut archive = open(dir.path());
            archive.begin_run(&options(), at(10)).unwrap();
            visit(&mut archive, &run.stamp, 4, 1, at(11));
            archive.finish_run("complete", at(12)).unwrap();
            drop(archive);
            let before = dump(dir.path());
            assert!(reindex(dir.path()).unwrap().damaged.is_empty());
            assert_eq!(dump(dir.path()), before);
        }
    }
}

#[test]
fn what_was_acknowledged_is_never_cut_and_its_loss_is_told() {
    let (story, file, acknowledged) = unfinished();
    let path = story.path().join(&file);
    let bytes = fs::read(&path).unwrap();
    let short = usize::try_from(acknowledged).unwrap() - 7;
    fs::write(&path, &bytes[..short]).unwrap();
    let archive = open(story.path());
    let told = &archive.recovered().damaged;
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].path.ends_with(&file));
    let cause = format!("{acknowledged} bytes were acknowledged; it has {short}");
    assert!(told[0].cause.starts_with(&cause), "{told:?}");
    assert_eq!(fs::read(&path).unwrap().len(), short, "left as it is");
}

#[test]
fn a_file_with_nothing_but_a_torn_warcinfo_goes() {
    let dir = memory();
    let mut archive = open(dir.path());
    archive.begin_run(&options(), at(0)).unwrap();
    archive
        .keep_capture(SITE, &exchange(&url(1), "x", at(1)))
        .unwrap();
    let run = |path: &PathBuf| path.to_string_lossy().contains("20261123T200000Z-");
    let segment = files(&dir.path().join("warc"))
        .into_iter()
        .find(run)
        .unwrap();
    assert_eq!(
        fs::metadata(&segment).unwrap().len(),
        0,
        "nothing was committed"
    );
    drop(archive);
    for torn in [0, 1, 30] {
        fs::write(&segment, &[0x1f, 0x8b, 8, 0, 0, 0].repeat(5)[..torn]).unwrap();
        let archive = open(dir.path());
        assert!(!segment.exists());
        assert_eq!(archive.recovered().cut_records, torn as u64);
    }
}
