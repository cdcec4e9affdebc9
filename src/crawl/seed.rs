//! Where a run begins: the configured home page and sources of each site.
//!
//! Everything else is found at run time. Never decides what may be asked: the plan does.

use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::{DateTime, Utc};
use url::Url;

use super::plan::From;
use super::step::Step;
use super::{Crawl, CrawlError};
use crate::config::{Discover, Site};
use crate::discover::rest;
use crate::record::{Hint, Named, Role, Teller};
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
            self.tell(&Step::Renamed {
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
            let mut named = seeds(site, self.config.discover);
            named.retain(|it| self.plan.admits(it, &From::Seed));
            let named = self.news(&named)?;
            if !named.is_empty() {
                self.commit(&Event::Named {
                    at: (self.clock)(),
                    site: site.name.clone(),
                    from: None,
                    named,
                })?;
            }
        }
        Ok(())
    }
}

fn seeds(site: &Site, discover: Discover) -> Vec<Named> {
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
        .map(|root| rest::posts_page(root, 1, &rest::Window::default()))
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
            Some(Named {
                url: url.into(),
                role,
                teller: Teller::Seed,
                hops: 0,
                hint: Hint::default(),
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
