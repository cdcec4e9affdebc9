//! What a crawl is made of: the configuration, the archive, the lanes, a client a site,
//! and the signal to stop.
//!
//! Refuses to begin where the operator has not said who they are.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use tokio::sync::{Notify, watch};
use url::Url;

use super::{CrawlError, CrawlStep, Plan};
use crate::config::{Config, Site};
use crate::fetch::{AddressPolicy, Client, Exchange, FetchError, Options};
use crate::http::text;
use crate::lane::{Answered, Lane, Lanes};
use crate::politeness::{Failure, Pace};
use crate::store::{Archive, Run};

/// Told once, heard by every worker: finish the exchange in flight, begin no other.
#[derive(Clone, Debug)]
pub struct Stop(watch::Receiver<bool>);

impl Stop {
    /// The signal and the hand that gives it.
    pub fn new() -> (watch::Sender<bool>, Self) {
        let (sender, receiver) = watch::channel(false);
        (sender, Self(receiver))
    }

    /// True once the signal was given.
    pub fn asked(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits for the signal.
    pub async fn wait(&self) {
        let mut receiver = self.0.clone();
        if receiver.wait_for(|asked| *asked).await.is_err() {
            // The hand is gone, so the signal can never come.
            std::future::pending::<()>().await;
        }
    }
}

/// Everything a crawl is given.
pub struct CrawlSetup {
    /// The validated configuration.
    pub config: Arc<Config>,
    /// The archive, opened for writing.
    pub archive: Archive,
    /// The lanes of this machine.
    pub lanes: Lanes,
    /// PEM texts of intermediate certificates, by site name.
    pub intermediates: BTreeMap<String, String>,
    /// What this run is asked to do.
    pub plan: Plan,
    /// The wall clock.
    pub clock: fn() -> DateTime<Utc>,
    /// The signal to stop.
    pub stop: Stop,
    /// Told of each step.
    pub watch: Box<dyn Fn(&CrawlStep) + Send + Sync>,
}

/// A crawl under way.
pub struct Crawl {
    pub(super) config: Arc<Config>,
    pub(super) sites: Vec<Arc<Site>>,
    pub(super) archive: Mutex<Archive>,
    pub(super) run: Run,
    pub(super) plan: Plan,
    pub(super) clock: fn() -> DateTime<Utc>,
    pub(super) started_at: DateTime<Utc>,
    pub(super) stop: Stop,
    pub(super) watch: Box<dyn Fn(&CrawlStep) + Send + Sync>,
    pub(super) tally: Mutex<super::tally::RunTally>,
    pub(super) night: Option<super::incremental::IncrementalRun>,
    /// Whether any of its lanes has a pause.
    pub(super) is_paced: bool,
    pub(super) permissions: super::permission::Permissions,
    lanes: Lanes,
    lane_of: Mutex<HashMap<String, Lane>>,
    clients: HashMap<String, Client>,
    new_host: Notify,
    /// How many hosts are being asked.
    pub(super) at_work: AtomicUsize,
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
        if let Some(ahead) = super::clock::check(&mut archive, started_at)? {
            (setup.watch)(&CrawlStep::ClockSetRight(ahead));
        }
        let options = serde_json::to_value(&setup.plan)
            .expect("a plan is plain data: names, days, numbers and a switch");
        let (run, night) =
            super::incremental::begin(&mut archive, &setup.plan, &options, started_at)?;
        let pauses = |site: &Arc<Site>| Pace::new(&setup.config.pace, !site.on_loopback()).pause();
        let is_paced = sites.iter().any(|site| !pauses(site).is_zero());
        if is_paced {
            archive.group_until_settled()?;
        }
        let crawl = Self {
            config: setup.config,
            sites,
            archive: Mutex::new(archive),
            run,
            plan: setup.plan,
            clock: setup.clock,
            started_at,
            stop: setup.stop,
            watch: setup.watch,
            tally: Mutex::default(),
            night,
            is_paced,
            permissions: super::permission::Permissions::default(),
            lanes: setup.lanes,
            lane_of: Mutex::default(),
            clients,
            new_host: Notify::new(),
            at_work: AtomicUsize::new(0),
        };
        crawl.tell(&CrawlStep::Begun {
            run: crawl.run.stamp.clone(),
            resumed: crawl.run.resumed,
        });
        Ok(crawl)
    }

    pub(super) fn archive(&self) -> MutexGuard<'_, Archive> {
        // A worker that panicked while holding it wrote whole events or none.
        self.archive.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn site(&self, name: &str) -> Result<Arc<Site>, CrawlError> {
        let found = self.sites.iter().find(|site| site.name == name);
        found.map(Arc::clone).ok_or_else(|| CrawlError::NoSite {
            name: name.to_owned(),
            known: names(&self.config),
        })
    }

