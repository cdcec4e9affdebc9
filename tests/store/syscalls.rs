//! A writer killed before each of its system calls that change the disk, one after another:
//! random kills alone have been measured to miss a file that is not written atomically.

use std::path::Path;
use std::process::Command;

use super::invariants::{check, memory};
use super::kill::{Manner, acknowledgements, check_after_kill, command};

pub(crate) const CALLS: [&str; 10] = [
    "write",
    "pwrite64",
    "fsync",
    "fdatasync",
    "syncfs",
    "rename",
    "renameat2",
    "unlink",
    "mkdir",
    "ftruncate",
];

/// Versions the child stores: two articles, two versions each.
const VERSIONS: usize = 4;

/// Whether strace is here and may trace.
pub(crate) fn may_trace() -> bool {
    let traced = Command::new("strace")
        .args(["-o", "/dev/null", "true"])
        .output();
    traced.is_ok_and(|done| done.status.success())
}

#[test]
fn nothing_acknowledged_is_lost_at_any_system_call() {
    at_every_call(Manner::Alone);
}

#[test]
fn nothing_acknowledged_is_lost_at_any_system_call_of_a_burst() {
    at_every_call(Manner::Grouped);
}

#[test]
fn nothing_acknowledged_is_lost_at_any_system_call_before_it_is_settled() {
    at_every_call(Manner::Settled);
}

fn at_every_call(manner: Manner) {
    if !may_trace() {
        eprintln!("SKIPPED: strace is not here, or may not trace");
        return;
    }
    let points: usize = std::thread::scope(|scope| {
        let enumerate = |call| {
            let killed =
                |when: &usize| killed_at(&memory().path().join("archive"), manner, call, *when);
            (1..1000).take_while(killed).count()
        };
        let calls = CALLS.map(|call| scope.spawn(move || enumerate(call)));
        calls.map(|call| call.join().unwrap()).iter().sum()
    });
    eprintln!("{points} kill points ({manner:?})");
    assert!(
        points > 60,
        "{points} kill points are too few: was anything traced?"
    );
}

/// Kills the child before its `when`-th such call and checks. False when it made fewer.
fn killed_at(dir: &Path, manner: Manner, call: &str, when: usize) -> bool {
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
    let mut child = command(dir, 2, manner, &under).spawn().unwrap();
    let acknowledged: Vec<_> = acknowledgements(&mut child).collect();
    let finished = child.wait().unwrap().success();
    if finished {
        return false;
    }
    let context = format!("{call} {when}");
    check_after_kill(dir, &acknowledged, &context);
    let mut rest = command(dir, 2, manner, &[]).spawn().unwrap();
    acknowledgements(&mut rest).for_each(drop);
    assert!(
        rest.wait().unwrap().success(),
        "{context}: the run does not go on"
    );
    assert_eq!(check(dir).len(), VERSIONS, "{context}");
    true
}
