//! Pages outside a run: the same robots.txt, the same lanes, the same client, nothing
//! stored. For `hpnews fetch`, `hpnews recipe` and the survey of a site.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use thiserror::Error;
use url::Url;

use super::client::{answered, client_for, failure_kind};
use super::permission::{Permission, judge, robots_address};
use super::version::{Made, PreviousVersion, WholeVersion, article_id, civil, snapshot};
use super::{CrawlError, recompute};
use crate::address::HostKey;
use crate::config::{Config, Site};
use crate::digest::ContentDigest;
use crate::fetch::{Client, Exchange};
use crate::http::Capture;
use crate::lane::{Lane, Lanes};
use crate::record::{Cause, Snapshot, SourceMetadata, SourcePage};
use crate::robots::RobotsPolicy;

/// Redirects followed from the address asked.
const MAX_HOPS: usize = 5;

/// What one page needs.
#[derive(Clone, Copy)]
pub struct Single<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// The site the page belongs to.
    pub site: &'a Site,
    /// The lanes of this machine.
    pub lanes: &'a Lanes,
    /// The wall clock.
    pub clock: fn() -> DateTime<Utc>,
}

impl Single<'_> {
    /// Fetches one page, redirects within the site included.
    pub async fn get(
        &self,
        pem: Option<String>,
        url: &Url,
    ) -> Result<Result<Exchange, NoPage>, CrawlError> {
        Visit::begin(*self, pem, usize::MAX)?.get(url).await
    }
}

/// Why there is no page.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NoPage {
    /// robots.txt forbids it.
    #[error("refused by {rule}")]
    Forbidden {
        /// The deciding line.
        rule: String,
    },
    /// Nobody can say whether it may be asked.
    #[error("{reason}")]
    Unknown {
        /// Why.
        reason: String,
    },
    /// It redirects to a host that is not the site's.
    #[error("it redirects to {0}, which is elsewhere")]
    Elsewhere(Url),
    /// It redirects, and to no page.
    #[error("{reason}")]
    Astray {
        /// How.
        reason: String,
    },
    /// The host did not answer, or not in HTTP.
    #[error("{reason}")]
    Failed {
        /// What the client says.
        reason: String,
    },
    /// The host asked to be left alone for longer than a visit lasts.
    #[error("{reason}")]
    Wish {
        /// Until when.
        reason: String,
    },
    /// The visit has sent as many requests as it may.
    #[error("{most} requests are sent, and no more may be")]
    Spent {
        /// How many.
        most: usize,
    },
}

/// Some pages of one site: robots.txt once an origin, and never more requests than `most`.
pub struct Visit<'a> {
    single: Single<'a>,
    client: Client,
    robots: HashMap<String, RobotsPolicy>,
    most: usize,
    sent: usize,
}

impl<'a> Visit<'a> {
    /// Touches no network. Refused where the site's host is public and there is no contact.
    pub fn begin(single: Single<'a>, pem: Option<String>, most: usize) -> Result<Self, CrawlError> {
        Ok(Self {
            client: client_for(single.config, single.site, pem, single.clock)?,
            single,
            robots: HashMap::new(),
            most,
            sent: 0,
        })
    }

