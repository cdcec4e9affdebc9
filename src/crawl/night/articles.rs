//! Waking articles: hinted, lacking from a complete list, absent before, due by their own rate,
//! and controls.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use crate::change::Standing;
use crate::config::Site;
use crate::crawl::{Crawl, CrawlError};
use crate::revisit::{self, Bounds, History};
use crate::store::{DueReason, Revisitable};

/// A removed article is looked for again so long after its last look.
const REMOVED_AGAIN: TimeDelta = TimeDelta::days(30);

/// Looks at articles that should be there, in a night that found one absent.
const CONTROLS: usize = 2;

impl Crawl {
    /// Everything of a site's articles that this night asks, besides new ones.
    pub(super) fn wake_articles(&self, site: &Site) -> Result<bool, CrawlError> {
        if self.plan.section.is_some() {
            return Ok(false);
        }
        let mut woke = self.wake_hinted(site)?;
        woke |= self.wake_unlisted(site)?;
        woke |= self.wake_absent(site)?;
        woke |= self.wake_scheduled(site)?;
        Ok(woke)
    }

    fn wake_hinted(&self, site: &Site) -> Result<bool, CrawlError> {
        let hinted = self.archive().hinted(&site.name)?;
        let mut woke = false;
        for (url, modified) in hinted {
            let detail = format!("a source says it was modified on {}", modified.to_rfc3339());
            woke |= self.rouse(site, &url, DueReason::Hint, &detail)?;
        }
        Ok(woke)
    }

    /// What a complete list lacks, and what it names again.
    fn wake_unlisted(&self, site: &Site) -> Result<bool, CrawlError> {
        let Some(ids) = self.listed(site) else {
            return Ok(false);
        };
        let (held, told) = {
            let archive = self.archive();
            (
                archive.held_posts(&site.name)?,
                archive.told_posts(&site.name)?,
            )
        };
        let mut woke = false;
        let live = held.iter().filter(|it| it.standing == Standing::Live);
        let told_lacking = told.iter().filter(|it| !it.gone);
        let lacking = live
            .map(|it| (it.post_id, &it.url))
            .chain(told_lacking.map(|it| (it.post_id, &it.url)))
            .filter(|(id, _)| !ids.contains(id));
        for (id, url) in lacking {
            let detail = format!("the list of all posts lacks number {id}");
            woke |= self.rouse(site, url, DueReason::Unlisted, &detail)?;
        }
        for post in told
            .iter()
            .filter(|it| it.gone && ids.contains(&it.post_id))
        {
            let held = held.iter().any(|it| it.post_id == post.post_id);
            let detail = format!("the list of all posts names number {} again", post.post_id);
            woke |= !held && self.rouse(site, &post.url, DueReason::Confirm, &detail)?;
        }
        Ok(woke)
    }

    fn listed(&self, site: &Site) -> Option<BTreeSet<u64>> {
        let tally = self.tally();
        let listing = tally.listings.get(&site.name)?;
        listing.complete.then(|| listing.ids.clone())
    }

    /// Articles that were not there when they were last looked at.
    fn wake_absent(&self, site: &Site) -> Result<bool, CrawlError> {
        let absent = self.archive().absent(&site.name)?;
        let now = (self.clock)();
        let mut woke = false;
        for article in absent {
            let detail = match article.standing {
                // It is there; the schedule looks at it.
                Standing::Unlisted => continue,
                Standing::Removed if now - article.last_look < REMOVED_AGAIN => continue,
                Standing::Removed => "removed; looked for again once a month",
                Standing::Live | Standing::Missing => "absent at the last look",
            };
            woke |= self.rouse(site, &article.url, DueReason::Confirm, detail)?;
        }
        Ok(woke)
    }

    /// Articles of which nobody spoke, the likeliest to have been edited first.
    fn wake_scheduled(&self, site: &Site) -> Result<bool, CrawlError> {
        let now = (self.clock)();
        let mut articles = self.archive().revisitable(&site.name)?;
        articles.retain(|it| {
            matches!(it.standing, Standing::Live | Standing::Unlisted)
                && self.plan.covers(it.dated.fixed_offset(), site.zone)
        });
        let histories: Vec<History> = articles.iter().map(history).collect();
        let mut bounds = bounds(&self.config.revisit);
        let before = self.woken_before(site, DueReason::Schedule)?;
        bounds.budget = bounds.budget.saturating_sub(before);
        if let Some(limit) = self.plan.limit {
            let asked = self.tally().articles_asked;
            let waiting = self.archive().pending_counts(None)?.articles;
            bounds.budget = bounds.budget.min(limit.saturating_sub(asked + waiting));
        }
        let mut woke = false;
        for index in revisit::choose(&histories, &bounds, now) {
            let due = revisit::due(&histories[index], &bounds, now);
            let url = &articles[index].url;
            woke |= self.rouse(site, url, DueReason::Schedule, &due.reason)?;
        }
        Ok(woke)
    }

    /// Where an article was found absent and hardly another was seen, whether the portal
    /// answers as it should is asked of others.
    pub(super) fn wake_controls(&self, site: &Site) -> Result<bool, CrawlError> {
        let run = &self.run.stamp;
        let (seen, absent) = {
            let archive = self.archive();
            let (seen, _) = archive.sights(&site.name, run)?;
            let looked = archive.looked_at(&site.name, run)?;
            (seen, looked.iter().any(|it| !it.seen))
        };
        let enough = usize::try_from(seen).unwrap_or(usize::MAX);
        if !absent || enough >= CONTROLS {
            return Ok(false);
        }
        let mut others = self.archive().revisitable(&site.name)?;
        others.retain(|it| it.standing == Standing::Live);
        // What was seen last is the surest to be there.
        others.sort_by_key(|it| std::cmp::Reverse((it.last_look, it.dated)));
        let mut woke = false;
        for other in others.iter().take(CONTROLS - enough) {
            let detail = "another article was absent: does the portal answer as it should?";
            woke |= self.rouse(site, &other.url, DueReason::Control, detail)?;
        }
        Ok(woke)
    }
}

/// What the schedule needs to know of an article.
pub(in crate::crawl) fn history(article: &Revisitable) -> History {
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
pub(in crate::crawl) fn bounds(revisit: &crate::config::Revisit) -> Bounds {
    Bounds {
        budget: revisit.budget,
        shortest: revisit.shortest,
        longest: revisit.longest,
    }
}
