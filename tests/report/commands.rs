//! The commands over an archive of two nights with three missed between them.

use std::path::Path;
use std::process::{Command, Output};

use chrono::Duration;
use hpnews::record::ChangeKind;
use serde_json::Value;

use crate::archive::{article_id, at, local, open, options, url, visit};
use crate::scene;

fn hpnews(dir: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_hpnews"))
        .args(args)
        .current_dir(dir)
        .env("HPNEWS_STATE", dir.join("state"))
        .env("HPNEWS_LANG", "en")
        .env_remove("HPNEWS_CONFIG")
        .env_remove("HPNEWS_ARCHIVE")
        .output()
        .expect("the binary starts")
}

/// What it printed; it must have ended so.
fn said(dir: &Path, code: i32, args: &[&str]) -> String {
    let output = hpnews(dir, args);
    let talk = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{args:?}: {talk}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn refused(dir: &Path, args: &[&str], word: &str) {
    let output = hpnews(dir, args);
    let talk = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{args:?}: {talk}");
    assert!(
        talk.contains(word) && talk.contains("hint:"),
        "{args:?}: {talk}"
    );
}

/// Two nights: in the second article 1 says something else, and article 2 is gone.
fn two_nights() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let mut archive = open(&dir.path().join("archive"));
    let run = archive.begin_run(&options(), at(0)).unwrap().stamp;
    visit(&mut archive, &run, 1, 1, at(1));
    visit(&mut archive, &run, 2, 1, at(2));
    archive.write_changes(&run, &[]).unwrap();
    archive.finish_run("complete", at(3)).unwrap();

    let later = |seconds| at(seconds) + Duration::days(4);
    let run = archive.begin_night(&options(), later(0)).unwrap().stamp;
    visit(&mut archive, &run, 1, 2, later(1));
    let versions = archive.articles().versions(&article_id(1)).unwrap();
    let told = |number, kind, seconds| {
        let mut change = scene::change(number, kind, "Hải Phòng đón khách");
        change.run.clone_from(&run);
        change.at = local(later(seconds));
        change.article_id = article_id(number);
        change.url = url(number);
        change.categories = vec!["Kinh tế".to_owned()];
        change
    };
    let mut edited = told(1, ChangeKind::Body, 1);
    edited.before = Some(versions[0].path.clone());
    edited.after = Some(versions[1].path.clone());
    edited.fields = vec!["body".to_owned()];
    let mut removed = told(2, ChangeKind::Removed, 2);
    removed.before = Some(
        archive.articles().versions(&article_id(2)).unwrap()[0]
            .path
            .clone(),
    );
    removed.reason = Some("404 on 3 nights since 2026-11-01 18:05 UTC".to_owned());
    archive.write_changes(&run, &[edited, removed]).unwrap();
    archive.finish_run("complete", later(3)).unwrap();
    dir
}

fn lines(text: &str) -> Vec<Value> {
    let lines = text.lines();
    lines
        .map(|line| serde_json::from_str(line).expect("one object a line"))
        .collect()
}

