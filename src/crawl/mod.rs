//! The conductor: **discover, fetch, extract, digest, store**, on one page.
//!
//! One worker a host, so that nothing blocks the lane of another host; one archive,
//! written by all of them in turn. Every answer is one event in the run's journal, so a
//! crawl stopped at any byte goes on where it was. Never decides what a page says, when a
//! host may be asked or how a file is written: the rooms do.

mod again;
mod alias;
mod article_status;
mod breaker;
mod changes;
mod clock;
mod conclude;
mod conditional;
mod differ;
mod drift;
mod endless;
mod error;
mod fit;
mod frontier;
mod gone;
mod hold;
mod identity;
mod import;
mod incremental;
mod info;
mod keep;
mod leads;
mod lost;
mod media;
mod part;
mod permission;
mod plan;
mod propose;
mod reading;
mod reextract;
mod replaced;
mod report;
mod reread;
mod sample;
mod seed;
mod setup;
mod shift;
mod single;
mod site;
mod spelling;
mod step;
mod tally;
mod unread;
mod version;
mod witness;

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use chrono::{DateTime, Utc};
use tokio::task::JoinSet;

use crate::config::Site;
use crate::fetch::{Exchange, FetchError, Validators};
use crate::lane::HeldLane;
use crate::politeness::{self, Failure, Retry};
use crate::record::Role;
use crate::store::{Event, Evidence, Task};

pub use changes::{comparable, of_run as changes_of_run};
pub use clock::{Ahead, Witness, set_clock_right};
pub use differ::{FieldChange, differ};
pub use error::CrawlError;
pub use import::{Import, ImportStep, Imported, OfFile, Problem, import};
pub use incremental::{NextLook, next_look};
pub use info::open_options;
pub use plan::Plan;
pub use propose::proposed;
pub use reextract::{
    ArchiveHandle, DifferenceKind, ReadingDifference, Reextract, Reextracted, reextract,
};
pub use report::{Counts, Drift, MissedArticle, Requests, RunEnding, RunReport};
pub use reread::{NoArticle, Reread, is_reproducible, recompute};
pub use sample::{
    Pages, TwoReadings, articles_named, earlier_look, html_of, pages_from, read_both, sample, saved,
};
pub use setup::{Crawl, CrawlSetup, Stop, check};
pub use shift::{Shifts, recipe_changes};
pub use single::{NoPage, Single, Visit, snapshot_of};
pub use step::CrawlStep;
pub use version::SOFTWARE;

use incremental::ScheduleCause;
use permission::Permission;

/// What came of one request.
enum RequestOutcome {
    /// The host answered.
    Exchange(Box<Exchange>),
    /// It did not, or not in HTTP.
    Failure(FetchError),
    /// Told to stop before the request was sent.
    Stopped,
    /// The host wants to be left alone for longer than this run waits.
    SetAside(String),
}

/// Runs a crawl from its seeds to its report. Errors are lost integrity only (disk, lock,
/// lanes); a page that fails is data in the report.
pub async fn crawl(setup: CrawlSetup) -> Result<RunReport, CrawlError> {
    let crawl = Arc::new(Crawl::begin(setup)?);
    crawl.put_back()?;
    crawl.take_over_renamed()?;
    crawl.seed()?;
    crawl.wake_sources()?;
    crawl.wake_all_files()?;
    let mut workers = JoinSet::new();
    let mut busy: HashSet<String> = HashSet::new();
    loop {
        for host in crawl.hosts_due()? {
            if busy.insert(host.clone()) {
                crawl.at_work.fetch_add(1, Ordering::Relaxed);
                let crawl = Arc::clone(&crawl);
                workers.spawn(async move { (crawl.work(&host).await, host) });
            }
        }
        tokio::select! {
            ended = workers.join_next() => match ended {
                Some(Ok((result, host))) => {
                    result?;
                    busy.remove(&host);
                    crawl.at_work.fetch_sub(1, Ordering::Relaxed);
                    crawl.advance(&busy)?;
                }
                Some(Err(error)) => return Err(CrawlError::Worker { cause: error.to_string() }),
                None if crawl.advance(&busy)? => {}
                None => break,
            },
            () = crawl.new_host() => {}
        }
    }
    crawl.finish()
}

