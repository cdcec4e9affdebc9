//! One exchange, and what we know of it, as WARC records.
//!
//! The entity is stored decoded and de-chunked; see [`stored_head`] for what that changes in
//! the head. Of the forms tried only this one passes warcio, fastwarc and warcat alike.

use chrono::{DateTime, Utc};

use super::head::stored_head;
use super::record::stamp;
use super::{Original, Profile, Record, RecordId, RecordType};
use crate::http::Capture;

type Fields = Vec<(String, String)>;

/// The record a file begins with. `fields` become `application/warc-fields` lines.
pub fn warcinfo(
    id: RecordId,
    at: DateTime<Utc>,
    filename: &str,
    fields: &[(&str, &str)],
) -> Record {
    let mut block = String::with_capacity(512);
    for (name, value) in fields {
        let value = value.replace(char::is_control, " ");
        block.extend([name, ": ", &value, "\r\n"]);
    }
    Record {
        kind: RecordType::Warcinfo,
        id,
        date: at,
        fields: vec![
            field("WARC-Filename", filename),
            field("Content-Type", "application/warc-fields"),
        ],
        block: block.into_bytes(),
    }
}

/// What came back, whole. `info`: the file's warcinfo.
pub fn response(capture: &Capture, id: RecordId, info: &RecordId) -> Record {
    let mut fields = exchange(capture, info);
    // It is optional (WARC 1.1 §5.9), and of a body that is coded still tools do not agree
    // on it: warcat undoes the coding, warcio and fastwarc do not. The block digest remains.
    if capture.undecoded.is_none() {
        fields.push(field("WARC-Payload-Digest", capture.payload.as_str()));
    }
    let mut block = stored_head(capture, capture.body.len());
    block.extend_from_slice(&capture.body);
    if let Some(truncation) = capture.truncated {
        fields.push(field("WARC-Truncated", truncation.as_str()));
    }
    fields.push(field("Content-Type", "application/http; msgtype=response"));
    Record {
        kind: RecordType::Response,
        id,
        date: capture.requested_at,
        fields,
        block,
    }
}

/// What was asked, beside its response (or revisit).
pub fn request(capture: &Capture, id: RecordId, response: &RecordId, info: &RecordId) -> Record {
    let mut fields = exchange(capture, info);
    fields.push(field("WARC-Concurrent-To", &response.bracketed()));
    fields.push(field("Content-Type", "application/http; msgtype=request"));
    Record {
        kind: RecordType::Request,
        id,
        date: capture.requested_at,
        fields,
        block: capture.request_head.clone(),
    }
}

/// What came back, when it brought nothing new: the head alone.
pub fn revisit(
    capture: &Capture,
    id: RecordId,
    info: &RecordId,
    profile: Profile,
    original: &Original,
) -> Record {
    let mut fields = exchange(capture, info);
    // A 304 has no payload to tell the digest of.
    if profile == Profile::IdenticalPayload {
        fields.push(field("WARC-Payload-Digest", capture.payload.as_str()));
    }
    fields.push(field("WARC-Profile", profile.as_str()));
    fields.push(field("WARC-Refers-To", &original.record_id.bracketed()));
    fields.push(field("WARC-Refers-To-Target-URI", &original.url));
    fields.push(field("WARC-Refers-To-Date", &stamp(original.at)));
    fields.push(field("Content-Type", "application/http; msgtype=response"));
    Record {
        kind: RecordType::Revisit,
        id,
        date: capture.requested_at,
        fields,
        block: stored_head(capture, 0),
    }
}

/// What we made of a response: JSON under a `urn:` of its own, never under the page's
/// address (it would shadow the page in pywb). `about`: the response.
pub fn metadata(
    id: RecordId,
    at: DateTime<Utc>,
    urn: &str,
    about: &RecordId,
    info: &RecordId,
    json: Vec<u8>,
) -> Record {
    Record {
        kind: RecordType::Metadata,
        id,
        date: at,
        fields: vec![
            field("WARC-Target-URI", urn),
            field("WARC-Warcinfo-ID", &info.bracketed()),
            field("WARC-Refers-To", &about.bracketed()),
            field("Content-Type", "application/json"),
        ],
        block: json,
    }
}

/// What every record of an exchange says.
fn exchange(capture: &Capture, info: &RecordId) -> Fields {
    let mut fields = Vec::with_capacity(10);
    fields.push(field("WARC-Target-URI", capture.url.as_str()));
    if let Some(peer) = capture.peer {
        fields.push(field("WARC-IP-Address", &peer.to_string()));
    }
    fields.push(field("WARC-Warcinfo-ID", &info.bracketed()));
    fields
}

fn field(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}
