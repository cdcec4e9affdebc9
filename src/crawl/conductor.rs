//! The parts of a crawl, and the worker of a host: address by address, may we ask, ask, hand the
//! answer on.
//!
//! Owns the parts and does the work of none.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use super::breaker::Breaker;
use super::client::{client_for, failure_kind, host_key};
use super::conclude::{conclude, exit, not_seen};
use super::conditional::validators;
use super::drift::DriftJudge;
use super::endless::ListEnds;
use super::fetcher::{Fetcher, RequestOutcome};
use super::frontier::Frontier;
use super::gone::put_back;
use super::incremental::{self, IncrementalRun, schedule_all_files};
use super::ingest::Ingest;
use super::keep::Versions;
use super::outcome::Outcomes;
use super::permission::Permissions;
use super::reason::why;
use super::recorder::Recorder;
use super::run::CrawlRun;
use super::seed::{seed, take_over_renamed};
use super::setup::{CrawlSetup, chosen};
use super::tally::Tally;
use super::{CrawlError, CrawlStep, RunEnding, RunReport, clock, leads};
use crate::config::Site;
use crate::fetch::{Client, Exchange, FetchError};
use crate::lane::Lanes;
use crate::politeness::Pace;
use crate::store::{Event, Task};

/// Hosts that are being asked, by all crawls of this process.
static AT_WORK: AtomicUsize = AtomicUsize::new(0);

/// One of them, until it is dropped.
pub(super) struct AtWork(());

impl AtWork {
    pub(super) fn begin() -> Self {
        AT_WORK.fetch_add(1, Ordering::Relaxed);
        Self(())
    }
}

