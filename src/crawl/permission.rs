//! May we ask: robots.txt of the host, fetched in its lane, remembered for a day.
//!
//! Never allows what it does not know: an unreachable robots.txt, a 5xx or a 429 means no
//! (RFC 9309 section 2.3.1). No flag turns this off.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Duration, Utc};
use url::Url;

use super::CrawlError;
use super::client::{failure_kind, host_key};
use super::fetcher::{Fetcher, RequestOutcome};
use super::frontier::Frontier;
use super::jitter::jitter;
use super::reason::ScheduleCause;
use super::run::{CrawlRun, locked};
use super::tally::Tally;
use crate::config::Site;
use crate::discover;
use crate::fetch::{Exchange, Validators};
use crate::lane::HeldLane;
use crate::politeness::{self, Failure, Retry};
use crate::record::Role;
use crate::robots::{DenyReason, RobotsPolicy};
use crate::store::{Event, Evidence, Task};

/// How long a robots.txt may be believed (RFC 9309 section 2.4).
const BELIEVED: Duration = Duration::hours(24);

/// Redirects of a robots.txt followed (RFC 9309 section 2.3.1.2: at least five).
const MAX_HOPS: usize = 5;

/// Whether an address may be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Permission {
    /// Yes.
    Granted,
    /// No, by this rule.
    Denied {
        /// The deciding line.
        rule: String,
    },
    /// Nobody can say: the whole host is left alone.
    Unknown {
        /// Why.
        reason: String,
    },
    /// Told to stop while finding out.
    Stopped,
}

/// The robots.txt of each authority (`scheme://host:port`), asked for where nothing is known.
pub(super) struct Permissions {
    run: Arc<CrawlRun>,
    tally: Arc<Tally>,
    frontier: Arc<Frontier>,
    fetcher: Arc<Fetcher>,
    known: Mutex<HashMap<String, RobotsAnswer>>,
}

/// What a robots.txt said.
#[derive(Clone)]
struct RobotsAnswer {
    policy: Arc<RobotsPolicy>,
    /// The address that answered, to which relative ones in it are relative.
    from: Url,
    at: DateTime<Utc>,
}

/// Where a robots.txt that need not be asked for was remembered.
enum RobotsMemory {
    /// What it says of pauses and sitemaps is known already.
    OfThisProcess,
    /// Its record, kept by an earlier process.
    OfTheArchive,
}

/// What came of asking for robots.txt.
struct RobotsOutcome {
    policy: RobotsPolicy,
    from: Url,
    /// Status and record of the answer, if there was one.
    kept: Option<(u16, Evidence)>,
}

impl Permissions {
    pub(super) fn new(
        run: Arc<CrawlRun>,
        tally: Arc<Tally>,
        frontier: Arc<Frontier>,
        fetcher: Arc<Fetcher>,
    ) -> Self {
        Self {
            run,
            tally,
            frontier,
            fetcher,
            known: Mutex::default(),
        }
    }

    /// Whether the address may be asked, asking for robots.txt first where it must.
    pub(super) async fn of(
        &self,
        site: &Site,
        host: &str,
        url: &Url,
    ) -> Result<Permission, CrawlError> {
        let authority = url.origin().ascii_serialization();
        let now = self.run.now();
        let heard = match self.remembered(&authority, now)? {
            Some((heard, RobotsMemory::OfThisProcess)) => heard,
            Some((heard, RobotsMemory::OfTheArchive)) => {
                // The lanes' memory may be another one than when it was fetched.
                self.learn(site, host, &authority, &heard).await?;
                heard
            }
            None => match self.ask_robots(site, host, url).await? {
                None => return Ok(Permission::Stopped),
                Some(RobotsOutcome { policy, from, kept }) => {
                    let (status, warc) = kept.unzip();
                    self.run.commit(&Event::Robots {
                        at: now,
                        host: authority.clone(),
                        status,
                        body: String::new(),
                        warc,
                    })?;
                    let policy = Arc::new(policy);
                    let heard = RobotsAnswer {
                        policy,
                        from,
                        at: now,
                    };
                    self.learn(site, host, &authority, &heard).await?;
                    heard
                }
            },
        };
        Ok(judge(&heard.policy, &self.run.config.identity.product, url))
    }

