//! Mending, in the order of the plan, and looking again.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::{DateTime, Utc};

use super::plan::{RepairStep, plan};
use super::session::AuditStep;
use super::{AuditError, Depth, Finding, Share, originals, verify};
use crate::config::Config;
use crate::store::{
    Archive, Files, Manifest, OpenOptions, RepairWriter, Sealed, cdxj_beside, reindex,
};

/// Rounds of looking and repairing: what one repairs (a snapshot restored) may let the next see
/// more (its row in the catalog).
const ROUNDS: usize = 3;

/// What came of a repair.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Repaired {
    /// What was repaired, or would be.
    pub repaired: Vec<RepairStep>,
    /// What is still wrong: it cannot be repaired without guessing.
    pub left: Vec<Finding>,
}

/// Who repairs, and when.
#[derive(Clone, Copy, Debug)]
pub struct Repairer<'a> {
    /// As a crawl opens the archive.
    pub options: &'a OpenOptions,
    /// Sites, for reading again.
    pub config: &'a Config,
    /// When a file that is sealed again is.
    pub now: DateTime<Utc>,
    /// Only say what would be done.
    pub dry_run: bool,
}

/// Audits the archive, repairs what can be repaired, and audits it again. `tell` hears each step.
pub fn repair(
    dir: &Path,
    with: &Repairer<'_>,
    tell: &mut dyn FnMut(AuditStep),
) -> Result<Repaired, AuditError> {
    let mut done = step(dir, with, tell)?;
    for finding in &mut done.left {
        finding.mendable = false;
    }
    Ok(done)
}

/// Looks and repairs by turns until there is nothing left to repair.
fn step(
    dir: &Path,
    with: &Repairer<'_>,
    tell: &mut dyn FnMut(AuditStep),
) -> Result<Repaired, AuditError> {
    let files = Files::of(dir)?;
    let mut done = Repaired::default();
    for round in 0..ROUNDS {
        done.left = look(dir, with.config, tell)?;
        let mut steps = plan(&files, &done.left)?;
        // What did not help once will not help again.
        steps.retain(|step| round == 0 || !done.repaired.contains(step));
        if with.dry_run {
            let covered = |it: &Finding| steps.iter().any(|step| step.covers(it));
            done.left.retain(|finding| !covered(finding));
            done.repaired = steps;
            return Ok(done);
        }
        if steps.is_empty() {
            break;
        }
        apply((dir, &files), with, &done.left, &steps)?;
        done.repaired.extend(steps);
    }
    if done.repaired.is_empty() {
        return Ok(done);
    }
    done.left = look(dir, with.config, tell)?;
    Ok(done)
}

/// All findings of an audit.
fn look(
    dir: &Path,
    config: &Config,
    tell: &mut dyn FnMut(AuditStep),
) -> Result<Vec<Finding>, AuditError> {
    let mut findings = Vec::new();
    let depth = Depth {
        share: Share::ALL,
        deep: true,
    };
    verify(dir, config, depth, &mut |told| match told {
        AuditStep::Finding(finding) => findings.push(finding),
        other => tell(other),
    })?;
    Ok(findings)
}

fn apply(
    (dir, files): (&Path, &Files),
    with: &Repairer<'_>,
    findings: &[Finding],
    steps: &[RepairStep],
) -> Result<(), AuditError> {
    let writer = RepairWriter::lock(dir)?;
    let mut again = BTreeSet::new();
    let unsealed = steps.iter().filter_map(|step| match step {
        RepairStep::Restore { path, .. } if seal_of(findings, path).is_none() => Some(path.clone()),
        _ => None,
    });
    let unsealed = files.unsealed_copies(&unsealed.collect())?;
    for step in steps {
        match step {
            RepairStep::Restore { path, .. } => match unsealed.get(path) {
                Some(copy) => writer.restore(path, &copy.bytes)?,
                None => restore(files, &writer, findings, path)?,
            },
            RepairStep::CutToSeal { path, .. } => {
                if let Some(seal) = seal_of(findings, path) {
                    writer.cut_to_seal(&seal.file)?;
                }
            }
            RepairStep::CutTorn { path } => {
                writer.cut_torn(path)?;
                writer.index(path)?;
                again.extend([path.clone(), cdxj_beside(path)]);
            }
            RepairStep::Index { warc } => {
                writer.index(warc)?;
                let cdxj = cdxj_beside(warc);
                let seal = seal_of(findings, &cdxj).map(|it| &it.file);
                // An older program wrote other lines.
                if seal.is_some_and(|seal| !is_sealed(files, seal)) {
                    again.insert(cdxj);
                }
            }
            RepairStep::Sidecar { manifest } => writer.sidecar(manifest)?,
            RepairStep::Sweep { path } => writer.sweep(path)?,
            RepairStep::Recover | RepairStep::Reindex => {}
        }
    }
    if !again.is_empty() {
        let reason = "repair: a torn record was cut from a WARC file, or an index made anew";
        writer.seal_again(&again, reason, with.now)?;
    }
    drop(writer);
    // Whatever was repaired, the catalog is brought in step.
    if steps.contains(&RepairStep::Reindex) {
        reindex(dir)?;
    }
    if steps.contains(&RepairStep::Recover) {
        Archive::open(dir, with.options)?;
    }
    Ok(())
}

fn is_sealed(files: &Files, seal: &Sealed) -> bool {
    let bytes = files.blobs().length(&seal.path).ok().flatten();
    bytes == Some(seal.bytes) && files.begins_as_sealed(seal).unwrap_or(false)
}

fn seal_of<'f>(findings: &'f [Finding], path: &str) -> Option<&'f super::finding::Seal> {
    let mut of_file = findings.iter().filter(|it| it.file == path);
    of_file.find_map(|it| it.seal.as_ref())
}

fn restore(
    files: &Files,
    writer: &RepairWriter,
    findings: &[Finding],
    path: &str,
) -> Result<(), AuditError> {
    let Some(seal) = seal_of(findings, path) else {
        return Ok(());
    };
    let manifest = Manifest::read(files.blobs(), &seal.manifest)?;
    let sha256 = seal.file.sha256.as_str();
    let copies = originals::find(files, &manifest, &[sha256])?;
    if let Some((bytes, _)) = copies.get(sha256) {
        writer.restore(path, bytes)?;
    }
    Ok(())
}
