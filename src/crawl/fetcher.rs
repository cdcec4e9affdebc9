//! Step *asked*: one request in the lane of its host, and what came of it.
//!
//! Never asks without a permit of the lane, and never before all that came before is safe.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::client::{answered, failure_kind};
use super::reason::ScheduleCause;
use super::run::{CrawlRun, locked};
use super::tally::Tally;
use super::{CrawlError, CrawlStep};
use crate::config::Site;
use crate::fetch::{Client, Exchange, FetchError, Validators};
use crate::lane::{HeldLane, Lane, LaneError, Lanes};
use crate::politeness::Deadline;

/// What came of one request.
pub(super) enum RequestOutcome {
    /// The host answered.
    Exchange(Box<Exchange>),
    /// It did not, or not in HTTP.
    Failure(FetchError),
    /// Told to stop before the request was sent.
    Stopped,
    /// The host wants to be left alone for longer than this run waits.
    SetAside(String),
}

/// The clients and lanes of this run.
pub(super) struct Fetcher {
    run: Arc<CrawlRun>,
    tally: Arc<Tally>,
    /// By site.
    clients: HashMap<String, Client>,
    lanes: Lanes,
    lane_of: Mutex<HashMap<String, Lane>>,
    /// How long each host was waited for, beyond its pauses.
    waited: Mutex<HashMap<String, Duration>>,
}

impl Fetcher {
    pub(super) fn new(
        run: Arc<CrawlRun>,
        tally: Arc<Tally>,
        clients: HashMap<String, Client>,
        lanes: Lanes,
    ) -> Self {
        Self {
            run,
            tally,
            clients,
            lanes,
            lane_of: Mutex::default(),
            waited: Mutex::default(),
        }
    }

    /// The lane of a host: its own, or the one its site shares.
    pub(super) fn lane(&self, site: &Site, host: &str) -> Lane {
        let mut lanes = locked(&self.lane_of);
        lanes
            .entry(host.to_owned())
            .or_insert_with(|| {
                let name = site.lane.as_deref().unwrap_or(host);
                let public = !site.on_loopback();
                self.lanes
                    .shared_lane(name, host, &self.run.config.pace, public)
            })
            .clone()
    }

    fn client(&self, site: &Site) -> &Client {
        &self.clients[&site.name]
    }

    /// How long a host may still be waited for in this run.
    pub(super) fn patience(&self, host: &str) -> TimeDelta {
        let waited = locked(&self.waited).get(host).copied().unwrap_or_default();
        let left = self.run.config.pace.patience.saturating_sub(waited);
        TimeDelta::from_std(left).unwrap_or(TimeDelta::MAX)
    }

    /// A host was waited for, beyond the pause between two requests.
    fn waited(&self, host: &str, time: Duration) {
        *locked(&self.waited).entry(host.to_owned()).or_default() += time;
    }

    /// One request in the host's lane, once all that came before it is safe. The lane is told of
    /// every answer, so that it can slow down, rest, or speed up again; `heed` of what else the
    /// answer says of it, before anybody has the next turn.
    pub(super) async fn ask(
        &self,
        site: &Site,
        host: &str,
        (url, why): (&url::Url, ScheduleCause),
        validators: &Validators,
        heed: impl FnOnce(&Exchange, &mut HeldLane) + Send,
    ) -> Result<RequestOutcome, CrawlError> {
        self.run.acknowledge()?;
        let lane = self.lane(site, host);
        let grant = tokio::select! {
            grant = lane.turn(self.patience(host).to_std().unwrap_or_default()) => grant,
            () = self.run.stop.wait() => return Ok(RequestOutcome::Stopped),
        };
        let mut grant = match grant {
            Ok(grant) => grant,
            Err(LaneError::Ended { .. }) => return Ok(RequestOutcome::Stopped),
            Err(wish) if wish.is_wish() => return Ok(RequestOutcome::SetAside(wish.to_string())),
            Err(error) => return Err(error.into()),
        };
        self.waited(host, grant.rested());
        let result = self.client(site).get_with(&grant, url, validators).await;
        self.tally.count_request(why, result.as_ref().ok());
        match result {
            Ok(exchange) => {
                heed(&exchange, &mut grant);
                grant.answered(&answered(&exchange))?;
                Ok(RequestOutcome::Exchange(Box::new(exchange)))
            }
            Err(error) => {
                let is_over = grant.not_after().is_some_and(Deadline::is_over);
                grant.failed(failure_kind(&error))?;
                // Broken off with the lease: whoever has it next asks again.
                Ok(if is_over {
                    RequestOutcome::Stopped
                } else {
                    RequestOutcome::Failure(error)
                })
            }
        }
    }

    /// Waits for the next attempt, or until told to stop.
    pub(super) async fn wait_for_retry(
        &self,
        host: &str,
        until: DateTime<Utc>,
    ) -> Result<(), CrawlError> {
        self.run.archive().settle()?;
        let pause = (until - self.run.now()).to_std().unwrap_or_default();
        self.run.tell(&CrawlStep::Waiting {
            host: host.to_owned(),
            until,
        });
        tokio::select! {
            () = tokio::time::sleep(pause) => self.waited(host, pause),
            () = self.run.stop.wait() => {}
        }
        Ok(())
    }
}
