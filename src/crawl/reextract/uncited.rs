//! Captures that no snapshot begins with: what they say now counts as if it had been read then.
//!
//! Never reads again the bytes that the version in force was read from.

use super::finding::Finding;
use super::{CrawlError, Rereading, Shelf, pages};
use crate::config::Site;
use crate::crawl::again::{self, Place};
use crate::crawl::alias;
use crate::crawl::version::{Whole, number};
use crate::digest::ContentDigest;
use crate::record::{Article, Cause};
use crate::store::CaptureRow;

impl Rereading<'_> {
    /// A capture no snapshot begins with. Bytes that the version in force was read from need
    /// not be read again.
    pub(super) fn uncited(&mut self, site: &Site, row: &CaptureRow) -> Result<(), CrawlError> {
        let url = pages::address(site, row);
        let mut hint = None;
        if let Some(known) = self.shelf.article_for(&url, None, &site.name)? {
            let place = Place::among(&self.shelf, known.article_id, row.at)?;
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
                hint = first.map(|page| page.hint);
            }
        } else if self.foreseen.has_read(&url, row) {
            return Ok(());
        }
        let hint = match hint {
            Some(hint) => hint,
            None => self.shelf.hint_of(&url)?,
        };
        let (pages, read) = match pages::reread(&self.shelf, site, row, hint) {
            Ok(found) => found,
            Err(cause) => {
                self.tell(&Finding::problem(row, &cause));
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
        let whole = Whole {
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
        let known = self.shelf.article_for(of, None, &site.name)?;
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
            let hint = self.shelf.hint_of(&version.row.url)?;
            // What cannot be read was told when it was its turn.
            if let Ok((_, Ok(read))) = pages::reread(&self.shelf, site, &version.row, hint)
                && alias::agree(page, (&read.article, number(id))).is_some()
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// An article in a capture that had not become a version.
    fn newly(&mut self, site: &Site, row: &CaptureRow, whole: Whole) -> Result<(), CrawlError> {
        let content = ContentDigest::of(&whole.article.content_form());
        let place = Place::of(&self.shelf, site, &whole)?;
        let as_held = place.as_held(&self.shelf, site, content.clone());
        let neighbours = self.foreseen.neighbours(&place, row.at);
        let is_said = |it: &ContentDigest| *it == content || *it == as_held;
        if neighbours.into_iter().flatten().any(is_said) {
            return Ok(());
        }
        let mut finding = Finding::newly(row, &place, &whole, neighbours[0].is_some());
        match (&mut self.shelf, &self.run) {
            (Shelf::Writing(archive), Some(run)) => {
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
