//! Waking sources: those of every night, those whose turn it is, and further pages as far as
//! they lead to something new.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex};

use url::Url;

use super::failed::wake_failed_sources;
use super::numbered::next_of;
use super::pick;
use super::walk::{IncrementalWalk, MOST_PAGES, PostListing};
use crate::change::ArticleStatus;
use crate::config::Site;
use crate::crawl::CrawlError;
use crate::crawl::frontier::Frontier;
use crate::crawl::plan::From;
use crate::crawl::run::locked;
use crate::discover::rest::Posts;
use crate::record::{DiscoveredUrl, DiscoverySource, Role, SourceMetadata};
use crate::store::{Archive, Event, Filter, Outcome, ScheduleReason, SourceRow, Task};

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
    pub(in crate::crawl) fn wake(&self) -> Result<(), CrawlError> {
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
                        .rouse(site, &row.url, ScheduleReason::Full, detail)?;
                }
                continue;
            }
            let always = pick::every_night(&rows);
            for row in &always {
                if self.leads_on(row) {
                    self.frontier.rouse(
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
            wake_failed_sources(&self.frontier, site)?;
            let turns = self.frontier.run.config.revisit.turns as u64;
            let mut left =
                turns.saturating_sub(self.frontier.scheduled_before(site, ScheduleReason::Turn)?);
            for row in pick::in_turn(&rows, &always) {
                if left == 0 {
                    break;
                }
                let woke = self.wants(row)
                    && self.frontier.rouse(
                        site,
                        &row.url,
                        ScheduleReason::Turn,
                        "its turn came",
                    )?;
                left -= u64::from(woke);
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
        self.wake_posts(site, first, ScheduleReason::Source, "asked every night")?;
        let mut sites = locked(&self.progress);
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
        if self
            .frontier
            .run
            .archive()
            .addresses()
            .due_of(page.as_str())?
            .is_some()
        {
            return self.frontier.rouse(site, page.as_str(), reason, detail);
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
    pub(in crate::crawl) fn wake_next_page(
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
                .rouse(&site, next, ScheduleReason::NextPage, &detail)?
            {
                locked(&self.passed).insert(next.to_owned(), seen.clone());
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
        let site = self.frontier.run.site(&task.site)?;
        let detail = format!("{} leads here", task.url);
        self.frontier
            .rouse(&site, to, ScheduleReason::Source, &detail)?;
        Ok(())
    }

    /// Sources that those read so far lead to. False when there is nothing more to read.
    pub(super) fn wake_more(&self, site: &Site) -> Result<bool, CrawlError> {
        if self.frontier.run.plan.section.is_some() {
            return Ok(false);
        }
        let mut woke = false;
        let rows = self
            .frontier
            .run
            .archive()
            .discovery()
            .sources(&site.name)?;
        for row in pick::modified_sitemaps(&rows).filter(|row| self.wants(row)) {
            let detail = "its index says that it was modified";
            woke |= self
                .frontier
                .rouse(site, &row.url, ScheduleReason::Modified, detail)?;
        }
        let walk = {
            let sites = locked(&self.progress);
            sites.get(&site.name).and_then(|it| it.walk.clone())
        };
        if let Some(walk) = walk
            && let Some(walked) = self.walk_on(site, walk)?
        {
            return Ok(woke | walked);
        }
        let first_time = {
            let mut sites = locked(&self.progress);
            let progress = sites.entry(site.name.clone()).or_default();
            !std::mem::replace(&mut progress.without_rest, true)
        };
        if first_time && holds(&self.frontier.run.archive(), Some(&site.name))? {
            for row in pick::without_rest(&rows).filter(|row| self.wants(row)) {
                let detail = "REST tells nothing here";
                woke |= self
                    .frontier
                    .rouse(site, &row.url, ScheduleReason::Source, detail)?;
            }
        }
        Ok(woke)
    }

    /// The next pages of the REST collection, if any are wanted; `None` when REST did not answer.
    fn walk_on(&self, site: &Site, walk: IncrementalWalk) -> Result<Option<bool>, CrawlError> {
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
        let mut sites = locked(&self.progress);
        sites.entry(site.name.clone()).or_default().walk = Some(walk);
        Ok(Some(woke))
    }

    /// Whether an earlier process of this run read the first page.
    fn was_walked_before(&self, site: &Site, walk: &IncrementalWalk) -> Result<bool, CrawlError> {
        if !self.frontier.run.row.resumed || !self.is_done(&walk.page(1)) {
            return Ok(false);
        }
        let rows = self
            .frontier
            .run
            .archive()
            .discovery()
            .sources(&site.name)?;
        let first = walk.page(1);
        let mut rows = rows.iter().filter(|row| row.url == first.as_str());
        Ok(rows.any(|row| row.last_outcome.as_deref() == Some("read")))
    }

    fn is_done(&self, page: &Url) -> bool {
        let known = self
            .frontier
            .run
            .archive()
            .addresses()
            .due_of(page.as_str());
        known.is_ok_and(|known| known.is_some_and(|it| it.state == "done"))
    }

    /// The numbers of the posts the portal should list: those held and live, and those it told
    /// of that are still to be had.
    fn expected_posts(&self, site: &Site) -> Result<BTreeSet<u64>, CrawlError> {
        let archive = self.frontier.run.archive();
        let held = archive.observations().held_posts(&site.name)?;
        let live = held
            .iter()
            .filter(|it| it.article_status == ArticleStatus::Live);
        let listed = archive.discovery().rest_posts(&site.name)?;
        let mut expected: BTreeSet<u64> = live
            .map(|it| it.post_id)
            .filter(|id| listed.contains(id))
            .collect();
        let told = archive.discovery().told_posts(&site.name)?;
        expected.extend(told.iter().filter(|it| !it.gone).map(|it| it.post_id));
        Ok(expected)
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

/// Whether an article is held: of a site, or of any.
pub(super) fn holds(archive: &Archive, site: Option<&str>) -> Result<bool, CrawlError> {
    let any = archive.articles().list(&Filter {
        site: site.map(str::to_owned),
        limit: Some(1),
        ..Filter::default()
    })?;
    Ok(!any.is_empty())
}
