//! A night killed before each of its system calls that change the disk: it goes on, tells each
//! transition once, and its changes are written whole or not at all.

use std::env;
use std::path::Path;
use std::process::{Command, Stdio};

use hpnews::change::ArticleStatus;
use hpnews::record::ChangeKind;
use hpnews::store::{FileBlobs, Manifest, ScheduleReason};
use serde_json::json;

use super::invariants::{check, copy, files, memory};
use super::nights::{gone, transition};
use super::scene::{SITE, article_id, at, due, open, options, url, visit};
use super::syscalls::{CALLS, may_trace};
use super::telling::change;

/// Set for the child: the archive to write to.
const DIR: &str = "HPNEWS_STORE_NIGHT";

/// The child's part: one night, from wherever the one before stopped.
#[test]
fn child() {
    let Ok(dir) = env::var(DIR) else {
        return;
    };
    let mut archive = open(Path::new(&dir));
    let last = archive.runs().newest(1).unwrap().pop().unwrap();
    if last.incremental && last.finished_at.is_some() {
        return;
    }
    let now = at(86_400);
    let run = archive
        .begin_night(&json!({"night": 1}), now)
        .unwrap()
        .stamp;
    for n in [1, 2] {
        archive
            .commit(&due(now, &url(n), ScheduleReason::Schedule))
            .unwrap();
    }
    if archive.articles().versions(&article_id(1)).unwrap().len() < 2 {
        visit(&mut archive, &run, 1, 2, now);
    }
    if archive.observations().absent(SITE).unwrap().is_empty() {
        archive.commit(&gone(now, &url(2), 404)).unwrap();
    }
    for it in archive.observations().looked_at(SITE, &run).unwrap() {
        if it.article_status == ArticleStatus::Live {
            archive
                .commit(&transition(
                    now,
                    2,
                    ChangeKind::Missing,
                    ArticleStatus::Missing,
                ))
                .unwrap();
        }
    }
    archive
        .write_changes(&run, &[change(&run, 1), change(&run, 2)])
        .unwrap();
    archive.finish_run("complete", at(90_000)).unwrap();
}

/// The archive as the first night left it.
fn prepare(dir: &Path) {
    let mut archive = open(dir);
    let run = archive.begin_run(&options(), at(0)).unwrap().stamp;
    for n in [1, 2] {
        visit(&mut archive, &run, n, 1, at(i64::from(n)));
    }
    archive.write_changes(&run, &[]).unwrap();
    archive.finish_run("complete", at(10)).unwrap();
}

fn run(dir: &Path, under: &[&str]) -> bool {
    let me = env::current_exe().unwrap();
    let mut command = match under {
        [] => Command::new(&me),
        [program, arguments @ ..] => {
            let mut command = Command::new(program);
            command.args(arguments).arg(&me);
            command
        }
    };
    let ended = command
        .args(["--exact", "night_kills::child", "--test-threads=1"])
        .env(DIR, dir)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    ended.unwrap().success()
}

#[test]
fn a_night_killed_at_any_system_call_goes_on_and_tells_everything_once() {
    if !may_trace() {
        eprintln!("SKIPPED: strace is not here, or may not trace");
        return;
    }
    let first = memory();
    prepare(&first.path().join("archive"));
    let first = first.path().join("archive");
    let points: usize = std::thread::scope(|scope| {
        let enumerate = |call| {
            let killed = |when: &usize| killed_at(&first, call, *when);
            (1..1000).take_while(killed).count()
        };
        let calls = CALLS.map(|call| scope.spawn(move || enumerate(call)));
        calls.map(|call| call.join().unwrap()).iter().sum()
    });
    eprintln!("{points} kill points");
    assert!(points > 40, "{points} kill points are too few");
}

/// Kills the night before its `when`-th such call and checks. False when it made fewer.
fn killed_at(first: &Path, call: &str, when: usize) -> bool {
    let home = memory();
    let dir = &home.path().join("archive");
    copy(first, dir);
    let inject = format!("inject={call}:signal=KILL:when={when}");
    let trace = format!("trace={call}");
    let under = [
        "strace",
        "-f",
        "-o",
        "/dev/null",
        "-e",
        &trace,
        "-e",
        &inject,
    ];
    if run(dir, &under) {
        return false;
    }
    let context = format!("{call} {when}");
    let archive = open(dir);
    assert_eq!(archive.recovered().rebuilt, None, "{context}");
    assert!(archive.recovered().damaged.is_empty(), "{context}");
    for told in archive.told_runs().unwrap() {
        let changes = archive.changes_of(&told).unwrap().len();
        let expected = if archive.runs().find(&told).unwrap().unwrap().incremental {
            2
        } else {
            0
        };
        assert_eq!(changes, expected, "{context}: half a file of changes");
    }
    let left = files(&dir.join("changes"));
    let temporary = |path: &Path| path.to_string_lossy().contains(".tmp-");
    assert!(
        !left.iter().any(|path| temporary(path)),
        "{context}: {left:?}"
    );
    drop(archive);
    assert!(run(dir, &[]), "{context}: the night does not go on");
    check(dir);
    let archive = open(dir);
    let night = archive.runs().newest(1).unwrap().remove(0).stamp;
    assert_eq!(
        archive
            .observations()
            .transitions(&article_id(2))
            .unwrap()
            .len(),
        1,
        "{context}"
    );
    assert_eq!(archive.changes_of(&night).unwrap().len(), 2, "{context}");
    assert_eq!(archive.untold_runs().unwrap(), [""; 0], "{context}");
    assert_eq!(archive.differs_from_files().unwrap(), [], "{context}");
    let manifest = Manifest::all(&FileBlobs::of(dir)).unwrap().pop().unwrap();
    let sealed = Manifest::read(&FileBlobs::of(dir), &manifest)
        .unwrap()
        .files;
    let path = format!("changes/{night}.jsonl");
    assert!(
        sealed.iter().any(|it| it.path == path),
        "{context}: not sealed"
    );
    true
}
