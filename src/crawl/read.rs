//! Step *read*: what an answer means, with what the archive holds of it.
//!
//! Reads what came, or what is held where the server says that it is the same. A page that gives
//! nothing waits for REST's word. Never stores and never asks.

use url::Url;

use super::CrawlError;
use super::answer::{AnswerReading, ExtractedPage, Says};
use super::run::CrawlRun;
use super::{reading, witness};
use crate::config::Site;
use crate::discover::rest;
use crate::http::Capture;
use crate::record::{DiscoveredUrl, DiscoverySource, Role};
use crate::store::Task;

/// What an answer means; of a feed that is as it was, what the one that is held means now.
pub(super) fn answer(
    run: &CrawlRun,
    site: &Site,
    task: &Task,
    capture: &Capture,
) -> Result<AnswerReading, CrawlError> {
    let held = if capture.confirms() && task.role == Role::Feed {
        run.archive().newest_in_full(&task.url)?
    } else {
        None
    };
    let read = held.as_ref().unwrap_or(capture);
    by_rest(
        run,
        site,
        task,
        reading::read(site, &run.config.discover, task, read),
    )
}

/// An article whose page gives nothing waits for REST's word as for a second page; any other
/// reading stays what it is.
fn by_rest(
    run: &CrawlRun,
    site: &Site,
    task: &Task,
    reading: AnswerReading,
) -> Result<AnswerReading, CrawlError> {
    let AnswerReading::NotArticle {
        kind,
        reason,
        mut discovered,
    } = reading
    else {
        return Ok(reading);
    };
    let content = match (
        task.role,
        witness::told(&task.source_metadata, &kind, &reason),
    ) {
        (Role::Article, Some((article, number))) => {
            let collection = collection(run, site)?;
            collection.map(|it| (article, rest::post(&it, number).to_string()))
        }
        _ => None,
    };
    let Some((article, content)) = content else {
        return Ok(AnswerReading::NotArticle {
            kind,
            reason,
            discovered,
        });
    };
    discovered.push(DiscoveredUrl {
        url: content.clone(),
        role: Role::Part,
        source: DiscoverySource::Page,
        hops: 0,
        source_metadata: task.source_metadata.clone(),
    });
    Ok(AnswerReading::Article(ExtractedPage {
        says: Says {
            article: Box::new(article),
            post_id: task.source_metadata.post_id,
            canonical: None,
        },
        parts: vec![task.url.clone(), content],
        discovered,
    }))
}

/// A page of the site's REST collection that could be read.
fn collection(run: &CrawlRun, site: &Site) -> Result<Option<Url>, CrawlError> {
    let sources = run.archive().discovery().sources(&site.name)?.into_iter();
    let mut read =
        sources.filter(|it| it.role == Role::Rest && it.last_outcome.as_deref() == Some("read"));
    Ok(read.find_map(|it| Url::parse(&it.url).ok()))
}
