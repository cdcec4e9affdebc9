//! The portal's collection of posts as the archive knows it: which it should hold, and which of
//! its pages this run has read. Never asks and never schedules anything.

use std::collections::BTreeSet;

use url::Url;

use super::walk::IncrementalWalk;
use crate::change::ArticleStatus;
use crate::config::Site;
use crate::crawl::CrawlError;
use crate::crawl::frontier::Frontier;
use crate::store::{Archive, Filter};

/// Whether an earlier process of this run read the first page.
pub(super) fn was_walked_before(
    frontier: &Frontier,
    site: &Site,
    walk: &IncrementalWalk,
) -> Result<bool, CrawlError> {
    if !frontier.run.row.resumed || !is_done(frontier, &walk.page(1)) {
        return Ok(false);
    }
    let rows = frontier.run.archive().discovery().sources(&site.name)?;
    let first = walk.page(1);
    let mut rows = rows.iter().filter(|row| row.url == first.as_str());
    Ok(rows.any(|row| row.last_outcome.as_deref() == Some("read")))
}

pub(super) fn is_done(frontier: &Frontier, page: &Url) -> bool {
    let known = frontier.run.archive().addresses().due_of(page.as_str());
    known.is_ok_and(|known| known.is_some_and(|it| it.state == "done"))
}

/// The numbers of the posts the portal should list: those held and live, and those it told
/// of that are still to be had.
pub(super) fn expected_posts(
    frontier: &Frontier,
    site: &Site,
) -> Result<BTreeSet<u64>, CrawlError> {
    let archive = frontier.run.archive();
    let held = archive.observations().held_posts(&site.name)?;
    let live = held
        .iter()
        .filter(|it| it.article_status == ArticleStatus::Live);
    let listed = archive.discovery().rest_posts(&site.name)?;
    let mut expected: BTreeSet<u64> = live
        .map(|it| it.post_id)
        .filter(|id| listed.contains(id))
        .collect();
    let told = archive.discovery().told_posts(&site.name)?;
    expected.extend(told.iter().filter(|it| !it.gone).map(|it| it.post_id));
    Ok(expected)
}

/// Whether an article is held: of a site, or of any.
pub(super) fn holds(archive: &Archive, site: Option<&str>) -> Result<bool, CrawlError> {
    let any = archive.articles().list(&Filter {
        site: site.map(str::to_owned),
        limit: Some(1),
        ..Filter::default()
    })?;
    Ok(!any.is_empty())
}
