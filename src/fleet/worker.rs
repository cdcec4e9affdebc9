//! The worker: takes sites, renews them in one statement, gives them back. Talks to the database
//! and to nobody else; each site has a thread of its own.
//!
//! A lease is counted from when it was asked for, less a margin: on this machine it has ended
//! before the database lends the site to another.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::time::{MissedTickBehavior, interval};

use super::begin::{begin, lock};
use super::database::DatabaseAddress;
use super::error::FleetError;
use super::event::FleetEvent;
use super::figures;
use super::gauge::SiteFigures;
use super::setup::{FleetSetup, SiteSetup};
use super::site::HeldSite;
use super::step::FleetStep;
use super::table::{LeaseTable, TakenLane};
use crate::config::Config;
use crate::crawl::Stop;
use crate::lane::boot_clock;
use crate::politeness::Deadline;

/// Works until told to stop, or to give all sites back.
pub async fn work(setup: FleetSetup) -> Result<(), FleetError> {
    let _lock = lock(&setup.config.archive_dir)?;
    let (table, bucket) = begin(&setup).await?;
    let (events, heard) = mpsc::unbounded_channel();
    let lease = setup.config.fleet.lease;
    let mut worker = Worker {
        known: setup
            .config
            .sites
            .iter()
            .filter(|it| it.enabled)
            .map(|it| it.name.clone())
            .collect(),
        sites: Arc::new(SiteSetup {
            night: setup.night,
            bucket,
            clock: setup.clock,
            watch: Arc::clone(&setup.watch),
            lends_lanes: setup.lends_lanes,
        }),
        config: setup.config,
        name: setup.worker,
        capacity: setup.capacity,
        database: setup.database,
        watch: setup.watch,
        // The margin is for what is on its way when the deadline comes.
        lasts: lease.saturating_sub((lease / 4).max(Duration::from_secs(2))),
        table: Some(table),
        held: BTreeMap::new(),
        unsent: Vec::new(),
        events,
        is_away: false,
        is_leaving: false,
    };
    worker.run(heard, setup.stop, lease).await
}

/// A lane that this worker has.
struct Tenancy {
    epoch: i64,
    deadline: Deadline,
    /// Has its sites given back.
    hand: watch::Sender<bool>,
    sites: Vec<(String, Arc<SiteFigures>)>,
    /// Threads that have not ended.
    running: usize,
    is_lost: bool,
}

struct Worker {
    config: Arc<Config>,
    name: String,
    capacity: u16,
    database: DatabaseAddress,
    watch: Arc<dyn Fn(FleetStep) + Send + Sync>,
    known: Vec<String>,
    sites: Arc<SiteSetup>,
    lasts: Duration,
    /// `None` while it cannot be asked.
    table: Option<LeaseTable>,
    held: BTreeMap<String, Tenancy>,
    /// What the database is to be told.
    unsent: Vec<FleetEvent>,
    events: mpsc::UnboundedSender<FleetEvent>,
    is_away: bool,
    is_leaving: bool,
}

impl Worker {
    async fn run(
        &mut self,
        mut heard: mpsc::UnboundedReceiver<FleetEvent>,
        stop: Stop,
        lease: Duration,
    ) -> Result<(), FleetError> {
        let mut beat = interval((lease / 10).max(Duration::from_millis(500)));
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while !(self.is_leaving && self.held.is_empty() && self.unsent.is_empty()) {
            tokio::select! {
                biased;
                () = stop.wait(), if !self.is_leaving => self.leave(),
                _ = beat.tick() => {
                    let beaten = self.beat().await;
                    self.heed(beaten);
                    self.measure();
                }
                Some(event) = heard.recv() => {
                    self.hear(event);
                    while let Ok(event) = heard.try_recv() {
                        self.hear(event);
                    }
                    if self.table.is_some() {
                        let told = self.tell_database().await;
                        self.heed(told);
                    }
                }
            }
            // What cannot be told any more is not waited for: the leases end by themselves.
            if self.is_leaving && self.held.is_empty() && self.is_away {
                self.unsent.clear();
            }
        }
        Ok(())
    }

    /// Says that this worker is there, renews what it has, and takes what there is room for.
    async fn beat(&mut self) -> Result<(), FleetError> {
        if self.table.is_none() {
            self.table = Some(LeaseTable::open(&self.database, self.config.fleet.lease).await?);
        }
        self.renew().await?;
        self.tell_database().await?;
        let table = self.table.as_mut().expect("it was opened above");
        let is_draining = table.greet(&self.name, self.capacity.into()).await?;
        if is_draining && !self.is_leaving {
            (self.watch)(FleetStep::Draining);
            self.leave();
        }
        let sites: usize = self.held.values().map(|it| it.sites.len()).sum();
        let room = usize::from(self.capacity).saturating_sub(sites);
        if self.is_leaving || room == 0 {
            return Ok(());
        }
        let sent = boot_clock();
        let table = self.table.as_mut().expect("it was opened above");
        for lane in table.take(&self.name, &self.known, room).await? {
            self.start(lane, sent + self.lasts);
        }
        Ok(())
    }

    async fn renew(&mut self) -> Result<(), FleetError> {
        let Some(table) = &self.table else {
            return Ok(());
        };
        let held = self.held.iter().filter(|(_, it)| !it.is_lost);
        let held: Vec<_> = held.map(|(lane, it)| (lane.clone(), it.epoch)).collect();
        if held.is_empty() {
            return Ok(());
        }
        let sent = boot_clock();
        let ours = table.renew(&self.name, &held).await?;
        for (lane, _) in held {
            let Some(tenancy) = self.held.get_mut(&lane) else {
                continue;
            };
            if !ours.contains(&lane) || !tenancy.deadline.renew(sent + self.lasts) {
                tenancy.is_lost = true;
                tenancy.deadline.end();
                let _ = tenancy.hand.send(true);
                (self.watch)(FleetStep::Lost { lane });
            }
        }
        Ok(())
    }

