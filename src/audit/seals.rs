//! Every file against the manifests: there, with the sealed bytes; and no other file there.
//!
//! Keeps sixteen bytes a file in memory, and one manifest at a time.

use std::collections::{HashMap, HashSet};

use sha2::{Digest, Sha256};

use super::chain::Link;
use super::contents::{self, State};
use super::session::Session;
use super::{AuditError, Finding, What};
use crate::store::{Manifest, Sealed};

/// The files some manifest knows, by the first half of their path's SHA-256, and whether the
/// newest that does says why it sealed them again.
#[derive(Debug, Default)]
pub(super) struct Known(HashMap<[u8; 16], bool>);

impl Known {
    /// Whether a manifest knows the path.
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

/// Checks every sealed file, the newest word on each.
pub(super) fn check(session: &mut Session<'_>, chain: &[Link]) -> Result<Known, AuditError> {
    let mut known = Known::default();
    for link in chain.iter().rev() {
        let bytes = session.files.read(&link.path)?.unwrap_or_default();
        // Read a moment ago; if it changed since, the next audit tells.
        let Ok(manifest) = serde_json::from_slice::<Manifest>(&bytes) else {
            continue;
        };
        drop(bytes);
        let mut here = HashSet::new();
        for sealed in &manifest.files {
            let key = key(&sealed.path);
            if !here.insert(key) {
                let cause = format!("{} is in it twice", sealed.path);
                session.find(Finding::new(What::Manifest, &link.path, cause));
            } else if let Some(has_reason) = known.0.get(&key) {
                if !has_reason {
                    let cause = "a later manifest seals it again and says no reason";
                    session.find(Finding::new(What::Manifest, &sealed.path, cause));
                }
            } else {
                known.0.insert(key, sealed.reason.is_some());
                file(session, link, sealed)?;
            }
        }
    }
    Ok(known)
}

fn file(session: &mut Session<'_>, link: &Link, sealed: &Sealed) -> Result<(), AuditError> {
    if let Some(reason) = &sealed.reason {
        session.resealed(&sealed.path, reason);
    }
    let found = match session.files.bytes(&sealed.path) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => {
            let cause = format!("{} seals it, and it is gone", link.path);
            session.find(Finding::new(What::Missing, &sealed.path, cause));
            return Ok(());
        }
        // A path no archive has: the manifest was changed.
        Err(error) => {
            session.find(Finding::new(What::Manifest, &link.path, error.to_string()));
            return Ok(());
        }
    };
    let in_share = session.share.has(&sealed.path);
    if !in_share {
        session.leave("a file outside of tonight's share: only its size");
    }
    let doubt = if link.is_doubtful {
        " (a manifest that was changed itself)"
    } else {
        ""
    };
    let print = match in_share {
        true => contents::check(session, &sealed.path, State::Sealed)?,
        false => None,
    };
    let altered = match print {
        _ if found != sealed.bytes => format!("it has {found} bytes, {} were sealed", sealed.bytes),
        Some(print) if print.sha256 != sealed.sha256 => format!(
            "its bytes differ: sha256 {} was sealed, found {}",
            sealed.sha256, print.sha256
        ),
        _ => {
            session.checked.sealed += 1;
            return Ok(());
        }
    };
    let cause = format!("{altered}, by {}{doubt}", link.path);
    session.find(Finding::new(What::Altered, &sealed.path, cause));
    Ok(())
}
