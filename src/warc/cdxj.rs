//! CDXJ: one sorted line a capture, by which replay tools find it.
//!
//! The rows are those of `cdxj-indexer` 1.x over the same file.

use std::io::Read;

use super::WarcError;

/// One line of an index. Lines sort as text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CdxjLine(String);

impl CdxjLine {
    /// The line, without its line feed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The sorted lines of a whole WARC file. Requests, metadata, warcinfo and
/// server-not-modified revisits have none. What cannot be read is left out and told.
pub fn index(_warc: impl Read, _filename: &str) -> (Vec<CdxjLine>, Vec<WarcError>) {
    todo!()
}
