//! Going on after damage: where the next record begins.
//!
//! Each search begins behind the place the one before began, so it ends whatever the file
//! holds. A payload that itself holds WARC records may give its own after damage.

use std::io::{self, Read};

use flate2::bufread::GzDecoder;

use super::WarcError;
use super::gzip::{MAGIC, PROOF, begins_record};
use super::read::{Lost, WarcReader};

impl<R: Read> WarcReader<R> {
    /// Goes to the next place where a record begins, or to the end of the file.
    pub(super) fn find(&mut self, lost: Lost) -> Result<(), WarcError> {
        let start = self.member.as_ref().map(|member| member.start);
        if let (Lost::Clear(from), Some(start)) = (lost, start) {
            self.clear.go_back(from);
            match self.search(false, true) {
                // Found, or at the sound end of the member.
                Ok(()) => return Ok(()),
                Err(error @ WarcError::Read { .. }) => return Err(error),
                // The record's fault was told already.
                Err(_) => {}
            }
            return self.find_in_file(start + 1);
        }
        match lost {
            Lost::Raw(from) | Lost::Clear(from) => self.find_in_file(from),
        }
    }

    fn find_in_file(&mut self, from: u64) -> Result<(), WarcError> {
        let from = match self.lost.take() {
            Some(Lost::Raw(from)) => from,
            _ => from,
        };
        self.member = None;
        self.raw.go_back(from);
        self.search(self.is_gzip != Some(false), self.is_gzip != Some(true))
    }

    /// A gzip member was read to its end and its check sum is wrong. If a record begins
    /// right behind it, that was its true end; else the stream may have run past it. A member
    /// cut short in front of a page much like its own runs to that page's very end: the same
    /// code tables fall into step.
    pub(super) fn wrong_check(&mut self, offset: u64) -> Result<WarcError, WarcError> {
        while self.raw.unread().len() < PROOF && self.fill_raw()? {}
        let next = self.raw.unread();
        let is_end = next.is_empty() || begins_record(next);
        let from = if is_end && !ends_in_members(self.raw.since(offset + 1)) {
            self.raw.position()
        } else {
            offset + 1
        };
        let cause = "its check sum is wrong".to_owned();
        Ok(self.lose(Lost::Raw(from), WarcError::Gzip { offset, cause }))
    }

    fn search(&mut self, gzip: bool, plain: bool) -> Result<(), WarcError> {
        loop {
            let length = self.look(PROOF)?.len();
            let is_end = length < PROOF;
            let sure = if is_end { length } else { length - PROOF + 1 };
            let unread = self.window().unread();
            let found = (0..sure).find(|&at| match unread[at] {
                0x1f => gzip && unread[at..].starts_with(MAGIC) && begins_record(&unread[at..]),
                b'W' => plain && is_head(&unread[at..]),
                _ => false,
            });
            self.window().consume(found.unwrap_or(sure));
            if found.is_some() || is_end {
                return Ok(());
            }
        }
    }
}

/// Whether from somewhere on these bytes are sound gzip members to the last, the first of them
/// a record's. (A payload that holds such members has its own member's end behind them.)
fn ends_in_members(bytes: &[u8]) -> bool {
    let begins = |at: &usize| bytes[*at..].starts_with(MAGIC) && begins_record(&bytes[*at..]);
    (0..bytes.len()).filter(begins).any(|at| {
        let mut rest = &bytes[at..];
        while !rest.is_empty() {
            if io::copy(&mut GzDecoder::new(&mut rest), &mut io::sink()).is_err() {
                return false;
            }
        }
        true
    })
}

/// Whether these bytes look like the two first lines of a record.
pub(super) fn is_head(bytes: &[u8]) -> bool {
    let Some(rest) = bytes.strip_prefix(b"WARC/") else {
        return false;
    };
    let rest = &rest[..rest.len().min(64)];
    let Some(end) = rest.iter().position(|&byte| byte == b'\n') else {
        return false;
    };
    let is_version = rest[..end]
        .trim_ascii()
        .iter()
        .all(|byte| byte.is_ascii_digit() || *byte == b'.');
    let name = rest[end + 1..].to_ascii_lowercase();
    is_version && (name.starts_with(b"warc-") || name.starts_with(b"content-"))
}
