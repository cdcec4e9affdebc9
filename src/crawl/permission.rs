//! May we ask: robots.txt of the host, fetched in its lane, remembered for a day.
//!
//! Never allows what it does not know: an unreachable robots.txt, a 5xx or a 429 means no
//! (RFC 9309 section 2.3.1). No flag turns this off.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Duration, Utc};
use url::Url;

use super::night::Why;
use super::{Answer, Crawl, CrawlError};
use crate::config::Site;
use crate::fetch::Validators;
use crate::http::Capture;
use crate::politeness::{self, Failure, Retry};
use crate::record::{Hint, Named, Role, Teller};
use crate::robots::{self, RobotsPolicy};
use crate::store::{Event, Evidence};

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

/// What is known of each authority (`scheme://host:port`).
#[derive(Default)]
pub(super) struct Permissions(Mutex<HashMap<String, (RobotsPolicy, DateTime<Utc>)>>);

/// Where a robots.txt that need not be asked for was remembered.
enum Memory {
    /// Its Crawl-delay is in the lane already.
    OfThisProcess,
    /// Fetched then, by an earlier process.
    OfTheArchive { at: DateTime<Utc> },
}

/// What came of asking for robots.txt.
enum Asked {
    Policy(RobotsPolicy, Option<u16>, String, Option<Box<Evidence>>),
    Stopped,
}

impl Crawl {
    /// Whether the address may be asked, asking for robots.txt first where it must.
    pub(super) async fn permission(
        &self,
        site: &Site,
        host: &str,
        url: &Url,
    ) -> Result<Permission, CrawlError> {
        let authority = url.origin().ascii_serialization();
        let now = (self.clock)();
        let policy = match self.remembered(&authority, now)? {
            Some((policy, Memory::OfThisProcess)) => policy,
            Some((policy, Memory::OfTheArchive { at })) => {
                // The lanes' memory may be another one than when it was fetched.
                self.learn(site, host, &policy).await?;
                self.remember(&authority, &policy, at);
                policy
            }
            None => match self.ask_robots(site, host, url).await? {
                Asked::Stopped => return Ok(Permission::Stopped),
                Asked::Policy(policy, status, body, warc) => {
                    self.commit(&Event::Robots {
                        at: now,
                        host: authority.clone(),
                        status,
                        body,
                        warc: warc.map(|warc| *warc),
                    })?;
                    self.learn(site, host, &policy).await?;
                    self.remember(&authority, &policy, now);
                    policy
                }
            },
        };
        Ok(judge(&policy, &self.config.identity.product, url))
    }

    fn remembered(
        &self,
        authority: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<(RobotsPolicy, Memory)>, CrawlError> {
        let fresh = |at: DateTime<Utc>| at <= now && now - at < BELIEVED;
        {
            let known = self
                .permissions
                .0
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            if let Some((policy, at)) = known.get(authority)
                && fresh(*at)
            {
                return Ok(Some((policy.clone(), Memory::OfThisProcess)));
            }
        }
        let Some(record) = self.archive().robots(authority)? else {
            return Ok(None);
        };
        // A refusal is asked again: the server may be well by now.
        let Some(status) = record
            .status
            .filter(|status| *status < 500 && *status != 429)
        else {
            return Ok(None);
        };
        if !fresh(record.at) {
            return Ok(None);
        }
        let policy = RobotsPolicy::from_status(status, record.body.as_bytes());
        Ok(Some((policy, Memory::OfTheArchive { at: record.at })))
    }

    fn remember(&self, authority: &str, policy: &RobotsPolicy, at: DateTime<Utc>) {
        let mut known = self
            .permissions
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        known.insert(authority.to_owned(), (policy.clone(), at));
    }

    /// Crawl-delay goes to the lane, sitemaps to the frontier.
    async fn learn(
        &self,
        site: &Site,
        host: &str,
        policy: &RobotsPolicy,
    ) -> Result<(), CrawlError> {
        if matches!(policy, RobotsPolicy::DenyAll { .. }) {
            return Ok(());
        }
        let delay = policy.crawl_delay(&self.config.identity.product);
        self.lane(site, host).set_crawl_delay(delay).await?;
        if !self.config.discover.sitemaps || self.plan.section.is_some() {
            return Ok(());
        }
        let named: Vec<Named> = policy
            .sitemaps()
            .iter()
            .filter_map(|href| site.rules.resolve(None, href).ok())
            .map(|url| Named {
                url: url.into(),
                role: Role::Sitemap,
                teller: Teller::Robots,
                hops: 0,
                hint: Hint::default(),
            })
            .collect();
        let named = self.news(&named)?;
        if named.is_empty() {
            return Ok(());
        }
        self.commit(&Event::Named {
            at: (self.clock)(),
            site: site.name.clone(),
            from: Some(robots_url(&site.home)),
            named,
        })
    }

    /// Asks for robots.txt, trying again where that may help.
    async fn ask_robots(&self, site: &Site, host: &str, url: &Url) -> Result<Asked, CrawlError> {
        let mut attempt = 1;
        loop {
            let (asked, failure) = self.ask_robots_once(site, host, url).await?;
            let Some(failure) = failure else {
                return Ok(asked);
            };
            let seed = super::seed::jitter(url.as_str(), (self.clock)());
            let Retry::After(pause) =
                politeness::retry(attempt, self.config.pace.max_attempts, failure, seed)
            else {
                return Ok(asked);
            };
            attempt += 1;
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = self.stop.wait() => return Ok(Asked::Stopped),
            }
        }
    }

