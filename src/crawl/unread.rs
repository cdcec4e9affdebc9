//! Sources that are not to be had: what they would have named, nobody knows, so a run that meets one
//! is not complete.
//!
//! A home page that is not one, a source that says something else or breaks off, one that was
//! read before and is refused now. Not a guess that was never there, nor a list or a feed of the
//! site's that it has taken away.

use super::CrawlError;
use super::run::CrawlRun;
use crate::discover::rest::Posts;
use crate::record::{DiscoveredUrl, DiscoverySource, Role};
use crate::store::{Outcome, Task};

/// The cause and the detail of a loss, judged before the answer is noted.
pub(super) fn lost_source(
    run: &CrawlRun,
    task: &Task,
    outcome: &Outcome,
    status: u16,
) -> Result<Option<(String, String)>, CrawlError> {
    if !task.role.is_source() {
        return Ok(None);
    }
    let is_home = is_home(run, task)?;
    Ok(match outcome {
        Outcome::ReadInPart { reason } => Some(("read_in_part".to_owned(), reason.clone())),
        Outcome::NotArticle {
            reason_kind,
            reason,
        } if is_home || matches!(reason_kind.as_str(), "not_a_source" | "login") => {
            Some((reason_kind.clone(), reason.clone()))
        }
        Outcome::HttpError if is_home || is_missed(run, task, status)? => {
            let detail = format!("the server answered {status}");
            Some((format!("http_{status}"), detail))
        }
        _ => None,
    })
}

/// Where no total is told, a page of posts that names nothing new leads no further: a server
/// that knows no pages answers the same for each.
pub(super) fn without_endless(
    run: &CrawlRun,
    mut discovered: Vec<DiscoveredUrl>,
    posts: &Posts,
) -> Result<Vec<DiscoveredUrl>, CrawlError> {
    let unknown = run.archive().discovery().unknown(&discovered)?;
    if posts.total_pages.is_none() && !unknown.iter().any(|it| it.role != Role::Rest) {
        discovered.retain(|it| it.role != Role::Rest);
    }
    Ok(discovered)
}

fn is_home(run: &CrawlRun, task: &Task) -> Result<bool, CrawlError> {
    let site = run.site(&task.site)?;
    let home = site.rules.canonical(None, site.home.as_str());
    Ok(home.is_ok_and(|home| home.as_str() == task.url))
}

/// Whether a refusal is one of a source that was read before. What is gone is missed only
/// where it is configured, or robots.txt names it.
fn is_missed(run: &CrawlRun, task: &Task, status: u16) -> Result<bool, CrawlError> {
    let archive = run.archive();
    if task.role == Role::Rest {
        // One collection, whatever page and order; WordPress answers 400 past its end.
        return Ok(status != 400 && archive.addresses().was_rest_read(&task.site)?);
    }
    if !archive.addresses().was_read(&task.url)? {
        return Ok(false);
    }
    let told = archive.discovery().discovery_sources(&task.url)?;
    let mut told = told.iter().map(|it| it.source);
    let is_root = told.any(|it| matches!(it, DiscoverySource::Seed | DiscoverySource::Robots));
    Ok(is_root || !matches!(status, 404 | 410))
}
