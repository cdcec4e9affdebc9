//! Where a run begins: the configured home page and sources of each site.
//!
//! Everything else is found at run time. Never decides what may be asked: the plan does.

use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::{DateTime, Utc};
use url::Url;

use super::plan::From;
use super::step::CrawlStep;
use super::{Crawl, CrawlError};
use crate::config::{Discover, Site};
use crate::discover::rest;
use crate::record::{DiscoveredUrl, DiscoverySource, Role, SourceMetadata};
use crate::store::Event;

impl Crawl {
    /// A site whose home page the archive knows under a name that is no site's any more is that
    /// site: what was known and waited goes by the new name.
    pub(super) fn take_over_renamed(&self) -> Result<(), CrawlError> {
        for site in &self.sites {
            let Ok(home) = site.rules.canonical(None, site.home.as_str()) else {
                continue;
            };
            let known = self.archive().site_of(home.as_str())?;
            let Some(from) = known.filter(|name| self.config.site(name).is_none()) else {
                continue;
            };
            self.tell(&CrawlStep::Renamed {
                from: from.clone(),
                to: site.name.clone(),
            });
            self.commit(&Event::Renamed {
                at: (self.clock)(),
                from,
                to: site.name.clone(),
            })?;
        }
        Ok(())
    }

    /// Names the seeds of every site of this run.
    pub(super) fn seed(&self) -> Result<(), CrawlError> {
        for site in &self.sites {
            let mut discovered = seeds(site, self.config.discover);
            discovered.retain(|it| self.plan.admits(it, &From::Seed));
            let discovered = self.news(&discovered)?;
            if !discovered.is_empty() {
                self.commit(&Event::Discovered {
                    at: (self.clock)(),
                    site: site.name.clone(),
                    from: None,
                    discovered,
                })?;
            }
        }
        Ok(())
    }
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

/// A seed for jitter: differs between addresses and moments, needs no randomness source.
pub(super) fn jitter(url: &str, now: DateTime<Utc>) -> u64 {
    let mut hasher = DefaultHasher::new();
    (url, now.timestamp_nanos_opt()).hash(&mut hasher);
    hasher.finish()
}
