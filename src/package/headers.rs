//! The headers of segments, as far as a package needs them; whoever makes many packages keeps
//! those it read last. What of a segment is damaged is passed over: that is `verify`'s to tell,
//! and a record that is wanted and not found is an error where it is wanted.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::PackageError;
use crate::store::{BlobReader, Blobs};
use crate::warc::{Header, RecordId, RecordType, WarcError, WarcReader};

/// Headers of segments that were read before. By default none is kept.
#[derive(Debug, Default)]
pub struct SegmentHeaders {
    /// The one used last stands last.
    kept: Mutex<Vec<KeptSegment>>,
    /// Held by the one who reads a segment: others wait for it, and find it kept.
    reading: Mutex<()>,
    /// Records of all that are kept, at most: each takes about 120 bytes.
    records: usize,
}

#[derive(Debug)]
struct KeptSegment {
    file: String,
    /// A segment under way grows.
    bytes: Option<u64>,
    seen: Arc<[SeenRecord]>,
}

/// A record's header, as far as it matters here.
#[derive(Debug)]
pub(super) struct SeenRecord {
    pub(super) offset: u64,
    pub(super) length: u64,
    pub(super) kind: RecordType,
    pub(super) id: Option<Box<str>>,
    /// The records it stands beside or is about.
    pub(super) about: Box<[Box<str>]>,
}

impl SegmentHeaders {
    /// Keeps those of so many records.
    pub fn keeping(records: usize) -> Self {
        Self {
            records,
            ..Self::default()
        }
    }

    /// All of a segment, by their place.
    pub(super) fn of(
        &self,
        blobs: &dyn Blobs,
        file: &str,
    ) -> Result<Arc<[SeenRecord]>, PackageError> {
        let bytes = blobs.length(file)?;
        if let Some(seen) = self.known(file, bytes) {
            return Ok(seen);
        }
        let _reading = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(seen) = self.known(file, bytes) {
            return Ok(seen);
        }
        let seen: Arc<[SeenRecord]> = read(blobs, file)?.into();
        let mut kept = self.kept();
        kept.push(KeptSegment {
            file: file.to_owned(),
            bytes,
            seen: Arc::clone(&seen),
        });
        while kept.iter().map(|it| it.seen.len()).sum::<usize>() > self.records {
            kept.remove(0);
        }
        Ok(seen)
    }

    fn known(&self, file: &str, bytes: Option<u64>) -> Option<Arc<[SeenRecord]>> {
        let mut kept = self.kept();
        let at = kept.iter().position(|it| it.file == file)?;
        let known = kept.remove(at);
        let seen = (known.bytes == bytes).then(|| Arc::clone(&known.seen))?;
        kept.push(known);
        Some(seen)
    }

    /// A poisoned lock holds whole segments.
    fn kept(&self) -> MutexGuard<'_, Vec<KeptSegment>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read(blobs: &dyn Blobs, file: &str) -> Result<Vec<SeenRecord>, PackageError> {
    let mut records = WarcReader::new(BlobReader::open(blobs, file, 0)?);
    let mut seen = Vec::new();
    loop {
        match records.next_whole() {
            Ok(Some((header, length))) => seen.push(SeenRecord {
                offset: header.offset,
                length,
                kind: header.kind(),
                id: header.id().map(|id| id.as_str().into()),
                about: about(&header),
            }),
            Ok(None) => return Ok(seen),
            Err(source @ WarcError::Read { .. }) => {
                return Err(PackageError::Segment {
                    file: file.to_owned(),
                    source,
                });
            }
            Err(_) => {}
        }
    }
}

/// The records a header names: a request its response, metadata what it is about.
fn about(header: &Header) -> Box<[Box<str>]> {
    let names: &[&str] = match header.kind() {
        RecordType::Request | RecordType::Metadata | RecordType::Conversion => {
            &["WARC-Concurrent-To", "WARC-Refers-To"]
        }
        _ => &[],
    };
    let fields = header.fields.iter();
    fields
        .filter(|(name, _)| names.iter().any(|wanted| wanted.eq_ignore_ascii_case(name)))
        .filter_map(|(_, value)| Some(RecordId::parse(value)?.as_str().into()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::MemoryBlobs;

    #[test]
    fn the_segments_used_last_are_kept_up_to_a_number_of_records() {
        let headers = SegmentHeaders::keeping(2);
        let blobs = MemoryBlobs::default();
        let record = |n: u8| {
            format!("WARC/1.1\r\nWARC-Type: resource\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-00000000000{n}>\r\nWARC-Date: 2026-11-01T00:00:00Z\r\nContent-Length: 0\r\n\r\n\r\n\r\n").into_bytes()
        };
        for n in 1..=3 {
            blobs.put_new(&format!("{n}.warc"), &record(n)).unwrap();
        }
        let first = headers.of(&blobs, "1.warc").unwrap();
        assert_eq!(first.len(), 1);
        headers.of(&blobs, "2.warc").unwrap();
        assert!(
            Arc::ptr_eq(&first, &headers.of(&blobs, "1.warc").unwrap()),
            "it is kept"
        );
        headers.of(&blobs, "3.warc").unwrap();
        let kept: Vec<String> = headers.kept().iter().map(|it| it.file.clone()).collect();
        assert_eq!(
            kept,
            ["1.warc", "3.warc"],
            "the one not used for longest went"
        );
        let grown = MemoryBlobs::default();
        let whole = [record(1), record(2)].concat();
        grown.put_new("1.warc", &whole).unwrap();
        assert_eq!(
            headers.of(&grown, "1.warc").unwrap().len(),
            2,
            "it has grown"
        );
        assert!(
            SegmentHeaders::default()
                .of(&grown, "1.warc")
                .unwrap()
                .len()
                == 2
        );
    }
}