impl Crawl {
    /// One host, address by address, until nothing is due.
    async fn work(self: &Arc<Self>, host: &str) -> Result<(), CrawlError> {
        while !self.stop.asked() && !self.is_set_aside(host) {
            if let Some(task) = self.next_due(host)? {
                self.visit(host, task).await?;
                self.feel_pulse(host).await?;
            } else if let Some(until) = self.next_retry(host)? {
                if until - (self.clock)() > self.patience(host) {
                    let reason = format!("what failed is not tried again before {until}");
                    self.set_aside(host, "asked_to_wait", &reason);
                } else {
                    self.rest(host, until).await?;
                }
            } else {
                break;
            }
        }
        self.acknowledge()
    }

    /// One address: may we ask, ask, read, keep. A redirect to what is another spelling of it is
    /// followed to the letter: the server knows no other.
    async fn visit(self: &Arc<Self>, host: &str, task: Task) -> Result<(), CrawlError> {
        let site = self.site(&task.site)?;
        let Some(mut url) = self.address_of(&site, &task)? else {
            return Ok(());
        };
        if site.rules.is_former(&url) {
            return self.skip(&task, "former_host", "the site has left this host");
        }
        if !self.may_ask(&site, host, &task, &url).await? {
            return Ok(());
        }
        // After robots.txt: a dry run promises only what may be asked.
        if let Some((cause, detail)) = self.refused(&site, &task) {
            return self.skip(&task, cause, &detail);
        }
        self.count_asked(&task);
        let why = self.why(&task)?;
        let validators = self.validators(&task, why);
        let mut left = self.config.fetch.max_redirects;
        loop {
            let asked = self.ask(&site, host, (&url, why), &validators, |_, _| {});
            let exchange = match asked.await? {
                RequestOutcome::Exchange(exchange) => exchange,
                RequestOutcome::Failure(error) => return self.unanswered(host, &task, &error),
                RequestOutcome::SetAside(reason) => {
                    self.set_aside(host, "asked_to_wait", &reason);
                    return Ok(());
                }
                RequestOutcome::Stopped => return Ok(()),
            };
            let spelling = leads::other_spelling(&site, &task, &exchange);
            let Some(next) = spelling.filter(|_| left > 0) else {
                return self.read_and_keep(site, task, exchange).await;
            };
            let warc = self.archive().keep_capture(&site.name, &exchange)?;
            let (at, role) = (exchange.requested_at, task.role);
            self.commit(&Event::Kept { at, role, warc })?;
            if !self.may_ask(&site, host, &task, &next).await? {
                return Ok(());
            }
            url = next;
            left -= 1;
        }
    }

    /// Whether robots.txt lets an address be asked; where it does not, that is recorded.
    async fn may_ask(
        &self,
        site: &Site,
        host: &str,
        task: &Task,
        url: &url::Url,
    ) -> Result<bool, CrawlError> {
        match self.permission(site, host, url).await? {
            Permission::Granted => return Ok(true),
            Permission::Denied { rule } => self.skip(task, "robots", &rule)?,
            // robots.txt is an origin's: nothing is known against the other scheme of its host.
            Permission::Unknown { reason } => {
                let origin = url.origin().ascii_serialization();
                self.set_aside(&origin, "robots_unreachable", &reason);
            }
            Permission::Stopped => {}
        }
        Ok(false)
    }

    /// A request without an answer.
    fn unanswered(&self, host: &str, task: &Task, error: &FetchError) -> Result<(), CrawlError> {
        let said = error.to_string();
        self.note_failure(host, &said);
        self.failed(task, error.kind(), &said, setup::failure_kind(error), None)
    }

