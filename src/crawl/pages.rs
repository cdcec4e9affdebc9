//! The pages an article is read from, taken out of the archive, and what they make.

use chrono::{DateTime, FixedOffset};

use super::reread::{NoArticle, Pages, Reread, missing_part, recompute};
use super::version::civil;
use crate::config::Site;
use crate::digest::PayloadDigest;
use crate::record::{Gap, Role, Snapshot, SourceMetadata, SourcePage};
use crate::store::{CaptureRow, DriftedCapture, Reader, StoreError, Task};

/// The pages a snapshot cites; the error says for a person why they cannot be had.
pub(super) fn of_snapshot(reader: &Reader, snapshot: &Snapshot) -> Result<Pages, String> {
    let mut pages = Vec::new();
    for page in &snapshot.provenance.pages {
        let place = page.warc.as_ref().ok_or("a page of it was not kept")?;
        let capture = reader.capture_at(place).map_err(said)?;
        pages.push((page.clone(), capture));
    }
    Ok(pages)
}

/// A capture as the first page of what may be an article.
pub(super) fn of_capture(
    reader: &Reader,
    site: &Site,
    row: &CaptureRow,
    source_metadata: SourceMetadata,
) -> Result<Pages, String> {
    let capture = reader.capture_at(&row.evidence.location).map_err(said)?;
    Ok(vec![(source(site, row, source_metadata), capture)])
}

/// What a capture was asked for, to be read again as if it had just come.
pub(super) fn asked(
    site: &Site,
    row: &CaptureRow,
    role: Role,
    source_metadata: &SourceMetadata,
) -> Task {
    Task {
        url: row.url.clone(),
        site: site.name.clone(),
        role,
        attempts: 0,
        hops: 0,
        source_metadata: source_metadata.clone(),
        last: None,
        due: None,
    }
}

/// What a capture, as the first page of an article, makes.
pub(super) fn reread(
    reader: &Reader,
    site: &Site,
    row: &CaptureRow,
    source_metadata: SourceMetadata,
) -> Result<(Pages, Result<Reread, NoArticle>), String> {
    let mut pages = of_capture(reader, site, row, source_metadata)?;
    let made = read(reader, site, &mut pages, &[])?;
    Ok((pages, made))
}

/// The first page of an article that was held back; of an article in several it is not the
/// page that completed it.
pub(super) fn first_page(reader: &Reader, held: &DriftedCapture) -> Result<CaptureRow, StoreError> {
    if held.capture.role != Role::Part {
        return Ok(held.capture.clone());
    }
    let mut rows = reader.captures().of(&held.article_url)?;
    rows.retain(|it| it.run == held.capture.run && it.status == Some(200) && !it.evidence.partial);
    Ok(rows.pop().unwrap_or_else(|| held.capture.clone()))
}

/// What the pages make. Later parts that the first page names are looked for among the kept
/// captures; one that is not there leaves a gap, `told` already or told now.
pub(super) fn read(
    reader: &Reader,
    site: &Site,
    pages: &mut Pages,
    told: &[Gap],
) -> Result<Result<Reread, NoArticle>, String> {
    let first = recompute(site, pages);
    let Ok(read) = &first else {
        return Ok(first);
    };
    if read.parts.len() <= pages.len() {
        return Ok(first);
    }
    let missing = complete(reader, site, pages, &read.parts)?;
    let again = recompute(site, pages);
    Ok(again.map(|mut read| {
        for number in missing {
            let start = missing_part(number, "");
            if !told.iter().any(|gap| gap.reason.starts_with(&start.reason)) {
                let gap = missing_part(number, "it was not kept");
                read.article.gaps.push(gap);
            }
        }
        read
    }))
}

/// Puts the kept captures of the named parts, nearest in time to the first page, in their
/// places; the numbers of those that are not kept.
fn complete(
    reader: &Reader,
    site: &Site,
    pages: &mut Pages,
    parts: &[String],
) -> Result<Vec<u32>, String> {
    let (at, source_metadata) = match pages.first() {
        Some((page, _)) => (page.captured_at, page.source_metadata.clone()),
        None => return Ok(Vec::new()),
    };
    let mut whole = Pages::new();
    let mut missing = Vec::new();
    for (number, part) in (1..).zip(parts) {
        if let Some(index) = pages.iter().position(|(page, _)| page.url == *part) {
            whole.push(pages.swap_remove(index));
        } else if let Some(row) = nearest(reader, part, at)? {
            whole.extend(of_capture(reader, site, &row, source_metadata.clone())?);
        } else {
            missing.push(number);
        }
    }
    // Pages the article was read from once and the first page names no more.
    whole.append(pages);
    *pages = whole;
    Ok(missing)
}

fn nearest(
    reader: &Reader,
    url: &str,
    at: DateTime<FixedOffset>,
) -> Result<Option<CaptureRow>, String> {
    let mut held = reader.captures().of(url).map_err(said)?;
    held.retain(|it| it.status == Some(200) && !it.evidence.partial);
    Ok(held
        .into_iter()
        .min_by_key(|it| (it.at - at.to_utc()).abs()))
}

/// The article's address a capture was made for: an imported one may have been asked for by
/// another spelling.
pub(super) fn address(site: &Site, row: &CaptureRow) -> String {
    let canonical = site.rules.canonical(None, &row.url);
    canonical.map_or_else(|_| row.url.clone(), String::from)
}

fn source(site: &Site, row: &CaptureRow, source_metadata: SourceMetadata) -> SourcePage {
    let payload = row.payload.clone();
    SourcePage {
        url: address(site, row),
        captured_at: civil(row.at, site.zone),
        payload: payload.unwrap_or_else(|| PayloadDigest::of(b"")),
        warc: Some(row.evidence.location.clone()),
        source_metadata,
    }
}

#[expect(clippy::needless_pass_by_value, reason = "it is what map_err gives")]
fn said(error: StoreError) -> String {
    error.to_string()
}
