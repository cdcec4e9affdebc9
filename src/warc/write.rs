//! One exchange, and what we know of it, as WARC records.
//!
//! The entity is stored decoded and de-chunked; the headers that said otherwise are renamed
//! `X-Archive-Orig-…` and `Content-Length` is that of what is stored. Everything else of the
//! head stands as the server sent it: order, case, repeats, reason, odd bytes.

use chrono::{DateTime, Utc};

use super::{Original, Profile, Record, RecordId};
use crate::http::Capture;

/// The record a file begins with. `fields` become `application/warc-fields` lines.
pub fn warcinfo(
    _id: RecordId,
    _at: DateTime<Utc>,
    _filename: &str,
    _fields: &[(&str, &str)],
) -> Record {
    todo!()
}

/// What came back, whole. `info`: the file's warcinfo.
pub fn response(_capture: &Capture, _id: RecordId, _info: &RecordId) -> Record {
    todo!()
}

/// What was asked, beside its response (or revisit).
pub fn request(
    _capture: &Capture,
    _id: RecordId,
    _response: &RecordId,
    _info: &RecordId,
) -> Record {
    todo!()
}

/// What came back, when it brought nothing new: the head alone.
pub fn revisit(
    _capture: &Capture,
    _id: RecordId,
    _info: &RecordId,
    _profile: Profile,
    _original: &Original,
) -> Record {
    todo!()
}

/// What we made of a response: JSON under a `urn:` of its own, never under the page's
/// address (it would shadow the page in pywb). `about`: the response.
pub fn metadata(
    _id: RecordId,
    _at: DateTime<Utc>,
    _urn: &str,
    _about: &RecordId,
    _info: &RecordId,
    _json: Vec<u8>,
) -> Record {
    todo!()
}
