//! One gzip member after the other (RFC 1952), with the exact place where each ends.
//!
//! flate2's own member reader makes a new decoder for each member and tells no place; a
//! WARC file has a member for each record.

use flate2::{Crc, Decompress, FlushDecompress, Status};

use super::window::ByteWindow;

pub(super) const MAGIC: &[u8] = b"\x1f\x8b";

/// Decoded bytes of one step.
const STEP: usize = 64 * 1024;

/// Bytes of a member that prove whether a record begins in it: a deflate block's code
/// tables take at most 320, a usual header's name and extra field some tens.
pub(super) const PROOF: usize = 4 * 1024;

/// How far a member's header is.
pub(super) enum HeaderEnd {
    At(usize),
    /// More bytes are needed.
    Open,
    Broken(&'static str),
}

/// Where the header of the member that begins here ends.
pub(super) fn header_end(bytes: &[u8]) -> HeaderEnd {
    let Some(fixed) = bytes.get(..10) else {
        return HeaderEnd::Open;
    };
    let flags = fixed[3];
    if !fixed.starts_with(MAGIC) || fixed[2] != 8 || flags & 0xe0 != 0 {
        return HeaderEnd::Broken("it does not begin as gzip");
    }
    let mut at = 10;
    if flags & 0x04 != 0 {
        let Some(&[low, high]) = bytes.get(at..at + 2) else {
            return HeaderEnd::Open;
        };
        at += 2 + usize::from(u16::from_le_bytes([low, high]));
    }
    // The file's name, then a comment: each ends at its first zero.
    for flag in [0x08, 0x10] {
        if flags & flag == 0 {
            continue;
        }
        let text = bytes.get(at..).unwrap_or_default();
        match text.iter().position(|&byte| byte == 0) {
            Some(zero) => at += zero + 1,
            None if text.len() > STEP => return HeaderEnd::Broken("its name does not end"),
            None => return HeaderEnd::Open,
        }
    }
    if flags & 0x02 != 0 {
        at += 2;
    }
    if bytes.len() < at {
        return HeaderEnd::Open;
    }
    HeaderEnd::At(at)
}

/// Whether a member begins here whose first bytes begin a WARC record.
pub(super) fn begins_record(bytes: &[u8]) -> bool {
    let HeaderEnd::At(end) = header_end(bytes) else {
        return false;
    };
    let mut first = [0; 5];
    let _ = Decompress::new(false).decompress(&bytes[end..], &mut first, FlushDecompress::None);
    first == *b"WARC/"
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum GzipStep {
    /// Decoded bytes were appended.
    Grown,
    /// More of the file is needed.
    Starved,
    /// The member ended, and its check sum was right.
    Ended,
}

pub(super) enum GzipFault {
    /// The bytes are no deflate stream.
    Stream(String),
    /// The stream ended, and its check sum or length was wrong.
    Check,
}

/// A decoder for one member at a time, used again for the next.
#[derive(Debug)]
pub(super) struct Inflate {
    stream: Decompress,
    check: Crc,
    is_at_trailer: bool,
}

impl Inflate {
    pub(super) fn new() -> Self {
        Self {
            stream: Decompress::new(false),
            check: Crc::new(),
            is_at_trailer: false,
        }
    }

    /// Makes ready for the member whose header was just passed.
    pub(super) fn restart(&mut self) {
        self.stream.reset(false);
        self.check.reset();
        self.is_at_trailer = false;
    }

    /// Decodes some of `file` to the end of `decoded`.
    pub(super) fn step(
        &mut self,
        file: &mut ByteWindow,
        decoded: &mut ByteWindow,
    ) -> Result<GzipStep, GzipFault> {
        while !self.is_at_trailer {
            let out = decoded.end();
            out.reserve(STEP);
            let (taken, from) = (self.stream.total_in(), out.len());
            let outcome = self
                .stream
                .decompress_vec(file.unread(), out, FlushDecompress::None)
                .map_err(|error| GzipFault::Stream(error.to_string()))?;
            let taken = self.stream.total_in() - taken;
            file.consume(usize::try_from(taken).unwrap_or(usize::MAX));
            self.check.update(&out[from..]);
            self.is_at_trailer = outcome == Status::StreamEnd;
            if out.len() > from {
                return Ok(GzipStep::Grown);
            }
            if taken == 0 && !self.is_at_trailer {
                return Ok(GzipStep::Starved);
            }
        }
        let Some(trailer) = file.unread().get(..8) else {
            return Ok(GzipStep::Starved);
        };
        let (check, length) = trailer.split_at(4);
        let is_sound =
            check == self.check.sum().to_le_bytes() && length == self.check.amount().to_le_bytes();
        file.consume(8);
        if !is_sound {
            return Err(GzipFault::Check);
        }
        Ok(GzipStep::Ended)
    }
}
