//! Bytes of a page → text, and who named the encoding.
//!
//! Order: byte order mark, `charset` of the `Content-Type` header, `<meta>` or XML
//! declaration in the bytes, detection, default. Never fails: what cannot be decoded
//! becomes U+FFFD and `lossy` says so. Never knows TCVN3 or VNI, which are fonts, not
//! encodings any label names: such pages come out as they are written.
//!
//! A declaration is believed unless the bytes belie it (`is_belied`): text that is valid
//! UTF-8 with letters of several bytes was never written in another encoding, and what is
//! no UTF-8 was never written as such. [`DecodedText::misdeclared`] names the one not believed.

use std::iter::once_with;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

mod prescan;

/// The window of the HTML standard's prescan, bytes.
const PRESCAN: usize = 1024;
/// How far a later `<meta>` is looked for, bytes. A browser's parser changes the encoding
/// on a `<meta>` behind the prescan window; plugins that print before `<head>` need it.
const LATE_META: usize = 64 * 1024;

/// Who named the encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CharsetSource {
    /// A byte order mark.
    Bom,
    /// The `Content-Type` header.
    Header,
    /// A `<meta>` or the XML declaration.
    Meta,
    /// Nobody: inferred from the bytes.
    Detected,
    /// Nobody, and the bytes are all ASCII: UTF-8.
    Default,
}

/// A page as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodedText {
    /// The text, without byte order mark, otherwise unchanged.
    pub text: String,
    /// Name of the encoding used, as the WHATWG Encoding standard spells it.
    pub encoding: &'static str,
    /// Who named it.
    pub from: CharsetSource,
    /// Some bytes meant nothing in that encoding and became U+FFFD.
    pub lossy: bool,
    /// The encoding that header or page named first, where the bytes belie it: browsers
    /// show such a page garbled.
    pub misdeclared: Option<&'static str>,
}

/// Decodes a page; `content_type` is the value of its `Content-Type` header.
///
/// Labels nobody can decode (unknown ones, and those of the standard's "replacement"
/// encoding) count as not given.
pub fn decode(bytes: &[u8], content_type: Option<&str>) -> DecodedText {
    let header = || Some((header(content_type?)?, CharsetSource::Header));
    let meta = || Some((meta(bytes)?, CharsetSource::Meta));
    let declared = once_with(|| mark(bytes)).chain(once_with(header));
    let mut declared = declared.chain(once_with(meta)).flatten().peekable();
    let first = declared.peek().map(|(encoding, _)| *encoding);
    let believed = declared.find(|declared| !is_belied(bytes, *declared));
    let (encoding, from) = believed.unwrap_or_else(|| detect(bytes));
    let (text, lossy) = encoding.decode_with_bom_removal(bytes);
    DecodedText {
        text: text.into_owned(),
        encoding: encoding.name(),
        from,
        lossy,
        misdeclared: first.filter(|it| *it != encoding).map(Encoding::name),
    }
}

/// Whether the bytes cannot be in the encoding declared. Of the encodings of one byte a
/// letter nothing is known but that they are not UTF-8: which one it is, only the
/// declaration says.
fn is_belied(bytes: &[u8], (declared, by): (&'static Encoding, CharsetSource)) -> bool {
    if by == CharsetSource::Bom {
        false
    } else if declared == UTF_8 {
        let (good, broken) = sequences(bytes);
        broken > good
    } else if [UTF_16LE, UTF_16BE].contains(&declared) {
        // In UTF-16 each mark of HTML has a zero byte.
        !bytes.contains(&0)
    } else {
        mostly_utf8(bytes)
    }
}

/// The encoding the bytes themselves declare, by byte order mark, `<meta>` or XML
/// declaration, and by which of them.
pub fn declared(bytes: &[u8]) -> Option<(&'static Encoding, CharsetSource)> {
    mark(bytes).or_else(|| Some((meta(bytes)?, CharsetSource::Meta)))
}

fn mark(bytes: &[u8]) -> Option<(&'static Encoding, CharsetSource)> {
    Encoding::for_bom(bytes).map(|(encoding, _)| (encoding, CharsetSource::Bom))
}

/// The `charset` parameter of a `Content-Type` value (RFC 9110, 8.3.2), the first one that
/// names an encoding. Single quotes, commas, and blanks or nothing where a semicolon belongs
/// are met in the wild.
fn header(content_type: &str) -> Option<&'static Encoding> {
    let said = content_type.to_ascii_lowercase();
    let mut found = said.match_indices("charset");
    found.find_map(|(at, word)| {
        let is_name = !said[..at].ends_with(|c: char| c.is_alphanumeric());
        let value = Some(&said[at + word.len()..]).filter(|_| is_name)?;
        let value = value.trim_start().strip_prefix(['=', ':'])?;
        let value = value.trim_start().trim_start_matches(['"', '\'']);
        let label = value.split([';', ',', '"', '\'', ' ', '\t']).next()?;
        Encoding::for_label_no_replacement(label.as_bytes())
    })
}

fn meta(bytes: &[u8]) -> Option<&'static Encoding> {
    let window = |length: usize| &bytes[..bytes.len().min(length)];
    prescan::prescan(window(PRESCAN)).or_else(|| prescan::prescan(window(LATE_META)))
}

fn detect(bytes: &[u8]) -> (&'static Encoding, CharsetSource) {
    if bytes.is_ascii() {
        return (UTF_8, CharsetSource::Default);
    }
    if mostly_utf8(bytes) {
        return (UTF_8, CharsetSource::Detected);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(Some(b"vn"), Utf8Detection::Allow);
    (guess, CharsetSource::Detected)
}

/// At least ten good multi-byte characters for each broken sequence. chardetng rules UTF-8
/// out at the first broken one, and a teaser cut in mid-character would then turn a whole
/// Vietnamese page into mojibake.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (good, broken) = sequences(bytes);
    good > 0 && good >= broken.saturating_mul(10)
}

/// How many characters of several bytes there are, read as UTF-8, and how many broken ones.
fn sequences(bytes: &[u8]) -> (usize, usize) {
    let (mut good, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        // Each such character has one byte that begins it.
        good += chunk.valid().bytes().filter(|byte| *byte >= 0xC0).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    (good, broken)
}

#[cfg(test)]
mod tests;
