//! From the bytes of a robots.txt to bytes that are ASCII where directives are.
//!
//! RFC 9309 wants UTF-8. Never asks the header: what the bytes show is enough, and is the same
//! for whoever reads them later.

use std::borrow::Cow;

use encoding_rs::{WINDOWS_1252, WINDOWS_1258};
use unicode_normalization::UnicodeNormalization;

/// How much is looked at where no byte order mark says it.
const WINDOW: usize = 1024;

/// A character in units of so many bytes, and in which order.
#[derive(Clone, Copy)]
enum CodeUnits {
    Little16,
    Big16,
    Little32,
    Big32,
}

/// The file in UTF-8 where it was in UTF-16 or UTF-32, else as it is.
pub(super) fn plain(body: &[u8]) -> Cow<'_, [u8]> {
    let Some(units) = marked(body).or_else(|| guessed(body)) else {
        return Cow::Borrowed(body);
    };
    let pairs = |read: fn([u8; 2]) -> u16| {
        let units = body.chunks_exact(2).map(|unit| read([unit[0], unit[1]]));
        let read = char::decode_utf16(units);
        read.map(|it| it.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect::<String>()
    };
    let fours = |read: fn([u8; 4]) -> u32| {
        let units = body.chunks_exact(4);
        let read = units.map(|unit| read([unit[0], unit[1], unit[2], unit[3]]));
        read.map(|unit| char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect::<String>()
    };
    let text = match units {
        CodeUnits::Little16 => pairs(u16::from_le_bytes),
        CodeUnits::Big16 => pairs(u16::from_be_bytes),
        CodeUnits::Little32 => fours(u32::from_le_bytes),
        CodeUnits::Big32 => fours(u32::from_be_bytes),
    };
    Cow::Owned(text.into_bytes())
}

fn marked(body: &[u8]) -> Option<CodeUnits> {
    match body {
        [0xff, 0xfe, 0, 0, ..] => Some(CodeUnits::Little32),
        [0, 0, 0xfe, 0xff, ..] => Some(CodeUnits::Big32),
        [0xff, 0xfe, ..] => Some(CodeUnits::Little16),
        [0xfe, 0xff, ..] => Some(CodeUnits::Big16),
        _ => None,
    }
}

/// By where the zeros of ASCII characters stand: in more than half of all units.
fn guessed(body: &[u8]) -> Option<CodeUnits> {
    let window = &body[..body.len().min(WINDOW)];
    let units = window.len() / 4;
    let zeros = [0, 1, 2, 3].map(|at| {
        let bytes = window.iter().skip(at).step_by(4).take(units);
        bytes.filter(|byte| **byte == 0).count() * 2 > units
    });
    match zeros {
        [false, true, false, true] => Some(CodeUnits::Little16),
        [true, false, true, false] => Some(CodeUnits::Big16),
        [false, true, true, true] => Some(CodeUnits::Little32),
        [true, true, true, false] => Some(CodeUnits::Big32),
        _ => None,
    }
}

/// How a path that is not UTF-8 is spelled in UTF-8: in Windows-1258, and in Windows-1252
/// (Latin-1), for the file does not say which of them it is in. None of one that is UTF-8.
pub(super) fn in_utf8(path: &[u8]) -> impl Iterator<Item = String> {
    let spell = |encoding: &'static encoding_rs::Encoding| {
        let (text, _) = encoding.decode_without_bom_handling(path);
        // Windows-1258 writes tones apart; addresses have them composed.
        text.nfc().collect::<String>()
    };
    let is_other = std::str::from_utf8(path).is_err();
    let encodings = [WINDOWS_1258, WINDOWS_1252];
    let spelled = encodings.into_iter().filter(move |_| is_other).map(spell);
    spelled.collect::<Vec<_>>().into_iter()
}
