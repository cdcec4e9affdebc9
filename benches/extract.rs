//! Reading a page against merely parsing it.
//!
//! The pages are the portal-shaped fixtures, each stretched to several lengths, so the
//! bench needs no portal. Besides criterion's figures it prints pages/s, MB/s and the
//! ratio of the two; the gate is `extract` ≤ 1.6 × `parse`.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a bench reads its fixtures, the clock, and prints"
)]

use std::fs;
use std::hint::black_box;
use std::time::{Duration, Instant};

use chrono_tz::Asia::Ho_Chi_Minh;
use criterion::{Criterion, Throughput};
use hpnews::extract::{LayoutSource, Page, Recipe, extract};
use hpnews::record::SourceMetadata;
use url::Url;

#[derive(serde::Deserialize)]
struct File {
    site: Site,
}

#[derive(serde::Deserialize)]
struct Site {
    layout: Vec<LayoutSource>,
}

const ROUNDS: u32 = 60;
const CASES: [&str; 5] = [
    "portal-block",
    "portal-shortcode",
    "portal-em",
    "portal-em-br",
    "portal-cu",
];

fn fixture(path: &str) -> String {
    let path = format!("{}/tests/fixtures/{path}", env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Twelve lengths of each case: a paragraph of the body is printed again and again.
fn pages() -> Vec<String> {
    let mut pages = Vec::new();
    for case in CASES {
        let page = fixture(&format!("{case}/page.html"));
        let start = page
            .find("<p style=")
            .or_else(|| page.find("<p>"))
            .unwrap_or_default();
        let end = page[start..]
            .find("</p>")
            .map_or(start, |at| start + at + 4);
        for times in 0..12 {
            let more = page[start..end].repeat(times);
            pages.push(format!("{}{more}{}", &page[..end], &page[end..]));
        }
    }
    pages
}

/// The sum over all pages of the best time each took, for two works done in turn: a page is
/// over before a busy machine takes the processor away, a whole round is not.
fn best(pages: &[String], first: impl Fn(&str), second: impl Fn(&str)) -> (f64, f64) {
    let mut sums = (Duration::ZERO, Duration::ZERO);
    for page in pages {
        let mut best = (Duration::MAX, Duration::MAX);
        for _ in 0..ROUNDS {
            let start = Instant::now();
            first(page);
            let middle = Instant::now();
            second(page);
            best.0 = best.0.min(middle - start);
            best.1 = best.1.min(middle.elapsed());
        }
        sums.0 += best.0;
        sums.1 += best.1;
    }
    (sums.0.as_secs_f64(), sums.1.as_secs_f64())
}

fn main() {
    let file: File = toml::from_str(&fixture("portal/layouts.toml")).expect("a recipe");
    let recipe = Recipe::compile(&file.site.layout, Ho_Chi_Minh).expect("it compiles");
    let url = Url::parse("http://127.0.0.1:8090/tin.html").expect("a URL");
    let pages = pages();
    let bytes: usize = pages.iter().map(String::len).sum();
    let source_metadata = SourceMetadata::default();
    let parse = |html: &str| {
        black_box(scraper::Html::parse_document(html));
    };
    let read = |html: &str| {
        let (url, source_metadata) = (&url, &source_metadata);
        black_box(extract(
            &Page {
                html,
                url,
                source_metadata,
            },
            &recipe,
        ));
    };
    let (bare, full) = best(&pages, parse, read);
    for (name, time) in [("parse", bare), ("extract", full)] {
        let rate = f64::from(u32::try_from(pages.len()).expect("60 pages")) / time;
        let speed = f64::from(u32::try_from(bytes).expect("a few MB")) / time / 1e6;
        println!("{name:8} {rate:7.0} pages/s {speed:6.1} MB/s");
    }
    println!("extract / parse = {:.2} (gate 1.6)", full / bare);

    let mut criterion = Criterion::default().configure_from_args().sample_size(20);
    let mut group = criterion.benchmark_group("page");
    group.throughput(Throughput::Bytes(bytes as u64));
    group.bench_function("parse", |b| {
        b.iter(|| pages.iter().for_each(|page| parse(page)));
    });
    group.bench_function("extract", |b| {
        b.iter(|| pages.iter().for_each(|page| read(page)));
    });
    group.finish();
    criterion.final_summary();
}
