//! Where a gzip member or a record begins: its header taken.

use std::io::Read;

use super::WarcError;
use super::entity::head_end;
use super::gzip::{HeaderEnd, header_end};
use super::header::{self, Header, short};
use super::read::{Lost, Member, OpenRecord, WarcReader};

/// Longest record header taken. Real ones have less than 2 KiB.
const MAX_HEADER: usize = 128 * 1024;

impl<R: Read> WarcReader<R> {
    pub(super) fn open_member(&mut self) -> Result<(), WarcError> {
        let offset = self.raw.position();
        loop {
            match header_end(self.raw.unread()) {
                HeaderEnd::At(end) => {
                    self.raw.consume(end);
                    break;
                }
                HeaderEnd::Open if self.fill_raw()? => {}
                HeaderEnd::Open => {
                    return Err(self.lose(Lost::Raw(offset + 1), WarcError::Torn { offset }));
                }
                HeaderEnd::Broken(cause) => {
                    let cause = cause.to_owned();
                    let error = WarcError::Gzip { offset, cause };
                    return Err(self.lose(Lost::Raw(offset + 1), error));
                }
            }
        }
        self.inflate.restart();
        self.clear.restart();
        self.is_gzip = Some(true);
        self.member = Some(Member {
            start: offset,
            is_ended: false,
            records: 0,
        });
        Ok(())
    }

    pub(super) fn open_record(&mut self) -> Result<Header, WarcError> {
        let begin = self.window().position();
        let offset = self.member.as_ref().map_or(begin, |member| member.start);
        let lost = match self.member {
            Some(_) => Lost::Clear(begin + 1),
            None => Lost::Raw(begin + 1),
        };
        let is_plain = self.member.is_none();
        let first = self.look(5)?;
        if !first.starts_with(b"WARC/") {
            let error = if is_plain && b"WARC/".starts_with(first) {
                WarcError::Torn { offset }
            } else {
                let cause = format!("{:?} stands there", short(first));
                WarcError::NotWarc { offset, cause }
            };
            return Err(self.lose(lost, error));
        }
        if is_plain {
            self.is_gzip = Some(false);
        }
        let outcome = match self.header_length()? {
            Some(end) => {
                let parsed = header::parse(&self.window().unread()[..end], offset);
                self.window().consume(end);
                parsed
            }
            None if self.window().unread().len() > MAX_HEADER => {
                Err(format!("it is longer than {MAX_HEADER} bytes"))
            }
            None if is_plain => {
                return Err(self.lose(lost, WarcError::Torn { offset }));
            }
            None => Err("its gzip member ends inside it".into()),
        };
        let header =
            outcome.map_err(|cause| self.lose(lost, WarcError::Header { offset, cause }))?;
        if let Some(member) = &mut self.member {
            member.records += 1;
        }
        self.record = Some(OpenRecord {
            offset,
            block: self.window().position(),
            rest: header.length(),
            length: header.length(),
            finished: None,
        });
        Ok(header)
    }

    /// Bytes to the end of the header at hand, if it ends.
    fn header_length(&mut self) -> Result<Option<usize>, WarcError> {
        let mut wanted = 1024;
        loop {
            let bytes = self.look(wanted)?;
            if let Some(end) = head_end(&bytes[..bytes.len().min(MAX_HEADER)]) {
                return Ok(Some(end));
            }
            if bytes.len() < wanted || wanted > MAX_HEADER {
                return Ok(None);
            }
            wanted *= 4;
        }
    }
}
