//! Characters that look alike and are not: what NFC leaves of an editor's or font's accidents.
//!
//! The tables hold what has been met in Vietnamese pages and the Latin look-alikes of Cyrillic
//! and Greek (Unicode `confusables.txt`), nothing that a reader could tell apart.

use unicode_normalization::UnicodeNormalization;

/// Characters that show nothing: soft hyphen, zero-width space and joiners, marks and overrides
/// of direction, variation selectors.
pub(in crate::change) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

/// One spelling of texts that look alike.
pub(super) fn key(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut key: Vec<char> = text
        .chars()
        .filter(|&c| !is_invisible(c))
        .flat_map(|c| plain(c).nfd())
        .collect();
    // The mark of the letter (circumflex, breve, horn) before that of the tone: with the tone
    // first, NFC leaves «ê» with a loose circumflex that looks the same.
    for at in 1..key.len() {
        if is_of_letter(key[at]) && is_tone(key[at - 1]) {
            key.swap(at - 1, at);
        }
    }
    key.into_iter().nfc().collect()
}

fn is_of_letter(c: char) -> bool {
    matches!(c, '\u{302}' | '\u{306}' | '\u{31B}')
}

/// Whether it is one of the five marks of tone, loose.
pub(super) fn is_tone(c: char) -> bool {
    matches!(c, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}')
}

/// The letter that `c` looks like.
fn plain(c: char) -> char {
    let (from, to): (&str, &str) = match c {
        '\u{C0}'..='\u{2AF}' => ("ðÐɖƉǎǍıǝ", "đĐđĐăĂiə"),
        '\u{370}'..='\u{3FF}' => ("οΑΒΕΗΙΚΜΝΟΡΤΥΧΖν", "oABEHIKMNOPTYXZv"),
        '\u{400}'..='\u{4FF}' => ("аеорсхуіѕјАВЕКМНОРСТХУІЅЈ", "aeopcxyisjABEKMHOPCTXYISJ"),
        '\u{FF01}'..='\u{FF5E}' => {
            return char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c);
        }
        'º' | '˚' => return '°',
        _ => return c,
    };
    from.chars()
        .zip(to.chars())
        .find(|(like, _)| *like == c)
        .map_or(c, |(_, plain)| plain)
}
