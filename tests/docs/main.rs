//! The README is true: every command in it runs, against a portal on loopback, and says
//! what it should by its exit code.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::single_match_else,
    clippy::cloned_ref_to_slice_refs,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::unchecked_time_subtraction,
    unreachable_pub,
    missing_docs,
    reason = "a test reads and writes what it likes, and nobody imports it"
)]

mod pages;
#[path = "../night/receivers.rs"]
#[expect(dead_code, reason = "nights' own tests use all of it")]
mod receivers;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};

use hpnews::demo::{Portal, PortalOptions};
use receivers::{Behave, Receiver};

const README: &str = include_str!("../../README.md");

/// Commands that `.ci/run` runs itself, because they build.
const RUN_BY_CI: [&str; 3] = [
    "cargo run --release -- demo",
    "cargo test",
    "cargo install --locked --path .",
];

/// The lines of the fenced blocks of one language, in order.
fn blocks(language: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = false;
    let mut block = String::new();
    for line in README.lines() {
        if line == format!("```{language}") {
            open = true;
        } else if line.starts_with("```") && open {
            open = false;
            found.push(std::mem::take(&mut block));
        } else if open {
            block.push_str(line);
            block.push('\n');
        }
    }
    found
}

/// A line as a shell runs it in that folder.
fn command(dir: &Path, url: &str, line: &str) -> Command {
    let mut command = Command::new("sh");
    let path = std::env::var("PATH").unwrap_or_default();
    command
        .args(["-c", line])
        .current_dir(dir)
        .env("PATH", format!("{}:{path}", dir.join("bin").display()))
        .env("URL", url)
        .env("HPNEWS_STATE", dir.join("state"))
        .env("HPNEWS_WEBHOOK_KEY", "khoá của bài thử")
        .env_remove("HPNEWS_CONFIG");
    command
}

/// A reading room never ends by itself: it is started, asked for its first page, and stopped as
/// a supervisor stops it. Gives that page.
fn read_in(dir: &Path, line: &str) -> String {
    let mut room = command(dir, "", &format!("exec {line}"))
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("sh starts");
    let mut said = BufReader::new(room.stderr.take().expect("it is piped"));
    let mut talk = String::new();
    let address = loop {
        let begin = talk.len();
        let more = said.read_line(&mut talk).expect("it says UTF-8");
        assert!(more > 0, "`{line}` opened no room: {talk}");
        if let Some(address) = talk[begin..].strip_prefix("Reading room: http://") {
            break address.trim().trim_end_matches('/').to_owned();
        }
    };
    let mut reader = TcpStream::connect(&address).expect("the room listens");
    let ask = format!("GET / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    reader.write_all(ask.as_bytes()).expect("the room reads");
    let mut page = String::new();
    reader
        .read_to_string(&mut page)
        .expect("the page is UTF-8, and ends");
    assert!(page.starts_with("HTTP/1.1 200"), "`{line}`: {page}");
    let stopped = Command::new("kill").arg(room.id().to_string()).status();
    assert!(stopped.expect("kill starts").success());
    said.read_to_string(&mut talk).expect("it says UTF-8");
    let ended = room.wait().expect("it was started here");
    assert_eq!(ended.code(), Some(0), "`{line}` said: {talk}");
    page
}

/// Exit code, data and talk.
fn shell(dir: &Path, url: &str, line: &str) -> (Option<i32>, String, String) {
    let output = command(dir, url, line).output().expect("sh starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

#[test]
fn every_command_of_the_readme_runs() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let portal = runtime
        .block_on(Portal::start(PortalOptions::default()))
        .expect("the demo portal starts");
    let dir = tempfile::tempdir().expect("a temporary folder");
    std::fs::create_dir(dir.path().join("bin")).unwrap();
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_hpnews"), dir.path().join("bin/hpnews"))
        .unwrap();
    let mut url = portal.truth()[0].url.clone();
    let webhook = Receiver::webhook(&[Behave::Take]);
    let mut ran = 0;
    for line in blocks("sh").iter().flat_map(|block| block.lines()) {
        // The release build needs no test of its own.
        if let "hpnews serve" | "cargo run --release -- demo --serve" = line {
            let line = line.replace("cargo run --release --", "hpnews");
            let page = read_in(dir.path(), &line);
            assert!(page.contains("href=\"/a/demo:post-"), "`{line}`: {page}");
            ran += 1;
            continue;
        }
        if line.starts_with("cargo ") {
            assert!(
                RUN_BY_CI.contains(&line),
                "`.ci/run` does not know `{line}`"
            );
            continue;
        }
        // What a reader's shell remembers.
        if line.starts_with("URL=") {
            let (_, said, _) = shell(dir.path(), "", &format!("{line}; printf %s \"$URL\""));
            let articles = portal.truth();
            assert!(articles.iter().any(|it| it.url == said), "`{line}`: {said}");
            url = said;
            continue;
        }
        assert!(line.starts_with("hpnews "), "what is `{line}`?");
        // The portals themselves are out of reach of a test: the demo stands in for them.
        let line = line.replace("thanhphohaiphong", "demo");
        let line = line.replace("https://portal.example.vn/", portal.base().as_str());
        if line.starts_with("hpnews import") {
            let segments = files(&dir.path().join("archive/warc"), ".warc.gz");
            let segment = segments.first().expect("the crawl left a WARC file");
            std::fs::copy(segment, dir.path().join("old-crawl.warc.gz")).unwrap();
        }
        if line == "hpnews nightly" {
            edit(&portal, &url);
        }
        if line == "hpnews notify" {
            // What the README's reader sets in `[notify]`.
            let config = format!(
                "[notify]\nwebhook = \"http://127.0.0.1:{}/\"\n{}",
                webhook.port,
                portal.config()
            );
            std::fs::write(dir.path().join("config.toml"), config).unwrap();
        }
        let (code, _, talk) = shell(dir.path(), &url, &line);
        // The demo portal names two addresses that cannot be had, and says so by its exit code.
        let want = i32::from(line == "hpnews completeness");
        assert_eq!(code, Some(want), "`{line}` said: {talk}");
        if line == "hpnews init" {
            // Another program may have the usual port.
            let config = format!("[serve]\nbind = \"127.0.0.1:0\"\n{}", portal.config());
            std::fs::write(dir.path().join("config.toml"), config).unwrap();
        }
        ran += 1;
    }
    assert!(ran >= 12, "the README's commands were found");
    assert!(!webhook.came().is_empty(), "the webhook was told");
    python(dir.path());
    takedown(dir.path(), &url);
}

/// The line of a takedown: refused where it matches nothing, obeyed where it does.
fn takedown(dir: &Path, url: &str) {
    let [line] = &blocks("toml")[..] else {
        panic!("the README has one line of a takedown")
    };
    let search = "hpnews search 'những điều cần biết' --json";
    let (code, found, talk) = shell(dir, url, search);
    assert!(code == Some(0) && found.contains(url), "{found} {talk}");
    let hidden_by = |line: &str| {
        std::fs::write(dir.join("withhold.toml"), line).unwrap();
        let (code, found, _) = shell(dir, url, search);
        assert!(!found.contains(url), "{found}");
        code
    };
    let address = "https://thanhphohaiphong.gov.vn/….html";
    assert!(line.contains(address));
    assert_eq!(hidden_by(&line.replace(address, url)), Some(0));
}

/// Other words in one article, as an editor changes them.
fn edit(portal: &Portal, url: &str) {
    portal.edit(|site| {
        let newest = site.stories.iter().map(|it| it.modified).max().unwrap();
        let story = site.stories.iter_mut().find(|it| url.ends_with(&it.path()));
        let story = story.expect("the first article of the truth is a story");
        story.title.push_str(": những điều cần biết");
        story.modified = newest + chrono::TimeDelta::seconds(60);
    });
}

/// The files below a folder whose names end so.
fn files(dir: &Path, ending: &str) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![dir.to_path_buf()];
    while let Some(dir) = open.pop() {
        for entry in std::fs::read_dir(&dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                found.push(path);
            }
        }
    }
    found
}

