//! CDXJ lines as the two files of a WACZ index: `index.cdx.gz`, blocks of sorted lines, each
//! a gzip member; and `index.idx`, one line a block, by which a reader fetches only the block
//! it needs. The form of cdxj-indexer and py-wacz; pywb's `wb-manager` takes no `.cdxj`.
//!
//! Pure.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;

use crate::digest::PayloadDigest;
use crate::warc::CdxjLine;

/// Lines a block, as py-wacz has them.
const LINES: usize = 300;

/// Name of the compressed lines in `indexes/`.
pub(super) const DATA: &str = "index.cdx.gz";
/// Name of the list of blocks in `indexes/`.
pub(super) const BLOCKS: &str = "index.idx";

/// The two files, from lines in any order.
pub(super) fn files(mut lines: Vec<CdxjLine>) -> io::Result<(Vec<u8>, Vec<u8>)> {
    lines.sort();
    lines.dedup();
    let (mut data, mut blocks) = (Vec::new(), Vec::new());
    writeln!(
        blocks,
        "!meta 0 {}",
        json!({"format": "cdxj-gzip-1.0", "filename": DATA})
    )?;
    for block in lines.chunks(LINES) {
        let member = member(block)?;
        // Key and time of the block's first line.
        let first = block[0].as_str();
        let prefix = first.split('{').next().unwrap_or(first).trim_end();
        let place = json!({
            "offset": data.len(),
            "length": member.len(),
            "digest": PayloadDigest::of(&member).as_str(),
            "filename": DATA,
        });
        writeln!(blocks, "{prefix} {place}")?;
        data.extend_from_slice(&member);
    }
    Ok((data, blocks))
}

fn member(lines: &[CdxjLine]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    for line in lines {
        writeln!(encoder, "{}", line.as_str())?;
    }
    encoder.finish()
}
