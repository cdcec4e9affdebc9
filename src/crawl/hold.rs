//! Pages held back because they no longer fit their site's recipe: kept raw, and no version
//! made of them until a run's end tells an odd page from a redesign.
//!
//! Never judges a first night: there is nothing a page could have ceased to be.

use super::fit::{self, AGREES, RecipeFit};
use super::reread::{self, is_reproducible, recompute};
use super::version::WholeVersion;
use super::{Crawl, CrawlError, reextract};
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

impl Crawl {
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

    /// A page that is no article any more, where an article is known: the recipe may be what
    /// has changed, or the page.
    pub(super) fn no_longer_read(
        &self,
        site: &Site,
        task: &Task,
        kind: &str,
        reason: &str,
    ) -> Result<Option<Outcome>, CrawlError> {
        let asked = matches!(task.role, Role::Article | Role::Page);
        if !asked || !NO_LONGER_READ.contains(&kind) {
            return Ok(None);
        }
        let known = self.archive().article_for(&task.url, None, &site.name)?;
        let Some(known) = known.filter(|known| known.newest.is_some()) else {
            return Ok(None);
        };
        Ok(Some(Outcome::Drifted {
            article_id: Some(known.article_id),
            article_url: task.url.clone(),
            reasons: vec![format!("it no longer reads as an article: {reason}")],
        }))
    }

    /// Whether most of what was held of a site before this run was read by a layout.
    fn usually_has_layout(&self, reader: &Reader, site: &Site) -> Result<bool, StoreError> {
        if let Some(known) = self.tally().layouts.get(&site.name) {
            return Ok(*known);
        }
        let held = reader.versions_before(&site.name, self.run.started_at, SAMPLE)?;
        let read: Vec<Snapshot> = held
            .iter()
            .filter_map(|path| reader.read_snapshot(path).ok())
            .collect();
        let fitted = read.iter().filter(|it| RecipeFit::from(*it).has_layout());
        let usual = !read.is_empty() && fitted.count() * 2 >= read.len();
        self.tally().layouts.insert(site.name.clone(), usual);
        Ok(usual)
    }
}

/// An earlier version as the present recipe reads it, where that is another than it was read
/// by, or where sources had told less of it. `None` also when the present recipe no longer knows
/// the page's layout: then the page was best read as it was.
pub(super) fn read_again(
    reader: &Reader,
    site: &Site,
    before: &Snapshot,
    told: &SourceMetadata,
) -> Option<Article> {
    let first = before.provenance.pages.first()?;
    let told = with_told(&first.source_metadata, told);
    if is_reproducible(site, &before.provenance) && told == first.source_metadata {
        return None;
    }
    let mut pages = reextract::pages_of(reader, before)
        .map_err(|cause| tracing::warn!("{} cannot be read again: {cause}", before.url))
        .ok()?;
    pages[0].0.source_metadata = told;
    let article = recompute(site, &pages).ok()?.article;
    let lost = RecipeFit::from(before).has_layout() && !RecipeFit::from(&article).has_layout();
    (!lost).then_some(article)
}

/// The digest a held version goes by where it says, read again, what `content` was taken of;
/// else `content` itself. So no change of recipe or extractor makes a version of its own.
pub(super) fn as_held(
    reader: &Reader,
    site: &Site,
    (held, path): (&ContentDigest, &str),
    content: ContentDigest,
) -> ContentDigest {
    if *held == content {
        return content;
    }
    let before = reader
        .read_snapshot(path)
        .map_err(|error| tracing::warn!("{error}; what it said is not read again"));
    let again = before
        .ok()
        .and_then(|before| read_again(reader, site, &before, &SourceMetadata::default()));
    match again {
        Some(article) if ContentDigest::of(&article.content_form()) == content => held.clone(),
        _ => content,
    }
}

/// What was told of an article, with what is told of it now and was not told at all then.
fn with_told(then: &SourceMetadata, now: &SourceMetadata) -> SourceMetadata {
    let mut told = then.clone();
    told.published_at = told.published_at.or(now.published_at);
    if told.title.is_none() {
        told.title.clone_from(&now.title);
        told.excerpt.clone_from(&now.excerpt);
    }
    if told.lead.is_none() {
        told.lead.clone_from(&now.lead);
    }
    if told.categories.is_empty() {
        told.categories.clone_from(&now.categories);
    }
    told
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
    let [(page, capture)] = &reextract::pages_of(reader, before).ok()?[..] else {
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
