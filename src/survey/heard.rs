//! What the sources of a site said, kept as they said it: which hosts are the site's is known
//! only when all have spoken.
//!
//! Asks for sources through a visit, never for articles.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use url::Url;

use crate::address::{HostKey, Rules};
use crate::crawl::{CrawlError, Visit};
use crate::discover::{self, Caps, ListedUrl, read_feed, read_sitemap, rest};
use crate::fetch::Exchange;
use crate::record::{DiscoveredUrl, DiscoverySource, Role};

/// All that was said.
#[derive(Debug, Default)]
pub(super) struct SourceAnswers(Vec<(Url, Vec<ListedUrl>)>);

/// What a sitemap is.
pub(super) enum Sitemap {
    /// It names so many pages.
    Pages(usize),
    /// It names sitemaps.
    Index(Vec<Url>),
}

/// Words in the names of sitemaps of what is no article.
const OTHERS: [&str; 14] = [
    "posts-page",
    "page-sitemap",
    "sitemap-page",
    "taxonom",
    "category",
    "categories",
    "post_tag",
    "tag",
    "author",
    "user",
    "image",
    "video",
    "chuyen-muc",
    "danh-muc",
];
/// Words in the names of sitemaps of articles.
const ARTICLES: [&str; 7] = [
    "post", "news", "article", "bai-viet", "tin-tuc", "tin", "story",
];

impl SourceAnswers {
    pub(super) fn add(&mut self, base: &Url, findings: Vec<ListedUrl>) {
        self.0.push((base.clone(), findings));
    }

    /// What was said so far, to be said again later.
    pub(super) fn take(&mut self) -> Self {
        std::mem::take(self)
    }

    pub(super) fn append(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }

    /// Each address of the site once, with what all said of it, as a list of them told it first.
    pub(super) fn discovered(&self, rules: &Rules) -> Vec<DiscoveredUrl> {
        let mut all: Vec<ListedUrl> = Vec::new();
        for (base, findings) in &self.0 {
            all.extend(findings.iter().cloned().map(|mut it| {
                it.href = base.join(&it.href).map_or(it.href, String::from);
                it
            }));
        }
        discover::name(&all, None, rules).0
    }

    /// Hosts that are not the site's and on which its machines (never its pages) name articles.
    pub(super) fn elsewhere(&self, rules: &Rules) -> BTreeMap<String, (Url, usize)> {
        let mut hosts: BTreeMap<String, (Url, usize)> = BTreeMap::new();
        for (base, findings) in &self.0 {
            let told = findings.iter().filter(|it| {
                matches!(
                    it.source,
                    DiscoverySource::Rest | DiscoverySource::Sitemap | DiscoverySource::Feed
                ) && it.role.is_none_or(|it| it == Role::Article)
            });
            for url in told.filter_map(|it| base.join(&it.href).ok()) {
                if !rules.in_scope(&url) {
                    let host = HostKey::of(&url).as_str().to_owned();
                    hosts.entry(host).or_insert((url, 0)).1 += 1;
                }
            }
        }
        hosts
    }

    /// Asks for a page of the REST collection. `None` where there is none; else the answer's
    /// address, how many pages and how many posts there are.
    pub(super) async fn ask_rest(
        &mut self,
        visit: &mut Visit<'_>,
        page: &Url,
        zone: Tz,
    ) -> Result<Option<(u32, u64)>, CrawlError> {
        let Some(exchange) = answer(visit, page).await? else {
            return Ok(None);
        };
        let header = |name| exchange.header(name).map(crate::http::text);
        let pages = header("x-wp-totalpages");
        let Ok(posts) = rest::read(&exchange.body, pages.as_deref(), zone) else {
            return Ok(None);
        };
        let posts = posts.with_total(header("x-wp-total").as_deref());
        let count = posts.findings.len() as u64;
        let said = (posts.total_pages.unwrap_or(1), posts.total.unwrap_or(count));
        if posts.findings.is_empty() {
            return Ok(None);
        }
        self.add(&exchange.url, posts.findings);
        Ok(Some(said))
    }

    /// Asks for a sitemap; `None` where there is none.
    pub(super) async fn ask_sitemap(
        &mut self,
        visit: &mut Visit<'_>,
        url: &Url,
    ) -> Result<Option<(Sitemap, Exchange)>, CrawlError> {
        let Some(exchange) = answer(visit, url).await? else {
            return Ok(None);
        };
        let Ok(told) = read_sitemap(&exchange.body, &Caps::default()) else {
            return Ok(None);
        };
        let (nested, mut pages): (Vec<_>, Vec<_>) = told
            .findings
            .into_iter()
            .partition(|it| it.role == Some(Role::Sitemap));
        if pages.is_empty() {
            let rules = &visit.site().rules;
            let resolved = nested
                .iter()
                .filter_map(|it| rules.resolve(Some(&exchange.url), &it.href).ok());
            let mut children: Vec<Url> = resolved.filter(|it| !is_of_others(it)).collect();
            children.sort_by_key(|it| !is_of_articles(it));
            return Ok((!children.is_empty()).then_some((Sitemap::Index(children), exchange)));
        }
        if is_of_articles(url) {
            for page in &mut pages {
                page.role = Some(Role::Article);
            }
        }
        let count = pages.len();
        self.add(&exchange.url, pages);
        Ok(Some((Sitemap::Pages(count), exchange)))
    }

    /// Asks for a feed; `None` where there is none, else how many items it has.
    pub(super) async fn ask_feed(
        &mut self,
        visit: &mut Visit<'_>,
        url: &Url,
    ) -> Result<Option<(usize, Exchange)>, CrawlError> {
        let Some(exchange) = answer(visit, url).await? else {
            return Ok(None);
        };
        let Ok(mut told) = read_feed(&exchange.body, &Caps::default()) else {
            return Ok(None);
        };
        for item in &mut told.findings {
            item.role = Some(Role::Article);
        }
        let count = told.findings.len();
        if count == 0 {
            return Ok(None);
        }
        self.add(&exchange.url, told.findings);
        Ok(Some((count, exchange)))
    }
}

/// A good answer, if there is one.
async fn answer(visit: &mut Visit<'_>, url: &Url) -> Result<Option<Exchange>, CrawlError> {
    let answer = visit.get(url).await?;
    Ok(answer
        .ok()
        .filter(|it| (200..300).contains(&it.status) && it.undecoded.is_none()))
}

/// The part of a sitemap's name that says what it is of: `wp-sitemap-posts-post-1.xml`, or the
/// query of a plain WordPress (`?sitemap=posts&sitemap-subtype=post`).
fn words_of(sitemap: &Url) -> String {
    let file = sitemap.path().rsplit('/').next().unwrap_or_default();
    let query = sitemap.query().unwrap_or_default();
    format!("{file} {query}").to_ascii_lowercase()
}

fn is_of_others(sitemap: &Url) -> bool {
    let words = words_of(sitemap);
    OTHERS.iter().any(|it| words.contains(it)) || words.contains("subtype=page")
}

fn is_of_articles(sitemap: &Url) -> bool {
    let words = words_of(sitemap);
    ARTICLES.iter().any(|it| words.contains(it)) && !is_of_others(sitemap)
}
