//! What can be wrong with a WARC file, and where.

use std::io;

use thiserror::Error;

/// Why a record could not be read. `offset`: where it begins in the file, in bytes.
#[derive(Debug, Error)]
pub enum WarcError {
    /// The bytes there begin no WARC record.
    #[error("no WARC record at byte {offset}: {cause}")]
    NotWarc {
        /// Where.
        offset: u64,
        /// What was found instead.
        cause: String,
    },
    /// A header that cannot be understood, or a required one is missing.
    #[error("a broken record header at byte {offset}: {cause}")]
    Header {
        /// Where.
        offset: u64,
        /// What was wrong.
        cause: String,
    },
    /// The file ends inside a record.
    #[error("the file ends inside the record at byte {offset}")]
    Torn {
        /// Where the record begins.
        offset: u64,
    },
    /// The gzip member is broken.
    #[error("broken gzip in the record at byte {offset}: {cause}")]
    Gzip {
        /// Where.
        offset: u64,
        /// The decoder's words.
        cause: String,
    },
    /// `Content-Length` does not lead to the record's end.
    #[error("the record at byte {offset} does not end where its Content-Length says: {cause}")]
    Length {
        /// Where.
        offset: u64,
        /// What stood there.
        cause: String,
    },
    /// The record holds no HTTP response that can be read.
    #[error("no readable HTTP response in the record at byte {offset}: {cause}")]
    Http {
        /// Where.
        offset: u64,
        /// What was wrong.
        cause: String,
    },
    /// The record is larger than the caller takes into memory.
    #[error("the record at byte {offset} is {bytes} bytes long, more than {limit}")]
    TooLarge {
        /// Where.
        offset: u64,
        /// Its length.
        bytes: u64,
        /// The caller's limit.
        limit: u64,
    },
    /// The source could not be read.
    #[error("could not read at byte {offset}: {source}")]
    Read {
        /// Where.
        offset: u64,
        /// What the system said.
        source: io::Error,
    },
}

impl WarcError {
    /// Where the record begins that could not be read.
    pub fn offset(&self) -> u64 {
        match self {
            Self::NotWarc { offset, .. }
            | Self::Header { offset, .. }
            | Self::Torn { offset }
            | Self::Gzip { offset, .. }
            | Self::Length { offset, .. }
            | Self::Http { offset, .. }
            | Self::TooLarge { offset, .. }
            | Self::Read { offset, .. } => *offset,
        }
    }
}
