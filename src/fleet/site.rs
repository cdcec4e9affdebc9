//! One site while this worker has it: its fence, its archive, its nights, its shipments.
//!
//! Each has a thread and a runtime of its own, as a process of its own would: what one site does
//! keeps no other waiting. Never talks to the database: it has that told.

use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::sleep;

use super::beside::beside;
use super::error::FleetError;
use super::event::FleetEvent;
use super::gauge::SiteFigures;
use super::night::next_night;
use super::remote::SiteRemote;
use super::setup::SiteSetup;
use super::step::FleetStep;
use crate::config::{Config, Site};
use crate::crawl::Stop;
use crate::lane::{LaneError, Lanes, Lease};
use crate::pipeline::{PipelineEnding, PipelineOutcome, PipelineStep, nightly};
use crate::politeness::Deadline;

/// Between two tries of what failed and may pass.
const RETRY: Duration = Duration::from_secs(2);

/// A night that could not run at all is tried again after so long.
const NIGHT_RETRY: Duration = Duration::from_secs(900);

/// A site that this worker has.
pub(super) struct HeldSite {
    pub(super) setup: Arc<SiteSetup>,
    /// Of this site alone.
    pub(super) config: Arc<Config>,
    pub(super) site: Arc<Site>,
    pub(super) lane: String,
    pub(super) epoch: i64,
    pub(super) memory: Vec<(String, String)>,
    pub(super) due: DateTime<Utc>,
    pub(super) deadline: Deadline,
    pub(super) stop: Stop,
    pub(super) events: mpsc::UnboundedSender<FleetEvent>,
    pub(super) figures: Arc<SiteFigures>,
}

/// Says that a site's thread has ended, however it ended.
struct Leaving<'a>(&'a HeldSite);

impl Drop for Leaving<'_> {
    fn drop(&mut self) {
        let (lane, epoch) = (self.0.lane.clone(), self.0.epoch);
        // Where nobody listens any more, the worker has ended.
        let _ = self.0.events.send(FleetEvent::Left { lane, epoch });
    }
}

type SharedRemote = Arc<Mutex<SiteRemote>>;

impl HeldSite {
    /// Holds the site until the lease ends or it is to be given back.
    pub(super) fn hold(self) {
        let _leaving = Leaving(&self);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let held = match runtime {
            Ok(runtime) => runtime.block_on(self.held()),
            Err(source) => Err(FleetError::Local {
                what: "start a site's runtime".to_owned(),
                source,
            }),
        };
        if let Err(error) = held {
            self.fail(&error);
        }
    }

    async fn held(&self) -> Result<(), FleetError> {
        let Some(remote) = self.taken().await? else {
            return Ok(());
        };
        let remote = Arc::new(Mutex::new(remote));
        let night = (self.setup.night)(Arc::clone(&self.config));
        if let Err(error) = self.lanes_taken_over(&night.lanes).await {
            self.tell_failure(&error);
            return Ok(());
        }
        let mut due = self.due;
        while self.comes(due).await {
            due = self.night(&remote, due).await?;
        }
        // What is left goes too, where nobody has taken over yet.
        match self.ship(&remote, true).await {
            Err(error) if error.is_passing() => {
                self.tell_away(&error);
                Ok(())
            }
            shipped => shipped,
        }
    }

    /// Who had the site before may have asked just now, and was told what its hosts want.
    async fn lanes_taken_over(&self, folder: &Path) -> Result<(), LaneError> {
        let lanes = Lanes::open(folder)?;
        for (name, known) in &self.memory {
            lanes.take_over(name, known).await?;
        }
        Ok(())
    }

    fn tell_failure(&self, error: &dyn std::error::Error) {
        self.tell(FleetStep::Failed {
            site: self.site.name.clone(),
            stage: None,
            cause: error.to_string(),
        });
    }

