//! Is a host down, or are these pages? After so many failures in a row, a page that answered well
//! in this run is asked once more.
//!
//! Where it answers too, only the pages are bad, and the rest of the host is asked on. Where it
//! does not, or none ever did, the host is left alone for this run: a portal that is down is
//! asked a few times, not a hundred thousand.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use super::answer::AnswerReading;
use super::client::host_key;
use super::fetcher::{Fetcher, RequestOutcome};
use super::frontier::Frontier;
use super::permission::{Permission, Permissions};
use super::reason::ScheduleCause;
use super::run::{CrawlRun, locked};
use super::{CrawlError, reading};
use crate::fetch::Validators;
use crate::http::Capture;
use crate::record::Role;
use crate::store::{Event, Task};

/// Requests without an answer, one after the other, after which a host is doubted.
const MOST: u32 = 10;

/// What this process has heard of one host.
#[derive(Clone, Debug, Default)]
struct Pulse {
    failures: u32,
    last_error: String,
    /// What it answered well.
    control: Option<Task>,
}

/// The pulses of all hosts.
pub(super) struct Breaker {
    run: Arc<CrawlRun>,
    frontier: Arc<Frontier>,
    fetcher: Arc<Fetcher>,
    permissions: Arc<Permissions>,
    pulses: Mutex<HashMap<String, Pulse>>,
}

impl Breaker {
    pub(super) fn new(
        run: Arc<CrawlRun>,
        frontier: Arc<Frontier>,
        fetcher: Arc<Fetcher>,
        permissions: Arc<Permissions>,
    ) -> Self {
        Self {
            run,
            frontier,
            fetcher,
            permissions,
            pulses: Mutex::default(),
        }
    }

    pub(super) fn note_failure(&self, host: &str, error: &str) {
        let mut pulses = locked(&self.pulses);
        let pulse = pulses.entry(host.to_owned()).or_default();
        pulse.failures += 1;
        error.clone_into(&mut pulse.last_error);
    }

    /// The host answered with something that could be used.
    pub(super) fn note_answer(&self, task: &Task, capture: &Capture) {
        let mut pulses = locked(&self.pulses);
        let pulse = pulses.entry(host_key(&capture.url)).or_default();
        pulse.failures = 0;
        let is_whole = (200..300).contains(&capture.status);
        // A list is made for whoever asks; an article may lie in a cache of the host's.
        let known = pulse.control.as_ref().map(|it| it.role);
        let is_better = task.role == Role::List || known != Some(Role::List);
        if is_whole && is_better && capture.url.as_str() == task.url {
            pulse.control = Some(task.clone());
        }
    }

    /// Leaves a host alone that failed too often in a row, unless only those pages do.
    pub(super) async fn feel_pulse(&self, host: &str) -> Result<(), CrawlError> {
        let pulse = locked(&self.pulses).get(host).cloned();
        let Some(pulse) = pulse.filter(|pulse| pulse.failures >= MOST) else {
            return Ok(());
        };
        let is_up = match &pulse.control {
            Some(control) => self.still_answers(host, control).await?,
            None => false,
        };
        if self.run.stop.asked() {
            return Ok(());
        }
        if is_up {
            locked(&self.pulses)
                .entry(host.to_owned())
                .or_default()
                .failures = 0;
            return Ok(());
        }
        let Pulse {
            failures,
            last_error,
            ..
        } = pulse;
        let reason = format!("{failures} requests failed in a row, the last: {last_error}");
        self.frontier.set_aside(host, "host_down", &reason);
        Ok(())
    }

    async fn still_answers(&self, host: &str, control: &Task) -> Result<bool, CrawlError> {
        let site = self.run.site(&control.site)?;
        let Some(url) = self.frontier.address_of(&site, control)? else {
            return Ok(false);
        };
        if self.permissions.of(&site, host, &url).await? != Permission::Granted {
            return Ok(false);
        }
        let whole = Validators::default();
        let asked = self.fetcher.ask(
            &site,
            host,
            (&url, ScheduleCause::Control),
            &whole,
            |_, _| {},
        );
        let RequestOutcome::Exchange(exchange) = asked.await? else {
            return Ok(false);
        };
        let warc = self.run.archive().keep_capture(&site.name, &exchange)?;
        let (at, role) = (exchange.requested_at, control.role);
        self.run.commit(&Event::Kept { at, role, warc })?;
        let reading = reading::read(&site, &self.run.config.discover, control, &exchange);
        Ok(!matches!(reading, AnswerReading::Failed { .. }))
    }
}
