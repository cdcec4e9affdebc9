//! Counting what happens, telling it, and the report's figures.
//!
//! Never decides: it watches events go by.

use std::sync::{Arc, Mutex, MutexGuard};

use chrono::{DateTime, Utc};

use super::jitter::jitter;
use super::reason::ScheduleCause;
use super::report::Counts;
use super::run::{CrawlRun, locked};
use super::step::CrawlStep;
use super::{CrawlError, unread};
use crate::digest::PayloadDigest;
use crate::fetch::Exchange;
use crate::politeness::{self, Failure, Retry};
use crate::record::{Rejected, Role};
use crate::store::{Event, Evidence, Outcome, Task};

/// What this process has seen.
pub(super) struct Tally {
    run: Arc<CrawlRun>,
    counts: Mutex<Counts>,
    backlog: Mutex<Backlog>,
}

/// What waits, about.
#[derive(Default)]
struct Backlog {
    /// Answers so far.
    answers: u64,
    /// Addresses that waited at the last count, less the answers since.
    pending: u64,
}

/// Counting what waits costs a walk over it, so it is done once in so many answers.
const RECOUNT: u64 = 50;

impl Tally {
    pub(super) fn new(run: Arc<CrawlRun>) -> Self {
        Self {
            run,
            counts: Mutex::default(),
            backlog: Mutex::default(),
        }
    }

