//! The steps of a survey behind the home page: sources, articles, lists, and what follows.

use url::Url;

use super::heard::{Sitemap, SourceAnswers};
use super::home::{self, ReadPage};
use super::links::{self, Links};
use super::markup::{generator, language};
use super::zone::{Clues, is_vietnamese};
use super::{SourceCounts, SurveyNote, kinds};
use crate::config::Sources;
use crate::crawl::{CrawlError, Visit};
use crate::discover::rest;
use crate::extract::PageVerdict;
use crate::http::text;
use crate::record::{DiscoveredUrl, Role};

/// Articles tried where only the look of links says that they are some.
const TRIES: usize = 3;
/// Articles named from which a source is taken for whole: no list need be read besides.
const MANY: usize = 30;

/// A survey under way.
pub(super) struct Probe<'v, 'a> {
    pub(super) visit: &'v mut Visit<'a>,
    pub(super) home: Box<ReadPage>,
    pub(super) links: Links,
    pub(super) heard: SourceAnswers,
    pub(super) clues: Clues,
    pub(super) sources: Sources,
    pub(super) told: SourceCounts,
    pub(super) notes: Vec<SurveyNote>,
    pub(super) is_wordpress: bool,
}

/// Asks the sources of a site whose home page was read. True when something is an article for
/// certain.
pub(super) async fn probe<'v, 'a>(
    visit: &'v mut Visit<'a>,
    home: Box<ReadPage>,
    notes: Vec<SurveyNote>,
) -> Result<(Probe<'v, 'a>, bool), CrawlError> {
    let rules = &visit.site().rules;
    let links = links::read(&home.html, &home.said.links, &home.exchange.url, rules);
    let mut probe = Probe {
        is_wordpress: home.html.contains("/wp-content/")
            || home.html.contains("content=\"WordPress"),
        visit,
        links,
        heard: SourceAnswers::default(),
        clues: Clues::default(),
        sources: Sources::default(),
        told: SourceCounts::default(),
        notes,
        home,
    };
    probe.look_at_home();
    probe.ask_rest().await?;
    probe.ask_sitemaps().await?;
    probe.ask_feeds().await?;
    let is_certain = probe.discovered().iter().any(|it| it.role == Role::Article);
    if probe.articles().len() < MANY {
        probe.ask_list().await?;
    }
    let read = probe.ask_article().await?;
    if !read && !is_certain {
        probe.links.headlines.clear();
    }
    Ok((probe, read || is_certain))
}

impl Probe<'_, '_> {
    fn look_at_home(&mut self) {
        let html = &self.home.html;
        self.clues.vietnamese = is_vietnamese(html);
        self.clues.language = language(html);
    }

    fn at(&self, path: &str) -> Option<Url> {
        self.home.exchange.url.join(path).ok()
    }

    /// REST, where the home page names its root; else where WordPress has it, unless the home page
    /// says that another system made it.
    async fn ask_rest(&mut self) -> Result<(), CrawlError> {
        let exchange = &self.home.exchange;
        let headers: Vec<String> = exchange.header_lines("link").map(text).collect();
        let said = rest::root_of_headers(headers.iter().map(String::as_str))
            .or_else(|| rest::root_of_links(&self.home.said.links));
        let plain = self
            .links
            .headlines
            .iter()
            .any(|it| it.path() == "/" && it.query().is_some_and(|it| it.starts_with("p=")));
        let other = generator(&self.home.html).is_some_and(|it| !it.contains("wordpress"));
        self.is_wordpress |= said.is_some();
        let root = match said {
            Some(root) => self.at(root),
            None if plain => self.at("/?rest_route=/"),
            None if other && !self.is_wordpress => None,
            None => self.at("/wp-json/"),
        };
        let Some(root) = root else { return Ok(()) };
        let page = rest::posts_page(&root, 1, &rest::PostWindow::default());
        let zone = self.visit.site().zone;
        if let Some((_, posts)) = self.heard.ask_rest(self.visit, &page, zone).await? {
            self.is_wordpress = true;
            self.told.rest = Some(posts);
            self.sources.rest.push(root.clone());
            self.ask_rest_root(&root).await?;
        } else if self.is_wordpress {
            self.notes.push(SurveyNote::RestClosed);
        }
        Ok(())
    }

    /// The zone, which the root of REST names.
    async fn ask_rest_root(&mut self, root: &Url) -> Result<(), CrawlError> {
        let mut root = root.clone();
        root.query_pairs_mut()
            .append_pair("_fields", "timezone_string,gmt_offset");
        let Ok(exchange) = self.visit.get(&root).await? else {
            return Ok(());
        };
        let said: serde_json::Value = serde_json::from_slice(&exchange.body).unwrap_or_default();
        self.clues.named = said["timezone_string"].as_str().map(str::to_owned);
        let hours = said["gmt_offset"]
            .as_f64()
            .or_else(|| said["gmt_offset"].as_str()?.parse().ok());
        #[expect(clippy::cast_possible_truncation, reason = "offsets are within a day")]
        let seconds = hours.map(|it| (it * 3600.0) as i32).filter(|it| *it != 0);
        self.clues.offsets.extend(seconds);
        Ok(())
    }