impl Drop for AtWork {
    fn drop(&mut self) {
        AT_WORK.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A crawl under way.
pub(super) struct Crawl {
    run: Arc<CrawlRun>,
    tally: Arc<Tally>,
    pub(super) frontier: Arc<Frontier>,
    fetcher: Arc<Fetcher>,
    permissions: Arc<Permissions>,
    breaker: Arc<Breaker>,
    /// What a night after the first schedules.
    incremental: Option<Arc<IncrementalRun>>,
    ingest: Arc<Ingest>,
}

impl Crawl {
    /// Checks who crawls and what, opens or resumes the run.
    pub(super) fn begin(setup: CrawlSetup) -> Result<Self, CrawlError> {
        let sites = chosen(&setup.config, &setup.plan)?;
        let mut clients = HashMap::new();
        for site in &sites {
            let pem = setup.intermediates.get(&site.name).cloned();
            clients.insert(
                site.name.clone(),
                client_for(&setup.config, site, pem, setup.clock)?,
            );
        }
        let mut archive = setup.archive;
        let started_at = (setup.clock)();
        if let Some(ahead) = clock::check(&mut archive, started_at)? {
            (setup.watch)(&CrawlStep::ClockSetRight(ahead));
        }
        let options = serde_json::to_value(&setup.plan)
            .expect("a plan is plain data: names, days, numbers and a switch");
        let (row, is_incremental) =
            incremental::begin(&mut archive, &setup.plan, &options, started_at)?;
        let pauses = |site: &Arc<Site>| Pace::new(&setup.config.pace, !site.on_loopback()).pause();
        let is_paced = sites.iter().any(|site| !pauses(site).is_zero());
        if is_paced {
            archive.group_until_settled()?;
        }
        let run = Arc::new(CrawlRun {
            config: setup.config,
            sites,
            plan: setup.plan,
            row,
            started_at,
            is_incremental,
            is_paced,
            clock: setup.clock,
            stop: setup.stop,
            watch: setup.watch,
            archive: Mutex::new(archive),
        });
        run.tell(&CrawlStep::Begun {
            run: run.row.stamp.clone(),
            resumed: run.row.resumed,
        });
        Ok(Self::of(run, clients, setup.lanes))
    }

    /// The parts of a crawl, each with those it hands on to.
    fn of(run: Arc<CrawlRun>, clients: HashMap<String, Client>, lanes: Lanes) -> Self {
        let tally = Arc::new(Tally::new(Arc::clone(&run)));
        let frontier = Arc::new(Frontier::new(Arc::clone(&run), Arc::clone(&tally)));
        let fetcher = Fetcher::new(Arc::clone(&run), Arc::clone(&tally), clients, lanes);
        let fetcher = Arc::new(fetcher);
        let permissions = Arc::new(Permissions::new(
            Arc::clone(&run),
            Arc::clone(&tally),
            Arc::clone(&frontier),
            Arc::clone(&fetcher),
        ));
        let breaker = Arc::new(Breaker::new(
            Arc::clone(&run),
            Arc::clone(&frontier),
            Arc::clone(&fetcher),
            Arc::clone(&permissions),
        ));
        let night = run.is_incremental;
        let incremental = night.then(|| Arc::new(IncrementalRun::new(&frontier)));
        let outcomes = Outcomes {
            run: Arc::clone(&run),
            tally: Arc::clone(&tally),
            frontier: Arc::clone(&frontier),
            versions: Arc::new(Versions::new(Arc::clone(&run))),
            incremental: incremental.clone(),
        };
        let recorder = Recorder {
            tally: Arc::clone(&tally),
            frontier: Arc::clone(&frontier),
            incremental: incremental.clone(),
            lists: ListEnds::default(),
        };
        let ingest = Arc::new(Ingest {
            run: Arc::clone(&run),
            tally: Arc::clone(&tally),
            frontier: Arc::clone(&frontier),
            breaker: Arc::clone(&breaker),
            outcomes,
            recorder,
        });
        Self {
            run,
            tally,
            frontier,
            fetcher,
            permissions,
            breaker,
            incremental,
            ingest,
        }
    }

    /// Where the run begins: what was lost, renamed, configured, and what is due tonight.
    pub(super) fn open(&self) -> Result<(), CrawlError> {
        put_back(&self.run)?;
        take_over_renamed(&self.run)?;
        seed(&self.frontier)?;
        if let Some(night) = &self.incremental {
            night.sources.schedule()?;
        }
        schedule_all_files(&self.frontier)
    }

    /// One host, address by address, until nothing is due.
    pub(super) async fn work(&self, host: &str) -> Result<(), CrawlError> {
        while !self.run.stop.asked() && !self.frontier.is_set_aside(host) {
            if let Some(task) = self.frontier.next_due(host)? {
                self.visit(host, task).await?;
                self.breaker.feel_pulse(host).await?;
            } else if let Some(until) = self.frontier.next_retry(host)? {
                if until - self.run.now() > self.fetcher.patience(host) {
                    let reason = format!("what failed is not tried again before {until}");
                    self.frontier.set_aside(host, "asked_to_wait", &reason);
                } else {
                    self.fetcher.wait_for_retry(host, until).await?;
                }
            } else {
                break;
            }
        }
        self.run.acknowledge()
    }

    /// One address: may we ask, ask, hand the answer on. A redirect to what is another spelling of
    /// it is followed to the letter: the server knows no other.
    async fn visit(&self, host: &str, task: Task) -> Result<(), CrawlError> {
        let site = self.run.site(&task.site)?;
        let Some(mut url) = self.frontier.address_of(&site, &task)? else {
            return Ok(());
        };
        if site.rules.is_former(&url) {
            return self
                .tally
                .skip(&task, "former_host", "the site has left this host");
        }
        if !self.permissions.may_ask(&site, host, &task, &url).await? {
            return Ok(());
        }
        // After robots.txt: a dry run promises only what may be asked.
        if let Some((cause, detail)) = self.frontier.refused(&site, &task) {
            return self.tally.skip(&task, cause, &detail);
        }
        self.frontier.count_asked(&task);
        let cause = why(&self.run, &task)?;
        let validators = validators(&self.run, &task, cause);
        let mut left = self.run.config.fetch.max_redirects;
        loop {
            let asked = self
                .fetcher
                .ask(&site, host, (&url, cause), &validators, |_, _| {});
            let exchange = match asked.await? {
                RequestOutcome::Exchange(exchange) => exchange,
                RequestOutcome::Failure(error) => return self.unanswered(host, &task, &error),
                RequestOutcome::SetAside(reason) => {
                    self.frontier.set_aside(host, "asked_to_wait", &reason);
                    return Ok(());
                }
                RequestOutcome::Stopped => return Ok(()),
            };
            let spelling = leads::other_spelling(&site, &task, &exchange);
            let Some(next) = spelling.filter(|_| left > 0) else {
                return self.hand_on(site, task, exchange).await;
            };
            let warc = self.run.archive().keep_capture(&site.name, &exchange)?;
            let (at, role) = (exchange.requested_at, task.role);
            self.run.commit(&Event::Kept { at, role, warc })?;
            if !self.permissions.may_ask(&site, host, &task, &next).await? {
                return Ok(());
            }
            url = next;
            left -= 1;
        }
    }

    /// A request without an answer.
    fn unanswered(&self, host: &str, task: &Task, error: &FetchError) -> Result<(), CrawlError> {
        let said = error.to_string();
        self.breaker.note_failure(host, &said);
        self.ingest
            .failed(task, error.kind(), &said, failure_kind(error), None)
    }

    /// Hands an answer on. It is work and disk, so it is done off the network thread, but
    /// where no other host waits for that thread: to hand a page over and back takes three
    /// context switches, and the page from one core's cache to another's.
    async fn hand_on(
        &self,
        site: Arc<Site>,
        task: Task,
        exchange: Box<Exchange>,
    ) -> Result<(), CrawlError> {
        let ingest = Arc::clone(&self.ingest);
        let work = move || ingest.answer(&site, &task, &exchange);
        if AT_WORK.load(Ordering::Relaxed) == 1 {
            return work();
        }
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|error| CrawlError::Worker {
                cause: error.to_string(),
            })?
    }

    /// Where nothing of a site is to be asked any more, what waited for it is settled, and what
    /// comes next of it is scheduled. True when there is something to ask again.
    pub(super) fn advance(&self, busy: &HashSet<String>) -> Result<bool, CrawlError> {
        let mut scheduled = false;
        for site in &self.run.sites {
            if self.run.stop.asked() {
                return Ok(false);
            }
            if is_busy(site, busy) {
                continue;
            }
            let settled = self.ingest.settle(site)?;
            scheduled |= settled;
            if let Some(night) = &self.incremental
                && !settled
                && self.frontier.aside_of(&site.home).is_none()
            {
                scheduled |= night.advance(site)?;
            }
        }
        Ok(scheduled)
    }

    /// Closes the run unless it was stopped, and reports.
    pub(super) fn finish(&self) -> Result<RunReport, CrawlError> {
        let now = self.run.now();
        let offline = self.frontier.offline().clone();
        for (cause, _) in offline.values() {
            let failed = &mut self.tally.counts().failed;
            *failed.entry((*cause).to_owned()).or_default() += 1;
        }
        let interrupted = self.run.stop.asked();
        let (drift, sites) = if interrupted {
            (Vec::new(), Vec::new())
        } else {
            let pages = DriftJudge {
                run: &self.run,
                tally: &self.tally,
                frontier: &self.frontier,
                versions: &self.ingest.outcomes.versions,
            };
            conclude(&pages, self.incremental.as_deref())?
        };
        let counts = self.tally.counts().clone();
        let whole = counts.failures() == 0 && drift.is_empty() && sites.is_empty();
        let ending = RunEnding::of(interrupted, whole);
        let not_seen = not_seen(&self.run, &self.frontier)?;
        if ending == RunEnding::Interrupted {
            self.run.archive().settle()?;
        } else {
            self.run
                .archive()
                .finish_run(&exit(ending, &offline), now)?;
        }
        Ok(RunReport {
            run: self.run.row.stamp.clone(),
            resumed: self.run.row.resumed,
            started_at: self.run.started_at,
            finished_at: now,
            ending,
            plan: self.run.plan.clone(),
            counts,
            not_seen,
            incremental: self.run.is_incremental,
            uncompared: self
                .incremental
                .as_ref()
                .map_or_else(BTreeMap::new, |night| night.sources.uncompared()),
            drift,
            sites,
            fields: self
                .run
                .archive()
                .observations()
                .field_coverage(&self.run.row.stamp)?,
        })
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
