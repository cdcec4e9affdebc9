//! Whether a block is what its record says it is: by its digests, or by HTTP's own length.

use std::io::{self, Read, Seek};
use std::ops::Range;

use super::clear::Clear;
use crate::http::{self, lines};
use crate::warc::entity::head_end;
use crate::warc::{Header, LabelledDigest, RecordType};

/// Bytes in which an HTTP head must end.
const MAX_HEAD: usize = 64 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Proof {
    Whole,
    Wrong,
    /// Nothing is said that could be compared.
    None,
}

/// What a record says of a block.
pub(super) fn of<S: Read + Seek>(
    clear: &mut Clear<S>,
    header: &Header,
    block: &Range<u64>,
) -> io::Result<Proof> {
    if let Some(is_right) = is_sum(clear, header.field("WARC-Block-Digest"), block)? {
        return Ok(if is_right { Proof::Whole } else { Proof::Wrong });
    }
    if header.kind() != RecordType::Response {
        return Ok(Proof::None);
    }
    let first = clear.look(block.start, MAX_HEAD, block.end)?;
    let Some(end) = head_end(first) else {
        return Ok(Proof::None);
    };
    let Some(head) = http::parse(&first[..end]) else {
        return Ok(Proof::None);
    };
    let body = block.start + end as u64..block.end;
    let is_framed = lines(&head.headers, "transfer-encoding").next().is_some();
    let promised: Vec<&[u8]> = lines(&head.headers, "content-length").collect();
    if let ([length], false) = (promised.as_slice(), is_framed)
        && *length == (body.end - body.start).to_string().as_bytes()
    {
        return Ok(Proof::Whole);
    }
    // Tools differ in what of a coded body they take the digest of: only a right one says anything.
    Ok(
        match is_sum(clear, header.field("WARC-Payload-Digest"), &body)? {
            Some(true) => Proof::Whole,
            _ => Proof::None,
        },
    )
}

/// Whether a block holds an HTTP head to its empty line.
pub(super) fn has_head<S: Read + Seek>(
    clear: &mut Clear<S>,
    block: &Range<u64>,
) -> io::Result<bool> {
    Ok(head_end(clear.look(block.start, MAX_HEAD, block.end)?).is_some())
}

/// Whether a labelled digest is that of a range; `None` where it cannot be told.
pub(super) fn is_sum<S: Read + Seek>(
    clear: &mut Clear<S>,
    said: Option<&str>,
    range: &Range<u64>,
) -> io::Result<Option<bool>> {
    let Some(sum) = said.and_then(LabelledDigest::parse) else {
        return Ok(None);
    };
    let Some(mut hasher) = sum.hasher() else {
        return Ok(None);
    };
    clear.copy(range, &mut hasher)?;
    Ok(Some(hasher.is(&sum)))
}
