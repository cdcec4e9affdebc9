//! Bursts of events that share syncs and one transaction of the catalog.

use std::path::Path;

use hpnews::store::{Archive, reindex};

use super::invariants::{check, copy, dump, files, memory};
use super::scene::{STEPS, at, open, open_grouped, options, step, url, visit};

fn whole_run(dir: &Path, open: impl Fn(&Path) -> Archive) {
    let mut archive = open(dir);
    let run = archive.begin_run(&options(), at(0)).unwrap().stamp;
    (0..STEPS).for_each(|n| step(&mut archive, &run, n));
}

#[test]
fn a_run_in_bursts_ends_in_the_same_files_and_rows() {
    let (grouped, plain) = (memory(), memory());
    whole_run(grouped.path(), open_grouped);
    whole_run(plain.path(), open);
    assert_eq!(dump(grouped.path()), dump(plain.path()));
    let contents = |dir: &Path| {
        let below = |path: &Path| path.strip_prefix(dir).unwrap().to_owned();
        let mut all = files(dir);
        all.retain(|path| {
            let name = below(path);
            name != Path::new("lock") && !name.to_string_lossy().starts_with("catalog.sqlite")
        });
        all.iter()
            .map(|path| (below(path), std::fs::read(path).unwrap()))
            .collect::<Vec<_>>()
    };
    assert!(contents(grouped.path()) == contents(plain.path()));
    let before = dump(grouped.path());
    assert!(reindex(grouped.path()).unwrap().damaged.is_empty());
    assert_eq!(dump(grouped.path()), before);
}

#[test]
fn after_settling_other_processes_see_the_burst_and_a_burst_may_begin_again() {
    let dir = memory();
    let mut archive = open_grouped(dir.path());
    let run = archive.begin_run(&options(), at(0)).unwrap().stamp;
    // More than fit in one transaction.
    for n in 1..=150 {
        visit(&mut archive, &run, n, 1, at(n.into()));
        assert_eq!(
            archive.runs().status().unwrap().articles,
            u64::from(n),
            "it sees its own"
        );
    }
    archive.settle().unwrap();
    let reader = Archive::open_for_reading(dir.path()).unwrap();
    assert_eq!(reader.runs().status().unwrap().articles, 150);
    archive.settle().unwrap();
    visit(&mut archive, &run, 151, 1, at(151));
    archive.settle().unwrap();
    assert_eq!(reader.runs().status().unwrap().articles, 151);
}

#[test]
fn an_archive_let_go_inside_a_burst_is_found_whole() {
    let dir = memory();
    let mut archive = open_grouped(dir.path());
    let run = archive.begin_run(&options(), at(0)).unwrap().stamp;
    (1..=9).for_each(|n| visit(&mut archive, &run, n, 1, at(n.into())));
    drop(archive);
    let mut archive = open_grouped(dir.path());
    assert_eq!(archive.recovered().applied, 0, "the group was committed");
    assert!(archive.begin_run(&options(), at(20)).unwrap().resumed);
    for n in 1..=9 {
        assert_eq!(archive.captures().of(&url(n)).unwrap().len(), 1);
    }
    drop(archive);
    assert_eq!(check(dir.path()).len(), 9);
}

