//! Counting what happens, telling it, and the report at the end.
//!
//! Never decides: it watches events go by.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::breaker::Pulse;
use super::incremental::{PostListing, ScheduleCause};
use super::report::{Counts, MissedArticle, RunEnding, RunReport};
use super::step::CrawlStep;
use super::{Crawl, CrawlError};
use crate::digest::PayloadDigest;
use crate::fetch::Exchange;
use crate::record::Role;
use crate::store::{Event, Outcome, Task};

/// What this process has seen.
#[derive(Default)]
pub(super) struct RunTally {
    pub(super) counts: Counts,
    pub(super) articles_asked: u64,
    /// By site and role.
    pub(super) sources_asked: HashMap<(String, Role), u64>,
    pub(super) pulses: HashMap<String, Pulse>,
    /// How long each host was waited for, beyond its pauses.
    pub(super) waited: HashMap<String, std::time::Duration>,
    /// Hosts and origins that are left for the next run.
    pub(super) offline: BTreeMap<String, (&'static str, String)>,
    /// Fingerprints of what was named in this process and is in the catalog, or will be
    /// with the event it is part of.
    pub(super) heard: HashSet<u64>,
    /// What tonight's complete list of a site names, by site; not there when there was none.
    pub(super) listings: BTreeMap<String, PostListing>,
    /// Sites with such a list that was not compared with what is held, and why.
    pub(super) uncompared: BTreeMap<String, String>,
    /// Whether a site's articles were usually read by a layout before this run.
    pub(super) layouts: HashMap<String, bool>,
    /// The first page of a list that named some articles, by fingerprints of list and articles.
    pub(super) list_pages: HashMap<u64, String>,
    /// Answers since `pending` was counted, and what it was then.
    told: u64,
    pending: u64,
}

/// Counting what waits costs a walk over it, so it is done once in so many answers.
const RECOUNT: u64 = 50;

impl Crawl {
    /// Makes an event durable.
    pub(super) fn commit(&self, event: &Event) -> Result<(), CrawlError> {
        Ok(self.archive().commit(event)?)
    }

    /// Makes an answer's event durable, then counts and tells it.
    pub(super) fn commit_and_tell(&self, task: &Task, event: &Event) -> Result<(), CrawlError> {
        let Event::Captured {
            outcome,
            status,
            payload,
            ..
        } = event
        else {
            return self.commit(event);
        };
        let as_it_was =
            matches!(outcome, Outcome::Media) && self.is_held_file(task, payload.as_ref())?;
        let (what, detail) = self.count_outcome(task, outcome, *status, as_it_was)?;
        let lost = self.lost_source(task, outcome, *status)?;
        self.commit(event)?;
        if let Some((cause, detail)) = lost {
            self.tell_failed(task, &cause, &detail, None);
        }
        let pending = self.pending()?;
        let counts = Box::new(self.tally().counts.clone());
        self.tell(&CrawlStep::Done {
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
            let mut tally = self.tally();
            tally.told += 1;
            tally.told
        };
        if told % RECOUNT == 1 {
            let pending = self.archive().pending_counts(None)?.total();
            self.tally().pending = pending;
            return Ok(pending);
        }
        let mut tally = self.tally();
        tally.pending = tally.pending.saturating_sub(1);
        Ok(tally.pending)
    }

    /// A request was sent.
    pub(super) fn count_request(&self, why: ScheduleCause, exchange: Option<&Exchange>) {
        let mut tally = self.tally();
        tally.counts.requests += 1;
        let kind = exchange.map_or_else(|| "none".to_owned(), status_class);
        *tally.counts.by_status.entry(kind).or_default() += 1;
        *why.among(&mut tally.counts.by_reason) += 1;
        tally.counts.bytes += exchange.map_or(0, |exchange| exchange.encoded_bytes);
    }

    /// An address is about to be asked for the first time in this run.
    pub(super) fn count_asked(&self, task: &Task) {
        if task.attempts > 0 {
            return;
        }
        let mut tally = self.tally();
        match task.role {
            Role::Article | Role::Page => tally.articles_asked += 1,
            Role::List | Role::Sitemap => {
                let of_site = (task.site.clone(), task.role);
                *tally.sources_asked.entry(of_site).or_default() += 1;
            }
            _ => {}
        }
    }

    fn count_outcome(
        &self,
        task: &Task,
        outcome: &Outcome,
        status: u16,
        as_it_was: bool,
    ) -> Result<(&'static str, String), CrawlError> {
        let known = match outcome {
            Outcome::Stored { article_id, .. } => !self.archive().versions(article_id)?.is_empty(),
            _ => false,
        };
        let mut tally = self.tally();
        let counts = &mut tally.counts;
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
        let held = self.archive().held_file(&task.url)?;
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
            *self
                .tally()
                .counts
                .failed
                .entry(cause.to_owned())
                .or_default() += 1;
        }
        self.tell(&CrawlStep::Failed {
            url: task.url.clone(),
            cause: cause.to_owned(),
            detail: detail.to_owned(),
            retry_at,
        });
    }

