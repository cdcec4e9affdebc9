//! Snapshot files: written once, never changed, found again.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde::Deserialize;

use super::blobs::WriteOutcome;
use super::disk::{Folders, Sync};
use super::error::JournalSpot;
use super::{Blobs, StoreError, disk, names};
use crate::digest::ContentDigest;
use crate::record::{FieldOrigin, SNAPSHOT_SCHEMA, Snapshot};
use crate::warc::{Header, RecordId, RecordType};

const FOLDER: &str = "snapshots";

/// Year, month, day and host.
const LEVELS: usize = 4;

/// A snapshot's path below the archive, with `/` between folders on every system.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StoredPath(String);

impl StoredPath {
    /// As events name it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<StoredPath> for String {
    fn from(path: StoredPath) -> Self {
        path.0
    }
}

/// A snapshot and the size of its file.
#[derive(Debug)]
pub(super) struct LoadedSnapshot {
    pub(super) snapshot: Snapshot,
    pub(super) bytes: u64,
}

/// Writes a snapshot's [`text_of`] under a name of its own, durably or soon so. The same
/// snapshot twice is one file.
pub(super) fn put(
    root: &Path,
    folders: &mut Folders,
    snapshot: &Snapshot,
    bytes: &[u8],
    sync: Sync,
) -> Result<StoredPath, StoreError> {
    let folder = names::folder(&snapshot.url, snapshot.captured_at);
    let mut names = names::candidates(&snapshot.url, &snapshot.digests.content);
    folders.ensure(root, Path::new(&folder))?;
    loop {
        let name = names.next().expect("there is always a next serial");
        let path = format!("{folder}/{name}");
        if disk::write_new(&root.join(&path), bytes, sync)? == WriteOutcome::Here {
            return Ok(StoredPath(path));
        }
    }
}

/// The file's bytes. A value JSON cannot hold (a confidence that is not a number) must not
/// become a file nobody can read: the only floating-point numbers are looked at first.
pub(super) fn text_of(
    snapshot: &Snapshot,
    root: &Path,
) -> Result<(Vec<u8>, LoadedSnapshot), StoreError> {
    let folder = &root.join(names::folder(&snapshot.url, snapshot.captured_at));
    let bad = |error| StoreError::bad_json(folder.clone(), &error);
    let mut bytes = serde_json::to_vec_pretty(snapshot).map_err(bad)?;
    bytes.push(b'\n');
    let finite = |field: &FieldOrigin| field.confidence.is_finite();
    let snapshot = if snapshot.fields.values().all(finite) {
        snapshot.clone()
    } else {
        parse(folder, &bytes)?
    };
    let loaded = LoadedSnapshot {
        snapshot,
        bytes: bytes.len() as u64,
    };
    Ok((bytes, loaded))
}

/// The record a snapshot was read from, its first page's.
pub(super) fn first_record(snapshot: &Snapshot) -> Option<RecordId> {
    let page = snapshot.provenance.pages.first()?;
    RecordId::parse(&page.warc.as_ref()?.record_id)
}

/// What the names of snapshots' metadata records begin with.
const URN: &str = "urn:hpnews:snapshot:";

/// Whether a record holds a snapshot.
pub fn is_snapshot(record: &Header) -> bool {
    record.kind() == RecordType::Metadata
        && record.target().is_some_and(|name| name.starts_with(URN))
}

/// The snapshot in such a record's block, which still says what its content digest was taken of.
/// The error says for a person what is wrong with it.
pub fn snapshot_in(block: &[u8]) -> Result<Snapshot, String> {
    let snapshot = parse(Path::new(""), block).map_err(|error| match error {
        StoreError::Damaged { place, cause, .. } => format!("{place}: {cause}"),
        other => other.to_string(),
    })?;
    if is_genuine(&snapshot) {
        return Ok(snapshot);
    }
    Err("it no longer says what its content digest was taken of".to_owned())
}