    pub(super) fn counts(&self) -> MutexGuard<'_, Counts> {
        locked(&self.counts)
    }

    /// Makes an answer's event durable, then counts and tells it.
    pub(super) fn record(&self, task: &Task, event: &Event) -> Result<(), CrawlError> {
        let Event::Captured {
            outcome,
            status,
            payload,
            ..
        } = event
        else {
            return self.run.commit(event);
        };
        let as_it_was =
            matches!(outcome, Outcome::Media) && self.is_held_file(task, payload.as_ref())?;
        let (what, detail) = self.count_outcome(task, outcome, *status, as_it_was)?;
        let lost = unread::lost_source(&self.run, task, outcome, *status)?;
        self.run.commit(event)?;
        if let Some((cause, detail)) = lost {
            self.tell_failed(task, &cause, &detail, None);
        }
        let pending = self.pending()?;
        let counts = Box::new(self.counts().clone());
        self.run.tell(&CrawlStep::Done {
            url: task.url.clone(),
            what,
            detail,
            counts,
            pending,
        });
        Ok(())
    }

    /// About how many addresses wait.
    fn pending(&self) -> Result<u64, CrawlError> {
        let told = {
            let mut backlog = locked(&self.backlog);
            backlog.answers += 1;
            backlog.answers
        };
        if told % RECOUNT == 1 {
            let pending = self.run.archive().addresses().pending_counts(None)?.total();
            locked(&self.backlog).pending = pending;
            return Ok(pending);
        }
        let mut backlog = locked(&self.backlog);
        backlog.pending = backlog.pending.saturating_sub(1);
        Ok(backlog.pending)
    }

    /// A request was sent.
    pub(super) fn count_request(&self, why: ScheduleCause, exchange: Option<&Exchange>) {
        let mut counts = self.counts();
        counts.requests += 1;
        let kind = exchange.map_or_else(|| "none".to_owned(), status_class);
        *counts.by_status.entry(kind).or_default() += 1;
        *why.among(&mut counts.by_reason) += 1;
        counts.bytes += exchange.map_or(0, |exchange| exchange.encoded_bytes);
    }

    fn count_outcome(
        &self,
        task: &Task,
        outcome: &Outcome,
        status: u16,
        as_it_was: bool,
    ) -> Result<(&'static str, String), CrawlError> {
        let known = match outcome {
            Outcome::Stored { article_id, .. } => !self
                .run
                .archive()
                .articles()
                .versions(article_id)?
                .is_empty(),
            _ => false,
        };
        let mut counts = self.counts();
        Ok(match outcome {
            Outcome::Stored { article_id, .. } if known => {
                counts.changed += 1;
                ("changed", article_id.clone())
            }
            Outcome::Stored { article_id, .. } => {
                counts.new += 1;
                ("new", article_id.clone())
            }
            Outcome::Unchanged { article_id, .. } => {
                counts.unchanged += 1;
                ("unchanged", article_id.clone())
            }
            Outcome::Read | Outcome::ReadInPart { .. } => {
                counts.sources += 1;
                ("source", String::new())
            }
            Outcome::Media if as_it_was => ("unchanged", String::new()),
            Outcome::Media => {
                counts.files += 1;
                ("file", String::new())
            }
            Outcome::Drifted { reasons, .. } => {
                counts.drifted += 1;
                ("drifted", reasons.join("; "))
            }
            Outcome::PartKept { number, of, .. } => ("part", format!("{number} of {}", of.len())),
            Outcome::Redirected { to } => {
                counts.elsewhere += 1;
                ("redirect", to.clone())
            }
            Outcome::Alias { of, .. } => {
                counts.elsewhere += 1;
                ("alias", of.clone())
            }
            Outcome::NotArticle {
                reason_kind,
                reason,
            } => {
                *counts.not_article.entry(reason_kind.clone()).or_default() += 1;
                ("not_article", reason.clone())
            }
            // A source that is not there is no loss; an article or its file is.
            Outcome::HttpError if matches!(task.role, Role::Article | Role::Media) => {
                *counts.gone.entry(status).or_default() += 1;
                ("gone", format!("HTTP {status}"))
            }
            Outcome::HttpError => ("absent", format!("HTTP {status}")),
        })
    }

    /// Whether an answer is the very file that is held.
    fn is_held_file(
        &self,
        task: &Task,
        payload: Option<&PayloadDigest>,
    ) -> Result<bool, CrawlError> {
        let held = self.run.archive().attachments().held_file(&task.url)?;
        Ok(held.is_some_and(|held| payload.is_none() || held.payload.as_ref() == payload))
    }

    pub(super) fn tell_failed(
        &self,
        task: &Task,
        cause: &str,
        detail: &str,
        retry_at: Option<DateTime<Utc>>,
    ) {
        if retry_at.is_none() {
            *self.counts().failed.entry(cause.to_owned()).or_default() += 1;
        }
        self.run.tell(&CrawlStep::Failed {
            url: task.url.clone(),
            cause: cause.to_owned(),
            detail: detail.to_owned(),
            retry_at,
        });
    }

    pub(super) fn tell_skipped(&self, cause: &str) {
        *self.counts().skipped.entry(cause.to_owned()).or_default() += 1;
    }

    /// Records a failure; gives the time of the next attempt if one is worth it.
    pub(super) fn failed(
        &self,
        task: &Task,
        cause: &str,
        detail: &str,
        failure: Failure,
        warc: Option<Evidence>,
    ) -> Result<Option<DateTime<Utc>>, CrawlError> {
        let now = self.run.now();
        let most = self.run.config.pace.max_attempts;
        let seed = jitter(&task.url, now);
        let retry_at = match politeness::retry(task.attempts + 1, most, failure, seed) {
            Retry::After(pause) => chrono::Duration::from_std(pause)
                .ok()
                .map(|pause| now + pause),
            Retry::Pointless | Retry::Exhausted => None,
        };
        self.run.commit(&Event::Failed {
            at: now,
            site: task.site.clone(),
            url: task.url.clone(),
            role: task.role,
            cause: cause.to_owned(),
            detail: detail.to_owned(),
            retry_at,
            warc,
        })?;
        self.tell_failed(task, cause, detail, retry_at);
        Ok(retry_at)
    }

    /// Records an address this run does not ask.
    pub(super) fn skip(&self, task: &Task, cause: &str, detail: &str) -> Result<(), CrawlError> {
        self.run.commit(&Event::Skipped {
            at: self.run.now(),
            site: task.site.clone(),
            url: task.url.clone(),
            role: task.role,
            cause: cause.to_owned(),
            detail: detail.to_owned(),
        })?;
        self.tell_skipped(cause);
        Ok(())
    }

    /// Records what a source names and the rules refuse.
    pub(super) fn reject(
        &self,
        site: &str,
        from: &str,
        rejected: Vec<Rejected>,
    ) -> Result<(), CrawlError> {
        let rejected = self
            .run
            .archive()
            .discovery()
            .not_rejected(site, rejected)?;
        if rejected.is_empty() {
            return Ok(());
        }
        for it in &rejected {
            self.tell_skipped(&it.cause);
        }
        self.run.commit(&Event::Rejected {
            at: self.run.now(),
            site: site.to_owned(),
            from: from.to_owned(),
            rejected,
        })
    }
}

fn status_class(exchange: &Exchange) -> String {
    format!("{}xx", exchange.status / 100)
}
