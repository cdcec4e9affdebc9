//! Some pages of a site to learn from: of all years, sections and shapes of address that its
//! sources name, each with what they say of it.
//!
//! Asks the cheapest source first: a page of REST says of a hundred posts what they are.

use std::collections::BTreeMap;

use url::Url;

use super::heard::{Sitemap, SourceAnswers};
use super::home::{self, ReadPage};
use super::links::{self, Links};
use super::probe::spread;
use super::shape;
use super::{MOST_TO_SAMPLE, SurveySetup, kinds};
use crate::config::Site;
use crate::crawl::{CrawlError, Visit};
use crate::discover::{ListedUrl, page, rest};
use crate::learn::Sample;
use crate::record::{DiscoveredUrl, DiscoverySource, Role, SourceMetadata};

/// Pages that are wanted.
const WANTED: usize = 16;
/// Addresses with what is known of them from which no list need be read.
const MANY: usize = 30;

/// Pages to learn from.
#[derive(Debug)]
pub struct SampledPages {
    /// The pages, oldest first where that is known.
    pub samples: Vec<Sample>,
    /// Pages that were asked for and are none, or may not be asked, and why.
    pub missed: Vec<(Url, String)>,
    /// Addresses of articles that the sources named.
    pub discovered: usize,
    /// Requests sent.
    pub requests: usize,
}

/// Asks a site for pages to learn from. `pem` are intermediate certificates its server forgets.
pub async fn sample(
    setup: SurveySetup<'_>,
    site: &Site,
    pem: Option<String>,
) -> Result<SampledPages, CrawlError> {
    let mut visit = Visit::begin(setup.single(site), pem, MOST_TO_SAMPLE)?;
    let mut sources = SourceSampler {
        visit: &mut visit,
        heard: SourceAnswers::default(),
        headlines: Vec::new(),
        sections: Vec::new(),
        missed: Vec::new(),
    };
    sources.ask().await?;
    let discovered = sources.articles();
    let mut sampled = SampledPages {
        samples: Vec::new(),
        missed: sources.missed,
        discovered: discovered.len(),
        requests: 0,
    };
    for window in windows(&discovered, WANTED.min(visit.left())) {
        take_one(&mut visit, &window, &mut sampled).await?;
    }
    sampled.requests = visit.sent();
    Ok(sampled)
}

/// Asks for the first page of some that is one.
async fn take_one(
    visit: &mut Visit<'_>,
    window: &[&DiscoveredUrl],
    sampled: &mut SampledPages,
) -> Result<(), CrawlError> {
    for discovered in window {
        let Ok(url) = Url::parse(&discovered.url) else {
            continue;
        };
        if visit.left() == 0 {
            return Ok(());
        }
        let why = match visit.get(&url).await? {
            Ok(it) if !(200..300).contains(&it.status) => {
                format!("the server answered {}", it.status)
            }
            Ok(it) if !it.is_html() => it.content_type().unwrap_or_else(|| "no HTML".to_owned()),
            Ok(exchange) => {
                let read = home::read(visit.site(), &url, exchange);
                sampled.samples.push(Sample {
                    url: read.exchange.capture.url,
                    html: read.html,
                    source_metadata: discovered.source_metadata.clone(),
                    archived: None,
                });
                return Ok(());
            }
            Err(none) => none.to_string(),
        };
        sampled.missed.push((url, why));
    }
    Ok(())
}

/// The sources of a site being asked.
struct SourceSampler<'v, 'a> {
    visit: &'v mut Visit<'a>,
    heard: SourceAnswers,
    headlines: Vec<Url>,
    sections: Vec<Url>,
    /// Lists that could not be had, and why.
    missed: Vec<(Url, String)>,
}

