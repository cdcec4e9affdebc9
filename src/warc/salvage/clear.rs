//! The unpacked file, looked at anywhere, a page of it in memory.

use std::io::{self, Read, Seek, SeekFrom};

use super::begun::FIRST;
use super::form::ArchiveFormat;

/// Bytes held at once.
const PAGE: usize = 256 * 1024;

pub(super) struct Clear<S> {
    source: S,
    page: Vec<u8>,
    base: u64,
}

impl<S: Read + Seek> Clear<S> {
    pub(super) fn new(source: S) -> Self {
        Self {
            source,
            page: Vec::new(),
            base: 0,
        }
    }

    /// The bytes from a place on: `count` of them, or as many as there are before `end`.
    pub(super) fn look(&mut self, at: u64, count: usize, end: u64) -> io::Result<&[u8]> {
        let room = usize::try_from(end.saturating_sub(at)).unwrap_or(usize::MAX);
        let count = count.min(room);
        let held = self.base..self.base + self.page.len() as u64;
        if at < held.start || at + count as u64 > held.end {
            self.source.seek(SeekFrom::Start(at))?;
            self.page.clear();
            self.base = at;
            let wanted = count.max(PAGE) as u64;
            (&mut self.source)
                .take(wanted)
                .read_to_end(&mut self.page)?;
        }
        let from = usize::try_from(at - self.base).unwrap_or(usize::MAX);
        let bytes = self.page.get(from..).unwrap_or_default();
        Ok(&bytes[..bytes.len().min(count)])
    }

    /// The next place where a record begins, between two places.
    pub(super) fn find(
        &mut self,
        form: ArchiveFormat,
        from: u64,
        end: u64,
    ) -> io::Result<Option<u64>> {
        let mut at = from;
        while at < end {
            let bytes = self.look(at, PAGE, end)?;
            let is_last = bytes.len() < PAGE;
            // A first line may lie across two pages.
            let sure = bytes.len().saturating_sub(if is_last { 0 } else { FIRST });
            match form.find(bytes, at == from) {
                Some(found) if found < sure || is_last => return Ok(Some(at + found as u64)),
                _ if is_last => return Ok(None),
                // One back, so that what stands before a line is seen.
                _ => at += sure as u64 - 1,
            }
        }
        Ok(None)
    }

    /// The bytes between two places, streamed.
    pub(super) fn copy(
        &mut self,
        range: &std::ops::Range<u64>,
        out: &mut impl io::Write,
    ) -> io::Result<()> {
        self.source.seek(SeekFrom::Start(range.start))?;
        self.page.clear();
        self.base = 0;
        let length = range.end - range.start;
        match io::copy(&mut (&mut self.source).take(length), out)? {
            copied if copied == length => Ok(()),
            _ => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }
}
