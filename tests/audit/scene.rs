//! Archives to damage: two nights of the demo portal, and a small one made by hand.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use chrono::{DateTime, Duration, Utc};
use hpnews::audit::{self, AuditCounts, AuditStep, Depth, Finding, Repaired, Repairer, Share};
use hpnews::config::{Config, Overrides, UserFile};
use hpnews::demo::{Portal, PortalOptions, StoryPiece};
use hpnews::digest::PayloadDigest;
use hpnews::http::Capture;
use hpnews::record::Role;
use hpnews::store::{Archive, Event, OpenOptions, Outcome};
use serde_json::json;
use tempfile::TempDir;
use url::Url;

/// Two nights of the demo portal, with an edit between them.
pub(crate) struct Nights {
    pub(crate) dir: TempDir,
    pub(crate) config: String,
}

/// Made once a process: nobody changes it.
pub(crate) fn nights() -> &'static Nights {
    static NIGHTS: OnceLock<Nights> = OnceLock::new();
    NIGHTS.get_or_init(crawl_two_nights)
}

fn crawl_two_nights() -> Nights {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let options = PortalOptions {
        slow: std::time::Duration::from_millis(50),
        ..PortalOptions::default()
    };
    let portal = runtime.block_on(Portal::start(options)).unwrap();
    let nights = Nights {
        dir: memory(),
        config: portal.config(),
    };
    let archive = nights.dir.path().join("archive");
    assert_eq!(run(&archive, &nights.config, &["crawl"]).0, 0);
    portal.edit(|site| {
        for slug in [
            "cang-nam-trieu-don-tau-chay-dien",
            "be-mac-hoi-thi-nau-che-sen",
        ] {
            let story = site.story_mut(slug).unwrap();
            if let Some(StoryPiece::Block(block)) = story.parts[0].first_mut() {
                block.text.push_str(" Câu này được thêm sau.");
            }
        }
    });
    assert_eq!(run(&archive, &nights.config, &["crawl", "--full"]).0, 0);
    nights
}

/// A folder in memory where there is one.
pub(crate) fn memory() -> TempDir {
    tempfile::tempdir_in("/dev/shm").unwrap_or_else(|_| tempfile::tempdir().unwrap())
}

/// Runs the binary: exit code, data, talk.
pub(crate) fn run(archive: &Path, config: &str, args: &[&str]) -> (i32, String, String) {
    let beside = archive.with_extension("toml");
    std::fs::write(&beside, config).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_hpnews"))
        .arg("--config")
        .arg(&beside)
        .arg("--archive")
        .arg(archive)
        .args(args)
        .env("HPNEWS_STATE", archive.with_extension("state"))
        .env("HPNEWS_LANG", "en")
        .env_remove("HPNEWS_CONTACT")
        .env_remove("HPNEWS_ARCHIVE")
        .env_remove("HPNEWS_CONFIG")
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let code = output.status.code().unwrap();
    (code, text(output.stdout), text(output.stderr))
}

/// A copy of the two nights' archive.
pub(crate) fn copy_of_nights() -> TempDir {
    let copy = memory();
    copy_to(&nights().dir.path().join("archive"), copy.path());
    copy
}

pub(crate) fn copy_to(from: &Path, to: &Path) {
    for file in files(from) {
        let target = to.join(&file);
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        std::fs::copy(from.join(file), target).unwrap();
    }
}

/// All files below a folder, sorted, relative to it.
pub(crate) fn files(dir: &Path) -> Vec<PathBuf> {
    let (mut found, mut open) = (Vec::new(), vec![dir.to_path_buf()]);
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push(path.strip_prefix(dir).unwrap().to_path_buf());
            }
        }
    }
    found.sort();
    found
}

/// The files that begin and end so.
pub(crate) fn those(dir: &Path, begin: &str, end: &str) -> Vec<String> {
    let all = files(dir).into_iter();
    all.map(|file| file.to_str().unwrap().to_owned())
        .filter(|file| file.starts_with(begin) && file.ends_with(end))
        .collect()
}

/// The configuration the nights were crawled by.
pub(crate) fn portal_config() -> Config {
    let user = UserFile {
        name: "config.toml",
        text: &nights().config,
    };
    Config::parse(Some(user), &Overrides::default()).unwrap()
}

/// One that knows no site of these archives: nothing is read again, which saves time.
pub(crate) fn no_site() -> Config {
    Config::parse(None, &Overrides::default()).unwrap()
}

