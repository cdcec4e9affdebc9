//! Snapshots that are gone, and a catalog that is damaged: noticed, and made good.

use std::fs;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use hpnews::record::Snapshot;
use hpnews::warc::{RecordType, WarcReader};

use crate::nights::EDITED;
use crate::world::{World, files, snapshots};

/// A crawl of which some snapshots are there and that has not ended.
fn unfinished() -> World {
    let mut world = World::new();
    world.set("politeness", "rate", "25/s");
    let mut crawl = world.start(&world.archive());
    world.wait_for_requests(25, &mut crawl);
    crawl.interrupt();
    crawl.end().exits(130, &[]);
    assert!(snapshots(&world.archive()).len() > 3, "it came too soon");
    world
}

/// A crawl that has ended, and is sealed.
fn finished() -> World {
    let world = World::new();
    world.run(&["crawl"]).exits(0, &[]);
    world
}

fn shelf(world: &World) -> Vec<PathBuf> {
    files(&world.archive().join("snapshots"))
}

/// How a snapshot may be gone.
type Loss = fn(&Path);

const LOSSES: [(&str, Loss); 3] = [
    ("removed", |path| fs::remove_file(path).unwrap()),
    ("emptied, as a power cut leaves it", |path| {
        fs::write(path, "").unwrap();
    }),
    ("with its day's folder", |path| {
        fs::remove_dir_all(path.parent().unwrap().parent().unwrap()).unwrap();
    }),
];

#[test]
fn a_snapshot_that_is_gone_is_noticed_before_it_is_sealed_and_comes_back() {
    for begun in [unfinished, finished] {
        for (how, lose) in LOSSES {
            for step in ["repair", "crawl"] {
                let world = begun();
                let before = snapshots(&world.archive());
                lose(&shelf(&world)[1]);
                let found = world.run(&["verify"]);
                let context = format!("{how}, {step}: {}{}", found.out, found.err);
                assert_eq!(found.code, Some(1), "{context}");
                assert!(found.out.contains("snapshots/"), "{context}");
                if step == "crawl" {
                    world.run(&["crawl", "--full"]).exits(0, &[]);
                }
                let repaired = world.run(&["repair"]);
                assert_eq!(
                    repaired.code,
                    Some(0),
                    "{context}{}{}",
                    repaired.out,
                    repaired.err
                );
                world.run(&["verify", "--deep"]).exits(0, &["0 findings"]);
                let after = snapshots(&world.archive());
                for (path, snapshot) in before {
                    assert_eq!(after.get(&path), Some(&snapshot), "{context}");
                }
            }
        }
    }
}

#[test]
fn a_snapshot_that_is_gone_is_noticed_though_the_catalog_never_knew_it() {
    let world = unfinished();
    fs::remove_file(&shelf(&world)[2]).unwrap();
    fs::remove_file(world.archive().join("catalog.sqlite")).unwrap();
    world.run(&["reindex"]).exits(1, &["1 damaged"]);
    let found = world.run(&["verify"]);
    assert_eq!(found.code, Some(1), "{}", found.out);
    assert!(found.out.contains("missing: snapshots/"), "{}", found.out);
    assert!(found.out.contains("hpnews repair"), "{}", found.out);
    world.run(&["repair"]).exits(0, &[]);
    world.run(&["verify", "--deep"]).exits(0, &["0 findings"]);
}

/// Spoils the second copy of a snapshot: its `metadata` record.
fn spoil_copy(world: &World, url: &str) {
    for path in files(&world.archive().join("warc")) {
        if path.extension().is_none_or(|ending| ending != "gz") {
            continue;
        }
        let mut reader = WarcReader::new(BufReader::new(fs::File::open(&path).unwrap()));
        let mut spoilt = None;
        while let Some(header) = reader.next_record().unwrap() {
            if header.kind() != RecordType::Metadata {
                continue;
            }
            let block = reader.read_block(1 << 24).unwrap();
            let snapshot: Snapshot = serde_json::from_slice(&block).unwrap();
            if snapshot.url == url {
                spoilt = Some(usize::try_from(header.offset).unwrap() + 40);
            }
        }
        if let Some(byte) = spoilt {
            let mut bytes = fs::read(&path).unwrap();
            bytes[byte] ^= 0x55;
            fs::write(&path, bytes).unwrap();
            return;
        }
    }
    panic!("{url} has no second copy");
}

#[test]
fn what_has_no_second_copy_is_asked_again_by_the_next_night() {
    for with_catalog in [true, false] {
        let world = finished();
        let path = format!("/{EDITED}.html");
        let url = world.url(&path);
        let held = snapshots(&world.archive());
        let lost = held.iter().find(|(_, it)| it.url == url).unwrap().0;
        fs::remove_file(world.archive().join(lost)).unwrap();
        spoil_copy(&world, &url);
        if !with_catalog {
            world.run(&["reindex"]);
        }
        let asked = world.times_asked(&path);
        let night = world.run(&["crawl"]);
        night.exits(0, &["1 articles asked again"]);
        assert_eq!(world.times_asked(&path), asked + 1, "{}", night.err);
        let why = world.run(&["why", &url]);
        assert!(why.out.contains("lost"), "{}", why.out);
        let after = snapshots(&world.archive());
        let again: Vec<_> = after.iter().filter(|(_, it)| it.url == url).collect();
        assert_eq!(again.len(), 1);
        assert_eq!(again[0].1.body, held[lost].body);
        world.run(&["crawl"]).exits(0, &[]);
        assert_eq!(world.times_asked(&path), asked + 1, "once is enough");
    }
}

#[test]
fn a_damaged_catalog_is_rebuilt_at_open_and_said() {
    let damage: [(&str, &str, Loss); 4] = [
        ("a page overwritten", "it was damaged", |path| {
            let mut bytes = fs::read(path).unwrap();
            bytes[4096..20_480].fill(0xA5);
            fs::write(path, bytes).unwrap();
        }),
        ("no database", "it could not be read", |path| {
            fs::write(path, "đây không phải là cơ sở dữ liệu".repeat(99)).unwrap();
        }),
        ("empty", "it could not be read", |path| {
            fs::write(path, "").unwrap();
        }),
        ("cut", "it could not be read", |path| {
            let bytes = fs::read(path).unwrap();
            fs::write(path, &bytes[..bytes.len() / 3]).unwrap();
        }),
    ];
    let world = finished();
    let listed = world.run(&["--json", "list"]).out;
    for (how, why, spoil) in damage {
        spoil(&world.archive().join("catalog.sqlite"));
        let crawl = world.run(&["crawl"]);
        let said = crawl.err.lines().filter(|line| line.contains("rebuilt"));
        let said: Vec<&str> = said.collect();
        assert!(
            said.len() == 1 && said[0].contains(why),
            "{how}: {}",
            crawl.err
        );
        crawl.exits(0, &[]);
        assert_eq!(world.run(&["--json", "list"]).out, listed, "{how}");
        world.run(&["verify", "--deep"]).exits(0, &["0 findings"]);
    }
}
