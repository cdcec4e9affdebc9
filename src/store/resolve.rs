//! A kept capture read back from its record, whole even where the record is a revisit.

use std::io::{BufReader, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::disk::failed;
use super::{CaptureRow, Reader, StoreError, disk, snapshots};
use crate::http::Capture;
use crate::record::WarcLocation;
use crate::warc::{self, Header, Kind, RecordId};

/// Largest record taken into memory, and largest body it may unfold to, in bytes.
const MAX_RECORD: u64 = 256 << 20;

/// Why a revisit has no body.
const LOST: &str = "it is a revisit of a response that this archive does not hold";

impl Reader {
    /// The capture at a place; of a revisit, with the body of the record it refers to. The
    /// request is not read.
    pub fn capture_at(&self, place: &WarcLocation) -> Result<Capture, StoreError> {
        let (header, mut capture) = self.record_at(place)?;
        if header.kind() == Kind::Revisit {
            let original = self
                .original_place(&header)?
                .ok_or_else(|| self.bad_record(place, LOST))?;
            let (first, original) = self.record_at(&original)?;
            if first.kind() == Kind::Revisit {
                return Err(self.bad_record(place, LOST));
            }
            capture.body = original.body;
            capture.payload = original.payload;
            capture.truncated = original.truncated;
            capture.undecoded = original.undecoded;
        }
        Ok(capture)
    }

    /// The newest response 200 of an address, where a record of a 304 would refer to it: what
    /// that 304, to its validators, would confirm.
    pub fn newest_in_full(&self, url: &str) -> Result<Option<Capture>, StoreError> {
        let (Some(newest), Some(original)) = (self.newest_ok(url)?, self.last_of(url)?) else {
            return Ok(None);
        };
        let place = &newest.evidence.location;
        if place.record_id != original.record_id.as_str() {
            return Ok(None);
        }
        self.capture_at(place).map(Some)
    }

    /// Where the response lies that a revisit refers to: the record named, else the address's
    /// capture of the time named, else the record wherever it lies (an address may be spelt in
    /// another way than the catalog does). One that names neither, as Heritrix long wrote them,
    /// has the payload that was found for it when it was taken in.
    pub fn original_place(&self, revisit: &Header) -> Result<Option<WarcLocation>, StoreError> {
        let url = revisit
            .field("WARC-Refers-To-Target-URI")
            .or_else(|| revisit.target());
        let Some(url) = url else { return Ok(None) };
        let id = revisit.field("WARC-Refers-To").and_then(RecordId::parse);
        let at = revisit
            .field("WARC-Refers-To-Date")
            .and_then(|date| date.parse::<DateTime<Utc>>().ok());
        let rows = self.captures_of(url.trim_matches(['<', '>']))?;
        let full = || rows.iter().filter(|row| !row.evidence.revisit);
        let named = |row: &&CaptureRow| {
            id.as_ref()
                .is_some_and(|id| row.evidence.location.record_id == id.as_str())
        };
        let then = |row: &&CaptureRow| {
            at.is_some_and(|at| row.at == at || row.at.timestamp() == at.timestamp())
        };
        match (full().find(named).or_else(|| full().find(then)), id) {
            (Some(row), _) => Ok(Some(row.evidence.location.clone())),
            (None, Some(id)) => self.place_of(id.as_str()),
            (None, None) => {
                let own = revisit.id();
                let is_own = |row: &&CaptureRow| {
                    let id = own.as_ref().map(RecordId::as_str);
                    Some(row.evidence.location.record_id.as_str()) == id
                };
                let payload = rows
                    .iter()
                    .find(is_own)
                    .and_then(|row| row.payload.as_ref());
                let same = |row: &&CaptureRow| payload.is_some() && row.payload.as_ref() == payload;
                Ok(full().find(same).map(|row| row.evidence.location.clone()))
            }
        }
    }

    fn record_at(&self, place: &WarcLocation) -> Result<(Header, Capture), StoreError> {
        let path = warc_path(&self.root, &place.file)?;
        let mut file = disk::open_to_read(&path)?;
        file.seek(SeekFrom::Start(place.offset))
            .map_err(failed("read", &path))?;
        let mut reader = warc::Reader::at(BufReader::new(file), place.offset);
        let bad = |error| StoreError::bad_record(path.clone(), place.offset, error);
        let header = reader
            .next_record()
            .map_err(|error| bad(error.to_string()))?
            .ok_or_else(|| bad("the file ends before it".to_owned()))?;
        let written = header.field("WARC-Record-ID").unwrap_or_default();
        if header.offset != place.offset || written.trim_matches(['<', '>']) != place.record_id {
            return Err(bad(format!("no record {} is there", place.record_id)));
        }
        let capture = reader
            .read_block(MAX_RECORD)
            .and_then(|block| warc::capture_of(&header, block, MAX_RECORD))
            .map_err(|error| bad(error.to_string()))?;
        Ok((header, capture))
    }

    fn bad_record(&self, place: &WarcLocation, cause: &str) -> StoreError {
        let path = self.root.join(&place.file);
        StoreError::bad_record(path, place.offset, cause)
    }
}

/// The file a location names: below the archive, or where an import by reference left it.
pub(super) fn warc_path(root: &Path, file: &str) -> Result<PathBuf, StoreError> {
    if Path::new(file).is_absolute() {
        return Ok(PathBuf::from(file));
    }
    snapshots::inside(root, file)
}