#[test]
fn what_a_power_cut_took_comes_back_from_its_record_or_its_line_does_not_count() {
    let live = memory();
    let mut archive = open_grouped(live.path());
    let run = archive.begin_run(&options(), at(0)).unwrap().stamp;
    (1..=3).for_each(|n| visit(&mut archive, &run, n, 1, at(n.into())));
    archive.settle().unwrap();
    let warc = |dir: &Path| {
        let found = files(&dir.join("warc"));
        found
            .into_iter()
            .find(|it| it.extension().is_some_and(|it| it == "gz"))
            .unwrap()
    };
    let settled = std::fs::metadata(warc(live.path())).unwrap().len();
    let before = files(live.path());
    (4..=6).for_each(|n| visit(&mut archive, &run, n, 1, at(n.into())));
    // Does something to each snapshot that was not settled.
    let each = |dir: &Path, act: fn(&Path)| {
        for path in files(&dir.join("snapshots")) {
            let was = live.path().join(path.strip_prefix(dir).unwrap());
            if !before.contains(&was) {
                act(&path);
            }
        }
    };
    let remove: fn(&Path) = |path| std::fs::remove_file(path).unwrap();
    let empty: fn(&Path) = |path| std::fs::write(path, "").unwrap();
    let cut_warc = |dir: &Path| {
        let file = std::fs::OpenOptions::new()
            .write(true)
            .open(warc(dir))
            .unwrap();
        file.set_len(settled).unwrap();
    };
    for (what, act, with_records) in [
        ("the snapshots", remove, false),
        ("the records and the snapshots", remove, true),
        ("what the snapshots held", empty, false),
    ] {
        let dir = memory();
        copy(live.path(), dir.path());
        each(dir.path(), act);
        if with_records {
            cut_warc(dir.path());
        }
        let mut archive = open_grouped(dir.path());
        let recovered = archive.recovered().clone();
        assert_eq!(recovered.cut > 0, with_records, "{what}");
        assert_eq!(recovered.restored.len() == 3, !with_records, "{what}");
        assert!(recovered.damaged.is_empty(), "{what}: {recovered:?}");
        let again = archive.begin_run(&options(), at(10)).unwrap();
        assert!(again.resumed);
        for n in 4..=6 {
            let held = archive.captures().of(&url(n)).unwrap().len();
            assert_eq!(held == 0, with_records, "{what}");
            visit(&mut archive, &run, n, 1, at(10 + i64::from(n)));
        }
        archive.finish_run("complete", at(20)).unwrap();
        drop(archive);
        let rows = dump(dir.path());
        let done = reindex(dir.path()).unwrap();
        assert_eq!(done.snapshots, 6, "{what}");
        assert_eq!(dump(dir.path()), rows, "{what}");
    }
}

#[test]
fn after_a_kill_inside_a_burst_readers_see_what_the_journal_has() {
    let live = memory();
    let mut archive = open_grouped(live.path());
    let run = archive.begin_run(&options(), at(0)).unwrap().stamp;
    (1..=6).for_each(|n| visit(&mut archive, &run, n, 1, at(n.into())));
    let tear = |dir: &Path| {
        let journal = dir.join(format!("runs/{run}.jsonl"));
        let mut text = std::fs::read(&journal).unwrap();
        text.extend(b"{\"event\":\"capt");
        std::fs::write(journal, text).unwrap();
    };
    let whole: &dyn Fn(&Path) = &|_| {};
    for (how, spoil) in [("killed", whole), ("killed while it wrote", &tear)] {
        let dir = memory();
        copy(live.path(), dir.path());
        spoil(dir.path());
        let before: Vec<_> = files(dir.path())
            .iter()
            .map(|it| std::fs::metadata(it).unwrap().len())
            .collect();
        let reader = Archive::open_for_reading(dir.path()).unwrap();
        assert_eq!(reader.runs().status().unwrap().articles, 6, "{how}");
        drop(reader);
        let journal = dir.path().join(format!("runs/{run}.jsonl"));
        let length = std::fs::metadata(&journal).unwrap().len();
        assert!(
            before.contains(&length),
            "{how}: a reader changes no journal"
        );
        let mut archive = open_grouped(dir.path());
        assert_eq!(archive.recovered().applied, 0, "{how}");
        assert!(archive.begin_run(&options(), at(9)).unwrap().resumed);
        archive.finish_run("complete", at(10)).unwrap();
        drop(archive);
        assert_eq!(check(dir.path()).len(), 6, "{how}");
    }
    // A writer at work is left alone.
    let reader = Archive::open_for_reading(live.path()).unwrap();
    assert!(reader.runs().status().unwrap().articles < 6);
    drop(archive);
}
