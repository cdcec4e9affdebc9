//! What a crawl is given: the configuration, the archive, the lanes, the plan, and the signal to
//! stop.
//!
//! Refuses to begin where the operator has not said who they are.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use tokio::sync::watch;

use super::{CrawlError, CrawlStep, Plan};
use crate::config::{Config, Site};
use crate::lane::{Lanes, until_over};
use crate::politeness::Deadline;
use crate::store::Archive;

/// Told once, heard by every worker: finish the exchange in flight, begin no other.
#[derive(Clone, Debug)]
pub struct Stop {
    told: watch::Receiver<bool>,
    /// The right to ask may end by itself.
    deadline: Option<Deadline>,
}

impl Stop {
    /// The signal and the hand that gives it.
    pub fn new() -> (watch::Sender<bool>, Self) {
        let (sender, receiver) = watch::channel(false);
        let stop = Self {
            told: receiver,
            deadline: None,
        };
        (sender, stop)
    }

    /// The same, given also by the end of a lease.
    #[must_use]
    pub fn at(self, deadline: Option<Deadline>) -> Self {
        Self { deadline, ..self }
    }

    /// True once the signal was given.
    pub fn asked(&self) -> bool {
        *self.told.borrow() || self.deadline.as_ref().is_some_and(Deadline::is_over)
    }

    /// Waits for the signal.
    pub async fn wait(&self) {
        let mut receiver = self.told.clone();
        let told = async {
            if receiver.wait_for(|asked| *asked).await.is_err() {
                // The hand is gone, so the signal can never come.
                std::future::pending::<()>().await;
            }
        };
        let over = async {
            match &self.deadline {
                Some(deadline) => until_over(deadline).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = told => {}
            () = over => {}
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
pub(super) fn chosen(config: &Config, plan: &Plan) -> Result<Vec<Arc<Site>>, CrawlError> {
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

/// Refuses a public host without a contact.
pub(super) fn contact(config: &Config, site: &Site) -> Result<(), CrawlError> {
    if config.identity.contact.is_none() && !site.on_loopback() {
        return Err(CrawlError::NoContact {
            host: site.home.host_str().unwrap_or_default().to_owned(),
        });
    }
    Ok(())
}
