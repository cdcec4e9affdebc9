//! The nouns of a WARC file.

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use crate::digest::sha256;

/// `WARC-Record-ID` without its angle brackets: `urn:uuid:…`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RecordId(String);

impl RecordId {
    /// A UUID of version 8 (RFC 9562) made of the SHA-256 of a text. The text must be told
    /// once only: here `<file>:<offset>`, so that no randomness is needed.
    pub fn derive(seed: &str) -> Self {
        let digest = Sha256::digest(seed.as_bytes());
        let mut id = [0; 16];
        id.copy_from_slice(&digest[..16]);
        id[6] = id[6] & 0x0f | 0x80;
        id[8] = id[8] & 0x3f | 0x80;
        let mut text = String::with_capacity(45);
        text.push_str("urn:uuid:");
        for (at, byte) in id.into_iter().enumerate() {
            if matches!(at, 4 | 6 | 8 | 10) {
                text.push('-');
            }
            text.push(char::from(b"0123456789abcdef"[usize::from(byte >> 4)]));
            text.push(char::from(b"0123456789abcdef"[usize::from(byte & 15)]));
        }
        Self(text)
    }

    /// Takes a written identifier back, with or without angle brackets: any URI (§5.2).
    pub fn parse(text: &str) -> Option<Self> {
        let text = unbracketed(text);
        let is_uri = text
            .split_once(':')
            .is_some_and(|(scheme, rest)| !scheme.is_empty() && !rest.is_empty());
        let is_odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>');
        let is_clean = !text.contains(is_odd);
        (is_uri && is_clean).then(|| Self(text.to_owned()))
    }

    /// As written between the angle brackets.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn bracketed(&self) -> String {
        format!("<{}>", self.0)
    }
}

/// Without the angle brackets that may stand around a URI.
pub(super) fn unbracketed(text: &str) -> &str {
    let text = text.trim();
    text.strip_prefix('<')
        .and_then(|rest| rest.strip_suffix('>'))
        .unwrap_or(text)
}

/// `WARC-Date` as we write it. WARC 1.1 allows fractions, but the 14 digits of a CDXJ line,
/// by which a revisit finds its original in pywb, have none.
pub(super) fn stamp(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// `WARC-Type`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RecordType {
    /// About the file.
    Warcinfo,
    /// What was asked.
    Request,
    /// What came back.
    Response,
    /// A resource without a protocol.
    Resource,
    /// What came back said nothing new.
    Revisit,
    /// About another record.
    Metadata,
    /// Made of another record.
    Conversion,
    /// The rest of another record.
    Continuation,
    /// Any other word.
    Other(String),
}

impl RecordType {
    /// Of the word written; case does not matter.
    pub(super) fn parse(word: &str) -> Self {
        match word.to_ascii_lowercase().as_str() {
            "warcinfo" => Self::Warcinfo,
            "request" => Self::Request,
            "response" => Self::Response,
            "resource" => Self::Resource,
            "revisit" => Self::Revisit,
            "metadata" => Self::Metadata,
            "conversion" => Self::Conversion,
            "continuation" => Self::Continuation,
            _ => Self::Other(word.to_owned()),
        }
    }

    /// The word written.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Warcinfo => "warcinfo",
            Self::Request => "request",
            Self::Response => "response",
            Self::Resource => "resource",
            Self::Revisit => "revisit",
            Self::Metadata => "metadata",
            Self::Conversion => "conversion",
            Self::Continuation => "continuation",
            Self::Other(word) => word,
        }
    }
}

/// Why a revisit is one (WARC 1.1 §6.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// The same payload as an earlier response's.
    IdenticalPayload,
    /// The server answered 304.
    NotModified,
}

impl Profile {
    /// The `WARC-Profile` value of WARC 1.1.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::IdenticalPayload => {
                "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
            }
            Self::NotModified => "http://netpreserve.org/warc/1.1/revisit/server-not-modified",
        }
    }
}

/// The response a revisit refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Original {
    /// Its `WARC-Record-ID`.
    pub record_id: RecordId,
    /// Its `WARC-Target-URI`.
    pub url: String,
    /// Its `WARC-Date`.
    pub at: DateTime<Utc>,
}

/// A record ready to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// `WARC-Type`.
    pub kind: RecordType,
    /// `WARC-Record-ID`.
    pub id: RecordId,
    /// `WARC-Date`.
    pub date: DateTime<Utc>,
    /// Every other header but `Content-Length` and `WARC-Block-Digest`, in order.
    pub fields: Vec<(String, String)>,
    /// The block.
    pub block: Vec<u8>,
}

impl Record {
    /// The record's header, to its empty line.
    pub(super) fn head(&self) -> String {
        let mut head = String::with_capacity(1024);
        head.push_str("WARC/1.1\r\n");
        push_field(&mut head, "WARC-Type", self.kind.as_str());
        push_field(&mut head, "WARC-Record-ID", &self.id.bracketed());
        push_field(&mut head, "WARC-Date", &stamp(self.date));
        for (name, value) in &self.fields {
            push_field(&mut head, name, value);
        }
        push_field(&mut head, "WARC-Block-Digest", &sha256(&self.block));
        push_field(&mut head, "Content-Length", &self.block.len().to_string());
        head.push_str("\r\n");
        head
    }
}

/// One header line. A line break in a value would begin another header: it becomes a space.
fn push_field(head: &mut String, name: &str, value: &str) {
    head.push_str(name);
    head.push_str(": ");
    head.extend(value.chars().map(|c| if c.is_control() { ' ' } else { c }));
    head.push_str("\r\n");
}
