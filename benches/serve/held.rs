//! The archive that is shown: web archive files of made-up pages, imported, and what two years of
//! nights would have told of their edits.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::ops::Range;
use std::path::Path;
use std::process::Stdio;

use chrono::{DateTime, Duration, Utc};
use flate2::Compression;
use flate2::write::GzEncoder;
use hpnews::record::{Change, Snapshot};

use crate::articles::Portal;
use crate::{hpnews, import};

const HOST: &str = "127.0.0.1:9";
/// Every so many articles one was edited.
const EDITED: usize = 10;
/// Nights that told of the edits.
const NIGHTS: usize = 730;
/// Looks of one web archive file.
const LOOKS: usize = 25_000;

const CONFIG: &str = r#"
[identity]
contact = "bench@example.vn"
[[site]]
name = "cong"
home = "http://127.0.0.1:9/"
time_zone = "Asia/Ho_Chi_Minh"
[site.address]
hosts = ["127.0.0.1:9"]
article = ["/bai-*.html"]
[[site.layout]]
name = "bai"
matches = ["article.bai"]
title = ["h1"]
date = ["time"]
lead = ["p.lead"]
body = ["div.than"]
caption = ["figcaption"]
category = ["nav.muc a"]
author = ["p.tac-gia"]
"#;

/// Makes the archive, whole.
pub(crate) fn make(portal: &Portal, dir: &Path, all: usize) {
    std::fs::write(dir.join("config.toml"), CONFIG).expect("a file");
    let file = dir.join("looks.warc.gz");
    for begin in (0..all).step_by(LOOKS) {
        for look in 0..2 {
            write_warc(portal, &file, begin..(begin + LOOKS).min(all), all, look);
            let ended = import(dir, &file).status().expect("it runs");
            assert!(ended.success(), "the import: {ended}");
        }
    }
    std::fs::remove_file(&file).expect("it was written");
    tell(&dir.join("archive"));
    let ended = hpnews(dir)
        .args(["search", "hải phòng", "--limit", "1"])
        .stdout(Stdio::null())
        .status();
    assert!(ended.expect("it runs").success(), "the search index");
}

/// Spreads what the imports saw change over nights, as a crawl would have told it.
fn tell(archive: &Path) {
    let folder = archive.join("changes");
    let mut changes: Vec<Change> = Vec::new();
    for entry in std::fs::read_dir(&folder).expect("it is there") {
        let text = std::fs::read_to_string(entry.expect("a file").path()).expect("text");
        changes.extend(
            text.lines()
                .map(|line| serde_json::from_str(line).expect("a change")),
        );
    }
    assert!(!changes.is_empty(), "an edit is a change");
    for night in 0..NIGHTS {
        let began: DateTime<Utc> = "2024-11-01T17:00:00Z".parse().expect("a time");
        let began = began + Duration::days(i64::try_from(night).expect("few"));
        let run = began.format("%Y%m%dT%H%M%SZ").to_string();
        let mut text = String::new();
        for change in changes.iter_mut().skip(night).step_by(NIGHTS) {
            change.run.clone_from(&run);
            change.at = began.fixed_offset();
            change.id = format!("{}{night:03}", change.id);
            writeln!(
                text,
                "{}",
                serde_json::to_string(change).expect("it is JSON")
            )
            .expect("a string takes all");
        }
        std::fs::write(folder.join(format!("{run}.jsonl")), text).expect("a file");
        let at = began.to_rfc3339();
        let journal = format!(
            "{{\"event\":\"run_started\",\"run\":\"{run}\",\"at\":\"{at}\",\"options\":{{\"dry_run\":false,\"full\":false,\"limit\":null,\"section\":null,\"since\":null,\"sites\":[],\"until\":null}},\"incremental\":true}}\n{{\"event\":\"run_finished\",\"at\":\"{at}\",\"exit\":\"complete\"}}\n"
        );
        std::fs::write(archive.join("runs").join(format!("{run}.jsonl")), journal).expect("a file");
    }
    let ended = hpnews(archive.parent().expect("it has one"))
        .arg("reindex")
        .status();
    assert!(ended.expect("it runs").success(), "the catalog");
}

/// Looks at some articles; at the second look only the edited ones.
pub(crate) fn write_warc(
    portal: &Portal,
    file: &Path,
    articles: Range<usize>,
    all: usize,
    look: usize,
) {
    let mut out = BufWriter::new(File::create(file).expect("a file"));
    for n in articles.filter(|n| look == 0 || n % EDITED == 0) {
        let at = looked_at(n, look);
        let page = page(&portal.snapshot(n, all.max(n + 1)), look);
        let block = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\r\n{page}",
            page.len()
        );
        let record = format!(
            "WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{look:08x}-0000-4000-8000-{n:012x}>\r\nWARC-Date: {}\r\nWARC-Target-URI: http://{HOST}/bai-{n}.html\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
            at.format("%Y-%m-%dT%H:%M:%SZ"),
            block.len()
        );
        let mut member = GzEncoder::new(Vec::new(), Compression::fast());
        member.write_all(record.as_bytes()).expect("memory");
        out.write_all(&member.finish().expect("memory"))
            .expect("a file");
    }
    out.flush().expect("a file");
}

/// When an article was looked at.
pub(crate) fn looked_at(n: usize, look: usize) -> DateTime<Utc> {
    let begun: DateTime<Utc> = "2024-10-01T00:00:00Z".parse().expect("a time");
    begun + Duration::seconds(i64::try_from(n + look * 1_000_000).expect("few"))
}

/// An article as a portal of today shows it; edited, its sum is another.
fn page(it: &Snapshot, look: usize) -> String {
    let said = |text: &Option<String>| text.clone().unwrap_or_default();
    let date = it
        .published_at
        .map(|at| at.to_rfc3339())
        .unwrap_or_default();
    let mut body = String::new();
    for block in &it.body {
        body += &format!("<p>{}</p>\n", block.text);
    }
    let sum = if look == 0 { "12,5" } else { "13,5" };
    body += &format!("<p>Tổng mức đầu tư {sum} tỷ đồng.</p>\n");
    let caption = it.images.first().and_then(|it| it.caption.clone());
    format!(
        "<!doctype html><html lang=\"vi\"><head><meta charset=\"utf-8\"><title>{title}</title></head><body>\
         <nav class=\"muc\"><a href=\"/muc/\">{section}</a></nav><article class=\"bai\"><h1>{title}</h1>\
         <time datetime=\"{date}\">{date}</time><p class=\"lead\">{lead}</p><div class=\"than\">{body}</div>\
         <figure><img src=\"/anh.jpg\" alt=\"\"><figcaption>{caption}</figcaption></figure>\
         <p class=\"tac-gia\">{author}</p></article></body></html>",
        title = said(&it.title),
        section = it.categories.join(", "),
        lead = said(&it.lead),
        caption = said(&caption),
        author = said(&it.author),
    )
}
