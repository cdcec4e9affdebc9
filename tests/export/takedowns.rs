//! What a takedown names is in no table and no feed; the evidence stays.

use serde_json::Value;
use std::path::Path;

use crate::planting::{two_nights, withhold};
use crate::scene::{GONE, NAMED, PERSON, contents, dump, rows, same};
use crate::world::{Ended, World, files};

const PICTURED: &str = "khanh-thanh-cau-ben-lau-moi";
pub(crate) const CAPTION: &str = "Dòng người đi bộ đầu tiên qua cầu";

/// All that a folder says, decoded where it is compressed or columnar.
fn said(dir: &Path) -> String {
    let texts = contents(dir).into_values();
    let texts = texts.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    texts.collect::<Vec<_>>().join("\n")
}

#[track_caller]
fn silent(dir: &Path, words: &[&str]) {
    let text = said(dir);
    for word in words {
        let around = text.split_once(word).map(|(before, after)| {
            let before: Vec<char> = before.chars().rev().take(100).collect();
            let after: String = after.chars().take(60).collect();
            format!(
                "{}{word}{after}",
                before.into_iter().rev().collect::<String>()
            )
        });
        assert_eq!(around, None, "{word} is in {}", dir.display());
    }
}

#[test]
fn an_article_a_field_and_a_name_are_in_no_table_and_no_feed() {
    let world = two_nights();
    let gone = rows_of_gone(&world);
    let person = world.truth_of(NAMED);
    let pictured = world.truth_of(PICTURED);
    let open = dump(&world, "open", &[]);
    let feeds = world.archive().join("feeds");
    for words in [GONE, PERSON, CAPTION] {
        assert!(said(&open).contains(words), "{words}");
    }
    for words in [GONE, PERSON] {
        assert!(said(&feeds).contains(words), "{words} is in no feed");
    }
    let evidence = contents(&world.archive().join("snapshots"));
    let gone_id = gone["article_id"].as_str().unwrap();
    withhold(
        &world,
        &[
            format!(
                r#"{{ url = {}, reason = "lý do kín", on = 2026-11-23 }}"#,
                gone["url"]
            ),
            format!(
                r#"{{ article_id = "demo:post-{}", reason = "x", on = 2026-11-23, fields = ["images"] }}"#,
                pictured.post_id
            ),
            format!(
                r#"{{ url = "{}", reason = "x", on = 2026-11-23, text = "phùng quang LỘC" }}"#,
                person.url
            ),
        ],
    );
    let kept = dump(&world, "kept", &[]);
    silent(&kept, &[GONE, PERSON, CAPTION, "lý do kín", gone_id]);
    counted(&kept, &open);
    let find = |table: &str, id: u64| {
        let mut found = rows(&kept, table);
        found.retain(|row| row["article_id"] == format!("demo:post-{id}"));
        found
    };
    let named = &find("articles", person.post_id)[0];
    let body = named["body"].as_str().unwrap();
    assert!(body.contains("Ông [withheld], trạm trưởng"), "{body}");
    assert_eq!(named["withheld"], "[\"text\"]");
    assert_eq!(named["content_digest"], "", "a digest confirms a guess");
    assert!(find("images", pictured.post_id).is_empty());
    let looks = find("observations", person.post_id);
    assert!(looks.iter().all(|look| look["content_digest"] == ""));

    // Every form says the same, and says it again.
    for (name, form) in [("csv", "csv"), ("pq", "parquet")] {
        let plain = ["--format", form, "--compress", "none"];
        let once = dump(&world, name, &plain);
        silent(&once, &[GONE, PERSON, CAPTION]);
        same(&once, &dump(&world, &format!("{name}-2"), &plain));
    }
    world.run(&["feeds"]).exits(0, &[]);
    silent(&feeds, &[GONE, PERSON, CAPTION]);
    assert!(said(&feeds).contains("2.345"), "other changes are told");
    assert_eq!(
        contents(&world.archive().join("snapshots")),
        evidence,
        "the evidence stays"
    );
    world.run(&["verify"]).exits(0, &[]);
}