    fn remembered(
        &self,
        authority: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<(RobotsAnswer, RobotsMemory)>, CrawlError> {
        let fresh = |at: DateTime<Utc>| at <= now && now - at < BELIEVED;
        let known = locked(&self.known).get(authority).cloned();
        if let Some(heard) = known.filter(|heard| fresh(heard.at)) {
            return Ok(Some((heard, RobotsMemory::OfThisProcess)));
        }
        let archive = self.run.archive();
        let record = archive
            .addresses()
            .robots(authority)?
            .filter(|it| fresh(it.at));
        let Some((record, place)) = record.and_then(|it| Some((it.at, it.place?))) else {
            return Ok(None);
        };
        // Byte for byte what came, so that it decides as it did then.
        let capture = match archive.capture_at(&place) {
            Ok(capture) => capture,
            Err(error) => {
                tracing::warn!("robots.txt of {authority} is asked for again: {error}");
                return Ok(None);
            }
        };
        let policy = RobotsPolicy::of(&capture);
        // A refusal is asked again: the server may be well by now.
        if matches!(policy, RobotsPolicy::DenyAll { .. }) {
            return Ok(None);
        }
        let heard = RobotsAnswer {
            policy: Arc::new(policy),
            from: capture.url,
            at: record,
        };
        Ok(Some((heard, RobotsMemory::OfTheArchive)))
    }

    /// Remembers it; Crawl-delay goes to the lane, sitemaps to the frontier.
    async fn learn(
        &self,
        site: &Site,
        host: &str,
        authority: &str,
        heard: &RobotsAnswer,
    ) -> Result<(), CrawlError> {
        locked(&self.known).insert(authority.to_owned(), heard.clone());
        if matches!(*heard.policy, RobotsPolicy::DenyAll { .. }) {
            return Ok(());
        }
        let delay = heard.policy.crawl_delay(&self.run.config.identity.product);
        let lane = self.fetcher.lane(site, host);
        lane.set_crawl_delay(authority, delay, heard.at).await?;
        if !self.run.config.discover.sitemaps || self.run.plan.section.is_some() {
            return Ok(());
        }
        let sitemaps = discover::page::read_robots(heard.policy.sitemaps());
        let (discovered, refused) = discover::name(&sitemaps, Some(&heard.from), &site.rules);
        let rejected = refused
            .iter()
            .filter_map(discover::RefusedListing::rejected);
        self.tally
            .reject(&site.name, heard.from.as_str(), rejected.collect())?;
        let discovered = self.frontier.news(&discovered)?;
        if discovered.is_empty() {
            return Ok(());
        }
        self.run.commit(&Event::Discovered {
            at: self.run.now(),
            site: site.name.clone(),
            from: Some(heard.from.to_string()),
            discovered,
        })
    }

    /// Asks for robots.txt, trying again where that may help; `None` when told to stop.
    async fn ask_robots(
        &self,
        site: &Site,
        host: &str,
        url: &Url,
    ) -> Result<Option<RobotsOutcome>, CrawlError> {
        let mut attempt = 1;
        loop {
            let Some((told, failure)) = self.ask_robots_once(site, host, url).await? else {
                return Ok(None);
            };
            let Some(failure) = failure else {
                return Ok(Some(told));
            };
            let seed = jitter(url.as_str(), self.run.now());
            let Retry::After(pause) =
                politeness::retry(attempt, self.run.config.pace.max_attempts, failure, seed)
            else {
                return Ok(Some(told));
            };
            attempt += 1;
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = self.run.stop.wait() => return Ok(None),
            }
        }
    }

