//! What the captures of files show of articles, handed on instead of filed: the mapper of a batch
//! on many machines.
//!
//! Never writes, and never leaves out an article because another capture says the same: who
//! gathers what many files give decides that.

use std::io::Read;
use std::sync::Arc;

use super::captured::{CapturedArticle, Sight, Taker};
use super::{CAUSE, CrawlError, Importing};
use crate::config::Site;
use crate::crawl::differ::differ;
use crate::crawl::reread::Pages;
use crate::crawl::second::{self, SecondReading};
use crate::crawl::version::{Made, PreviousVersion, SOFTWARE, WholeVersion, said_by, snapshot};
use crate::digest::ContentDigest;
use crate::extract::EXTRACTOR;
use crate::http::Capture;
use crate::record::{Cause, Snapshot, WarcLocation};
use crate::store::{Outcome, is_snapshot, snapshot_in};
use crate::warc::{Header, RecordId, RecordType, WarcReader};

/// Largest snapshot taken into memory, in bytes.
const MAX_SNAPSHOT: u64 = 64 << 20;

/// Why snapshots of a file are left out, told once.
const STRANGER: &str = "other_site";

/// Hands on what a page says.
pub(super) fn hand_on(
    taker: Taker<'_>,
    site: &Site,
    whole: WholeVersion,
    content: ContentDigest,
    article_id: String,
    is_confirmation: bool,
) -> Outcome {
    let outcome = Outcome::Unchanged {
        article_id: article_id.clone(),
        article_url: whole.url.clone(),
        content: content.clone(),
    };
    let made = Made {
        run: "",
        cause: CAUSE,
        article_id,
        content,
        earlier: PreviousVersion::default(),
        duplicate_of: None,
    };
    taker(CapturedArticle {
        sight: if is_confirmation {
            Sight::Confirmed
        } else {
            Sight::Page
        },
        snapshot: snapshot(site, whole, made),
    });
    outcome
}

impl Importing<'_, ()> {
    /// Notes the pages of the snapshot in the record at hand. What is wrong with it is told at the
    /// second look.
    pub(super) fn cite<R: Read>(&mut self, reader: &mut WarcReader<R>) {
        let block = reader.read_block(MAX_SNAPSHOT).ok();
        if let Some(Ok(snapshot)) = block.map(|block| snapshot_in(&block)) {
            self.survey.cite(&snapshot);
        }
    }
}

impl Importing<'_> {
    /// What a record tells of others: a snapshot, if that is what is handed on.
    pub(super) fn described<R: Read>(
        &mut self,
        index: usize,
        reader: &mut WarcReader<R>,
        header: &Header,
    ) -> Result<(), CrawlError> {
        let Some(taker) = self.taker.filter(|_| is_snapshot(header)) else {
            return Ok(());
        };
        let block = reader.read_block(MAX_SNAPSHOT);
        let block = block.map_err(|error| error.to_string());
        let read = match block.and_then(|block| snapshot_in(&block)) {
            Ok(snapshot) => match self.site_called(&snapshot.site) {
                Some(site) => self.again(index, &site, snapshot)?,
                None if self.left_out.contains_key(STRANGER) => return Ok(()),
                None => {
                    self.leave(STRANGER);
                    let name = &snapshot.site;
                    Err(format!("no site of the configuration is called {name:?}"))
                }
            },
            Err(cause) => Err(cause),
        };
        match read {
            Ok(snapshot) => taker(CapturedArticle {
                sight: Sight::Version,
                snapshot,
            }),
            Err(cause) => {
                let said = self.files[index].said.clone();
                let cause = format!("the snapshot in it is not read again: {cause}");
                self.blame("snapshot", &said, Some(header.offset), &cause);
            }
        }
        Ok(())
    }

    fn site_called(&self, name: &str) -> Option<Arc<Site>> {
        let mut sites = self.sites.iter();
        sites.find(|site| site.name == name).map(Arc::clone)
    }

    /// A snapshot as its pages read now.
    fn again(
        &mut self,
        index: usize,
        site: &Site,
        snapshot: Snapshot,
    ) -> Result<Result<Snapshot, String>, CrawlError> {
        let mut pages = Pages::new();
        for page in &snapshot.provenance.pages {
            let Some(place) = &page.warc else {
                return Ok(Err("a page of it was not kept".to_owned()));
            };
            match self.cited(index, site, place)? {
                Ok(capture) => pages.push((page.clone(), capture)),
                Err(cause) => return Ok(Err(cause)),
            }
        }
        let read = second::read(&self.shelf, site, &snapshot, &mut pages);
        Ok(read.map(|read| as_read(site, snapshot, pages, read)))
    }

    /// The capture at a place that a snapshot cites: in the files, else in the archive.
    fn cited(
        &mut self,
        index: usize,
        site: &Site,
        place: &WarcLocation,
    ) -> Result<Result<Capture, String>, CrawlError> {
        let id = RecordId::parse(&place.record_id);
        let response = id.and_then(|id| self.survey.response(&id));
        // A revisit lies where it was written, beside its snapshot.
        let spot = response.unwrap_or((index, place.offset));
        if let Ok((header, mut capture, _)) = self.read_at(spot)
            && header.id().is_some_and(|id| id.as_str() == place.record_id)
        {
            if header.kind() != RecordType::Revisit {
                return Ok(Ok(capture));
            }
            return Ok(match self.original(site, &header)? {
                Some(original) => {
                    capture.complete(original);
                    Ok(capture)
                }
                None => Err("its page is a revisit of a response that is not at hand".to_owned()),
            });
        }
        let held = self.shelf.captures().at(&place.file, place.offset)?;
        if held.is_none() {
            let WarcLocation { file, offset, .. } = place;
            let cause = format!("its page, byte {offset} of {file}, is not at hand");
            return Ok(Err(cause));
        }
        Ok(self
            .shelf
            .capture_at(place)
            .map_err(|error| error.to_string()))
    }
}

/// The snapshot as it stands where its pages say the same, or can no longer be read as well.
fn as_read(site: &Site, snapshot: Snapshot, pages: Pages, read: SecondReading) -> Snapshot {
    let reread = match read {
        SecondReading::Says(reread) => reread,
        SecondReading::Outgrown => return snapshot,
        SecondReading::NoArticle(none) => {
            let url = &snapshot.url;
            tracing::warn!(
                "{url} is no article by the present recipe ({}): as its snapshot says",
                none.reason
            );
            return snapshot;
        }
    };
    if differ(&snapshot, &reread.article).is_empty() {
        return snapshot;
    }
    let mut now = said_by(&snapshot, reread.article);
    let made = &mut now.provenance;
    made.cause = Cause::Reextraction;
    SOFTWARE.clone_into(&mut made.software);
    made.extractor = EXTRACTOR;
    made.recipe = site.recipe.digest().clone();
    made.pages = pages.into_iter().map(|(page, _)| page).collect();
    now
}
