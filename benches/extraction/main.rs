//! The generic reader (no recipe) beside `dom_smoothie` on pages of other sites.
//!
//! Reads `<set>_raw/*.html` and `<set>_urls.json` below a folder, writes
//! `out/<set>/<reader>.json`, and prints how many pages a second each reader
//! reads, the same pages in turn on one core. `run` beside this file lays all of it out and scores it.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a bench reads its pages, the clock, and prints"
)]

use std::collections::BTreeMap;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use chrono_tz::Asia::Ho_Chi_Minh;
use dom_query::Document;
use dom_smoothie::{Config, Readability, TextMode};
use hpnews::extract::{Page, PageVerdict, Recipe, extract};
use hpnews::record::SourceMetadata;
use serde_json::{Value, json};
use url::Url;

/// How often each page is read for the clock; the best of them counts.
const ROUNDS: u32 = 5;
/// What an address stands in for where a set gives none.
const NOWHERE: &str = "http://trang.vi-du.vn/bai.html";

struct Sample {
    id: String,
    html: String,
    url: Url,
}

fn pages(folder: &Path, set: &str) -> Vec<Sample> {
    let urls = fs::read_to_string(folder.join(format!("{set}_urls.json"))).unwrap_or_default();
    let urls: BTreeMap<String, String> = serde_json::from_str(&urls).unwrap_or_default();
    let raw = folder.join(format!("{set}_raw"));
    let entries = fs::read_dir(&raw).unwrap_or_else(|error| panic!("{}: {error}", raw.display()));
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|it| it.path()))
        .filter(|path| path.extension().is_some_and(|it| it == "html"))
        .collect();
    paths.sort();
    let page = |path: &PathBuf| {
        let id = path.file_stem()?.to_str()?.to_owned();
        let html = String::from_utf8_lossy(&fs::read(path).ok()?).into_owned();
        let url = urls.get(&id).filter(|it| it.starts_with("http"));
        let url = url.and_then(|it| Url::parse(it).ok());
        let url = url.or_else(|| Url::parse(NOWHERE).ok())?;
        Some(Sample { id, html, url })
    };
    paths.iter().filter_map(page).collect()
}

fn hpnews(page: &Sample, recipe: &Recipe, source_metadata: &SourceMetadata) -> Value {
    let (html, url) = (page.html.as_str(), &page.url);
    match extract(
        &Page {
            html,
            url,
            source_metadata,
        },
        recipe,
    )
    .verdict
    {
        PageVerdict::Article(article) => {
            let texts = article.body.iter().map(|it| it.text.as_str());
            let text: Vec<&str> = article.lead.as_deref().into_iter().chain(texts).collect();
            let mut said = json!(article);
            let instant = said["published_at"].take();
            let date = if instant.is_null() {
                said["published_date"].take()
            } else {
                instant
            };
            json!({
                "kind": "article", "articleBody": text.join("\n"), "lead": article.lead,
                "title": article.title, "author": article.author, "date": date,
                "gaps": article.gaps, "fields": article.fields, "source": article.source,
                "categories": article.categories, "related": said["related"].take(),
                "blocks": article.body.iter().map(|it| it.text.as_str()).collect::<Vec<_>>(),
                "captions": article.images.iter().filter_map(|it| it.caption.as_deref()).collect::<Vec<_>>(),
            })
        }
        PageVerdict::NotArticle { kind, reason } => json!({"kind": kind, "reason": reason}),
    }
}

/// `dom_smoothie` as it stands, with captions taken out first: they are no text of the body.
fn smoothie(page: &Sample) -> Option<dom_smoothie::Article> {
    let document = Document::from(page.html.as_str());
    document.select("figcaption, [class*=caption]").remove();
    let config = Config {
        text_mode: TextMode::Formatted,
        ..Config::default()
    };
    let reader = Readability::with_document(document, Some(page.url.as_str()), Some(config));
    reader.ok()?.parse().ok()
}

fn smoothie_said(page: &Sample) -> Value {
    smoothie(page).map_or(json!({}), |it| {
        json!({
            "articleBody": it.text_content.to_string(), "title": it.title, "author": it.byline,
            "date": it.published_time,
        })
    })
}

fn write(folder: &Path, set: &str, reader: &str, output: &BTreeMap<&str, Value>) {
    let folder = folder.join("out").join(set);
    fs::create_dir_all(&folder).expect("a folder to write to");
    let text = json!({"version": env!("CARGO_PKG_VERSION"), "output": output}).to_string();
    fs::write(folder.join(format!("{reader}.json")), text).expect("a disk to write to");
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

/// The sums over all pages of the best time each reader took, page by page in turn.
fn best(pages: &[Sample], recipe: &Recipe, source_metadata: &SourceMetadata) -> (f64, f64) {
    let mut sums = (Duration::ZERO, Duration::ZERO);
    for page in pages {
        let mut best = (Duration::MAX, Duration::MAX);
        let (html, url) = (page.html.as_str(), &page.url);
        for _ in 0..ROUNDS {
            best.0 = best.0.min(timed(|| {
                black_box(extract(
                    &Page {
                        html,
                        url,
                        source_metadata,
                    },
                    recipe,
                ));
            }));
            best.1 = best.1.min(timed(|| {
                black_box(smoothie(page));
            }));
        }
        sums.0 += best.0;
        sums.1 += best.1;
    }
    (sums.0.as_secs_f64(), sums.1.as_secs_f64())
}

fn main() {
    let (options, said): (Vec<String>, Vec<String>) = std::env::args()
        .skip(1)
        .partition(|it| it.starts_with("--"));
    let alone = options.iter().any(|it| it == "--hpnews-only");
    let Some((folder, sets)) = said.split_first() else {
        println!("extraction: needs a folder of pages (benches/extraction/README.md)");
        return;
    };
    let (folder, recipe, source_metadata) = (
        Path::new(folder),
        Recipe::generic(Ho_Chi_Minh),
        SourceMetadata::default(),
    );
    for set in sets {
        let (set, clock) = set
            .strip_suffix(":timed")
            .map_or((set.as_str(), false), |it| (it, true));
        let pages = pages(folder, set);
        let mut ours = BTreeMap::new();
        let mut peers = BTreeMap::new();
        for page in &pages {
            ours.insert(page.id.as_str(), hpnews(page, &recipe, &source_metadata));
            if !alone {
                peers.insert(page.id.as_str(), smoothie_said(page));
            }
        }
        write(folder, set, "hpnews", &ours);
        if !alone {
            write(folder, set, "dom_smoothie", &peers);
        }
        if clock {
            let (own, peer) = best(&pages, &recipe, &source_metadata);
            let count = f64::from(u32::try_from(pages.len()).unwrap_or(u32::MAX));
            println!(
                "speed, {set}, {} pages, one core, best of {ROUNDS}: hpnews {:.0} pages/s, \
                 dom_smoothie {:.0} pages/s, ratio {:.2}",
                pages.len(),
                count / own,
                count / peer,
                peer / own
            );
        }
    }
}
