//! Where a run begins: the configured home page and sources of each site.
//!
//! Everything else is found at run time. Never decides what may be asked: the plan does.

use url::Url;

use super::CrawlError;
use super::frontier::Frontier;
use super::plan::From;
use super::run::CrawlRun;
use super::step::CrawlStep;
use crate::config::{Discover, Site};
use crate::discover::rest;
use crate::record::{DiscoveredUrl, DiscoverySource, Role, SourceMetadata};
use crate::store::Event;

/// A site whose home page the archive knows under a name that is no site's any more is that
/// site: what was known and waited goes by the new name.
pub(super) fn take_over_renamed(run: &CrawlRun) -> Result<(), CrawlError> {
    for site in &run.sites {
        let Ok(home) = site.rules.canonical(None, site.home.as_str()) else {
            continue;
        };
        let known = run.archive().articles().site_of(home.as_str())?;
        let Some(from) = known.filter(|name| run.config.site(name).is_none()) else {
            continue;
        };
        run.tell(&CrawlStep::Renamed {
            from: from.clone(),
            to: site.name.clone(),
        });
        run.commit(&Event::Renamed {
            at: run.now(),
            from,
            to: site.name.clone(),
        })?;
    }
    Ok(())
}

/// Names the seeds of every site of this run.
pub(super) fn seed(frontier: &Frontier) -> Result<(), CrawlError> {
    let run = &*frontier.run;
    for site in &run.sites {
        let mut discovered = seeds(site, run.config.discover);
        discovered.retain(|it| run.plan.admits(it, &From::Seed));
        let discovered = frontier.news(&discovered)?;
        if !discovered.is_empty() {
            run.commit(&Event::Discovered {
                at: run.now(),
                site: site.name.clone(),
                from: None,
                discovered,
            })?;
        }
    }
    Ok(())
}

fn seeds(site: &Site, discover: Discover) -> Vec<DiscoveredUrl> {
    let mut seeds = vec![(site.home.clone(), Role::List)];
    let mut add = |wanted: bool, role: Role, urls: &[Url]| {
        if wanted {
            seeds.extend(urls.iter().map(|url| (url.clone(), role)));
        }
    };
    add(discover.lists, Role::List, &site.sources.lists);
    add(discover.sitemaps, Role::Sitemap, &site.sources.sitemaps);
    add(discover.feeds, Role::Feed, &site.sources.feeds);
    let rest: Vec<Url> = site
        .sources
        .rest
        .iter()
        .map(|root| rest::posts_page(root, 1, &rest::PostWindow::default()))
        .collect();
    add(discover.rest, Role::Rest, &rest);
    seeds
        .into_iter()
        .filter_map(|(url, role)| {
            let url = match role {
                Role::List => site.rules.canonical(None, url.as_str()),
                _ => site.rules.resolve(None, url.as_str()),
            }
            .ok()?;
            Some(DiscoveredUrl {
                url: url.into(),
                role,
                source: DiscoverySource::Seed,
                hops: 0,
                source_metadata: SourceMetadata::default(),
            })
        })
        .collect()
}
