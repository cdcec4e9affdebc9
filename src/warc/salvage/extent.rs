//! Where a record's block ends, when its length may be wrong.
//!
//! A block that is followed by the next record, or by the end of what was packed with it, ends
//! there. One whose length leads elsewhere goes to the next record, if it is shown to be whole.

use std::io::{self, Read, Seek};
use std::ops::Range;

use super::begun::FIRST;
use super::clear::Clear;
use super::form::{ArchiveFormat, line_ends};
use super::proof::{self, Proof};
use super::{PackedStretch, Trust};
use crate::warc::{Header, RecordType};

/// Most line ends and zeros passed between two records at once.
const MAX_RUN: usize = 64 * 1024;

/// Most bytes of line ends that a head may lack.
const MAX_MISSED: usize = 8;

/// A block, and where the next record begins.
pub(super) struct Extent {
    pub(super) block: Range<u64>,
    pub(super) next: u64,
    /// What was wrong, and is repaired.
    pub(super) told: Option<String>,
}

/// Why a record is left out, and where to go on.
pub(super) struct Lost {
    pub(super) cause: String,
    pub(super) next: u64,
}

pub(super) struct Ends<'a, S> {
    pub(super) clear: &'a mut Clear<S>,
    pub(super) form: ArchiveFormat,
    pub(super) stretch: &'a PackedStretch,
}

