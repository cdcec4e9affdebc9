//! What a person asks for by time, name or number is what is answered.

use std::fmt::Write as _;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};

use crate::packages::{CHANGED, members, two_nights};
use crate::world::World;

/// Articles in these sections, one of each day of April 2023.
fn world_of(sections: &[&str]) -> World {
    let mut pages = Vec::new();
    let mut home = String::from("<html><body><main>");
    for (at, section) in sections.iter().enumerate() {
        let path = format!("/n/bai-{at}.html");
        let html = format!(
            "<html><head><title>Bài số {at} về bến sông</title>\
             <meta property=\"og:type\" content=\"article\">\
             <meta property=\"article:section\" content=\"{section}\">\
             <meta property=\"article:published_time\" content=\"2023-04-{:02}T08:30:15+07:00\">\
             </head><body><article><h1>Bài số {at} về bến sông</h1>\
             <p>Đoạn một của bài số {at} kể chuyện người chèo đò trên bến sông Cấm ngày xưa.</p>\
             <p>Đoạn hai kể về {at} gian hàng nằm dọc theo bến, bán từ con cá đến mớ rau.</p>\
             </article></body></html>",
            at % 30 + 1,
        );
        let _ = write!(home, "<a href=\"{path}\">Bài số {at}</a> ");
        pages.push((path, html));
    }
    home.push_str("</main></body></html>");
    pages.push(("/".to_owned(), home));
    let pages: Vec<(&str, String)> = pages
        .iter()
        .map(|(path, html)| (path.as_str(), html.clone()))
        .collect();
    let world = World::of(&pages);
    world.run(&["crawl"]).exits(0, &[]);
    world
}

/// The second version's time as each command prints it, and as a replay tool writes it.
fn spellings(at: DateTime<Utc>) -> Vec<String> {
    let civil = at.with_timezone(&chrono_tz::Asia::Ho_Chi_Minh);
    vec![
        at.to_rfc3339_opts(SecondsFormat::Secs, true),
        civil.to_rfc3339_opts(SecondsFormat::Secs, false),
        at.format("%Y%m%d%H%M%S").to_string(),
        at.format("%Y%m%dT%H%M%SZ").to_string(),
        civil.format("%Y-%m-%d %H:%M").to_string(),
        civil.format("%Y-%m-%dT%H").to_string(),
        civil.format("%Y-%m").to_string(),
    ]
}

#[test]
fn a_time_to_the_second_or_minute_holds_its_own_capture() {
    let (world, _) = two_nights();
    let url = world.truth_of(CHANGED).url;
    let history = world.run(&["--json", "history", &url]).json();
    let last = history.iter().rfind(|it| it["kind"] == "version").unwrap();
    let at: DateTime<Utc> = last["at"].as_str().unwrap().parse().unwrap();
    let state = world.run(&["--json", "status"]).json().remove(0);
    let run = state["last_run"]["run"].as_str().unwrap().to_owned();
    for (number, text) in spellings(at).iter().enumerate() {
        let replayed = world.run(&["replay", &url, "--at", text, "--body"]);
        replayed.exits(0, &[]);
        assert!(replayed.out.contains("được thêm sau"), "replay --at {text}");
        let out = format!("goi-{number}.wacz");
        let packed = world.run(&["package", &url, "--until", text, "--out", &out]);
        packed.exits(0, &[]);
        let index = &members(&world.path(&out))["indexes/index.cdx.gz"];
        let mut cdx = String::new();
        std::io::Read::read_to_string(
            &mut flate2::read::MultiGzDecoder::new(index.as_slice()),
            &mut cdx,
        )
        .unwrap();
        let stamp = at.format("%Y%m%d%H%M%S").to_string();
        assert!(cdx.contains(&stamp), "package --until {text}: {cdx}");
        let told = world.run(&["--json", "changes", "--until", text]);
        assert_eq!(told.exits(0, &[]).json().len(), 1, "changes --until {text}");
        let told = world.run(&["--json", "changes", "--since", text]);
        assert_eq!(told.exits(0, &[]).json().len(), 1, "changes --since {text}");
        let diff = world.run(&["--json", "diff", &url, "1", text]);
        assert_eq!(
            diff.exits(0, &[]).json()[0]["after"],
            last["file"],
            "{text}"
        );
    }
    // `replay` prints its own time to the microsecond.
    let shown = world.run(&["--json", "replay", &url]).json().remove(0);
    let exact = shown["at"].as_str().unwrap();
    let again = world.run(&["--json", "replay", &url, "--at", exact]).json();
    assert_eq!(again[0]["warc"], shown["warc"], "replay --at {exact}");
    // The minute that `changes` prints, and the state that a card names.
    let told = world.run(&["changes"]).out;
    let minute = world.run(&["changes", "--until", &told[..16]]);
    assert_eq!(minute.out, told);
    for (number, text) in [run.clone(), run.replace(['T', 'Z'], "")]
        .iter()
        .enumerate()
    {
        let out = format!("xuat-{number}");
        world
            .run(&["export", "--out", &out, "--as-of", text])
            .exits(0, &[]);
        let card = std::fs::read_to_string(world.path(&out).join("README.md")).unwrap();
        assert!(card.contains(&format!("`{run}`")), "--as-of {text}: {card}");
    }
    let day = at.with_timezone(&chrono_tz::Asia::Ho_Chi_Minh).date_naive();
    let by_time = world.run(&["report", &spellings(at)[0], "--format", "md"]);
    let by_day = world.run(&["report", &day.to_string(), "--format", "md"]);
    assert_eq!(by_time.exits(0, &[]).out, by_day.exits(0, &[]).out);
    world
        .run(&["report", &day.format("%Y-%m").to_string()])
        .exits(2, &["more than one day"]);
    let before = (at - TimeDelta::seconds(1)).to_rfc3339_opts(SecondsFormat::Secs, true);
    let earlier = world.run(&["replay", &url, "--at", &before, "--body"]);
    assert!(!earlier.out.contains("được thêm sau"), "--at {before}");
}

