//! EDGE: which records a package needs, by reading the headers of the segments that hold its
//! captures: each response or revisit, its request, the metadata about it, the warcinfo of
//! its file; and the original each revisit refers to, with the same company.
#![expect(
    clippy::disallowed_methods,
    reason = "the archive's segments are read here, as the catalog told where"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufReader, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::PackageError;
use super::error::failed;
use crate::record::WarcLocation;
use crate::store::{CaptureRow, Reader};
use crate::warc::{self, Kind, RecordId, WarcError};

/// One record to be copied.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Piece {
    /// As the archive names the file.
    pub(super) file: String,
    /// First byte.
    pub(super) offset: u64,
    /// Its length in the file.
    pub(super) length: u64,
}

/// The records of a package.
#[derive(Debug)]
pub(super) struct Gathered {
    /// By file and place.
    pub(super) pieces: Vec<Piece>,
    /// How many of them are originals that revisits refer to, beside the chosen captures.
    pub(super) originals: usize,
}

/// A record's header, as far as it matters here.
struct Seen {
    offset: u64,
    length: u64,
    kind: Kind,
    id: Option<String>,
    /// The records it stands beside or is about.
    about: Vec<String>,
}

/// Where a file of the archive lies; an imported one may lie outside, by its absolute path.
pub(super) fn path(root: &Path, file: &str) -> PathBuf {
    root.join(file)
}

/// Gathers what the captures need.
pub(super) fn gather(reader: &Reader, captures: &[CaptureRow]) -> Result<Gathered, PackageError> {
    let mut files: BTreeMap<String, Vec<Seen>> = BTreeMap::new();
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
            scan(reader.dir(), &place.file, &mut files)?;
            let seen = at_place(&files, &place)?;
            if chosen.insert(place.record_id.clone()) && seen.kind == Kind::Revisit {
                refers.push(place);
            }
        }
        for revisit in refers.drain(..) {
            if let Some(place) = original(reader, &revisit)?
                && !chosen.contains(&place.record_id)
                && wanted.insert(place.record_id.clone())
            {
                open.push(place);
            }
        }
    }
    let originals = wanted.len();
    with_followers(reader.dir(), &mut files)?;
    Ok(Gathered {
        pieces: pieces(&files, &chosen),
        originals,
    })
}

/// The response a revisit refers to. `None` where a server-not-modified one of another tool
/// refers to none: it is replayed as it is.
fn original(reader: &Reader, revisit: &WarcLocation) -> Result<Option<WarcLocation>, PackageError> {
    let path = path(reader.dir(), &revisit.file);
    let mut file = File::open(&path).map_err(failed("open", &path))?;
    file.seek(SeekFrom::Start(revisit.offset))
        .map_err(failed("read", &path))?;
    let header = warc::Reader::at(BufReader::new(file), revisit.offset)
        .next_record()
        .map_err(|source| PackageError::Segment {
            file: revisit.file.clone(),
            source,
        })?
        .ok_or_else(|| missing(revisit))?;
    let place = reader.original_place(&header)?;
    let profile = header.field("WARC-Profile").unwrap_or_default();
    if place.is_none() && !profile.ends_with("/server-not-modified") {
        let id = header
            .field("WARC-Refers-To")
            .unwrap_or("(it does not say which)");
        return Err(PackageError::NoOriginal {
            file: revisit.file.clone(),
            offset: revisit.offset,
            record: id.trim_matches(['<', '>']).to_owned(),
        });
    }
    Ok(place)
}

fn at_place<'a>(
    files: &'a BTreeMap<String, Vec<Seen>>,
    place: &WarcLocation,
) -> Result<&'a Seen, PackageError> {
    files
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

/// Reads the headers of a file, once. What of it is damaged is passed over: that is `verify`'s
/// to tell, and a record that is wanted and not found is an error where it is wanted.
fn scan(
    root: &Path,
    file: &str,
    files: &mut BTreeMap<String, Vec<Seen>>,
) -> Result<(), PackageError> {
    if files.contains_key(file) {
        return Ok(());
    }
    let path = path(root, file);
    let source = File::open(&path).map_err(failed("open", &path))?;
    let broken = |source| PackageError::Segment {
        file: file.to_owned(),
        source,
    };
    let mut records = warc::Reader::new(BufReader::with_capacity(1 << 20, source));
    let mut seen = Vec::new();
    loop {
        match records.next_whole() {
            Ok(Some((header, length))) => seen.push(Seen {
                offset: header.offset,
                length,
                kind: header.kind(),
                id: header.id().map(|id| id.as_str().to_owned()),
                about: about(&header),
            }),
            Ok(None) => break,
            Err(source @ WarcError::Read { .. }) => return Err(broken(source)),
            Err(_) => {}
        }
    }
    files.insert(file.to_owned(), seen);
    Ok(())
}

/// The records a header names: a request its response, metadata what it is about.
fn about(header: &warc::Header) -> Vec<String> {
    let names: &[&str] = match header.kind() {
        Kind::Request | Kind::Metadata | Kind::Conversion => {
            &["WARC-Concurrent-To", "WARC-Refers-To"]
        }
        _ => &[],
    };
    let fields = header.fields.iter();
    fields
        .filter(|(name, _)| names.iter().any(|wanted| wanted.eq_ignore_ascii_case(name)))
        .filter_map(|(_, value)| Some(RecordId::parse(value)?.as_str().to_owned()))
        .collect()
}

/// A segment that was full is followed by another, and what was written last about its last
/// response may lie there.
fn with_followers(
    root: &Path,
    files: &mut BTreeMap<String, Vec<Seen>>,
) -> Result<(), PackageError> {
    let followers: Vec<String> = files.keys().filter_map(|file| follower(file)).collect();
    for file in followers {
        if path(root, &file).exists() {
            scan(root, &file, files)?;
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

fn pieces(files: &BTreeMap<String, Vec<Seen>>, chosen: &BTreeSet<String>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (file, seen) in files {
        let wanted = |seen: &&Seen| {
            let own = seen.id.as_ref().is_some_and(|id| chosen.contains(id));
            let company = seen.about.iter().any(|id| chosen.contains(id));
            own || company
        };
        if !seen.iter().any(|seen| wanted(&seen)) {
            continue;
        }
        let kept = seen
            .iter()
            .filter(|seen| seen.kind == Kind::Warcinfo || wanted(seen));
        pieces.extend(kept.map(|seen| Piece {
            file: file.clone(),
            offset: seen.offset,
            length: seen.length,
        }));
    }
    pieces
}
