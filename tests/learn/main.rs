//! From an address alone, on three kinds of site: `init`, `recipe learn --write`, a crawl, and
//! every field that the pages print is right. No line is written by hand.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::format_collect,
    clippy::cast_precision_loss,
    reason = "a test runs the binary, looks at files, prints what it saw, and writes small pages"
)]

mod newspaper;
mod portal_2010;
mod provincial;
#[path = "../support/server.rs"]
#[expect(dead_code, reason = "the simulator of nights uses all of it")]
mod server;
mod story;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use server::{Answer, Server};
use story::{Story, stories, truth};

/// A kind of site.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Portal2010,
    Provincial,
    Newspaper,
}

impl Kind {
    fn address(self, story: &Story) -> String {
        match self {
            Self::Portal2010 => portal_2010::address(story),
            Self::Provincial => provincial::address(story),
            Self::Newspaper => newspaper::address(story),
        }
    }

    fn answer(self, all: &[Story], target: &str, base: &str) -> Answer {
        let xml = |text: String| Answer::new(200, "application/xml", text);
        if let Some(story) = all.iter().find(|it| self.address(it) == target) {
            return Answer::html(match self {
                Self::Portal2010 => portal_2010::article(all, story),
                Self::Provincial => provincial::article(all, story),
                Self::Newspaper => newspaper::article(all, story, base),
            });
        }
        match (self, target) {
            (_, "/robots.txt") => {
                return Answer::new(200, "text/plain", "User-agent: *\nDisallow: /admin/\n");
            }
            (Self::Provincial, "/sitemap.xml") => return xml(provincial::sitemap(all, base)),
            (Self::Newspaper, "/sitemap.xml") => return xml(newspaper::sitemap(all, base)),
            (Self::Newspaper, "/rss/tin-moi.rss") => return xml(newspaper::feed(all, base)),
            _ => {}
        }
        if all
            .iter()
            .any(|it| it.file.as_ref().is_some_and(|file| file.0 == target))
        {
            return Answer::new(200, "application/pdf", "%PDF-1.4\n%%EOF\n");
        }
        let page = match self {
            Self::Portal2010 => portal_2010::page(all, target),
            Self::Provincial => provincial::page(all, target),
            Self::Newspaper => newspaper::page(all, target),
        };
        let gone = "<!doctype html><title>404</title><h1>Không tìm thấy trang</h1>";
        page.map_or_else(|| Answer::new(404, "text/html", gone), Answer::html)
    }
}

#[test]
fn a_portal_told_apart_by_its_query_is_learnt() {
    learnt(Kind::Portal2010);
}

#[test]
fn a_portal_of_portlets_is_learnt() {
    learnt(Kind::Provincial);
}

#[test]
fn a_newspaper_of_two_eras_is_learnt() {
    learnt(Kind::Newspaper);
}

fn learnt(kind: Kind) {
    let all = stories();
    let told = all.clone();
    let server = Server::start(1, move |asked, names| {
        kind.answer(&told, &asked.target, &format!("http://{}", names[0]))
    });
    let base = format!("http://{}", server.authorities()[0]);
    let dir = tempfile::tempdir().expect("a temporary folder");
    hpnews(dir.path(), &["init", &format!("{base}/")], &[0, 1]);
    quicken(&dir.path().join("config.toml"));
    hpnews(dir.path(), &["recipe", "learn", "--write"], &[0]);
    let asked = server.requests().len();
    eprintln!("{kind:?}: {asked} requests");
    assert!(asked <= 30, "{asked} requests");
    hpnews(dir.path(), &["crawl"], &[0]);
    let held = snapshots(&dir.path().join("archive/snapshots"));
    let address = |story: &Story| format!("{base}{}", kind.address(story));
    judge(&held, &all, &address, &base);
}

/// Every story once, and each field on so many of those that have it.
fn judge(held: &[Value], all: &[Story], address: &dyn Fn(&Story) -> String, base: &str) {
    let mut tally: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for story in all {
        let url = address(story);
        let found = held.iter().find(|it| it["url"] == url.as_str());
        for (field, want) in truth(all, story, address, base) {
            let got = found.map_or(Value::Null, |it| kept(it, field));
            let nothing = want.is_null() || want == json!([]);
            if nothing && want == got {
                continue;
            }
            let (right, asked) = tally.entry(field).or_default();
            *asked += 1;
            *right += usize::from(want == got);
            if want != got && *asked - *right <= 2 {
                eprintln!("  {field} of {url}\n    want {want}\n    got  {got}");
            }
        }
    }
    for (field, (right, asked)) in &tally {
        eprintln!("  {field:<13} {right:>3} of {asked}");
    }
    assert_eq!(held.len(), all.len(), "every story once, and nothing else");
    for (field, (right, asked)) in tally {
        let floor = match field {
            "lead" | "author" | "source" | "related" => 0.97,
            _ => 0.99,
        };
        let share = right as f64 / asked as f64;
        assert!(share >= floor, "{field} is right on {right} of {asked}");
    }
}

fn kept(snapshot: &Value, field: &str) -> Value {
    let each = |list: &str, key: &str| -> Value {
        let items = snapshot[list].as_array().into_iter().flatten();
        items
            .map(|it| it[key].clone())
            .filter(|it| !it.is_null())
            .collect()
    };
    match field {
        "body" => each("body", "text"),
        "captions" => each("images", "caption"),
        "credits" => each("images", "credit"),
        "images" | "attachments" | "related" => each(field, "url"),
        _ => snapshot[field].clone(),
    }
}

fn hpnews(dir: &Path, words: &[&str], codes: &[i32]) {
    let output = Command::new(env!("CARGO_BIN_EXE_hpnews"))
        .args(words)
        .current_dir(dir)
        .env("HPNEWS_STATE", dir.join("state"))
        .env("HPNEWS_LANG", "en")
        .env_remove("HPNEWS_CONFIG")
        .stdin(Stdio::null())
        .output()
        .expect("the binary starts");
    let talk = String::from_utf8_lossy(&output.stderr);
    eprintln!(
        "$ hpnews {}\n{}{talk}",
        words.join(" "),
        String::from_utf8_lossy(&output.stdout)
    );
    let code = output.status.code().expect("it ends by itself");
    assert!(codes.contains(&code), "exit {code}");
}

/// The pause taken out of a configuration: the pace is tested elsewhere.
fn quicken(config: &Path) {
    let text = std::fs::read_to_string(config).expect("`init` wrote it");
    let quick = text
        .replace("rate = \"1/s\"", "rate = \"1000/s\"")
        .replace("latency_factor = 2", "latency_factor = 0");
    assert_ne!(text, quick, "the written file has no pace");
    std::fs::write(config, quick).expect("it can be written");
}

/// Every snapshot below a folder.
fn snapshots(dir: &Path) -> Vec<Value> {
    let (mut found, mut open) = (Vec::new(), vec![dir.to_path_buf()]);
    while let Some(dir) = open.pop() {
        for entry in std::fs::read_dir(&dir).expect("the folder is readable") {
            let path = entry.expect("the folder is readable").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let text = std::fs::read_to_string(&path).expect("the snapshot is readable");
                found.push(serde_json::from_str(&text).expect("the snapshot is JSON"));
            }
        }
    }
    found
}
