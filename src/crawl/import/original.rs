//! The response a revisit refers to: in the files, or in the archive; and what a 304 confirms.
//!
//! Never takes another page's response for it: a record, an address and a time, or an address
//! and a payload must be the same.

use super::Importing;
use super::survey::RecordSpot;
use crate::config::Site;
use crate::crawl::CrawlError;
use crate::crawl::reextract::ArchiveHandle;
use crate::http::Capture;
use crate::record::{Role, WarcLocation};
use crate::store::{Event, Evidence, Outcome};
use crate::warc::{Header, WarcError};

impl Importing<'_> {
    /// What a 304 confirms: the article of the response it refers to, if that is what is held.
    /// No version is ever made of it.
    pub(super) fn confirmation(
        &mut self,
        site: &Site,
        capture: &Capture,
        original: Capture,
        evidence: &Evidence,
    ) -> Result<(String, Role, Outcome), CrawlError> {
        let full = Capture {
            url: capture.url.clone(),
            requested_at: capture.requested_at,
            ..original
        };
        match self.meaning(site, &full, evidence)? {
            meaning @ (_, _, Outcome::Unchanged { .. }) => Ok(meaning),
            _ => self.meaning(site, capture, evidence),
        }
    }

    /// The response a revisit refers to, here or in the archive.
    pub(super) fn original(
        &mut self,
        site: &Site,
        revisit: &Header,
    ) -> Result<Option<Capture>, CrawlError> {
        if let Some(spot) = self.survey.original(site, revisit) {
            let Some((header, original, length)) = self.at(spot) else {
                return Ok(None);
            };
            if self.site_of(&header).is_none() || self.survey.is_of_another_method(&header) {
                self.keep_stranger(site, spot, &header, &original, length)?;
            }
            return Ok(Some(original));
        }
        let place = match self.shelf.original_place(revisit)? {
            Some(place) => place,
            None => match self.held(site, revisit)? {
                Some(place) => place,
                None => return Ok(None),
            },
        };
        match self.shelf.capture_at(&place) {
            Ok(original) => Ok(Some(original)),
            Err(error) => {
                let (offset, cause) = (Some(place.offset), error.to_string());
                self.blame("unreadable", &place.file, offset, &cause);
                Ok(None)
            }
        }
    }

    /// What the archive holds of the address a revisit refers to.
    fn held(&self, site: &Site, revisit: &Header) -> Result<Option<WarcLocation>, CrawlError> {
        let sum = revisit.payload().filter(|_| !revisit.is_not_modified());
        let (Some(url), Some(at)) = (revisit.original_url(), revisit.date()) else {
            return Ok(None);
        };
        if sum.is_none() && !revisit.is_not_modified() {
            return Ok(None);
        }
        let canonical = site.rules.canonical(None, url.as_str()).ok();
        for url in [Some(url), canonical].into_iter().flatten() {
            if let Some(place) = self.shelf.held_at(url.as_str(), at, sum.as_ref())? {
                return Ok(Some(place));
            }
        }
        Ok(None)
    }

    /// Keeps the place of a response that a revisit refers to and that was left out itself
    /// (another host's, say): without it nobody could find it again.
    fn keep_stranger(
        &mut self,
        site: &Site,
        (index, offset): RecordSpot,
        header: &Header,
        capture: &Capture,
        length: u64,
    ) -> Result<(), CrawlError> {
        let location = self.location(index, header, length);
        if self.shelf.captures().at(&location.file, offset)?.is_some() {
            return Ok(());
        }
        if let ArchiveHandle::Writing(archive) = &mut self.shelf {
            archive.commit(&Event::Kept {
                at: capture.requested_at,
                role: Role::Page,
                warc: Evidence::of(&site.name, capture, location, false),
            })?;
        }
        Ok(())
    }

    /// A response of the files, read again. One that cannot be read is none: the look at its own
    /// record tells of it.
    pub(super) fn at(&self, spot: RecordSpot) -> Option<(Header, Capture, u64)> {
        self.read_at(spot).ok()
    }

    pub(super) fn read_at(
        &self,
        (index, offset): RecordSpot,
    ) -> Result<(Header, Capture, u64), WarcError> {
        let failed = |source| WarcError::Read { offset, source };
        let mut reader = self.files[index].open(offset).map_err(failed)?;
        let header = reader.next_record()?.ok_or(WarcError::Torn { offset })?;
        let capture = self.take(&mut reader, &header)?;
        let length = reader.finish_record()?;
        Ok((header, capture, length))
    }
}
