//! `hpnews search` as a person runs it: on the demo portal's archive, and on damaged ones.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use crate::scene::{Scene, says};

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

/// What it printed and said; it must have ended so.
pub fn ran(dir: &Path, code: i32, args: &[&str]) -> (String, String) {
    let output = hpnews(dir, args);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{args:?}: {out}{err}");
    (out, err)
}

fn lines(dir: &Path, args: &[&str]) -> Vec<Value> {
    let args = [&["--json", "search"], args].concat();
    let (out, _) = ran(dir, 0, &args);
    out.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// The demo portal, crawled by the program itself.
fn demo() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    ran(dir.path(), 0, &["demo", "--keep", "archive"]);
    dir
}

fn slug(line: &Value) -> String {
    let url = line["url"].as_str().unwrap();
    PathBuf::from(url)
        .file_stem()
        .unwrap()
        .to_str()
        .unwrap()
        .to_owned()
}

#[test]
fn the_demo_portals_articles_are_found() {
    let demo = demo();
    let dir = demo.path();
    for (query, first) in [
        ("cầu Bến Lau", "khanh-thanh-cau-ben-lau-moi"),
        ("cau ben lau thong xe", "khanh-thanh-cau-ben-lau-moi"),
        ("ngọn đèn biển", "nguoi-giu-ngon-den-bien-hon-en"),
        ("\"1.280 tỷ đồng\"", "khanh-thanh-cau-ben-lau-moi"),
        ("An Thủy phà", "khanh-thanh-cau-ben-lau-moi"),
        ("caption:\"sổ trực\"", "nguoi-giu-ngon-den-bien-hon-en"),
        ("author:\"Đoàn Hải Yến\" phà", "khanh-thanh-cau-ben-lau-moi"),
        (
            "\"1.402 em\" title:bơi",
            "lop-day-boi-mien-phi-ven-song-lau",
        ),
    ] {
        let found = lines(dir, &[query]);
        let slugs: Vec<String> = found.iter().map(slug).collect();
        assert_eq!(
            slugs.first().map(String::as_str),
            Some(first),
            "{query}: {slugs:?}"
        );
    }
    let line = &lines(dir, &["duong", "--limit", "1"])[0];
    for key in [
        "article_id",
        "url",
        "title",
        "title_marks",
        "published_at",
        "captured_at",
        "categories",
        "author",
        "current",
        "match",
        "score",
        "snippet",
        "file",
    ] {
        assert!(line.get(key).is_some(), "{key} is not in {line}");
    }
    let all = lines(dir, &["có", "--limit", "0", "--sort", "date"]);
    let dates: Vec<&str> = all
        .iter()
        .filter_map(|it| it["published_at"].as_str())
        .collect();
    assert!(
        dates.len() > 5 && dates.is_sorted_by(|a, b| a >= b),
        "{dates:?}"
    );
    let (text, talk) = ran(dir, 0, &["search", "bến", "lau"]);
    assert!(
        text.contains("Khánh thành cầu Bến Lau mới") && text.contains("http://"),
        "{text}"
    );
    assert!(
        !text.contains('\u{1B}'),
        "no colour where there is no terminal"
    );
    assert!(talk.contains(" / "), "{talk}");
    let (none, talk) = ran(dir, 0, &["search", "chẳng-có-từ-nào-như-thế"]);
    assert!(none.is_empty() && talk.contains("Nothing found"), "{talk}");
    let (_, talk) = ran(dir, 0, &["verify"]);
    assert!(
        talk.contains("0 findings"),
        "the index is no stranger: {talk}"
    );
}