    /// The sitemaps that robots.txt names, else the usual ones; of an index one of articles.
    async fn ask_sitemaps(&mut self) -> Result<(), CrawlError> {
        let robots = self.visit.robots(&self.home.exchange.url);
        let discovered = robots.map(|it| it.sitemaps().to_vec()).unwrap_or_default();
        let discovered: Vec<Url> = discovered
            .iter()
            .filter_map(|it| self.resolved(it))
            .take(2)
            .collect();
        let usual = if self.is_wordpress {
            ["/wp-sitemap.xml", "/sitemap.xml"]
        } else {
            ["/sitemap.xml", "/wp-sitemap.xml"]
        };
        let asked = if discovered.is_empty() {
            usual.iter().filter_map(|it| self.at(it)).collect()
        } else {
            discovered
        };
        for url in asked {
            let Some((sitemap, exchange)) = self.heard.ask_sitemap(self.visit, &url).await? else {
                continue;
            };
            self.sources.sitemaps.push(url);
            self.clues.document(&exchange.body);
            let pages = match sitemap {
                Sitemap::Pages(pages) => pages,
                Sitemap::Index(_) if self.told.rest.is_some() => 0,
                Sitemap::Index(nested) => self.ask_nested(&nested).await?,
            };
            self.told.sitemap = Some(self.told.sitemap.unwrap_or_default() + pages);
            break;
        }
        Ok(())
    }

    async fn ask_nested(&mut self, nested: &[Url]) -> Result<usize, CrawlError> {
        let Some(first) = nested.first() else {
            return Ok(0);
        };
        Ok(match self.heard.ask_sitemap(self.visit, first).await? {
            Some((Sitemap::Pages(pages), _)) => pages,
            _ => 0,
        })
    }

    /// The feed that the home page names, else the usual ones where no other source answered.
    async fn ask_feeds(&mut self) -> Result<(), CrawlError> {
        let discovered: Vec<Url> = self.links.feeds.iter().take(1).cloned().collect();
        let has_source = self.told.rest.is_some() || self.told.sitemap.is_some_and(|it| it > 0);
        let usual: &[&str] = match (self.is_wordpress, has_source) {
            (true, _) => &["/feed/"],
            (false, false) => &["/feed/", "/rss.xml"],
            (false, true) => &["/rss.xml"],
        };
        let asked = if discovered.is_empty() {
            usual.iter().filter_map(|it| self.at(it)).collect()
        } else {
            discovered
        };
        for url in asked {
            if let Some((items, exchange)) = self.heard.ask_feed(self.visit, &url).await? {
                self.told.feed = Some(items);
                self.clues.document(&exchange.body);
                self.sources.feeds.push(url);
                break;
            }
        }
        Ok(())
    }

    /// One more list, where no source is whole: the next page of the home page, or a section.
    async fn ask_list(&mut self) -> Result<(), CrawlError> {
        let lists = self.links.pages.iter().chain(&self.links.sections);
        let Some(url) = lists.into_iter().next().cloned() else {
            return Ok(());
        };
        let Ok(exchange) = self.visit.get(&url).await? else {
            return Ok(());
        };
        if !exchange.is_html() || !(200..300).contains(&exchange.status) {
            return Ok(());
        }
        let site = self.visit.site();
        let list = home::read(site, &url, exchange);
        let more = links::read(
            &list.html,
            &list.said.links,
            &list.exchange.url,
            &site.rules,
        );
        extend(&mut self.links.headlines, more.headlines);
        extend(&mut self.links.pages, more.pages);
        extend(&mut self.links.sections, more.sections);
        Ok(())
    }

    /// Reads an article, for the offset it prints; true if one was read as such.
    async fn ask_article(&mut self) -> Result<bool, CrawlError> {
        let site = self.visit.site();
        let articles = self.articles();
        let tried = spread(&articles, TRIES);
        for url in tried.into_iter().filter(|it| site.rules.in_scope(it)) {
            let Ok(exchange) = self.visit.get(url).await? else {
                continue;
            };
            let status = exchange.status;
            if !exchange.is_html() || !(200..300).contains(&status) {
                let reason = format!("the server answered {status}");
                self.notes.push(SurveyNote::NotRead {
                    url: url.clone(),
                    reason,
                });
                continue;
            }
            let read = home::read(site, url, exchange);
            let article = match read.said.verdict {
                PageVerdict::Article(article) => article,
                PageVerdict::NotArticle { reason, .. } => {
                    self.notes.push(SurveyNote::NotRead {
                        url: url.clone(),
                        reason,
                    });
                    continue;
                }
            };
            let written = article.times.iter().filter(|it| it.offset.is_some());
            for time in written.filter_map(|it| chrono::DateTime::parse_from_rfc3339(&it.text).ok())
            {
                self.clues.written(time);
            }
            self.clues.vietnamese |= is_vietnamese(&read.html);
            self.clues.language = self.clues.language.take().or_else(|| language(&read.html));
            return Ok(true);
        }
        Ok(false)
    }

    fn resolved(&self, href: &str) -> Option<Url> {
        let rules = &self.visit.site().rules;
        rules.resolve(Some(&self.home.exchange.url), href).ok()
    }

    fn discovered(&self) -> Vec<DiscoveredUrl> {
        self.heard.discovered(&self.visit.site().rules)
    }

    pub(super) fn articles(&self) -> Vec<Url> {
        kinds::articles(
            &self.discovered(),
            &self.links.headlines,
            &self.links.sections,
        )
    }
}

fn extend(all: &mut Vec<Url>, more: Vec<Url>) {
    for url in more {
        if !all.contains(&url) {
            all.push(url);
        }
    }
}

/// So many of all, from the first to the last at like distances.
pub(super) fn spread<T>(all: &[T], count: usize) -> Vec<&T> {
    if all.len() <= count {
        return all.iter().collect();
    }
    let last = all.len() - 1;
    let place = |it: usize| it * last / (count - 1).max(1);
    (0..count).map(|it| &all[place(it)]).collect()
}