    pub(super) fn tell_skipped(&self, cause: &str) {
        *self
            .tally()
            .counts
            .skipped
            .entry(cause.to_owned())
            .or_default() += 1;
    }

    /// Closes the run unless it was stopped, and reports.
    pub(super) fn finish(&self) -> Result<RunReport, CrawlError> {
        let now = (self.clock)();
        let offline = self.tally().offline.clone();
        for (cause, _) in offline.values() {
            *self
                .tally()
                .counts
                .failed
                .entry((*cause).to_owned())
                .or_default() += 1;
        }
        let interrupted = self.stop.asked();
        let (drift, sites) = if interrupted {
            (Vec::new(), Vec::new())
        } else {
            self.conclude()?
        };
        let counts = self.tally().counts.clone();
        let whole = counts.failures() == 0 && drift.is_empty() && sites.is_empty();
        let ending = RunEnding::of(interrupted, whole);
        let not_seen = self.not_seen()?;
        if ending == RunEnding::Interrupted {
            self.archive().settle()?;
        } else {
            self.archive().finish_run(&exit(ending, &offline), now)?;
        }
        Ok(RunReport {
            run: self.run.stamp.clone(),
            resumed: self.run.resumed,
            started_at: self.started_at,
            finished_at: now,
            ending,
            plan: self.plan.clone(),
            counts,
            not_seen,
            incremental: self.is_night(),
            uncompared: self.tally().uncompared.clone(),
            drift,
            sites,
            fields: self.archive().field_coverage(&self.run.stamp)?,
        })
    }

    /// Everything any source named as an article and that this run did not capture.
    fn not_seen(&self) -> Result<Vec<MissedArticle>, CrawlError> {
        let rows = self.archive().not_seen(&self.run.stamp)?;
        let chosen = |site: &str| self.sites.iter().any(|it| it.name == site);
        Ok(rows
            .into_iter()
            .filter(|row| chosen(&row.site))
            .map(|row| {
                let url = url::Url::parse(&row.url).ok();
                let left = url.and_then(|url| self.aside_of(&url));
                let cause = row.reason;
                let (cause, detail) = match left {
                    Some((why, reason)) if cause == "not_asked" => (why.to_owned(), reason),
                    _ => (cause, row.detail.unwrap_or_default()),
                };
                MissedArticle {
                    url: row.url,
                    named_by: row.discovery_sources,
                    cause,
                    detail,
                }
            })
            .collect())
    }
}

fn status_class(exchange: &Exchange) -> String {
    format!("{}xx", exchange.status / 100)
}

/// How a run ended, for its summary file; hosts left alone are named there.
fn exit(ending: RunEnding, offline: &BTreeMap<String, (&'static str, String)>) -> String {
    let hosts = offline
        .iter()
        .map(|(host, (cause, reason))| format!("; {host}: {cause}: {reason}"));
    std::iter::once(ending.exit().to_owned())
        .chain(hosts)
        .collect()
}
