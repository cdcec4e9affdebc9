//! Every file of the folder: sealed, or of a run not sealed yet, or one of the few that
//! never are; anything else was added.

use std::collections::{BTreeSet, HashSet};

use super::chain::ChainLink;
use super::contents;
use super::kind::{CARD, FileState, ends};
use super::seals::SealedFiles;
use super::session::Session;
use super::{AuditError, Finding, FindingKind};
use crate::store::{FoundFile, cdxj_beside, run_of_segment};

/// Files at the top that are no evidence.
const AT_THE_TOP: [&str; 6] = [
    CARD,
    "lock",
    "night.lock",
    "README.md",
    ".gitignore",
    "bucket.json",
];
/// The index over the files, its logs, and a new one being made.
const CATALOG: &str = "catalog.sqlite";
/// Where words stand, its logs and its lock: made of the archive by `search`.
const WORDS: &str = "search.";
/// Made of the archive by `report`, `nightly` and `notify`, or read of its bucket, and made again
/// at any time.
const DERIVED: [&str; 3] = ["reports/", "feeds/", "cache/"];
/// What `notify` has told, one line each.
const NOTICES: &str = "notices.jsonl";
/// A file being written; see the store.
const TEMPORARY: &str = ".tmp-";

/// What the runs say that no manifest has sealed.
#[derive(Debug, Default)]
struct UnsealedRuns {
    runs: HashSet<String>,
    /// Runs that are sealed already.
    sealed: HashSet<String>,
    names: HashSet<String>,
    /// The newest run there is, open or sealed: later ones began while this audit was made.
    newest: Option<String>,
}

impl UnsealedRuns {
    /// Whether a run has begun since.
    fn is_new(&self, session: &Session<'_>, run: &str) -> bool {
        let is_later = self.newest.as_deref().is_none_or(|newest| run > newest);
        is_later && session.is_there(&format!("runs/{run}.jsonl"))
    }
}

/// Looks at every file no manifest knows.
pub(super) fn check(
    session: &mut Session<'_>,
    chain: &[ChainLink],
    known: &SealedFiles,
) -> Result<(), AuditError> {
    let open = open_runs(session, chain, known)?;
    let files = session.files;
    files.walk("", &mut |found: FoundFile| {
        let path = found.path.as_str();
        if known.has(path) && found.plain {
            return Ok(());
        }
        let name = path.rsplit('/').next().unwrap_or_default();
        if !found.plain {
            added(
                session,
                path,
                "it is a link, a device, or has a name that is no text",
            );
        } else if !path.contains('/') && is_at_the_top(path) {
            if path == CARD {
                contents::check(session, path, FileState::Open)?;
            }
        } else if name.starts_with(TEMPORARY) {
            if !session.is_written() && session.is_there(path) {
                let cause = "a writer that was killed left it";
                session.find(Finding::new(FindingKind::Leftover, path, cause));
            }
        } else if !is_of_chain(session, chain, path) && !is_derived(path) {
            unsealed(session, path, &open)?;
        }
        Ok::<(), AuditError>(())
    })
}

fn added(session: &mut Session<'_>, path: &str, cause: &str) {
    session.find(Finding::new(FindingKind::Added, path, cause));
}

fn is_at_the_top(path: &str) -> bool {
    AT_THE_TOP.contains(&path) || path.starts_with(CATALOG) || path.starts_with(WORDS)
}

/// No evidence, though it lies in the archive.
fn is_derived(path: &str) -> bool {
    path == NOTICES || DERIVED.iter().any(|folder| path.starts_with(folder))
}

/// Manifests that cannot be read are told already; one after the newest of the chain has
/// come since the chain was read.
fn is_of_chain(session: &Session<'_>, chain: &[ChainLink], path: &str) -> bool {
    let manifest = path.strip_suffix(".sha256").unwrap_or(path);
    let in_folder = manifest.starts_with("manifests/") && ends(manifest, ".json");
    let is_known = || chain.iter().any(|link| link.path == manifest);
    let has_come = || {
        let newest = chain.last();
        newest.is_none_or(|newest| newest.path.as_str() < manifest) && session.is_there(manifest)
    };
    in_folder && (manifest == path || is_known() || has_come())
}

