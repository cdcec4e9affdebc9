//! The nouns of a WARC file.

use chrono::{DateTime, Utc};

/// `WARC-Record-ID` without its angle brackets: `urn:uuid:…`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RecordId(String);

impl RecordId {
    /// A UUID of version 8 (RFC 9562) made of the SHA-256 of a text. The text must be told
    /// once only: here `<file>:<offset>`, so that no randomness is needed.
    pub fn derive(_seed: &str) -> Self {
        todo!()
    }

    /// Takes a written identifier back, with or without angle brackets.
    pub fn parse(_text: &str) -> Option<Self> {
        todo!()
    }

    /// As written between the angle brackets.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// `WARC-Type`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
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

/// Why a revisit is one (WARC 1.1 §6.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// The same payload as an earlier response's.
    IdenticalPayload,
    /// The server answered 304.
    NotModified,
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
    pub kind: Kind,
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
    /// The record as one gzip member. `level`: 1 (fast) to 9 (small).
    pub fn to_gzip(&self, _level: u32) -> Vec<u8> {
        todo!()
    }
}
