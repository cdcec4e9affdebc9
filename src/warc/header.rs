//! A record's header, read.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use url::Url;

use super::record::unbracketed;
use super::{LabelledDigest, RecordId, RecordType};
use crate::http::{bare, text};

/// A record's header, and where the record begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// First byte of the record in the file (of its gzip member, if it has one).
    pub offset: u64,
    /// `1.0`, `1.1`, ….
    pub version: String,
    /// Names and values as written, in order, folded lines joined.
    pub fields: Vec<(String, String)>,
}

impl Header {
    /// The first value of a field, by name in any case.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// `WARC-Type`.
    pub fn kind(&self) -> RecordType {
        RecordType::parse(self.field("WARC-Type").unwrap_or_default())
    }

    /// `WARC-Record-ID`.
    pub fn id(&self) -> Option<RecordId> {
        RecordId::parse(self.field("WARC-Record-ID")?)
    }

    /// `WARC-Date`: RFC 3339, or the shortened forms WARC 1.1 §5.4 allows (`2016-01`),
    /// which stand for their first instant.
    pub fn date(&self) -> Option<DateTime<Utc>> {
        date(self.field("WARC-Date")?)
    }

    /// `WARC-Target-URI`, without the angle brackets some writers put around it.
    pub fn target(&self) -> Option<&str> {
        self.field("WARC-Target-URI").map(unbracketed)
    }

    /// `WARC-Payload-Digest`, where it is one that can be compared.
    pub fn payload(&self) -> Option<LabelledDigest> {
        LabelledDigest::parse(self.field("WARC-Payload-Digest")?)
    }

    /// The address a revisit's original was captured under, as an address is written: its own
    /// where it names no other.
    pub fn original_url(&self) -> Option<Url> {
        let named = self.field("WARC-Refers-To-Target-URI").map(unbracketed);
        Url::parse(named.or_else(|| self.target())?).ok().map(bare)
    }

    /// `WARC-Refers-To-Date`.
    pub fn original_date(&self) -> Option<DateTime<Utc>> {
        date(self.field("WARC-Refers-To-Date")?)
    }

    /// Whether a revisit says that the server answered 304, or would have.
    pub fn is_not_modified(&self) -> bool {
        let profile = self.field("WARC-Profile").unwrap_or_default();
        profile.trim().ends_with("/server-not-modified")
    }

    /// Whether it is a part of a record that a writer cut into segments (WARC 1.1 §7).
    pub fn is_segment(&self) -> bool {
        self.kind() == RecordType::Continuation || self.field("WARC-Segment-Number").is_some()
    }

    /// `Content-Length`: bytes of the block.
    pub fn length(&self) -> u64 {
        // `parse` let no header pass without a readable one.
        self.field("Content-Length").and_then(number).unwrap_or(0)
    }
}

fn date(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    if let Ok(date) = DateTime::parse_from_rfc3339(text) {
        return Some(date.to_utc());
    }
    let local = text.trim_end_matches(['Z', 'z']);
    let date = match local.len() {
        4 => NaiveDate::parse_from_str(&format!("{local}-01-01"), "%Y-%m-%d").ok()?,
        7 => NaiveDate::parse_from_str(&format!("{local}-01"), "%Y-%m-%d").ok()?,
        10 => NaiveDate::parse_from_str(local, "%Y-%m-%d").ok()?,
        16 => {
            let time = NaiveDateTime::parse_from_str(local, "%Y-%m-%dT%H:%M").ok()?;
            return Some(time.and_utc());
        }
        _ => return None,
    };
    Some(date.and_hms_opt(0, 0, 0)?.and_utc())
}

/// A header's bytes, to its empty line, read; or what is wrong with them.
pub(super) fn parse(bytes: &[u8], offset: u64) -> Result<Header, String> {
    let header = read(bytes, offset)?;
    match header.field("Content-Length") {
        None => Err("it has no Content-Length".into()),
        Some(length) if number(length).is_none() => Err(format!(
            "its Content-Length is {:?}",
            short(length.as_bytes())
        )),
        Some(_) => Ok(header),
    }
}

/// The same, whatever its `Content-Length` says.
pub(super) fn read(bytes: &[u8], offset: u64) -> Result<Header, String> {
    let mut lines = bytes
        .split(|&byte| byte == b'\n')
        .map(<[u8]>::trim_ascii_end);
    let version = lines.next().and_then(|line| line.strip_prefix(b"WARC/"));
    let version = text(version.unwrap_or_default().trim_ascii());
    if !is_version(&version) {
        return Err(format!("{version:?} is no version of WARC"));
    }
    let mut fields: Vec<(String, String)> = Vec::with_capacity(14);
    for line in lines.filter(|line| !line.is_empty()) {
        if let (b' ' | b'\t', Some((_, value))) = (line[0], fields.last_mut()) {
            if !value.is_empty() {
                value.push(' ');
            }
            value.push_str(&text(line.trim_ascii()));
            continue;
        }
        let Some(colon) = line.iter().position(|&byte| byte == b':') else {
            return Err(format!("no name in the line {:?}", short(line)));
        };
        let name = text(line[..colon].trim_ascii());
        fields.push((name, text(line[colon + 1..].trim_ascii())));
    }
    let header = Header {
        offset,
        version,
        fields,
    };
    match header.field("WARC-Type") {
        None => Err("it has no WARC-Type".into()),
        Some(_) => Ok(header),
    }
}

fn is_version(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once('.')
        .is_some_and(|(major, minor)| digits(major) && digits(minor))
}

/// Digits alone: `str::parse` would take a sign too.
pub(super) fn number(text: &str) -> Option<u64> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
    is_plain.then(|| text.parse().ok()).flatten()
}

/// The first of some bytes, as an error message may show them.
pub(super) fn short(bytes: &[u8]) -> String {
    text(&bytes[..bytes.len().min(32)])
}
