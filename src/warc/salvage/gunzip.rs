//! A gzip file unpacked member by member, going on behind what is broken.
//!
//! Of a broken member all is kept that decodes: what of it is whole shows when its records are
//! read.

use std::io::{self, Read, Seek, SeekFrom, Write};

use super::begun::FIRST;
use super::form::ArchiveFormat;
use super::unpacked::{PackedStretch, Trust, Unpacked};
use crate::warc::gzip::{GzipFault, GzipStep, HeaderEnd, Inflate, MAGIC, PROOF, header_end};
use crate::warc::window::ByteWindow;

/// Bytes asked of the file at once.
const CHUNK: u64 = 64 * 1024;

struct Gunzip<'a, R, W> {
    source: &'a mut R,
    /// Its length.
    length: u64,
    clear: &'a mut W,
    limit: u64,
    inflate: Inflate,
}

/// How far a member was decoded.
struct Member {
    /// Its first decoded bytes.
    first: Vec<u8>,
    /// Decoded bytes.
    bytes: u64,
    /// Bytes of the file it took.
    taken: u64,
    fault: Option<String>,
}

pub(super) fn gunzip<R: Read + Seek, W: Write + Seek>(
    source: &mut R,
    clear: &mut W,
    limit: u64,
) -> io::Result<Unpacked> {
    let length = source.seek(SeekFrom::End(0))?;
    let mut file = Gunzip {
        source,
        length,
        clear,
        limit,
        inflate: Inflate::new(),
    };
    let mut done = Unpacked::default();
    let mut at = 0;
    while at < file.length {
        let first = file.bytes(at, PROOF)?;
        let zeros = first.iter().take_while(|&&byte| byte == 0).count() as u64;
        if zeros > 0 {
            at = file.pass_zeros(at, &mut done)?;
        } else if first.starts_with(MAGIC) {
            at = file.take_member(at, &mut done)?;
        } else {
            let next = file.find(at + 1)?;
            done.tell(at, format!("{} bytes are no gzip", next - at));
            at = next;
        }
        if done.end() >= limit {
            done.tell(
                at,
                format!("more than {limit} bytes unpacked: the rest is not read"),
            );
            break;
        }
    }
    Ok(done)
}

impl<R: Read + Seek, W: Write + Seek> Gunzip<'_, R, W> {
    fn pass_zeros(&mut self, from: u64, done: &mut Unpacked) -> io::Result<u64> {
        let mut at = from;
        loop {
            let bytes = self.bytes(at, PROOF)?;
            let zeros = bytes.iter().take_while(|&&byte| byte == 0).count();
            at += zeros as u64;
            if zeros < PROOF {
                done.tell(
                    from,
                    format!(
                        "{} zero bytes stand between or behind gzip members",
                        at - from
                    ),
                );
                return Ok(at);
            }
        }
    }

    /// Decodes the member at a place; returns where to go on.
    fn take_member(&mut self, at: u64, done: &mut Unpacked) -> io::Result<u64> {
        let begin = done.end();
        let mut member = self.decode(at, self.length, begin)?;
        let mut next = at + member.taken;
        if member.fault.is_some() {
            // What was cut short may run on into its neighbours.
            let found = self.find(at + 1)?;
            if found < next {
                let fault = member.fault.take();
                member = self.decode(at, found, begin)?;
                member.fault = fault;
            }
            next = found;
        }
        let trust = match &member.fault {
            Some(fault) => {
                let bytes = member.bytes;
                done.tell(
                    at,
                    format!("broken gzip: {fault}; {bytes} bytes of it unpack"),
                );
                Trust::Broken
            }
            None => Trust::Checked,
        };
        let begins = ArchiveFormat::of(&member.first).is_some();
        let stretch = PackedStretch {
            clear: begin..begin + member.bytes,
            packed: at,
            trust,
        };
        done.push(stretch, begins);
        Ok(next)
    }

    /// Decodes one member of the bytes before `end` to a place of the plain file.
    fn decode(&mut self, at: u64, end: u64, to: u64) -> io::Result<Member> {
        self.source.seek(SeekFrom::Start(at))?;
        self.clear.seek(SeekFrom::Start(to))?;
        let mut raw = ByteWindow::new(at);
        let mut decoded = ByteWindow::new(0);
        let mut member = Member {
            first: Vec::new(),
            bytes: 0,
            taken: 0,
            fault: None,
        };
        loop {
            match header_end(raw.unread()) {
                HeaderEnd::At(length) => {
                    raw.consume(length);
                    break;
                }
                HeaderEnd::Open if self.fill(&mut raw, end)? => {}
                HeaderEnd::Open => member.fault = Some("it ends inside its header".to_owned()),
                HeaderEnd::Broken(cause) => member.fault = Some(cause.to_owned()),
            }
            if member.fault.is_some() {
                return Ok(member);
            }
        }
        self.inflate.restart();
        let outcome = loop {
            let step = self.inflate.step(&mut raw, &mut decoded);
            let bytes = decoded.unread();
            if member.first.len() < FIRST {
                let more = bytes.len().min(FIRST - member.first.len());
                member.first.extend_from_slice(&bytes[..more]);
            }
            self.clear.write_all(bytes)?;
            member.bytes += bytes.len() as u64;
            decoded.restart();
            match step {
                Ok(GzipStep::Grown) if to + member.bytes < self.limit => {}
                Ok(GzipStep::Grown | GzipStep::Ended) => break None,
                Ok(GzipStep::Starved) if self.fill(&mut raw, end)? => {}
                Ok(GzipStep::Starved) => break Some("the file ends inside it".to_owned()),
                Err(GzipFault::Stream(cause)) => break Some(cause),
                Err(GzipFault::Check) => break Some("its check sum is wrong".to_owned()),
            }
        };
        member.fault = outcome;
        member.taken = raw.position() - at;
        Ok(member)
    }

    fn fill(&mut self, raw: &mut ByteWindow, end: u64) -> io::Result<bool> {
        let at = raw.position() + raw.unread().len() as u64;
        let room = end.saturating_sub(at).min(CHUNK);
        let read = (&mut *self.source).take(room).read_to_end(raw.end())?;
        Ok(read > 0)
    }

    /// The next place where a member begins that holds a record's beginning, or the end.
    fn find(&mut self, from: u64) -> io::Result<u64> {
        let mut at = from;
        loop {
            let bytes = self.bytes(at, 16 * PROOF)?;
            let is_last = bytes.len() < 16 * PROOF;
            let sure = if is_last {
                bytes.len()
            } else {
                bytes.len() - PROOF
            };
            let found =
                (0..sure).find(|&it| bytes[it..].starts_with(MAGIC) && begins(&bytes[it..]));
            match found {
                Some(found) => return Ok(at + found as u64),
                None if is_last => return Ok(self.length),
                None => at += sure as u64,
            }
        }
    }

    fn bytes(&mut self, at: u64, count: usize) -> io::Result<Vec<u8>> {
        self.source.seek(SeekFrom::Start(at))?;
        let mut bytes = Vec::with_capacity(count);
        (&mut *self.source)
            .take(count as u64)
            .read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// Whether a member begins here whose first bytes begin a record.
fn begins(bytes: &[u8]) -> bool {
    let HeaderEnd::At(end) = header_end(bytes) else {
        return false;
    };
    let mut first = [0; 512];
    let mut stream = flate2::Decompress::new(false);
    let _ = stream.decompress(&bytes[end..], &mut first, flate2::FlushDecompress::None);
    let count = usize::try_from(stream.total_out()).unwrap_or(0);
    ArchiveFormat::of(&first[..count]).is_some()
}
