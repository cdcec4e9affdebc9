//! The pages a recipe is held against: addresses, saved files, held captures of a site.

use std::sync::Arc;

use anyhow::anyhow;
use url::Url;

use crate::cli::args::CheckArgs;
use crate::cli::context::Context;
use crate::cli::next_step::{NextStep as _, hinted};

use crate::cli::fetch;
use crate::config::{Config, Site};
use crate::crawl::{self, Pages};
use crate::extract::{self, Page};
use crate::record::SourceMetadata;
use crate::store::{Archive, Reader};

/// Held articles looked at where nobody says how many.
const SAMPLE: usize = 20;

/// Most pages asked for a sample, where nothing is held.
const MOST_ASKED: usize = 10;

/// Something that is to be an article's page.
pub(super) struct LoadedPage {
    /// As the user gave it, or its address.
    pub(super) name: String,
    /// The site whose recipe reads it.
    pub(super) site: Arc<Site>,
    /// Its pages, or why there is none.
    pub(super) pages: Result<Pages, String>,
    /// The same page as an earlier look saw it.
    pub(super) earlier: Option<Pages>,
    /// Whether the archive knows its address: what sources say of it is known then.
    pub(super) is_known: bool,
}

/// All that was asked for.
pub(super) fn load(context: &Context, args: &CheckArgs) -> anyhow::Result<Vec<LoadedPage>> {
    let config = &context.config;
    let wanted = match &args.site {
        Some(name) => Some(named(config, name)?),
        None => None,
    };
    let loading = Loading {
        config,
        // Nothing need be held: a recipe is written before the first crawl.
        reader: Archive::open_for_reading(&config.archive_dir).ok(),
        wanted,
        most: args.sample.unwrap_or(SAMPLE),
    };
    let mut loaded = Vec::new();
    if args.pages.is_empty() {
        let sites = config.sites.iter().filter(|it| it.enabled);
        let chosen: Vec<&Arc<Site>> = match &loading.wanted {
            Some(site) => vec![site],
            None => sites.collect(),
        };
        for site in chosen {
            loading.sample(site, &mut loaded)?;
        }
    }
    for page in &args.pages {
        if page.starts_with("http://") || page.starts_with("https://") {
            loading.addresses(&[page], &mut loaded)?;
        } else if let Some(site) = config.site(page) {
            loading.sample(site, &mut loaded)?;
        } else {
            loaded.push(loading.file(page)?);
        }
    }
    Ok(loaded)
}

fn named(config: &Config, name: &str) -> anyhow::Result<Arc<Site>> {
    config.site(name).map(Arc::clone).ok_or_else(|| {
        let known: Vec<&str> = config.sites.iter().map(|it| it.name.as_str()).collect();
        anyhow!(
            "no site is called \"{name}\"; there are: {}",
            known.join(", ")
        )
        .with_next_step("`hpnews config` shows the sites")
    })
}

struct Loading<'a> {
    config: &'a Config,
    reader: Option<Reader>,
    wanted: Option<Arc<Site>>,
    most: usize,
}

