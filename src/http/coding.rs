//! Content codings undone, under a cap: gzip with all its members, deflate in both
//! the forms servers send, and the two that are never asked for: Brotli and Zstandard, which
//! browsers ask for, and crawlers driven by one store as sent.
//!
//! Pure. reqwest's own decompression is off: of two gzip members it returns the first
//! and says nothing (measured), and it has no cap.

use std::io::{self, Read};

use brotli_decompressor::Decompressor;
use flate2::bufread::{DeflateDecoder, GzDecoder, ZlibDecoder};
use thiserror::Error;

/// More than one content coding is an accident; more than two is an attack.
const MAX_LAYERS: usize = 2;

/// Largest Zstandard window on the web, 8 MiB (RFC 9659 §3).
const ZSTD_WINDOW: u32 = 23;

/// Bytes Brotli's decoder reads at a time.
const BROTLI_STEP: usize = 4096;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Coding {
    Gzip,
    Deflate,
    Brotli,
    Zstd,
}

/// Why a body stays as it was sent.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CodingError {
    /// A coding we do not know.
    #[error("unknown content coding {coding:?}")]
    Unknown {
        /// As sent.
        coding: String,
    },
    /// More codings than a server has reason to apply.
    #[error("{layers} content codings, one over another")]
    Layers {
        /// How many.
        layers: usize,
    },
    /// The body does not decode as the coding it is said to be in.
    #[error("the body is not sound {coding} ({detail})")]
    Corrupt {
        /// The coding.
        coding: &'static str,
        /// The decoder's words.
        detail: String,
    },
    /// The entity is larger than its cap.
    #[error("the decoded body is larger than {limit} bytes")]
    TooLarge {
        /// The cap in bytes.
        limit: u64,
    },
}

impl CodingError {
    /// Whether this may be an accident of the moment rather than how the server is.
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::Corrupt { .. })
    }
}

/// A body with its codings undone.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Decoded {
    /// The entity.
    pub body: Vec<u8>,
    /// The coded stream ends early: `body` is what could be had of it.
    pub cut: bool,
    /// Bytes after the last gzip member, ignored (curl and wget do the same).
    pub garbage: u64,
    /// It was said to be coded and is plain markup.
    pub was_plain: bool,
}

/// The codings of all `Content-Encoding` lines, in the order they were applied.
fn codings<'a>(lines: impl Iterator<Item = &'a [u8]>) -> Result<Vec<Coding>, CodingError> {
    let mut codings = Vec::new();
    let mut layers = 0;
    for name in lines.flat_map(|line| line.split(|&byte| byte == b',')) {
        match name.trim_ascii().to_ascii_lowercase().as_slice() {
            b"" | b"identity" => continue,
            b"gzip" | b"x-gzip" => codings.push(Coding::Gzip),
            b"deflate" => codings.push(Coding::Deflate),
            b"br" => codings.push(Coding::Brotli),
            b"zstd" => codings.push(Coding::Zstd),
            _ => {
                let coding = super::head::text(name.trim_ascii());
                return Err(CodingError::Unknown { coding });
            }
        }
        layers += 1;
    }
    if layers > MAX_LAYERS {
        return Err(CodingError::Layers { layers });
    }
    Ok(codings)
}

/// Undoes what the `Content-Encoding` lines say was done to `encoded`.
pub fn decode<'a>(
    encoded: &[u8],
    lines: impl Iterator<Item = &'a [u8]>,
    limit: u64,
) -> Result<Decoded, CodingError> {
    let codings = codings(lines)?;
    let mut decoded = Decoded {
        body: encoded.to_vec(),
        ..Decoded::default()
    };
    for coding in codings.into_iter().rev() {
        // A redirect or a 304 may name a coding and have no body to apply it to.
        if decoded.body.is_empty() {
            break;
        }
        match coding {
            _ if is_markup(&decoded.body) => decoded.was_plain = true,
            Coding::Gzip => gunzip(&mut decoded, limit)?,
            Coding::Deflate => inflate(&mut decoded, limit)?,
            Coding::Brotli => unbrotli(&mut decoded, limit)?,
            Coding::Zstd => unzstd(&mut decoded, limit)?,
        }
    }
    if decoded.body.len() as u64 > limit {
        return Err(CodingError::TooLarge { limit });
    }
    Ok(decoded)
}

/// HTML or XML as it stands. Neither a gzip (`1f 8b`), zlib (`x8 …`) nor Zstandard (`28 b5`)
/// stream begins so; in a Brotli stream `<` would set a reserved bit; a raw deflate stream that
/// begins so would be a preset-Huffman oddity.
fn is_markup(body: &[u8]) -> bool {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let body = body.trim_ascii_start();
    body.first() == Some(&b'<')
        && body
            .get(1)
            .is_some_and(|byte| matches!(byte, b'!' | b'?') || byte.is_ascii_alphabetic())
}

