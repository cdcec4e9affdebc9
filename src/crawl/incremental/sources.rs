//! Scheduling sources: those of every night, those whose turn it is, and further pages as far as
//! they lead to something new.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex};

use url::Url;

use super::failed::schedule_failed_sources;
use super::numbered::next_of;
use super::pick;
use super::posts::{expected_posts, holds, is_done, was_walked_before};
use super::walk::{IncrementalWalk, MOST_PAGES, PostListing};
use crate::config::Site;
use crate::crawl::CrawlError;
use crate::crawl::frontier::Frontier;
use crate::crawl::plan::From;
use crate::crawl::run::locked;
use crate::discover::rest::Posts;
use crate::record::{DiscoveredUrl, DiscoverySource, Role, SourceMetadata};
use crate::store::{Event, Outcome, ScheduleReason, SourceRow, Task};

/// How far the sources of a site were read tonight.
#[derive(Debug, Default)]
struct SourceProgress {
    walk: Option<IncrementalWalk>,
    /// Every list and feed was scheduled, because REST told nothing.
    without_rest: bool,
}

/// What tonight's sources said, as far as it leads to other sources.
pub(in crate::crawl) struct SourceSchedule {
    frontier: Arc<Frontier>,
    /// By site.
    progress: Mutex<HashMap<String, SourceProgress>>,
    /// Addresses nobody had named before.
    fresh: Mutex<HashSet<String>>,
    /// Those that the pages before a page of a list have named, by its address.
    passed: Mutex<HashMap<String, HashSet<String>>>,
    /// What tonight's complete list of a site names, by site; not there when there was none.
    listings: Mutex<BTreeMap<String, PostListing>>,
    /// Sites with such a list that was not compared with what is held, and why.
    uncompared: Mutex<BTreeMap<String, String>>,
}

impl SourceSchedule {
    pub(super) fn new(frontier: Arc<Frontier>) -> Self {
        Self {
            frontier,
            progress: Mutex::default(),
            fresh: Mutex::default(),
            passed: Mutex::default(),
            listings: Mutex::default(),
            uncompared: Mutex::default(),
        }
    }

    /// Tonight's complete list of a site's posts, if there was one.
    pub(in crate::crawl) fn listing(&self, site: &Site) -> Option<PostListing> {
        locked(&self.listings).get(&site.name).cloned()
    }

    /// Sites whose list was not compared with what is held, and why.
    pub(in crate::crawl) fn uncompared(&self) -> BTreeMap<String, String> {
        locked(&self.uncompared).clone()
    }

    /// Begins the night of every site.
    pub(in crate::crawl) fn schedule(&self) -> Result<(), CrawlError> {
        for site in &self.frontier.run.sites {
            let rows = self
                .frontier
                .run
                .archive()
                .discovery()
                .sources(&site.name)?;
            let held = holds(&self.frontier.run.archive(), Some(&site.name))?;
            if !held {
                // Its first night was broken off, or brought nothing.
                for row in &rows {
                    let detail = "no article of this site is held yet";
                    self.frontier
                        .schedule(site, &row.url, ScheduleReason::Full, detail)?;
                }
                continue;
            }
            let always = pick::every_night(&rows);
            for row in &always {
                if self.leads_on(row) {
                    self.frontier.schedule(
                        site,
                        &row.url,
                        ScheduleReason::Source,
                        "asked every night",
                    )?;
                }
            }
            if self.frontier.run.plan.section.is_some() {
                continue;
            }
            if let Some(first) =
                pick::posts(&rows).filter(|_| self.frontier.run.config.discover.rest)
            {
                self.begin_walk(site, &first)?;
            }
            schedule_failed_sources(&self.frontier, site)?;
            let turns = self.frontier.run.config.revisit.turns as u64;
            let mut left =
                turns.saturating_sub(self.frontier.scheduled_before(site, ScheduleReason::Turn)?);
            for row in pick::in_turn(&rows, &always) {
                if left == 0 {
                    break;
                }
                let scheduled = self.wants(row)
                    && self.frontier.schedule(
                        site,
                        &row.url,
                        ScheduleReason::Turn,
                        "its turn came",
                    )?;
                left -= u64::from(scheduled);
            }
        }
        Ok(())
    }

    fn begin_walk(&self, site: &Site, first: &Url) -> Result<(), CrawlError> {
        let known_until = self
            .frontier
            .run
            .archive()
            .discovery()
            .latest_modification(&site.name)?;
        let walk = IncrementalWalk::new(first.clone(), known_until);
        self.schedule_posts(site, first, ScheduleReason::Source, "asked every night")?;
        let mut sites = locked(&self.progress);
        sites.entry(site.name.clone()).or_default().walk = Some(walk);
        Ok(())
    }