/// The name of a snapshot's metadata record: one of its own, never the page's address.
pub(super) fn urn(snapshot: &Snapshot) -> String {
    let article = url::form_urlencoded::byte_serialize(snapshot.article_id.as_bytes());
    format!(
        "{URN}{}:{}:{}",
        article.collect::<String>(),
        snapshot.captured_at.to_utc().format("%Y%m%dT%H%M%SZ"),
        snapshot.digests.content.short(),
    )
}

/// Reads a snapshot by its path below the archive.
pub fn read_snapshot(blobs: &dyn Blobs, path: &str) -> Result<Snapshot, StoreError> {
    load(blobs, path).map(|loaded| loaded.snapshot)
}

/// The same, with the size of its file.
pub(super) fn load(blobs: &dyn Blobs, path: &str) -> Result<LoadedSnapshot, StoreError> {
    let bytes = bytes_of(blobs, path)?;
    Ok(LoadedSnapshot {
        snapshot: parse(Path::new(&blobs.location(path)), &bytes)?,
        bytes: bytes.len() as u64,
    })
}

/// The bytes of a snapshot's file, which lies below the archive.
pub(super) fn bytes_of(blobs: &dyn Blobs, path: &str) -> Result<Vec<u8>, StoreError> {
    names::inside(Path::new(""), path)?;
    blobs.read_known(path)
}

fn parse(path: &Path, bytes: &[u8]) -> Result<Snapshot, StoreError> {
    #[derive(Deserialize)]
    struct SnapshotHead {
        schema: String,
    }
    let parsed = serde_json::from_slice::<Snapshot>(bytes);
    let schema = match &parsed {
        Ok(snapshot) => Some(snapshot.schema.clone()),
        Err(_) => serde_json::from_slice::<SnapshotHead>(bytes)
            .ok()
            .map(|h| h.schema),
    };
    match schema {
        Some(schema) if !Snapshot::is_readable(&schema) => Err(StoreError::Damaged {
            path: path.to_path_buf(),
            place: JournalSpot::Line { line: 1, column: 0 },
            cause: format!("its schema is {schema:?}, expected {SNAPSHOT_SCHEMA:?}"),
        }),
        _ => parsed
            .map(Snapshot::completed)
            .map_err(|error| StoreError::bad_json(path.to_path_buf(), &error)),
    }
}

/// Whether the snapshot still says what its content digest was taken of.
pub(super) fn is_genuine(snapshot: &Snapshot) -> bool {
    ContentDigest::of(&snapshot.content_form()) == snapshot.digests.content
}

/// What lies below `snapshots/`.
#[derive(Debug, Default)]
pub(super) struct SnapshotFolder {
    /// Snapshot files, by path below the archive, in order.
    pub(super) snapshots: Vec<String>,
    /// Temporary files a killed writer left.
    pub(super) temporaries: Vec<PathBuf>,
}

/// Walks the day folders from `since` on, or all.
pub(super) fn walk(root: &Path, since: Option<NaiveDate>) -> Result<SnapshotFolder, StoreError> {
    let since = since.map_or(String::new(), |day| day.format("%Y/%m/%d").to_string());
    let mut shelf = SnapshotFolder::default();
    walk_folder(root, "", &since, &mut shelf)?;
    Ok(shelf)
}

fn walk_folder(
    root: &Path,
    below: &str,
    since: &str,
    shelf: &mut SnapshotFolder,
) -> Result<(), StoreError> {
    for entry in disk::entries(&root.join(FOLDER).join(below))? {
        let path = match below {
            "" => entry.name.clone(),
            _ => format!("{below}/{}", entry.name),
        };
        if entry.is_folder {
            // Year, month and day are zero-padded, so text order is date order. A link may lead
            // back to a folder above it.
            let is_ours = path.split('/').count() <= LEVELS;
            if is_ours && path.as_str() >= since.get(..path.len()).unwrap_or(since) {
                walk_folder(root, &path, since, shelf)?;
            }
        } else if entry.name.starts_with(names::TEMPORARY) {
            shelf.temporaries.push(entry.path);
        } else if Path::new(&path).extension().is_some_and(|e| e == "json") {
            shelf.snapshots.push(format!("{FOLDER}/{path}"));
        }
    }
    Ok(())
}
