//! From an address alone: `init`, `recipe learn --write`, a crawl, and every field that the
//! portal prints is right, whatever theme it wears. No line is written by hand.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::compare::body_is_nfc;
use crate::crawl::{complete, crawl, snapshots};
use crate::portal;
use crate::printed::{Floors, judge, theme};

/// Each field is right on so many of the articles that have it …
const FLOORS: Floors = Floors {
    fixed: 0.99,
    varied: 0.97,
};
/// Requests of both commands together.
const MOST: usize = 30;

#[test]
fn two_commands_make_a_recipe_that_reads_the_portal_whole() {
    let Some(portal) = portal("two_commands_make_a_recipe_that_reads_the_portal_whole") else {
        return;
    };
    let dir = tempfile::tempdir().expect("a temporary folder");
    let before = asked();
    let config = learn(dir.path(), &portal.base);
    match (before, asked()) {
        (Some(before), Some(after)) => {
            eprintln!("  {} requests by the portal's log", after - before);
            assert!(after - before <= MOST, "{} requests", after - before);
        }
        _ => eprintln!("SKIPPED the count of requests: HPNEWS_PORTAL_LOG is not set"),
    }
    let archive = dir.path().join("archive");
    complete(&crawl(&config, &archive));
    let held = snapshots(&archive);
    assert!(held.values().all(body_is_nfc), "a body is not NFC");
    judge(
        &format!("learnt, theme {}", theme()),
        &held,
        &portal.posts(),
        &FLOORS,
    );
}

/// Both commands in an empty folder; gives the configuration, with the pace that a test has time
/// for.
pub fn learn(dir: &Path, base: &str) -> PathBuf {
    // Two requests a second would be half a minute of waiting; the pace is tested elsewhere.
    said(&hpnews(dir, &["init", base]), &[0, 1]);
    let config = dir.join("config.toml");
    quicken(&config);
    said(&hpnews(dir, &["recipe", "learn", "--write"]), &[0]);
    config
}

/// The pause taken out of a configuration.
fn quicken(config: &Path) {
    let text = std::fs::read_to_string(config).expect("`init` wrote it");
    let quick = text
        .replace("rate = \"1/s\"", "rate = \"1000/s\"")
        .replace("latency_factor = 2", "latency_factor = 0");
    assert_ne!(text, quick, "the written file has no pace");
    std::fs::write(config, quick).expect("it can be written");
}

/// Runs the binary in a folder, as a person would.
pub fn hpnews(dir: &Path, words: &[&str]) -> Output {
    let binary = std::env::var("HPNEWS_BIN");
    Command::new(binary.as_deref().unwrap_or(env!("CARGO_BIN_EXE_hpnews")))
        .args(words)
        .current_dir(dir)
        .env("HPNEWS_STATE", dir.join("state"))
        .env_remove("HPNEWS_CONFIG")
        .stdin(Stdio::null())
        .output()
        .expect("the binary starts")
}

/// Prints what a command said, and asserts how it ended.
pub fn said(output: &Output, codes: &[i32]) {
    let talk = String::from_utf8_lossy(&output.stderr);
    eprintln!("{}{talk}", String::from_utf8_lossy(&output.stdout));
    let code = output.status.code().expect("it ends by itself");
    assert!(codes.contains(&code), "exit {code}: {talk}");
}

/// Requests in the portal's own log, where it keeps one for us.
fn asked() -> Option<usize> {
    let log = std::env::var_os("HPNEWS_PORTAL_LOG")?;
    let text = std::fs::read_to_string(log).expect("the log is readable");
    Some(text.lines().count())
}