    /// One attempt, redirects included; the failure says whether another is worth it.
    async fn ask_robots_once(
        &self,
        site: &Site,
        host: &str,
        url: &Url,
    ) -> Result<Option<(RobotsOutcome, Option<Failure>)>, CrawlError> {
        let mut target = robots_address(url);
        let authority = url.origin().ascii_serialization();
        for _ in 0..=MAX_HOPS {
            let lane_host = host_key(&target);
            let lane_host = if target.origin() == url.origin() {
                host
            } else {
                &lane_host
            };
            let mut policy = None;
            let heed = |exchange: &Exchange, grant: &mut HeldLane| {
                let policy = policy.insert(RobotsPolicy::of(exchange));
                let said = policy.crawl_delay(&self.run.config.identity.product);
                if said.is_some() {
                    grant.heard(&authority, said, self.run.now());
                }
            };
            let (about, whole) = ((&target, ScheduleCause::Robots), Validators::default());
            let asked = self.fetcher.ask(site, lane_host, about, &whole, heed);
            let exchange = match asked.await? {
                RequestOutcome::Exchange(exchange) => exchange,
                RequestOutcome::Stopped => return Ok(None),
                // It was not asked, so nothing is known of its robots.txt.
                RequestOutcome::SetAside(reason) => {
                    self.frontier.set_aside(host, "asked_to_wait", &reason);
                    return Ok(None);
                }
                RequestOutcome::Failure(error) => {
                    let failure = failure_kind(&error);
                    return Ok(Some((
                        unreachable(error.to_string(), target),
                        Some(failure),
                    )));
                }
            };
            let evidence = self.run.archive().keep_capture(&site.name, &exchange)?;
            match exchange.location() {
                Some(Ok(next)) if site.rules.in_scope(&next) && next != target => {
                    self.run.commit(&Event::Kept {
                        at: exchange.requested_at,
                        role: Role::Robots,
                        warc: evidence,
                    })?;
                    target = next;
                }
                _ => {
                    let policy = policy.unwrap_or_else(|| RobotsPolicy::of(&exchange));
                    let failure = match &policy {
                        RobotsPolicy::DenyAll {
                            reason: DenyReason::Unreachable { .. },
                        } => Failure::Disconnected,
                        _ => Failure::Status(exchange.status),
                    };
                    let told = RobotsOutcome {
                        policy,
                        from: target,
                        kept: Some((exchange.status, evidence)),
                    };
                    return Ok(Some((told, Some(failure).filter(|it| it.is_passing()))));
                }
            }
        }
        let endless = "it redirects without end".to_owned();
        Ok(Some((unreachable(endless, target), None)))
    }

    /// Whether robots.txt lets an address be asked; where it does not, that is recorded.
    pub(super) async fn may_ask(
        &self,
        site: &Site,
        host: &str,
        task: &Task,
        url: &Url,
    ) -> Result<bool, CrawlError> {
        match self.of(site, host, url).await? {
            Permission::Granted => return Ok(true),
            Permission::Denied { rule } => self.tally.skip(task, "robots", &rule)?,
            // robots.txt is an origin's: nothing is known against the other scheme of its host.
            Permission::Unknown { reason } => {
                let origin = url.origin().ascii_serialization();
                self.frontier
                    .set_aside(&origin, "robots_unreachable", &reason);
            }
            Permission::Stopped => {}
        }
        Ok(false)
    }
}

fn unreachable(reason: String, from: Url) -> RobotsOutcome {
    RobotsOutcome {
        policy: RobotsPolicy::unreachable(reason),
        from,
        kept: None,
    }
}

pub(super) fn robots_address(url: &Url) -> Url {
    let mut robots = url.clone();
    robots.set_path("/robots.txt");
    robots.set_query(None);
    robots.set_fragment(None);
    robots
}

pub(super) fn judge(policy: &RobotsPolicy, product: &str, url: &Url) -> Permission {
    match policy {
        RobotsPolicy::AllowAll => Permission::Granted,
        RobotsPolicy::DenyAll { reason } => Permission::Unknown {
            reason: reason.to_string(),
        },
        RobotsPolicy::Rules(robots) => {
            let verdict = robots.verdict(product, url);
            if verdict.allowed {
                Permission::Granted
            } else {
                Permission::Denied {
                    rule: verdict
                        .rule
                        .map_or_else(String::new, |rule| rule.to_string()),
                }
            }
        }
    }
}