#[test]
fn what_cannot_be_read_is_refused_with_its_place() {
    let scene = Scene::of(&[says("Cầu", &["Rào."])]);
    let dir = scene.dir.path();
    for (args, said) in [
        (&["search", "cầu \"rào"][..], "character 5"),
        (&["search", "cầu )"], "character 5"),
        (&["search", "-cầu", "x"], "unexpected argument"),
        (&["search", "--", "-cầu"], "what must not be there"),
        (&["search", "!!!"], "no word"),
        (&["search", "tilte:cầu"], "title:"),
        (&["search", "cầu", "--since", "hôm qua"], "hôm qua"),
        (&["search", "cầu", "--sort", "x"], "possible values"),
        (&["search", "cầu", "--archive", "nowhere"], "archive.json"),
        (&["search"], "QUERY"),
    ] {
        let (out, err) = ran(dir, 2, args);
        assert!(out.is_empty() && err.contains(said), "{args:?}: {err}");
    }
    let (_, err) = ran(dir, 2, &["search", "cầu \"rào"]);
    assert!(
        err.contains("\n  cầu \"rào\n      ^\n") && err.contains("hint:"),
        "{err}"
    );
}

#[test]
fn damage_is_told_by_the_exit_code() {
    let scene = Scene::of(&[says("Cầu Rào", &["Mở."]), says("Cầu Bính", &["Sửa."])]);
    let dir = scene.dir.path();
    ran(dir, 0, &["search", "cầu"]);
    fs::write(scene.path().join("search.sqlite"), "x".repeat(9_000)).unwrap();
    let (out, err) = ran(dir, 0, &["search", "cầu"]);
    assert!(
        out.contains("Cầu Rào") && err.contains("making it anew"),
        "{err}"
    );
    let reader = scene.reader();
    let version = &reader
        .reader()
        .articles()
        .versions("thanhpho:post-1")
        .unwrap()[0];
    fs::write(scene.path().join(&version.path), "{").unwrap();
    let (out, err) = ran(dir, 1, &["search", "cầu"]);
    assert!(
        out.contains("Cầu Bính") && !out.contains("Cầu Rào"),
        "{out}"
    );
    assert!(
        err.contains("left out") && err.contains(&version.path),
        "{err}"
    );
}

#[test]
fn reindex_makes_the_index_anew_where_there_is_one() {
    let scene = Scene::of(&[says("Cầu Rào", &["Mở."])]);
    let dir = scene.dir.path();
    ran(dir, 0, &["reindex"]);
    assert!(!scene.path().join("search.sqlite").exists());
    ran(dir, 0, &["search", "cầu"]);
    fs::write(scene.path().join("search.sqlite"), "x").unwrap();
    let (_, err) = ran(dir, 0, &["reindex"]);
    assert!(
        err.contains("Indexing") || err.contains("versions"),
        "{err}"
    );
    let (out, err) = ran(dir, 0, &["search", "cầu"]);
    assert!(
        out.contains("Cầu Rào") && !err.contains("making it anew"),
        "{err}"
    );
}

#[test]
fn an_index_is_searched_as_it_stands_and_nothing_is_written() {
    let demo = demo();
    let dir = demo.path();
    let asked = ["search", "--no-update", "nhà máy"];
    let (_, said) = ran(dir, 2, &asked);
    assert!(
        said.contains("search.sqlite") && said.contains("--no-update"),
        "{said}"
    );
    assert!(!dir.join("archive/search.sqlite").exists());
    let (first, _) = ran(dir, 0, &["search", "nhà máy"]);
    let index = fs::read(dir.join("archive/search.sqlite")).unwrap();
    let (again, said) = ran(dir, 0, &asked);
    assert_eq!(again, first);
    assert!(!said.contains("up to date"), "{said}");
    // What may be shown has changed: the index is not asked before it is made of that.
    let line = "article = [ { url = \"/khong-co.html\", reason = \"thử\", on = 2026-11-30, pending = true } ]\n";
    fs::write(dir.join("withhold.toml"), line).unwrap();
    let (_, said) = ran(dir, 2, &asked);
    assert!(said.contains("takedowns"), "{said}");
    assert_eq!(fs::read(dir.join("archive/search.sqlite")).unwrap(), index);
}
