//! The whole audit, in the order in which one check rests on another.

use std::path::Path;

use super::kind::CARD;
use super::session::{AuditCounts, AuditStep, Notes, Session};
use super::{AuditError, Finding, FindingKind, Share, catalog, chain, seals, strays};
use crate::config::Config;
use crate::store::{Archive, Files, StoreError};

/// How much of an archive is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Depth {
    /// The files that are read whole. Of all others only that they are there, and their size.
    pub share: Share,
    /// Also make a catalog anew and compare every row.
    pub deep: bool,
}

/// Audits an archive. `tell` hears each finding at once; what was counted is given at the
/// end. Memory does not grow with the archive, but for sixteen bytes a file.
pub fn verify(
    dir: &Path,
    config: &Config,
    depth: Depth,
    tell: &mut dyn FnMut(AuditStep),
) -> Result<AuditCounts, AuditError> {
    let files = Files::of(dir)?;
    let opened = Archive::open_for_reading(dir);
    let mut session = Session::new(Notes::new(tell), &files, config, depth.share);
    match opened {
        Ok(reader) => session.reader = Some(reader),
        // It is making the catalog just now.
        Err(StoreError::NoCatalog { .. }) if session.is_written() => {
            session.leave("the catalog: a crawl is writing it");
        }
        Err(error) => {
            // Without its card nothing can be said of the catalog, good or bad.
            let (what, file) = match error {
                StoreError::NotAnArchive { .. }
                | StoreError::Damaged { .. }
                | StoreError::OtherFormat { .. } => (FindingKind::Run, CARD),
                _ => (FindingKind::Catalog, "catalog.sqlite"),
            };
            session.find(Finding::new(what, file, error.to_string()));
        }
    }
    let chain = chain::read(&mut session)?;
    let known = seals::check(&mut session, &chain)?;
    strays::check(&mut session, &chain, &known)?;
    catalog::check(&mut session, depth.deep)?;
    Ok(session.notes.checked)
}
