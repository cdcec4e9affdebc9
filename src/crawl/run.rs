//! The run under way: what it was asked to do, the archive it writes to, whom it tells.
//!
//! Every part of a crawl holds it. Never asks the network, and never decides anything.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};

use super::setup::{Stop, names};
use super::{CrawlError, CrawlStep, Plan};
use crate::config::{Config, Site};
use crate::store::{Archive, Event, HeldPart, Run};

/// One run, for as long as this process works on it.
pub(super) struct CrawlRun {
    pub(super) config: Arc<Config>,
    /// Those that the plan asks for.
    pub(super) sites: Vec<Arc<Site>>,
    pub(super) plan: Plan,
    /// As the archive knows it.
    pub(super) row: Run,
    /// When this process began; the run may have begun earlier.
    pub(super) started_at: DateTime<Utc>,
    /// Whether only what may have changed is asked.
    pub(super) is_incremental: bool,
    /// Whether any of its lanes has a pause.
    pub(super) is_paced: bool,
    pub(super) clock: fn() -> DateTime<Utc>,
    pub(super) stop: Stop,
    pub(super) watch: Box<dyn Fn(&CrawlStep) + Send + Sync>,
    pub(super) archive: Mutex<Archive>,
}

impl CrawlRun {
    pub(super) fn archive(&self) -> MutexGuard<'_, Archive> {
        locked(&self.archive)
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        (self.clock)()
    }

    pub(super) fn site(&self, name: &str) -> Result<Arc<Site>, CrawlError> {
        let found = self.sites.iter().find(|site| site.name == name);
        found.map(Arc::clone).ok_or_else(|| CrawlError::NoSite {
            name: name.to_owned(),
            known: names(&self.config),
        })
    }

    pub(super) fn tell(&self, step: &CrawlStep) {
        (self.watch)(step);
    }

    /// Makes an event durable.
    pub(super) fn commit(&self, event: &Event) -> Result<(), CrawlError> {
        Ok(self.archive().commit(event)?)
    }

    /// What was committed so far is on the disk when this returns. Where no lane has a pause
    /// (loopback only), bursts are settled together, a little later.
    pub(super) fn acknowledge(&self) -> Result<(), CrawlError> {
        if self.is_paced {
            self.archive().settle()?;
        }
        Ok(())
    }

    /// The parts kept so far of the article this address is a part of.
    pub(super) fn parts_with(&self, part: &str) -> Result<Vec<HeldPart>, CrawlError> {
        let archive = self.archive();
        match archive.articles().article_of_part(part)? {
            Some(article) => Ok(archive.articles().parts_of(&article)?),
            None => Ok(Vec::new()),
        }
    }
}

/// What the workers of a crawl share, one at a time. A worker that panicked while holding it wrote
/// whole events or none.
pub(super) fn locked<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
