//! Waking articles: hinted, lacking from a complete list, absent before, due by their own rate,
//! and controls.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use super::budget::spent;
use super::failed::{schedule_failed_pages, schedule_never_held};
use super::files::{schedule_absent_files, schedule_held_files};
use super::requisites::schedule_requisites;
use super::walk::PostListing;
use crate::change::ArticleStatus;
use crate::config::Site;
use crate::crawl::CrawlError;
use crate::crawl::frontier::Frontier;
use crate::crawl::run::locked;
use crate::record::{DiscoveredUrl, Role};
use crate::revisit::{self, Bounds, Due, History};
use crate::store::{Revisitable, ScheduleReason, Task};

/// A removed article is looked for again so long after its last look.
const REMOVED_AGAIN: TimeDelta = TimeDelta::days(30);

/// Looks at articles that should be there, in a night that found one absent.
const CONTROLS: usize = 2;

/// So often a kind of source may be wrong about modifications before it is doubted: WordPress
/// dates a post anew whenever somebody saves it as it was.
const DOUBTED: u64 = 20;

/// The share of a night's budget that is lost to doubted sources at most: one in so many.
const DOUBTED_SHARE: u64 = 10;

/// Which articles are asked again tonight.
pub(super) struct ArticleSchedule {
    frontier: Arc<Frontier>,
    /// Addresses of articles that tonight's sources name, known before or not.
    told: Mutex<HashSet<String>>,
}

impl ArticleSchedule {
    pub(super) fn new(frontier: Arc<Frontier>) -> Self {
        Self {
            frontier,
            told: Mutex::default(),
        }
    }

    /// A source named articles tonight.
    pub(super) fn note_told(&self, task: &Task, discovered: &[DiscoveredUrl]) {
        if !task.role.is_source() {
            return;
        }
        let articles = discovered
            .iter()
            .filter(|it| matches!(it.role, Role::Article | Role::Page));
        locked(&self.told).extend(articles.map(|it| it.url.clone()));
    }

    /// Everything of a site's articles that this night asks, besides new ones.
    pub(super) fn schedule(
        &self,
        site: &Site,
        listing: Option<&PostListing>,
    ) -> Result<bool, CrawlError> {
        if self.frontier.run.plan.section.is_some() {
            return Ok(false);
        }
        let mut scheduled = self.schedule_absent(site)?;
        scheduled |= self.schedule_unlisted(site, listing)?;
        scheduled |= self.schedule_more(site)?;
        scheduled |= schedule_absent_files(&self.frontier, site)?;
        scheduled |= schedule_held_files(&self.frontier, site)?;
        scheduled |= schedule_requisites(&self.frontier, site)?;
        scheduled |= self.schedule_unheld(site)?;
        scheduled |= schedule_never_held(&self.frontier, site, &locked(&self.told))?;
        scheduled |= schedule_failed_pages(&self.frontier, site)?;
        Ok(scheduled)
    }

    /// Addresses where no article is held, as many a night as sources have their turn: what was
    /// a copy once, or not there, may have become one.
    fn schedule_unheld(&self, site: &Site) -> Result<bool, CrawlError> {
        let turns = self.frontier.run.config.revisit.turns as u64;
        let shortest = TimeDelta::from_std(self.frontier.run.config.revisit.shortest).ok();
        let Some(since) = shortest.and_then(|it| self.frontier.run.now().checked_sub_signed(it))
        else {
            return Ok(false);
        };
        let unheld = self
            .frontier
            .run
            .archive()
            .addresses()
            .unheld(&site.name, since, turns)?;
        let mut scheduled = false;
        for url in unheld {
            scheduled |=
                self.frontier
                    .schedule(site, &url, ScheduleReason::Turn, "its turn came")?;
        }
        Ok(scheduled)
    }

    /// What the night's budget still allows: of what sources say was modified, then of what is
    /// due by its own rate. As long as sources are right, what they say costs nothing of it.
    pub(super) fn schedule_more(&self, site: &Site) -> Result<bool, CrawlError> {
        if self.frontier.run.plan.section.is_some() {
            return Ok(false);
        }
        Ok(self.schedule_hinted(site)? | self.schedule_due(site)?)
    }