impl SourceSampler<'_, '_> {
    async fn ask(&mut self) -> Result<(), CrawlError> {
        let site = self.visit.site();
        for root in &site.sources.rest {
            if self.ask_rest(root).await? {
                return Ok(());
            }
        }
        let home = self.ask_list(&site.home).await?;
        // Sitemaps name all, in some order of time: what they say comes first.
        let first = self.heard.take();
        self.ask_sitemaps().await?;
        self.heard.append(first);
        let discovered = home.as_ref().map(|(_, links)| links.feeds.clone());
        let feeds = site
            .sources
            .feeds
            .iter()
            .cloned()
            .chain(discovered.unwrap_or_default());
        if let Some(feed) = feeds.into_iter().next() {
            self.heard.ask_feed(self.visit, &feed).await?;
        }
        let Some((_, links)) = home else {
            return Ok(());
        };
        self.ask_last_page(&links).await?;
        // Of two sections the newest, of one the oldest too.
        let sections = links.sections.iter().filter(|it| is_list(site, it)).take(2);
        for (number, section) in sections.enumerate() {
            let list = self.ask_list(section).await?;
            if let Some((_, links)) = list.filter(|_| number == 0) {
                self.ask_last_page(&links).await?;
            }
        }
        Ok(())
    }

    /// The oldest, the newest and those between.
    async fn ask_rest(&mut self, root: &Url) -> Result<bool, CrawlError> {
        let zone = self.visit.site().zone;
        let first = rest::posts_page(root, 1, &rest::PostWindow::default());
        let Some((pages, _)) = self.heard.ask_rest(self.visit, &first, zone).await? else {
            return Ok(false);
        };
        let mut numbers = vec![pages, pages.div_ceil(2)];
        numbers.retain(|it| *it > 1);
        numbers.dedup();
        for number in numbers {
            let page = rest::page_at(&first, number);
            self.heard.ask_rest(self.visit, &page, zone).await?;
        }
        Ok(true)
    }

    /// The first sitemap that answers; of an index the first and the last one of articles.
    async fn ask_sitemaps(&mut self) -> Result<(), CrawlError> {
        let site = self.visit.site();
        let robots = self
            .visit
            .robots(&site.home)
            .map(|it| it.sitemaps().to_vec());
        let robots = robots.unwrap_or_default();
        let discovered = robots
            .iter()
            .filter_map(|it| site.rules.resolve(Some(&site.home), it).ok());
        let all: Vec<Url> = site
            .sources
            .sitemaps
            .iter()
            .cloned()
            .chain(discovered)
            .collect();
        for url in all.iter().take(2) {
            match self.heard.ask_sitemap(self.visit, url).await? {
                None => continue,
                Some((Sitemap::Pages(_), _)) => {}
                Some((Sitemap::Index(nested), _)) => {
                    for url in spread(&nested, 2) {
                        self.heard.ask_sitemap(self.visit, url).await?;
                    }
                }
            }
            break;
        }
        Ok(())
    }

    /// A list: what it says of its items, and its links.
    async fn ask_list(&mut self, url: &Url) -> Result<Option<(ReadPage, Links)>, CrawlError> {
        let why = match self.visit.get(url).await? {
            Ok(it) if it.is_html() && (200..300).contains(&it.status) => Ok(it),
            Ok(it) => Err(format!("the server answered {}, and no list", it.status)),
            Err(none) => Err(none.to_string()),
        };
        let exchange = match why {
            Ok(exchange) => exchange,
            Err(why) => {
                self.missed.push((url.clone(), why));
                return Ok(None);
            }
        };
        let site = self.visit.site();
        let read = home::read(site, url, exchange);
        let links = links::read(
            &read.html,
            &read.said.links,
            &read.exchange.url,
            &site.rules,
        );
        let mut findings = page::read_listing(&read.said.listing);
        findings.extend(links.headlines.iter().map(|it| ListedUrl {
            href: it.to_string(),
            source: DiscoverySource::List,
            role: None,
            source_metadata: SourceMetadata::default(),
        }));
        self.heard.add(&read.exchange.url, findings);
        self.headlines.extend(links.headlines.iter().cloned());
        self.sections.extend(links.sections.iter().cloned());
        Ok(Some((read, links)))
    }

    /// The page of the highest number that a list leads to: its oldest articles.
    async fn ask_last_page(&mut self, links: &Links) -> Result<(), CrawlError> {
        let last = links.pages.iter().max_by_key(|it| last_number(it)).cloned();
        if let Some(last) = last
            && (self.articles().len() < MANY || last_number(&last) > 2)
        {
            self.ask_list(&last).await?;
        }
        Ok(())
    }