    /// One attempt, redirects included; the failure says whether another is worth it.
    async fn ask_robots_once(
        &self,
        site: &Site,
        host: &str,
        url: &Url,
    ) -> Result<(Asked, Option<Failure>), CrawlError> {
        let mut target = robots_address(url);
        for _ in 0..=MAX_HOPS {
            let lane_host = super::setup::host_key(&target);
            let lane_host = if target.origin() == url.origin() {
                host
            } else {
                &lane_host
            };
            let exchange = match self
                .ask(
                    site,
                    lane_host,
                    &target,
                    Why::Robots,
                    &Validators::default(),
                )
                .await?
            {
                Answer::Exchange(exchange) => exchange,
                Answer::Stopped => return Ok((Asked::Stopped, None)),
                Answer::SetAside(reason) => return Ok((unreachable(reason), None)),
                Answer::Failure(error) => {
                    let failure = super::setup::failure_kind(&error);
                    return Ok((unreachable(error.to_string()), Some(failure)));
                }
            };
            let evidence = self.archive().keep_capture(&site.name, &exchange)?;
            match exchange.location() {
                Some(Ok(next)) if site.rules.in_scope(&next) && next != target => target = next,
                _ => {
                    if let Some(reason) = unread(&exchange) {
                        let policy = RobotsPolicy::unreachable(reason);
                        let asked =
                            Asked::Policy(policy, None, String::new(), Some(Box::new(evidence)));
                        return Ok((asked, Some(Failure::Disconnected)));
                    }
                    let failure =
                        Some(Failure::Status(exchange.status)).filter(|it| it.is_passing());
                    let policy = RobotsPolicy::from_status(exchange.status, &exchange.body);
                    // What no crawler has to read (RFC 9309 section 2.5) is not kept either.
                    let body = &exchange.body[..exchange.body.len().min(robots::MAX_BYTES)];
                    let body = String::from_utf8_lossy(body).into_owned();
                    let status = Some(exchange.status);
                    let asked = Asked::Policy(policy, status, body, Some(Box::new(evidence)));
                    return Ok((asked, failure));
                }
            }
        }
        Ok((unreachable("it redirects without end".to_owned()), None))
    }
}

fn unreachable(reason: String) -> Asked {
    Asked::Policy(RobotsPolicy::unreachable(reason), None, String::new(), None)
}

pub(super) fn robots_address(url: &Url) -> Url {
    let mut robots = url.clone();
    robots.set_path("/robots.txt");
    robots.set_query(None);
    robots.set_fragment(None);
    robots
}

fn robots_url(home: &Url) -> String {
    robots_address(home).into()
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

/// Why a robots.txt that came cannot be believed: what is missing of it might forbid.
pub(super) fn unread(capture: &Capture) -> Option<String> {
    if let Some(error) = &capture.undecoded {
        return Some(error.to_string());
    }
    let cut = capture.truncated.filter(|cut| cut.worth_retrying())?;
    Some(format!("robots.txt broke off ({})", cut.as_str()))
}
