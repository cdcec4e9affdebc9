//! Records as gzip members (RFC 1952), one compressor for many.
//!
//! A new compressor a record costs more than its work: a third of a megabyte to be had and
//! zeroed, three times a page (a tenth of a crawl's processor time, measured).

use flate2::{Compress, Compression, Crc, FlushCompress, Status};

use super::Record;

/// No name, no time, no system: the record says it all.
const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];

/// Writes records one after the other, each as a member of its own.
#[derive(Debug)]
pub struct Packer {
    compress: Compress,
}

impl Packer {
    /// `level`: 1 (fast) to 9 (small).
    pub fn new(level: u32) -> Self {
        Self {
            compress: Compress::new(Compression::new(level.min(9)), false),
        }
    }

    /// The record as one gzip member.
    pub fn pack(&mut self, record: &Record) -> Vec<u8> {
        let head = record.head();
        let mut member = Vec::with_capacity(256 + (head.len() + record.block.len()) / 3);
        member.extend_from_slice(&HEADER);
        let mut crc = Crc::new();
        self.compress.reset();
        for part in [head.as_bytes(), &record.block, b"\r\n\r\n"] {
            crc.update(part);
            self.deflate(part, FlushCompress::None, &mut member);
        }
        self.deflate(&[], FlushCompress::Finish, &mut member);
        member.extend_from_slice(&crc.sum().to_le_bytes());
        member.extend_from_slice(&crc.amount().to_le_bytes());
        member
    }

    /// Takes all of the input; with `Finish`, also ends the stream.
    fn deflate(&mut self, mut input: &[u8], flush: FlushCompress, member: &mut Vec<u8>) {
        loop {
            member.reserve(4 * 1024);
            let before = self.compress.total_in();
            let status = self
                .compress
                .compress_vec(input, member, flush)
                .expect("deflate fails only on a broken state, and ours is reset");
            let taken = self.compress.total_in() - before;
            input = &input[usize::try_from(taken).expect("no more than it was given")..];
            let ended = match flush {
                FlushCompress::Finish => status == Status::StreamEnd,
                _ => input.is_empty(),
            };
            if ended {
                return;
            }
        }
    }
}