/// The row of the article that the portal has taken off.
fn rows_of_gone(world: &World) -> Value {
    let open = dump(world, "before", &[]);
    let ending = format!("/{GONE}.html");
    let mut found = rows(&open, "articles");
    found.retain(|row| row["url"].as_str().unwrap().ends_with(&ending));
    found.pop().unwrap()
}

/// What is withheld is counted, in words and as data.
fn counted(kept: &Path, open: &Path) {
    let card = said(kept);
    assert!(card.contains("articles withheld: 1\n") && card.contains("in part: 2 ("));
    for table in ["articles", "snapshots", "changes", "observations"] {
        assert!(rows(kept, table).len() < rows(open, table).len(), "{table}");
    }
    let package = std::fs::read_to_string(kept.join("datapackage.json")).unwrap();
    let package: Value = serde_json::from_str(&package).unwrap();
    let held = &package["hpnews"]["withheld"];
    let counts = (&held["articles"], &held["rows"]["articles"]);
    assert_eq!(counts, (&1.into(), &1.into()));
}

#[test]
fn copies_go_with_the_article_and_a_number_goes_everywhere() {
    let world = World::new();
    world.run(&["crawl"]).exits(0, &[]);
    let (first, copy) = (
        world.truth_of("thu-vien-tren-thuyen"),
        world.truth_of("thu-vien-tren-thuyen-2"),
    );
    withhold(
        &world,
        &[
            format!(
                r#"{{ url = "{}", reason = "x", on = 2026-11-23 }}"#,
                first.url
            ),
            r#"{ text = "1.204", reason = "x", on = 2026-11-23 }"#.to_owned(),
        ],
    );
    let kept = dump(&world, "kept", &[]);
    let same_text = first.body == copy.body && first.title == copy.title;
    let ids: Vec<String> = rows(&kept, "articles")
        .iter()
        .map(|row| row["article_id"].as_str().unwrap().to_owned())
        .collect();
    assert!(!ids.contains(&format!("demo:post-{}", first.post_id)));
    assert_eq!(
        ids.contains(&format!("demo:post-{}", copy.post_id)),
        !same_text
    );
    silent(&kept, &["1.204", "/thu-vien-tren-thuyen.html"]);
}