impl Loading<'_> {
    /// Held articles of a site; where none is held, a few that its home page names.
    fn sample(&self, site: &Arc<Site>, loaded: &mut Vec<LoadedPage>) -> anyhow::Result<()> {
        if let Some(reader) = &self.reader {
            let held = crawl::sample(reader, site, self.most).map_err(hinted)?;
            for pages in held {
                loaded.push(LoadedPage {
                    name: pages
                        .first()
                        .map_or_else(String::new, |(page, _)| page.url.clone()),
                    site: Arc::clone(site),
                    earlier: crawl::earlier_look(reader, site, &pages).map_err(hinted)?,
                    pages: Ok(pages),
                    is_known: true,
                });
            }
            if !loaded.is_empty() {
                return Ok(());
            }
        }
        let home = fetch::fetch(self.config, site, &site.home)?;
        let mut urls = crawl::articles_named(site, &home);
        urls.truncate(self.most.min(MOST_ASKED));
        if urls.is_empty() {
            return Err(
                anyhow!("the home page of \"{}\" names no article", site.name)
                    .with_next_step("give addresses of articles, or saved pages"),
            );
        }
        self.asked(site, &urls, loaded)
    }

    fn addresses(&self, given: &[&String], loaded: &mut Vec<LoadedPage>) -> anyhow::Result<()> {
        for text in given {
            let (site, url) = fetch::site_of(self.config, text)?;
            let site = self.wanted.as_ref().map_or(site, Arc::clone);
            self.asked(&site, &[url], loaded)?;
        }
        Ok(())
    }

    fn asked(
        &self,
        site: &Arc<Site>,
        urls: &[Url],
        loaded: &mut Vec<LoadedPage>,
    ) -> anyhow::Result<()> {
        let answers = fetch::fetch_each(self.config, site, urls)?;
        for (url, answer) in urls.iter().zip(answers) {
            let (source_metadata, is_known) = self.hint(url.as_str())?;
            let capture = answer.map(|it| it.capture).map_err(|none| none.to_string());
            loaded.push(LoadedPage {
                name: url.to_string(),
                site: Arc::clone(site),
                pages: capture.map(|it| crawl::pages_from(site, it, source_metadata)),
                earlier: None,
                is_known,
            });
        }
        Ok(())
    }

    /// A saved page, at the address that it names as its own.
    #[expect(
        clippy::disallowed_methods,
        reason = "the command line is where the user's files are read"
    )]
    fn file(&self, path: &str) -> anyhow::Result<LoadedPage> {
        let bytes = std::fs::read(path).map_err(|error| {
            anyhow!("cannot read {path}: {error}").with_next_step(
                "give an address with https://, a saved HTML file, or the name of a site",
            )
        })?;
        let (site, url) = self.of_file(path, &bytes)?;
        let (source_metadata, is_known) = self.hint(url.as_str())?;
        let capture = crawl::saved(&url, bytes);
        Ok(LoadedPage {
            name: path.to_owned(),
            pages: Ok(crawl::pages_from(&site, capture, source_metadata)),
            site,
            earlier: None,
            is_known,
        })
    }

    fn of_file(&self, path: &str, bytes: &[u8]) -> anyhow::Result<(Arc<Site>, Url)> {
        let named = canonical(bytes);
        let home_of = |site: &Arc<Site>| {
            let own = named.as_ref().filter(|url| site.rules.in_scope(url));
            (Arc::clone(site), own.unwrap_or(&site.home).clone())
        };
        let by_address = || {
            let url = named.as_ref()?;
            self.config
                .sites
                .iter()
                .find(|site| site.rules.in_scope(url))
        };
        match (&self.wanted, self.config.sites.as_slice()) {
            (Some(site), _) | (None, [site]) => Ok(home_of(site)),
            (None, _) => by_address().map(home_of).ok_or_else(|| {
                anyhow!("cannot tell which site {path} is from")
                    .with_next_step("name it with --site")
            }),
        }
    }

    /// What sources said of an address, and whether the archive knows it.
    fn hint(&self, url: &str) -> anyhow::Result<(SourceMetadata, bool)> {
        let Some(reader) = &self.reader else {
            return Ok((SourceMetadata::default(), false));
        };
        let discovery_sources = reader.discovery().discovery_sources(url).map_err(hinted)?;
        let source_metadata = reader.discovery().source_metadata_of(url).map_err(hinted)?;
        Ok((source_metadata, !discovery_sources.is_empty()))
    }
}

/// The address a saved page names as its own.
fn canonical(bytes: &[u8]) -> Option<Url> {
    let nowhere = Url::parse("http://saved.invalid/").ok()?;
    let capture = crawl::saved(&nowhere, bytes.to_vec());
    let html = crawl::html_of(&capture).ok()?;
    let page = Page {
        html: &html,
        url: &nowhere,
        source_metadata: &SourceMetadata::default(),
    };
    let zone = chrono_tz::UTC;
    let read = extract::extract(&page, &extract::Recipe::generic(zone));
    Url::parse(&read.canonical?).ok()
}