pub(crate) const ALL: Depth = Depth {
    share: Share::ALL,
    deep: false,
};
pub(crate) const DEEP: Depth = Depth {
    share: Share::ALL,
    deep: true,
};

pub(crate) fn verify(dir: &Path, config: &Config, depth: Depth) -> (AuditCounts, Vec<Finding>) {
    let mut findings = Vec::new();
    let checked = audit::verify(dir, config, depth, &mut |told| {
        if let AuditStep::Finding(finding) = told {
            findings.push(finding);
        }
    });
    let checked = checked.unwrap();
    assert_eq!(checked.findings, findings.len() as u64);
    (checked, findings)
}

pub(crate) fn repair(dir: &Path, config: &Config, dry_run: bool) -> Repaired {
    let with = Repairer {
        options: &OpenOptions::new("hpnews/test"),
        config,
        now: at(1_000_000),
        dry_run,
    };
    audit::repair(dir, &with, &mut |_| {}).unwrap()
}

/// A small random number generator (xorshift64*), so that every run flips the same bits.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(number).unwrap() % limit
    }
}

pub(crate) fn flip(path: &Path, byte: usize, bit: usize) {
    let mut bytes = std::fs::read(path).unwrap();
    bytes[byte] ^= 1 << bit;
    std::fs::write(path, bytes).unwrap();
}

pub(crate) fn at(second: i64) -> DateTime<Utc> {
    let start: DateTime<Utc> = "2026-11-23T20:00:00Z".parse().unwrap();
    start + Duration::seconds(second)
}

fn capture(number: i64) -> Capture {
    let body = format!("<html><body>Trang thứ {number}, viết bằng tay.</body></html>").into_bytes();
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=UTF-8\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    Capture {
        url: Url::parse(&format!("http://127.0.0.1/bai-{number}")).unwrap(),
        requested_at: at(number),
        status: 200,
        reason: "OK".into(),
        headers: vec![
            ("Content-Type".into(), b"text/html; charset=UTF-8".to_vec()),
            ("Content-Length".into(), body.len().to_string().into_bytes()),
        ],
        request_head: b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".to_vec(),
        response_head: head.into_bytes(),
        payload: PayloadDigest::of(&body),
        body,
        truncated: None,
        undecoded: None,
        peer: None,
    }
}

/// Keeps one page in the run that has begun.
pub(crate) fn keep_page(archive: &mut Archive, number: i64) {
    let capture = capture(number);
    let evidence = archive.keep_capture("tay", &capture).unwrap();
    let event = Event::Captured {
        at: capture.requested_at,
        site: "tay".into(),
        url: capture.url.to_string(),
        role: Role::Page,
        status: 200,
        payload: Some(capture.payload.clone()),
        bytes: capture.body.len() as u64,
        content_type: capture.content_type(),
        warc: Some(evidence),
        outcome: Outcome::Read,
        discovered: Vec::new(),
    };
    archive.commit(&event).unwrap();
}

/// Keeps four pages in a run of its own; `ended` or as a kill leaves it.
pub(crate) fn small_run(dir: &Path, night: i64, ended: bool) {
    let mut archive = Archive::open(dir, &OpenOptions::new("hpnews/test")).unwrap();
    let now = at(night * 86_400);
    archive.begin_run(&json!({"night": night}), now).unwrap();
    for page in 0..4 {
        keep_page(&mut archive, night * 86_400 + page);
    }
    if ended {
        archive
            .finish_run("complete", now + Duration::minutes(1))
            .unwrap();
    }
}

/// Where each complete record begins, and the last one's end.
pub(crate) fn records(path: &Path) -> Vec<u64> {
    let file = std::fs::File::open(path).unwrap();
    let mut reader = hpnews::warc::WarcReader::new(std::io::BufReader::new(file));
    let mut found = vec![0];
    while let Ok(Some(header)) = reader.next_record() {
        let Ok(length) = reader.finish_record() else {
            break;
        };
        found.push(header.offset + length);
    }
    found
}

/// The bytes of every file but the lock and the catalog (readers make and remove its logs),
/// for telling whether anything changed.
pub(crate) fn contents(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = files(dir);
    all.retain(|file| {
        let name = file.to_str().unwrap();
        name != "lock" && !name.starts_with("catalog.sqlite")
    });
    all.into_iter()
        .map(|file| (file.clone(), std::fs::read(dir.join(file)).unwrap()))
        .collect()
}
