//! Pages that did not fit the recipe of their day, read by a repaired one: what they say now
//! counts as if the night that fetched them had read it.
//!
//! Never believes a reading by the very recipe they did not fit.

use std::sync::Arc;

use super::finding::ReadingDifference;
use super::{ArchiveHandle, CrawlError, Rereading};
use crate::config::Site;
use crate::crawl::again::{self, TimelinePlace};
use crate::crawl::compare::as_held;
use crate::crawl::fit::{self, RecipeFit};
use crate::crawl::pages;
use crate::crawl::pages::first_page;
use crate::crawl::setup::Stop;
use crate::crawl::version::WholeVersion;
use crate::digest::ContentDigest;
use crate::record::{Article, Cause};
use crate::store::{CaptureRow, DriftedCapture, Outcome, StoreError};

impl Rereading<'_> {
    /// Sets aside what waits, before the walk over all captures.
    pub(super) fn hold(&mut self, only: Option<&str>) -> Result<(), StoreError> {
        for site in &self.config.sites {
            if only.is_none_or(|only| only == site.name) {
                self.held
                    .extend(self.shelf.sites().drifted_captures(&site.name, None)?);
            }
        }
        Ok(())
    }

    /// Whether a capture is the first page of an article that waits.
    pub(super) fn is_held(&self, row: &CaptureRow) -> bool {
        let is = |it: &DriftedCapture| it.capture.run == row.run && it.article_url == row.url;
        self.held.iter().any(is)
    }

    /// Reads what waits, in the order it came; true when told to stop before the end.
    pub(super) fn held(&mut self, stop: &Stop) -> Result<bool, CrawlError> {
        for held in std::mem::take(&mut self.held) {
            if stop.asked() {
                return Ok(true);
            }
            if let Some(site) = self.config.site(&held.capture.site) {
                self.waiting(&Arc::clone(site), &held)?;
            }
        }
        Ok(false)
    }

    fn waiting(&mut self, site: &Site, held: &DriftedCapture) -> Result<(), CrawlError> {
        let row = first_page(&self.shelf, held)?;
        let read = pages::reread(&self.shelf, site, &row, held.source_metadata.clone());
        let (pages, reread) = match read {
            Ok((pages, Ok(reread))) => (pages, reread),
            Ok((pages, Err(_))) => {
                self.done.read(&pages);
                self.done.unfit += 1;
                return Ok(());
            }
            Err(cause) => {
                self.tell(&ReadingDifference::problem(&row, &cause));
                return Ok(());
            }
        };
        self.done.read(&pages);
        let whole = WholeVersion {
            url: held.article_url.clone(),
            article: reread.article,
            post_id: reread.post_id,
            pages: pages.into_iter().map(|(page, _)| page).collect(),
        };
        let place = TimelinePlace::of(&self.shelf, site, &whole)?;
        if !self.fits(site, held, &place, &whole.article)? {
            self.done.unfit += 1;
            return Ok(());
        }
        self.done.repaired += 1;
        let content = ContentDigest::of(&whole.article.content_form());
        let said = place.in_force.as_ref().map(|it| (&it.content, &it.path));
        let held_as = match said {
            Some((held, path)) => as_held(&self.shelf, site, (held, path), content.clone()),
            None => content.clone(),
        };
        let [before, _] = self.foreseen.neighbours(&place, row.at);
        let follows = before.is_some();
        if before.is_some_and(|it| *it == content || *it == held_as) {
            let content = held_as;
            let outcome = Outcome::Unchanged {
                article_id: place.article_id,
                article_url: whole.url,
                content,
            };
            self.commit_held(held, &row, outcome)?;
            return Ok(());
        }
        let mut finding = ReadingDifference::newly(&row, &place, &whole, follows);
        match (&mut self.shelf, &self.run) {
            (ArchiveHandle::Writing(archive), Some(run)) => {
                let outcome = again::file(archive, site, run, Cause::Repair, whole, &place)?;
                finding.filed(&outcome);
                self.commit_held(held, &row, outcome)?;
            }
            _ => self
                .foreseen
                .note(&place.article_id, &whole.url, &row, content),
        }
        self.tell(&finding);
        Ok(())
    }

    /// The look was at the first page; what waits is found by the page that was held back.
    fn commit_held(
        &mut self,
        held: &DriftedCapture,
        row: &CaptureRow,
        outcome: Outcome,
    ) -> Result<(), StoreError> {
        let row = CaptureRow {
            evidence: held.capture.evidence.clone(),
            ..row.clone()
        };
        self.commit(&row, Cause::Repair, outcome)
    }

    /// Whether the page reads as its article did; under a recipe changed since, a layout that
    /// fits is enough, for an editor may have taken a byline away that very night.
    fn fits(
        &self,
        site: &Site,
        held: &DriftedCapture,
        place: &TimelinePlace,
        article: &Article,
    ) -> Result<bool, StoreError> {
        let now = RecipeFit::from(article);
        let alarms = self.shelf.sites().drifts(Some(&held.capture.run))?;
        let same_recipe = alarms
            .iter()
            .any(|it| it.site == site.name && it.recipe == *site.recipe.digest());
        if !same_recipe {
            return Ok(now.has_layout() || !site.recipe.has_layouts());
        }
        let Some(version) = &place.in_force else {
            return Ok(now.has_layout());
        };
        let before = self.shelf.read_snapshot(&version.path)?;
        Ok(fit::misfits(RecipeFit::from(&before), now).is_empty())
    }
}
