//! Which records a package needs, by reading the headers of the segments that hold its
//! captures: each response or revisit, its request, the metadata about it, the warcinfo of
//! its file; and the original each revisit refers to, with the same company.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::PackageError;
use super::headers::{SeenRecord, SegmentHeaders};
use crate::published::Published;
use crate::record::WarcLocation;
use crate::redaction::Holder;
use crate::store::{BlobReader, Blobs, CaptureRow, Reader};
use crate::warc::{self, RecordType};

/// Largest record beside a capture that is looked through, in bytes.
const MAX_BESIDE: u64 = 256 << 20;

/// One record to be copied.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RecordCopy {
    /// As the archive names the file.
    pub(super) file: String,
    /// First byte.
    pub(super) offset: u64,
    /// Its length in the file.
    pub(super) length: u64,
}

/// The records of a package.
#[derive(Debug)]
pub(super) struct PackageRecords {
    /// By file and place.
    pub(super) pieces: Vec<RecordCopy>,
    /// How many of them are originals that revisits refer to, beside the chosen captures.
    pub(super) originals: usize,
    /// Records left out because of what they hold or refer to.
    pub(super) withheld: usize,
    /// Revisits left out because the archive no longer has what they refer to.
    pub(super) lost: Vec<WarcLocation>,
}

/// What a revisit refers to.
enum OriginalRecord {
    At(WarcLocation),
    /// Nothing it needs: it is replayed as it is.
    None,
    /// A response that is not there.
    Lost,
}

/// The segments that were looked through.
struct ScannedSegments<'h> {
    headers: &'h SegmentHeaders,
    seen: BTreeMap<String, Arc<[SeenRecord]>>,
}

/// Gathers what the captures need.
pub(super) fn gather(
    published: &Published,
    captures: &[CaptureRow],
    segments: &SegmentHeaders,
) -> Result<PackageRecords, PackageError> {
    let (reader, withheld) = (published.reader(), published.withheld());
    let (mut refused, mut lost) = (0, Vec::new());
    let mut files = ScannedSegments {
        headers: segments,
        seen: BTreeMap::new(),
    };
    let mut chosen: BTreeSet<String> = BTreeSet::new();
    // Originals from outside the choice.
    let mut wanted: BTreeSet<String> = BTreeSet::new();
    let mut open: Vec<WarcLocation> = captures
        .iter()
        .map(|row| row.evidence.location.clone())
        .collect();
    let mut refers: Vec<WarcLocation> = Vec::new();
    while !open.is_empty() {
        for place in open.drain(..) {
            scan(reader.blobs(), &place.file, &mut files)?;
            let seen = at_place(&files, &place)?;
            if chosen.insert(place.record_id.clone()) && seen.kind == RecordType::Revisit {
                refers.push(place);
            }
        }
        for revisit in refers.drain(..) {
            let place = match original(reader, &revisit, &mut files)? {
                OriginalRecord::At(place) => place,
                OriginalRecord::None => continue,
                OriginalRecord::Lost => {
                    chosen.remove(&revisit.record_id);
                    lost.push(revisit);
                    continue;
                }
            };
            at_place(&files, &place)?;
            let is_named =
                |header: warc::Header| header.target().is_some_and(|url| withheld.has_part_at(url));
            if !withheld.is_empty() && is_named(header_at(reader.blobs(), &place)?) {
                refused += usize::from(chosen.remove(&revisit.record_id));
                continue;
            }
            if !chosen.contains(&place.record_id) && wanted.insert(place.record_id.clone()) {
                open.push(place);
            }
        }
    }
    let originals = wanted.len();
    with_followers(reader.blobs(), &mut files)?;
    let mut pieces = pieces(&files, &chosen);
    if !withheld.is_empty() {
        let all = pieces.len();
        let mut kept = Vec::with_capacity(all);
        for piece in pieces {
            if !is_withheld(published, &files, &piece)? {
                kept.push(piece);
            }
        }
        pieces = kept;
        refused += all - pieces.len();
    }
    Ok(PackageRecords {
        pieces,
        originals,
        withheld: refused,
        lost,
    })
}