#[test]
fn list_search_stats_and_export_take_the_minute_and_second_of_publication() {
    let world = world_of(&["Thời sự", "Thời sự", "Thời sự"]);
    for (since, until, wanted) in [
        ("2023-04-01T08:30:15", "2023-04-01T08:30:15", 1),
        ("2023-04-01 08:30", "2023-04-02 08:30", 2),
        ("20230401013015", "20230403013015", 3),
        ("2023-04-01T08:31", "2023-04-03T08:29", 1),
        ("2023-04", "2023-04", 3),
    ] {
        let range = ["--since", since, "--until", until];
        let count = |args: &[&str]| {
            let args = [&["--json"], args, &range].concat();
            world.run(&args).exits(0, &[]).json()
        };
        assert_eq!(count(&["list"]).len(), wanted, "{since} {until}");
        assert_eq!(count(&["search", "bến"]).len(), wanted, "{since} {until}");
        assert_eq!(count(&["stats"])[0]["articles"], wanted, "{since} {until}");
        let out = format!("{since}{until}").replace([':', ' '], "");
        let args = [&["export", "--out", &out][..], &range].concat();
        world.run(&args).exits(0, &[]);
        let lines = std::fs::read_to_string(world.path(&out).join("data/articles/articles.jsonl"));
        assert_eq!(lines.unwrap().lines().count(), wanted, "{since} {until}");
    }
}

#[test]
fn list_has_no_silent_limit_and_nought_means_all_of_them() {
    let world = world_of(&["Thời sự"; 60]);
    for (args, lines, said) in [
        (&["list"][..], 50, "50 / 60"),
        (&["list", "--limit", "7"], 7, "7 / 60"),
        (&["list", "--limit", "0"], 60, ""),
        (&["list", "--limit", "60"], 60, ""),
        (&["list", "--json"], 60, ""),
        (&["list", "--json", "--limit", "0"], 60, ""),
        (&["list", "--json", "--limit", "5"], 5, "5 / 60"),
        (&["search", "bến", "--limit", "0", "--json"], 60, "60 / 60"),
    ] {
        let ended = world.run(args);
        ended.exits(0, &[said]);
        assert_eq!(ended.out.lines().count(), lines, "{args:?}");
        assert_eq!(
            ended.err.is_empty(),
            said.is_empty(),
            "{args:?}: {}",
            ended.err
        );
    }
}

