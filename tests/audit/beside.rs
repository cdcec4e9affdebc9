//! An audit beside a writer: nothing the writer does meanwhile is taken for damage.

use std::path::Path;

use chrono::Duration;
use hpnews::audit::{self, AuditStep, Finding};
use hpnews::store::{Archive, OpenOptions};
use serde_json::json;

use crate::scene::{DEEP, at, copy_to, keep_page, memory, no_site, small_run};

/// What a writer does in one run, one act at a time.
const ACTS: usize = 7;

struct Writer<'a> {
    dir: &'a Path,
    grouped: bool,
    done: usize,
    archive: Option<Archive>,
}

impl Writer<'_> {
    fn act(&mut self) {
        let night = 86_400;
        match (self.done, &mut self.archive) {
            (0, archive) => {
                let options = OpenOptions {
                    group_bursts: self.grouped,
                    ..OpenOptions::new("hpnews/test")
                };
                *archive = Some(Archive::open(self.dir, &options).unwrap());
            }
            (1, Some(archive)) => {
                drop(archive.begin_run(&json!({"night": 1}), at(night)).unwrap());
            }
            (page @ 2..=4, Some(archive)) => {
                keep_page(archive, night + i64::try_from(page).unwrap());
            }
            (5, Some(archive)) => {
                let now = at(night) + Duration::minutes(1);
                drop(archive.finish_run("complete", now).unwrap());
            }
            (6, archive) => drop(archive.take()),
            _ => return,
        }
        self.done += 1;
    }
}

/// Audits while a writer acts: it begins at one step, and does so many acts at each.
fn audit_beside(dir: &Path, grouped: bool, begin: u64, at_once: usize) -> (u64, Vec<Finding>) {
    let mut writer = Writer {
        dir,
        grouped,
        done: 0,
        archive: None,
    };
    let (mut steps, mut findings) = (0, Vec::new());
    audit::verify(dir, &no_site(), DEEP, &mut |told| match told {
        AuditStep::Finding(finding) => findings.push(finding),
        AuditStep::Step { files } => {
            steps = files;
            if files >= begin {
                (0..at_once).for_each(|_| writer.act());
            }
        }
        AuditStep::Resealed { .. } => {}
    })
    .unwrap();
    (steps, findings)
}

#[test]
fn a_run_that_begins_goes_on_or_ends_meanwhile_is_no_finding() {
    let night = memory();
    small_run(night.path(), 0, true);
    let (steps, _) = audit_beside(night.path(), false, u64::MAX, 0);
    assert!(steps > 3, "{steps}");
    for grouped in [false, true] {
        for begin in 1..=steps {
            for at_once in 1..=ACTS {
                let dir = memory();
                copy_to(night.path(), dir.path());
                let (_, findings) = audit_beside(dir.path(), grouped, begin, at_once);
                assert_eq!(findings, [], "{at_once} acts at each step from {begin}");
            }
        }
    }
}

#[test]
fn a_run_that_ends_or_is_resumed_meanwhile_is_no_finding() {
    let two = memory();
    small_run(two.path(), 0, true);
    small_run(two.path(), 1, false);
    let (steps, _) = audit_beside(two.path(), false, u64::MAX, 0);
    for begin in 1..=steps {
        for at_once in 1..=ACTS {
            let dir = memory();
            copy_to(two.path(), dir.path());
            let (_, findings) = audit_beside(dir.path(), true, begin, at_once);
            assert_eq!(findings, [], "{at_once} acts at each step from {begin}");
        }
    }
}

#[test]
fn a_writer_begins_however_often_readers_ask_whether_there_is_one() {
    let dir = memory();
    small_run(dir.path(), 0, true);
    let files = hpnews::store::Files::of(dir.path()).unwrap();
    std::thread::scope(|scope| {
        let (end, ended) = std::sync::mpsc::channel::<()>();
        scope.spawn(move || {
            while ended.try_recv() == Err(std::sync::mpsc::TryRecvError::Empty) {
                files.is_being_written();
            }
        });
        for _ in 0..300 {
            drop(Archive::open(dir.path(), &OpenOptions::new("hpnews/test")).unwrap());
        }
        drop(end);
    });
}
