//! Which findings can be repaired without guessing, and how. Decides; changes nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::finding::Seal;
use super::kind::{CARD, ends, is_snapshot, is_temporary};
use super::{AuditError, Finding, FindingKind, originals};
use crate::store::{Files, Manifest, Sealed, cdxj_beside};

/// One thing that can be repaired, and how it is known to be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RepairStep {
    /// A snapshot is put back from its second copy, whose digest is the sealed one.
    Restore {
        /// The snapshot.
        path: String,
        /// The WARC file that holds the copy.
        from: String,
    },
    /// A file begins with the sealed bytes, and what follows them is cut.
    CutToSeal {
        /// The file.
        path: String,
        /// Its sealed length.
        bytes: u64,
    },
    /// A WARC file ends inside a record: that record goes, and the file is sealed again.
    CutTorn {
        /// The file.
        path: String,
    },
    /// The index beside a sound WARC file is made anew.
    Index {
        /// The WARC file.
        warc: String,
    },
    /// A manifest's sidecar is written anew; the next manifest confirms what it says.
    Sidecar {
        /// The manifest.
        manifest: String,
    },
    /// A temporary file goes.
    Sweep {
        /// The file.
        path: String,
    },
    /// What a killed writer left is put right as at the beginning of every crawl: torn
    /// tails are cut, ended runs are indexed, summed up and sealed.
    Recover,
    /// The catalog is made anew.
    Reindex,
}

impl fmt::Display for RepairStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Restore { path, from } => write!(f, "restore {path} from its copy in {from}"),
            Self::CutToSeal { path, bytes } => {
                write!(f, "cut {path} to its sealed {bytes} bytes")
            }
            Self::CutTorn { path } => {
                write!(
                    f,
                    "cut the torn record at the end of {path}, and seal it again"
                )
            }
            Self::Index { warc } => write!(f, "make {} anew from its WARC", cdxj_beside(warc)),
            Self::Sidecar { manifest } => write!(f, "write {manifest}.sha256 anew"),
            Self::Sweep { path } => write!(f, "remove the temporary file {path}"),
            Self::Recover => f.write_str("put right what a killed writer left"),
            Self::Reindex => f.write_str("make the catalog anew"),
        }
    }
}

impl RepairStep {
    /// Whether a finding goes with it.
    pub(super) fn covers(&self, finding: &Finding) -> bool {
        match self {
            Self::Restore { path, .. }
            | Self::CutToSeal { path, .. }
            | Self::CutTorn { path }
            | Self::Sweep { path } => *path == finding.file,
            Self::Index { warc } => cdxj_beside(warc) == finding.file,
            Self::Sidecar { manifest } => finding.file.strip_suffix(".sha256") == Some(manifest),
            Self::Recover => matches!(finding.what, FindingKind::Unsealed | FindingKind::Leftover),
            Self::Reindex => finding.what == FindingKind::Catalog,
        }
    }
}

/// What can be done about these findings. Nothing is done twice.
pub(super) fn plan(files: &Files, findings: &[Finding]) -> Result<Vec<RepairStep>, AuditError> {
    let mut steps = Vec::new();
    let broken: BTreeSet<&str> = findings
        .iter()
        .filter(|it| {
            matches!(
                it.what,
                FindingKind::Missing
                    | FindingKind::Altered
                    | FindingKind::Record
                    | FindingKind::Run
            )
        })
        .map(|it| it.file.as_str())
        .collect();
    // The archive opens for no writer without it.
    let has_card = !broken.contains(CARD);
    let mut wanted = Wanted::new();
    let mut unsealed = BTreeSet::new();
    for finding in findings {
        let step = match (finding.what, &finding.seal) {
            (FindingKind::Missing | FindingKind::Snapshot, None) if is_snapshot(&finding.file) => {
                unsealed.insert(finding.file.clone());
                None
            }
            (FindingKind::Missing | FindingKind::Altered, Some(seal)) => {
                let step = unfit(files, &broken, finding, seal, &mut wanted)?;
                step.filter(|step| has_card || *step != RepairStep::Recover)
            }
            (FindingKind::Leftover, _) if is_temporary(&finding.file) => Some(RepairStep::Sweep {
                path: finding.file.clone(),
            }),
            (FindingKind::Index, _) => sound_warc_of(files, &broken, &finding.file)?,
            (FindingKind::Manifest, _) => sidecar(finding),
            (FindingKind::Unsealed | FindingKind::Leftover | FindingKind::Record, _) => {
                let can = has_card && is_unsealed(findings, &finding.file);
                can.then_some(RepairStep::Recover)
            }
            // A catalog made anew would forget what a broken journal said.
            (FindingKind::Catalog, _) => {
                (has_card && !journals_broken(&broken)).then_some(RepairStep::Reindex)
            }
            _ => None,
        };
        if let Some(step) = step
            && !steps.contains(&step)
        {
            steps.push(step);
        }
    }
    steps.extend(copies(files, &wanted)?);
    let of_unsealed = files.unsealed_copies(&unsealed)?.into_iter();
    steps.extend(of_unsealed.map(|(path, copy)| RepairStep::Restore {
        path,
        from: copy.warc,
    }));
    steps.sort_by_key(order);
    Ok(steps)
}