fn gunzip(decoded: &mut Decoded, limit: u64) -> Result<(), CodingError> {
    let mut rest: &[u8] = &decoded.body;
    let mut out = Vec::with_capacity(capacity(rest, limit));
    let mut members = 0;
    while !rest.is_empty() {
        let is_member = rest.iter().zip(b"\x1f\x8b").all(|(a, b)| a == b);
        if !is_member && members == 0 {
            let (coding, detail) = ("gzip", "it does not begin as gzip".to_owned());
            return Err(CodingError::Corrupt { coding, detail });
        }
        if !is_member {
            decoded.garbage = rest.len() as u64;
            break;
        }
        if !pour(GzDecoder::new(&mut rest), &mut out, "gzip", limit)? {
            decoded.cut = true;
            break;
        }
        members += 1;
    }
    decoded.body = out;
    Ok(())
}

/// `deflate` is a zlib stream (RFC 9110 §8.4.1.2), but some servers send it raw.
fn inflate(decoded: &mut Decoded, limit: u64) -> Result<(), CodingError> {
    let body: &[u8] = &decoded.body;
    let mut out = Vec::with_capacity(capacity(body, limit));
    let is_zlib = body.len() > 1
        && body[0] & 0x0f == 8
        && (u16::from(body[0]) << 8 | u16::from(body[1])).is_multiple_of(31);
    let whole = if is_zlib {
        pour(ZlibDecoder::new(body), &mut out, "deflate", limit)?
    } else {
        pour(DeflateDecoder::new(body), &mut out, "deflate", limit)?
    };
    decoded.cut |= !whole;
    decoded.body = out;
    Ok(())
}

/// Bytes whose end is an error: the decoder asks for more only where the stream is not ended,
/// and by itself takes a stream that is cut for a corrupt one.
struct Unended<'a>(&'a [u8]);

impl Read for Unended<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self.0.read(out)? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            count => Ok(count),
        }
    }
}

fn unbrotli(decoded: &mut Decoded, limit: u64) -> Result<(), CodingError> {
    let body: &[u8] = &decoded.body;
    let mut out = Vec::with_capacity(capacity(body, limit));
    let stream = Decompressor::new(Unended(body), BROTLI_STEP);
    let whole = pour(stream, &mut out, "br", limit)?;
    decoded.cut |= !whole;
    decoded.body = out;
    Ok(())
}

fn unzstd(decoded: &mut Decoded, limit: u64) -> Result<(), CodingError> {
    let body: &[u8] = &decoded.body;
    let mut out = Vec::with_capacity(capacity(body, limit));
    let corrupt = |error: io::Error| CodingError::Corrupt {
        coding: "zstd",
        detail: error.to_string(),
    };
    let mut stream = zstd::Decoder::with_buffer(body).map_err(corrupt)?;
    stream.window_log_max(ZSTD_WINDOW).map_err(corrupt)?;
    let whole = pour(stream, &mut out, "zstd", limit)?;
    decoded.cut |= !whole;
    decoded.body = out;
    Ok(())
}

/// HTML shrinks to a quarter or a fifth.
fn capacity(encoded: &[u8], limit: u64) -> usize {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    encoded.len().saturating_mul(5).min(limit).min(1 << 20)
}

