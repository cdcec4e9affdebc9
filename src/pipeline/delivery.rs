//! Telling the receivers what they have not been told.
//!
//! Decides which runs, changes and alarms a delivery has; how it is sent and remembered is the
//! room `notify`'s.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use chrono::{DateTime, NaiveDate, Utc};

use super::ledger::alarms_of;
use super::letter::{notice, trial};
use super::setup::PipelineSetup;
use super::step::PipelineStep;
use super::{NightError, calendar, whole_ledger};
use crate::config::Config;
use crate::notify::{
    Alarm, Attempt, Channel, Delivery, DeliveryLedger, Limits, NotifyError, ReceiverState, Secrets,
    Sender, channels,
};
use crate::published::{Audience, Published};
use crate::record::Change;
use crate::report::news;
use crate::store::Archive;

/// What became of telling one receiver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryOutcome {
    /// Whom.
    pub channel: Channel,
    /// Changes it was told.
    pub changes: usize,
    /// Changes and alarms that wait.
    pub untold: usize,
    /// Why, when something waits.
    pub error: Option<NotifyError>,
}

/// What telling needs.
pub(super) struct Job<'a> {
    pub(super) dir: &'a Path,
    pub(super) config: &'a Config,
    pub(super) secrets: &'a Secrets,
    pub(super) limits: Limits,
    pub(super) clock: fn() -> DateTime<Utc>,
    /// The night's runs; none when only what waits is to be told.
    pub(super) runs: Vec<String>,
    pub(super) scope: Audience,
    pub(super) watch: &'a (dyn Fn(&PipelineStep<'_>) + Send + Sync),
}

/// One message to be sent, or the reason why there is none.
struct Message {
    delivery: Delivery,
    changes: Vec<Change>,
    alarms: Vec<Alarm>,
}

impl Message {
    fn weight(&self) -> usize {
        self.changes.len() + self.alarms.len()
    }
}

/// Tells what waits, without a crawl before it. `watch` hears what happens.
pub async fn tell_untold(setup: &PipelineSetup) -> Result<Vec<DeliveryOutcome>, NightError> {
    tell_untold_in(setup, Audience::Public).await
}

/// The same for those whom `scope` says.
pub async fn tell_untold_in(
    setup: &PipelineSetup,
    scope: Audience,
) -> Result<Vec<DeliveryOutcome>, NightError> {
    let job = Job {
        dir: &setup.dir,
        config: &setup.config,
        secrets: &setup.secrets,
        limits: setup.limits,
        clock: setup.clock,
        runs: Vec::new(),
        scope,
        watch: &*setup.watch,
    };
    tokio::select! {
        told = job.tell() => told,
        () = setup.stop.wait() => Err(NightError::Stopped),
    }
}

/// Sends each receiver one message that tells nothing. Noted nowhere, tried once.
pub async fn try_channels(
    config: &Config,
    secrets: &Secrets,
    limits: Limits,
    clock: fn() -> DateTime<Utc>,
) -> Vec<(Channel, Result<u16, NotifyError>)> {
    let sender = sender(config, secrets, limits, clock);
    let mut tried = Vec::new();
    for channel in channels(&config.notify) {
        let now = clock();
        let day = calendar::day(now, config);
        let moment = format!("test {}", now.to_rfc3339());
        let delivery = Delivery::new(&channel, day, vec![moment], Vec::new(), Vec::new());
        let result = sender.once(&channel, &trial(config, &delivery)).await;
        tried.push((channel, result));
    }
    tried
}

fn sender<'a>(
    config: &'a Config,
    secrets: &'a Secrets,
    limits: Limits,
    clock: fn() -> DateTime<Utc>,
) -> Sender<'a> {
    Sender {
        config: &config.notify,
        secrets,
        limits,
        agent: config.identity.user_agent(),
        clock,
    }
}

