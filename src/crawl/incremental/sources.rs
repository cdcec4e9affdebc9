//! Waking sources: those of every night, those whose turn it is, and further pages as far as
//! they lead to something new.

use std::collections::BTreeSet;

use url::Url;

use super::numbered::next_of;
use super::walk::{IncrementalWalk, MOST_PAGES};
use super::{IncrementalRun, PostListing, holds, pick};
use crate::change::ArticleStatus;
use crate::config::Site;
use crate::crawl::plan::From;
use crate::crawl::{Crawl, CrawlError};
use crate::discover::rest::Posts;
use crate::record::{DiscoveredUrl, DiscoverySource, Role, SourceMetadata};
use crate::store::{Event, Outcome, ScheduleReason, SourceRow, Task};

impl Crawl {
    /// Begins the night of every site.
    pub(in crate::crawl) fn wake_sources(&self) -> Result<(), CrawlError> {
        let Some(night) = &self.night else {
            return Ok(());
        };
        for site in &self.sites {
            let rows = self.archive().sources(&site.name)?;
            let held = holds(&self.archive(), Some(&site.name))?;
            if !held {
                // Its first night was broken off, or brought nothing.
                for row in &rows {
                    let detail = "no article of this site is held yet";
                    self.rouse(site, &row.url, ScheduleReason::Full, detail)?;
                }
                continue;
            }
            let always = pick::every_night(&rows);
            for row in &always {
                if self.leads_on(row) {
                    self.rouse(site, &row.url, ScheduleReason::Source, "asked every night")?;
                }
            }
            if self.plan.section.is_some() {
                continue;
            }
            if let Some(first) = pick::posts(&rows).filter(|_| self.config.discover.rest) {
                self.begin_walk(night, site, &first)?;
            }
            self.wake_failed_sources(site)?;
            let turns = self.config.revisit.turns as u64;
            let mut left = turns.saturating_sub(self.scheduled_before(site, ScheduleReason::Turn)?);
            for row in pick::in_turn(&rows, &always) {
                if left == 0 {
                    break;
                }
                let woke = self.wants(row)
                    && self.rouse(site, &row.url, ScheduleReason::Turn, "its turn came")?;
                left -= u64::from(woke);
            }
        }
        Ok(())
    }

    fn begin_walk(
        &self,
        night: &IncrementalRun,
        site: &Site,
        first: &Url,
    ) -> Result<(), CrawlError> {
        let known_until = self.archive().latest_modification(&site.name)?;
        let walk = IncrementalWalk::new(first.clone(), known_until);
        self.wake_posts(site, first, ScheduleReason::Source, "asked every night")?;
        let mut sites = night.sites();
        sites.entry(site.name.clone()).or_default().walk = Some(walk);
        Ok(())
    }

    /// Wakes a page of the REST collection, which nobody may have named before.
    fn wake_posts(
        &self,
        site: &Site,
        page: &Url,
        reason: ScheduleReason,
        detail: &str,
    ) -> Result<bool, CrawlError> {
        if self.archive().due_of(page.as_str())?.is_some() {
            return self.rouse(site, page.as_str(), reason, detail);
        }
        self.commit(&Event::Discovered {
            at: (self.clock)(),
            site: site.name.clone(),
            from: None,
            discovered: vec![DiscoveredUrl {
                url: page.to_string(),
                role: Role::Rest,
                source: DiscoverySource::Rest,
                hops: 0,
                source_metadata: SourceMetadata::default(),
            }],
        })?;
        Ok(true)
    }

    /// What `--section` leaves of the sources.
    fn leads_on(&self, row: &SourceRow) -> bool {
        let discovered = DiscoveredUrl {
            url: row.url.clone(),
            role: row.role,
            source: DiscoverySource::Seed,
            hops: 0,
            source_metadata: SourceMetadata::default(),
        };
        self.wants(row) && self.plan.admits(&discovered, &From::Seed)
    }

