//! The catalog built anew from files: the same rows, and what is damaged is told.

use std::fs;

use chrono::Duration;
use hpnews::store::{Archive, reindex};

use super::invariants::{check, dump, files, remove_catalog};
use super::scene::{STEPS, article_id, at, open, options, step, step_of, visit};

#[test]
fn several_nights_are_reindexed_to_the_same_rows() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    for night in 0..4 {
        let now = at(0) + Duration::days(night);
        let run = archive.begin_run(&options(), now).unwrap().stamp;
        (0..STEPS - 1).for_each(|n| step_of(&mut archive, &run, n, night));
        if night < 3 {
            archive
                .finish_run("complete", now + Duration::hours(1))
                .unwrap();
        }
    }
    drop(archive);
    let before = dump(dir.path());
    let done = reindex(dir.path()).unwrap();
    assert!(done.damaged.is_empty() && done.adopted.is_empty());
    assert_eq!(done.snapshots, check(dir.path()).len() as u64);
    assert_eq!(dump(dir.path()), before);
    remove_catalog(dir.path());
    assert!(open(dir.path()).recovered().rebuilt.is_some());
    assert_eq!(dump(dir.path()), before);
}

#[test]
fn snapshots_alone_are_adopted_once_and_for_all() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    let run = archive.begin_run(&options(), at(0)).unwrap().stamp;
    (0..STEPS).for_each(|n| step(&mut archive, &run, n));
    drop(archive);
    fs::remove_dir_all(dir.path().join("runs")).unwrap();
    remove_catalog(dir.path());
    let done = reindex(dir.path()).unwrap();
    assert_eq!((done.adopted.len(), done.snapshots), (4, 4));
    let rows = dump(dir.path());
    let again = reindex(dir.path()).unwrap();
    assert_eq!(
        (again.adopted.len(), again.snapshots, again.events),
        (0, 4, 4)
    );
    assert_eq!(dump(dir.path()), rows);

    let mut archive = open(dir.path());
    let run = archive.begin_run(&options(), at(100)).unwrap();
    assert_eq!(run.pending, 3, "adopted articles are asked again");
    visit(&mut archive, &run.stamp, 1, 2, at(101));
    assert_eq!(
        archive.articles().versions(&article_id(1)).unwrap().len(),
        2,
        "nothing is stored twice"
    );
}

#[test]
fn damage_is_told_with_file_and_line_and_the_rest_is_used() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    let run = archive.begin_run(&options(), at(0)).unwrap().stamp;
    (1..=6).for_each(|n| visit(&mut archive, &run, n, 1, at(i64::from(n))));
    drop(archive);
    let journal = dir.path().join("runs").join(format!("{run}.jsonl"));
    let mut lines: Vec<String> = fs::read_to_string(&journal)
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect();
    lines[1].replace_range(0..1, "[");
    fs::write(&journal, lines.join("\n") + "\n").unwrap();
    let shelf = files(&dir.path().join("snapshots"));
    let edit = |n: usize, from: &str, to: &str| {
        let text = fs::read_to_string(&shelf[n]).unwrap();
        assert!(text.contains(from));
        fs::write(&shelf[n], text.replace(from, to)).unwrap();
    };
    edit(1, "hpnews/snapshot/3", "hpnews/snapshot/9");
    edit(2, "\"title\": \"", "\"title\": ");
    edit(3, "Nội dung", "Nội  dung");
    fs::remove_file(&shelf[4]).unwrap();

    let done = reindex(dir.path()).unwrap();
    let told: Vec<_> = done
        .damaged
        .iter()
        .map(|d| (d.path.clone(), d.line.is_some(), d.cause.as_str()))
        .collect();
    assert_eq!(told.len(), 5, "{told:#?}");
    assert_eq!(done.damaged[0].line, Some(2));
    assert!(told[1].2.contains("hpnews/snapshot/9"), "{told:#?}");
    assert!(told[2].1 && told[3].2.contains("digest") && told[4].2.contains("No such file"));
    // Its line is damaged, so it is adopted; two are unreadable and one is gone.
    assert_eq!((done.adopted.len(), done.snapshots), (1, 3));
    let reader = Archive::open_for_reading(dir.path()).unwrap();
    let error = reader.read_snapshot(shelf[2].strip_prefix(dir.path()).unwrap().to_str().unwrap());
    let told = error.unwrap_err().to_string();
    assert!(told.contains("line 9, column"), "{told}");
    assert!(reader.read_snapshot("../x.json").is_err());

    // What was lost comes back with the next look at it.
    drop(reader);
    let mut archive = open(dir.path());
    let run = archive.begin_run(&options(), at(10)).unwrap().stamp;
    (1..=6).for_each(|n| visit(&mut archive, &run, n, 1, at(10 + i64::from(n))));
    assert_eq!(archive.runs().status().unwrap().snapshots, 6);
}

#[test]
fn a_kill_while_the_new_catalog_is_put_in_place_costs_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    let run = archive.begin_run(&options(), at(0)).unwrap().stamp;
    (0..STEPS).for_each(|n| step(&mut archive, &run, n));
    drop(archive);
    let rows = dump(dir.path());
    // Before the rename: the new one is whole, the old one gone, its log perhaps not.
    fs::rename(
        dir.path().join("catalog.sqlite"),
        dir.path().join("catalog.sqlite.new"),
    )
    .unwrap();
    fs::write(dir.path().join("catalog.sqlite-wal"), b"an old log").unwrap();
    drop(open(dir.path()));
    assert_eq!(dump(dir.path()), rows);
    assert!(!dir.path().join("catalog.sqlite.new").exists());
    // A catalog that is no database at all.
    fs::write(
        dir.path().join("catalog.sqlite"),
        b"not a database, but long enough for a page".repeat(200),
    )
    .unwrap();
    drop(open(dir.path()));
    assert_eq!(dump(dir.path()), rows);
}