/// Reads the journals no manifest knows.
fn open_runs(
    session: &mut Session<'_>,
    chain: &[ChainLink],
    known: &SealedFiles,
) -> Result<UnsealedRuns, AuditError> {
    let sealed = chain.iter().filter_map(|link| link.run.clone()).max();
    let mut journals = Vec::new();
    let files = session.files;
    files.walk("runs", &mut |found: FoundFile| {
        if found.plain && ends(&found.path, ".jsonl") && !known.has(&found.path) {
            journals.push(found.path);
        }
        Ok::<(), AuditError>(())
    })?;
    let mut gone = BTreeSet::new();
    let runs = journals.iter().map(|path| stem(path).to_owned());
    let mut open = UnsealedRuns {
        sealed: chain.iter().filter_map(|link| link.run.clone()).collect(),
        newest: runs.chain(sealed.clone()).max(),
        ..UnsealedRuns::default()
    };
    for path in journals {
        let run = stem(&path).to_owned();
        if sealed.as_ref().is_some_and(|sealed| run <= *sealed) {
            // Told as added: every manifest knows all that was there before it.
            continue;
        }
        session.step();
        let (_, said) = contents::journal(session, &path, FileState::Open)?;
        session.checked.open += 1;
        // In this order: the writer seals before it goes.
        let is_unsealed = said.ended && !session.is_written();
        if is_unsealed && !session.is_there(&format!("manifests/{run}.json")) {
            let cause = "its run has ended, and no manifest seals it";
            session.find(Finding::new(FindingKind::Unsealed, &path, cause));
        }
        if said.lines > 0 || session.is_written() {
            open.runs.insert(run);
        }
        let is_gone = |name: &&String| !session.is_there(name);
        gone.extend(said.names.iter().filter(is_gone).cloned());
        open.names.extend(said.names);
    }
    tell_gone(session, gone)?;
    Ok(open)
}

/// Tells of files that a journal names and that are gone, before anything seals the rest.
fn tell_gone(session: &mut Session<'_>, gone: BTreeSet<String>) -> Result<(), AuditError> {
    let copies = session.files.unsealed_copies(&gone)?;
    for path in gone {
        let mut cause = "a journal that is not sealed yet names it, and it is gone".to_owned();
        let copy = copies.get(&path);
        if let Some(copy) = copy {
            cause = format!("{cause}; a sound copy lies in {}", copy.warc);
        }
        let mut finding = Finding::new(FindingKind::Missing, path, cause);
        finding.mendable = copy.is_some();
        session.find(finding);
    }
    Ok(())
}

/// The name of a file without its folder and ending.
fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.split('.').next().unwrap_or(name)
}

/// A file that only a run not sealed yet can have written.
fn unsealed(session: &mut Session<'_>, path: &str, open: &UnsealedRuns) -> Result<(), AuditError> {
    let of_open_run = match path.split('/').next().unwrap_or_default() {
        "runs" => of_run(session, stem(path), open),
        // A run under way may tell what an earlier one that was abandoned saw.
        "changes" if ends(path, ".jsonl") => {
            let run = stem(path);
            of_run(session, run, open) || (!open.runs.is_empty() && open.sealed.contains(run))
        }
        "warc" => {
            let of_run = |run| of_run(session, run, open);
            open.names.contains(path)
                || open.names.iter().any(|warc| cdxj_beside(warc) == path)
                || run_of_segment(path).is_some_and(of_run)
        }
        "snapshots" => open.names.contains(path) || is_of_run(session, path, open)?,
        _ => false,
    };
    if !of_open_run {
        added(
            session,
            path,
            "no manifest and no run that is not sealed yet knows it",
        );
        return Ok(());
    }
    let is_journal = path.starts_with("runs/") && ends(path, ".jsonl");
    if !is_journal && session.share.has(path) {
        contents::check(session, path, FileState::Open)?;
        session.checked.open += 1;
    }
    Ok(())
}

/// A snapshot may be there before the journal's line that names it.
fn is_of_run(session: &Session<'_>, path: &str, open: &UnsealedRuns) -> Result<bool, AuditError> {
    let bytes = session.files.blobs().read(path)?.unwrap_or_default();
    let snapshot = serde_json::from_slice::<crate::record::Snapshot>(&bytes);
    Ok(snapshot.is_ok_and(|it| of_run(session, &it.provenance.run, open)))
}

fn of_run(session: &Session<'_>, run: &str, open: &UnsealedRuns) -> bool {
    open.runs.contains(run) || open.is_new(session, run)
}