#[test]
fn changes_are_found_by_time_class_and_section() {
    let archive = two_nights();
    let dir = archive.path();
    let all = lines(&said(
        dir,
        0,
        &["changes", "--since", "2026-11-01", "--json"],
    ));
    assert_eq!(all.len(), 2);
    assert_eq!(all[0]["kind"], "substantive.body");
    let text = said(
        dir,
        0,
        &["changes", "--since", "2026-11-01", "--kind", "removed"],
    );
    assert!(
        text.contains("Removed") && text.contains("404 on 3 nights"),
        "{text}"
    );
    assert_eq!(text.matches("https://").count(), 1, "{text}");
    let vi = said(
        dir,
        0,
        &["--lang", "vi", "changes", "--since", "2026-11-01"],
    );
    assert!(vi.contains("404 trong 3 đêm, kể từ 2026-11-01"), "{vi}");
    for (args, count) in [
        (&["--kind", "substantive"][..], 1),
        (&["--kind", "substantive", "--kind", "removed"], 2),
        (&["--section", "KINH TE"], 2),
        (&["--until", "2026-11-20"], 0),
    ] {
        let args = [&["changes", "--json", "--since", "2026-11-01"], args].concat();
        assert_eq!(lines(&said(dir, 0, &args)).len(), count, "{args:?}");
    }
    refused(dir, &["changes", "--section", "Thể thao"], "`Kinh tế`");
    refused(dir, &["changes", "--site", "hai-phong"], "thanhphohaiphong");
    let wrong = hpnews(dir, &["changes", "--kind", "sub"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("substantive.number"));
    refused(dir, &["changes", "--since", "hôm qua"], "hôm qua");
    refused(
        dir,
        &["changes", "--since", "7 days"],
        "write 7d, 36h, 2026-11-23",
    );
}

#[test]
fn versions_are_compared_by_number_day_and_file() {
    let archive = two_nights();
    let dir = archive.path();
    let address = url(1);
    let inline = said(dir, 0, &["diff", &address]);
    assert!(inline.contains("1-]") && inline.contains("2+}"), "{inline}");
    let object = &lines(&said(dir, 0, &["diff", &address, "--json"]))[0];
    let (a, b) = (
        object["before"].as_str().unwrap(),
        object["after"].as_str().unwrap(),
    );
    assert_eq!(object["fields"][0]["field"], "body");
    for args in [
        &["1", "2"][..],
        &["1"],
        &["2026-11-24", "2026-11-30"],
        &[a, b],
        &[a],
    ] {
        let args = [&["diff", &address, "--json"], args].concat();
        assert_eq!(lines(&said(dir, 0, &args))[0], *object, "{args:?}");
    }
    let page = said(dir, 0, &["diff", &address, "--html"]);
    assert!(
        page.starts_with("<!doctype html>") && page.contains("2</ins>"),
        "{page}"
    );
    let beside = said(dir, 0, &["diff", &address, "--side-by-side"]);
    assert!(
        beside
            .lines()
            .any(|line| line.starts_with('-') && line.contains("│ +")),
        "{beside}"
    );
    for (args, word) in [
        (&["3"][..], "no version 3"),
        (&["0"], "no version 0"),
        (&["2020-01-01"], "no version is as old"),
        (&["../../etc/passwd"], "no version of this article"),
    ] {
        refused(dir, &[&["diff", &address], args].concat(), word);
    }
    refused(dir, &["diff", &url(2)], "one version");
    refused(dir, &["diff", "https://a.vn/"], "no article");
}

#[test]
fn a_history_names_the_nights_nobody_looked() {
    let archive = two_nights();
    let text = said(archive.path(), 0, &["history", &url(1)]);
    assert!(
        text.contains("Version 1") && text.contains("Version 2"),
        "{text}"
    );
    assert!(text.contains("not observed until 2026-11-28"), "{text}");
    let lines = lines(&said(archive.path(), 0, &["history", &url(1), "--json"]));
    let kinds: Vec<&str> = lines
        .iter()
        .map(|line| line["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["version", "not_observed", "version"]);
}

#[test]
fn a_night_is_reported_with_what_it_missed() {
    let archive = two_nights();
    let dir = archive.path();
    let page = said(dir, 0, &["report", "--lang", "en"]);
    assert!(page.contains("3 nights did not run"), "{page}");
    assert!(
        page.contains("1</del><ins>") && page.contains("2</ins>"),
        "{page}"
    );
    let vietnamese = hpnews_vi(dir);
    assert!(
        vietnamese.contains("# Thay đổi trong đêm 28/11/2026"),
        "{vietnamese}"
    );
    let object = &lines(&said(dir, 0, &["report", "2026-11-28", "--json"]))[0];
    assert_eq!(object["coverage"]["seen"], 1);
    assert_eq!(object["changes"].as_array().unwrap().len(), 2);
    let written = said(dir, 0, &["report", "--write"]);
    assert_eq!(written.lines().count(), 2, "{written}");
    assert!(dir.join("archive/reports/2026-11-28.html").exists());
    said(dir, 0, &["report", "--format", "md", "--out", "dem.md"]);
    assert!(dir.join("dem.md").exists());
    refused(dir, &["report", "2026-11-25"], "2026-11-25");
}

fn hpnews_vi(dir: &Path) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_hpnews"))
        .args(["report", "--format", "md"])
        .current_dir(dir)
        .env_remove("HPNEWS_LANG")
        .env_remove("HPNEWS_CONFIG")
        .env_remove("HPNEWS_ARCHIVE")
        .output()
        .expect("the binary starts");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// It stays as it is for ever, but for one that was made for the operator alone.
#[test]
fn an_archive_document_for_the_operator_is_made_again_for_others() {
    let held = two_nights();
    let dir = held.path();
    let mut archive = open(&dir.join("archive"));
    let night = at(0) + Duration::days(9);
    let run = archive.begin_night(&options(), night).unwrap().stamp;
    let many = (10..90).map(|number| {
        let mut change = scene::change(number, ChangeKind::Removed, "Hải Phòng đón khách");
        change.run.clone_from(&run);
        change.at = local(night);
        change
    });
    archive
        .write_changes(&run, &many.collect::<Vec<_>>())
        .unwrap();
    archive.finish_run("complete", night).unwrap();
    drop(archive);
    for (args, marked) in [
        (&["feeds"][..], false),
        (&["feeds", "--include-withheld"], true),
        (&["feeds"], false),
    ] {
        said(dir, 0, args);
        let feeds = std::fs::read_dir(dir.join("archive/feeds")).unwrap();
        let texts = feeds.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
        let archived: Vec<_> = texts.filter(|it| it.contains("<fh:archive/>")).collect();
        assert!(!archived.is_empty());
        let is_marked = |text: &String| text.contains("--include-withheld");
        assert!(
            archived.iter().all(|it| is_marked(it) == marked),
            "{args:?}"
        );
    }
}

#[test]
fn feeds_are_written_once_and_the_same() {
    let archive = two_nights();
    let dir = archive.path();
    let first = said(dir, 0, &["feeds"]);
    assert_eq!(first.lines().count(), 3, "{first}");
    let section = dir.join("archive/feeds/section-kinh-te.atom");
    let text = std::fs::read_to_string(&section).unwrap();
    assert!(text.contains("2</ins>"), "{text}");
    assert_eq!(said(dir, 0, &["feeds"]), "", "nothing changed");
    std::fs::write(&section, "spoiled").unwrap();
    assert_eq!(said(dir, 0, &["feeds"]).lines().count(), 1);
    assert_eq!(std::fs::read_to_string(&section).unwrap(), text);
}

#[test]
fn an_archive_that_holds_all_that_was_named_is_complete() {
    let archive = two_nights();
    let text = said(archive.path(), 0, &["completeness"]);
    assert!(
        text.starts_with("2 articles held, 0 named and not held"),
        "{text}"
    );
}
