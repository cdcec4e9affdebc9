//! What to ask next, and what a run leaves alone: the archive's frontier, seen through
//! the plan of this run.
//!
//! Never orders the frontier (the store does) and never hides what it leaves out: that is
//! in the run's report.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard};

use chrono::{DateTime, Utc};
use tokio::sync::Notify;
use url::Url;

use super::client::host_key;
use super::plan::{Done, From};
use super::run::{CrawlRun, locked};
use super::tally::Tally;
use super::{CrawlError, CrawlStep};
use crate::config::{Media, Site};
use crate::discover::rest;
use crate::record::{DiscoveredUrl, Role};
use crate::store::{Among, Event, ScheduleReason, Task};

/// Hosts and origins that are left for the next run: the cause, and the reason for a person.
pub(super) type Offline = BTreeMap<String, (&'static str, String)>;

/// What is to be asked, and what of it this process has dealt with.
pub(super) struct Frontier {
    pub(super) run: Arc<CrawlRun>,
    tally: Arc<Tally>,
    asked: Mutex<AskedCounts>,
    offline: Mutex<Offline>,
    /// Fingerprints of what was named in this process and is in the catalog, or will be
    /// with the event it is part of.
    heard: Mutex<HashSet<u64>>,
    new_host: Notify,
}

/// How many addresses were asked for the first time.
#[derive(Default)]
struct AskedCounts {
    articles: u64,
    /// By site and role.
    sources: HashMap<(String, Role), u64>,
}

impl Frontier {
    pub(super) fn new(run: Arc<CrawlRun>, tally: Arc<Tally>) -> Self {
        Self {
            run,
            tally,
            asked: Mutex::default(),
            offline: Mutex::default(),
            heard: Mutex::default(),
            new_host: Notify::new(),
        }
    }

    pub(super) fn offline(&self) -> MutexGuard<'_, Offline> {
        locked(&self.offline)
    }

    /// How many articles were asked for the first time.
    pub(super) fn articles_asked(&self) -> u64 {
        locked(&self.asked).articles
    }

    /// A host has something to ask that had nothing before.
    pub(super) fn wake(&self) {
        self.new_host.notify_one();
    }

    pub(super) async fn new_host(&self) {
        self.new_host.notified().await;
    }

    /// Hosts of this run's sites with something to ask, not set aside.
    pub(super) fn hosts_due(&self) -> Result<Vec<String>, CrawlError> {
        if self.run.stop.asked() {
            return Ok(Vec::new());
        }
        let hosts = self.run.archive().addresses().hosts_pending()?;
        let now = self.run.now();
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
        Ok(self
            .run
            .archive()
            .addresses()
            .next_due(host, &among, self.run.now())?)
    }

    /// What this run asks of any host: its own sites', and nothing of an origin set aside.
    fn among(&self) -> Among {
        let offline = self.offline().keys().cloned().collect();
        let sites = self.run.sites.iter().map(|site| site.name.clone());
        Among {
            sites: sites.collect(),
            offline,
        }
    }

    /// When the first address that failed may be tried again.
    pub(super) fn next_retry(&self, host: &str) -> Result<Option<DateTime<Utc>>, CrawlError> {
        Ok(self
            .run
            .archive()
            .addresses()
            .earliest_retry(host, &self.among())?)
    }

    /// The address of a task. One that can no longer be read (the configuration has
    /// changed since it was named) is skipped, with the reason.
    pub(super) fn address_of(&self, site: &Site, task: &Task) -> Result<Option<Url>, CrawlError> {
        let known = Url::parse(&task.url)
            .ok()
            .filter(|url| site.rules.in_scope(url));
        if known.is_none() {
            self.tally.skip(
                task,
                "out_of_scope",
                "the configuration no longer covers this address",
            )?;
        }
        Ok(known)
    }

    /// Why this run does not ask an address, by what is known before asking.
    pub(super) fn refused(&self, site: &Site, task: &Task) -> Option<(&'static str, String)> {
        if task.role == Role::Part
            && self
                .run
                .parts_with(&task.url)
                .is_ok_and(|held| held.is_empty())
        {
            return Some((
                "no_longer_part",
                "no article names this page as its part".to_owned(),
            ));
        }
        if task.role == Role::Rest && !self.run.is_incremental && is_of_nights(&task.url) {
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
        if task.role == Role::Media && self.run.config.media == Media::None {
            return Some(("media", "fetch.media is \"none\"".to_owned()));
        }
        if task.role == Role::Requisite && !self.run.config.requisites {
            return Some(("requisites", "fetch.requisites is false".to_owned()));
        }
        if task.hops > self.run.config.fetch.max_redirects {
            let most = self.run.config.fetch.max_redirects;
            return Some((
                "too_many_redirects",
                format!("more than {most} redirects or sitemap indexes led here"),
            ));
        }
        let done = self.done(site);
        let refusal = self
            .run
            .plan
            .refuses(task.role, &task.source_metadata, site.zone, done)?;
        Some((refusal.cause(), refusal.detail().to_owned()))
    }

    fn done(&self, site: &Site) -> Done {
        let asked = locked(&self.asked);
        let of_site = |role| asked.sources.get(&(site.name.clone(), role));
        Done {
            articles: asked.articles,
            lists: of_site(Role::List).copied().unwrap_or_default(),
            max_lists: self.run.config.discover.max_list_pages,
            sitemaps: of_site(Role::Sitemap).copied().unwrap_or_default(),
            max_sitemaps: self.run.config.discover.max_sitemaps,
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
            Role::Article | Role::Part | Role::Page | Role::Media | Role::Requisite => {
                From::Article
            }
            Role::Robots | Role::Sitemap | Role::Feed | Role::Rest => From::Other,
        };
        let mut discovered = discovered;
        let wanted = |it: &DiscoveredUrl| it.role != Role::Requisite || self.run.config.requisites;
        discovered.retain(|it| wanted(it) && self.run.plan.admits(it, &from));
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
            let heard = locked(&self.heard);
            let fresh = discovered.iter().filter(|it| !heard.contains(&telling(it)));
            fresh.cloned().collect()
        };
        let news = self.run.archive().discovery().unknown(&unheard)?;
        locked(&self.heard).extend(unheard.iter().map(telling));
        Ok(news)
    }

    pub(super) fn is_set_aside(&self, host: &str) -> bool {
        self.offline().contains_key(host)
    }

    /// Why nothing more is asked where an address is: its host was set aside, or its origin.
    pub(super) fn aside_of(&self, url: &Url) -> Option<(&'static str, String)> {
        let offline = self.offline();
        let host = offline.get(&host_key(url));
        host.or_else(|| offline.get(&url.origin().ascii_serialization()))
            .cloned()
    }

    /// Leaves a host (`haiphong.gov.vn`), or one of its origins (`http://haiphong.gov.vn`), for
    /// the next run.
    pub(super) fn set_aside(&self, host: &str, cause: &'static str, reason: &str) {
        self.offline()
            .insert(host.to_owned(), (cause, reason.to_owned()));
        self.run.tell(&CrawlStep::SetAside {
            host: host.to_owned(),
            reason: reason.to_owned(),
        });
    }

    /// Makes a dormant address due. False when it does not rest: it is unknown, waits already,
    /// or was dealt with in this run.
    pub(super) fn schedule(
        &self,
        site: &Site,
        url: &str,
        reason: ScheduleReason,
        detail: &str,
    ) -> Result<bool, CrawlError> {
        let mut archive = self.run.archive();
        let rests = archive
            .addresses()
            .due_of(url)?
            .is_some_and(|known| known.state == "dormant");
        if rests {
            archive.commit(&Event::Scheduled {
                at: self.run.now(),
                site: site.name.clone(),
                url: url.to_owned(),
                reason,
                detail: detail.to_owned(),
            })?;
        }
        Ok(rests)
    }

    /// How many were scheduled for a reason by the processes before this one, of this run.
    pub(super) fn scheduled_before(
        &self,
        site: &Site,
        reason: ScheduleReason,
    ) -> Result<u64, CrawlError> {
        if !self.run.row.resumed {
            return Ok(0);
        }
        Ok(self
            .run
            .archive()
            .addresses()
            .scheduled(&site.name, reason, self.run.row.started_at)?)
    }

    /// An address is about to be asked for the first time in this run.
    pub(super) fn count_asked(&self, task: &Task) {
        if task.attempts > 0 {
            return;
        }
        let mut asked = locked(&self.asked);
        match task.role {
            Role::Article | Role::Page => asked.articles += 1,
            Role::List | Role::Sitemap => {
                let of_site = (task.site.clone(), task.role);
                *asked.sources.entry(of_site).or_default() += 1;
            }
            _ => {}
        }
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
