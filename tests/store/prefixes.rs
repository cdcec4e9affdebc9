//! Every step of a scripted run, with its journal cut and its catalog rolled back.

use std::fs;
use std::path::{Path, PathBuf};

use hpnews::store::reindex;
use tempfile::TempDir;

use super::invariants::{check, copy, dump, files, memory, remove_catalog};
use super::scene::{STEPS, at, open, options, step};

/// The archive as it stood after each step; number 0 has the run's first event alone.
struct Story {
    home: TempDir,
    stamp: String,
}

impl Story {
    fn tell() -> Self {
        let home = memory();
        let dir = home.path().join("live");
        let mut archive = open(&dir);
        let stamp = archive.begin_run(&options(), at(0)).unwrap().stamp;
        copy(&dir, &home.path().join("0"));
        for n in 0..STEPS {
            step(&mut archive, &stamp, n);
            copy(&dir, &home.path().join((n + 1).to_string()));
        }
        Self { home, stamp }
    }

    fn state(&self, n: usize) -> PathBuf {
        self.home.path().join(n.to_string())
    }

    fn journal(&self, dir: &Path) -> PathBuf {
        dir.join("runs").join(format!("{}.jsonl", self.stamp))
    }

    /// Length of the journal after step `n`.
    fn length(&self, n: usize) -> usize {
        usize::try_from(fs::metadata(self.journal(&self.state(n))).unwrap().len()).unwrap()
    }

    /// The files of state `files`, the catalog of state `rows`, the journal cut to `bytes`.
    fn mixed(&self, files: usize, rows: usize, bytes: usize) -> TempDir {
        let dir = memory();
        copy(&self.state(files), dir.path());
        remove_catalog(dir.path());
        for name in ["catalog.sqlite", "catalog.sqlite-wal"] {
            let from = self.state(rows).join(name);
            if from.exists() {
                fs::copy(from, dir.path().join(name)).unwrap();
            }
        }
        let journal = self.journal(dir.path());
        let text = fs::read(&journal).unwrap();
        fs::write(&journal, &text[..bytes]).unwrap();
        dir
    }
}

/// Finishes the script from step `n`, the first that is not acknowledged, and gives what the
/// archive then holds: (article, content) of every version.
fn finish(dir: &Path, n: usize) -> Vec<String> {
    let mut archive = open(dir);
    let run = archive
        .begin_run(&options(), at(i64::try_from(n).unwrap()))
        .unwrap();
    (n..STEPS).for_each(|n| step(&mut archive, &run.stamp, n));
    drop(archive);
    let found = check(dir);
    let mut versions: Vec<String> = found
        .values()
        .map(|s| format!("{} {}", s.article_id, s.digests.content))
        .collect();
    versions.sort();
    versions
}

#[test]
fn a_journal_cut_anywhere_is_mended_and_the_run_goes_on() {
    let story = Story::tell();
    let whole = finish_untouched(&story);
    for n in 0..STEPS {
        let (before, after) = (story.length(n), story.length(n + 1));
        let cuts = if n == STEPS - 1 {
            // Every byte of one line; of the others the bytes that differ in kind.
            (before..after).collect()
        } else {
            vec![
                before,
                before + 1,
                usize::midpoint(before, after),
                after - 1,
            ]
        };
        for cut in cuts {
            // Killed while appending: the catalog has not heard of the event.
            let dir = story.mixed(n + 1, n, cut);
            let archive = open(dir.path());
            assert_eq!(
                archive.recovered().cut,
                (cut - before) as u64,
                "step {n} at {cut}"
            );
            assert_eq!(archive.recovered().rebuilt, None);
            assert!(archive.recovered().damaged.is_empty());
            drop(archive);
            assert_same_rows(&story, n, dir.path());
            assert_eq!(finish(dir.path(), n), whole, "step {n} at {cut}");
        }
        // The journal lost a line the catalog knows (a copy put back, say): files win.
        let dir = story.mixed(n + 1, n + 1, before + 1);
        assert!(open(dir.path()).recovered().rebuilt.is_some(), "step {n}");
        assert_same_rows(&story, n, dir.path());
        assert_eq!(finish(dir.path(), n), whole, "step {n}, catalog ahead");
    }
}

fn finish_untouched(story: &Story) -> Vec<String> {
    let dir = story.mixed(STEPS - 1, STEPS - 1, story.length(STEPS - 1));
    let whole = finish(dir.path(), STEPS - 1);
    assert_eq!(whole.len(), 4);
    whole
}

/// The rows are those after step `n`, unless a snapshot of the next step was adopted.
fn assert_same_rows(story: &Story, n: usize, dir: &Path) {
    let snapshots = |dir: &Path| files(&dir.join("snapshots")).len();
    if snapshots(dir) == snapshots(&story.state(n)) {
        assert_eq!(dump(dir), dump(&story.state(n)), "after step {n}");
    }
    check(dir);
}

#[test]
fn a_catalog_rolled_back_to_any_step_catches_up() {
    let story = Story::tell();
    for files in 1..=STEPS {
        for rows in 0..files {
            let dir = story.mixed(files, rows, story.length(files));
            let archive = open(dir.path());
            assert_eq!(archive.recovered().applied, (files - rows) as u64);
            assert_eq!(archive.recovered().rebuilt, None);
            drop(archive);
            assert_eq!(
                dump(dir.path()),
                dump(&story.state(files)),
                "{rows} → {files}"
            );
        }
    }
}

#[test]
fn a_reindex_ends_in_the_same_rows_after_every_step() {
    let story = Story::tell();
    for n in 0..=STEPS {
        let dir = story.mixed(n, n, story.length(n));
        let done = reindex(dir.path()).unwrap();
        assert_eq!((done.events, done.adopted.len()), (n as u64 + 1, 0));
        assert!(done.damaged.is_empty(), "{:?}", done.damaged);
        assert_eq!(dump(dir.path()), dump(&story.state(n)), "after step {n}");
    }
}

#[test]
fn a_summary_lost_to_a_kill_is_written_again() {
    let story = Story::tell();
    let dir = story.mixed(STEPS, STEPS, story.length(STEPS));
    let summary = dir
        .path()
        .join("runs")
        .join(format!("{}.json", story.stamp));
    let text = fs::read(&summary).unwrap();
    fs::remove_file(&summary).unwrap();
    drop(open(dir.path()));
    assert_eq!(fs::read(&summary).unwrap(), text);
}

#[test]
fn a_journal_killed_before_its_first_line_is_no_run() {
    let story = Story::tell();
    for bytes in [0, 1] {
        let dir = story.mixed(0, 0, bytes);
        remove_catalog(dir.path());
        let mut archive = open(dir.path());
        assert_eq!(archive.runs().status().unwrap().runs, 0);
        assert!(!story.journal(dir.path()).exists());
        assert!(!archive.begin_run(&options(), at(0)).unwrap().resumed);
    }
}
