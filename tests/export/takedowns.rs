//! What a takedown names is in no table and no feed; the evidence stays.

use std::path::Path;
use std::sync::atomic::AtomicI64;

use chrono::{DateTime, TimeDelta, Utc};
use hpnews::demo::Piece;

use crate::scene::{GONE, NAMED, PERSON, contents, dump, edit, night, rows, same};
use crate::world::{World, files};

static AHEAD: AtomicI64 = AtomicI64::new(0);

fn clock() -> DateTime<Utc> {
    Utc::now() + TimeDelta::seconds(AHEAD.load(std::sync::atomic::Ordering::SeqCst))
}

fn withhold(world: &World, lines: &[String]) {
    let text = format!("article = [\n{}\n]\n", lines.join(",\n"));
    std::fs::write(world.path("withhold.toml"), text).unwrap();
}

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
        let at = text.find(word);
        let around = at.map(|at| {
            let from = text.floor_char_boundary(at.saturating_sub(200));
            &text[from..text.ceil_char_boundary((at + 100).min(text.len()))]
        });
        assert_eq!(around, None, "{word} is in {}", dir.display());
    }
}

#[test]
fn an_article_a_field_and_a_name_are_in_no_table_and_no_feed() {
    let world = World::new();
    night(&world, &AHEAD, clock);
    let gone = world.truth_of(GONE);
    let person = world.truth_of(NAMED);
    edit(&world);
    world.portal.edit(|site| {
        // The name comes into the feeds, too.
        let story = site.story_mut(NAMED).unwrap();
        let Some(Piece::Block(block)) = story.parts[0].first_mut() else {
            panic!("its body begins with text");
        };
        block
            .text
            .push_str(" Ông Phùng Quang Lộc nhận 12.345 đồng.");
        story.modified += TimeDelta::days(900);
    });
    night(&world, &AHEAD, clock);
    world.run(&["feeds"]).exits(0, &[]);
    let open = dump(&world, "open", &[]);
    let pictured = world.truth_of("khanh-thanh-cau-ben-lau-moi");
    let caption = "Dòng người đi bộ đầu tiên qua cầu";
    let feeds = world.archive().join("feeds");
    for words in [GONE, PERSON, caption] {
        assert!(said(&open).contains(words), "{words}");
    }
    for words in [GONE, PERSON] {
        assert!(said(&feeds).contains(words), "{words} is in no feed");
    }
    let evidence = contents(&world.archive().join("snapshots"));

    withhold(
        &world,
        &[
            format!(
                r#"{{ url = "{}", reason = "lý do kín", on = 2026-11-23 }}"#,
                gone.url
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
    silent(
        &kept,
        &[
            GONE,
            PERSON,
            caption,
            "lý do kín",
            &format!("post-{}\"", gone.post_id),
        ],
    );
    let told = said(&kept);
    assert!(
        told.contains("1 articles are withheld; of 2 more"),
        "{}",
        told
    );
    let count = |dump: &Path, table: &str| rows(dump, table).len();
    for table in ["articles", "snapshots", "changes", "observations"] {
        assert!(count(&kept, table) < count(&open, table), "{table}");
    }
    let package = std::fs::read_to_string(kept.join("datapackage.json")).unwrap();
    let package: serde_json::Value = serde_json::from_str(&package).unwrap();
    let held = &package["hpnews"]["withheld"];
    assert_eq!(
        (&held["articles"], &held["rows"]["articles"]),
        (&1.into(), &1.into())
    );
    let find = |table: &str, id: u64| {
        let mut found = rows(&kept, table);
        found.retain(|row| row["article_id"] == format!("demo:post-{id}"));
        found
    };
    let named = &find("articles", person.post_id)[0];
    assert!(
        named["body"]
            .as_str()
            .unwrap()
            .contains("Ông [withheld], trạm trưởng")
    );
    assert_eq!(named["withheld"], "[\"text\"]");
    assert_eq!(named["content_digest"], "", "a digest confirms a guess");
    assert!(find("images", pictured.post_id).is_empty());
    let looks = find("observations", person.post_id);
    assert!(looks.iter().all(|look| look["content_digest"] == ""));

    // Every form says the same, and says it again.
    for (name, args) in [
        ("csv", ["--format", "csv"]),
        ("pq", ["--format", "parquet"]),
    ] {
        let mut plain = args.to_vec();
        plain.extend(["--compress", "none"]);
        let once = dump(&world, name, &plain);
        silent(&once, &[GONE, PERSON, caption]);
        same(&once, &dump(&world, &format!("{name}-2"), &plain));
    }
    world.run(&["feeds"]).exits(0, &[]);
    silent(&feeds, &[GONE, PERSON, caption]);
    assert!(said(&feeds).contains("tin-moi") || said(&feeds).contains("2.345"));
    assert_eq!(
        contents(&world.archive().join("snapshots")),
        evidence,
        "the evidence stays"
    );
    world.run(&["verify"]).exits(0, &[]);
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

    // One that names what the archive does not hold is told, and goes on.
    let line = r#"{ url = "http://127.0.0.1/nhầm.html", reason = "x", on = 2026-11-23 }"#;
    withhold(&world, &[line.to_owned()]);
    world
        .run(&["export", "--out", &out])
        .exits(1, &["holds no article", "nhầm.html", "NOT withheld"]);
    assert!(world.path("out").exists());

    // A list that the configuration names must be there.
    world.set("export", "withhold", "takedowns.toml");
    let other = world.path("other").display().to_string();
    world
        .run(&["export", "--out", &other])
        .exits(2, &["takedowns.toml"]);
    assert!(!world.path("other").exists());
}
