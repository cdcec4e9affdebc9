//! Records one after the other, streaming.
//!
//! Holds less than a mebibyte, however long a record is. Where members and
//! records begin is in `open`, going on after damage in `find`.

use std::io::{self, Read};

use super::WarcError;
use super::gzip::{GzipFault, GzipStep, Inflate, MAGIC};
use super::header::{Header, short};
use super::window::ByteWindow;

/// Bytes asked of the source at once.
const CHUNK: usize = 64 * 1024;

/// Reads records from a file, plain or gzip (a member a record, or one over all).
///
/// A record's gzip check sum stands behind its block: only [`WarcReader::finish_record`], or the
/// next [`WarcReader::next_record`], can tell that what was read of it was sound. A source that
/// can only be read forward is gone back in by 128 KiB at most, so a plain file whose record
/// claims more than that too much loses what it swallowed; open the file again with
/// [`WarcReader::at`] one byte behind that record to find it.
#[derive(Debug)]
pub struct WarcReader<R> {
    source: R,
    is_source_ended: bool,
    /// The file.
    pub(super) raw: ByteWindow,
    pub(super) member: Option<Member>,
    pub(super) inflate: Inflate,
    /// The member at hand, decoded.
    pub(super) clear: ByteWindow,
    pub(super) record: Option<OpenRecord>,
    /// Told to a `block()` reader as an `io::Error`, and still to be told as ours.
    fault: Option<WarcError>,
    pub(super) lost: Option<Lost>,
    /// Whether the last record seen was gzip.
    pub(super) is_gzip: Option<bool>,
}

#[derive(Debug)]
pub(super) struct Member {
    pub(super) start: u64,
    /// Read to its end, and sound.
    pub(super) is_ended: bool,
    pub(super) records: u64,
}

/// The record at hand.
#[derive(Debug)]
pub(super) struct OpenRecord {
    pub(super) offset: u64,
    /// Where its block begins, in the file or in the decoded member.
    pub(super) block: u64,
    /// Bytes of the block not yet given.
    pub(super) rest: u64,
    pub(super) length: u64,
    /// What [`WarcReader::finish_record`] told.
    pub(super) finished: Option<u64>,
}

/// Where the search for the next record begins.
#[derive(Clone, Copy, Debug)]
pub(super) enum Lost {
    /// In the file.
    Raw(u64),
    /// In the decoded member at hand.
    Clear(u64),
}

impl<R: Read> WarcReader<R> {
    /// Over a whole file.
    pub fn new(source: R) -> Self {
        Self::at(source, 0)
    }

    /// Over a source whose first byte is the file's byte `offset`, where a record begins.
    pub fn at(source: R, offset: u64) -> Self {
        Self {
            source,
            is_source_ended: false,
            raw: ByteWindow::new(offset),
            member: None,
            inflate: Inflate::new(),
            clear: ByteWindow::new(0),
            record: None,
            fault: None,
            lost: None,
            is_gzip: None,
        }
    }

    /// The next record's header; `None` at the end. What was left of the block before is
    /// passed over. After an error, the next call goes on with the next record that can be
    /// found; an error that nothing follows is given once.
    pub fn next_record(&mut self) -> Result<Option<Header>, WarcError> {
        if let Some(fault) = self.fault.take() {
            return Err(fault);
        }
        if self.record.is_some() {
            self.finish_record()?;
            self.record = None;
        }
        if let Some(lost) = self.lost.take() {
            self.find(lost)?;
        }
        loop {
            self.pass_line_ends()?;
            let is_empty = self.window().unread().is_empty();
            match (&self.member, is_empty) {
                (Some(_), true) => self.member = None,
                (None, true) => return Ok(None),
                (None, false) if self.is_at_member() => self.open_member()?,
                (_, false) => return self.open_record().map(Some),
            }
        }
    }