    /// Articles that sources say were modified: of believed sources as many as may prove empty,
    /// of doubted ones a few, and no article twice in a row. What waits is scheduled when those have
    /// proved true, tonight or later.
    fn schedule_hinted(&self, site: &Site) -> Result<bool, CrawlError> {
        let (unproved, scheduled) = spent(&self.frontier.run, site)?;
        // One at a time is followed however small the budget is.
        let budget = self.frontier.run.config.revisit.budget.max(1);
        let mut left = budget.saturating_sub(unproved + scheduled);
        let doubtful = (budget / DOUBTED_SHARE).max(1);
        let mut of_doubted = left.min(doubtful.saturating_sub(unproved));
        let all = self.frontier.run.archive().discovery().hinted(&site.name)?;
        let mut scheduled = false;
        for hinted in all {
            let doubted = hinted.belied >= DOUBTED;
            if left == 0 || doubted && of_doubted == 0 {
                break;
            }
            if doubted && hinted.was_empty {
                continue;
            }
            let modified = hinted.modified.to_rfc3339();
            let detail = format!("a source says it was modified on {modified}");
            if self
                .frontier
                .schedule(site, &hinted.url, ScheduleReason::Modified, &detail)?
            {
                left -= 1;
                of_doubted = of_doubted.saturating_sub(u64::from(doubted));
                scheduled = true;
            }
        }
        Ok(scheduled)
    }

    /// What a complete list lacks, and what it names again.
    fn schedule_unlisted(
        &self,
        site: &Site,
        listing: Option<&PostListing>,
    ) -> Result<bool, CrawlError> {
        let Some(PostListing { ids, .. }) = listing.filter(|it| it.complete) else {
            return Ok(false);
        };
        let (held, told, listed) = {
            let archive = self.frontier.run.archive();
            let held = archive.observations().held_posts(&site.name)?;
            let told = archive.discovery().told_posts(&site.name)?;
            (held, told, archive.discovery().rest_posts(&site.name)?)
        };
        let mut scheduled = false;
        let live = held
            .iter()
            .filter(|it| it.article_status == ArticleStatus::Live && listed.contains(&it.post_id));
        let told_lacking = told.iter().filter(|it| !it.gone);
        let lacking = live
            .map(|it| (it.post_id, &it.url))
            .chain(told_lacking.map(|it| (it.post_id, &it.url)))
            .filter(|(id, _)| !ids.contains(id));
        for (id, url) in lacking {
            let detail = format!("the list of all posts lacks number {id}");
            scheduled |= self
                .frontier
                .schedule(site, url, ScheduleReason::Unlisted, &detail)?;
        }
        for post in told
            .iter()
            .filter(|it| it.gone && ids.contains(&it.post_id))
        {
            let held = held.iter().any(|it| it.post_id == post.post_id);
            let detail = format!("the list of all posts names number {} again", post.post_id);
            scheduled |= !held
                && self
                    .frontier
                    .schedule(site, &post.url, ScheduleReason::Confirm, &detail)?;
        }
        Ok(scheduled)
    }

    /// Articles that were not there when they were last looked at.
    fn schedule_absent(&self, site: &Site) -> Result<bool, CrawlError> {
        let absent = self
            .frontier
            .run
            .archive()
            .observations()
            .absent(&site.name)?;
        let now = self.frontier.run.now();
        let mut scheduled = false;
        for article in absent {
            let detail = match article.article_status {
                // It is there; the schedule looks at it.
                ArticleStatus::Unlisted => continue,
                ArticleStatus::Removed if now - article.last_look < REMOVED_AGAIN => continue,
                ArticleStatus::Removed => "removed; looked for again once a month",
                ArticleStatus::Live | ArticleStatus::Missing => "absent at the last look",
            };
            scheduled |=
                self.frontier
                    .schedule(site, &article.url, ScheduleReason::Confirm, detail)?;
        }
        Ok(scheduled)
    }

    /// Articles that may be asked again: those on hosts that the site has left may not.
    fn revisitable(&self, site: &Site) -> Result<Vec<Revisitable>, CrawlError> {
        let mut articles = self
            .frontier
            .run
            .archive()
            .observations()
            .revisitable(&site.name)?;
        if site.rules.has_left() {
            let is_former = |url: &str| Url::parse(url).is_ok_and(|url| site.rules.is_former(&url));
            articles.retain(|it| !is_former(&it.url));
        }
        Ok(articles)
    }

