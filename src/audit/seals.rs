//! Every sealed file against the newest manifest that lists it: there, with the same bytes.
//!
//! Keeps some twenty bytes a file in memory, and one manifest at a time.

use std::collections::{HashMap, HashSet};

use sha2::{Digest, Sha256};

use super::chain::ChainLink;
use super::contents;
use super::kind::FileState;
use super::session::Session;
use super::{AuditError, Finding, FindingKind, originals, plan};
use crate::store::{Manifest, Sealed};

/// Altered snapshots of one manifest whose second copy is looked for: each costs a line of
/// the report, and a disk that lost more is not told about line by line.
const MAX_COMPARED: usize = 100;

/// The files some manifest lists, by the first half of their path's SHA-256, and which one
/// does (its place in the chain).
#[derive(Debug, Default)]
pub(super) struct SealedFiles(HashMap<[u8; 16], usize>);

impl SealedFiles {
    /// Whether a manifest lists the path.
    pub(super) fn has(&self, path: &str) -> bool {
        self.0.contains_key(&key(path))
    }
}

fn key(path: &str) -> [u8; 16] {
    let digest: [u8; 32] = Sha256::digest(path.as_bytes()).into();
    let mut key = [0; 16];
    key.copy_from_slice(&digest[..16]);
    key
}

/// Checks every sealed file against the newest word on it.
pub(super) fn check(
    session: &mut Session<'_>,
    chain: &[ChainLink],
) -> Result<SealedFiles, AuditError> {
    let mut known = SealedFiles::default();
    for (at, link) in chain.iter().enumerate().rev() {
        let bytes = session.files.blobs().read(&link.path)?.unwrap_or_default();
        // It was readable a moment ago; if it changed since, the next audit tells.
        let Ok(manifest) = serde_json::from_slice::<Manifest>(&bytes) else {
            continue;
        };
        let (mut here, mut altered) = (HashSet::new(), Vec::new());
        for sealed in &manifest.files {
            let key = key(&sealed.path);
            if !here.insert(key) {
                let cause = format!("{} is in it twice", sealed.path);
                session.find(Finding::new(FindingKind::Manifest, &link.path, cause));
            } else if let Some(later) = known.0.get(&key) {
                resealed(session, &chain[*later], &sealed.path);
            } else {
                known.0.insert(key, at);
                altered.extend(file(session, link, sealed)?);
            }
        }
        tell(session, &manifest, altered)?;
    }
    Ok(known)
}

/// A later manifest lists the file again.
fn resealed(session: &mut Session<'_>, later: &ChainLink, path: &str) {
    if let Some(reason) = &later.reason {
        session.resealed(path, reason);
    } else {
        let cause = format!("it lists {path}, which was sealed before, and says no reason");
        session.find(Finding::new(FindingKind::Manifest, &later.path, cause));
    }
}

/// A file that is not what was sealed, or gone.
struct Altered<'a> {
    sealed: &'a Sealed,
    finding: Finding,
}

fn file<'a>(
    session: &mut Session<'_>,
    link: &ChainLink,
    sealed: &'a Sealed,
) -> Result<Option<Altered<'a>>, AuditError> {
    let path = &sealed.path;
    let found = match session.files.blobs().length(path) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => {
            let cause = format!("{} seals it, and it is gone", link.path);
            let finding =
                Finding::new(FindingKind::Missing, path, cause).with_seal(link.seal(sealed));
            return Ok(Some(Altered { sealed, finding }));
        }
        // A path no archive has: the manifest was changed.
        Err(error) => {
            session.find(Finding::new(
                FindingKind::Manifest,
                &link.path,
                error.to_string(),
            ));
            return Ok(None);
        }
    };
    let print = if session.share.has(path) {
        contents::check(session, path, FileState::Sealed)?
    } else {
        session.leave("a file outside of this share: only that it is there, and its size");
        None
    };
    let cause = match print {
        _ if found != sealed.bytes => format!("it has {found} bytes, {} were sealed", sealed.bytes),
        Some(print) if print.sha256 != sealed.sha256 => format!(
            "its bytes differ: sha256 {} was sealed, found {}",
            sealed.sha256, print.sha256
        ),
        _ => {
            session.checked.sealed += 1;
            return Ok(None);
        }
    };
    let doubt = if link.is_doubtful {
        ", which was changed itself"
    } else {
        ""
    };
    let cause = format!("{cause} by {}{doubt}", link.path);
    let finding = Finding::new(FindingKind::Altered, path, cause).with_seal(link.seal(sealed));
    Ok(Some(Altered { sealed, finding }))
}

/// Tells of altered and missing files; of snapshots also the line, by their second copy.
fn tell(
    session: &mut Session<'_>,
    manifest: &Manifest,
    altered: Vec<Altered<'_>>,
) -> Result<(), AuditError> {
    let snapshots = altered.iter().map(|it| it.sealed);
    let wanted: Vec<&str> = snapshots
        .filter(|sealed| sealed.path.starts_with("snapshots/"))
        .map(|sealed| sealed.sha256.as_str())
        .take(MAX_COMPARED)
        .collect();
    let copies = originals::find(session.files, manifest, &wanted)?;
    for Altered {
        sealed,
        mut finding,
    } in altered
    {
        if let Some((copy, warc)) = copies.get(&sealed.sha256) {
            let found = session.files.blobs().read(&sealed.path)?;
            finding.cause = format!("{}; a sound copy lies in {warc}", finding.cause);
            finding.mendable = finding.seal.as_ref().is_some_and(|it| !it.is_doubtful);
            if let Some(found) = found
                && let Some((line, was, is)) = originals::first_difference(copy, &found)
            {
                finding.cause = format!("{}; `{was}` became `{is}`", finding.cause);
                finding = finding.at_line(line);
            }
        } else {
            finding.mendable = plan::is_mendable(session.files, &finding)?;
        }
        session.find(finding);
    }
    Ok(())
}
