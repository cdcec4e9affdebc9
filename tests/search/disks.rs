//! Disks that are full, and disks that cannot be written.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use hpnews::published::Published;
use hpnews::redaction::Withheld;
use hpnews::search::{SearchError, SearchStep, search};
use hpnews::store::Archive;

use crate::scene::{Scene, numbers, question, says};

const LONG: &[&str] = &[
    "Sáng nay, lãnh đạo thành phố kiểm tra tiến độ cầu Rào 2 và nghe báo cáo về vốn đầu tư.",
    "Theo ban quản lý, khối lượng thi công đạt hơn một nửa; nhà thầu cam kết thông xe cuối năm.",
];

/// A disk in memory with a copy of an archive; `None` where we may not mount.
struct Disk(tempfile::TempDir);

impl Disk {
    fn with(archive: &Path) -> Option<Self> {
        let dir = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=64m", "tmpfs"])
            .arg(dir.path())
            .output();
        if !mounted.is_ok_and(|done| done.status.success()) {
            eprintln!("SKIPPED: this user may not mount a tmpfs");
            return None;
        }
        let disk = Self(dir);
        let copied = Command::new("cp")
            .arg("-a")
            .arg(archive)
            .arg(disk.archive())
            .status();
        assert!(copied.unwrap().success());
        Some(disk)
    }

    fn archive(&self) -> PathBuf {
        self.0.path().join("archive")
    }

    fn reader(&self) -> Published {
        let reader = Archive::open_for_reading(&self.archive()).unwrap();
        Published::without(reader, Withheld::default())
    }

    fn remount(&self, options: &str) {
        let done = Command::new("mount")
            .args(["-o", &format!("remount,{options}")])
            .arg(self.0.path())
            .status();
        assert!(done.unwrap().success());
    }

    /// Leaves so many KiB free.
    fn fill(&self, kib: usize) {
        fs::write(self.0.path().join("filler"), vec![1; 64 << 20]).unwrap_err();
        let filler = fs::File::options()
            .write(true)
            .open(self.0.path().join("filler"))
            .unwrap();
        let held = filler.metadata().unwrap().len();
        filler
            .set_len(held - (u64::try_from(kib).unwrap() << 10))
            .unwrap();
    }

    fn free(&self) {
        fs::remove_file(self.0.path().join("filler")).unwrap();
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let done = Command::new("umount").arg("-l").arg(self.0.path()).status();
        assert!(done.is_ok_and(|done| done.success()) || std::thread::panicking());
    }
}

#[test]
fn a_full_disk_is_said_and_leaves_no_index_that_looks_whole() {
    let scene = Scene::of(&(0..400).map(|_| says("Cầu Rào", LONG)).collect::<Vec<_>>());
    for kib in [0, 40, 100, 200, 300] {
        let Some(disk) = Disk::with(&scene.path()) else {
            return;
        };
        disk.fill(kib);
        let reader = disk.reader();
        match search(&reader, &question("cầu"), &mut |_| {}) {
            Err(error @ (SearchError::Index { .. } | SearchError::Disk { .. })) => {
                let said = error.to_string();
                assert!(said.contains("search."), "{kib}: {said}");
                assert!(
                    error.hint().is_some_and(|it| it.contains("free space")),
                    "{kib}: {said}"
                );
            }
            other => panic!("{kib} KiB were enough: {other:?}"),
        }
        disk.free();
        let answer = search(&reader, &question("cầu"), &mut |_| {}).unwrap();
        assert_eq!((answer.hits.len(), answer.indexed), (400, 400), "{kib}");
    }
}

#[test]
fn on_a_read_only_disk_what_is_indexed_is_searched() {
    let scene = Scene::of(&[says("Cầu Rào", LONG), says("Cầu Bính", LONG)]);
    let Some(disk) = Disk::with(&scene.path()) else {
        return;
    };
    disk.remount("ro");
    let refused = search(&disk.reader(), &question("cầu"), &mut |_| {});
    assert!(
        matches!(refused, Err(SearchError::Disk { .. })),
        "{refused:?}"
    );
    disk.remount("rw");
    search(&disk.reader(), &question("cầu"), &mut |_| {}).unwrap();
    disk.remount("ro");
    let mut notices = Vec::new();
    let answer = search(&disk.reader(), &question("cầu"), &mut |it| {
        notices.push(it);
    })
    .unwrap();
    assert_eq!(
        (answer.hits.len(), &notices),
        (2, &Vec::<SearchStep>::new())
    );
    let mut exact = question("Bính");
    exact.exact = true;
    let answer = search(&disk.reader(), &exact, &mut |_| {}).unwrap();
    assert_eq!(numbers(&answer), [2]);
}
