//! However a process ends: readers know at once what it did, and it leaves nothing behind.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::world::{Ended, Running, World, snapshots};

fn send(running: &Running, signal: &str) {
    let sent = Command::new("kill")
        .args([signal, &running.id().to_string()])
        .status();
    assert!(sent.unwrap().success());
}

/// A portal asked slowly enough that a signal finds work left to do.
fn slowly() -> World {
    let mut world = World::new();
    world.set("politeness", "rate", "25/s");
    world
}

/// Every version on the disk is told by the readers.
#[track_caller]
fn readers_know(world: &World, context: &str) {
    let kept = snapshots(&world.archive()).len();
    assert!(kept > 3, "{context}: it was stopped too soon");
    let listed = world.run(&["--json", "list", "--limit", "999"]);
    assert_eq!(listed.exits(0, &[]).json().len(), kept, "{context}");
    let status = world.run(&["--json", "status"]).json().pop().unwrap();
    assert_eq!(status["snapshots"], kept, "{context}");
    world.run(&["verify"]).exits(0, &["0 findings"]);
}

#[test]
fn a_crawl_told_to_stop_in_any_way_ends_well_and_goes_on() {
    for signal in ["-INT", "-TERM", "-HUP"] {
        let world = slowly();
        let mut crawl = world.start(&world.archive());
        world.wait_for_requests(25, &mut crawl);
        send(&crawl, signal);
        crawl.end().exits(130, &["Stopping after what is in hand"]);
        readers_know(&world, signal);
        let seen = world.portal.requests().len();
        world.run(&["crawl"]).exits(0, &["(resumed)"]);
        let asked = world.requests_after(0);
        assert!(asked.len() > seen);
        assert!(
            world.asked().values().all(|times| *times == 1),
            "{signal}: asked twice"
        );
    }
}

#[test]
fn after_kill_9_readers_know_what_was_done() {
    for seen in [15, 25, 35] {
        let world = slowly();
        let mut crawl = world.start(&world.archive());
        world.wait_for_requests(seen, &mut crawl);
        crawl.kill();
        let kept = snapshots(&world.archive()).len();
        let listed = world
            .run(&["--json", "list", "--limit", "999"])
            .json()
            .len();
        // The last one may have been written and not acknowledged.
        assert!(
            listed == kept || listed + 1 == kept,
            "{listed} of {kept} at {seen}"
        );
        world.run(&["verify"]).exits(0, &["0 findings"]);
        world.run(&["crawl"]).exits(0, &[]);
        world.run(&["verify", "--deep"]).exits(0, &["0 findings"]);
    }
}

#[test]
fn a_night_told_to_stop_in_any_way_ends_with_130() {
    for signal in ["-TERM", "-HUP"] {
        let world = slowly();
        let night = world
            .command(&world.archive(), &["nightly"])
            .spawn()
            .unwrap();
        let mut night = Running::of(night);
        world.wait_for_requests(20, &mut night);
        send(&night, signal);
        night.end().exits(130, &[]);
    }
}

#[test]
fn a_lost_terminal_is_not_heard_by_what_was_started_to_outlive_it() {
    let world = slowly();
    let crawl = world.command(&world.archive(), &["crawl"]);
    let mut nohup = Command::new("sh");
    nohup
        .args(["-c", "trap '' HUP; exec \"$@\"", "sh"])
        .arg(crawl.get_program());
    nohup.args(crawl.get_args()).envs(
        crawl
            .get_envs()
            .filter_map(|(key, value)| Some((key, value?))),
    );
    nohup.current_dir(world.path("."));
    let mut crawl = Running::of(nohup.spawn().unwrap());
    world.wait_for_requests(20, &mut crawl);
    send(&crawl, "-HUP");
    crawl.end().exits(0, &[]);
}

