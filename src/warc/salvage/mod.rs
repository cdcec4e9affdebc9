//! What other tools wrote, however it is packed, spoilt or framed, made into a WARC file
//! whose every record can be cited: a gzip member each, a length that is right, an
//! identifier of its own, segments joined, ARC records as WARC records.
//!
//! Two steps: [`unpack`] to a plain file, [`rewrite`] from it. Both stream, so memory is
//! constant. Takes only what is whole and tells all else with its place in the file as it
//! came. Never changes a block's bytes, and never guesses a missing one.

mod arc;
mod begun;
mod clear;
mod extent;
mod form;
mod gunzip;
mod packing;
mod proof;
mod rewrite;
mod scan;
mod segments;
mod unpacked;
mod zstd;

use std::io::{self, Read, Seek, SeekFrom, Write};

pub use packing::FilePacking;
pub use rewrite::{RewriteSource, Rewritten, rewrite};
pub use unpacked::{Damage, PackedStretch, Trust, Unpacked};

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
            source.take(begun::FIRST as u64).read_to_end(&mut first)?;
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
