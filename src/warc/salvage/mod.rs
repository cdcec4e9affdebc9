//! What other tools wrote, however it is packed, spoilt or framed, made into a WARC file
//! whose every record can be cited: a gzip member each, a length that is right, an
//! identifier of its own, segments joined, ARC records as WARC records.
//!
//! Two steps: [`unpack`] to a plain file, [`rewrite`] from it. Both stream, so memory is
//! constant. Takes only what is whole and tells all else with its place in the file as it
//! came. Never changes a block's bytes, and never guesses a missing one.

mod arc;
mod clear;
mod extent;
mod form;
mod gunzip;
mod packing;
mod proof;
mod rewrite;
mod scan;
mod segments;
mod zstd;

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;

pub use packing::FilePacking;
pub use rewrite::{RewriteSource, Rewritten, rewrite};

/// A part of the unpacked file that was packed as one: a record that begins in it ends in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackedStretch {
    /// Its bytes in the plain file.
    pub clear: Range<u64>,
    /// Where it begins in the file as it came.
    pub packed: u64,
    /// What is known of its bytes.
    pub trust: Trust,
}

/// What is known of a stretch's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// It was not packed.
    Plain,
    /// Its check sum proved it, or it was decoded to its end where it has none.
    Checked,
    /// It broke off, or its check sum is wrong.
    Broken,
}

/// Something wrong with a file, where it came so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The first byte, in the file as it came.
    pub offset: u64,
    /// What is wrong, and what of it was taken.
    pub cause: String,
}

/// An unpacked file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unpacked {
    /// Its parts, in order. Of what lies between them in the plain file nothing is meant.
    pub stretches: Vec<PackedStretch>,
    /// What did not unpack.
    pub damage: Vec<Damage>,
    /// Whether it was packed: else its parts lie in the file itself.
    pub was_packed: bool,
}

impl Unpacked {
    fn tell(&mut self, offset: u64, cause: impl Into<String>) {
        let cause = cause.into();
        self.damage.push(Damage { offset, cause });
    }

    /// A part more. Records that go on in it belong to the part before: some packers cut
    /// wherever a buffer was full.
    fn push(&mut self, stretch: PackedStretch, begins_record: bool) {
        if stretch.clear.is_empty() {
            return;
        }
        match self.stretches.last_mut() {
            Some(last)
                if !begins_record
                    && last.trust == Trust::Checked
                    && stretch.trust == Trust::Checked
                    && last.clear.end == stretch.clear.start =>
            {
                last.clear.end = stretch.clear.end;
            }
            _ => self.stretches.push(stretch),
        }
    }

    /// The end of what was unpacked so far.
    fn end(&self) -> u64 {
        self.stretches.last().map_or(0, |last| last.clear.end)
    }
}

/// Unpacks a file, as far as it can be unpacked and to `limit` bytes. A plain one is copied
/// nowhere: it is one stretch.
pub fn unpack(
    packing: FilePacking,
    source: &mut (impl Read + Seek),
    clear: &mut (impl Write + Seek),
    limit: u64,
) -> io::Result<Unpacked> {
    let mut done = match packing {
        FilePacking::Gzip => gunzip::gunzip(source, clear, limit)?,
        FilePacking::Zstd => zstd::unpack(source, clear, limit)?,
        FilePacking::Plain | FilePacking::Unread { .. } => {
            source.seek(SeekFrom::Start(0))?;
            let mut first = Vec::new();
            source.take(form::FIRST as u64).read_to_end(&mut first)?;
            // Its first bytes may be what is spoilt.
            let gzip = match form::ArchiveFormat::of(&first) {
                None => gunzip::gunzip(source, clear, limit)?,
                Some(_) => Unpacked::default(),
            };
            if gzip.stretches.is_empty() {
                return plain(source);
            }
            gzip
        }
    };
    done.was_packed = true;
    Ok(done)
}

fn plain(source: &mut impl Seek) -> io::Result<Unpacked> {
    let whole = PackedStretch {
        clear: 0..source.seek(SeekFrom::End(0))?,
        packed: 0,
        trust: Trust::Plain,
    };
    Ok(Unpacked {
        stretches: vec![whole],
        ..Unpacked::default()
    })
}