    fn start(&mut self, taken: TakenLane, until: Duration) {
        let deadline = Deadline::new(boot_clock, until);
        let (hand, stop) = Stop::new();
        let lent = self.sites.lends_lanes.then(|| deadline.clone());
        let stop = stop.at(lent);
        let (names, epoch) = (
            taken.sites.iter().map(|it| it.0.clone()).collect(),
            taken.epoch,
        );
        (self.watch)(FleetStep::Took {
            sites: names,
            epoch,
        });
        let mut tenancy = Tenancy {
            epoch,
            deadline,
            hand,
            sites: Vec::new(),
            running: 0,
            is_lost: false,
        };
        for (name, due) in taken.sites {
            let Some(site) = self.config.site(&name) else {
                continue;
            };
            let figures = Arc::<SiteFigures>::default();
            let mut config = self.config.of_site(site);
            config.nightly.metrics = None;
            let held = HeldSite {
                setup: Arc::clone(&self.sites),
                config: Arc::new(config),
                site: Arc::clone(site),
                lane: taken.key.clone(),
                epoch,
                memory: taken.memory.clone(),
                due,
                deadline: tenancy.deadline.clone(),
                stop: stop.clone(),
                events: self.events.clone(),
                figures: Arc::clone(&figures),
            };
            let thread = std::thread::Builder::new().name(name.clone());
            match thread.spawn(move || held.hold()) {
                Ok(_) => tenancy.running += 1,
                Err(error) => (self.watch)(FleetStep::Failed {
                    site: name.clone(),
                    stage: None,
                    cause: format!("no thread: {error}"),
                }),
            }
            tenancy.sites.push((name, figures));
        }
        if tenancy.running == 0 {
            let _ = self.events.send(FleetEvent::Left {
                lane: taken.key.clone(),
                epoch,
            });
        }
        self.held.insert(taken.key, tenancy);
    }

    /// All sites are to be given back.
    fn leave(&mut self) {
        self.is_leaving = true;
        for tenancy in self.held.values() {
            let _ = tenancy.hand.send(true);
        }
    }

    fn hear(&mut self, event: FleetEvent) {
        if let FleetEvent::Left { lane, .. } = &event
            && let Some(tenancy) = self.held.get_mut(lane)
            && tenancy.running > 1
        {
            tenancy.running -= 1;
            return;
        }
        self.unsent.push(event);
    }

    /// Has the database told what it was not told yet, in order.
    async fn tell_database(&mut self) -> Result<(), FleetError> {
        while !self.unsent.is_empty() {
            let Some(table) = &self.table else {
                return Ok(());
            };
            match &self.unsent[0] {
                FleetEvent::Note { lane, epoch, note } => {
                    let lane = (lane.as_str(), *epoch);
                    if !table.remember(lane, &note.lane, &note.politeness).await? {
                        // Somebody else's by now: nobody is answered, and the lease ends.
                        self.unsent.remove(0);
                        continue;
                    }
                }
                FleetEvent::NightEnded {
                    site, epoch, next, ..
                } => {
                    table.night_ended(site, *epoch, *next).await?;
                }
                FleetEvent::Behind { site, epoch, by } => {
                    let by = i64::try_from(*by).unwrap_or(i64::MAX);
                    table.catch_up(site, *epoch, by).await?;
                }
                FleetEvent::Left { lane, epoch } => {
                    table.give_back(lane, *epoch).await?;
                }
            }
            self.done();
        }
        Ok(())
    }

    /// The first of what was to be told is.
    fn done(&mut self) {
        match self.unsent.remove(0) {
            // Who asked may have gone.
            FleetEvent::Note { note, .. } => drop(note.kept.send(())),
            FleetEvent::NightEnded { noted, .. } => drop(noted.send(())),
            FleetEvent::Behind { .. } => {}
            FleetEvent::Left { lane, .. } => {
                let tenancy = self.held.remove(&lane);
                if tenancy.is_some_and(|it| !it.is_lost) {
                    (self.watch)(FleetStep::GaveBack { lane });
                }
            }
        }
    }

    /// Tells once that the database cannot be asked, and that it can again.
    fn heed(&mut self, asked: Result<(), FleetError>) {
        match asked {
            Ok(()) if self.is_away => {
                self.is_away = false;
                (self.watch)(FleetStep::DatabaseBack);
            }
            Ok(()) => {}
            Err(error) => {
                self.table = None;
                if !self.is_away {
                    self.is_away = true;
                    let cause = error.to_string();
                    (self.watch)(FleetStep::DatabaseAway { cause });
                }
                self.forget_lost();
            }
        }
    }

    /// A lane whose lease has ended and whose threads too is nobody's business here any more.
    fn forget_lost(&mut self) {
        let mut gone = Vec::new();
        self.unsent.retain(|event| match event {
            FleetEvent::Left { lane, .. } => {
                let over = self.held.get(lane).is_none_or(|it| it.deadline.is_over());
                if over {
                    gone.push(lane.clone());
                }
                !over
            }
            _ => true,
        });
        for lane in gone {
            self.held.remove(&lane);
        }
    }

    fn measure(&self) {
        let Some(path) = &self.config.fleet.metrics else {
            return;
        };
        let sites = self.held.values().flat_map(|it| &it.sites);
        let sites = sites.map(|(name, figures)| (name.as_str(), &**figures));
        let text = figures::text(self.capacity, !self.is_away, &sites.collect());
        if let Err(error) = text.write_to(path) {
            tracing::warn!("{error}");
        }
    }
}