    /// The switches of `[discover]`.
    fn wants(&self, row: &SourceRow) -> bool {
        let discover = &self.config.discover;
        match row.role {
            Role::Sitemap => discover.sitemaps,
            Role::Feed => discover.feeds,
            Role::Rest => discover.rest,
            _ => discover.lists || row.discovery_sources.contains(&DiscoverySource::Seed),
        }
    }

    /// A page of the REST collection was read.
    pub(in crate::crawl) fn note_posts(
        &self,
        site: &Site,
        task: &Task,
        discovered: &[DiscoveredUrl],
        posts: &Posts,
    ) -> Result<(), CrawlError> {
        let Some(night) = &self.night else {
            return Ok(());
        };
        let Ok(page) = Url::parse(&task.url) else {
            return Ok(());
        };
        let last = discovered.iter().rfind(|it| it.role == Role::Article);
        let news = match last {
            Some(last) => !self
                .archive()
                .unknown(std::slice::from_ref(last))?
                .is_empty(),
            None => false,
        };
        let mut sites = night.sites();
        let progress = sites.entry(site.name.clone()).or_default();
        if let Some(walk) = progress.walk.as_mut() {
            walk.take(&page, posts, news);
        }
        Ok(())
    }

    /// A list that names something new leads to its next page. Not what the pages before it have
    /// named too: a box of the newest or most read stands on every page of a list.
    pub(in crate::crawl) fn wake_next_page(
        &self,
        task: &Task,
        discovered: &[DiscoveredUrl],
    ) -> Result<(), CrawlError> {
        let Some(night) = self.night.as_ref().filter(|_| task.role == Role::List) else {
            return Ok(());
        };
        let mut seen = night.passed().remove(&task.url).unwrap_or_default();
        let before = seen.len();
        for it in discovered {
            if !matches!(it.role, Role::Article | Role::Page) {
                continue;
            }
            if self.archive().due_of(&it.url)?.is_none() {
                night.fresh().insert(it.url.clone());
            }
            if night.fresh().contains(&it.url) {
                seen.insert(it.url.clone());
            }
        }
        let new = seen.len() - before;
        if new == 0 {
            return Ok(());
        }
        let further: Vec<&str> = discovered
            .iter()
            .filter(|it| it.role == Role::List && it.source == DiscoverySource::Page)
            .map(|it| it.url.as_str())
            .collect();
        let site = self.site(&task.site)?;
        for next in next_of(&task.url, &further) {
            let detail = format!("{} named {new} new addresses", task.url);
            if self.rouse(&site, next, ScheduleReason::NextPage, &detail)? {
                night.passed().insert(next.to_owned(), seen.clone());
            }
        }
        Ok(())
    }

    /// A source that is redirected leads to what is to be read in its place, tonight as well.
    pub(in crate::crawl) fn wake_where_it_leads(
        &self,
        task: &Task,
        outcome: &Outcome,
    ) -> Result<(), CrawlError> {
        let (Outcome::Redirected { to }, true) = (outcome, task.role.is_source()) else {
            return Ok(());
        };
        if self.is_night() {
            let site = self.site(&task.site)?;
            let detail = format!("{} leads here", task.url);
            self.rouse(&site, to, ScheduleReason::Source, &detail)?;
        }
        Ok(())
    }

    /// Sources that those read so far lead to. False when there is nothing more to read.
    pub(super) fn wake_more_sources(
        &self,
        night: &IncrementalRun,
        site: &Site,
    ) -> Result<bool, CrawlError> {
        if self.plan.section.is_some() {
            return Ok(false);
        }
        let mut woke = false;
        let rows = self.archive().sources(&site.name)?;
        for row in pick::modified_sitemaps(&rows).filter(|row| self.wants(row)) {
            let detail = "its index says that it was modified";
            woke |= self.rouse(site, &row.url, ScheduleReason::Modified, detail)?;
        }
        let walk = {
            let sites = night.sites();
            sites.get(&site.name).and_then(|it| it.walk.clone())
        };
        if let Some(walk) = walk
            && let Some(walked) = self.walk_on(night, site, walk)?
        {
            return Ok(woke | walked);
        }
        let first_time = {
            let mut sites = night.sites();
            let progress = sites.entry(site.name.clone()).or_default();
            !std::mem::replace(&mut progress.without_rest, true)
        };
        if first_time && holds(&self.archive(), Some(&site.name))? {
            for row in pick::without_rest(&rows).filter(|row| self.wants(row)) {
                let detail = "REST tells nothing here";
                woke |= self.rouse(site, &row.url, ScheduleReason::Source, detail)?;
            }
        }
        Ok(woke)
    }

