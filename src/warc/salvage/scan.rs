//! The records of an unpacked file, one after the other, and what lies between them.

use std::collections::VecDeque;
use std::io::{self, Read, Seek};
use std::ops::Range;

use super::begun::FIRST;
use super::clear::Clear;
use super::extent::{Ends, Extent, Lost};
use super::form::{ArchiveFormat, MAX_HEADER, line_ends};
use super::{Damage, PackedStretch, Trust, arc};
use crate::warc::Header;

/// A whole record.
pub(super) struct WholeRecord {
    /// Its `offset` is in the file as it came.
    pub(super) header: Header,
    /// Where it begins in the plain file.
    pub(super) at: u64,
    pub(super) block: Range<u64>,
}

pub(super) struct RecordScan<'a, S> {
    pub(super) clear: Clear<S>,
    pub(super) form: ArchiveFormat,
    stretches: std::slice::Iter<'a, PackedStretch>,
    stretch: Option<&'a PackedStretch>,
    at: u64,
    pub(super) damage: VecDeque<Damage>,
}

impl<'a, S: Read + Seek> RecordScan<'a, S> {
    /// `None`: no record of any form is there.
    pub(super) fn begin(source: S, stretches: &'a [PackedStretch]) -> io::Result<Option<Self>> {
        let mut clear = Clear::new(source);
        let mut form = None;
        for stretch in stretches {
            let first = clear.look(stretch.clear.start, FIRST, stretch.clear.end)?;
            form = form.or_else(|| ArchiveFormat::of(first));
        }
        for stretch in stretches {
            if form.is_none()
                && clear
                    .find(ArchiveFormat::Warc, stretch.clear.start, stretch.clear.end)?
                    .is_some()
            {
                form = Some(ArchiveFormat::Warc);
            }
        }
        Ok(form.map(|form| Self {
            clear,
            form,
            stretches: stretches.iter(),
            stretch: None,
            at: 0,
            damage: VecDeque::new(),
        }))
    }

    /// The next whole record; `None` at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<WholeRecord>> {
        loop {
            let Some(stretch) = self.stretch else {
                let Some(next) = self.stretches.next() else {
                    return Ok(None);
                };
                (self.stretch, self.at) = (Some(next), next.clear.start);
                continue;
            };
            self.pass_filling(stretch)?;
            if self.at >= stretch.clear.end {
                self.stretch = None;
            } else if let Some(found) = self.record(stretch)? {
                return Ok(Some(found));
            }
        }
    }

    /// Passes line ends and zeros.
    fn pass_filling(&mut self, stretch: &PackedStretch) -> io::Result<()> {
        let begin = self.at;
        let mut zeros = 0;
        loop {
            let bytes = self.clear.look(self.at, MAX_HEADER, stretch.clear.end)?;
            let filling = bytes
                .iter()
                .take_while(|byte| matches!(byte, b'\r' | b'\n' | 0));
            let count = filling.clone().count();
            zeros += filling.filter(|&&byte| byte == 0).count();
            if count == 0 {
                break;
            }
            self.at += count as u64;
        }
        if zeros > 0 {
            self.tell(stretch, begin, format!("{zeros} zero bytes stand there"));
        }
        Ok(())
    }

    /// The record at the place at hand; `None` where there is none, or none that is whole.
    fn record(&mut self, stretch: &PackedStretch) -> io::Result<Option<WholeRecord>> {
        let at = self.at;
        let offset = place(stretch, at);
        let bytes = self.clear.look(at, FIRST, stretch.clear.end)?;
        let outcome = if self.form.begins(bytes) {
            let bytes = self.clear.look(at, MAX_HEADER, stretch.clear.end)?;
            self.form.parse(bytes, offset)
        } else {
            let line = &bytes[line_ends(bytes)..];
            let shown = crate::warc::header::short(line);
            Err(format!("no record begins there: {shown:?} stands there"))
        };
        let parsed = match outcome {
            Ok(parsed) => parsed,
            Err(cause) => {
                let next = self.clear.find(self.form, at + 1, stretch.clear.end)?;
                let next = next.unwrap_or(stretch.clear.end);
                self.lose(stretch, &Lost { cause, next });
                return Ok(None);
            }
        };
        let from = at + parsed.bytes;
        let mut header = parsed.header;
        if self.form == ArchiveFormat::Arc {
            let first = self.clear.look(from, 8, stretch.clear.end)?;
            arc::kind(&mut header, first);
        }
        let mut ends = Ends {
            clear: &mut self.clear,
            form: self.form,
            stretch,
        };
        match ends.extent(&header, from, parsed.length)? {
            Ok(Extent { block, next, told }) => {
                if let Some(told) = told {
                    self.tell(stretch, at, told);
                }
                self.at = next;
                Ok(Some(WholeRecord { header, at, block }))
            }
            Err(lost) => {
                self.lose(stretch, &lost);
                Ok(None)
            }
        }
    }

    fn lose(&mut self, stretch: &PackedStretch, lost: &Lost) {
        let bytes = lost.next - self.at;
        let cause = format!("{}; {bytes} bytes are left out", lost.cause);
        self.tell(stretch, self.at, cause);
        self.at = lost.next;
    }

    fn tell(&mut self, stretch: &PackedStretch, at: u64, cause: String) {
        let offset = place(stretch, at);
        self.damage.push_back(Damage { offset, cause });
    }
}

/// A place of the plain file in the file as it came: that of what it was packed in.
fn place(stretch: &PackedStretch, at: u64) -> u64 {
    match stretch.trust {
        Trust::Plain => at,
        Trust::Checked | Trust::Broken => stretch.packed,
    }
}