    /// Schedules a page of the REST collection, which nobody may have named before.
    fn schedule_posts(
        &self,
        site: &Site,
        page: &Url,
        reason: ScheduleReason,
        detail: &str,
    ) -> Result<bool, CrawlError> {
        if self
            .frontier
            .run
            .archive()
            .addresses()
            .due_of(page.as_str())?
            .is_some()
        {
            return self.frontier.schedule(site, page.as_str(), reason, detail);
        }
        self.frontier.run.commit(&Event::Discovered {
            at: self.frontier.run.now(),
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
        self.wants(row) && self.frontier.run.plan.admits(&discovered, &From::Seed)
    }

    /// The switches of `[discover]`.
    fn wants(&self, row: &SourceRow) -> bool {
        let discover = &self.frontier.run.config.discover;
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
        let Ok(page) = Url::parse(&task.url) else {
            return Ok(());
        };
        let last = discovered.iter().rfind(|it| it.role == Role::Article);
        let news = match last {
            Some(last) => !self
                .frontier
                .run
                .archive()
                .discovery()
                .unknown(std::slice::from_ref(last))?
                .is_empty(),
            None => false,
        };
        let mut sites = locked(&self.progress);
        let progress = sites.entry(site.name.clone()).or_default();
        if let Some(walk) = progress.walk.as_mut() {
            walk.take(&page, posts, news);
        }
        Ok(())
    }

    /// A list that names something new leads to its next page. Not what the pages before it have
    /// named too: a box of the newest or most read stands on every page of a list.
    pub(in crate::crawl) fn schedule_next_page(
        &self,
        task: &Task,
        discovered: &[DiscoveredUrl],
    ) -> Result<(), CrawlError> {
        if task.role != Role::List {
            return Ok(());
        }
        let mut seen = locked(&self.passed).remove(&task.url).unwrap_or_default();
        let before = seen.len();
        for it in discovered {
            if !matches!(it.role, Role::Article | Role::Page) {
                continue;
            }
            if self
                .frontier
                .run
                .archive()
                .addresses()
                .due_of(&it.url)?
                .is_none()
            {
                locked(&self.fresh).insert(it.url.clone());
            }
            if locked(&self.fresh).contains(&it.url) {
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
        let site = self.frontier.run.site(&task.site)?;
        for next in next_of(&task.url, &further) {
            let detail = format!("{} named {new} new addresses", task.url);
            if self
                .frontier
                .schedule(&site, next, ScheduleReason::NextPage, &detail)?
            {
                locked(&self.passed).insert(next.to_owned(), seen.clone());
            }
        }
        Ok(())
    }

    /// A source that is redirected leads to what is to be read in its place, tonight as well.
    pub(in crate::crawl) fn schedule_where_it_leads(
        &self,
        task: &Task,
        outcome: &Outcome,
    ) -> Result<(), CrawlError> {
        let (Outcome::Redirected { to }, true) = (outcome, task.role.is_source()) else {
            return Ok(());
        };
        let site = self.frontier.run.site(&task.site)?;
        let detail = format!("{} leads here", task.url);
        self.frontier
            .schedule(&site, to, ScheduleReason::Source, &detail)?;
        Ok(())
    }

    /// Sources that those read so far lead to. False when there is nothing more to read.
    pub(super) fn schedule_more(&self, site: &Site) -> Result<bool, CrawlError> {
        if self.frontier.run.plan.section.is_some() {
            return Ok(false);
        }
        let mut scheduled = false;
        let rows = self
            .frontier
            .run
            .archive()
            .discovery()
            .sources(&site.name)?;
        for row in pick::modified_sitemaps(&rows).filter(|row| self.wants(row)) {
            let detail = "its index says that it was modified";
            scheduled |=
                self.frontier
                    .schedule(site, &row.url, ScheduleReason::Modified, detail)?;
        }
        let walk = {
            let sites = locked(&self.progress);
            sites.get(&site.name).and_then(|it| it.walk.clone())
        };
        if let Some(walk) = walk
            && let Some(walked) = self.walk_on(site, walk)?
        {
            return Ok(scheduled | walked);
        }
        let first_time = {
            let mut sites = locked(&self.progress);
            let progress = sites.entry(site.name.clone()).or_default();
            !std::mem::replace(&mut progress.without_rest, true)
        };
        if first_time && holds(&self.frontier.run.archive(), Some(&site.name))? {
            for row in pick::without_rest(&rows).filter(|row| self.wants(row)) {
                let detail = "REST tells nothing here";
                scheduled |=
                    self.frontier
                        .schedule(site, &row.url, ScheduleReason::Source, detail)?;
            }
        }
        Ok(scheduled)
    }

    /// The next pages of the REST collection, if any are wanted; `None` when REST did not answer.
    fn walk_on(&self, site: &Site, walk: IncrementalWalk) -> Result<Option<bool>, CrawlError> {
        if !walk.has_begun() && !was_walked_before(&self.frontier, site, &walk)? {
            return Ok(None);
        }
        let expected = expected_posts(&self.frontier, site)?;
        let most = u64::try_from(expected.len()).ok();
        let is_expected = walk.total() == most;
        let pages = if walk.has_begun() {
            walk.next(most)
        } else {
            // A process before this one read pages and told nobody how far they were new.
            let mut pages = (1..=MOST_PAGES).map(|number| walk.page(number));
            pages
                .find(|page| !is_done(&self.frontier, page))
                .into_iter()
                .collect()
        };
        let mut scheduled = false;
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
            scheduled |= self.schedule_posts(site, &page, reason, detail)?;
        }
        if !scheduled {
            self.note_listing(site, &walk, is_expected.then_some(expected));
        }
        let mut sites = locked(&self.progress);
        sites.entry(site.name.clone()).or_default().walk = Some(walk);
        Ok(Some(scheduled))
    }

    /// What tonight's list says, or why it says nothing.
    fn note_listing(&self, site: &Site, walk: &IncrementalWalk, expected: Option<BTreeSet<u64>>) {
        let ids = walk.complete().cloned().or(expected);
        if let Some(ids) = ids {
            locked(&self.uncompared).remove(&site.name);
            let complete = true;
            let listing = PostListing { complete, ids };
            locked(&self.listings).insert(site.name.clone(), listing);
        } else {
            let why = walk.shortfall();
            locked(&self.uncompared).insert(site.name.clone(), why);
        }
    }
}
