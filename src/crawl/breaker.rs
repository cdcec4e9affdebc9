//! Is a host down, or are these pages? After so many failures in a row, a page that answered well
//! in this run is asked once more.
//!
//! Where it answers too, only the pages are bad, and the rest of the host is asked on. Where it
//! does not, or none ever did, the host is left alone for this run: a portal that is down is
//! asked a few times, not a hundred thousand.

use super::incremental::ScheduleCause;
use super::permission::Permission;
use super::reading::{self, AnswerReading};
use super::setup::host_key;
use super::step::CrawlStep;
use super::{Crawl, CrawlError, RequestOutcome};
use crate::fetch::Validators;
use crate::http::Capture;
use crate::record::Role;
use crate::store::{Event, Task};

/// Requests without an answer, one after the other, after which a host is doubted.
const MOST: u32 = 10;

/// What this process has heard of one host.
#[derive(Clone, Debug, Default)]
pub(super) struct Pulse {
    failures: u32,
    last_error: String,
    /// What it answered well.
    control: Option<Task>,
}

impl Crawl {
    pub(super) fn note_failure(&self, host: &str, error: &str) {
        let mut tally = self.tally();
        let pulse = tally.pulses.entry(host.to_owned()).or_default();
        pulse.failures += 1;
        error.clone_into(&mut pulse.last_error);
    }

    /// The host answered with something that could be used.
    pub(super) fn note_answer(&self, task: &Task, capture: &Capture) {
        let mut tally = self.tally();
        let pulse = tally.pulses.entry(host_key(&capture.url)).or_default();
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
        let pulse = self.tally().pulses.get(host).cloned();
        let Some(pulse) = pulse.filter(|pulse| pulse.failures >= MOST) else {
            return Ok(());
        };
        let is_up = match &pulse.control {
            Some(control) => self.still_answers(host, control).await?,
            None => false,
        };
        if self.stop.asked() {
            return Ok(());
        }
        if is_up {
            let mut tally = self.tally();
            tally.pulses.entry(host.to_owned()).or_default().failures = 0;
            return Ok(());
        }
        let Pulse {
            failures,
            last_error,
            ..
        } = pulse;
        let reason = format!("{failures} requests failed in a row, the last: {last_error}");
        self.set_aside(host, "host_down", &reason);
        Ok(())
    }

    async fn still_answers(&self, host: &str, control: &Task) -> Result<bool, CrawlError> {
        let site = self.site(&control.site)?;
        let Some(url) = self.address_of(&site, control)? else {
            return Ok(false);
        };
        if self.permission(&site, host, &url).await? != Permission::Granted {
            return Ok(false);
        }
        let whole = Validators::default();
        let asked = self.ask(
            &site,
            host,
            (&url, ScheduleCause::Control),
            &whole,
            |_, _| {},
        );
        let RequestOutcome::Exchange(exchange) = asked.await? else {
            return Ok(false);
        };
        let warc = self.archive().keep_capture(&site.name, &exchange)?;
        let (at, role) = (exchange.requested_at, control.role);
        self.commit(&Event::Kept { at, role, warc })?;
        let reading = reading::read(&site, &self.config.discover, control, &exchange);
        Ok(!matches!(reading, AnswerReading::Failed { .. }))
    }

    /// Leaves a host (`haiphong.gov.vn`), or one of its origins (`http://haiphong.gov.vn`), for
    /// the next run.
    pub(super) fn set_aside(&self, host: &str, cause: &'static str, reason: &str) {
        self.tally()
            .offline
            .insert(host.to_owned(), (cause, reason.to_owned()));
        self.tell(&CrawlStep::SetAside {
            host: host.to_owned(),
            reason: reason.to_owned(),
        });
    }
}
