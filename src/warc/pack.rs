//! Records as gzip members (RFC 1952), one compressor for many.
//!
//! A record is in memory as a whole, so it is compressed as a whole: libdeflate, which does
//! only that, needs 0.09 ms for a page of the portal at its level 1 and makes 7.6 kB of it;
//! zlib-rs at level 2, which streams, 0.16 ms and 7.8 kB (measured, and that without the third
//! of a megabyte it clears for each record). Never reads gzip: `gzip` does.

use libdeflater::{CompressionLvl, Compressor};

use super::Record;

/// Room that is kept from one record to the next, in bytes: a page needs some tens of
/// thousands, and a scanned document should not weigh on the rest of a crawl.
const KEPT: usize = 1 << 20;

/// Writes records one after the other, each as a member of its own.
pub struct Packer {
    compressor: Compressor,
    /// A record as it stands before it is compressed, and after.
    plain: Vec<u8>,
    member: Vec<u8>,
}

impl std::fmt::Debug for Packer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Packer").finish_non_exhaustive()
    }
}

impl Packer {
    /// `level`: 1 (fast) to 12 (small); what is beyond is brought within.
    pub fn new(level: u32) -> Self {
        let level = i32::try_from(level.clamp(1, 12)).unwrap_or(12);
        let level = CompressionLvl::new(level).expect("libdeflate has the levels 1 to 12");
        Self {
            compressor: Compressor::new(level),
            plain: Vec::new(),
            member: Vec::new(),
        }
    }

    /// The record as one gzip member: no name, no time, no system, the record says it all.
    pub fn pack(&mut self, record: &Record) -> &[u8] {
        self.plain.clear();
        self.plain.shrink_to(KEPT);
        self.plain.extend_from_slice(record.head().as_bytes());
        self.plain.extend_from_slice(&record.block);
        self.plain.extend_from_slice(b"\r\n\r\n");
        let room = self.compressor.gzip_compress_bound(self.plain.len());
        self.member.resize(room, 0);
        self.member.shrink_to(KEPT);
        let length = self
            .compressor
            .gzip_compress(&self.plain, &mut self.member)
            .expect("the bound libdeflate names is room enough");
        &self.member[..length]
    }
}

impl Record {
    /// The record as one gzip member. `level`: 1 (fast) to 12 (small). For many records, one
    /// [`Packer`].
    pub fn to_gzip(&self, level: u32) -> Vec<u8> {
        Packer::new(level).pack(self).to_vec()
    }
}