/// Appends one stream to `out`; `false` when the stream ends early.
fn pour(
    stream: impl Read,
    out: &mut Vec<u8>,
    coding: &'static str,
    limit: u64,
) -> Result<bool, CodingError> {
    let room = limit.saturating_sub(out.len() as u64);
    let outcome = stream.take(room.saturating_add(1)).read_to_end(out);
    if out.len() as u64 > limit {
        return Err(CodingError::TooLarge { limit });
    }
    match outcome {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => {
            let detail = error.to_string();
            Err(CodingError::Corrupt { coding, detail })
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
    use proptest::prelude::*;

    use super::*;

    /// [`page`] by Node's `brotliCompressSync`; there is no encoder among the dependencies.
    const BROTLI: &[u8] = &[
        0x1b, 0x57, 0x07, 0xf8, 0x2d, 0x0a, 0xec, 0x36, 0x34, 0x69, 0x13, 0x42, 0x0c, 0xfa, 0x51,
        0xdd, 0x26, 0xaf, 0x8c, 0xcb, 0x96, 0x87, 0x5e, 0x65, 0x9d, 0x87, 0x89, 0x06, 0x3d, 0x25,
        0x71, 0x24, 0x1b, 0xe8, 0x70, 0xe9, 0xf3, 0x32, 0x5a, 0x70, 0xe1, 0x0d, 0x32, 0x0c, 0xc3,
        0xb2, 0x41, 0xce, 0xd0, 0x88, 0x85, 0x89, 0xe1, 0x43, 0x8f, 0x6b, 0xf8, 0x7f, 0x8a, 0x7a,
        0x70, 0x60, 0x67, 0x50, 0x5d, 0x17, 0x12, 0x78, 0x0b, 0x3a, 0xb1, 0x05,
    ];

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn undo(body: impl AsRef<[u8]>, header: &str) -> Result<Decoded, CodingError> {
        decode(body.as_ref(), [header.as_bytes()].into_iter(), 10_000)
    }

    fn page() -> Vec<u8> {
        "<p>Hải Phòng, ngày 5 tháng 4 năm 2023</p>"
            .repeat(40)
            .into_bytes()
    }

    #[test]
    fn all_members_are_decoded_and_garbage_after_them_is_counted() {
        let two = [gzip(b"A"), gzip(b"B")].concat();
        assert_eq!(undo(two.clone(), "gzip").unwrap().body, b"AB");
        let decoded = undo([two, vec![0; 50]].concat(), "X-GZip").unwrap();
        assert_eq!((decoded.body, decoded.garbage), (b"AB".to_vec(), 50));
    }

    #[test]
    fn deflate_is_read_in_both_forms() {
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
        zlib.write_all(&page()).unwrap();
        let mut raw = DeflateEncoder::new(Vec::new(), Compression::default());
        raw.write_all(&page()).unwrap();
        assert_eq!(
            undo(zlib.finish().unwrap(), "deflate").unwrap().body,
            page()
        );
        assert_eq!(undo(raw.finish().unwrap(), "deflate").unwrap().body, page());
    }

    #[test]
    fn layers_are_undone_in_reverse_and_capped() {
        let twice = gzip(&gzip(&page()));
        assert_eq!(undo(twice, "gzip, identity, gzip").unwrap().body, page());
        let fault = |header: &str| match undo(gzip(b"A"), header) {
            Err(error) => error,
            other => panic!("{other:?}"),
        };
        assert_eq!(fault("gzip,gzip,gzip"), CodingError::Layers { layers: 3 });
        let coding = "compress".to_owned();
        assert_eq!(fault("gzip, compress"), CodingError::Unknown { coding });
    }

    #[test]
    fn a_bomb_stops_at_the_cap_and_the_cap_itself_passes() {
        let at = gzip(&[0; 10_000]);
        assert_eq!(undo(at, "gzip").unwrap().body.len(), 10_000);
        let limit = 10_000;
        for bomb in [
            gzip(&[0; 10_001]),
            [gzip(&[0; 9_000]), gzip(&[0; 9_000])].concat(),
        ] {
            let error = undo(bomb, "gzip").unwrap_err();
            assert_eq!(error, CodingError::TooLarge { limit });
        }
        assert!(
            undo(vec![b'x'; 10_001], "").is_err(),
            "identity has the same cap"
        );
    }

    #[test]
    fn a_cut_stream_is_said_to_be_cut_and_a_corrupt_one_is_an_error() {
        let whole = gzip(&page());
        for end in 1..whole.len() {
            let decoded = undo(&whole[..end], "gzip").unwrap();
            assert!(decoded.cut && page().starts_with(&decoded.body), "{end}");
        }
        let mut corrupt = whole.clone();
        let crc = corrupt.len() - 6;
        corrupt[crc] ^= 0xff;
        let error = undo(corrupt, "gzip").unwrap_err();
        assert!(error.may_pass());
        assert!(undo(b"not gzip", "gzip").is_err());
    }

    #[test]
    fn plain_markup_said_to_be_gzip_is_taken_as_it_is() {
        let decoded = undo(b"\xef\xbb\xbf\n<html>", "gzip").unwrap();
        assert!(decoded.was_plain);
        assert_eq!(decoded.body, b"\xef\xbb\xbf\n<html>");
        assert_eq!(undo(Vec::new(), "gzip").unwrap(), Decoded::default());
    }

    #[test]
    fn what_only_browsers_ask_for_is_read_and_capped_and_a_cut_stream_told() {
        let zstd = zstd::encode_all(page().as_slice(), 3).unwrap();
        for (coding, whole) in [("br", BROTLI.to_vec()), ("zstd", zstd)] {
            assert_eq!(undo(&whole, coding).unwrap().body, page(), "{coding}");
            for end in 1..whole.len() {
                let decoded = undo(&whole[..end], coding).unwrap();
                assert!(
                    decoded.cut && page().starts_with(&decoded.body),
                    "{coding} {end}"
                );
            }
            let limit = 100;
            let error = decode(&whole, [coding.as_bytes()].into_iter(), limit).unwrap_err();
            assert_eq!(error, CodingError::TooLarge { limit });
            assert!(undo([0xff; 40], coding).unwrap_err().may_pass(), "{coding}");
        }
    }

    proptest! {
        #[test]
        fn what_was_coded_comes_back(pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 1..5)) {
            let members: Vec<u8> = pieces.iter().flat_map(|piece| gzip(piece)).collect();
            prop_assert_eq!(undo(members, "gzip").unwrap().body, pieces.concat());
        }

        #[test]
        fn no_bytes_make_a_decoder_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = undo([b"\x1f\x8b\x08".to_vec(), bytes.clone()].concat(), "gzip");
            let _ = undo(&bytes, "br");
            let _ = undo([b"\x28\xb5\x2f\xfd".to_vec(), bytes.clone()].concat(), "zstd");
            let _ = undo(bytes, "deflate, gzip");
        }
    }
}
