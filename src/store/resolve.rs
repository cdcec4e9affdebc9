//! A kept capture read back from its record, whole even where the record is a revisit.

use chrono::{DateTime, Utc};
use url::Url;

use super::{BlobReader, CaptureRow, Reader, StoreError};
use crate::http::{Capture, bare};
use crate::record::WarcLocation;
use crate::warc::{self, Header, LabelledDigest, RecordId, RecordType};

/// Largest record taken into memory, and largest body it may unfold to, in bytes.
const MAX_RECORD: u64 = 256 << 20;

/// Why a revisit has no body.
const LOST: &str = "it is a revisit of a response that this archive does not hold";

impl Reader {
    /// The capture at a place; of a revisit, with the body of the record it refers to. The
    /// request is not read.
    pub fn capture_at(&self, place: &WarcLocation) -> Result<Capture, StoreError> {
        let (header, mut capture) = self.record_at(place)?;
        if header.kind() == RecordType::Revisit {
            let original = self
                .original_place(&header)?
                .ok_or_else(|| self.bad_record(place, LOST))?;
            let (first, original) = self.record_at(&original)?;
            if first.kind() == RecordType::Revisit {
                return Err(self.bad_record(place, LOST));
            }
            capture.complete(original);
        }
        Ok(capture)
    }

    /// The newest response 200 of an address, where a record of a 304 would refer to it: what
    /// that 304, to its validators, would confirm.
    pub fn newest_in_full(&self, url: &str) -> Result<Option<Capture>, StoreError> {
        let (Some(newest), Some(original)) = (
            self.captures().newest_ok(url)?,
            self.captures().last_of(url)?,
        ) else {
            return Ok(None);
        };
        let place = &newest.evidence.location;
        if place.record_id != original.record_id.as_str() {
            return Ok(None);
        }
        self.capture_at(place).map(Some)
    }

    /// Where the response lies that a revisit refers to: the record named, else the address's
    /// capture of the time named, else whichever has the payload that was found for it when it
    /// was taken in (Heritrix long wrote revisits that name neither; an address may be spelt in
    /// another way than the catalog does), else, where the server answered 304, the newest before
    /// it.
    pub fn original_place(&self, revisit: &Header) -> Result<Option<WarcLocation>, StoreError> {
        let Some(url) = revisit.original_url() else {
            return Ok(None);
        };
        let rows = self.captures().of(url.as_str())?;
        let place = |row: &CaptureRow| row.evidence.location.clone();
        let full = || rows.iter().filter(|row| !row.evidence.revisit);
        let id = revisit.field("WARC-Refers-To").and_then(RecordId::parse);
        if let Some(id) = &id {
            let named = |row: &&CaptureRow| row.evidence.location.record_id == id.as_str();
            if let Some(row) = full().find(named) {
                return Ok(Some(place(row)));
            }
        }
        let at = revisit.original_date();
        let then = |row: &&CaptureRow| {
            at.is_some_and(|at| row.at == at || row.at.timestamp() == at.timestamp())
        };
        if let Some(row) = full().find(then) {
            return Ok(Some(place(row)));
        }
        if let Some(id) = &id
            && let Some(place) = self.captures().place_of(id.as_str())?
        {
            return Ok(Some(place));
        }
        let found = self.payload_found_for(revisit)?;
        match revisit.date() {
            Some(at) if found.is_none() && revisit.is_not_modified() => {
                self.held_at(url.as_str(), at, None)
            }
            _ => Ok(found),
        }
    }

    /// Where a response lies with the payload that a revisit was found to stand for.
    fn payload_found_for(&self, revisit: &Header) -> Result<Option<WarcLocation>, StoreError> {
        let own = revisit.target().and_then(|url| Url::parse(url).ok());
        let (Some(url), Some(id)) = (own.map(bare), revisit.id()) else {
            return Ok(None);
        };
        let rows = self.captures().of(url.as_str())?;
        let is_own = |row: &&CaptureRow| row.evidence.location.record_id == id.as_str();
        let Some(payload) = rows
            .iter()
            .find(is_own)
            .and_then(|row| row.payload.as_ref())
        else {
            return Ok(None);
        };
        let same =
            |row: &&CaptureRow| !row.evidence.revisit && row.payload.as_ref() == Some(payload);
        match rows.iter().find(same) {
            Some(row) => Ok(Some(row.evidence.location.clone())),
            None => self.captures().place_with(payload),
        }
    }

    /// Where the newest full response of an address lies, up to a moment, that has a payload of
    /// this digest, in whichever algorithm its writer preferred; without one, the newest at all.
    pub fn held_at(
        &self,
        url: &str,
        at: DateTime<Utc>,
        sum: Option<&LabelledDigest>,
    ) -> Result<Option<WarcLocation>, StoreError> {
        for row in self.captures().of(url)?.into_iter().rev() {
            let is_full = !row.evidence.revisit && !row.evidence.partial && row.status == Some(200);
            if !is_full || row.at > at {
                continue;
            }
            let place = row.evidence.location;
            let Some(sum) = sum else {
                return Ok(Some(place));
            };
            let (header, capture) = self.record_at(&place)?;
            if header.payload().as_ref() == Some(sum) || sum.is_of(&capture.body) == Some(true) {
                return Ok(Some(place));
            }
        }
        Ok(None)
    }

    fn record_at(&self, place: &WarcLocation) -> Result<(Header, Capture), StoreError> {
        let source = BlobReader::open(self.blobs(), &place.file, place.offset)?;
        let mut reader = warc::WarcReader::at(source, place.offset);
        let bad = |cause: String| self.bad_record(place, &cause);
        let header = reader
            .next_record()
            .map_err(|error| bad(error.to_string()))?
            .ok_or_else(|| bad("the file ends before it".to_owned()))?;
        let id = header.id();
        if header.offset != place.offset
            || id.as_ref().map(RecordId::as_str) != Some(place.record_id.as_str())
        {
            return Err(bad(format!("no record {} is there", place.record_id)));
        }
        let capture = reader
            .read_block(MAX_RECORD)
            .and_then(|block| warc::capture_of(&header, block, MAX_RECORD))
            .map_err(|error| bad(error.to_string()))?;
        Ok((header, capture))
    }

    fn bad_record(&self, place: &WarcLocation, cause: &str) -> StoreError {
        let location = self.blobs().location(&place.file);
        StoreError::bad_record(location, place.offset, cause)
    }
}
