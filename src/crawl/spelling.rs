//! The spelling in which an address was named, where its folded form is not there.
//!
//! `/tin/amp` is folded to `/tin`, `/a.html/` to `/a.html`, `?print=1` is dropped: each was measured
//! on some system, and is another page on another. So a 404 of an address that was never held is
//! answered by what the page that named it really wrote. Never asks anything itself.

use url::Url;

use super::run::CrawlRun;
use super::{CrawlError, reread};
use crate::config::Site;
use crate::discover::{Caps, read_feed, read_sitemap};
use crate::http::Capture;
use crate::record::{DiscoveredUrl, DiscoverySource, Role, SourceMetadata};
use crate::store::Task;

/// The address as somebody named it, where that is another than was asked, and was not there.
pub(super) fn as_named(
    run: &CrawlRun,
    site: &Site,
    task: &Task,
) -> Result<Option<DiscoveredUrl>, CrawlError> {
    if !matches!(task.role, Role::Article | Role::Page) {
        return Ok(None);
    }
    let archive = run.archive();
    if archive
        .articles()
        .article_for(&task.url, None, &site.name)?
        .is_some()
    {
        return Ok(None);
    }
    for told in archive.discovery().discovery_sources(&task.url)? {
        let Some(page) = told.page else {
            continue;
        };
        // A record that cannot be read says nothing; `verify` tells of it.
        let Ok(Some(capture)) = archive.newest_in_full(&page) else {
            continue;
        };
        if let Some(url) = spelled(site, &task.url, &capture) {
            return Ok(Some(DiscoveredUrl {
                url: url.into(),
                role: task.role,
                source: DiscoverySource::Redirect,
                hops: task.hops.saturating_add(1),
                source_metadata: task.source_metadata.clone(),
            }));
        }
    }
    Ok(None)
}

/// What a page wrote for an address that is folded to `folded`.
fn spelled(site: &Site, folded: &str, capture: &Capture) -> Option<Url> {
    hrefs(site, capture).iter().find_map(|href| {
        let canonical = site.rules.canonical(Some(&capture.url), href).ok()?;
        let spelled = site.rules.spelled(Some(&capture.url), href).ok()?;
        (canonical.as_str() == folded && spelled.as_str() != folded).then_some(spelled)
    })
}

/// All addresses that a list, a feed or a sitemap names.
fn hrefs(site: &Site, capture: &Capture) -> Vec<String> {
    if let Ok(extracted) = reread::page(site, &SourceMetadata::default(), capture)
        && !extracted.links.is_empty()
    {
        return extracted.links.into_iter().map(|it| it.href).collect();
    }
    let caps = Caps::default();
    let told = read_sitemap(&capture.body, &caps).or_else(|_| read_feed(&capture.body, &caps));
    let findings = told.map(|it| it.findings).unwrap_or_default();
    findings.into_iter().map(|it| it.href).collect()
}