/// Whether what stands beside a capture (its request, what is noted about it) holds what is
/// withheld. The captures themselves were looked through when they were chosen.
fn is_withheld(
    published: &Published,
    files: &ScannedSegments<'_>,
    piece: &RecordCopy,
) -> Result<bool, PackageError> {
    let seen = files.seen.get(&piece.file);
    let seen = seen.into_iter().flat_map(|seen| seen.iter());
    let mut seen = seen.filter(|seen| seen.offset == piece.offset);
    let looked_through = [
        RecordType::Response,
        RecordType::Revisit,
        RecordType::Warcinfo,
    ];
    if seen
        .next()
        .is_none_or(|seen| looked_through.contains(&seen.kind))
    {
        return Ok(false);
    }
    let source = BlobReader::open(published.reader().blobs(), &piece.file, piece.offset)?;
    let mut records = warc::WarcReader::at(source, piece.offset);
    let broken = |source| PackageError::Segment {
        file: piece.file.clone(),
        source,
    };
    let header = records.next_record().map_err(broken)?;
    let block = records.read_block(MAX_BESIDE).map_err(broken)?;
    let mut text = String::from_utf8_lossy(&block).into_owned();
    for (_, value) in header.iter().flat_map(|header| &header.fields) {
        text.push('\n');
        text.push_str(value);
    }
    Ok(published.withheld().is_in(Holder::Page, &text))
}

/// The response a revisit refers to. A server-not-modified one of another tool may refer to none.
fn original(
    reader: &Reader,
    revisit: &WarcLocation,
    files: &mut ScannedSegments<'_>,
) -> Result<OriginalRecord, PackageError> {
    let blobs = reader.blobs();
    let header = header_at(blobs, revisit)?;
    let Some(place) = reader.original_place(&header)? else {
        return Ok(if header.is_not_modified() {
            OriginalRecord::None
        } else {
            OriginalRecord::Lost
        });
    };
    let is_there = blobs.length(&place.file)?.is_some() && {
        scan(blobs, &place.file, files)?;
        at_place(files, &place).is_ok()
    };
    Ok(if is_there {
        OriginalRecord::At(place)
    } else {
        OriginalRecord::Lost
    })
}

fn header_at(blobs: &dyn Blobs, place: &WarcLocation) -> Result<warc::Header, PackageError> {
    let source = BlobReader::open(blobs, &place.file, place.offset)?;
    warc::WarcReader::at(source, place.offset)
        .next_record()
        .map_err(|source| PackageError::Segment {
            file: place.file.clone(),
            source,
        })?
        .ok_or_else(|| missing(place))
}

fn at_place<'a>(
    files: &'a ScannedSegments<'_>,
    place: &WarcLocation,
) -> Result<&'a SeenRecord, PackageError> {
    files
        .seen
        .get(&place.file)
        .and_then(|seen| {
            let index = seen.binary_search_by_key(&place.offset, |seen| seen.offset);
            seen.get(index.ok()?)
        })
        .filter(|seen| seen.id.as_deref() == Some(&place.record_id))
        .ok_or_else(|| missing(place))
}

fn missing(place: &WarcLocation) -> PackageError {
    PackageError::Missing {
        file: place.file.clone(),
        offset: place.offset,
        record: place.record_id.clone(),
    }
}

/// Reads the headers of a file, once.
fn scan(
    blobs: &dyn Blobs,
    file: &str,
    files: &mut ScannedSegments<'_>,
) -> Result<(), PackageError> {
    if !files.seen.contains_key(file) {
        let seen = files.headers.of(blobs, file)?;
        files.seen.insert(file.to_owned(), seen);
    }
    Ok(())
}

/// A segment that was full is followed by another, and what was written last about its last
/// response may lie there.
fn with_followers(blobs: &dyn Blobs, files: &mut ScannedSegments<'_>) -> Result<(), PackageError> {
    let followers: Vec<String> = files
        .seen
        .keys()
        .filter_map(|file| follower(file))
        .collect();
    for file in followers {
        if blobs.length(&file)?.is_some() {
            scan(blobs, &file, files)?;
        }
    }
    Ok(())
}

/// `…-00001.warc.gz` after `…-00000.warc.gz`.
pub(super) fn follower(file: &str) -> Option<String> {
    let stem = file.strip_suffix(".warc.gz")?;
    let (before, serial) = stem.rsplit_once('-')?;
    let next = serial.parse::<u32>().ok()?.checked_add(1)?;
    (serial.len() == 5).then(|| format!("{before}-{next:05}.warc.gz"))
}

fn pieces(files: &ScannedSegments<'_>, chosen: &BTreeSet<String>) -> Vec<RecordCopy> {
    let mut pieces = Vec::new();
    for (file, seen) in &files.seen {
        let wanted = |seen: &&SeenRecord| {
            let own = seen.id.as_deref().is_some_and(|id| chosen.contains(id));
            let company = seen.about.iter().any(|id| chosen.contains(&**id));
            own || company
        };
        if !seen.iter().any(|seen| wanted(&seen)) {
            continue;
        }
        let kept = seen
            .iter()
            .filter(|seen| seen.kind == RecordType::Warcinfo || wanted(seen));
        pieces.extend(kept.map(|seen| RecordCopy {
            file: file.clone(),
            offset: seen.offset,
            length: seen.length,
        }));
    }
    pieces
}