    /// The archive, once the bucket answers; `None` when the site is to be given back before.
    async fn taken(&self) -> Result<Option<SiteRemote>, FleetError> {
        let mut is_told = false;
        while !self.stop.asked() {
            let setup = Arc::clone(&self.setup);
            let (config, site) = (Arc::clone(&self.config), Arc::clone(&self.site));
            let epoch = self.epoch;
            let figures = Arc::clone(&self.figures);
            let take = move || {
                let now = (setup.clock)();
                let taken = SiteRemote::take(&setup.bucket, (&config, &site), epoch, now)?;
                figures.found(&config.archive_dir)?;
                Ok(taken)
            };
            match beside(take).await {
                Ok((remote, how)) => {
                    let site = self.site.name.clone();
                    self.tell(FleetStep::Ready { site, how });
                    return Ok(Some(remote));
                }
                Err(error) if error.is_passing() => {
                    if !is_told {
                        self.tell_away(&error);
                        is_told = true;
                    }
                    self.pause(RETRY).await;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(None)
    }

    /// Waits until a night is due; false when the site is to be given back before.
    async fn comes(&self, due: DateTime<Utc>) -> bool {
        while !self.stop.asked() {
            let left = (due - (self.setup.clock)()).to_std().unwrap_or_default();
            if left.is_zero() {
                return true;
            }
            // The wall clock may be set meanwhile.
            self.pause(left.min(Duration::from_secs(30))).await;
        }
        false
    }

    /// One night, shipped as it goes; when the next one is due. One that was broken off is due
    /// as it was.
    async fn night(
        &self,
        remote: &SharedRemote,
        due: DateTime<Utc>,
    ) -> Result<DateTime<Utc>, FleetError> {
        let (hand, stop) = Stop::new();
        let mut setup = (self.setup.night)(Arc::clone(&self.config));
        let lease = self.lent();
        setup.stop = stop.at(lease.as_ref().map(|lease| lease.deadline.clone()));
        setup.lease = lease;
        setup.due_at = Some(due);
        setup.watch = self.watching();
        let ended = tokio::select! {
            ended = nightly(setup) => ended,
            fatal = self.shipping(remote, &hand) => return Err(fatal),
        };
        let now = (self.setup.clock)();
        let outcome = match ended {
            Ok(outcome) => outcome,
            Err(error) => {
                self.tell_failure(&error);
                return Ok(now + NIGHT_RETRY);
            }
        };
        let is_over = outcome.ending != PipelineEnding::Interrupted;
        let next = is_over.then(|| next_night(now, self.config.fleet.night, self.site.zone));
        self.tell_night(&outcome, next);
        // A night that was broken off because too much waits goes on when the bucket has it.
        if !self.shipped(remote).await? {
            return Ok(due);
        }
        let Some(next) = next else {
            return Ok(due);
        };
        self.figures.nights.fetch_add(1, Ordering::Relaxed);
        let (noted, heard) = oneshot::channel();
        let _ = self.events.send(FleetEvent::NightEnded {
            site: self.site.name.clone(),
            epoch: self.epoch,
            next,
            noted,
        });
        tokio::select! {
            _ = heard => {}
            () = self.stop.wait() => {}
        }
        Ok(next)
    }

    /// The right to ask that this site's lanes are lent.
    fn lent(&self) -> Option<Lease> {
        if !self.setup.lends_lanes {
            return None;
        }
        let (notes, mut heard) = mpsc::unbounded_channel();
        let (events, lane, epoch) = (self.events.clone(), self.lane.clone(), self.epoch);
        tokio::spawn(async move {
            while let Some(note) = heard.recv().await {
                let lane = lane.clone();
                let _ = events.send(FleetEvent::Note { lane, epoch, note });
            }
        });
        let deadline = self.deadline.clone();
        Some(Lease { deadline, notes })
    }

    /// Ships while a night goes on, and has it stop when it must. Returns only what no later try
    /// can mend.
    async fn shipping(&self, remote: &SharedRemote, hand: &watch::Sender<bool>) -> FleetError {
        let fatal = tokio::select! {
            fatal = self.shipping_on(remote) => Some(fatal),
            full = self.spooling() => full.err(),
            () = self.stop.wait() => None,
        };
        if let Some(fatal) = fatal {
            return fatal;
        }
        let _ = hand.send(true);
        std::future::pending().await
    }

    async fn shipping_on(&self, remote: &SharedRemote) -> FleetError {
        let mut is_away = false;
        loop {
            self.pause(self.setup.bucket.settings.ship).await;
            match self.ship(remote, false).await {
                Ok(()) if is_away => {
                    let site = self.site.name.clone();
                    self.tell(FleetStep::BucketBack { site });
                    is_away = false;
                }
                Ok(()) => {}
                Err(error) if error.is_passing() => {
                    if !is_away {
                        self.tell_away(&error);
                        is_away = true;
                    }
                }
                Err(error) => return error,
            }
        }
    }

    /// Returns when more waits on this disk than may.
    async fn spooling(&self) -> Result<(), FleetError> {
        let limit = self.config.fleet.spool;
        loop {
            self.pause(self.setup.bucket.settings.ship).await;
            let (dir, figures) = (self.config.archive_dir.clone(), Arc::clone(&self.figures));
            let waiting = beside(move || figures.measure(&dir)).await?;
            if waiting > limit {
                let site = self.site.name.clone();
                self.tell(FleetStep::SpoolFull {
                    site,
                    waiting,
                    limit,
                });
                return Ok(());
            }
        }
    }

    /// Ships until the bucket has everything; false when the site is to be given back before.
    async fn shipped(&self, remote: &SharedRemote) -> Result<bool, FleetError> {
        let mut is_away = false;
        while !self.stop.asked() {
            let site = self.site.name.clone();
            match self.ship(remote, true).await {
                Ok(()) => {
                    if is_away {
                        self.tell(FleetStep::BucketBack { site });
                    }
                    return Ok(true);
                }
                Err(error) if error.is_passing() => {
                    if !is_away {
                        self.tell_away(&error);
                        is_away = true;
                    }
                    self.pause(RETRY).await;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(false)
    }

    async fn ship(&self, remote: &SharedRemote, is_sealed: bool) -> Result<(), FleetError> {
        let (remote, now) = (Arc::clone(remote), (self.setup.clock)());
        let (dir, figures) = (self.config.archive_dir.clone(), Arc::clone(&self.figures));
        let work = move || {
            let mut remote = remote.lock().unwrap_or_else(PoisonError::into_inner);
            let shipped = remote.ship(is_sealed, now);
            if let Ok(bytes) = &shipped {
                figures.shipped(*bytes, now);
            }
            figures.measure(&dir)?;
            shipped.map(|_| ())
        };
        beside(work).await
    }

    /// What of a night's steps is told by a worker: what failed.
    fn watching(&self) -> Arc<dyn Fn(&PipelineStep<'_>) + Send + Sync> {
        let (watch, site) = (Arc::clone(&self.setup.watch), self.site.name.clone());
        Arc::new(move |step| {
            if let PipelineStep::Failed(stage, error) = step {
                watch(FleetStep::Failed {
                    site: site.clone(),
                    stage: Some(*stage),
                    cause: error.to_string(),
                });
            }
        })
    }

    fn tell_away(&self, error: &FleetError) {
        self.tell(FleetStep::BucketAway {
            site: self.site.name.clone(),
            cause: error.to_string(),
            waiting: self.figures.waiting.load(Ordering::Relaxed),
        });
    }

    fn tell_night(&self, outcome: &PipelineOutcome, next: Option<DateTime<Utc>>) {
        let counts = outcome.crawls.iter().map(|it| &it.counts);
        self.tell(FleetStep::Night {
            site: self.site.name.clone(),
            ending: outcome.ending,
            stored: counts.map(|it| it.new + it.changed).sum(),
            next,
        });
    }

    /// Says why the site is let go.
    fn fail(&self, error: &FleetError) {
        let FleetError::Shipping(shipping) = error else {
            return self.tell_failure(error);
        };
        let Some(by) = shipping.fenced() else {
            return self.tell_failure(error);
        };
        self.deadline.end();
        self.tell(FleetStep::Fenced {
            site: self.site.name.clone(),
            by,
            folder: self.config.archive_dir.clone(),
        });
        let (site, epoch) = (self.site.name.clone(), self.epoch);
        let _ = self.events.send(FleetEvent::Behind { site, epoch, by });
    }

    async fn pause(&self, pause: Duration) {
        tokio::select! {
            () = sleep(pause) => {}
            () = self.stop.wait() => {}
        }
    }

    fn tell(&self, step: FleetStep) {
        (self.setup.watch)(step);
    }
}
