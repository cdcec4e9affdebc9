//! A writer killed before each of its system calls that change the disk, one after another:
//! random kills alone have been measured to miss a file that is not written atomically.

use std::path::Path;
use std::process::Command;

use super::invariants::check;
use super::kill::{acknowledgements, check_after_kill, command};

const CALLS: [&str; 10] = [
    "write",
    "pwrite64",
    "fsync",
    "fdatasync",
    "rename",
    "renameat2",
    "unlink",
    "mkdir",
    "ftruncate",
    "openat",
];

/// Versions the child stores: two articles, two versions each.
const VERSIONS: usize = 4;

#[test]
fn nothing_acknowledged_is_lost_at_any_system_call() {
    let traced = Command::new("strace")
        .args(["-o", "/dev/null", "true"])
        .output();
    if !traced.is_ok_and(|done| done.status.success()) {
        eprintln!("SKIPPED: strace is not here, or may not trace");
        return;
    }
    let mut points = 0;
    for call in CALLS {
        // Loading the program opens files too; those say nothing of us.
        let stride = if call == "openat" { 3 } else { 1 };
        for when in (1..).step_by(stride) {
            let home = tempfile::tempdir().unwrap();
            let dir = home.path().join("archive");
            if !killed_at(&dir, call, when) {
                break;
            }
            points += 1;
        }
    }
    eprintln!("{points} kill points");
    assert!(
        points > 60,
        "{points} kill points are too few: was anything traced?"
    );
}

/// Kills the child before its `when`-th such call and checks. False when it made fewer.
fn killed_at(dir: &Path, call: &str, when: usize) -> bool {
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
    let mut child = command(dir, 2, &under).spawn().unwrap();
    let acknowledged: Vec<_> = acknowledgements(&mut child).collect();
    let finished = child.wait().unwrap().success();
    if finished {
        return false;
    }
    let context = format!("{call} {when}");
    check_after_kill(dir, &acknowledged, &context);
    let mut rest = command(dir, 2, &[]).spawn().unwrap();
    acknowledgements(&mut rest).for_each(drop);
    assert!(
        rest.wait().unwrap().success(),
        "{context}: the run does not go on"
    );
    assert_eq!(check(dir).len(), VERSIONS, "{context}");
    true
}
