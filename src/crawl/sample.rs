//! Pages to hold a recipe against: some held ones, spread over sections and years, and how a
//! crawl would read each today.
//!
//! Never stores, and never asks anybody.

use std::collections::BTreeMap;

use chrono::Datelike;
use url::Url;

use super::pages::{first_page, of_capture, of_snapshot};
use super::reread::{NoArticle, Pages, recompute, whole};
use crate::config::Site;
use crate::digest::PayloadDigest;
use crate::http::Capture;
use crate::record::{Article, Role, SourceMetadata, SourcePage};
use crate::store::{Filter, Reader, StoreError};
use crate::text::charset;

/// Articles looked through for a sample.
const LOOKED_THROUGH: u32 = 20_000;

/// A type that says nothing, so that the bytes decide.
const UNKNOWN: &str = "unknown/unknown";

/// An article as the crawl would store it, and as its pages alone say it.
#[derive(Clone, Debug, PartialEq)]
pub struct TwoReadings {
    /// With what sources told.
    pub stored: Article,
    /// Without.
    pub printed: Article,
}

/// Reads pages both ways; the error says what they are instead of an article.
pub fn read_both(site: &Site, pages: &Pages) -> Result<TwoReadings, NoArticle> {
    let stored = recompute(site, pages)?.article;
    let mut untold = pages.clone();
    for (page, _) in &mut untold {
        page.source_metadata = SourceMetadata::default();
    }
    let printed = recompute(site, &untold).map_or_else(|_| Article::default(), |it| it.article);
    Ok(TwoReadings { stored, printed })
}

/// One page that has just come, or was saved, with what is known of its address.
pub fn pages_from(site: &Site, capture: Capture, source_metadata: SourceMetadata) -> Pages {
    let url = site.rules.canonical(None, capture.url.as_str());
    let page = SourcePage {
        url: url.map_or_else(|_| capture.url.to_string(), String::from),
        captured_at: super::version::civil(capture.requested_at, site.zone),
        payload: capture.payload.clone(),
        warc: None,
        source_metadata,
    };
    vec![(page, capture)]
}

/// A file as if it had come from an address, at no time.
pub fn saved(url: &Url, bytes: Vec<u8>) -> Capture {
    Capture {
        url: url.clone(),
        requested_at: chrono::DateTime::UNIX_EPOCH,
        status: 200,
        reason: "OK".to_owned(),
        headers: vec![("content-type".to_owned(), UNKNOWN.as_bytes().to_vec())],
        request_head: Vec::new(),
        response_head: Vec::new(),
        payload: PayloadDigest::of(&bytes),
        body: bytes,
        truncated: None,
        undecoded: None,
        peer: None,
    }
}

/// The text of a page; the error says why it is none: its status, or its type.
pub fn html_of(capture: &Capture) -> Result<String, NoArticle> {
    whole(capture)?;
    if !capture.is_html() {
        let essence = capture.content_type().filter(|it| it != UNKNOWN);
        let but = essence.map(|it| format!(" but {it}"));
        return Err(NoArticle {
            kind: "not_html".to_owned(),
            reason: format!("it is no HTML{}", but.unwrap_or_default()),
        });
    }
    Ok(charset::decode(&capture.body, capture.content_type().as_deref()).text)
}

/// Addresses of articles that a page names, each once, in its order.
pub fn articles_named(site: &Site, capture: &Capture) -> Vec<Url> {
    let Ok(extracted) = super::reread::page(site, &SourceMetadata::default(), capture) else {
        return Vec::new();
    };
    let mut found: Vec<Url> = Vec::new();
    for link in &extracted.links {
        let url = site.rules.canonical(Some(&capture.url), &link.href);
        let Ok(url) = url else { continue };
        if site.rules.role(&url) == Some(Role::Article) && !found.contains(&url) {
            found.push(url);
        }
    }
    found
}

/// Articles of a site to hold its recipe against, each with the pages it was last read from:
/// pages that wait to be read first, a quarter at most, then held ones of every section and year
/// in turn. What cannot be read is left out, and said in the log.
pub fn sample(reader: &Reader, site: &Site, most: usize) -> Result<Vec<Pages>, StoreError> {
    let mut found = waiting(reader, site, most.div_ceil(4))?;
    let filter = Filter {
        site: Some(site.name.clone()),
        limit: Some(LOOKED_THROUGH),
        ..Filter::default()
    };
    let mut groups: BTreeMap<(Option<i32>, Option<String>), Vec<String>> = BTreeMap::new();
    for row in reader.articles().list(&filter)?.into_iter().rev() {
        let year = row.published_date.map(|day| day.year());
        let section = row.sections.first().cloned();
        groups.entry((year, section)).or_default().push(row.newest);
    }
    // Each takes its newest in turn, the latest years first.
    let mut groups: Vec<Vec<String>> = groups.into_values().rev().collect();
    while found.len() < most && groups.iter().any(|it| !it.is_empty()) {
        for group in &mut groups {
            let Some(path) = group.pop().filter(|_| found.len() < most) else {
                continue;
            };
            let pages = reader
                .read_snapshot(&path)
                .map_err(|error| error.to_string())
                .and_then(|snapshot| of_snapshot(reader, &snapshot));
            match pages {
                Ok(pages) => found.push(pages),
                Err(cause) => tracing::warn!("{path} is left out: {cause}"),
            }
        }
    }
    Ok(found)
}

/// Pages kept raw because they did not fit.
fn waiting(reader: &Reader, site: &Site, most: usize) -> Result<Vec<Pages>, StoreError> {
    let mut found = Vec::new();
    for held in reader
        .sites()
        .drifted_captures(&site.name, None)?
        .iter()
        .rev()
        .take(most)
    {
        let row = first_page(reader, held)?;
        match of_capture(reader, site, &row, held.source_metadata.clone()) {
            Ok(pages) => found.push(pages),
            Err(cause) => tracing::warn!("{} is left out: {cause}", row.url),
        }
    }
    Ok(found)
}

/// The look before the newest at the same page that brought other bytes, for what ticks.
pub fn earlier_look(
    reader: &Reader,
    site: &Site,
    pages: &Pages,
) -> Result<Option<Pages>, StoreError> {
    let [(page, capture)] = &pages[..] else {
        return Ok(None);
    };
    let mut rows = reader.captures().of(&page.url)?;
    rows.retain(|row| {
        let is_whole = row.status == Some(200) && !row.evidence.partial;
        is_whole
            && row
                .payload
                .as_ref()
                .is_some_and(|it| *it != capture.payload)
    });
    let Some(row) = rows.pop() else {
        return Ok(None);
    };
    Ok(of_capture(reader, site, &row, page.source_metadata.clone()).ok())
}
