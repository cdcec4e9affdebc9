//! Filters, splits, columns, and words that mean nothing.

use std::collections::BTreeSet;

use crate::scene::{contents, dump, rows};
use crate::world::World;

#[test]
fn articles_are_chosen_and_every_table_follows_them() {
    let world = World::new();
    world.run(&["crawl"]).exits(0, &[]);
    let all = dump(&world, "all", &[]);
    let ids = |dump: &std::path::Path, table: &str| -> BTreeSet<String> {
        let rows = rows(dump, table);
        rows.iter()
            .map(|it| it["article_id"].as_str().unwrap().to_owned())
            .collect()
    };
    let whole = rows(&all, "articles");
    for (name, args, wanted) in [
        (
            "dates",
            &["--since", "2025-06-01", "--until", "2025-06-30"][..],
            "\"published_date\":\"2025-06-",
        ),
        (
            "section",
            &["--section", "kinh te"],
            "\"section\":\"Kinh tế\"",
        ),
        ("text", &["--text", "ngon den bien"], "ngọn đèn biển"),
    ] {
        let some = dump(&world, name, args);
        let chosen = ids(&some, "articles");
        assert!(
            !chosen.is_empty() && chosen.len() < whole.len(),
            "{name}: {chosen:?}"
        );
        for row in rows(&some, "articles") {
            let line = row.to_string();
            let low = line.to_lowercase();
            assert!(
                line.contains(wanted) || low.contains(wanted),
                "{name}: {line}"
            );
        }
        for table in ["snapshots", "observations"] {
            assert_eq!(ids(&some, table), chosen, "{name}: {table}");
        }
        assert!(ids(&some, "images").is_subset(&chosen));
        let card = std::fs::read_to_string(some.join("README.md")).unwrap();
        assert!(card.contains(&format!(
            "`{}={}`",
            args[0].trim_start_matches("--"),
            args[1]
        )));
    }
}

#[test]
fn a_split_has_the_same_rows_and_columns_can_be_chosen() {
    let world = World::new();
    world.run(&["crawl"]).exits(0, &[]);
    let whole = rows(&dump(&world, "all", &[]), "articles");
    // By month: the same rows in the same order.
    let months = dump(&world, "months", &["--split", "month"]);
    assert!(contents(&months).contains_key("data/articles/articles-2025-06.jsonl"));
    assert_eq!(rows(&months, "articles"), whole);
    for (name, _) in contents(&months)
        .iter()
        .filter(|(name, _)| name.contains("/articles-"))
    {
        let month = &name["data/articles/articles-".len()..][..7];
        let text = std::fs::read_to_string(months.join(name)).unwrap();
        let date = format!("\"published_date\":\"{month}");
        assert!(
            text.lines()
                .all(|line| line.contains(&date) || line.contains("\"published_date\":null"))
        );
    }
    let narrow = world.path("narrow");
    let path = narrow.display().to_string();
    world
        .run(&[
            "export",
            "--columns",
            "title,article_id",
            "--format",
            "csv",
            "--bom",
            "--out",
            &path,
        ])
        .exits(0, &[]);
    let text = std::fs::read_to_string(narrow.join("data/articles/articles.csv")).unwrap();
    assert!(text.starts_with("\u{feff}article_id,title\n"), "{text}");
}

#[test]
fn what_is_not_known_is_refused_by_name_and_leaves_nothing() {
    let world = World::new();
    world.run(&["crawl"]).exits(0, &[]);
    let out = world.path("out").display().to_string();
    for (args, words) in [
        (
            &["--format", "xml"][..],
            &["xml", "jsonl, csv, parquet"][..],
        ),
        (
            &["--what", "article"],
            &["article", "articles, snapshots, changes"],
        ),
        (&["--compress", "zip"], &["zip", "zstd, gzip, none"]),
        (&["--split", "day"], &["day", "none, month, year"]),
        (
            &["--columns", "titel"],
            &["titel", "article_id, site, url", "hint"],
        ),
        (&["--as-of", "hôm qua"], &["hôm qua", "2026-11-23"]),
        (
            &["--since", "2025-02-01", "--until", "2025-01-01"],
            &["backwards"],
        ),
        (&["--bom"], &["byte order mark", "csv"]),
        (
            &["--since-export", "nowhere"],
            &["index.jsonl", "an earlier `hpnews export`"],
        ),
    ] {
        let mut all = vec!["export", "--out", &out];
        all.extend(args);
        world.run(&all).exits(2, words);
        assert!(!world.path("out").exists(), "{args:?}");
    }
    let taken = world.archive().display().to_string();
    world
        .run(&["export", "--out", &taken])
        .exits(2, &["it is there already"]);
    let hidden = std::fs::read_dir(world.path("")).unwrap();
    let names = hidden.map(|it| it.unwrap().file_name().to_string_lossy().into_owned());
    assert_eq!(
        names
            .filter(|it| it.starts_with(".tmp-"))
            .collect::<Vec<_>>(),
        Vec::<String>::new()
    );
}