    /// One request in the host's lane, once all that came before it is safe. The lane is told of
    /// every answer, so that it can slow down, rest, or speed up again; `heed` of what else the
    /// answer says of it, before anybody has the next turn.
    async fn ask(
        &self,
        site: &Site,
        host: &str,
        (url, why): (&url::Url, ScheduleCause),
        validators: &Validators,
        heed: impl FnOnce(&Exchange, &mut HeldLane) + Send,
    ) -> Result<RequestOutcome, CrawlError> {
        self.acknowledge()?;
        let lane = self.lane(site, host);
        let grant = tokio::select! {
            grant = lane.turn(self.patience(host).to_std().unwrap_or_default()) => grant,
            () = self.stop.wait() => return Ok(RequestOutcome::Stopped),
        };
        let mut grant = match grant {
            Ok(grant) => grant,
            Err(wish) if wish.is_wish() => return Ok(RequestOutcome::SetAside(wish.to_string())),
            Err(error) => return Err(error.into()),
        };
        self.waited(host, grant.rested());
        let result = self.client(site).get_with(&grant, url, validators).await;
        self.count_request(why, result.as_ref().ok());
        match result {
            Ok(exchange) => {
                heed(&exchange, &mut grant);
                grant.answered(&setup::answered(&exchange))?;
                Ok(RequestOutcome::Exchange(Box::new(exchange)))
            }
            Err(error) => {
                grant.failed(setup::failure_kind(&error))?;
                Ok(RequestOutcome::Failure(error))
            }
        }
    }

    /// Extract, digest, store. It is work and disk, so it is done off the network thread, but
    /// where no other host waits for that thread: to hand a page over and back takes three
    /// context switches, and the page from one core's cache to another's.
    async fn read_and_keep(
        self: &Arc<Self>,
        site: Arc<Site>,
        task: Task,
        exchange: Box<Exchange>,
    ) -> Result<(), CrawlError> {
        let crawl = Arc::clone(self);
        let work = move || {
            let reading = crawl.reading(&site, &task, &exchange)?;
            crawl.keep(&site, &task, &exchange, reading)?;
            crawl.acknowledge()
        };
        if self.at_work.load(Ordering::Relaxed) == 1 {
            return work();
        }
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|error| CrawlError::Worker {
                cause: error.to_string(),
            })?
    }

    /// What was committed so far is on the disk when this returns. Where no lane has a pause
    /// (loopback only), bursts are settled together, a little later.
    fn acknowledge(&self) -> Result<(), CrawlError> {
        if self.is_paced {
            self.archive().settle()?;
        }
        Ok(())
    }

    /// Records a failure, with the time of the next attempt if one is worth it.
    fn failed(
        &self,
        task: &Task,
        cause: &str,
        detail: &str,
        failure: Failure,
        warc: Option<Evidence>,
    ) -> Result<(), CrawlError> {
        let now = (self.clock)();
        let most = self.config.pace.max_attempts;
        let seed = seed::jitter(&task.url, now);
        let retry_at = match politeness::retry(task.attempts + 1, most, failure, seed) {
            Retry::After(pause) => chrono::Duration::from_std(pause)
                .ok()
                .map(|pause| now + pause),
            Retry::Pointless | Retry::Exhausted => None,
        };
        self.commit(&Event::Failed {
            at: now,
            site: task.site.clone(),
            url: task.url.clone(),
            role: task.role,
            cause: cause.to_owned(),
            detail: detail.to_owned(),
            retry_at,
            warc,
        })?;
        self.tell_failed(task, cause, detail, retry_at);
        if retry_at.is_none() && task.role == Role::Part {
            self.give_up_part(task, cause)?;
        }
        Ok(())
    }

    /// Records an address this run does not ask.
    fn skip(&self, task: &Task, cause: &str, detail: &str) -> Result<(), CrawlError> {
        self.commit(&Event::Skipped {
            at: (self.clock)(),
            site: task.site.clone(),
            url: task.url.clone(),
            role: task.role,
            cause: cause.to_owned(),
            detail: detail.to_owned(),
        })?;
        self.tell_skipped(cause);
        Ok(())
    }

    /// Waits for the next attempt, or until told to stop.
    async fn rest(&self, host: &str, until: DateTime<Utc>) -> Result<(), CrawlError> {
        self.archive().settle()?;
        let pause = (until - (self.clock)()).to_std().unwrap_or_default();
        self.tell(&CrawlStep::Waiting {
            host: host.to_owned(),
            until,
        });
        tokio::select! {
            () = tokio::time::sleep(pause) => self.waited(host, pause),
            () = self.stop.wait() => {}
        }
        Ok(())
    }
}