    /// The site that is visited.
    pub fn site(&self) -> &'a Site {
        self.single.site
    }

    /// How many requests were sent.
    pub fn sent(&self) -> usize {
        self.sent
    }

    /// How many more may be sent.
    pub fn left(&self) -> usize {
        self.most - self.sent
    }

    /// What the robots.txt of an origin said, if it was asked for.
    pub fn robots(&self, url: &Url) -> Option<&RobotsPolicy> {
        self.robots.get(&origin(url))
    }

    /// Fetches one page, redirects within the site included.
    pub async fn get(&mut self, url: &Url) -> Result<Result<Exchange, NoPage>, CrawlError> {
        let mut target = url.clone();
        for _ in 0..=MAX_HOPS {
            if let Err(none) = self.may_ask(&target).await? {
                return Ok(Err(none));
            }
            let exchange = match self.exchange(&target).await? {
                Ok(exchange) => exchange,
                Err(none) => return Ok(Err(none)),
            };
            match exchange.location() {
                Some(Ok(next)) if self.site().rules.in_scope(&next) => target = next,
                Some(Ok(next)) => return Ok(Err(NoPage::Elsewhere(next))),
                Some(Err(error)) => {
                    let reason = error.to_string();
                    return Ok(Err(NoPage::Astray { reason }));
                }
                None => return Ok(Ok(exchange)),
            }
        }
        let reason = "it redirects without end".to_owned();
        Ok(Err(NoPage::Astray { reason }))
    }

    async fn may_ask(&mut self, url: &Url) -> Result<Result<(), NoPage>, CrawlError> {
        if !self.robots.contains_key(&origin(url)) {
            let policy = match self.ask_robots(url).await? {
                Ok(policy) => policy,
                Err(none) => return Ok(Err(none)),
            };
            self.robots.insert(origin(url), policy);
        }
        let policy = &self.robots[&origin(url)];
        Ok(
            match judge(policy, &self.single.config.identity.product, url) {
                Permission::Granted => Ok(()),
                Permission::Denied { rule } => Err(NoPage::Forbidden { rule }),
                Permission::Unknown { reason } => Err(NoPage::Unknown { reason }),
                // A judgement waits for nothing that could be stopped.
                Permission::Stopped => Err(NoPage::Unknown {
                    reason: "stopped".to_owned(),
                }),
            },
        )
    }

    /// What robots.txt says, redirects within the site followed; its Crawl-delay goes to the lane.
    async fn ask_robots(&mut self, url: &Url) -> Result<Result<RobotsPolicy, NoPage>, CrawlError> {
        let asked_at = (self.single.clock)();
        let mut target = robots_address(url);
        let mut policy = RobotsPolicy::unreachable("it redirects without end");
        for _ in 0..=MAX_HOPS {
            let exchange = match self.exchange(&target).await? {
                Ok(exchange) => exchange,
                Err(NoPage::Failed { reason }) => {
                    policy = RobotsPolicy::unreachable(reason);
                    break;
                }
                Err(none) => return Ok(Err(none)),
            };
            match exchange.location() {
                Some(Ok(next)) if self.site().rules.in_scope(&next) && next != target => {
                    target = next;
                }
                // The whole host leads to another.
                Some(Ok(mut next)) if next.path() == target.path() && next != target => {
                    next.set_path(url.path());
                    next.set_query(url.query());
                    return Ok(Err(NoPage::Elsewhere(next)));
                }
                _ => {
                    policy = RobotsPolicy::of(&exchange);
                    break;
                }
            }
        }
        let delay = policy.crawl_delay(&self.single.config.identity.product);
        self.lane(url)
            .set_crawl_delay(&origin(url), delay, asked_at)
            .await?;
        Ok(Ok(policy))
    }

    fn lane(&self, url: &Url) -> Lane {
        let Single {
            config,
            site,
            lanes,
            ..
        } = self.single;
        let host = HostKey::of(url);
        let name = site.lane.as_deref().unwrap_or(host.as_str());
        lanes.shared_lane(name, host.as_str(), &config.pace, !site.on_loopback())
    }

    async fn exchange(&mut self, url: &Url) -> Result<Result<Exchange, NoPage>, CrawlError> {
        if self.sent == self.most {
            return Ok(Err(NoPage::Spent { most: self.most }));
        }
        let patience = self.single.config.pace.patience;
        let grant = match self.lane(url).turn(patience).await {
            Ok(grant) => grant,
            Err(wish) if wish.is_wish() => {
                let reason = wish.to_string();
                return Ok(Err(NoPage::Wish { reason }));
            }
            Err(error) => return Err(error.into()),
        };
        self.sent += 1;
        match self.client.get(&grant, url).await {
            Ok(exchange) => {
                grant.answered(&answered(&exchange))?;
                Ok(Ok(exchange))
            }
            Err(error) => {
                grant.failed(failure_kind(&error))?;
                let reason = error.to_string();
                Ok(Err(NoPage::Failed { reason }))
            }
        }
    }
}

fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// The snapshot a page would become, or why it is no article.
pub fn snapshot_of(site: &Site, exchange: &Exchange) -> Result<Snapshot, String> {
    let url = site
        .rules
        .canonical(None, exchange.url.as_str())
        .map_err(|error| error.to_string())?
        .to_string();
    let page = SourcePage {
        url: url.clone(),
        captured_at: civil(exchange.requested_at, site.zone),
        payload: exchange.payload.clone(),
        warc: None,
        source_metadata: SourceMetadata::default(),
    };
    let pages = [(page, Capture::clone(exchange))];
    let read = recompute(site, &pages).map_err(|none| none.reason)?;
    let [(page, _)] = pages;
    let whole = WholeVersion {
        url,
        article: read.article,
        post_id: read.post_id,
        pages: vec![page],
    };
    let made = Made {
        run: "none",
        cause: Cause::Crawl,
        article_id: article_id(site, &whole),
        content: ContentDigest::of(&whole.article.content_form()),
        earlier: PreviousVersion::default(),
        duplicate_of: None,
    };
    Ok(snapshot(site, whole, made))
}
