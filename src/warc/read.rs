//! Records one after the other, streaming.

use std::io::{self, Read};

use chrono::{DateTime, Utc};

use super::{Kind, RecordId, WarcError};

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
    pub fn field(&self, _name: &str) -> Option<&str> {
        todo!()
    }

    /// `WARC-Type`.
    pub fn kind(&self) -> Kind {
        todo!()
    }

    /// `WARC-Record-ID`.
    pub fn id(&self) -> Option<RecordId> {
        todo!()
    }

    /// `WARC-Date`.
    pub fn date(&self) -> Option<DateTime<Utc>> {
        todo!()
    }

    /// `WARC-Target-URI`, without the angle brackets some writers put around it.
    pub fn target(&self) -> Option<&str> {
        todo!()
    }

    /// `Content-Length`: bytes of the block.
    pub fn length(&self) -> u64 {
        todo!()
    }
}

/// Reads records from a file, plain or gzip (a member a record, or one over all).
#[derive(Debug)]
pub struct Reader<R> {
    _source: R,
}

impl<R: Read> Reader<R> {
    /// Over a whole file.
    pub fn new(source: R) -> Self {
        Self::at(source, 0)
    }

    /// Over a source whose first byte is the file's byte `offset`, where a record begins.
    pub fn at(source: R, _offset: u64) -> Self {
        Self { _source: source }
    }

    /// The next record's header; `None` at the end. What was left of the block before is
    /// passed over. After an error, the next call goes on with the next record that can be
    /// found; an error that nothing follows is given once.
    pub fn next_record(&mut self) -> Result<Option<Header>, WarcError> {
        todo!()
    }

    /// The block of the record at hand, no more than its `Content-Length`.
    pub fn block(&mut self) -> impl Read + '_ {
        io::empty()
    }

    /// The whole block of the record at hand, if it is at most `limit` bytes.
    pub fn read_block(&mut self, _limit: u64) -> Result<Vec<u8>, WarcError> {
        todo!()
    }

    /// Passes over what is left of the record at hand, proves that it ends as it should,
    /// and tells how many bytes it takes in the file (its gzip member whole).
    pub fn finish_record(&mut self) -> Result<u64, WarcError> {
        todo!()
    }
}