impl Job<'_> {
    /// Every receiver in turn; one that fails does not keep the others from being told.
    pub(super) async fn tell(&self) -> Result<Vec<DeliveryOutcome>, NightError> {
        let channels = channels(&self.config.notify);
        if channels.is_empty() {
            return Ok(Vec::new());
        }
        let mut ledger = DeliveryLedger::open(self.dir)?;
        let mut told = Vec::new();
        for channel in channels {
            told.push(self.tell_one(&mut ledger, channel).await?);
        }
        Ok(told)
    }

    async fn tell_one(
        &self,
        ledger: &mut DeliveryLedger,
        channel: Channel,
    ) -> Result<DeliveryOutcome, NightError> {
        let mut told = DeliveryOutcome {
            channel,
            changes: 0,
            untold: 0,
            error: None,
        };
        for message in self.messages(ledger, &told.channel)? {
            if told.error.is_some() {
                // The order of nights is kept: this one waits with the one before it.
                told.untold += message.weight();
                continue;
            }
            let notice = notice(
                &self.published()?,
                self.config,
                &message.delivery,
                message.changes.clone(),
                message.alarms.clone(),
            )?;
            let sender = sender(self.config, self.secrets, self.limits, self.clock);
            let watch = self.watch;
            let mut show = |attempt: &Attempt| watch(&PipelineStep::Attempt(attempt));
            let sent = sender
                .deliver(ledger, &told.channel, &message.delivery, &notice, &mut show)
                .await?;
            match sent {
                Ok(_) => told.changes += message.changes.len(),
                Err(error) => {
                    told.untold += message.weight().max(1);
                    told.error = Some(error);
                }
            }
        }
        Ok(told)
    }

    fn published(&self) -> Result<Published, NightError> {
        let reader = Archive::open_for_reading(self.dir)?;
        Ok(Published::open(reader, self.config, self.scope)?)
    }

    /// What is to be sent: first what may have arrived, as it was, then everything new.
    fn messages(
        &self,
        ledger: &mut DeliveryLedger,
        channel: &Channel,
    ) -> Result<Vec<Message>, NightError> {
        let published = self.published()?;
        let imports = published.reader().runs().imports()?;
        let mut runs = published.reader().told_runs()?;
        runs.retain(|run| !imports.contains(run));
        let now = (self.clock)();
        if !ledger.memory(channel).is_known() {
            let newest = runs.last().map_or("", String::as_str);
            let since = self.runs.iter().min().map_or(newest, String::as_str);
            ledger.begin(channel, since, now)?;
        }
        let memory = ledger.memory(channel);
        let mut messages = Vec::new();
        if let Some(open) = memory.open() {
            (self.watch)(&PipelineStep::Again(&open.id));
            messages.push(again(&published, open)?);
        }
        let untold = memory.untold(&runs);
        let message = self.message(&published, channel, &ledger.memory(channel), untold.clone())?;
        let is_quiet = message.weight() == 0;
        if !untold.is_empty() && (!is_quiet || self.config.notify.quiet_nights) {
            messages.push(message);
        } else if !untold.is_empty() {
            ledger.nothing(channel, untold, now)?;
        }
        Ok(messages)
    }

    /// What these runs have for a receiver.
    fn message(
        &self,
        published: &Published,
        channel: &Channel,
        memory: &ReceiverState,
        runs: Vec<String>,
    ) -> Result<Message, NightError> {
        let ledger = whole_ledger(published.reader())?;
        let mut changes: Vec<Change> = news(&ledger)
            .map(|entry| &ledger[entry.position])
            .filter(|change| runs.contains(&change.run))
            .filter(|change| change.kind <= self.config.notify.from_kind)
            .cloned()
            .collect();
        changes.retain(|change| published.change(change.clone()).is_some());
        let mut alarms = BTreeMap::new();
        for run in &runs {
            for alarm in alarms_of(published, run)? {
                alarms.insert(alarm.name(), alarm);
            }
        }
        alarms.retain(|name, _| !memory.knows_alarm(name));
        let ids = changes.iter().map(|change| change.id.clone()).collect();
        let names = alarms.keys().cloned().collect();
        Ok(Message {
            delivery: Delivery::new(
                channel,
                self.day(published.reader(), &runs)?,
                runs,
                ids,
                names,
            ),
            changes,
            alarms: alarms.into_values().collect(),
        })
    }

    /// The day of the newest of these runs.
    fn day(&self, reader: &crate::store::Reader, runs: &[String]) -> Result<NaiveDate, NightError> {
        let row = match runs.last() {
            Some(run) => reader.runs().find(run)?,
            None => None,
        };
        let at = row.map_or_else(self.clock, |row| row.started_at);
        Ok(calendar::day(at, self.config))
    }
}

/// A delivery as it was.
fn again(published: &Published, open: &Delivery) -> Result<Message, NightError> {
    let ids: HashSet<&String> = open.changes.iter().collect();
    let mut changes = Vec::new();
    let mut alarms = BTreeMap::new();
    for run in &open.runs {
        let own = published.reader().changes_of(run)?.into_iter();
        changes.extend(own.filter(|change| ids.contains(&change.id)));
        for alarm in alarms_of(published, run)? {
            if open.drift.contains(&alarm.name()) {
                alarms.insert(alarm.name(), alarm);
            }
        }
    }
    Ok(Message {
        delivery: open.clone(),
        changes,
        alarms: alarms.into_values().collect(),
    })
}
