//! Step *compared*: what a page says against the version that is held, as one reader reads both.
//!
//! So no change of recipe or extractor is taken for one of the site. Never stores.

use super::fit::RecipeFit;
use super::pages;
use super::reread::{is_reproducible, recompute};
use super::version::said_by;
use crate::config::{Config, Site};
use crate::digest::ContentDigest;
use crate::record::{Article, Snapshot, SourceMetadata};
use crate::store::{KnownArticle, Reader};

/// The digest the newest version goes by, where it says the same.
pub(super) fn held_as(
    reader: &Reader,
    site: &Site,
    known: Option<&KnownArticle>,
    content: ContentDigest,
) -> ContentDigest {
    match known.and_then(|known| known.newest.as_ref()) {
        Some(newest) => as_held(reader, site, (&newest.content, &newest.path), content),
        None => content,
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
    let mut pages = pages::of_snapshot(reader, before)
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

/// The earlier version as the later one's recipe and extractor read its page, told what sources
/// told of the later one alone; itself where that is the same, or the page cannot be read again.
pub fn comparable(
    reader: &Reader,
    config: &Config,
    before: &Snapshot,
    after: &Snapshot,
) -> Snapshot {
    let told = after
        .provenance
        .pages
        .first()
        .map(|page| &page.source_metadata);
    let reread = config.site(&after.site).zip(told);
    let reread = reread
        .filter(|(site, _)| site.is_readable)
        .filter(|(site, _)| {
            !same_reader(before, after) || is_reproducible(site, &before.provenance)
        })
        .and_then(|(site, told)| read_again(reader, site, before, told));
    reread.map_or_else(|| before.clone(), |article| said_by(before, article))
}

fn same_reader(before: &Snapshot, after: &Snapshot) -> bool {
    let (one, other) = (&before.provenance, &after.provenance);
    one.extractor == other.extractor && one.recipe == other.recipe
}
