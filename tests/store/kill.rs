//! A writer killed at random moments. It is this test binary, started again as a child.

use std::env;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::invariants::{check, dump, memory};
use super::scene::{at, open, open_grouped, options, visit};

/// Set for the child: the archive to write to.
const DIR: &str = "HPNEWS_STORE_CHILD";
/// Set for the child: the number of articles, each in two versions.
const ARTICLES: &str = "HPNEWS_STORE_ARTICLES";
/// Set for the child: how events are grouped.
const GROUPED: &str = "HPNEWS_STORE_GROUPED";

/// Whether each event is settled by itself, with the others of its burst, or when it is to be
/// acknowledged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    Alone,
    Grouped,
    Settled,
}

/// The child's part: stores what is not stored yet, and says each acknowledged version.
#[test]
fn child() {
    let (Ok(dir), Ok(articles)) = (env::var(DIR), env::var(ARTICLES)) else {
        return;
    };
    let articles: u32 = articles.parse().unwrap();
    let grouped = env::var(GROUPED).unwrap_or_default();
    let mut archive = match grouped.as_str() {
        "" => open(Path::new(&dir)),
        _ => open_grouped(Path::new(&dir)),
    };
    let run = archive.begin_run(&options(), at(0)).unwrap().stamp;
    if grouped == "Settled" {
        archive.group_until_settled().unwrap();
    }
    let mut out = std::io::stdout();
    for (n, version) in (1..=articles).flat_map(|n| [(n, 1), (n, 2)]) {
        let id = super::scene::article_id(n);
        if archive.articles().versions(&id).unwrap().len() >= version as usize {
            continue;
        }
        let now = at(i64::from(n * 10 + version));
        visit(&mut archive, &run, n, version, now);
        if grouped == "Settled" {
            archive.settle().unwrap();
        }
        writeln!(out, "ack {n} {version}").unwrap();
        out.flush().unwrap();
    }
    archive.finish_run("complete", at(9_999_999)).unwrap();
}

/// A command that runs [`child`]; `under` is a program to run it under, with arguments.
pub(crate) fn command(dir: &Path, articles: u32, manner: Manner, under: &[&str]) -> Command {
    let me = env::current_exe().unwrap();
    let mut command = match under {
        [] => Command::new(&me),
        [program, arguments @ ..] => {
            let mut command = Command::new(program);
            command.args(arguments).arg(&me);
            command
        }
    };
    command
        .args(["--exact", "kill::child", "--nocapture", "--test-threads=1"])
        .env(DIR, dir)
        .env(ARTICLES, articles.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    if manner != Manner::Alone {
        command.env(GROUPED, format!("{manner:?}"));
    }
    command
}

/// What the child acknowledges, until its output ends.
pub(crate) fn acknowledgements(child: &mut Child) -> impl Iterator<Item = (u32, u32)> + use<> {
    let out = BufReader::new(child.stdout.take().unwrap());
    // libtest may write on the same line before it.
    out.lines().map_while(Result::ok).filter_map(|line| {
        let (_, rest) = line.split_once("ack ")?;
        let (n, version) = rest.split_once(' ')?;
        Some((n.parse().ok()?, version.parse().ok()?))
    })
}

/// Opens what a kill left, checks it, and checks that nothing acknowledged is missing.
pub(crate) fn check_after_kill(dir: &Path, acknowledged: &[(u32, u32)], context: &str) {
    let archive = open(dir);
    assert_eq!(archive.recovered().rebuilt, None, "{context}");
    assert!(archive.recovered().damaged.is_empty(), "{context}");
    drop(archive);
    let held = check(dir);
    for (n, version) in acknowledged {
        let body = format!("Nội dung bài {n}, bản {version}.");
        let there = held.values().any(|snapshot| snapshot.body[0].text == body);
        assert!(there, "{context}: lost version {version} of {n}");
    }
}

#[test]
fn nothing_acknowledged_is_lost_in_thirty_random_kills() {
    thirty_kills(Manner::Alone);
}

#[test]
fn nothing_acknowledged_is_lost_in_thirty_kills_inside_bursts() {
    thirty_kills(Manner::Grouped);
}

#[test]
fn nothing_acknowledged_is_lost_in_thirty_kills_before_it_is_settled() {
    thirty_kills(Manner::Settled);
}

fn thirty_kills(manner: Manner) {
    let dir = memory();
    let mut acknowledged = Vec::new();
    let mut seed = 20_261_123_u64;
    for kill in 0..30 {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let mut child = command(dir.path(), 100_000, manner, &[]).spawn().unwrap();
        let mut heard = acknowledgements(&mut child);
        acknowledged.extend(heard.by_ref().take((seed >> 60) as usize));
        std::thread::sleep(Duration::from_micros((seed >> 33) % 8_000));
        child.kill().unwrap();
        acknowledged.extend(heard);
        child.wait().unwrap();
        check_after_kill(dir.path(), &acknowledged, &format!("kill {kill}"));
    }
    assert!(
        acknowledged.len() > 100,
        "only {} were stored",
        acknowledged.len()
    );
    let rows = dump(dir.path());
    let done = hpnews::store::reindex(dir.path()).unwrap();
    assert!(done.damaged.is_empty() && done.adopted.is_empty());
    assert_eq!(dump(dir.path()), rows);
}
