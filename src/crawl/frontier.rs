//! What to ask next, and what a run leaves alone: the archive's frontier, seen through
//! the plan of this run.
//!
//! Never orders the frontier (the store does) and never hides what it leaves out: that is
//! in the run's report.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::PoisonError;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use super::plan::{Done, From};
use super::setup::host_key;
use super::{Crawl, CrawlError};
use crate::config::{Media, Site};
use crate::discover::rest;
use crate::record::{DiscoveredUrl, Role};
use crate::store::{Among, Event, HeldPart, Outcome, Task};

impl Crawl {
    /// Hosts of this run's sites with something to ask, not set aside.
    pub(super) fn hosts_due(&self) -> Result<Vec<String>, CrawlError> {
        if self.stop.asked() {
            return Ok(Vec::new());
        }
        let hosts = self.archive().hosts_pending()?;
        let now = (self.clock)();
        let mut due = Vec::new();
        for host in hosts {
            if self.is_set_aside(&host) {
                continue;
            }
            let ready = self.next_due(&host)?.is_some();
            if ready || self.next_retry(&host)?.is_some_and(|at| at > now) {
                due.push(host);
            }
        }
        Ok(due)
    }

    /// The next address of a host, if it belongs to a site of this run.
    pub(super) fn next_due(&self, host: &str) -> Result<Option<Task>, CrawlError> {
        let among = self.among();
        Ok(self.archive().next_due(host, &among, (self.clock)())?)
    }

    /// What this run asks of any host: its own sites', and nothing of an origin set aside.
    fn among(&self) -> Among {
        let offline = self.tally().offline.keys().cloned().collect();
        let sites = self.sites.iter().map(|site| site.name.clone());
        Among {
            sites: sites.collect(),
            offline,
        }
    }

    /// When the first address that failed may be tried again.
    pub(super) fn next_retry(&self, host: &str) -> Result<Option<DateTime<Utc>>, CrawlError> {
        Ok(self.archive().earliest_retry(host, &self.among())?)
    }

    /// How long a host may still be waited for in this run.
    pub(super) fn patience(&self, host: &str) -> TimeDelta {
        let waited = self.tally().waited.get(host).copied().unwrap_or_default();
        let left = self.config.pace.patience.saturating_sub(waited);
        TimeDelta::from_std(left).unwrap_or(TimeDelta::MAX)
    }

    /// A host was waited for, beyond the pause between two requests.
    pub(super) fn waited(&self, host: &str, time: Duration) {
        *self.tally().waited.entry(host.to_owned()).or_default() += time;
    }

    /// The address of a task. One that can no longer be read (the configuration has
    /// changed since it was named) is skipped, with the reason.
    pub(super) fn address_of(&self, site: &Site, task: &Task) -> Result<Option<Url>, CrawlError> {
        let known = Url::parse(&task.url)
            .ok()
            .filter(|url| site.rules.in_scope(url));
        if known.is_none() {
            self.skip(
                task,
                "out_of_scope",
                "the configuration no longer covers this address",
            )?;
        }
        Ok(known)
    }

    /// Why this run does not ask an address, by what is known before asking.
    pub(super) fn refused(&self, site: &Site, task: &Task) -> Option<(&'static str, String)> {
        if task.role == Role::Part && self.parts_with(&task.url).is_ok_and(|held| held.is_empty()) {
            return Some((
                "no_longer_part",
                "no article names this page as its part".to_owned(),
            ));
        }
        if task.role == Role::Rest && !self.is_night() && is_of_nights(&task.url) {
            return Some((
                "of_nights",
                "this run reads the same posts in another order".to_owned(),
            ));
        }
        if task.role == Role::Rest && !is_asked_today(&task.url) {
            return Some((
                "superseded",
                "the same posts are asked for more now".to_owned(),
            ));
        }
        if task.role == Role::Media && self.config.media == Media::None {
            return Some(("media", "fetch.media is \"none\"".to_owned()));
        }
        if task.hops > self.config.fetch.max_redirects {
            let most = self.config.fetch.max_redirects;
            return Some((
                "too_many_redirects",
                format!("more than {most} redirects or sitemap indexes led here"),
            ));
        }
        let done = self.done(site);
        let refusal = self
            .plan
            .refuses(task.role, &task.source_metadata, site.zone, done)?;
        Some((refusal.cause(), refusal.detail().to_owned()))
    }