    /// The next pages of the REST collection, if any are wanted; `None` when REST did not answer.
    fn walk_on(
        &self,
        night: &IncrementalRun,
        site: &Site,
        walk: IncrementalWalk,
    ) -> Result<Option<bool>, CrawlError> {
        if !walk.has_begun() && !self.was_walked_before(site, &walk)? {
            return Ok(None);
        }
        let expected = self.expected_posts(site)?;
        let most = u64::try_from(expected.len()).ok();
        let is_expected = walk.total() == most;
        let pages = if walk.has_begun() {
            walk.next(most)
        } else {
            // A process before this one read pages and told nobody how far they were new.
            let mut pages = (1..=MOST_PAGES).map(|number| walk.page(number));
            pages.find(|page| !self.is_done(page)).into_iter().collect()
        };
        let mut woke = false;
        for page in pages {
            let (reason, detail) = if is_expected {
                (
                    ScheduleReason::NextPage,
                    "the page before it named new posts",
                )
            } else {
                let detail = "the number of posts is not the one held";
                (ScheduleReason::NextPage, detail)
            };
            woke |= self.wake_posts(site, &page, reason, detail)?;
        }
        if !woke {
            self.note_listing(site, &walk, is_expected.then_some(expected));
        }
        let mut sites = night.sites();
        sites.entry(site.name.clone()).or_default().walk = Some(walk);
        Ok(Some(woke))
    }

    /// Whether an earlier process of this run read the first page.
    fn was_walked_before(&self, site: &Site, walk: &IncrementalWalk) -> Result<bool, CrawlError> {
        if !self.run.resumed || !self.is_done(&walk.page(1)) {
            return Ok(false);
        }
        let rows = self.archive().sources(&site.name)?;
        let first = walk.page(1);
        let mut rows = rows.iter().filter(|row| row.url == first.as_str());
        Ok(rows.any(|row| row.last_outcome.as_deref() == Some("read")))
    }

    fn is_done(&self, page: &Url) -> bool {
        let known = self.archive().due_of(page.as_str());
        known.is_ok_and(|known| known.is_some_and(|it| it.state == "done"))
    }

    /// The numbers of the posts the portal should list: those held and live, and those it told
    /// of that are still to be had.
    fn expected_posts(&self, site: &Site) -> Result<BTreeSet<u64>, CrawlError> {
        let archive = self.archive();
        let held = archive.held_posts(&site.name)?;
        let live = held
            .iter()
            .filter(|it| it.article_status == ArticleStatus::Live);
        let listed = archive.rest_posts(&site.name)?;
        let mut expected: BTreeSet<u64> = live
            .map(|it| it.post_id)
            .filter(|id| listed.contains(id))
            .collect();
        let told = archive.told_posts(&site.name)?;
        expected.extend(told.iter().filter(|it| !it.gone).map(|it| it.post_id));
        Ok(expected)
    }

    /// What tonight's list says, or why it says nothing.
    fn note_listing(&self, site: &Site, walk: &IncrementalWalk, expected: Option<BTreeSet<u64>>) {
        let ids = walk.complete().cloned().or(expected);
        let mut tally = self.tally();
        if let Some(ids) = ids {
            tally.uncompared.remove(&site.name);
            let complete = true;
            let listing = PostListing { complete, ids };
            tally.listings.insert(site.name.clone(), listing);
        } else {
            let why = walk.shortfall();
            tally.uncompared.insert(site.name.clone(), why);
        }
    }
}
