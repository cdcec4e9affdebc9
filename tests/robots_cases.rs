//! The robots room against the reference programs (Google's robotstxt, protego,
//! crawler-commons): their own suites, and 4,178 real robots.txt files.

use std::io::Read;
use std::time::{Duration, Instant};

use flate2::read::GzDecoder;
use hpnews::robots::{Robots, RobotsVerdict};
use serde_json::Value;
use url::Url;

const CASES: &str = include_str!("fixtures/cases/robots.jsonl");
const REAL: &[u8] = include_bytes!("fixtures/cases/robots_real.jsonl.gz");

/// The longest one file may take, parsing and all its cases, in a debug build too.
const LONGEST: Duration = Duration::from_millis(50);

fn address(text: &str) -> Url {
    let base = Url::parse("http://example.com/").expect("valid");
    base.join(text).expect("every case's url parses")
}

fn str_of<'a>(row: &'a Value, key: &str) -> &'a str {
    row[key].as_str().unwrap_or_default()
}

#[test]
fn core_cases_of_the_reference_suites() {
    let mut core = 0;
    let mut failures = Vec::new();
    for line in CASES.lines() {
        let row: Value = serde_json::from_str(line).expect("a JSON object a line");
        let id = row["id"].as_u64().expect("an id");
        if row["core"] != true {
            continue;
        }
        core += 1;
        let body = match row["robots_b64"].as_str() {
            Some(text) => base64(text),
            None => str_of(&row, "robots").as_bytes().to_vec(),
        };
        let url = address(str_of(&row, "url"));
        let verdict = Robots::parse(&body).verdict(str_of(&row, "ua"), &url);
        if row["allowed"] != verdict.allowed {
            failures.push(format!("{id} {} {url} {verdict:?}", str_of(&row, "ua")));
        }
    }
    println!("core: {core} cases, {} failed", failures.len());
    assert_eq!(core, 1_039);
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// One real robots.txt and what the references say of addresses in it.
struct RealFile {
    name: String,
    body: String,
    cases: Vec<(String, Url, bool)>,
}

fn real_files() -> Vec<RealFile> {
    let mut text = String::new();
    GzDecoder::new(REAL)
        .read_to_string(&mut text)
        .expect("gzip of UTF-8");
    text.lines()
        .map(|line| {
            let row: Value = serde_json::from_str(line).expect("a JSON object a line");
            let cases = row["cases"].as_array().expect("cases").iter().map(|case| {
                let agent = case[0].as_str().expect("agent").to_owned();
                let url = address(case[1].as_str().expect("url"));
                (agent, url, case[2].as_bool().expect("allowed"))
            });
            RealFile {
                name: str_of(&row, "file").to_owned(),
                body: str_of(&row, "robots").to_owned(),
                cases: cases.collect(),
            }
        })
        .collect()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the test measures how long parsing takes"
)]
fn judge(file: &RealFile) -> (Vec<RobotsVerdict>, Duration) {
    let started = Instant::now();
    let robots = Robots::parse(file.body.as_bytes());
    let cases = file.cases.iter();
    let verdicts = cases
        .map(|(agent, url, _)| robots.verdict(agent, url))
        .collect();
    (verdicts, started.elapsed())
}

#[test]
fn real_files_as_the_references_read_them() {
    let files = real_files();
    let cases: usize = files.iter().map(|file| file.cases.len()).sum();
    let (mut wrongly_allowed, mut wrongly_denied) = (Vec::new(), Vec::new());
    let (mut slowest, mut slowest_file) = (Duration::ZERO, "");
    for file in &files {
        let (verdicts, mut took) = judge(file);
        if took > LONGEST {
            // The machine may have been busy elsewhere: the better of two counts.
            took = took.min(judge(file).1);
        }
        if took > slowest {
            (slowest, slowest_file) = (took, &file.name);
        }
        for ((agent, url, expected), verdict) in file.cases.iter().zip(verdicts) {
            let list = match (*expected, verdict.allowed) {
                (false, true) => &mut wrongly_allowed,
                (true, false) => &mut wrongly_denied,
                _ => continue,
            };
            list.push(format!("{} {agent} {url} {:?}", file.name, verdict.rule));
        }
    }
    println!(
        "real: {} files, {cases} cases, {} wrongly allowed, {} wrongly denied, \
         slowest {slowest:?} ({slowest_file})",
        files.len(),
        wrongly_allowed.len(),
        wrongly_denied.len(),
    );
    assert_eq!((files.len(), cases), (4_178, 86_896));
    assert!(wrongly_allowed.is_empty(), "{}", wrongly_allowed.join("\n"));
    assert!(
        wrongly_denied.len() * 1_000 <= cases,
        "{}",
        wrongly_denied.join("\n")
    );
    assert!(slowest <= LONGEST, "{slowest_file} took {slowest:?}");
}

/// Enough of RFC 4648 for the fixtures.
fn base64(text: &str) -> Vec<u8> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0u32, 0);
    for byte in text.bytes().filter(|&b| b != b'=') {
        let digit = DIGITS
            .iter()
            .position(|&d| d == byte)
            .expect("a base64 digit");
        bits = bits << 6 | u32::try_from(digit).expect("below 64");
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).expect("one byte"));
        }
    }
    bytes
}