#[test]
fn a_section_is_found_in_every_spelling_by_every_command() {
    let world = world_of(&["Văn hoá - Xã hội", "Văn hóa – Xã hội", "Kinh tế"]);
    for (number, section) in [
        "Văn hoá - Xã hội",
        "Văn hóa – Xã hội",
        "  văn hoá  -  XÃ HỘI",
        "van hoa-xa hoi",
        "Va\u{306}n hóa — Xã hội",
    ]
    .iter()
    .enumerate()
    {
        let listed = world.run(&["--json", "list", "--section", section]);
        assert_eq!(listed.exits(0, &[]).json().len(), 2, "list {section:?}");
        let query = format!("section:\"{section}\"");
        let found = world.run(&["--json", "search", &query]);
        assert_eq!(found.exits(0, &[]).json().len(), 2, "search {section:?}");
        let out = format!("goi-{number}.wacz");
        let packed = world.run(&["package", "--section", section, "--out", &out]);
        assert!(
            packed.exits(0, &[]).out.contains("2 looks"),
            "{}",
            packed.out
        );
        let out = format!("xuat-{number}");
        world
            .run(&["export", "--out", &out, "--section", section])
            .exits(0, &[]);
        let lines = std::fs::read_to_string(world.path(&out).join("data/articles/articles.jsonl"));
        assert_eq!(lines.unwrap().lines().count(), 2, "export {section:?}");
        world
            .run(&["changes", "--section", section])
            .exits(0, &["No such change"]);
    }
    let rows = world.run(&["--json", "stats"]).json();
    let sections = rows.iter().filter(|row| row["kind"] == "section");
    assert_eq!(sections.count(), 2, "{rows:?}");
}

#[test]
fn a_star_is_said_not_to_be_searched() {
    let world = world_of(&["Thời sự"]);
    for (query, said) in [
        ("bến*", true),
        ("*bến", true),
        ("b*n", true),
        ("bến", false),
    ] {
        let ended = world.run(&["search", query]);
        ended.exits(0, &[]);
        let told = ended.err.contains("stars are not searched");
        assert_eq!(told, said, "{query}: {}", ended.err);
    }
}

#[test]
fn nothing_is_written_into_the_archive_and_a_failure_leaves_nothing_beside() {
    let world = world_of(&["Thời sự"]);
    // SQLite's own files come and go with each reader.
    let held = || {
        let mut files = crate::world::files(&world.archive());
        files.retain(|path| !path.to_string_lossy().contains(".sqlite-"));
        files
    };
    let before = held();
    for (command, out) in [
        (&["export"][..], "archive/xuat"),
        (&["export"], "archive/runs/xuat"),
        (&["export"], "archive/../archive/xuat"),
        (&["package", "--since", "2020-01-01"], "archive/goi.wacz"),
        (
            &["package", "--since", "2020-01-01"],
            "archive/warc/goi.wacz",
        ),
        (
            &["package", "--since", "2020-01-01", "--bagit"],
            "archive/goi",
        ),
    ] {
        let args = [command, &["--out", out]].concat();
        world.run(&args).exits(2, &["inside the archive", "hint: "]);
        assert_eq!(held(), before, "{args:?}");
    }
    // The digest cannot be written: a folder has its name.
    std::fs::create_dir_all(world.path("ra/goi.wacz.sha256/x")).unwrap();
    world
        .run(&["package", "--since", "2020-01-01", "--out", "ra/goi.wacz"])
        .exits(2, &["goi.wacz.sha256"]);
    let left: Vec<_> = std::fs::read_dir(world.path("ra")).unwrap().collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[test]
fn an_unknown_site_or_section_or_a_backwards_range_is_refused_with_what_there_is() {
    let world = world_of(&["Văn hoá - Xã hội", "Kinh tế"]);
    let backwards = ["--since", "2023-05-01", "--until", "2023-04-01"];
    let site = ["--site", "demp"];
    let section = ["--section", "Văn hoá Xã hôị hoc"];
    for (command, filters) in [
        (&["list"][..], &[&site[..], &section, &backwards][..]),
        (&["changes"], &[&site, &section, &backwards]),
        (&["stats"], &[&site, &backwards]),
        (&["search", "bến"], &[&backwards]),
        (&["export", "--out", "xuat"], &[&section, &backwards]),
        (&["package", "--out", "goi.wacz"], &[&section, &backwards]),
        (&["reextract", "--dry-run"], &[&site, &backwards]),
        (&["crawl", "--dry-run"], &[&backwards]),
    ] {
        for filter in filters {
            let ended = world.run(&[command, *filter].concat());
            let nearest = match filter[0] {
                "--site" => "demo",
                "--section" => "`Văn hoá - Xã hội`",
                _ => "backwards",
            };
            ended.exits(2, &[nearest, "hint: "]);
            assert_eq!(ended.out, "", "{command:?} {filter:?}");
        }
    }
    assert!(!world.path("xuat").exists() && !world.path("goi.wacz").exists());
}
