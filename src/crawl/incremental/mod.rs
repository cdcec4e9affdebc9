//! A night after the first: what was answered before is dormant, and only what may have changed is
//! scheduled, each address with its reason in the journal.
//!
//! In three stages a site: its sources; then the articles that somebody spoke of, that a
//! complete list lacks, that were absent, or whose time has come; then, where an article was
//! found absent, a look at others that should be there. Never asks anything itself: it makes
//! addresses due. Never compares a server's clock with ours.
//!
//! All that is decided here is decided from the archive, so that a night that was killed goes
//! on: what was done is not asked again, and what was scheduled is not counted twice.

mod articles;
mod failed;
mod files;
mod numbered;
mod pick;
mod reason;
mod sources;
mod walk;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::setup::host_key;
use super::{Crawl, CrawlError, Plan};
use crate::config::Site;
use crate::store::{Archive, Event, Filter, Run, ScheduleReason};

pub use articles::{NextLook, next_look};
pub(super) use reason::ScheduleCause;

/// What a complete list of a site's posts says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PostListing {
    /// Nothing is missing from `ids`.
    pub(super) complete: bool,
    /// The numbers of the posts that the portal lists.
    pub(super) ids: BTreeSet<u64>,
}

/// How far a site's night has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum SiteStage {
    #[default]
    Sources,
    Articles,
    Controls,
    Over,
}

/// One site's night.
#[derive(Debug, Default)]
struct SiteProgress {
    stage: SiteStage,
    walk: Option<walk::IncrementalWalk>,
    /// Every list and feed was scheduled, because REST told nothing.
    without_rest: bool,
}

/// What this process knows of tonight.
#[derive(Debug, Default)]
pub(super) struct IncrementalRun {
    sites: Mutex<HashMap<String, SiteProgress>>,
    /// Addresses nobody had named before.
    fresh: Mutex<HashSet<String>>,
    /// Addresses of articles that tonight's sources name, known before or not.
    told: Mutex<HashSet<String>>,
    /// Those that the pages before a page of a list have named, by its address.
    passed: Mutex<HashMap<String, HashSet<String>>>,
}

/// Begins or resumes the run, as a night where the archive holds articles.
pub(super) fn begin(
    archive: &mut Archive,
    plan: &Plan,
    options: &Value,
    now: DateTime<Utc>,
) -> Result<(Run, Option<IncrementalRun>), CrawlError> {
    let run = if plan.full || !holds(archive, None)? {
        archive.begin_run(options, now)?
    } else {
        archive.begin_night(options, now)?
    };
    // A run that goes on is what it was begun as.
    let newest = archive.runs(1)?;
    let incremental = newest.first().is_some_and(|newest| newest.incremental);
    Ok((run, incremental.then(IncrementalRun::default)))
}

fn holds(archive: &Archive, site: Option<&str>) -> Result<bool, CrawlError> {
    let any = archive.list(&Filter {
        site: site.map(str::to_owned),
        limit: Some(1),
        ..Filter::default()
    })?;
    Ok(!any.is_empty())
}

impl IncrementalRun {
    fn sites(&self) -> MutexGuard<'_, HashMap<String, SiteProgress>> {
        self.sites.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fresh(&self) -> MutexGuard<'_, HashSet<String>> {
        self.fresh.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn told(&self) -> MutexGuard<'_, HashSet<String>> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn passed(&self) -> MutexGuard<'_, HashMap<String, HashSet<String>>> {
        self.passed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Crawl {
    pub(super) fn is_night(&self) -> bool {
        self.night.is_some()
    }

    /// Where nothing of a site is to be asked any more, what waited for it is settled, and what
    /// comes next of it is scheduled. True when there is something to ask again.
    pub(super) fn advance(&self, busy: &HashSet<String>) -> Result<bool, CrawlError> {
        let mut woke = false;
        for site in &self.sites {
            if self.stop.asked() {
                return Ok(false);
            }
            if is_busy(site, busy) {
                continue;
            }
            let settled = self.settle(site)?;
            woke |= settled;
            if let Some(night) = &self.night
                && !settled
                && self.aside_of(&site.home).is_none()
            {
                woke |= self.advance_site(night, site)?;
            }
        }
        Ok(woke)
    }

    fn advance_site(&self, night: &IncrementalRun, site: &Arc<Site>) -> Result<bool, CrawlError> {
        loop {
            let stage = night.sites().entry(site.name.clone()).or_default().stage;
            let (woke, next) = match stage {
                SiteStage::Sources => {
                    // More sources, until none has anything to add.
                    if self.wake_more_sources(night, site)? {
                        return Ok(true);
                    }
                    (self.wake_articles(site)?, SiteStage::Articles)
                }
                SiteStage::Articles => {
                    // What was found has shown how much more may be asked.
                    if self.wake_more_articles(site)? {
                        (true, SiteStage::Articles)
                    } else {
                        (self.wake_controls(site)?, SiteStage::Controls)
                    }
                }
                SiteStage::Controls | SiteStage::Over => (false, SiteStage::Over),
            };
            night.sites().entry(site.name.clone()).or_default().stage = next;
            if woke || stage == SiteStage::Over {
                return Ok(woke);
            }
        }
    }

    /// Makes a dormant address due. False when it does not rest: it is unknown, waits already,
    /// or was dealt with in this run.
    pub(super) fn rouse(
        &self,
        site: &Site,
        url: &str,
        reason: ScheduleReason,
        detail: &str,
    ) -> Result<bool, CrawlError> {
        let mut archive = self.archive();
        let rests = archive
            .due_of(url)?
            .is_some_and(|known| known.state == "dormant");
        if rests {
            archive.commit(&Event::Scheduled {
                at: (self.clock)(),
                site: site.name.clone(),
                url: url.to_owned(),
                reason,
                detail: detail.to_owned(),
            })?;
        }
        Ok(rests)
    }

    /// How many were scheduled for a reason by the processes before this one, of this run.
    fn scheduled_before(&self, site: &Site, reason: ScheduleReason) -> Result<u64, CrawlError> {
        if !self.run.resumed {
            return Ok(0);
        }
        Ok(self
            .archive()
            .scheduled(&site.name, reason, self.run.started_at)?)
    }
}

/// Whether a host of the site is being asked.
fn is_busy(site: &Site, busy: &HashSet<String>) -> bool {
    let home = host_key(&site.home);
    busy.iter().any(|host| {
        *host == home
            || ["http", "https"].iter().any(|scheme| {
                url::Url::parse(&format!("{scheme}://{host}/"))
                    .is_ok_and(|url| site.rules.in_scope(&url))
            })
    })
}
