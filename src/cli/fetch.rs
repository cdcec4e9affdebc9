//! `hpnews fetch URL`: one page, politely, as a snapshot on stdout; nothing is stored.

use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use url::Url;

use super::args::{self, Global};
use super::clock::now;
use super::context::Context;
use super::next_step::{NextStep, hinted};
use super::runtime::{intermediates, runtime, state_dir};
use super::{console, exit};
use crate::config::{Config, Site};
use crate::crawl::{self, CrawlError, NoPage, Single, Visit};
use crate::fetch::Exchange;
use crate::lane::Lanes;

pub(super) fn run(global: &Global, args: &args::FetchArgs) -> anyhow::Result<u8> {
    let context = Context::new(global)?;
    let (site, url) = site_of(&context.config, &args.url)?;
    let exchange = fetch(&context.config, &site, &url)?;
    match crawl::snapshot_of(&site, &exchange) {
        Ok(snapshot) => {
            if global.json {
                console::json_line(&snapshot)?;
            } else {
                let text = crate::text::json_safe(&serde_json::to_string_pretty(&snapshot)?);
                console::data(&format!("{text}\n"))?;
            }
            Ok(exit::COMPLETE)
        }
        Err(reason) => {
            context.console.say(&format!(
                "{} {url}: {}",
                context
                    .console
                    .lang
                    .pick("không phải bài viết:", "no article:"),
                crate::text::terminal_safe(&reason)
            ));
            Ok(exit::INCOMPLETE)
        }
    }
}

/// The configured site an address belongs to, and the address in canonical form.
pub(super) fn site_of(config: &Config, text: &str) -> anyhow::Result<(Arc<Site>, Url)> {
    let url = Url::parse(text)
        .map_err(|error| anyhow!("cannot fetch `{text}`: {error}"))
        .map_err(|error| error.with_next_step("write the whole address, with https://"))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(anyhow!(
            "cannot fetch {url}: only http and https are fetched, not {}",
            url.scheme()
        )
        .with_next_step("write the address of a page on the web"));
    }
    let site = config
        .sites
        .iter()
        .find(|site| site.rules.in_scope(&url))
        .ok_or_else(|| {
            anyhow!("cannot fetch {url}: it is on no configured site")
                .with_next_step("add its host to a [[site]] of config.toml")
        })?;
    let url = site
        .rules
        .canonical(None, text)
        .map_err(|error| anyhow!(error).with_next_step("fetch a page of the site itself"))?;
    Ok((Arc::clone(site), url))
}

/// One page through robots.txt, lane and client: exactly as a crawl asks.
pub(super) fn fetch(config: &Config, site: &Site, url: &Url) -> anyhow::Result<Exchange> {
    let mut answers = fetch_each(config, site, std::slice::from_ref(url))?;
    let answer = answers.pop().context("nothing was asked")?;
    answer
        .map_err(|reason| anyhow!("cannot fetch {url}: {reason}"))
        .context("nothing was stored")
}

/// Pages one after the other, each an answer or why there is none.
pub(super) fn fetch_each(
    config: &Config,
    site: &Site,
    urls: &[Url],
) -> anyhow::Result<Vec<Result<Exchange, NoPage>>> {
    let pem = intermediates(config)?.remove(&site.name);
    let lanes = Lanes::open(&state_dir()?.join("lanes"))
        .map_err(|error| hinted(CrawlError::from(error)))?;
    let single = Single {
        config,
        site,
        lanes: &lanes,
        clock: now,
    };
    let asking = async {
        let mut visit = Visit::begin(single, pem, usize::MAX)?;
        let mut answers = Vec::with_capacity(urls.len());
        for url in urls {
            answers.push(visit.get(url).await?);
        }
        Ok::<_, CrawlError>(answers)
    };
    runtime()?.block_on(asking).map_err(hinted)
}
