//! Records that a writer cut into segments (WARC 1.1 §7), joined again.
//!
//! Never takes a part for the whole: what is not all there is left out and told.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Damage;
use super::scan::WholeRecord;
use crate::warc::Header;
use crate::warc::record::unbracketed;

/// What of a header is true of a segment only.
const OF_SEGMENTS: &[&str] = &[
    "WARC-Segment-Number",
    "WARC-Segment-Origin-ID",
    "WARC-Segment-Total-Length",
    "WARC-Block-Digest",
    "WARC-Truncated",
];

/// A record and the places of its block.
pub(super) struct Joined {
    pub(super) header: Header,
    pub(super) at: u64,
    pub(super) blocks: Vec<Range<u64>>,
}

/// Records of which segments are awaited, by the identifier of the first.
#[derive(Default)]
pub(super) struct SegmentedRecords {
    open: BTreeMap<String, BTreeMap<u64, WholeRecord>>,
}

impl SegmentedRecords {
    /// A record as it is; of a segment the whole, once its last came.
    pub(super) fn join(&mut self, found: WholeRecord) -> Option<Joined> {
        if !found.header.is_segment() {
            return Some(Joined {
                header: found.header,
                at: found.at,
                blocks: vec![found.block],
            });
        }
        let own = found.header.field("WARC-Record-ID");
        let origin = found.header.field("WARC-Segment-Origin-ID").or(own);
        let origin = unbracketed(origin.unwrap_or_default()).to_owned();
        let number = number_of(&found.header);
        let segments = self.open.entry(origin.clone()).or_default();
        segments.entry(number).or_insert(found);
        if !is_whole(segments) {
            return None;
        }
        let segments = self.open.remove(&origin)?;
        let blocks = segments.values().map(|it| it.block.clone()).collect();
        let mut first = segments.into_values().next()?;
        first
            .header
            .fields
            .retain(|(name, _)| !OF_SEGMENTS.iter().any(|it| it.eq_ignore_ascii_case(name)));
        Some(Joined {
            header: first.header,
            at: first.at,
            blocks,
        })
    }

    /// What never became whole.
    pub(super) fn left(self) -> Vec<Damage> {
        let segments = self.open.into_values().filter_map(|segments| {
            let numbers = 1..=segments.len() as u64 + 1;
            let missing = numbers.into_iter().find(|it| !segments.contains_key(it))?;
            let first = segments.into_values().next()?;
            let url = first.header.target().unwrap_or("(no address)");
            let cause = format!(
                "a segmented record of {url} is left out: its segment {missing} is not in the \
                 file, or their sum is not its WARC-Segment-Total-Length"
            );
            Some(Damage {
                offset: first.header.offset,
                cause,
            })
        });
        segments.collect()
    }
}

fn number_of(header: &Header) -> u64 {
    let number = header.field("WARC-Segment-Number");
    number.and_then(|it| it.trim().parse().ok()).unwrap_or(0)
}

/// Whether segments are there from the first to one that tells the length of all.
fn is_whole(segments: &BTreeMap<u64, WholeRecord>) -> bool {
    let is_gapless = segments.keys().copied().eq(1..=segments.len() as u64);
    let total = segments
        .values()
        .next_back()
        .and_then(|last| last.header.field("WARC-Segment-Total-Length"));
    let sum: u64 = segments
        .values()
        .map(|it| it.block.end - it.block.start)
        .sum();
    is_gapless && total.is_some_and(|total| total.trim().parse() == Ok(sum))
}
