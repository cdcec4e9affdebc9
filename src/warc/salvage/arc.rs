//! ARC 1.0 and 1.1, what national libraries kept before WARC: a line of fields, then the bytes.
//!
//! <https://archive.org/web/researcher/ArcFileFormat.php>. An address may hold spaces, so the
//! fields are found around the date.

use super::begun::{Begun, FIRST};
use crate::http::text;
use crate::warc::header::{Header, number};

/// The line before a record's bytes.
pub(super) struct ArcHeaderLine {
    url: String,
    ip: String,
    date: String,
    media: String,
    /// `None` where what it says is no number.
    length: Option<u64>,
    bytes: u64,
}

/// The line that begins here, if it is one.
pub(super) fn parse(bytes: &[u8]) -> Option<ArcHeaderLine> {
    if !bytes.first()?.is_ascii_alphabetic() {
        return None;
    }
    let end = bytes.iter().take(FIRST).position(|&byte| byte == b'\n')?;
    let line = text(bytes[..end].trim_ascii_end());
    let fields: Vec<&str> = line.split(' ').collect();
    // Address, IP, date, type, (result, checksum, location, offset, file,) length.
    let length = number(fields.last()?);
    let at = (2..fields.len().checked_sub(2)?).find(|&at| is_date(fields[at]))?;
    let (scheme, _) = fields[0].split_once(':')?;
    let is_scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    if !scheme.chars().all(is_scheme) || !is_ip(fields[at - 1]) {
        return None;
    }
    Some(ArcHeaderLine {
        url: fields[..at - 1].join(" "),
        ip: fields[at - 1].to_owned(),
        date: fields[at].to_owned(),
        media: fields[at + 1].to_owned(),
        length,
        bytes: end as u64 + 1,
    })
}

fn is_date(field: &str) -> bool {
    matches!(field.len(), 8 | 12 | 14..=20) && field.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_ip(field: &str) -> bool {
    matches!(field, "-" | "0") || field.parse::<std::net::IpAddr>().is_ok()
}

impl ArcHeaderLine {
    /// The same as a WARC header. What the record is shows in its block ([`Header`]'s type is
    /// set by [`kind`]).
    pub(super) fn begun(self, offset: u64) -> Begun {
        let mut fields = vec![
            ("WARC-Target-URI", self.url),
            ("WARC-Date", date(&self.date)),
        ];
        if self
            .ip
            .parse::<std::net::IpAddr>()
            .is_ok_and(|ip| !ip.is_unspecified())
        {
            fields.push(("WARC-IP-Address", self.ip));
        }
        fields.push(("Content-Type", self.media));
        let fields = fields
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value));
        Begun {
            header: Header {
                offset,
                version: "1.1".to_owned(),
                fields: fields.collect(),
            },
            length: self.length,
            bytes: self.bytes,
        }
    }
}

/// Says in a header what its record is, by the first bytes of its block.
pub(super) fn kind(header: &mut Header, first: &[u8]) {
    let url = header.target().unwrap_or_default();
    let kind = if url.starts_with("filedesc:") {
        "warcinfo"
    } else if first.starts_with(b"HTTP/") {
        "response"
    } else {
        "resource"
    };
    header
        .fields
        .insert(0, ("WARC-Type".to_owned(), kind.to_owned()));
    for (name, value) in &mut header.fields {
        match (kind, name.as_str()) {
            ("response", "Content-Type") => {
                "application/http; msgtype=response".clone_into(value);
            }
            ("warcinfo", "WARC-Target-URI") => {
                "WARC-Filename".clone_into(name);
                *value = value.trim_start_matches("filedesc://").to_owned();
            }
            _ => {}
        }
    }
}

/// `20080430204825` as WARC writes it; what is missing is the first instant, and digits behind
/// the second are left out.
fn date(digits: &str) -> String {
    let digits = match digits.len() {
        8 => format!("{digits}000000"),
        12 => format!("{digits}00"),
        _ => digits.to_owned(),
    };
    let part = |range: std::ops::Range<usize>| digits.get(range).unwrap_or("00");
    format!(
        "{}-{}-{}T{}:{}:{}Z",
        part(0..4),
        part(4..6),
        part(6..8),
        part(8..10),
        part(10..12),
        part(12..14)
    )
}