    fn done(&self, site: &Site) -> Done {
        let tally = self.tally();
        let of_site = |role| tally.sources_asked.get(&(site.name.clone(), role));
        Done {
            articles: tally.articles_asked,
            lists: of_site(Role::List).copied().unwrap_or_default(),
            max_lists: self.config.discover.max_list_pages,
            sitemaps: of_site(Role::Sitemap).copied().unwrap_or_default(),
            max_sitemaps: self.config.discover.max_sitemaps,
        }
    }

    /// What an answer named, as far as the plan lets it lead on.
    pub(super) fn admitted(
        &self,
        task: &Task,
        discovered: Vec<DiscoveredUrl>,
    ) -> Vec<DiscoveredUrl> {
        let from = match task.role {
            Role::List => From::List(&task.url),
            Role::Article | Role::Part | Role::Page | Role::Media => From::Article,
            Role::Robots | Role::Sitemap | Role::Feed | Role::Rest => From::Other,
        };
        let mut discovered = discovered;
        discovered.retain(|it| self.plan.admits(it, &from));
        discovered
    }

    /// Only what the archive did not know: journals stay small.
    pub(super) fn news(
        &self,
        discovered: &[DiscoveredUrl],
    ) -> Result<Vec<DiscoveredUrl>, CrawlError> {
        // Most of what a page names was named by the page before: the catalog need not be
        // asked about it again.
        let unheard: Vec<DiscoveredUrl> = {
            let tally = self.tally();
            let fresh = discovered
                .iter()
                .filter(|it| !tally.heard.contains(&telling(it)));
            fresh.cloned().collect()
        };
        let news = self.archive().unknown(&unheard)?;
        self.tally().heard.extend(unheard.iter().map(telling));
        Ok(news)
    }

    /// The parts kept so far of the article this address is a part of.
    pub(super) fn parts_with(&self, part: &str) -> Result<Vec<HeldPart>, CrawlError> {
        let archive = self.archive();
        match archive.article_of_part(part)? {
            Some(article) => Ok(archive.parts_of(&article)?),
            None => Ok(Vec::new()),
        }
    }

    /// A part that cannot be had: the article is stored without it, with a gap.
    pub(super) fn give_up_part(&self, task: &Task, cause: &str) -> Result<(), CrawlError> {
        let site = self.site(&task.site)?;
        let Some(first) = self.parts_with(&task.url)?.into_iter().next() else {
            return Ok(());
        };
        let outcome = self.without_part(&site, &task.url, cause)?;
        // A page that is held back is found again by its record.
        let place = first.page.warc.as_ref();
        let held = match (&outcome, place) {
            (Outcome::Drifted { .. }, Some(at)) => {
                self.archive().capture_row(&at.file, at.offset)?
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
        self.commit_and_tell(task, &event)
    }

    pub(super) fn is_set_aside(&self, host: &str) -> bool {
        self.tally().offline.contains_key(host)
    }

    /// Why nothing more is asked where an address is: its host was set aside, or its origin.
    pub(super) fn aside_of(&self, url: &Url) -> Option<(&'static str, String)> {
        let tally = self.tally();
        let host = tally.offline.get(&host_key(url));
        host.or_else(|| tally.offline.get(&url.origin().ascii_serialization()))
            .cloned()
    }

    pub(super) fn tally(&self) -> std::sync::MutexGuard<'_, super::tally::RunTally> {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A page of the REST collection in the order of the nights.
fn is_of_nights(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| rest::is_latest_first(&url))
}

/// A page of the REST collection that is asked for all that is asked today.
fn is_asked_today(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| rest::is_asked_today(&url))
}

/// A fingerprint of who said what of an address.
fn telling(discovered: &DiscoveredUrl) -> u64 {
    let mut hasher = DefaultHasher::new();
    let source_metadata = &discovered.source_metadata;
    let times = (
        source_metadata.published_at,
        source_metadata.modified_at,
        source_metadata.post_id,
    );
    (
        &discovered.url,
        discovered.role,
        discovered.source,
        discovered.hops,
        times,
        (
            &source_metadata.categories,
            &source_metadata.lead,
            &source_metadata.title,
            &source_metadata.excerpt,
        ),
    )
        .hash(&mut hasher);
    hasher.finish()
}

/// True when one of these addresses is on another host.
pub(super) fn names_other_host(host: &str, discovered: &[DiscoveredUrl]) -> bool {
    discovered
        .iter()
        .filter_map(|it| Url::parse(&it.url).ok())
        .any(|url| host_key(&url) != host)
}
