//! A Zstandard WARC unpacked frame by frame (IIPC's `.warc.zst` 1.0): its first frame may be a
//! skippable one that holds the dictionary of all others.

use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};

use zstd::dict::DecoderDictionary;
use zstd::stream::read::Decoder;

use super::begun::FIRST;
use super::form::ArchiveFormat;
use super::unpacked::{PackedStretch, Trust, Unpacked};

const FRAME: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// The skippable frame of a dictionary (0x184D2A5D).
const DICTIONARY: [u8; 4] = [0x5d, 0x2a, 0x4d, 0x18];

/// Largest dictionary taken, packed or not.
const MAX_DICTIONARY: u64 = 64 << 20;

/// Whether a frame of any kind begins here.
pub(super) fn is_frame(bytes: &[u8]) -> bool {
    bytes.starts_with(&FRAME) || is_skippable(bytes)
}

fn is_skippable(bytes: &[u8]) -> bool {
    matches!(bytes, [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..])
}

struct Frames<'a, R> {
    source: CountingReader<BufReader<&'a mut R>>,
    length: u64,
    dictionary: DecoderDictionary<'static>,
}

pub(super) fn unpack<R: Read + Seek, W: Write + Seek>(
    source: &mut R,
    clear: &mut W,
    limit: u64,
) -> io::Result<Unpacked> {
    let length = source.seek(SeekFrom::End(0))?;
    source.seek(SeekFrom::Start(0))?;
    let mut frames = Frames {
        source: CountingReader {
            source: BufReader::with_capacity(1 << 18, source),
            at: 0,
        },
        length,
        dictionary: DecoderDictionary::copy(&[]),
    };
    let mut done = Unpacked::default();
    while frames.source.at < frames.length {
        let at = frames.source.at;
        let mut first = [0; 8];
        let held = frames.peek(&mut first)?;
        if is_skippable(&first[..held]) && held == 8 {
            frames.pass_skippable(first, &mut done)?;
        } else if first.starts_with(&FRAME) {
            let room = limit.saturating_sub(done.end());
            let (stretch, fault, begins) = frames.take(at, done.end(), room, clear)?;
            done.push(stretch, begins);
            if let Some(fault) = fault {
                done.tell(at, format!("broken Zstandard: {fault}"));
                frames.find(at + 1)?;
            }
        } else {
            frames.find(at + 1)?;
            done.tell(
                at,
                format!("{} bytes are no Zstandard", frames.source.at - at),
            );
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

impl<R: Read + Seek> Frames<'_, R> {
    fn peek(&mut self, out: &mut [u8; 8]) -> io::Result<usize> {
        let at = self.source.at;
        let mut held = 0;
        while held < out.len() {
            match self.source.read(&mut out[held..])? {
                0 => break,
                count => held += count,
            }
        }
        self.source.go(at)?;
        Ok(held)
    }

    fn pass_skippable(&mut self, head: [u8; 8], done: &mut Unpacked) -> io::Result<()> {
        let at = self.source.at;
        let size = u64::from(u32::from_le_bytes([head[4], head[5], head[6], head[7]]));
        if head.starts_with(&DICTIONARY) && at == 0 {
            self.source.go(8)?;
            let mut bytes = Vec::new();
            (&mut self.source)
                .take(size.min(MAX_DICTIONARY))
                .read_to_end(&mut bytes)?;
            match dictionary(bytes) {
                Ok(bytes) => self.dictionary = DecoderDictionary::copy(&bytes),
                Err(error) => done.tell(0, format!("its dictionary cannot be read: {error}")),
            }
        }
        self.source.go((at + 8 + size).min(self.length))
    }

    /// Decodes one frame to a place of the plain file.
    fn take<W: Write + Seek>(
        &mut self,
        at: u64,
        to: u64,
        room: u64,
        clear: &mut W,
    ) -> io::Result<(PackedStretch, Option<String>, bool)> {
        clear.seek(SeekFrom::Start(to))?;
        let mut decoder =
            Decoder::with_prepared_dictionary(&mut self.source, &self.dictionary)?.single_frame();
        let mut first = Vec::new();
        let mut bytes = 0;
        let mut buffer = vec![0; 1 << 16];
        let fault = loop {
            match decoder.read(&mut buffer) {
                Ok(0) => break decoder.finish_frame().err(),
                Ok(count) => {
                    let more = count.min(FIRST - first.len());
                    first.extend_from_slice(&buffer[..more]);
                    clear.write_all(&buffer[..count])?;
                    bytes += count as u64;
                    if bytes >= room {
                        break None;
                    }
                }
                Err(error) => break Some(error),
            }
        };
        let trust = if fault.is_some() {
            Trust::Broken
        } else {
            Trust::Checked
        };
        let stretch = PackedStretch {
            clear: to..to + bytes,
            packed: at,
            trust,
        };
        let begins = ArchiveFormat::of(&first).is_some();
        Ok((stretch, fault.map(|error| error.to_string()), begins))
    }

    /// Goes to the next place that looks like a frame, or to the end.
    fn find(&mut self, from: u64) -> io::Result<()> {
        self.source.go(from)?;
        let mut last = [0; 4];
        loop {
            let Some(&byte) = self.source.fill_buf()?.first() else {
                return Ok(());
            };
            self.source.consume(1);
            last.rotate_left(1);
            last[3] = byte;
            if last == FRAME && self.source.at >= from + 4 {
                let at = self.source.at - 4;
                return self.source.go(at);
            }
        }
    }
}

/// A dictionary, unpacked if it is packed itself.
fn dictionary(bytes: Vec<u8>) -> io::Result<Vec<u8>> {
    if !bytes.starts_with(&FRAME) {
        return Ok(bytes);
    }
    let mut clear = Vec::new();
    Decoder::with_buffer(bytes.as_slice())?
        .take(MAX_DICTIONARY)
        .read_to_end(&mut clear)?;
    Ok(clear)
}

/// A reader that knows where it is.
struct CountingReader<R> {
    source: R,
    at: u64,
}

impl<R: Read + Seek> CountingReader<BufReader<R>> {
    fn go(&mut self, to: u64) -> io::Result<()> {
        self.source
            .seek_relative(to.cast_signed() - self.at.cast_signed())?;
        self.at = to;
        Ok(())
    }
}

impl<R: BufRead> Read for CountingReader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(out)?;
        self.at += count as u64;
        Ok(count)
    }
}

impl<R: BufRead> BufRead for CountingReader<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.source.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.source.consume(count);
        self.at += count as u64;
    }
}
