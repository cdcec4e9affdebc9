//! Damaged files and a disk that is full: said by name, and nothing left that looks whole.

use std::process::Command;

use crate::scene::{EDITED, dump, rows};
use crate::world::{Ended, World, snapshots};

fn snapshot_of(world: &World, slug: &str) -> String {
    let mut kept = snapshots(&world.archive()).into_iter();
    let ending = format!("/{slug}.html");
    kept.find(|(_, it)| it.url.ends_with(&ending)).unwrap().0
}

#[test]
fn rows_of_a_damaged_file_are_missing_by_name() {
    let world = World::new();
    world.run(&["crawl"]).exits(0, &[]);
    let whole = dump(&world, "whole", &[]);
    let file = snapshot_of(&world, EDITED);
    let path = world.archive().join(&file);
    let text = std::fs::read_to_string(&path).unwrap();
    for (name, damaged) in [
        (
            "torn",
            text[..text.floor_char_boundary(text.len() / 2)].to_owned(),
        ),
        // Whole JSON that says something else.
        ("forged", text.replacen("Nam Triều", "Nam Trieu", 1)),
    ] {
        assert_ne!(damaged, text);
        std::fs::write(&path, damaged).unwrap();
        let out = world.path(name);
        let target = out.display().to_string();
        world
            .run(&["export", "--what", "all", "--out", &target])
            .exits(
                1,
                &[&file, "articles, snapshots, images, links", "missing.jsonl"],
            );
        let card = std::fs::read_to_string(out.join("README.md")).unwrap();
        assert!(card.contains("1 files of the archive are damaged"));
        let missing = std::fs::read_to_string(out.join("missing.jsonl")).unwrap();
        let missing: serde_json::Value = serde_json::from_str(&missing).unwrap();
        assert_eq!(missing["file"], file.as_str());
        assert!(
            !missing
                .to_string()
                .contains(&world.path("").display().to_string())
        );
        assert_eq!(
            rows(&out, "articles").len() + 1,
            rows(&whole, "articles").len()
        );
        assert_eq!(rows(&out, "observations"), rows(&whole, "observations"));
    }
    std::fs::remove_file(&path).unwrap();
    let out = world.path("lost").display().to_string();
    world.run(&["export", "--out", &out]).exits(1, &[&file]);
}

/// A limit on the size of a file stands for a disk that fills up: the same writes fail, with
/// another word for it.
#[test]
fn a_disk_that_fills_up_leaves_nothing_that_looks_whole() {
    let world = World::new();
    world.run(&["crawl"]).exits(0, &[]);
    for (number, form) in ["jsonl", "csv", "parquet"].into_iter().enumerate() {
        let out = world.path(&format!("out-{number}"));
        let ready = world.command(
            &world.archive(),
            &[
                "export",
                "--what",
                "all",
                "--format",
                form,
                "--compress",
                "none",
                "--out",
            ],
        );
        let mut limited = Command::new("sh");
        limited
            .args(["-c", "trap '' XFSZ; ulimit -f 16; exec \"$@\"", "sh"])
            .arg(ready.get_program())
            .args(ready.get_args())
            .arg(&out)
            .current_dir(world.path(""));
        for (name, value) in ready.get_envs() {
            match value {
                Some(value) => limited.env(name, value),
                None => limited.env_remove(name),
            };
        }
        let ended = Ended::of(limited.output());
        ended.exits(
            2,
            &[
                "cannot write",
                "nothing was left under that name",
                "free space",
            ],
        );
        assert!(!out.exists(), "{form}");
        let left = std::fs::read_dir(world.path("")).unwrap();
        let mut names = left.map(|it| it.unwrap().file_name().to_string_lossy().into_owned());
        assert!(!names.any(|it| it.starts_with(".tmp-")), "{form}");
    }
}

#[test]
fn snapshots_whose_journals_are_lost_are_exported_all_the_same() {
    let world = World::new();
    world.run(&["crawl"]).exits(0, &[]);
    let digests = |dump: &std::path::Path| -> Vec<String> {
        let articles = rows(dump, "articles").into_iter();
        articles
            .map(|row| format!("{} {}", row["article_id"], row["content_digest"]))
            .collect()
    };
    let before = digests(&dump(&world, "before", &[]));
    std::fs::remove_dir_all(world.archive().join("runs")).unwrap();
    std::fs::remove_file(world.archive().join("catalog.sqlite")).unwrap();
    world.run(&["reindex"]).exits(0, &[]);
    let after = digests(&dump(&world, "after", &[]));
    assert!(!before.is_empty());
    assert_eq!(after, before);
    let then = dump(&world, "then", &["--as-of", "2020-01-01"]);
    assert!(digests(&then).is_empty(), "they were adopted later");
}
