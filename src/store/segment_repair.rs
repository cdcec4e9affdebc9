//! Putting right, at open, what a killed writer left of WARC files and manifests.
//!
//! A process never writes to a segment of another, so every segment without an index is
//! closed now: what is torn at its end is cut at the last whole record (never below what was
//! acknowledged), and the index is written. Whole records that no event names stay: they are
//! evidence. Ended runs that no manifest seals are sealed. What a manifest has sealed is left
//! as it is: repairing that is for a person to ask for.

use std::io::{BufReader, Seek, SeekFrom};
use std::path::Path;

use super::disk::{FolderEntry, failed};
use super::journal_replay::UnusableLine;
use super::segment::{self, cdxj_beside};
use super::{Manifest, Reader, Recovered, StoreError, closing, disk, manifest, names};
use crate::warc::{self, WarcError};

/// Folder of other tools' files, below the archive.
pub(super) const IMPORTED: &str = "warc/imported";

/// Repairs all there is.
pub(super) fn step(reader: &Reader, recovered: &mut Recovered) -> Result<(), StoreError> {
    let root = &reader.root;
    let unfinished = reader.runs().unfinished()?;
    let goes_on = |run: &str| unfinished.iter().any(|row| row.stamp == run);
    let mut open = Vec::new();
    for year in disk::entries(&root.join(segment::FOLDER))? {
        sweep(&year)?;
        for month in entries(&year)? {
            sweep(&month)?;
            for found in entries(&month)? {
                sweep(&found)?;
                let file = [segment::FOLDER, &year.name, &month.name, &found.name].join("/");
                if is_open(reader, &file, &found, goes_on) {
                    open.push((file, found));
                }
            }
        }
    }
    for sealed in disk::entries(&root.join(manifest::FOLDER))? {
        sweep(&sealed)?;
    }
    for (file, found) in open {
        close_segment(reader, &file, &found, recovered)?;
    }
    if let Some(last) = Manifest::all(reader.blobs())?.pop()
        && !root.join(manifest::sidecar_of(&last)).exists()
    {
        manifest::write_sidecar(root, &last)?;
    }
    for run in closing::unsealed(reader)? {
        closing::close(reader, &run)?;
        recovered.sealed.push(run);
    }
    Ok(())
}

fn entries(folder: &FolderEntry) -> Result<Vec<FolderEntry>, StoreError> {
    if folder.is_folder {
        disk::entries(&folder.path)
    } else {
        Ok(Vec::new())
    }
}

/// Removes a temporary file.
fn sweep(entry: &FolderEntry) -> Result<(), StoreError> {
    if !entry.is_folder && entry.name.starts_with(names::TEMPORARY) {
        disk::remove(&entry.path)?;
    }
    Ok(())
}

/// Whether this is a segment of ours that has neither index nor seal.
fn is_open(
    reader: &Reader,
    file: &str,
    found: &FolderEntry,
    goes_on: impl Fn(&str) -> bool,
) -> bool {
    let there = |below: &str| reader.root.join(below).exists();
    let Some((run, _)) = segment::parse(&found.name) else {
        return false;
    };
    let sealed = there(&manifest::path_of(run)) && !goes_on(run);
    !found.is_folder && !sealed && !there(&cdxj_beside(file))
}

fn close_segment(
    reader: &Reader,
    file: &str,
    found: &FolderEntry,
    recovered: &mut Recovered,
) -> Result<(), StoreError> {
    let (from, promised) = reader.captures().acknowledged(file)?.unwrap_or((0, 0));
    let scan = scan(&found.path, from)?;
    let whole = scan.whole.max(promised);
    let mut tell = |cause| {
        recovered.damaged.push(UnusableLine {
            path: found.path.clone(),
            line: None,
            cause,
        });
    };
    if scan.whole < promised {
        let (bytes, whole) = (found.bytes, scan.whole);
        tell(format!(
            "{promised} bytes were acknowledged; it has {bytes}, whole records up to byte {whole}"
        ));
    }
    scan.broken.into_iter().for_each(tell);
    if whole == 0 {
        recovered.cut_records += found.bytes;
        disk::remove(&found.path)?;
        return disk::sync_folder(disk::parent(&found.path));
    }
    if whole < found.bytes {
        recovered.cut_records += found.bytes - whole;
        disk::cut(&found.path, whole)?;
    }
    closing::index(&reader.root, file)?;
    recovered.closed.push(file.to_owned());
    Ok(())
}

/// What a segment holds from a record on.
struct SegmentScan {
    /// Where its last whole record ends.
    whole: u64,
    /// What is wrong before that.
    broken: Vec<String>,
}

/// Reads a segment from a record on. What is wrong after the last whole record is torn.
fn scan(path: &Path, from: u64) -> Result<SegmentScan, StoreError> {
    let mut file = disk::open_to_read(path)?;
    file.seek(SeekFrom::Start(from))
        .map_err(failed("read", path))?;
    let mut reader = warc::WarcReader::at(BufReader::with_capacity(1 << 16, file), from);
    let mut scan = SegmentScan {
        whole: from,
        broken: Vec::new(),
    };
    let mut wrong = Vec::new();
    loop {
        match reader.next_whole() {
            Ok(None) => return Ok(scan),
            Ok(Some((header, length))) => {
                scan.whole = header.offset + length;
                scan.broken.append(&mut wrong);
            }
            Err(WarcError::Read { source, .. }) => return Err(failed("read", path)(source)),
            Err(error) => wrong.push(error.to_string()),
        }
    }
}
