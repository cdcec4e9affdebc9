//! Step *fit*: pages held back because they no longer fit their site's recipe. They are kept raw,
//! and no version is made of them until a run's end tells an odd page from a redesign.
//!
//! Never judges a first night: there is nothing a page could have ceased to be.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use super::compare::read_again;
use super::fit::{self, AGREES, RecipeFit};
use super::run::{CrawlRun, locked};
use super::version::WholeVersion;
use super::{CrawlError, pages, reread};
use crate::config::Site;
use crate::digest::ContentDigest;
use crate::extract::{self, Page, PageVerdict, Recipe};
use crate::http::Capture;
use crate::record::{Article, Role, Snapshot, SourceMetadata};
use crate::store::{KnownArticle, Outcome, Reader, StoreError, Task};
use crate::text::charset;

/// Articles that show how a site's pages usually read.
const SAMPLE: u32 = 20;

/// What a page of a known article may turn into without being an article's absence.
const NO_LONGER_READ: [&str; 7] = [
    "list",
    "page",
    "empty",
    "video",
    "print",
    "attachment",
    "hostile",
];

/// How the pages of each site usually read.
pub(super) struct FitCheck {
    run: Arc<CrawlRun>,
    /// Whether a site's articles were usually read by a layout before this run.
    layouts: Mutex<HashMap<String, bool>>,
}

impl FitCheck {
    pub(super) fn new(run: Arc<CrawlRun>) -> Self {
        Self {
            run,
            layouts: Mutex::default(),
        }
    }

    /// In what an article's pages do not fit the recipe as they did; empty when they do.
    /// `capture`: the page itself, of an article in one page.
    pub(super) fn misfits(
        &self,
        reader: &Reader,
        site: &Site,
        whole: &WholeVersion,
        known: Option<&KnownArticle>,
        content: &ContentDigest,
        capture: Option<&Capture>,
    ) -> Result<Vec<String>, CrawlError> {
        let now = RecipeFit::from(&whole.article);
        let Some(newest) = known.and_then(|known| known.newest.as_ref()) else {
            if !site.recipe.has_layouts()
                || now.has_layout()
                || !self.usually_has_layout(reader, site)?
            {
                return Ok(Vec::new());
            }
            let said = "none of the site's layouts fits, and its other articles have one";
            return Ok(vec![said.to_owned()]);
        };
        let is_same = newest.content == *content;
        if is_same && (now.is_whole() || !site.recipe.has_layouts()) {
            return Ok(Vec::new());
        }
        let before = match reader.read_snapshot(&newest.path) {
            Ok(before) => before,
            Err(error) => {
                tracing::warn!("{error}; {} is compared with nothing", whole.url);
                return Ok(Vec::new());
            }
        };
        if !is_same && fit::is_another(&before.article(), &whole.article) {
            return Ok(vec!["headline and text are of something else".to_owned()]);
        }
        if !site.recipe.has_layouts() {
            return Ok(Vec::new());
        }
        let told = &whole.pages[0].source_metadata;
        let reread = read_again(reader, site, &before, told);
        let former = reread
            .as_ref()
            .map_or_else(|| RecipeFit::from(&before), RecipeFit::from);
        let mut found = fit::misfits(former, now);
        if found.is_empty()
            && !is_same
            && let Some(capture) = capture
        {
            found.extend(disagrees(reader, site, &before, &whole.article, capture));
        }
        Ok(found)
    }

    /// Whether most of what was held of a site before this run was read by a layout.
    fn usually_has_layout(&self, reader: &Reader, site: &Site) -> Result<bool, StoreError> {
        if let Some(known) = locked(&self.layouts).get(&site.name) {
            return Ok(*known);
        }
        let held = reader
            .sites()
            .versions_before(&site.name, self.run.row.started_at, SAMPLE)?;
        let read: Vec<Snapshot> = held
            .iter()
            .filter_map(|path| reader.read_snapshot(path).ok())
            .collect();
        let fitted = read.iter().filter(|it| RecipeFit::from(*it).has_layout());
        let usual = !read.is_empty() && fitted.count() * 2 >= read.len();
        locked(&self.layouts).insert(site.name.clone(), usual);
        Ok(usual)
    }
}

/// A page that is no article any more, where an article is known: the recipe may be what
/// has changed, or the page.
pub(super) fn no_longer_read(
    run: &CrawlRun,
    site: &Site,
    task: &Task,
    kind: &str,
    reason: &str,
) -> Result<Option<Outcome>, CrawlError> {
    let asked = matches!(task.role, Role::Article | Role::Page);
    if !asked || !NO_LONGER_READ.contains(&kind) {
        return Ok(None);
    }
    let known = run
        .archive()
        .articles()
        .article_for(&task.url, None, &site.name)?;
    let Some(known) = known.filter(|known| known.newest.is_some()) else {
        return Ok(None);
    };
    Ok(Some(Outcome::Drifted {
        article_id: Some(known.article_id),
        article_url: task.url.clone(),
        reasons: vec![format!("it no longer reads as an article: {reason}")],
    }))
}

/// A changed body that is not what a reader without recipe finds, where it was before.
fn disagrees(
    reader: &Reader,
    site: &Site,
    before: &Snapshot,
    now: &Article,
    capture: &Capture,
) -> Option<String> {
    let agrees = generic_agreement(site, capture, now)?;
    if agrees >= AGREES {
        return None;
    }
    let [(page, capture)] = &pages::of_snapshot(reader, before).ok()?[..] else {
        return None;
    };
    let read = reread::page(site, &page.source_metadata, capture).ok()?;
    let PageVerdict::Article(article) = read.verdict else {
        return None;
    };
    let formerly = generic_agreement(site, capture, &article)?;
    (formerly >= AGREES).then(|| {
        format!(
            "body: {agrees:.2} of it is what a reader without recipe finds (it was {formerly:.2})"
        )
    })
}

fn generic_agreement(site: &Site, capture: &Capture, article: &Article) -> Option<f64> {
    let decoded = charset::decode(&capture.body, capture.content_type().as_deref());
    let page = Page {
        html: &decoded.text,
        url: &capture.url,
        source_metadata: &SourceMetadata::default(),
    };
    match extract::extract(&page, &Recipe::generic(site.zone)).verdict {
        PageVerdict::Article(generic) => fit::agreement(article, &generic),
        PageVerdict::NotArticle { .. } => None,
    }
}