    /// The lane of a host: its own, or the one its site shares.
    pub(super) fn lane(&self, site: &Site, host: &str) -> Lane {
        let mut lanes = self.lane_of.lock().unwrap_or_else(PoisonError::into_inner);
        lanes
            .entry(host.to_owned())
            .or_insert_with(|| {
                let name = site.lane.as_deref().unwrap_or(host);
                let public = !site.on_loopback();
                self.lanes
                    .shared_lane(name, host, &self.config.pace, public)
            })
            .clone()
    }

    pub(super) fn client(&self, site: &Site) -> &Client {
        &self.clients[&site.name]
    }

    pub(super) fn wake(&self) {
        self.new_host.notify_one();
    }

    pub(super) async fn new_host(&self) {
        self.new_host.notified().await;
    }

    pub(super) fn tell(&self, step: &CrawlStep) {
        (self.watch)(step);
    }
}

pub(super) fn names(config: &Config) -> String {
    let names: Vec<&str> = config.sites.iter().map(|site| site.name.as_str()).collect();
    names.join(", ")
}

/// Refuses a plan before anything is opened or made: unknown sites, a public host without
/// a contact.
pub fn check(config: &Config, plan: &Plan) -> Result<(), CrawlError> {
    chosen(config, plan).map(|_| ())
}

/// The sites of this run; none that is public without a contact.
fn chosen(config: &Config, plan: &Plan) -> Result<Vec<Arc<Site>>, CrawlError> {
    for name in &plan.sites {
        if config.site(name).is_none() {
            return Err(CrawlError::NoSite {
                name: name.clone(),
                known: names(config),
            });
        }
    }
    let sites: Vec<Arc<Site>> = config
        .sites
        .iter()
        .filter(|site| match plan.sites.as_slice() {
            [] => site.enabled,
            wanted => wanted.contains(&site.name),
        })
        .map(Arc::clone)
        .collect();
    for site in &sites {
        contact(config, site)?;
    }
    Ok(sites)
}

fn contact(config: &Config, site: &Site) -> Result<(), CrawlError> {
    if config.identity.contact.is_none() && !site.on_loopback() {
        return Err(CrawlError::NoContact {
            host: site.home.host_str().unwrap_or_default().to_owned(),
        });
    }
    Ok(())
}

/// A client that reaches what the site may reach, and names the operator.
pub(super) fn client_for(
    config: &Config,
    site: &Site,
    pem: Option<String>,
    clock: fn() -> DateTime<Utc>,
) -> Result<Client, CrawlError> {
    contact(config, site)?;
    let host = site.home.host_str().unwrap_or_default().to_owned();
    Client::new(Options {
        user_agent: config.identity.user_agent(),
        limits: config.fetch.clone(),
        reach: if site.on_loopback() {
            AddressPolicy::PublicAndLoopback
        } else {
            AddressPolicy::Public
        },
        intermediates: pem.map(|pem| (host, pem)).into_iter().collect(),
        extra_roots: String::new(),
        clock: Some(clock),
    })
    .map_err(|source| CrawlError::Client {
        site: site.name.clone(),
        source,
    })
}

/// What the lane learns from an answer.
pub(super) fn answered(exchange: &Exchange) -> Answered {
    let joined = |name| {
        let lines: Vec<_> = exchange.header_lines(name).map(text).collect();
        (!lines.is_empty()).then(|| lines.join(", "))
    };
    Answered {
        first_byte_at: exchange.first_byte_at,
        latency: exchange.latency,
        status: exchange.status,
        retry_after: joined("retry-after"),
        date: exchange.header("date").map(text),
    }
}

/// What the lane learns from a request without an answer.
pub(super) fn failure_kind(error: &FetchError) -> Failure {
    match error {
        FetchError::Timeout { .. } => Failure::Timeout,
        FetchError::Dns { .. } | FetchError::Connect { .. } => Failure::Unreachable,
        FetchError::Tls { .. } if error.is_certificate() => Failure::Tls,
        FetchError::Disconnect { .. } | FetchError::Tls { .. } => Failure::Disconnected,
        FetchError::Protocol { .. } if error.worth_retrying() => Failure::Disconnected,
        FetchError::Refused { .. } | FetchError::Protocol { .. } | FetchError::TooLarge { .. } => {
            Failure::Refused
        }
    }
}

/// The host key of an address, as lanes and the catalog write it.
pub(super) fn host_key(url: &Url) -> String {
    crate::address::HostKey::of(url).as_str().to_owned()
}