    /// Articles of which nobody spoke, the likeliest to have been edited first.
    fn schedule_due(&self, site: &Site) -> Result<bool, CrawlError> {
        let now = self.frontier.run.now();
        let mut articles = self.revisitable(site)?;
        articles.retain(|it| {
            matches!(
                it.article_status,
                ArticleStatus::Live | ArticleStatus::Unlisted
            ) && self
                .frontier
                .run
                .plan
                .covers(it.dated.fixed_offset(), site.zone)
        });
        let histories: Vec<History> = articles.iter().map(history).collect();
        let mut bounds = bounds(&self.frontier.run.config.revisit);
        let (unproved, scheduled) = spent(&self.frontier.run, site)?;
        bounds.budget = bounds.budget.saturating_sub(unproved + scheduled);
        if let Some(limit) = self.frontier.run.plan.limit {
            let asked = self.frontier.articles_asked();
            let waiting = self
                .frontier
                .run
                .archive()
                .addresses()
                .pending_counts(None)?
                .articles;
            bounds.budget = bounds.budget.min(limit.saturating_sub(asked + waiting));
        }
        let mut scheduled = false;
        for index in revisit::choose(&histories, &bounds, now) {
            let due = revisit::due(&histories[index], &bounds, now);
            let url = &articles[index].url;
            scheduled |=
                self.frontier
                    .schedule(site, url, ScheduleReason::Schedule, &due.reason)?;
        }
        Ok(scheduled)
    }

    /// Where an article was found absent and hardly another was seen, whether the portal
    /// answers as it should is asked of others.
    pub(super) fn schedule_controls(&self, site: &Site) -> Result<bool, CrawlError> {
        let run = &self.frontier.run.row.stamp;
        let (seen, absent) = {
            let archive = self.frontier.run.archive();
            let (seen, _) = archive.observations().sights(&site.name, run)?;
            let looked = archive.observations().looked_at(&site.name, run)?;
            (seen, looked.iter().any(|it| !it.seen))
        };
        let enough = usize::try_from(seen).unwrap_or(usize::MAX);
        if !absent || enough >= CONTROLS {
            return Ok(false);
        }
        let mut others = self.revisitable(site)?;
        others.retain(|it| it.article_status == ArticleStatus::Live);
        // What was seen last is the surest to be there.
        others.sort_by_key(|it| std::cmp::Reverse((it.last_look, it.dated)));
        let mut scheduled = false;
        for other in others.iter().take(CONTROLS - enough) {
            let detail = "another article was absent: does the portal answer as it should?";
            scheduled |=
                self.frontier
                    .schedule(site, &other.url, ScheduleReason::Control, detail)?;
        }
        Ok(scheduled)
    }
}

/// When an article is next looked at if no source speaks of it.
#[derive(Clone, Debug, PartialEq)]
pub enum NextLook {
    /// Every night, until it is there or counts as removed.
    EveryNight,
    /// It was removed; not before then.
    Removed(DateTime<Utc>),
    /// By its own rate, as far as the budget goes.
    Scheduled(Due),
}

/// When and why an article is next looked at without a word from a source.
pub fn next_look(
    article: &Revisitable,
    revisit: &crate::config::RevisitSettings,
    now: DateTime<Utc>,
) -> NextLook {
    match article.article_status {
        ArticleStatus::Missing => NextLook::EveryNight,
        ArticleStatus::Removed => NextLook::Removed(article.last_look + REMOVED_AGAIN),
        ArticleStatus::Live | ArticleStatus::Unlisted => {
            NextLook::Scheduled(revisit::due(&history(article), &bounds(revisit), now))
        }
    }
}

/// What the schedule needs to know of an article.
fn history(article: &Revisitable) -> History {
    History {
        dated: article.dated,
        first_look: article.first_look,
        last_look: article.last_look,
        looks: article.looks,
        changes: article.changes,
        last_change: article.last_change,
    }
}

/// The schedule's bounds, as configured.
fn bounds(revisit: &crate::config::RevisitSettings) -> Bounds {
    Bounds {
        budget: revisit.budget,
        shortest: revisit.shortest,
        longest: revisit.longest,
    }
}
