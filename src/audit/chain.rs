//! The manifests: each is what its sidecar and the manifest after it say, and each names
//! the one before it.

use super::finding::Seal;
use super::session::Session;
use super::{AuditError, Finding, FindingKind, print};
use crate::store::{FoundFile, Manifest, Sealed};

/// Their folder.
const FOLDER: &str = "manifests";
/// Ending of the file that holds a manifest's own SHA-256.
const SIDECAR: &str = ".sha256";

/// One manifest of the chain.
#[derive(Debug)]
pub(super) struct ChainLink {
    /// Below the archive.
    pub(super) path: String,
    /// Found; 64 hex digits.
    sha256: String,
    /// What it says is not proven, because it was changed itself.
    pub(super) is_doubtful: bool,
    /// The run it seals; `None` for a repair's.
    pub(super) run: Option<String>,
    /// Why it lists files that were sealed before.
    pub(super) reason: Option<String>,
    /// The manifest before it, as it says: file and SHA-256.
    previous: Option<(String, String)>,
    number: u64,
    is_readable: bool,
}

impl ChainLink {
    /// The seal of one of its files.
    pub(super) fn seal(&self, file: &Sealed) -> Seal {
        Seal {
            file: file.clone(),
            manifest: self.path.clone(),
            is_doubtful: self.is_doubtful,
        }
    }
}

/// Checks the chain, and gives the manifests that can be read, oldest first.
pub(super) fn read(session: &mut Session<'_>) -> Result<Vec<ChainLink>, AuditError> {
    let (mut names, mut sidecars) = (Vec::new(), Vec::new());
    let files = session.files;
    files.walk(FOLDER, &mut |found: FoundFile| {
        if let Some(of) = found.path.strip_suffix(SIDECAR) {
            sidecars.push(of.to_owned());
        } else if found.path.strip_suffix(".json").is_some() {
            names.push(found.path);
        }
        Ok::<(), AuditError>(())
    })?;
    // A listing may miss what comes while it is made.
    let came = |of: &&String| !names.contains(of) && session.is_there(of);
    let came: Vec<String> = sidecars.iter().filter(came).cloned().collect();
    names.extend(came);
    // Without the ending: a repair's `<stamp>-repair-01.json` follows its `<stamp>.json`.
    names.sort_by(|a, b| stem(a).cmp(stem(b)));
    for of in sidecars.iter().filter(|of| !names.contains(of)) {
        let cause = "it is missing, and its sidecar is there";
        session.find(Finding::new(FindingKind::Manifest, of, cause));
    }
    let mut links = Vec::with_capacity(names.len());
    for path in names {
        links.push(link(session, path)?);
    }
    for at in 0..links.len() {
        sidecar(session, &mut links, at)?;
        previous(session, &links, at);
    }
    session.checked.manifests += links.len() as u64;
    links.retain(|link| link.is_readable);
    Ok(links)
}

fn link(session: &mut Session<'_>, path: String) -> Result<ChainLink, AuditError> {
    let bytes = session.files.blobs().read(&path)?.unwrap_or_default();
    session.step();
    let manifest = serde_json::from_slice::<Manifest>(&bytes);
    if let Err(error) = &manifest {
        let cause = format!("it cannot be read: {error}");
        session.find(Finding::new(FindingKind::Manifest, &path, cause).at_line(error.line()));
    }
    let is_readable = manifest.is_ok();
    let manifest = manifest.ok();
    Ok(ChainLink {
        path,
        sha256: print::of(&bytes).sha256,
        is_doubtful: false,
        number: manifest.as_ref().map_or(0, |it| it.number),
        run: manifest.as_ref().and_then(|it| it.run.clone()),
        reason: manifest.as_ref().and_then(|it| it.reason.clone()),
        previous: manifest
            .and_then(|it| it.previous)
            .map(|it| (it.file, it.sha256)),
        is_readable,
    })
}

fn stem(path: &str) -> &str {
    path.strip_suffix(".json").unwrap_or(path)
}

/// Compares a manifest with its sidecar and with the next manifest's word, and says which of
/// them was changed, where two stand against one.
fn sidecar(
    session: &mut Session<'_>,
    links: &mut [ChainLink],
    at: usize,
) -> Result<(), AuditError> {
    let next = links.get(at + 1).and_then(|next| next.previous.clone());
    let link = &mut links[at];
    let path = format!("{}{SIDECAR}", link.path);
    let name = link.path.rsplit('/').next().unwrap_or_default();
    let right = format!("{}  {name}\n", link.sha256);
    let mut found = session.files.blobs().read(&path)?;
    if found.is_none() && next.is_none() {
        // A writer that has sealed its run and gone since has left the sidecar there.
        let is_written = session.is_written();
        found = session.files.blobs().read(&path)?;
        if found.is_none() && is_written {
            return Ok(());
        }
    }
    if found.as_deref() == Some(right.as_bytes()) {
        return Ok(());
    }
    let confirmed = next.as_ref().map(|(_, sha256)| *sha256 == link.sha256);
    let finding = match found {
        None => Finding::new(FindingKind::Manifest, path, "it is missing"),
        Some(found) if confirmed == Some(true) || is_near(&found, right.as_bytes()) => {
            let cause = format!("it is not the sha256sum line of {}", link.path);
            Finding::new(FindingKind::Manifest, path, cause)
        }
        Some(found) => {
            link.is_doubtful = true;
            let said = String::from_utf8_lossy(&found);
            let said = said.split(' ').next().unwrap_or_default();
            let cause = format!(
                "its bytes differ: {path} says sha256 {said}, found {}",
                link.sha256
            );
            Finding::new(FindingKind::Manifest, &link.path, cause)
        }
    };
    session.find(finding);
    Ok(())
}

/// Whether a sidecar is the right one but for some bytes. The digest of a manifest that was
/// changed would not come so near by chance, so then it is the sidecar that was changed.
fn is_near(found: &[u8], right: &[u8]) -> bool {
    let differ = found.iter().zip(right).filter(|(a, b)| a != b).count();
    found.len() == right.len() && differ <= right.len() / 8
}

/// Compares what a manifest says of the one before it.
fn previous(session: &mut Session<'_>, links: &[ChainLink], at: usize) {
    let link = &links[at];
    if !link.is_readable {
        return;
    }
    let before = at.checked_sub(1).map(|before| &links[before]);
    let due = before.map_or(1, |before| before.number + 1);
    if link.number != due && before.is_none_or(|before| before.is_readable) {
        let cause = format!("it says it is number {}, {due} is due", link.number);
        session.find(Finding::new(FindingKind::Manifest, &link.path, cause).in_field("number"));
    }
    let cause = match (&link.previous, before) {
        (None, None) => return,
        (Some((file, sha256)), Some(before)) if *file == before.path => {
            // A manifest that was changed is told where its sidecar is.
            if *sha256 == before.sha256 || before.is_doubtful {
                return;
            }
            format!("it says {file} is {sha256}, found {}", before.sha256)
        }
        (Some((file, _)), _) => format!("the manifest before it, {file}, is missing"),
        (None, Some(before)) => format!("it names no manifest before it, and {} is", before.path),
    };
    session.find(Finding::new(FindingKind::Manifest, &link.path, cause).in_field("previous"));
}
