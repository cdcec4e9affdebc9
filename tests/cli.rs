//! The commands as a person meets them: output, exit codes, and what bad input is told.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::single_match_else,
    clippy::cloned_ref_to_slice_refs,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::unchecked_time_subtraction,
    unreachable_pub,
    missing_docs,
    reason = "a test reads and writes what it likes, and nobody imports it"
)]

use std::path::Path;
use std::process::{Command, Output, Stdio};

fn hpnews(dir: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_hpnews"))
        .args(args)
        .current_dir(dir)
        .env("HPNEWS_STATE", dir.join("state"))
        .env("HPNEWS_LANG", "en")
        .env_remove("HPNEWS_CONTACT")
        .env_remove("HPNEWS_ARCHIVE")
        .env_remove("HPNEWS_CONFIG")
        .stdin(Stdio::null())
        .output()
        .expect("the binary starts")
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Asserts exit 2 and that the message holds all the words.
fn refused(output: &Output, words: &[&str]) {
    let talk = err(output);
    assert_eq!(output.status.code(), Some(2), "{talk}");
    for word in words {
        assert!(talk.contains(word), "`{word}` is missing in: {talk}");
    }
    assert!(talk.contains("hint:"), "no next step in: {talk}");
    let causes = talk.matches("os error").count();
    assert!(causes < 2, "the cause is told {causes} times in: {talk}");
    assert_eq!(out(output), "", "data was printed");
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

#[test]
fn init_writes_the_default_and_never_overwrites_it_unasked() {
    let dir = folder();
    assert_eq!(hpnews(dir.path(), &["init"]).status.code(), Some(0));
    let written = std::fs::read_to_string(dir.path().join("config.toml")).unwrap();
    assert_eq!(written, include_str!("../config.toml"));
    refused(&hpnews(dir.path(), &["init"]), &["config.toml", "--force"]);
    assert_eq!(
        hpnews(dir.path(), &["init", "--force"]).status.code(),
        Some(0)
    );
    assert_eq!(out(&hpnews(dir.path(), &["init", "--print"])), written);
}

#[test]
fn config_says_what_is_in_force_and_who_set_it() {
    let dir = folder();
    std::fs::write(
        dir.path().join("config.toml"),
        "[politeness]\nrate = \"20/m\"\n",
    )
    .unwrap();
    let text = out(&hpnews(dir.path(), &["config", "--contact", "a@b.vn"]));
    assert!(text.contains("politeness.rate = \"20/m\""), "{text}");
    assert!(
        text.lines()
            .any(|line| line.contains("20/m") && line.contains("# config.toml"))
    );
    assert!(
        text.lines()
            .any(|line| line.contains("a@b.vn") && line.contains("# --contact"))
    );
    assert!(
        text.lines()
            .any(|line| line.contains("fetch.max_body") && line.contains("# default"))
    );
    for line in out(&hpnews(dir.path(), &["config", "--json"])).lines() {
        let value: serde_json::Value = serde_json::from_str(line).expect("one object a line");
        assert!(value["key"].is_string() && value["source"].is_string());
    }
}

#[test]
fn a_broken_configuration_stops_before_any_request() {
    let dir = folder();
    let path = dir.path().join("config.toml");
    for (text, words) in [
        (
            "[politeness]\nrat = \"1/s\"\n",
            &["config.toml", "line 2", "did you mean `rate`"][..],
        ),
        (
            "[politeness]\nrate = 1\n",
            &["config.toml", "line 2", "invalid type"],
        ),
        ("[fetch]\nmax_body = \"huge\"\n", &["`huge` is not a size"]),
    ] {
        std::fs::write(&path, text).unwrap();
        refused(&hpnews(dir.path(), &["crawl"]), words);
    }
    refused(
        &hpnews(dir.path(), &["--config", "khong-co.toml", "crawl"]),
        &["khong-co.toml"],
    );
}

#[test]
fn no_public_host_is_asked_without_a_contact() {
    let dir = folder();
    refused(
        &hpnews(dir.path(), &["crawl"]),
        &["thanhphohaiphong.gov.vn", "contact"],
    );
    refused(
        &hpnews(
            dir.path(),
            &["fetch", "https://thanhphohaiphong.gov.vn/a.html"],
        ),
        &["thanhphohaiphong.gov.vn", "contact"],
    );
    assert!(!dir.path().join("archive").exists(), "nothing was made");
}

#[test]
fn addresses_that_cannot_be_fetched_are_refused_by_name() {
    let dir = folder();
    let fetch = |url: &str| hpnews(dir.path(), &["--contact", "a@b.vn", "fetch", url]);
    refused(&fetch("hai phong"), &["hai phong"]);
    refused(&fetch("ftp://thanhphohaiphong.gov.vn/"), &["ftp"]);
    refused(
        &fetch("https://example.com/a.html"),
        &["example.com", "no configured site"],
    );
}

#[test]
fn reading_commands_name_an_archive_that_is_not_there() {
    let dir = folder();
    for command in [&["list"][..], &["status"], &["show", "x"], &["reindex"]] {
        refused(&hpnews(dir.path(), command), &["archive"]);
    }
}

#[test]
fn an_archive_of_a_newer_format_is_left_alone() {
    let dir = folder();
    let archive = dir.path().join("archive");
    std::fs::create_dir(&archive).unwrap();
    std::fs::write(
        archive.join("archive.json"),
        "{\"format\": 99, \"tool\": \"hpnews/9\"}\n",
    )
    .unwrap();
    refused(&hpnews(dir.path(), &["status"]), &["archive.json", "99"]);
    refused(
        &hpnews(dir.path(), &["--contact", "a@b.vn", "crawl"]),
        &["archive.json", "99"],
    );
}

#[test]
fn an_unknown_site_names_the_known_ones() {
    let dir = folder();
    let output = hpnews(dir.path(), &["--contact", "a@b.vn", "crawl", "hanoi"]);
    refused(&output, &["hanoi", "thanhphohaiphong", "haiphong"]);
}

#[test]
fn arguments_that_make_no_sense_exit_2() {
    let dir = folder();
    for args in [
        &["crawl", "--since", "5/4/2023"][..],
        &["fetch"],
        &["dance"],
        &[],
    ] {
        let output = hpnews(dir.path(), args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(!err(&output).is_empty());
    }
}

#[test]
fn completions_man_and_schema_are_made_from_the_code() {
    let dir = folder();
    assert!(out(&hpnews(dir.path(), &["completions", "bash"])).contains("_hpnews"));
    assert!(out(&hpnews(dir.path(), &["man"])).contains(".TH hpnews"));
    for (of, published) in [
        ("snapshot", include_str!("../schema/snapshot.schema.json")),
        ("change", include_str!("../schema/change.schema.json")),
    ] {
        let schema = out(&hpnews(dir.path(), &["schema", of]));
        assert_eq!(
            schema, published,
            "run `hpnews schema {of} > schema/{of}.schema.json`"
        );
    }
}

#[test]
fn a_closed_pipe_is_a_success() {
    let dir = folder();
    let mut child = Command::new(env!("CARGO_BIN_EXE_hpnews"))
        .args(["init", "--print"])
        .current_dir(dir.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn the_demo_shows_an_edited_figure_and_an_article_that_is_gone() {
    let dir = folder();
    let output = hpnews(dir.path(), &["demo"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let shown = out(&output);
    for words in [
        "Figure: 1.204 → 1.402",
        "[- 1.204-]{+ 1.402+}",
        "Missing",
        "404 at ",
    ] {
        assert!(shown.contains(words), "`{words}` is missing in: {shown}");
    }
    assert!(err(&output).contains("The second crawl stored 0 new versions."));
}

#[test]
fn what_the_system_said_is_told_once_and_before_the_hint() {
    let dir = folder();
    for args in [
        &["--archive", "/dev/null/x", "list"][..],
        &["--config", "/dev/null/x", "config"],
    ] {
        let output = hpnews(dir.path(), args);
        refused(&output, &["/dev/null/x", "os error 20"]);
        let talk = err(&output);
        assert!(talk.find("os error") < talk.find("hint:"), "{talk}");
    }
}
