//! Articles in several pages: a page waits for the others of the same run, and what can be had
//! of an article becomes a version.
//!
//! Never joins pages of two runs.

use super::CrawlError;
use super::keep::{Versions, out_of_range};
use super::reread::missing_part;
use super::tally::Tally;
use super::version::WholeVersion;
use crate::config::Site;
use crate::extract;
use crate::record::{Article, Role, SourcePage};
use crate::store::{Event, Outcome, Task};

/// Joins the parts once the last one has come.
pub(super) fn later_part(
    versions: &Versions,
    site: &Site,
    task: &Task,
    article: Article,
    post_id: Option<u64>,
    page: SourcePage,
) -> Result<Outcome, CrawlError> {
    let held = versions.run.parts_with(&task.url)?;
    let Some(first) = held.first() else {
        return Ok(Outcome::NotArticle {
            reason_kind: "stray_part".to_owned(),
            reason: "no article is waiting for this page".to_owned(),
        });
    };
    let of = first.of.clone();
    let number = position(&of, &task.url);
    if of
        .iter()
        .filter(|url| !held.iter().any(|part| part.url == **url))
        .count()
        > 1
    {
        return Ok(Outcome::PartKept {
            article_url: first.url.clone(),
            number,
            of,
            extracted: Box::new(article),
            page: Box::new(page),
        });
    }
    let mut parts: Vec<(u32, Article, SourcePage)> = held
        .into_iter()
        .map(|part| (part.number, part.extracted, part.page))
        .collect();
    parts.push((number, article, page));
    join(versions, site, parts, post_id, &[])
}

/// Stores what there is of an article whose missing parts will not come: half an
/// article with a named gap is worth more than none.
fn join(
    versions: &Versions,
    site: &Site,
    mut parts: Vec<(u32, Article, SourcePage)>,
    post_id: Option<u64>,
    missing: &[(u32, String)],
) -> Result<Outcome, CrawlError> {
    parts.sort_by_key(|(number, ..)| *number);
    let mut articles = Vec::with_capacity(parts.len());
    let mut pages = Vec::with_capacity(parts.len());
    for (_, article, page) in parts {
        articles.push(article);
        pages.push(page);
    }
    let url = pages
        .first()
        .map(|page| page.url.clone())
        .unwrap_or_default();
    let mut article = extract::join(articles);
    for (number, cause) in missing {
        article.gaps.push(missing_part(*number, cause));
    }
    if article.body.is_empty() && !missing.is_empty() {
        let causes = missing.iter().map(|(_, cause)| cause.as_str());
        return Ok(Outcome::NotArticle {
            reason_kind: "empty".to_owned(),
            reason: format!(
                "it gives nothing, and neither does REST: {}",
                causes.collect::<Vec<_>>().join(", ")
            ),
        });
    }
    if !versions.within_plan(&article) {
        return Ok(out_of_range());
    }
    let whole = WholeVersion {
        url,
        article,
        post_id,
        pages,
    };
    versions.store(site, whole, None)
}

/// A final status: for a part it ends the waiting, for anything else it is the answer.
pub(super) fn after_status(
    versions: &Versions,
    site: &Site,
    task: &Task,
    status: u16,
) -> Result<Outcome, CrawlError> {
    if task.role != Role::Part {
        return Ok(Outcome::HttpError);
    }
    without_part(versions, site, &task.url, &format!("HTTP {status}"))
}

/// What to make of an article one of whose parts will not come.
fn without_part(
    versions: &Versions,
    site: &Site,
    part_url: &str,
    cause: &str,
) -> Result<Outcome, CrawlError> {
    let held = versions.run.parts_with(part_url)?;
    let Some(first) = held.first() else {
        return Ok(Outcome::HttpError);
    };
    let missing: Vec<(u32, String)> = first
        .of
        .iter()
        .filter(|url| !held.iter().any(|part| part.url == **url))
        .map(|url| (position(&first.of, url), cause.to_owned()))
        .collect();
    let parts = held
        .into_iter()
        .map(|part| (part.number, part.extracted, part.page))
        .collect();
    join(versions, site, parts, None, &missing)
}

/// A part that cannot be had: the article is stored without it, with a gap.
pub(super) fn give_up(
    versions: &Versions,
    tally: &Tally,
    task: &Task,
    cause: &str,
) -> Result<(), CrawlError> {
    let site = versions.run.site(&task.site)?;
    let Some(first) = versions.run.parts_with(&task.url)?.into_iter().next() else {
        return Ok(());
    };
    let outcome = without_part(versions, &site, &task.url, cause)?;
    // A page that is held back is found again by its record.
    let place = first.page.warc.as_ref();
    let held = match (&outcome, place) {
        (Outcome::Drifted { .. }, Some(at)) => {
            versions.run.archive().captures().at(&at.file, at.offset)?
        }
        _ => None,
    };
    let event = Event::Captured {
        at: first.page.captured_at.to_utc(),
        site: task.site.clone(),
        url: first.url.clone(),
        role: Role::Article,
        status: 200,
        payload: Some(first.page.payload.clone()),
        bytes: 0,
        content_type: None,
        warc: held.map(|row| row.evidence),
        outcome,
        discovered: Vec::new(),
    };
    tally.record(task, &event)
}

/// The number of a page among the pages of its article, from 1.
fn position(of: &[String], url: &str) -> u32 {
    let index = of.iter().position(|part| part == url).unwrap_or(of.len());
    u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1)
}