/// The researchers' lines, where there is a Python.
fn python(dir: &Path) {
    for block in blocks("python") {
        let output = match Command::new("python3")
            .args(["-c", &block])
            .current_dir(dir)
            .output()
        {
            Ok(output) => output,
            Err(error) => {
                eprintln!("SKIPPED the README's Python lines: python3: {error}");
                return;
            }
        };
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let versions = files(&dir.join("archive/snapshots"), ".json").len();
        assert!(versions >= 28, "27 articles, one of them edited");
        assert!(said.starts_with(&format!("{versions} versions;")), "{said}");
    }
}

#[test]
fn the_readme_names_every_command_or_sends_to_help() {
    let help = Command::new(env!("CARGO_BIN_EXE_hpnews"))
        .arg("--help")
        .output()
        .unwrap();
    let help = String::from_utf8_lossy(&help.stdout).into_owned();
    for command in [
        "demo",
        "init",
        "config",
        "crawl",
        "fetch",
        "recipe",
        "list",
        "show",
        "export",
        "search",
        "stats",
        "status",
        "reindex",
        "replay",
        "package",
        "verify",
        "repair",
        "reextract",
        "import",
        "changes",
        "diff",
        "history",
        "report",
        "feeds",
        "completeness",
        "why",
        "serve",
        "nightly",
        "notify",
        "install-timer",
        "completions",
        "man",
    ] {
        assert!(
            help.lines()
                .any(|line| line.trim_start().starts_with(command)),
            "{command} is not in --help"
        );
    }
    assert!(README.contains("hpnews --help"));
}

#[test]
fn the_published_schema_and_ci_are_where_the_readme_says() {
    for path in [
        "schema/snapshot.schema.json",
        "schema/change.schema.json",
        "ARCHITECTURE.md",
        "CHANGELOG.md",
        "archive/README.md",
        "examples/python",
        ".ci/run",
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        assert!(path.exists(), "{}", path.display());
    }
    let ci = include_str!("../../.ci/run");
    for line in RUN_BY_CI {
        assert!(ci.contains(line), "`.ci/run` does not run `{line}`");
    }
}
