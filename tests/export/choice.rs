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
fn a_choice_of_nothing_is_said() {
    let world = World::new();
    world.run(&["crawl"]).exits(0, &[]);
    for form in ["jsonl", "csv"] {
        let out = world.path(form).display().to_string();
        let args = [
            "export",
            "--text",
            "không có chữ này",
            "--format",
            form,
            "--out",
        ];
        let args = [&args[..], &[&out]].concat();
        world.run(&args).exits(0, &["No such rows"]);
    }
}

/// A card once told readers to load with `datasets` what has no row, and by a table that was not
/// asked for.
#[test]
fn a_card_shows_how_to_load_what_is_there() {
    let world = World::new();
    world.run(&["crawl"]).exits(0, &[]);
    for (number, (args, table, has_rows)) in [
        (&["--text", "không có chữ này"][..], "articles", false),
        // One night saw no change.
        (&["--what", "changes"], "changes", false),
        (&["--what", "changes,images"], "images", true),
        (&["--what", "articles,changes"], "articles", true),
    ]
    .into_iter()
    .enumerate()
    {
        for form in ["jsonl", "csv", "parquet"] {
            let out = world.path(&format!("{form}-{number}"));
            let path = out.display().to_string();
            let whole = [&["export", "--format", form, "--out", &path], args].concat();
            world.run(&whole).exits(0, &[]);
            let card = std::fs::read_to_string(out.join("README.md")).unwrap();
            let blocks = card.matches(&format!("table = \"{table}\"")).count();
            assert_eq!(blocks, 3, "{form} {args:?}");
            let for_datasets = card.contains("load_dataset(");
            assert_eq!(for_datasets, has_rows && form != "csv", "{form} {args:?}");
            for said in ["\nconfigs:\n", "\ndataset_info:\n"] {
                assert_eq!(card.contains(said), has_rows, "{form} {args:?}");
            }
            assert_eq!(card.contains("no block for it"), !has_rows);
        }
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
    let nowhere = world.path("no/out").display().to_string();
    world
        .run(&["export", "--out", &nowhere])
        .exits(2, &["there is no folder", "make that one first"]);
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

/// `search` has an article of that very second too.
#[test]
fn a_time_given_as_the_last_is_within() {
    let world = World::new();
    world.run(&["crawl"]).exits(0, &[]);
    let all = rows(&dump(&world, "all", &[]), "articles");
    let row = &all[all.len() / 2];
    let at = row["published_at"].as_str().unwrap();
    let second = dump(&world, "second", &["--since", at, "--until", at]);
    let found = rows(&second, "articles");
    assert!(found.contains(row), "{at}: {found:?}");
    let after = at.replace(".000000Z", ".500000Z");
    let later = dump(&world, "later", &["--since", &after]);
    assert!(!rows(&later, "articles").contains(row), "{after}");
}

/// The default configuration names both portals of the city; this archive is of neither.
#[test]
fn the_card_names_the_portals_of_the_archive_and_not_of_the_configuration() {
    let mut world = World::new();
    world.run(&["crawl"]).exits(0, &[]);
    let home = world.url("/");
    world.rename_site("other");
    let out = dump(&world, "dump", &[]);
    let text = |name: &str| std::fs::read_to_string(out.join(name)).unwrap();
    let named = format!("portals: `demo` <{home}>\n");
    assert!(text("README.md").contains(&named), "{named}");
    let package: serde_json::Value = serde_json::from_str(&text("datapackage.json")).unwrap();
    assert_eq!(package["sources"][0]["title"], "demo");
    assert_eq!(package["sources"].as_array().unwrap().len(), 1);
}
