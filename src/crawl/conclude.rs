//! What a run's end concludes, in this order: which sites were redesigned or are not as they
//! were, where articles stand, what changed. Before the run is closed, so that its manifest seals
//! it.

use super::article_status::judge_articles;
use super::drift::DriftJudge;
use super::frontier::{Frontier, Offline};
use super::incremental::IncrementalRun;
use super::report::{Drift, MissedArticle, RunEnding};
use super::run::CrawlRun;
use super::site::judge_sites;
use super::{CrawlError, changes};
use crate::store::SiteRow;

/// To be called once every address was dealt with. A process that goes on after a kill
/// concludes again, and tells nothing twice.
pub(super) fn conclude(
    pages: &DriftJudge<'_>,
    incremental: Option<&IncrementalRun>,
) -> Result<(Vec<Drift>, Vec<SiteRow>), CrawlError> {
    let run = pages.run;
    let drift = pages.judge()?;
    let sites = judge_sites(pages.frontier)?;
    for site in &run.sites {
        let listing = incremental.and_then(|night| night.sources.listing(site));
        judge_articles(run, site, listing)?;
    }
    changes::tell(&mut run.archive(), &run.config, &run.row.stamp)?;
    Ok((drift, sites))
}

/// Everything any source named as an article and that this run did not capture.
pub(super) fn not_seen(
    run: &CrawlRun,
    frontier: &Frontier,
) -> Result<Vec<MissedArticle>, CrawlError> {
    let rows = run.archive().runs().not_seen(&run.row.stamp)?;
    let chosen = |site: &str| run.sites.iter().any(|it| it.name == site);
    Ok(rows
        .into_iter()
        .filter(|row| chosen(&row.site))
        .map(|row| {
            let url = url::Url::parse(&row.url).ok();
            let left = url.and_then(|url| frontier.aside_of(&url));
            let cause = row.reason;
            let (cause, detail) = match left {
                Some((why, reason)) if cause == "not_asked" => (why.to_owned(), reason),
                _ => (cause, row.detail.unwrap_or_default()),
            };
            MissedArticle {
                url: row.url,
                named_by: row.discovery_sources,
                cause,
                detail,
            }
        })
        .collect())
}

/// How a run ended, for its summary file; hosts left alone are named there.
pub(super) fn exit(ending: RunEnding, offline: &Offline) -> String {
    let hosts = offline
        .iter()
        .map(|(host, (cause, reason))| format!("; {host}: {cause}: {reason}"));
    std::iter::once(ending.exit().to_owned())
        .chain(hosts)
        .collect()
}
