//! An answer on its way into the archive, in one direction: read, kept as evidence, judged,
//! recorded.
//!
//! Never asks anything.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

use super::alias::{confirm, unproven};
use super::answer::AnswerReading;
use super::breaker::Breaker;
use super::client::host_key;
use super::frontier::Frontier;
use super::outcome::{Brought, Kept, Outcomes};
use super::pages::asked;
use super::recorder::Recorder;
use super::run::CrawlRun;
use super::tally::Tally;
use super::{CrawlError, part, read, reading};
use crate::config::Site;
use crate::http::Capture;
use crate::politeness::Failure;
use crate::record::Role;
use crate::store::{Claimed, Evidence, Task};

/// The steps behind an answer.
pub(super) struct Ingest {
    pub(super) run: Arc<CrawlRun>,
    pub(super) tally: Arc<Tally>,
    pub(super) frontier: Arc<Frontier>,
    pub(super) breaker: Arc<Breaker>,
    pub(super) outcomes: Outcomes,
    pub(super) recorder: Recorder,
}

impl Ingest {
    /// All steps of one answer; what they made is safe when this returns.
    pub(super) fn answer(
        &self,
        site: &Site,
        task: &Task,
        capture: &Capture,
    ) -> Result<(), CrawlError> {
        let reading = read::answer(&self.run, site, task, capture)?;
        self.keep(site, task, capture, reading)?;
        self.run.acknowledge()
    }

    /// Keeps the capture as evidence, then turns the reading into one event, storing a
    /// snapshot first if it is a new version.
    fn keep(
        &self,
        site: &Site,
        task: &Task,
        capture: &Capture,
        reading: AnswerReading,
    ) -> Result<(), CrawlError> {
        let evidence = self.run.archive().keep_capture(&site.name, capture)?;
        if !matches!(reading, AnswerReading::Failed { .. }) {
            self.breaker.note_answer(task, capture);
        }
        let kept = Kept {
            capture,
            evidence,
            again: false,
        };
        self.note(site, task, kept, reading)
    }

    /// Turns what a kept capture means into one event.
    fn note(
        &self,
        site: &Site,
        task: &Task,
        kept: Kept<'_>,
        reading: AnswerReading,
    ) -> Result<(), CrawlError> {
        if let AnswerReading::Failed { detail, .. } = &reading {
            let host = host_key(&kept.capture.url);
            self.breaker.note_failure(&host, detail);
        }
        match self.outcomes.of(site, task, &kept, reading)? {
            Brought::Outcome(outcome, discovered) => {
                self.recorder.record(task, kept, outcome, discovered)
            }
            Brought::Failure {
                cause,
                detail,
                failure,
            } => self.failed(task, &cause, &detail, failure, Some(kept.evidence)),
        }
    }

    /// Records a failure. An article is stored without a part that cannot be had.
    pub(super) fn failed(
        &self,
        task: &Task,
        cause: &str,
        detail: &str,
        failure: Failure,
        warc: Option<Evidence>,
    ) -> Result<(), CrawlError> {
        let retry_at = self.tally.failed(task, cause, detail, failure, warc)?;
        if retry_at.is_none() && task.role == Role::Part {
            part::give_up(&self.outcomes.versions, &self.tally, task, cause)?;
        }
        Ok(())
    }

    /// Compares the pages that waited for another one. True when there is something to ask
    /// first, or now.
    pub(super) fn settle(&self, site: &Site) -> Result<bool, CrawlError> {
        let mut waiting = VecDeque::from(self.run.archive().addresses().claimed(&site.name)?);
        let mut urls: HashSet<String> = waiting.iter().map(|it| it.capture.url.clone()).collect();
        let any = !waiting.is_empty();
        let (mut asks, mut put_off) = (false, 0);
        while let Some(claimed) = waiting.pop_front() {
            if self.run.stop.asked() {
                return Ok(false);
            }
            // A copy of a copy waits for that one; of those that name each other one begins.
            if urls.contains(&claimed.of) && put_off < waiting.len() {
                put_off += 1;
                waiting.push_back(claimed);
                continue;
            }
            put_off = 0;
            urls.remove(&claimed.capture.url);
            asks |= self.settle_one(site, &claimed)?;
        }
        Ok(asks || (any && self.run.archive().addresses().pending_counts(None)?.total() > 0))
    }

    fn settle_one(&self, site: &Site, claimed: &Claimed) -> Result<bool, CrawlError> {
        let row = &claimed.capture;
        let task = asked(site, row, claimed.role, &claimed.source_metadata);
        let capture = match self.run.archive().capture_at(&row.evidence.location) {
            // A record's time has no fractions.
            Ok(capture) => Capture {
                requested_at: row.at,
                ..capture
            },
            Err(error) => {
                // `verify` names it too; the address is asked again in its turn.
                tracing::warn!("{} cannot be read again: {error}", row.url);
                return Ok(false);
            }
        };
        let reading = reading::read(site, &self.run.config.discover, &task, &capture);
        if let Some(target) = unproven(&self.frontier, site, &task, &reading)?
            && confirm(&self.frontier, site, &target, &task.url)?
        {
            return Ok(true);
        }
        if row.run == self.run.row.stamp {
            let elsewhere = &mut self.tally.counts().elsewhere;
            *elsewhere = elsewhere.saturating_sub(1);
        }
        let kept = Kept {
            capture: &capture,
            evidence: row.evidence.clone(),
            again: true,
        };
        self.note(site, &task, kept, reading)?;
        Ok(false)
    }
}
