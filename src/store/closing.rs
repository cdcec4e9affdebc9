//! Closing a run that has ended: an index beside each of its WARC files, its summary, and the
//! manifest that seals what it added. Each step finds what is missing and adds that, so it is
//! repeated after a kill until all is there.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::path::Path;

use chrono::{DateTime, Utc};

use super::disk::failed;
use super::manifest::{self, MANIFEST_SCHEMA, Previous, Sealed};
use super::segment::{self, cdxj_beside};
use super::{
    Blobs, Event, FileBlobs, Manifest, Reader, StoreError, card, changes, copies, disk, journal,
    summary,
};
use crate::warc::{self, CdxjLine};

/// Writes the index beside a WARC file of the archive, unless it is there. Tells what of the
/// file could not be read.
pub(super) fn index(root: &Path, file: &str) -> Result<Vec<String>, StoreError> {
    let to = root.join(cdxj_beside(file));
    if to.exists() {
        return Ok(Vec::new());
    }
    let source = disk::open_to_read(&root.join(file))?;
    let name = file.rsplit('/').next().unwrap_or(file);
    let (lines, errors) = warc::index(BufReader::with_capacity(1 << 16, source), name);
    write_index(&to, &lines)?;
    Ok(errors.iter().map(ToString::to_string).collect())
}

/// Writes the sorted lines of an index.
pub(super) fn write_index(to: &Path, lines: &[CdxjLine]) -> Result<(), StoreError> {
    let mut text = String::with_capacity(lines.iter().map(|line| line.as_str().len() + 1).sum());
    for line in lines {
        text.push_str(line.as_str());
        text.push('\n');
    }
    disk::replace(to, text.as_bytes())
}

/// The journals of ended runs that no manifest seals, in order. A journal of adoptions alone
/// has no run to end.
pub(super) fn unsealed(reader: &Reader) -> Result<Vec<String>, StoreError> {
    let root = &reader.root;
    let open: BTreeSet<String> = reader
        .runs()
        .unfinished()?
        .into_iter()
        .map(|r| r.stamp)
        .collect();
    let mut unsealed = Vec::new();
    for journal in journal::all(root)? {
        let sealed = copies::is_sealed(reader.blobs(), &journal.run)?;
        if !sealed && !open.contains(&journal.run) && !sealed_once(reader.blobs(), &journal.run)? {
            unsealed.push(journal.run);
        }
    }
    Ok(unsealed)
}

/// Whether the manifest of a run was there once: a later one would have followed it. It is not
/// made anew then, so that its loss is found.
fn sealed_once(blobs: &dyn Blobs, run: &str) -> Result<bool, StoreError> {
    let newest = Manifest::all(blobs)?.pop();
    Ok(newest.is_some_and(|newest| manifest::stem_of(&newest) > run))
}

/// Indexes and seals what a run has added. Its summary is there already.
pub(super) fn close(reader: &Reader, run: &str) -> Result<Vec<String>, StoreError> {
    let root = &reader.root;
    let named = named_by(root, run)?;
    let mut told = Vec::new();
    let mut files: BTreeSet<String> = named.snapshots;
    let ours = segment::of_run(reader.blobs(), run)?;
    let below = |file: &&String| !Path::new(file.as_str()).is_absolute();
    for file in ours.iter().chain(named.imported.iter().filter(below)) {
        if root.join(file).exists() {
            told.extend(
                index(root, file)?
                    .into_iter()
                    .map(|e| format!("{file}: {e}")),
            );
            files.insert(cdxj_beside(file));
        }
    }
    files.extend(ours);
    files.extend(named.imported);
    for path in [journal::path(root, run), summary::path(root, run)] {
        if let Some(name) = path.file_name().and_then(|name| name.to_str()) {
            files.insert(format!("{}/{name}", journal::FOLDER));
        }
    }
    files.extend(changes_told(reader)?);
    files.insert(card::NAME.to_owned());
    let known = earlier(reader.blobs())?;
    files.retain(|file| !known.contains_key(file) && root.join(file).exists());
    let at = match reader.runs().find(run)?.and_then(|row| row.finished_at) {
        Some(at) => at,
        None => named.last.unwrap_or_default(),
    };
    let files = &files;
    write(root, &ManifestPart { run, at, files })?;
    Ok(told)
}

