//! One file read from a place on, in ranges: what is held in memory is one range.

use std::io::{self, Read};
use std::ops::Range;

use super::{Blobs, StoreError};

/// The first range: a record and its neighbours.
const FIRST: u64 = 64 << 10;

/// Each range is twice the one before, up to this: one record costs little, and a whole file few
/// calls.
const LARGEST: u64 = 1 << 20;

/// Reads a piece of one file. A file that grows meanwhile ends where it was seen to end.
#[derive(Debug)]
pub struct BlobReader<'b> {
    blobs: &'b dyn Blobs,
    name: String,
    held: Vec<u8>,
    /// Bytes of it that were read.
    read: usize,
    /// What follows; empty when the file is known to end before it.
    rest: Range<u64>,
    /// Length of the next range.
    step: u64,
}

impl<'b> BlobReader<'b> {
    /// From a byte to the file's end. A place beyond the end is the end.
    pub fn open(blobs: &'b dyn Blobs, name: &str, from: u64) -> Result<Self, StoreError> {
        Self::of_range(blobs, name, from..u64::MAX)
    }

    /// From a byte up to another, or to the file's end.
    pub fn of_range(
        blobs: &'b dyn Blobs,
        name: &str,
        range: Range<u64>,
    ) -> Result<Self, StoreError> {
        let mut reader = Self {
            blobs,
            name: name.to_owned(),
            held: Vec::new(),
            read: 0,
            rest: range,
            step: FIRST,
        };
        reader.fetch()?;
        Ok(reader)
    }

    /// What is at hand and was not read yet; at first nothing only where the file has nothing.
    pub fn peek(&self) -> &[u8] {
        &self.held[self.read..]
    }

    fn fetch(&mut self) -> Result<(), StoreError> {
        let from = self.rest.start;
        let end = from.saturating_add(self.step).min(self.rest.end);
        let bytes = self.blobs.read_range(&self.name, from..end)?;
        let is_whole = from + bytes.len() as u64 == end;
        self.rest.start = if is_whole { end } else { self.rest.end };
        self.step = (2 * self.step).min(LARGEST);
        (self.held, self.read) = (bytes, 0);
        Ok(())
    }
}

impl Read for BlobReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.peek().is_empty() && !self.rest.is_empty() {
            self.fetch().map_err(|error| match error {
                StoreError::Disk { source, .. } => source,
                other => io::Error::other(other),
            })?;
        }
        let read = self.peek().read(buffer)?;
        self.read += read;
        Ok(read)
    }
}