/// Files first, then what rests on them.
fn order(step: &RepairStep) -> u8 {
    match step {
        RepairStep::CutToSeal { .. } | RepairStep::CutTorn { .. } | RepairStep::Sweep { .. } => 0,
        RepairStep::Restore { .. } | RepairStep::Index { .. } | RepairStep::Sidecar { .. } => 1,
        RepairStep::Recover => 2,
        RepairStep::Reindex => 3,
    }
}

/// Snapshots whose second copy is wanted: by manifest.
type Wanted = BTreeMap<String, Vec<Sealed>>;

/// A file that is not what was sealed.
fn unfit(
    files: &Files,
    broken: &BTreeSet<&str>,
    finding: &Finding,
    seal: &Seal,
    wanted: &mut Wanted,
) -> Result<Option<RepairStep>, AuditError> {
    let path = finding.file.clone();
    let bytes = seal.file.bytes;
    if seal.is_doubtful {
        return Ok(None);
    }
    let found = files.blobs().length(&path)?;
    if found.is_some_and(|found| found > bytes) && files.begins_as_sealed(&seal.file)? {
        return Ok(Some(RepairStep::CutToSeal { path, bytes }));
    }
    if is_snapshot(&path) {
        let of_manifest = wanted.entry(seal.manifest.clone()).or_default();
        of_manifest.push(seal.file.clone());
        return Ok(None);
    }
    if ends(&path, ".cdxj") {
        return sound_warc_of(files, broken, &path);
    }
    if ends(&path, ".warc.gz") && found.is_some_and(|found| found < bytes) {
        let is_torn = files.ends_torn(&path)?;
        return Ok(is_torn.then_some(RepairStep::CutTorn { path }));
    }
    // The newest run's summary is made again from the catalog.
    let is_summary = path.starts_with("runs/") && ends(&path, ".json");
    Ok((is_summary && found.is_none()).then_some(RepairStep::Recover))
}

/// Whether a file that does not fit its seal can be repaired, going by that file alone.
pub(super) fn is_mendable(files: &Files, finding: &Finding) -> Result<bool, AuditError> {
    let Some(seal) = &finding.seal else {
        return Ok(false);
    };
    let step = unfit(files, &BTreeSet::new(), finding, seal, &mut Wanted::new())?;
    // Whether a summary can be made again depends on other files.
    Ok(step.is_some_and(|step| step != RepairStep::Recover))
}

/// The second copies that were found.
fn copies(files: &Files, wanted: &Wanted) -> Result<Vec<RepairStep>, AuditError> {
    let mut steps = Vec::new();
    for (manifest, snapshots) in wanted {
        let manifest = Manifest::read(files.blobs(), manifest)?;
        let digests: Vec<&str> = snapshots.iter().map(|it| it.sha256.as_str()).collect();
        let copies = originals::find(files, &manifest, &digests)?;
        for snapshot in snapshots {
            if let Some((_, from)) = copies.get(&snapshot.sha256) {
                steps.push(RepairStep::Restore {
                    path: snapshot.path.clone(),
                    from: from.clone(),
                });
            }
        }
    }
    Ok(steps)
}

/// An index can be made anew when nothing is wrong with its WARC file.
fn sound_warc_of(
    files: &Files,
    broken: &BTreeSet<&str>,
    cdxj: &str,
) -> Result<Option<RepairStep>, AuditError> {
    let stem = cdxj.strip_suffix(".cdxj").unwrap_or(cdxj);
    for ending in [".warc.gz", ".warc"] {
        let warc = format!("{stem}{ending}");
        if files.blobs().length(&warc)?.is_some() && !broken.contains(warc.as_str()) {
            return Ok(Some(RepairStep::Index { warc }));
        }
    }
    Ok(None)
}

/// A sidecar that the next manifest, or the lack of any, shows to be the one that is wrong.
fn sidecar(finding: &Finding) -> Option<RepairStep> {
    let manifest = finding.file.strip_suffix(".sha256")?.to_owned();
    Some(RepairStep::Sidecar { manifest })
}

fn journals_broken(broken: &BTreeSet<&str>) -> bool {
    broken.iter().any(|path| ends(path, ".jsonl"))
}

/// Whether no seal is broken by what was found in the file.
fn is_unsealed(findings: &[Finding], path: &str) -> bool {
    let mut of_file = findings.iter().filter(|it| it.file == path);
    of_file.all(|it| it.seal.is_none())
}