impl<S: Read + Seek> Ends<'_, S> {
    /// The block that begins at `from`, which says it takes `length` bytes.
    pub(super) fn extent(
        &mut self,
        header: &Header,
        from: u64,
        length: Option<u64>,
    ) -> io::Result<Result<Extent, Lost>> {
        let claimed = length.map(|length| from.saturating_add(length));
        if let Some(end) = claimed.filter(|&end| end <= self.stretch.clear.end)
            && let Some((run, next)) = self.boundary(end)?
        {
            return self.at_boundary(header, from..end, &run, next);
        }
        self.at_next_record(header, from, claimed)
    }

    /// The line ends behind a place, if nothing but those (and zeros) lies between it and the
    /// next record or the end; and where that is.
    fn boundary(&mut self, end: u64) -> io::Result<Option<(Vec<u8>, u64)>> {
        let bound = self.stretch.clear.end;
        let behind = self.clear.look(end, MAX_RUN, bound)?;
        let run = behind[..line_ends(behind)].to_vec();
        let zeros = behind[run.len()..].iter().take_while(|&&byte| byte == 0);
        let passed = run.len() + zeros.count();
        let next = end + passed as u64;
        let is_end = next == bound || passed == MAX_RUN;
        let first = self.clear.look(next, FIRST, bound)?;
        Ok((is_end || self.form.begins(first)).then_some((run, next)))
    }

    fn at_boundary(
        &mut self,
        header: &Header,
        mut block: Range<u64>,
        run: &[u8],
        next: u64,
    ) -> io::Result<Result<Extent, Lost>> {
        if self.stretch.trust == Trust::Broken
            && proof::of(self.clear, header, &block)? == Proof::Wrong
        {
            let cause = "its bytes do not have the digest it says they have".to_owned();
            return Ok(Err(Lost { cause, next }));
        }
        let missed = self.missed(header, &block, run)?;
        if missed > 0 {
            block.end += missed;
            let told = format!(
                "its Content-Length leaves out {missed} bytes of its own line ends; it is taken"
            );
            return Ok(Ok(Extent {
                block,
                next,
                told: Some(told),
            }));
        }
        let is_separated = match self.form {
            ArchiveFormat::Warc => run.starts_with(b"\r\n\r\n") || run.starts_with(b"\n\n"),
            ArchiveFormat::Arc => true,
        };
        if is_separated || (next == self.stretch.clear.end && self.stretch.trust != Trust::Checked)
        {
            return Ok(Ok(Extent {
                block,
                next,
                told: None,
            }));
        }
        let surplus = self.surplus(header, &block, run)?;
        block.end -= surplus;
        let cause = match surplus {
            0 => format!("it ends in {} instead of two empty lines", words(run)),
            _ => format!("its Content-Length counts {surplus} bytes of the line ends behind it"),
        };
        Ok(Ok(Extent {
            block,
            next,
            told: Some(format!("{cause}; it is taken")),
        }))
    }

    /// How many of the line ends behind a block are those of its head, not counted by mistake.
    fn missed(&mut self, header: &Header, block: &Range<u64>, run: &[u8]) -> io::Result<u64> {
        if header.kind() != RecordType::Response || proof::has_head(self.clear, block)? {
            return Ok(0);
        }
        for missed in 1..=run.len().min(MAX_MISSED) as u64 {
            let longer = block.start..block.end + missed;
            if proof::of(self.clear, header, &longer)? == Proof::Whole {
                return Ok(missed);
            }
        }
        Ok(0)
    }

    /// How many of a block's last bytes are the line ends behind it, counted by mistake.
    fn surplus(&mut self, header: &Header, block: &Range<u64>, run: &[u8]) -> io::Result<u64> {
        let Some(ends) = b"\r\n\r\n".strip_suffix(run) else {
            return Ok(0);
        };
        let surplus = ends.len() as u64;
        let Some(shorter) = block
            .end
            .checked_sub(surplus)
            .filter(|end| *end >= block.start)
        else {
            return Ok(0);
        };
        if self.clear.look(shorter, ends.len(), block.end)? != ends {
            return Ok(0);
        }
        let as_said = proof::of(self.clear, header, block)?;
        let without = proof::of(self.clear, header, &(block.start..shorter))?;
        // A line end cut in two is no writer's way to end a block.
        let is_split = ends.ends_with(b"\r");
        let is_counted = as_said != Proof::Whole && (without == Proof::Whole || is_split);
        Ok(if is_counted { surplus } else { 0 })
    }

    /// A block whose length leads nowhere: to the next record.
    fn at_next_record(
        &mut self,
        header: &Header,
        from: u64,
        claimed: Option<u64>,
    ) -> io::Result<Result<Extent, Lost>> {
        let bound = self.stretch.clear.end;
        let found = self.clear.find(self.form, from, bound)?;
        let next = found.unwrap_or(bound);
        let separator = self.separator(from, next)?;
        let mut block = from..next - separator.len() as u64;
        let mut proof = proof::of(self.clear, header, &block)?;
        // A length that leads beyond the end claims all that is there: what looks like a line end
        // behind the block may be its own last one.
        let is_beyond = found.is_none() && claimed.is_some_and(|claimed| claimed > bound);
        let is_behind = self.form == ArchiveFormat::Warc
            && (proof == Proof::Whole || matches!(separator, b"\r\n\r\n" | b"\n\n"));
        if is_beyond && !is_behind {
            block.end = bound;
            if proof != Proof::Whole {
                proof = proof::of(self.clear, header, &block)?;
            }
        }
        let length = block.end - from;
        let said = claimed.map_or_else(
            || "it says no length that can be read".to_owned(),
            |claimed| format!("its Content-Length is {}", claimed - from),
        );
        let is_short = claimed.is_none_or(|claimed| claimed < block.end);
        let is_whole = match proof {
            // No length and no bytes: nothing says that there is anything.
            _ if claimed.is_none() && length == 0 => false,
            Proof::Whole => true,
            Proof::Wrong => false,
            Proof::None => {
                let is_own = found.is_none() && self.stretch.trust == Trust::Checked;
                is_own || (is_short && !separator.is_empty())
            }
        };
        if is_whole {
            let told = format!("{said}, its block takes {length} bytes; it is taken so");
            return Ok(Ok(Extent {
                block,
                next,
                told: Some(told),
            }));
        }
        let cause = match (found, claimed) {
            (None, _) => format!("{said}, and what holds it ends after {length} bytes"),
            (Some(_), _) => format!("{said}, and another record begins after {length} bytes"),
        };
        Ok(Err(Lost { cause, next }))
    }

    /// The line ends before a place that stand between records; none where there are none.
    fn separator(&mut self, from: u64, next: u64) -> io::Result<&'static [u8]> {
        let back = (next - from).min(4);
        let count = usize::try_from(back).unwrap_or(4);
        let last = self.clear.look(next - back, count, next)?;
        let separators: &[&[u8]] = match self.form {
            ArchiveFormat::Warc => &[b"\r\n\r\n", b"\n\n", b"\r\n"],
            ArchiveFormat::Arc => &[b"\r\n", b"\n"],
        };
        let found = separators.iter().find(|it| last.ends_with(it));
        Ok(found.copied().unwrap_or_default())
    }
}

fn words(run: &[u8]) -> String {
    if run.is_empty() {
        return "no line end".to_owned();
    }
    format!("{:?}", String::from_utf8_lossy(run))
}
