//! WARC or ARC: how a record's first line looks, and what its header says.

use super::arc;
use super::begun::Begun;
use crate::warc::entity::head_end;
use crate::warc::find::is_head;
use crate::warc::header;

/// Longest header taken.
pub(super) const MAX_HEADER: usize = 128 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ArchiveFormat {
    Warc,
    Arc,
}

impl ArchiveFormat {
    /// By a file's first bytes.
    pub(super) fn of(first: &[u8]) -> Option<Self> {
        let first = &first[line_ends(first)..];
        [Self::Warc, Self::Arc]
            .into_iter()
            .find(|form| form.begins(first))
    }

    /// Whether a record begins here.
    pub(super) fn begins(self, bytes: &[u8]) -> bool {
        match self {
            Self::Warc => is_head(bytes),
            Self::Arc => arc::parse(bytes).is_some(),
        }
    }

    /// The first place in some bytes where a record begins.
    pub(super) fn find(self, bytes: &[u8], is_line_start: bool) -> Option<usize> {
        (0..bytes.len()).find(|&at| match self {
            Self::Warc => bytes[at] == b'W' && is_head(&bytes[at..]),
            Self::Arc => {
                let is_start = at
                    .checked_sub(1)
                    .map_or(is_line_start, |it| bytes[it] == b'\n');
                is_start && self.begins(&bytes[at..])
            }
        })
    }

    /// The header of a record that begins here, `offset` being its place.
    pub(super) fn parse(self, bytes: &[u8], offset: u64) -> Result<Begun, String> {
        match self {
            Self::Arc => arc::parse(bytes)
                .map(|line| line.begun(offset))
                .ok_or_else(|| "no line of an ARC record is there".to_owned()),
            Self::Warc => {
                let end = head_end(&bytes[..bytes.len().min(MAX_HEADER)])
                    .ok_or("its header does not end")?;
                let header = header::read(&bytes[..end], offset)?;
                let length = header.field("Content-Length").and_then(|said| {
                    let is_huge = said.len() > 19 && said.bytes().all(|it| it.is_ascii_digit());
                    header::number(said).or(is_huge.then_some(u64::MAX))
                });
                Ok(Begun {
                    header,
                    length,
                    bytes: end as u64,
                })
            }
        }
    }
}

/// How many of the first bytes are line ends.
pub(super) fn line_ends(bytes: &[u8]) -> usize {
    let is_end = |byte: &&u8| matches!(byte, b'\r' | b'\n');
    bytes.iter().take_while(is_end).count()
}
