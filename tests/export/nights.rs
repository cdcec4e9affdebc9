//! The same archive gives the same bytes, and an earlier night's dump can be made again.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};

use crate::scene::{EDITED, GONE, MOVED, MOVED_TO, contents, dump, edit, night, rows, same};
use crate::world::World;

static AHEAD: AtomicI64 = AtomicI64::new(0);

fn clock() -> DateTime<Utc> {
    Utc::now() + TimeDelta::seconds(AHEAD.load(Ordering::SeqCst))
}

const FORMS: [(&str, &[&str]); 5] = [
    ("jsonl", &[]),
    ("zst", &["--compress", "zstd", "--split", "month"]),
    ("gz", &["--format", "csv", "--compress", "gzip", "--bom"]),
    ("csv", &["--format", "csv", "--split", "year"]),
    ("parquet", &["--format", "parquet", "--split", "month"]),
];

/// A run's civil day, as `--as-of` takes it.
fn day(run: &str) -> String {
    let at = chrono::NaiveDateTime::parse_from_str(run, "%Y%m%dT%H%M%SZ").unwrap();
    let zone = chrono::FixedOffset::east_opt(7 * 3600).unwrap();
    at.and_utc().with_timezone(&zone).date_naive().to_string()
}

#[test]
fn as_of_a_night_is_what_was_exported_on_that_night() {
    let world = World::new();
    let mut made = Vec::new();
    for number in 1..=3 {
        let run = night(&world, &AHEAD, clock);
        for (form, args) in FORMS {
            let name = format!("{form}-{number}");
            made.push((form, args, run.clone(), dump(&world, &name, args)));
        }
        if number == 1 {
            edit(&world);
        }
    }
    for (number, (form, args, run, then)) in made.iter().enumerate() {
        let day = day(run);
        let mut args = args.to_vec();
        args.extend(["--as-of", &day]);
        same(
            then,
            &dump(&world, &format!("again-{form}-{number}"), &args),
        );
    }
    let (first, last) = (&made[0].3, &made[10].3);
    assert_ne!(contents(first), contents(last), "something happened");

    let of = |table: &str, key: &str, slug: &str| {
        let ending = format!("/{slug}.html");
        let mut found = rows(last, table);
        found.retain(|row| row[key].as_str().unwrap().ends_with(&ending));
        found
    };
    assert_eq!(of("articles", "url", EDITED)[0]["versions"], 2);
    assert_eq!(of("articles", "url", GONE)[0]["article_status"], "missing");
    let moved = &of("articles", "url", MOVED_TO)[0];
    assert!(moved["previous_urls"].as_str().unwrap().contains(MOVED));
    assert_eq!(of("snapshots", "url", EDITED).len(), 2);
    let kinds: Vec<String> = rows(last, "changes")
        .iter()
        .map(|it| it["kind"].as_str().unwrap().to_owned())
        .collect();
    for kind in ["substantive.number", "missing", "moved"] {
        assert!(kinds.iter().any(|it| it == kind), "{kinds:?}");
    }
    let unseen = rows(last, "observations");
    assert!(unseen.iter().any(|look| look["sight"] == "not_found"));
    changes_since(&world, first);
}

/// What became of the articles since the first night's dump.
fn changes_since(world: &World, first: &std::path::Path) {
    let first = first.display().to_string();
    let later = dump(world, "later", &["--since-export", &first]);
    let text = std::fs::read_to_string(later.join("changelog.jsonl")).unwrap();
    let id = |slug: &str| format!("demo:post-{}", world.truth_of(slug).post_id);
    for (article, step) in [(id(EDITED), "changed"), (id("tin-moi"), "added")] {
        let line = format!("{{\"article_id\":\"{article}\",\"step\":\"{step}\"}}\n");
        assert!(text.contains(&line), "{line} is not in {text}");
    }
    assert_eq!(text.lines().count(), 4, "edited, gone, moved, new: {text}");

    // One that was asked for less withdraws nothing.
    for (name, choice) in [
        ("by-section", ["--section", "Kinh tế"]),
        ("by-text", ["--text", "không bài nào có chữ này"]),
        ("by-day", ["--since", "2025-06-01"]),
    ] {
        let args = [&choice[..], &["--since-export", &first]].concat();
        let less = dump(world, name, &args);
        let text = std::fs::read_to_string(less.join("changelog.jsonl")).unwrap();
        assert!(
            !text.contains("withdrawn") && text.contains("not_chosen"),
            "{name}: {text}"
        );
    }

    // The other way round, what the later one has was withdrawn.
    let later = later.display().to_string();
    let back = dump(
        world,
        "back",
        &["--as-of", "2000-01-01", "--since-export", &later],
    );
    let text = std::fs::read_to_string(back.join("changelog.jsonl")).unwrap();
    assert!(
        text.lines()
            .all(|line| line.ends_with("\"step\":\"withdrawn\"}")),
        "{text}"
    );
    assert_eq!(
        text.lines().count(),
        rows(std::path::Path::new(&later), "articles").len()
    );
}
