//! EDGE: new segments from copied records, each begun by a warcinfo of its own.
#![expect(
    clippy::disallowed_methods,
    reason = "the package is written where the person asked for it"
)]

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::PackageError;
use super::error::failed;
use super::gather::RecordCopy;
use crate::store::{BlobReader, Blobs};
use crate::warc::{self, CdxjLine, RecordId};

/// A segment is closed when it has so many bytes (Heritrix: 10⁹).
const FULL: u64 = 1_000_000_000;

/// What the warcinfo of the new segments says.
#[derive(Clone, Copy, Debug)]
pub(super) struct SegmentInfo<'a> {
    /// Stem of the files' names.
    pub(super) stem: &'a str,
    pub(super) title: &'a str,
    pub(super) software: &'a str,
    pub(super) operator: Option<&'a str>,
    pub(super) now: DateTime<Utc>,
}

/// Copies records into new segments in `folder`.
pub(super) fn write(
    blobs: &dyn Blobs,
    pieces: &[RecordCopy],
    folder: &Path,
    told: &SegmentInfo<'_>,
) -> Result<Vec<String>, PackageError> {
    let mut names = Vec::new();
    let mut rest = pieces;
    while !rest.is_empty() {
        let name = format!("{}-{:05}.warc.gz", told.stem, names.len());
        let here = filling(rest);
        let path = folder.join(&name);
        let file = File::create_new(&path).map_err(failed("create", &path))?;
        let mut out = BufWriter::with_capacity(1 << 20, file);
        out.write_all(&opening(&name, told))
            .map_err(failed("write", &path))?;
        copy(blobs, &rest[..here], &mut out, &path)?;
        out.flush().map_err(failed("write", &path))?;
        names.push(name);
        rest = &rest[here..];
    }
    Ok(names)
}

/// How many of the records fill one segment: at least one.
fn filling(pieces: &[RecordCopy]) -> usize {
    let mut bytes = 0;
    let full = pieces.iter().position(|piece| {
        bytes += piece.length;
        bytes >= FULL
    });
    full.map_or(pieces.len(), |last| last + 1)
}

fn opening(name: &str, told: &SegmentInfo<'_>) -> Vec<u8> {
    let seed = format!("package {name} {}", told.now.to_rfc3339());
    let mut fields = vec![
        ("software", told.software),
        ("format", "WARC File Format 1.1"),
        (
            "conformsTo",
            "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        ),
        ("isPartOf", told.stem),
        ("description", told.title),
    ];
    fields.extend(told.operator.map(|operator| ("operator", operator)));
    warc::warcinfo(RecordId::derive(&seed), told.now, name, &fields).to_gzip(6)
}

fn copy(
    blobs: &dyn Blobs,
    pieces: &[RecordCopy],
    out: &mut impl Write,
    to: &Path,
) -> Result<(), PackageError> {
    for piece in pieces {
        let place = piece.offset..piece.offset + piece.length;
        let mut record = BlobReader::of_range(blobs, &piece.file, place)?;
        let copied = if record.peek().starts_with(&[0x1f, 0x8b]) {
            io::copy(&mut record, out).map_err(failed("write", to))?
        } else {
            compress(&mut record, out).map_err(failed("write", to))?
        };
        if copied != piece.length {
            let short = io::Error::from(io::ErrorKind::UnexpectedEof);
            let path = PathBuf::from(blobs.location(&piece.file));
            return Err(failed("read", &path)(short));
        }
    }
    Ok(())
}

/// A record of an imported plain WARC file becomes a gzip member of its own.
fn compress(source: &mut impl Read, out: &mut impl Write) -> io::Result<u64> {
    let mut encoder = GzEncoder::new(out, Compression::new(6));
    let copied = io::copy(source, &mut encoder)?;
    encoder.finish()?;
    Ok(copied)
}

/// The CDXJ lines of the new segments.
pub(super) fn lines(folder: &Path, names: &[String]) -> Result<Vec<CdxjLine>, PackageError> {
    let mut all = Vec::new();
    for name in names {
        let path = folder.join(name);
        let file = File::open(&path).map_err(failed("open", &path))?;
        let (lines, errors) = warc::index(BufReader::with_capacity(1 << 20, file), name);
        if let Some(source) = errors.into_iter().next() {
            return Err(PackageError::Segment {
                file: name.clone(),
                source,
            });
        }
        all.extend(lines);
    }
    Ok(all)
}
