//! What the pages of a snapshot say when they are read again.
//!
//! Never looks for the pages itself, and never files what it reads.

use super::differ::keep_missing_parts;
use super::fit::RecipeFit;
use super::reread::{NoArticle, Pages, Reread};
use super::{lost, pages};
use crate::config::Site;
use crate::record::Snapshot;
use crate::store::Reader;

/// What came of a second reading.
pub(super) enum SecondReading {
    /// It is no article by the present recipe; its snapshot stays.
    NoArticle(NoArticle),
    /// The present recipe no longer knows its layout. A guess is no better reading than that of
    /// the recipe of its day.
    Outgrown,
    /// What it says now.
    Says(Box<Reread>),
}

/// Reads the pages of a snapshot again, by the present recipe and extractor. Later parts that
/// are named now and were not then are looked for in the archive.
pub(super) fn read(
    reader: &Reader,
    site: &Site,
    snapshot: &Snapshot,
    pages: &mut Pages,
) -> Result<SecondReading, String> {
    let mut reread = match pages::read(reader, site, pages, &snapshot.gaps)? {
        Ok(reread) => reread,
        Err(none) => return Ok(SecondReading::NoArticle(none)),
    };
    keep_missing_parts(snapshot, &mut reread.article);
    lost::carry(snapshot, &mut reread.article);
    let had_layout = RecipeFit::from(snapshot).has_layout();
    if had_layout && !RecipeFit::from(&reread.article).has_layout() {
        return Ok(SecondReading::Outgrown);
    }
    Ok(SecondReading::Says(Box::new(reread)))
}
