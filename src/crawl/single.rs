//! One page outside a run: the same robots.txt, the same lane, the same client, nothing
//! stored. For `hpnews fetch` and `hpnews recipe check`.

use chrono::{DateTime, Utc};
use url::Url;

use super::permission::{Permission, judge, robots_address};
use super::setup::{answered, client_for, failure_kind};
use super::version::{Earlier, Made, Whole, article_id, civil, snapshot};
use super::{CrawlError, recompute};
use crate::address::HostKey;
use crate::config::{Config, Site};
use crate::digest::ContentDigest;
use crate::fetch::{Client, Exchange};
use crate::http::Capture;
use crate::lane::{Lane, Lanes};
use crate::record::{Cause, Hint, Snapshot, SourcePage};
use crate::robots::RobotsPolicy;

/// Redirects followed from the address asked.
const MAX_HOPS: usize = 5;

/// What one page needs.
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
    /// Fetches one page, redirects within the site included. The inner error says, for a
    /// person, why there is none.
    pub async fn get(
        &self,
        pem: Option<String>,
        url: &Url,
    ) -> Result<Result<Exchange, String>, CrawlError> {
        let client = client_for(self.config, self.site, pem, self.clock)?;
        let asked_at = (self.clock)();
        let policy = match self.exchange(&client, &robots_address(url)).await? {
            Ok(exchange) => RobotsPolicy::of(&exchange),
            Err(reason) => RobotsPolicy::unreachable(reason),
        };
        let mut target = url.clone();
        for _ in 0..=MAX_HOPS {
            match judge(&policy, &self.config.identity.product, &target) {
                Permission::Granted => {}
                Permission::Denied { rule } => return Ok(Err(format!("refused by {rule}"))),
                Permission::Unknown { reason } => return Ok(Err(reason)),
                Permission::Stopped => return Ok(Err("stopped".to_owned())),
            }
            let delay = policy.crawl_delay(&self.config.identity.product);
            let origin = target.origin().ascii_serialization();
            self.lane(&target)
                .set_crawl_delay(&origin, delay, asked_at)
                .await?;
            let exchange = match self.exchange(&client, &target).await? {
                Ok(exchange) => exchange,
                Err(reason) => return Ok(Err(reason)),
            };
            match exchange.location() {
                Some(Ok(next))
                    if self.site.rules.in_scope(&next) && next.origin() == target.origin() =>
                {
                    target = next;
                }
                Some(Ok(next)) => {
                    return Ok(Err(format!("it redirects to {next}, which is elsewhere")));
                }
                Some(Err(error)) => return Ok(Err(error.to_string())),
                None => return Ok(Ok(exchange)),
            }
        }
        Ok(Err("it redirects without end".to_owned()))
    }

    fn lane(&self, url: &Url) -> Lane {
        let host = HostKey::of(url);
        let name = self.site.lane.as_deref().unwrap_or(host.as_str());
        let public = !self.site.on_loopback();
        self.lanes
            .shared_lane(name, host.as_str(), &self.config.pace, public)
    }

    async fn exchange(
        &self,
        client: &Client,
        url: &Url,
    ) -> Result<Result<Exchange, String>, CrawlError> {
        let grant = match self.lane(url).turn(self.config.pace.patience).await {
            Ok(grant) => grant,
            Err(wish) if wish.is_wish() => return Ok(Err(wish.to_string())),
            Err(error) => return Err(error.into()),
        };
        match client.get(&grant, url).await {
            Ok(exchange) => {
                grant.answered(&answered(&exchange))?;
                Ok(Ok(exchange))
            }
            Err(error) => {
                grant.failed(failure_kind(&error))?;
                Ok(Err(error.to_string()))
            }
        }
    }
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
        hint: Hint::default(),
    };
    let pages = [(page, Capture::clone(exchange))];
    let read = recompute(site, &pages).map_err(|none| none.reason)?;
    let [(page, _)] = pages;
    let whole = Whole {
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
        earlier: Earlier::default(),
        duplicate_of: None,
    };
    Ok(snapshot(site, whole, made))
}
