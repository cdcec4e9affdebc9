//! Revisits that earlier imports left out: taken once the response they refer to has come.
//!
//! Never tells of one again that still waits, unless what is to be read cannot be.

use super::file::Foreign;
use super::{CrawlError, Importing};
use crate::crawl::reextract::ArchiveHandle;
use crate::record::WarcLocation;
use crate::store::Event;
use crate::warc::{Header, WarcError};

impl Importing<'_> {
    /// Leaves out a revisit whose original is not at hand, and notes that it waits.
    pub(super) fn wait(
        &mut self,
        index: usize,
        header: &Header,
        warc: WarcLocation,
    ) -> Result<(), CrawlError> {
        if let ArchiveHandle::Writing(archive) = &mut self.shelf {
            let at = (self.clock)();
            archive.commit(&Event::Waiting { at, warc })?;
        }
        let cause = "it is a revisit of a response that is not at hand".to_owned();
        let offset = header.offset;
        self.leave("no_original");
        self.warc_error(index, &WarcError::Http { offset, cause });
        Ok(())
    }

    /// Looks for what the waiting revisits refer to, when all files were read.
    pub(super) fn waiting(&mut self) -> Result<(), CrawlError> {
        let read = self.places.len();
        if read == 0 {
            return Ok(());
        }
        for (file, offset) in self.shelf.captures().waiting()? {
            if self.places[..read].contains(&file) {
                continue;
            }
            if self.places.last() != Some(&file) {
                self.files.push(Foreign::held(self.shelf.home(), &file));
                self.places.push(file);
            }
            let index = self.places.len() - 1;
            let (header, capture, length) = match self.read_at((index, offset)) {
                Ok(read) => read,
                Err(error) => {
                    self.warc_error(index, &error);
                    continue;
                }
            };
            let Some(site) = self.site_of(&header) else {
                continue;
            };
            if self.original(&site, &header)?.is_some() {
                self.done.resolved += 1;
                self.capture(&site, index, &header, capture, length)?;
            }
        }
        Ok(())
    }
}
