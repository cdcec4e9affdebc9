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
    /// A coding we do not undo.
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
pub struct DecodedBody {
    /// The entity.
    pub body: Vec<u8>,
    /// The coded stream ends early: `body` is what could be had of it.
    pub cut: bool,
    /// Bytes after the last gzip member, ignored (curl and wget do the same).
    pub garbage: u64,
    /// It was said to be coded and is plain markup.
    pub was_plain: bool,
}

/// Codings that there are (IANA's registry) and that we do not undo.
const NOT_UNDONE: &[&str] = &[
    "aes128gcm",
    "compress",
    "dcb",
    "dcz",
    "exi",
    "pack200-gzip",
    "x-compress",
];

/// The codings of all `Content-Encoding` lines, in the order they were applied. A word that
/// names none (`none`, `utf-8`, `8bit`) says nothing, as for browsers.
fn codings<'a>(lines: impl Iterator<Item = &'a [u8]>) -> Result<Vec<Coding>, CodingError> {
    let mut codings = Vec::new();
    for name in lines.flat_map(|line| line.split(|&byte| byte == b',')) {
        let name = super::head::text(name);
        let name = name.split(';').next().unwrap_or_default();
        let name = name.trim_matches([' ', '\t', '"', '\'']);
        codings.push(match name.to_ascii_lowercase().as_str() {
            "gzip" | "x-gzip" => Coding::Gzip,
            "deflate" | "x-deflate" => Coding::Deflate,
            "br" => Coding::Brotli,
            "zstd" => Coding::Zstd,
            known if NOT_UNDONE.contains(&known) => {
                let coding = name.to_owned();
                return Err(CodingError::Unknown { coding });
            }
            _ => continue,
        });
    }
    let layers = codings.len();
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
) -> Result<DecodedBody, CodingError> {
    let codings = codings(lines)?;
    let mut decoded = DecodedBody {
        body: encoded.to_vec(),
        ..DecodedBody::default()
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
pub(super) fn is_markup(body: &[u8]) -> bool {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let body = body.trim_ascii_start();
    body.first() == Some(&b'<')
        && body
            .get(1)
            .is_some_and(|byte| matches!(byte, b'!' | b'?') || byte.is_ascii_alphabetic())
}

fn gunzip(decoded: &mut DecodedBody, limit: u64) -> Result<(), CodingError> {
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
fn inflate(decoded: &mut DecodedBody, limit: u64) -> Result<(), CodingError> {
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

fn unbrotli(decoded: &mut DecodedBody, limit: u64) -> Result<(), CodingError> {
    let body: &[u8] = &decoded.body;
    let mut out = Vec::with_capacity(capacity(body, limit));
    let stream = Decompressor::new(Unended(body), BROTLI_STEP);
    let whole = pour(stream, &mut out, "br", limit)?;
    decoded.cut |= !whole;
    decoded.body = out;
    Ok(())
}

fn unzstd(decoded: &mut DecodedBody, limit: u64) -> Result<(), CodingError> {
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
mod tests;