fn left_in(folder: &Path) -> Vec<PathBuf> {
    let listing = fs::read_dir(folder).into_iter().flatten();
    listing.map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn nothing_is_left_in_tmpdir_and_it_need_not_be_there() {
    let world = World::new();
    let long = world.path(&"d".repeat(120)).join("e".repeat(120));
    fs::create_dir_all(&long).unwrap();
    let plain = world.path("tmp");
    fs::create_dir_all(&plain).unwrap();
    let file = world.path("no-folder");
    fs::write(&file, "").unwrap();
    for tmp in [plain, long, world.path("missing"), file] {
        for args in [
            &["crawl", "--dry-run"][..],
            &["crawl"],
            &["verify", "--deep"],
        ] {
            let mut command = world.command(&world.archive(), args);
            Ended::of(command.env("TMPDIR", &tmp).output()).exits(0, &[]);
            assert_eq!(
                left_in(&tmp),
                Vec::<PathBuf>::new(),
                "{args:?} {}",
                tmp.display()
            );
        }
    }
}

#[test]
fn what_a_killed_process_left_in_tmpdir_goes_when_the_next_begins() {
    let world = slowly();
    let tmp = world.path("tmp");
    let theirs = tmp.join("hpnews-cua-nguoi-khac");
    fs::create_dir_all(&theirs).unwrap();
    let mut dry = world.command(&world.archive(), &["crawl", "--dry-run"]);
    let mut running = Running::of(dry.env("TMPDIR", &tmp).spawn().unwrap());
    world.wait_for_requests(5, &mut running);
    assert_eq!(left_in(&tmp).len(), 2);
    // Beside a process that lives its folder stays.
    let list = |world: &World| {
        let mut command = world.command(&world.archive(), &["config"]);
        Ended::of(command.env("TMPDIR", &tmp).output()).exits(0, &[]);
    };
    list(&world);
    assert_eq!(left_in(&tmp).len(), 2);
    running.kill();
    assert_eq!(left_in(&tmp).len(), 2, "a kill leaves it");
    list(&world);
    assert_eq!(left_in(&tmp), [theirs], "what is nobody's of ours stays");
}

#[test]
fn folders_of_the_archive_may_lie_elsewhere() {
    for folder in [
        "warc",
        "snapshots",
        "runs",
        "manifests",
        "changes",
        "snapshots/20",
    ] {
        let world = World::new();
        world.run(&["crawl"]).exits(0, &[]);
        let elsewhere = world.path("elsewhere");
        let path = match folder {
            // The folder of a year.
            "snapshots/20" => left_in(&world.archive().join("snapshots")).remove(0),
            folder => world.archive().join(folder),
        };
        fs::rename(&path, &elsewhere).unwrap();
        std::os::unix::fs::symlink(&elsewhere, &path).unwrap();
        // Beside a link that leads back.
        if folder == "warc" {
            std::os::unix::fs::symlink(world.archive(), world.archive().join("reports/ve"))
                .unwrap_or(());
        }
        world.run(&["verify", "--deep"]).exits(0, &["0 findings"]);
        world.run(&["crawl", "--full"]).exits(0, &[]);
        world.run(&["reindex"]).exits(0, &["0 damaged"]);
        world.run(&["verify", "--deep"]).exits(0, &["0 findings"]);
        assert!(path.is_symlink(), "{folder}");
    }
}

#[test]
fn a_lock_that_is_a_link_is_refused_and_what_it_leads_to_is_not_written_over() {
    for (name, command) in [
        ("lock", "crawl"),
        ("night.lock", "nightly"),
        ("lock", "reindex"),
    ] {
        let world = World::new();
        world.run(&["crawl"]).exits(0, &[]);
        let other = world.path("quan-trong.txt");
        fs::write(&other, "đừng ghi đè").unwrap();
        let lock = world.archive().join(name);
        let _ = fs::remove_file(&lock);
        std::os::unix::fs::symlink(&other, &lock).unwrap();
        world
            .run(&[command])
            .exits(2, &["symbolic link", name, "hint:"]);
        assert_eq!(fs::read_to_string(&other).unwrap(), "đừng ghi đè");
        world.run(&["list"]).exits(0, &[]);
    }
}
