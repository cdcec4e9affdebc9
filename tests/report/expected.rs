//! Whole outputs against whole files.

use std::path::Path;

use hpnews::report::{
    Language, PlainStyle, atom, comparison, comparison_beside, html, markdown, plain, plan,
};

use crate::scene;

/// Compares, or with `HPNEWS_RENEW` set writes.
fn held(name: &str, made: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/report")
        .join(name);
    if std::env::var_os("HPNEWS_RENEW").is_some() {
        std::fs::write(&path, made).unwrap();
        return;
    }
    let wanted = std::fs::read_to_string(&path).unwrap_or_default();
    if let Some((at, (made, wanted))) = made
        .lines()
        .zip(wanted.lines())
        .enumerate()
        .find(|(_, (made, wanted))| made != wanted)
    {
        panic!(
            "{name} line {}:\n  made   {made}\n  wanted {wanted}",
            at + 1
        );
    }
    assert_eq!(
        made.len(),
        wanted.len(),
        "{name}: one ends before the other"
    );
}

#[test]
fn a_night_as_a_page() {
    held(
        "night.vi.html",
        &html(&scene::night(), Language::Vietnamese),
    );
    held("night.en.html", &html(&scene::night(), Language::English));
    held(
        "quiet.vi.html",
        &html(&scene::quiet(), Language::Vietnamese),
    );
}

#[test]
fn a_night_as_markdown() {
    held(
        "night.vi.md",
        &markdown(&scene::night(), Language::Vietnamese),
    );
    held("night.en.md", &markdown(&scene::night(), Language::English));
}

#[test]
fn with_a_reading_room_every_form_leads_into_it() {
    let night = scene::with_room(scene::night());
    let page = markdown(&night, Language::English);
    held("night.room.en.md", &page);
    let ledger: Vec<_> = night.items.iter().map(|item| item.change.clone()).collect();
    let feed = &plan(&ledger, scene::at("2026-11-23T01:00:00+07:00"))[0];
    let own: Vec<_> = feed
        .entries
        .iter()
        .map(|it| night.items[it.position].clone())
        .collect();
    let base = Some("https://kho.example.vn/tep");
    let feed = atom(feed, &own, &scene::publisher(base));
    held("changes.room.atom", &feed);
    let html = html(&night, Language::Vietnamese);
    for address in [
        "https://kho.example.vn/a/thanhphohaiphong:post-1/compare?to=20261122181001",
        "https://kho.example.vn/a/thanhphohaiphong:post-2/history",
    ] {
        let href = format!("href=\"{address}\"");
        assert!(html.contains(&href), "the page lacks {href}");
        assert!(feed.contains(&href), "the feed lacks {href}");
    }
}

#[test]
fn one_comparison_as_a_page() {
    let item = &scene::items()[0];
    held(
        "comparison.vi.html",
        &comparison(item, Language::Vietnamese),
    );
}

#[test]
fn side_by_side_each_column_holds_one_version_s_words() {
    for item in scene::items().iter().chain(&scene::hostile()) {
        let page = comparison_beside(item, Language::Vietnamese);
        let columns: Vec<&str> = page.split("<div class=\"beside\">").skip(1).collect();
        let one = comparison(item, Language::Vietnamese);
        assert_eq!(columns.len(), one.matches("<div class=\"diff\">").count());
        for column in columns {
            let (both, _) = column.split_once("</div>").unwrap();
            let (before, after) = both.split_once("</p>").unwrap();
            assert!(
                !before.contains("<ins>") && !after.contains("<del>"),
                "{both}"
            );
        }
        assert!(!one.contains("class=\"beside\""), "in one text");
    }
}

#[test]
fn a_comparison_in_a_terminal() {
    let mut look = PlainStyle {
        colour: false,
        columns: 80,
        side_by_side: false,
        language: Language::Vietnamese,
    };
    let items = scene::items();
    held("inline.txt", &plain(&items[0], &look));
    look.colour = true;
    held("inline.ansi", &plain(&items[1], &look));
    look.side_by_side = true;
    look.columns = 120;
    look.colour = false;
    look.language = Language::English;
    held("beside.txt", &plain(&items[0], &look));
}

#[test]
fn no_line_of_a_comparison_is_wider_than_the_terminal() {
    for item in scene::items().iter().chain(&scene::hostile()) {
        for columns in [100, 120, 200] {
            let look = PlainStyle {
                colour: false,
                columns,
                side_by_side: true,
                language: Language::Vietnamese,
            };
            let text = plain(item, &look);
            let (_, differences) = text.split_once("\n\n").unwrap_or_default();
            for line in differences.lines() {
                assert!(line.chars().count() <= columns, "{columns}: {line}");
            }
        }
    }
}

#[test]
fn a_feed_with_and_without_a_place_on_the_web() {
    let items = scene::items();
    let ledger: Vec<_> = items.iter().map(|item| item.change.clone()).collect();
    for (base, name) in [
        (None, "changes.atom"),
        (
            Some("https://kho.example.vn/hai-phong"),
            "changes.base.atom",
        ),
    ] {
        let plan = plan(&ledger, scene::at("2026-11-23T01:00:00+07:00"));
        let feed = &plan[0];
        let own: Vec<_> = feed
            .entries
            .iter()
            .map(|it| items[it.position].clone())
            .collect();
        held(name, &atom(feed, &own, &scene::publisher(base)));
    }
}
