//! `hpnews stats` as a person and a script meet it.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn hpnews(archive: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_hpnews"))
        .arg("--archive")
        .arg(archive)
        .args(args)
        .current_dir(super::FOLDER.path())
        .env("HPNEWS_LANG", "en")
        .env_remove("HPNEWS_CONFIG")
        .env_remove("HPNEWS_ARCHIVE")
        .output()
        .expect("the binary starts")
}

fn said(code: i32, args: &[&str]) -> String {
    let output = hpnews(&super::archive(), args);
    let talk = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{args:?}: {talk}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn rows(args: &[&str]) -> Vec<Value> {
    let text = said(0, &[&["stats", "--json"], args].concat());
    let lines = text.lines();
    lines
        .map(|line| serde_json::from_str(line).expect("one object a line"))
        .collect()
}

fn of<'r>(rows: &'r [Value], kind: &str) -> Vec<&'r Value> {
    rows.iter().filter(|row| row["kind"] == kind).collect()
}

#[test]
fn figures_agree_with_the_lists_they_are_made_of() {
    let found = rows(&[]);
    let total = of(&found, "total")[0];
    let listed = said(0, &["list", "--json", "--limit", "1000"]);
    assert_eq!(total["articles"], listed.lines().count());
    assert_eq!(
        total["versions"].as_u64(),
        total["articles"].as_u64().map(|it| it + 1)
    );
    assert_eq!(total["edited"], 1, "one headline was edited");
    let dated: u64 = of(&found, "period")
        .iter()
        .filter_map(|row| row["articles"].as_u64())
        .sum();
    let undated = total["undated"].as_u64();
    assert_eq!(
        Some(dated),
        total["articles"]
            .as_u64()
            .zip(undated)
            .map(|(all, no)| all - no)
    );
    let signed: u64 = of(&found, "author")
        .iter()
        .filter_map(|row| row["articles"].as_u64())
        .sum();
    let unsigned = total["unsigned"].as_u64();
    assert!(signed > 0);
    assert_eq!(
        Some(signed),
        total["articles"]
            .as_u64()
            .zip(unsigned)
            .map(|(all, no)| all - no)
    );
    assert_eq!(
        of(&found, "change_kind")[0]["change_kind"],
        "substantive.title"
    );
    let missed: u64 = of(&found, "missed")
        .iter()
        .filter_map(|row| row["addresses"].as_u64())
        .sum();
    let complete = said(1, &["completeness", "--json"]);
    assert_eq!(missed, complete.lines().count() as u64);
}

#[test]
fn figures_are_of_the_part_that_is_asked_for() {
    let all = rows(&["--by", "year"]);
    let years = of(&all, "period");
    let year = years[years.len() - 1]["period"].as_str().expect("a year");
    let (since, until) = (format!("{year}-01-01"), format!("{year}-12-31"));
    let part = rows(&["--since", &since, "--until", &until, "--by", "year"]);
    assert_eq!(
        of(&part, "period")[0]["articles"],
        years[years.len() - 1]["articles"]
    );
    // A site that is unknown is a mistake, no empty part.
    said(2, &["stats", "--json", "--site", "khong-co"]);
    assert!(of(&rows(&["--no-authors"]), "author").is_empty());
}

#[test]
fn figures_go_to_a_pipe_without_bars_and_to_a_picture() {
    let picture = super::FOLDER.path().join("kho.svg");
    let text = said(0, &["stats", "--top", "2", "--svg", "kho.svg"]);
    assert!(text.contains("articles") && !text.contains('█'), "{text}");
    assert!(text.contains("more: --top"), "{text}");
    let drawn = std::fs::read_to_string(&picture).expect("the picture is written");
    assert!(
        drawn.starts_with("<svg ") && drawn.contains("<desc"),
        "{drawn}"
    );
    let output = hpnews(&super::archive(), &["stats", "--svg", "no/such/folder.svg"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("no/such/folder.svg"));
}

#[test]
fn a_damaged_snapshot_is_counted_without_its_author_and_told() {
    // Its own: SQLite's files beside the catalog come and go while others read.
    let folder = super::demo_archive::demo_archive();
    let archive = folder.path().join("archive");
    let listed = hpnews(&archive, &["list", "--json", "--limit", "1"]);
    let row: Value = serde_json::from_slice(&listed.stdout).expect("one line");
    std::fs::write(archive.join(row["file"].as_str().expect("a path")), "{").expect("written");
    let output = hpnews(&archive, &["stats"]);
    let talk = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{talk}");
    assert!(
        talk.contains("files could not be read, so their articles count for no author"),
        "{talk}"
    );
    assert_eq!(
        hpnews(&archive, &["stats", "--no-authors"]).status.code(),
        Some(0)
    );
}
