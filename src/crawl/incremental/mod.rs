//! A night after the first: what was answered before is dormant, and only what may have changed is
//! scheduled, each address with its reason in the journal.
//!
//! In three stages a site: its sources; then the articles that somebody spoke of, that a
//! complete list lacks, that were absent, or whose time has come; then, where an article was
//! found absent, a look at others that should be there. Never asks anything itself: it makes
//! addresses due. Never compares a server's clock with ours.
//!
//! All that is decided here is decided from the archive, so that a night that was killed goes
//! on: what was done is not asked again, and what was scheduled is not counted twice.

mod articles;
mod budget;
mod failed;
mod files;
mod numbered;
mod pick;
mod posts;
mod requisites;
mod sources;
mod walk;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use serde_json::Value;

use self::articles::ArticleSchedule;
use self::posts::holds;
use self::sources::SourceSchedule;
use super::frontier::Frontier;
use super::run::locked;
use super::{CrawlError, Plan};
use crate::config::Site;
use crate::record::DiscoveredUrl;
use crate::store::{Archive, Outcome, Run, Task};

pub use articles::{NextLook, next_look};
pub(super) use files::schedule_all as schedule_all_files;
pub(super) use walk::PostListing;

/// How far a site's night has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum SiteStage {
    #[default]
    Sources,
    Articles,
    Controls,
    Over,
}

/// Tonight.
pub(super) struct IncrementalRun {
    pub(super) sources: SourceSchedule,
    articles: ArticleSchedule,
    /// By site.
    stages: Mutex<HashMap<String, SiteStage>>,
}

/// Begins or resumes the run, as a night where the archive holds articles. True when it is one.
pub(super) fn begin(
    archive: &mut Archive,
    plan: &Plan,
    options: &Value,
    now: DateTime<Utc>,
) -> Result<(Run, bool), CrawlError> {
    let run = if plan.full || !holds(archive, None)? {
        archive.begin_run(options, now)?
    } else {
        archive.begin_night(options, now)?
    };
    // A run that goes on is what it was begun as.
    let newest = archive.runs().newest(1)?;
    let incremental = newest.first().is_some_and(|newest| newest.incremental);
    Ok((run, incremental))
}

impl IncrementalRun {
    pub(super) fn new(frontier: &Arc<Frontier>) -> Self {
        Self {
            sources: SourceSchedule::new(Arc::clone(frontier)),
            articles: ArticleSchedule::new(Arc::clone(frontier)),
            stages: Mutex::default(),
        }
    }

    /// What an answer says of what is to be asked tonight.
    pub(super) fn heed(
        &self,
        task: &Task,
        outcome: &Outcome,
        discovered: &[DiscoveredUrl],
    ) -> Result<(), CrawlError> {
        self.articles.note_told(task, discovered);
        self.sources.schedule_next_page(task, discovered)?;
        self.sources.schedule_where_it_leads(task, outcome)
    }

    /// What comes next of a site is scheduled. True when there is something to ask.
    pub(super) fn advance(&self, site: &Site) -> Result<bool, CrawlError> {
        loop {
            let stage = *locked(&self.stages).entry(site.name.clone()).or_default();
            let (scheduled, next) = match stage {
                SiteStage::Sources => {
                    // More sources, until none has anything to add.
                    if self.sources.schedule_more(site)? {
                        return Ok(true);
                    }
                    (
                        self.articles
                            .schedule(site, self.sources.listing(site).as_ref())?,
                        SiteStage::Articles,
                    )
                }
                SiteStage::Articles => {
                    // What was found has shown how much more may be asked.
                    if self.articles.schedule_more(site)? {
                        (true, SiteStage::Articles)
                    } else {
                        (self.articles.schedule_controls(site)?, SiteStage::Controls)
                    }
                }
                SiteStage::Controls | SiteStage::Over => (false, SiteStage::Over),
            };
            locked(&self.stages).insert(site.name.clone(), next);
            if scheduled || stage == SiteStage::Over {
                return Ok(scheduled);
            }
        }
    }
}