    /// What the sources named that is an article by the site's globs; where it has none, by its
    /// looks.
    fn articles(&self) -> Vec<DiscoveredUrl> {
        let site = self.visit.site();
        let mut discovered = self.heard.discovered(&site.rules);
        if site.rules.knows_articles() {
            discovered.retain(|it| it.role == Role::Article);
            return discovered;
        }
        let articles = kinds::articles(&discovered, &self.headlines, &self.sections);
        discovered.retain(|it| articles.iter().any(|url| url.as_str() == it.url));
        discovered
    }
}

fn is_list(site: &Site, url: &Url) -> bool {
    site.rules.role(url) == Some(Role::List)
}

/// The last number in an address.
fn last_number(url: &Url) -> u64 {
    let text = url
        .as_str()
        .trim_end_matches(|it: char| !it.is_ascii_digit());
    let digits = text.len() - text.trim_end_matches(|it: char| it.is_ascii_digit()).len();
    text[text.len() - digits..].parse().unwrap_or_default()
}

/// As many windows as pages are wanted. Each shape of address has its share of them, and two at
/// least; where lists or a feed tell of some articles only, those have half.
pub(super) fn windows(discovered: &[DiscoveredUrl], wanted: usize) -> Vec<Vec<&DiscoveredUrl>> {
    let urls: Vec<Url> = discovered
        .iter()
        .filter_map(|it| Url::parse(&it.url).ok())
        .collect();
    let place: BTreeMap<&Url, &DiscoveredUrl> = urls.iter().zip(discovered).collect();
    let sorted = shape::sorted(&urls);
    let mut shapes: Vec<&Vec<&Url>> = sorted.values().collect();
    shapes.sort_by_key(|it| std::cmp::Reverse(it.len()));
    let mut seen = BTreeMap::new();
    let mut windows = Vec::new();
    for urls in shapes {
        let all: Vec<&DiscoveredUrl> = urls
            .iter()
            .filter_map(|it| place.get(*it).copied())
            .collect();
        let share = (wanted * all.len() / discovered.len().max(1))
            .max(2)
            .min(all.len());
        let (told, untold): (Vec<_>, Vec<_>) = all
            .into_iter()
            .partition(|it| known(&it.source_metadata) > 0);
        let of_told = told.len().min(share - (share / 2).min(untold.len()));
        windows.extend(of_time(told, of_told, &mut seen));
        windows.extend(of_time(untold, share - of_told, &mut seen));
    }
    windows
}

/// So many windows from the oldest article to the newest; in each the one first that is of a
/// section not yet seen, and of which more is known.
fn of_time<'n>(
    mut all: Vec<&'n DiscoveredUrl>,
    count: usize,
    seen: &mut BTreeMap<&'n str, usize>,
) -> Vec<Vec<&'n DiscoveredUrl>> {
    if all
        .iter()
        .all(|it| it.source_metadata.published_at.is_some())
    {
        all.sort_by_key(|it| it.source_metadata.published_at);
    }
    let mut windows = Vec::with_capacity(count);
    for number in 0..count {
        let (from, to) = (number * all.len() / count, (number + 1) * all.len() / count);
        let mut window = all[from..to].to_vec();
        window.sort_by_key(|it| {
            let times = section(it).and_then(|it| seen.get(it).copied());
            (
                times.unwrap_or_default(),
                std::cmp::Reverse(known(&it.source_metadata)),
            )
        });
        // What fails is replaced, and not by the whole window.
        window.truncate(3);
        if let Some(section) = window.first().and_then(|it| section(it)) {
            *seen.entry(section).or_default() += 1;
        }
        windows.push(window);
    }
    windows
}

pub(super) fn section(discovered: &DiscoveredUrl) -> Option<&str> {
    discovered
        .source_metadata
        .categories
        .first()
        .map(String::as_str)
}

/// How much is known of an article before it is asked.
fn known(source_metadata: &SourceMetadata) -> usize {
    let SourceMetadata {
        published_at,
        lead,
        title,
        excerpt,
        categories,
        ..
    } = source_metadata;
    let told = [
        published_at.is_some(),
        lead.is_some(),
        title.is_some(),
        excerpt.is_some(),
    ];
    told.into_iter().filter(|it| *it).count() + usize::from(!categories.is_empty())
}