#[test]
fn takedowns_that_cannot_be_read_let_nothing_out() {
    let mut world = World::new();
    world.run(&["crawl"]).exits(0, &[]);
    std::fs::write(world.path("withhold.toml"), "article = [ { url = ").unwrap();
    let out = world.path("out").display().to_string();
    for args in [&["export", "--out", &out][..], &["feeds"]] {
        world
            .run(args)
            .exits(2, &["withhold.toml", "nothing is published"]);
    }
    assert!(!world.path("out").exists());
    assert!(files(&world.archive().join("feeds")).is_empty());

    // One that names what the archive does not hold stops with its line, unless it is pending.
    let line = |more: &str| {
        format!(r#"{{ url = "http://127.0.0.1/nhầm.html", reason = "x", on = 2026-11-23{more} }}"#)
    };
    withhold(&world, &[line("")]);
    for args in [&["export", "--out", &out][..], &["feeds"]] {
        world
            .run(args)
            .exits(2, &["withhold.toml:2: ", "holds no article", "nhầm.html"]);
    }
    assert!(!world.path("out").exists());
    withhold(&world, &[line(", pending = true")]);
    world.run(&["export", "--out", &out]).exits(0, &[]);
    assert!(world.path("out").exists());

    // A list that the configuration names must be there.
    world.set("export", "withhold", "takedowns.toml");
    let other = world.path("other").display().to_string();
    world
        .run(&["export", "--out", &other])
        .exits(2, &["takedowns.toml"]);
    assert!(!world.path("other").exists());

    // `hpnews init` writes the usual name into every file: nobody has to make it for that.
    std::fs::remove_file(world.path("withhold.toml")).unwrap();
    world.set("export", "withhold", "withhold.toml");
    world.run(&["export", "--out", &other]).exits(0, &[]);
}

/// `/2018` without a host once matched nothing, and with `pending` nobody heard of it.
#[test]
fn an_address_without_a_host_is_matched_or_stops_with_its_line() {
    let world = World::new();
    world.run(&["crawl"]).exits(0, &[]);
    let named = world.truth_of(NAMED);
    let path = format!("/{NAMED}.html");
    let export = |name: &str, url: &str, more: &str| {
        withhold(
            &world,
            &[format!(
                r#"{{ url = "{url}", reason = "x", on = 2026-11-23{more} }}"#
            )],
        );
        let out = world.path(name).display().to_string();
        world.run(&["export", "--what", "all", "--out", &out])
    };
    for (number, url) in [
        path.clone(),
        format!("{}?utm_source=zalo", path.to_uppercase()),
        format!("/?p={}", named.post_id),
    ]
    .iter()
    .enumerate()
    {
        let name = format!("kept-{number}");
        export(&name, url, "").exits(0, &["Withheld: 1 articles"]);
        silent(&world.path(&name), &[PERSON, NAMED]);
    }
    let starred = named.url.replace(NAMED, "*");
    for (number, (url, may_come)) in [
        ("/2018", true),
        ("/2018/", true),
        ("/khong-co.html", true),
        ("2018", false),
        ("khong-co.html", false),
        ("2018/khong-co.html", false),
        ("/2018/*", false),
        (&starred, false),
        ("https://", false),
        ("/", false),
    ]
    .into_iter()
    .enumerate()
    {
        let name = format!("none-{number}");
        export(&name, url, "").exits(2, &["withhold.toml:2: ", url]);
        let waits = export(&name, url, ", pending = true");
        if may_come {
            waits.exits(0, &[]);
        } else {
            waits.exits(2, &["withhold.toml:2: "]);
        }
        assert_eq!(world.path(&name).exists(), may_come, "{url}");
    }
}

/// Whoever names the archive alone has no configuration where they stand.
#[test]
fn takedowns_hold_for_an_export_from_another_folder() {
    let world = World::new();
    world.run(&["crawl"]).exits(0, &[]);
    let person = world.truth_of(NAMED).url;
    let line = format!(r#"{{ url = "{person}", reason = "x", on = 2026-11-23 }}"#);
    withhold(&world, &[line]);
    let elsewhere = tempfile::tempdir().unwrap();
    let export = |archive: &str, out: &str| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_hpnews"));
        command.args(["--archive", archive, "export", "--out", out]);
        command.current_dir(elsewhere.path());
        command.env("HPNEWS_LANG", "en").env_remove("HPNEWS_CONFIG");
        Ended::of(command.output())
    };
    let archive = world.archive().display().to_string();
    export(&archive, "dump").exits(0, &["Withheld: 1 articles"]);
    silent(&elsewhere.path().join("dump"), &[PERSON, &person]);

    // Where there is no list, that is said.
    std::fs::remove_file(world.path("withhold.toml")).unwrap();
    export(&archive, "open").exits(0, &["Withheld: nothing"]);
}

/// A list on a disk that is not there tonight is no empty list.
#[test]
fn a_list_that_is_there_and_cannot_be_read_shuts_the_door() {
    let world = World::new();
    world.run(&["crawl"]).exits(0, &[]);
    let list = world.path("withhold.toml");
    let out = world.path("out").display().to_string();
    let refused = |what: &str| {
        for args in [&["export", "--out", &out][..], &["feeds"]] {
            world.run(args).exits(2, &["withhold.toml", what]);
        }
        assert!(!world.path("out").exists(), "{what}");
        assert!(files(&world.archive().join("feeds")).is_empty(), "{what}");
    };
    std::os::unix::fs::symlink("/khong-co/withhold.toml", &list).unwrap();
    refused("leads to nothing");
    std::fs::remove_file(&list).unwrap();
    // A link to itself.
    std::os::unix::fs::symlink("withhold.toml", &list).unwrap();
    refused("cannot read");
    std::fs::remove_file(&list).unwrap();
    std::fs::create_dir(&list).unwrap();
    refused("cannot read");
    std::fs::remove_dir(&list).unwrap();
    std::fs::write(&list, [0xff, 0xfe]).unwrap();
    refused("cannot read");
    std::fs::write(&list, "").unwrap();
    world.run(&["export", "--out", &out]).exits(0, &[]);
}