    /// The block of the record at hand, no more than its `Content-Length`.
    pub fn block(&mut self) -> impl Read + '_ {
        RecordBlock(self)
    }

    /// The whole block of the record at hand, if it is at most `limit` bytes. A block that is
    /// too large can still be read or passed over.
    pub fn read_block(&mut self, limit: u64) -> Result<Vec<u8>, WarcError> {
        let (offset, bytes) = match &self.record {
            Some(open) => (open.offset, open.rest),
            None => return Err(self.nothing_at_hand()),
        };
        let room = usize::try_from(bytes).ok().filter(|_| bytes <= limit);
        let room = room.ok_or(WarcError::TooLarge {
            offset,
            bytes,
            limit,
        })?;
        // A header may claim what the file does not hold.
        let mut block = Vec::with_capacity(room.min(1 << 24));
        while let Some(part) = self.part()? {
            block.extend_from_slice(part);
            let taken = part.len();
            self.take(taken);
        }
        Ok(block)
    }

    /// Passes over what is left of the record at hand, proves that it ends as it should,
    /// and tells how many bytes it takes in the file (its gzip member whole): its offset and
    /// this make the next record's offset. 0 when other records follow in its gzip member.
    pub fn finish_record(&mut self) -> Result<u64, WarcError> {
        if let Some(fault) = self.fault.take() {
            return Err(fault);
        }
        let (offset, finished) = match &self.record {
            Some(open) => (open.offset, open.finished),
            None => return Err(self.nothing_at_hand()),
        };
        if let Some(length) = finished {
            return Ok(length);
        }
        while let Some(part) = self.part()? {
            let taken = part.len();
            self.take(taken);
        }
        self.pass_separator()?;
        self.pass_line_ends()?;
        let is_shared = self.member.is_some() && !self.window().unread().is_empty();
        let length = if is_shared {
            0
        } else {
            self.raw.position() - offset
        };
        if let Some(open) = &mut self.record {
            open.finished = Some(length);
        }
        Ok(length)
    }

    /// The next record's header and length, the record passed over and proven to end well.
    pub fn next_whole(&mut self) -> Result<Option<(Header, u64)>, WarcError> {
        match self.next_record()? {
            Some(header) => Ok(Some((header, self.finish_record()?))),
            None => Ok(None),
        }
    }

    /// The length an index gives the record at hand: its gzip member's, or, plain, without
    /// the line ends behind it. `None` when it does not have its gzip member to itself.
    pub(super) fn finish_indexed(&mut self) -> Result<Option<u64>, WarcError> {
        let length = self.finish_record()?;
        let Some(open) = &self.record else {
            return Ok(None);
        };
        Ok(match &self.member {
            None => Some(open.block + open.length - open.offset),
            Some(member) => (member.records == 1 && length > 0).then_some(length),
        })
    }

    /// Bytes of memory held.
    #[cfg(test)]
    pub(super) fn held(&self) -> usize {
        self.raw.held() + self.clear.held()
    }

    fn nothing_at_hand(&self) -> WarcError {
        WarcError::NotWarc {
            offset: self.raw.position(),
            cause: "no record is at hand".into(),
        }
    }

    fn is_at_member(&self) -> bool {
        let first = &self.raw.unread()[..self.raw.unread().len().min(2)];
        MAGIC.starts_with(first)
    }

    pub(super) fn window(&mut self) -> &mut ByteWindow {
        match self.member {
            Some(_) => &mut self.clear,
            None => &mut self.raw,
        }
    }

    /// Brings more bytes of the file; `false` at its end.
    pub(super) fn fill_raw(&mut self) -> Result<bool, WarcError> {
        if self.is_source_ended {
            return Ok(false);
        }
        let offset = self.raw.position() + self.raw.unread().len() as u64;
        // One read at a time: `read_to_end` asks for 8 KiB first, and doubles.
        let bytes = self.raw.end();
        let held = bytes.len();
        bytes.resize(held + CHUNK, 0);
        let outcome = loop {
            match self.source.read(&mut bytes[held..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                outcome => break outcome,
            }
        };
        bytes.truncate(held + *outcome.as_ref().unwrap_or(&0));
        self.is_source_ended = !matches!(outcome, Ok(1..));
        match outcome {
            Ok(count) => Ok(count > 0),
            Err(source) => {
                // Nothing more can be had: the next call tells the end.
                (self.record, self.member) = (None, None);
                self.raw.consume(usize::MAX);
                Err(WarcError::Read { offset, source })
            }
        }
    }

    /// Brings more bytes of what records are read from: the file, or the gzip member at
    /// hand. `false` at its end.
    pub(super) fn fill(&mut self) -> Result<bool, WarcError> {
        loop {
            let (offset, is_ended) = match &self.member {
                None => return self.fill_raw(),
                Some(member) => (member.start, member.is_ended),
            };
            if is_ended {
                return Ok(false);
            }
            match self.inflate.step(&mut self.raw, &mut self.clear) {
                Ok(GzipStep::Grown) => return Ok(true),
                Ok(GzipStep::Ended) => {
                    if let Some(member) = &mut self.member {
                        member.is_ended = true;
                    }
                }
                Ok(GzipStep::Starved) if self.fill_raw()? => {}
                Ok(GzipStep::Starved) => {
                    return Err(self.lose(Lost::Raw(offset + 1), WarcError::Torn { offset }));
                }
                Err(GzipFault::Stream(cause)) => {
                    let error = WarcError::Gzip { offset, cause };
                    return Err(self.lose(Lost::Raw(offset + 1), error));
                }
                Err(GzipFault::Check) => return Err(self.wrong_check(offset)?),
            }
        }
    }

    pub(super) fn lose(&mut self, lost: Lost, error: WarcError) -> WarcError {
        self.record = None;
        self.lost = Some(lost);
        error
    }

    /// Has at least `count` unread bytes, if there are so many.
    pub(super) fn look(&mut self, count: usize) -> Result<&[u8], WarcError> {
        while self.window().unread().len() < count && self.fill()? {}
        Ok(self.window().unread())
    }

    fn pass_line_ends(&mut self) -> Result<(), WarcError> {
        loop {
            let bytes = self.look(2)?;
            let count = bytes
                .iter()
                .take_while(|byte| matches!(byte, b'\r' | b'\n'))
                .count();
            if count == 0 {
                return Ok(());
            }
            self.window().consume(count);
        }
    }

    /// Some more bytes of the block at hand; `None` when it was given whole.
    fn part(&mut self) -> Result<Option<&[u8]>, WarcError> {
        let Some(open) = &self.record else {
            return Ok(None);
        };
        let (offset, block, rest, length) = (open.offset, open.block, open.rest, open.length);
        if rest == 0 {
            return Ok(None);
        }
        if self.look(1)?.is_empty() {
            let Some(_) = self.member.take() else {
                return Err(self.lose(Lost::Raw(block), WarcError::Torn { offset }));
            };
            self.record = None;
            let cause = format!("its gzip member ends {rest} of {length} bytes early");
            return Err(WarcError::Length { offset, cause });
        }
        let bytes = self.window().unread();
        let count = usize::try_from(rest).unwrap_or(usize::MAX).min(bytes.len());
        Ok(Some(&bytes[..count]))
    }

    fn take(&mut self, count: usize) {
        self.window().consume(count);
        if let Some(open) = &mut self.record {
            open.rest -= count as u64;
        }
    }

    /// The two line ends behind a block. At the very end of the file they may be missing:
    /// some writers leave them out.
    fn pass_separator(&mut self) -> Result<(), WarcError> {
        let bytes = self.look(4)?;
        for separator in [b"\r\n\r\n".as_slice(), b"\n\n"] {
            if bytes.starts_with(separator) {
                self.window().consume(separator.len());
                return Ok(());
            }
        }
        let is_blank = bytes.iter().all(|byte| matches!(byte, b'\r' | b'\n'));
        let found = short(bytes);
        let is_end = bytes.len() < 4 && (self.member.is_none() || !self.has_more_file()?);
        if is_blank && is_end {
            return Ok(());
        }
        let Some(open) = &self.record else {
            return Ok(());
        };
        let (offset, block) = (open.offset, open.block);
        let lost = match self.member {
            Some(_) => Lost::Clear(block),
            None => Lost::Raw(block),
        };
        let cause = format!("{found:?} stands there");
        Err(self.lose(lost, WarcError::Length { offset, cause }))
    }

    /// Whether the file goes on behind the gzip member at hand, which was read to its end.
    pub(super) fn has_more_file(&mut self) -> Result<bool, WarcError> {
        Ok(!self.raw.unread().is_empty() || self.fill_raw()?)
    }
}

struct RecordBlock<'a, R>(&'a mut WarcReader<R>);

impl<R: Read> Read for RecordBlock<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() {
            return Ok(0);
        }
        let count = match self.0.part() {
            Ok(None) => return Ok(0),
            Ok(Some(part)) => {
                let count = part.len().min(out.len());
                out[..count].copy_from_slice(&part[..count]);
                count
            }
            Err(error) => {
                let told = io::Error::new(io::ErrorKind::InvalidData, error.to_string());
                self.0.fault = Some(error);
                return Err(told);
            }
        };
        self.0.take(count);
        Ok(count)
    }
}