/// The changes files of runs, this one's and those of earlier ones that were told late.
fn changes_told(reader: &Reader) -> Result<Vec<String>, StoreError> {
    let journals = journal::all(&reader.root)?;
    let mut runs = changes::runs(reader.blobs())?;
    runs.retain(|run| journals.iter().any(|journal| journal.run == *run));
    Ok(runs.iter().map(|run| changes::path_of(run)).collect())
}

/// What the next manifest is to say.
struct ManifestPart<'a> {
    run: &'a str,
    at: DateTime<Utc>,
    files: &'a BTreeSet<String>,
}

fn write(root: &Path, part: &ManifestPart<'_>) -> Result<(), StoreError> {
    let (number, previous) = chain(root)?;
    // A journal that lost its end, and went on, has a manifest already.
    let again = root.join(manifest::path_of(part.run)).exists();
    let stem = match &previous {
        Some(newest) if again => manifest::repair_after(manifest::stem_of(&newest.file)),
        _ => part.run.to_owned(),
    };
    let manifest = Manifest {
        schema: MANIFEST_SCHEMA.to_owned(),
        number,
        run: Some(part.run.to_owned()),
        at: part.at,
        reason: again.then(|| "the run went on after it was sealed".to_owned()),
        previous,
        files: seals(root, part.files)?,
    };
    manifest.write(root, &stem).map(drop)
}

/// Seals files that were changed or added on purpose (a repair), by a manifest of their own
/// whose entries take the place of earlier ones. `None` when nothing is sealed yet.
pub(super) fn seal_again(
    root: &Path,
    files: &BTreeSet<String>,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<Option<String>, StoreError> {
    let (number, Some(previous)) = chain(root)? else {
        return Ok(None);
    };
    let stem = manifest::repair_after(manifest::stem_of(&previous.file));
    let manifest = Manifest {
        schema: MANIFEST_SCHEMA.to_owned(),
        number,
        run: None,
        at: now,
        reason: Some(reason.to_owned()),
        previous: Some(previous),
        files: seals(root, files)?,
    };
    manifest.write(root, &stem).map(Some)
}

/// Each file as it is now.
fn seals(root: &Path, files: &BTreeSet<String>) -> Result<Vec<Sealed>, StoreError> {
    let (blobs, files) = (FileBlobs::of(root), files.iter());
    files.map(|file| manifest::seal(&blobs, file)).collect()
}

/// The number of the next manifest, and the one before it.
fn chain(root: &Path) -> Result<(u64, Option<Previous>), StoreError> {
    let blobs = &FileBlobs::of(root);
    let mut all = Manifest::all(blobs)?;
    let count = all.len() as u64;
    let Some(file) = all.pop() else {
        return Ok((1, None));
    };
    // One that cannot be read is `verify`'s to tell, and must not keep the archive shut.
    let number = Manifest::read(blobs, &file).map_or(count, |last| last.number) + 1;
    let sha256 = manifest::seal(blobs, &file)?.sha256;
    Ok((number, Some(Previous { file, sha256 })))
}

/// What all manifests so far list.
fn earlier(blobs: &dyn Blobs) -> Result<BTreeMap<String, Sealed>, StoreError> {
    let mut known = BTreeMap::new();
    for file in Manifest::all(blobs)? {
        let files = Manifest::read(blobs, &file).map_or(Vec::new(), |manifest| manifest.files);
        known.extend(
            files
                .into_iter()
                .map(|sealed| (sealed.path.clone(), sealed)),
        );
    }
    Ok(known)
}

/// Files a journal names.
#[derive(Default)]
pub(super) struct JournalFiles {
    pub(super) snapshots: BTreeSet<String>,
    imported: BTreeSet<String>,
    /// The time of its last event.
    last: Option<DateTime<Utc>>,
}

pub(super) fn named_by(root: &Path, run: &str) -> Result<JournalFiles, StoreError> {
    let path = journal::path(root, run);
    let mut named = JournalFiles::default();
    for line in BufReader::new(disk::open_to_read(&path)?).split(b'\n') {
        let line = line.map_err(failed("read", &path))?;
        // A damaged line was told when it was read in.
        let Ok(event) = serde_json::from_slice::<Event>(&line) else {
            continue;
        };
        named.last = Some(event.at());
        if let Some(snapshot) = event.snapshot() {
            named.snapshots.insert(snapshot.to_owned());
        }
        if let Event::Imported { file, .. } = event {
            named.imported.insert(file);
        }
    }
    Ok(named)
}
