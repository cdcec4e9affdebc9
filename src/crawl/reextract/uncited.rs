//! Captures that no snapshot begins with: what they say now counts as if it had been read then.
//!
//! Never reads again the bytes that the version in force was read from.

use super::finding::ReadingDifference;
use super::{ArchiveHandle, CrawlError, Rereading};
use crate::config::Site;
use crate::crawl::again::{self, TimelinePlace};
use crate::crawl::alias;
use crate::crawl::pages;
use crate::crawl::version::{WholeVersion, number};
use crate::digest::ContentDigest;
use crate::record::{Article, Cause};
use crate::store::CaptureRow;

impl Rereading<'_> {
    /// A capture no snapshot begins with. Bytes that the version in force was read from need
    /// not be read again.
    pub(super) fn uncited(&mut self, site: &Site, row: &CaptureRow) -> Result<(), CrawlError> {
        let url = pages::address(site, row);
        let mut source_metadata = None;
        if let Some(known) = self.shelf.articles().article_for(&url, None, &site.name)? {
            let place = TimelinePlace::among(&self.shelf, known.article_id, row.at)?;
            let foreseen = self.foreseen.in_force(&place, row.at);
            let foreseen = foreseen.map(|version| version.is_of(row));
            if foreseen == Some(true) {
                return Ok(());
            }
            if let Some(version) = place.in_force {
                let before = self.shelf.read_snapshot(&version.path)?;
                let is_same = row.payload.as_ref() == Some(&before.digests.payload);
                if foreseen.is_none() && is_same {
                    return Ok(());
                }
                let first = before.provenance.pages.into_iter().next();
                source_metadata = first.map(|page| page.source_metadata);
            }
        } else if self.foreseen.has_read(&url, row) {
            return Ok(());
        }
        let source_metadata = match source_metadata {
            Some(source_metadata) => source_metadata,
            None => self.shelf.discovery().source_metadata_of(&url)?,
        };
        let (pages, read) = match pages::reread(&self.shelf, site, row, source_metadata) {
            Ok(found) => found,
            Err(cause) => {
                self.tell(&ReadingDifference::problem(row, &cause));
                return Ok(());
            }
        };
        self.done.read(&pages);
        // What is no article was none before, or its snapshot would cite it.
        let Ok(reread) = read else {
            return Ok(());
        };
        if let Some(of) = &reread.alias_of
            && self.is_copy(site, of.as_str(), (&reread.article, reread.post_id))?
        {
            return Ok(());
        }
        if !self.covers(reread.article.published_date) {
            return Ok(());
        }
        let whole = WholeVersion {
            url,
            article: reread.article,
            post_id: reread.post_id,
            pages: pages.into_iter().map(|(page, _)| page).collect(),
        };
        self.newly(site, row, whole)
    }

    /// Whether a page is another spelling of an article that is held, or would be by now.
    fn is_copy(
        &self,
        site: &Site,
        of: &str,
        page: (&Article, Option<u64>),
    ) -> Result<bool, CrawlError> {
        let known = self.shelf.articles().article_for(of, None, &site.name)?;
        if let Some(known) = &known
            && alias::was_same(&self.shelf, known, page)?.is_some()
        {
            return Ok(true);
        }
        let known = known.as_ref().map(|known| known.article_id.as_str());
        let Some(id) = known.or(self.foreseen.article_at(of)) else {
            return Ok(false);
        };
        for version in self.foreseen.versions(id) {
            let source_metadata = self
                .shelf
                .discovery()
                .source_metadata_of(&version.row.url)?;
            // What cannot be read was told when it was its turn.
            if let Ok((_, Ok(read))) =
                pages::reread(&self.shelf, site, &version.row, source_metadata)
                && alias::agree(page, (&read.article, number(id))).is_some()
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// An article in a capture that had not become a version.
    fn newly(
        &mut self,
        site: &Site,
        row: &CaptureRow,
        whole: WholeVersion,
    ) -> Result<(), CrawlError> {
        let content = ContentDigest::of(&whole.article.content_form());
        let place = TimelinePlace::of(&self.shelf, site, &whole)?;
        let as_held = place.as_held(&self.shelf, site, content.clone());
        let neighbours = self.foreseen.neighbours(&place, row.at);
        let is_said = |it: &ContentDigest| *it == content || *it == as_held;
        if neighbours.into_iter().flatten().any(is_said) {
            return Ok(());
        }
        let mut finding = ReadingDifference::newly(row, &place, &whole, neighbours[0].is_some());
        match (&mut self.shelf, &self.run) {
            (ArchiveHandle::Writing(archive), Some(run)) => {
                let cause = Cause::Reextraction;
                let outcome = again::file(archive, site, run, cause, whole, &place)?;
                finding.filed(&outcome);
                self.commit(row, cause, outcome)?;
            }
            _ => self
                .foreseen
                .note(&place.article_id, &whole.url, row, content),
        }
        self.tell(&finding);
        Ok(())
    }
}
