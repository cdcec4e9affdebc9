//! Text as odd pages send it: decomposed, or in windows-1258.
//!
//! Pure.

use encoding_rs::WINDOWS_1258;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{compose, is_combining_mark};

/// Circumflex, breve and horn: part of the letter in windows-1258, where only the five
/// tone marks combine.
const LETTER_MARKS: [char; 3] = ['\u{302}', '\u{306}', '\u{31b}'];

/// Normalization Form D, as some macOS editors leave it.
pub(super) fn decomposed(text: &str) -> String {
    text.nfd().collect()
}

/// Text in windows-1258; what it lacks becomes a numeric character reference.
pub(super) fn windows_1258(text: &str) -> Vec<u8> {
    let mut spelled = String::with_capacity(text.len());
    let mut cluster = Vec::new();
    for c in text.nfd() {
        if !is_combining_mark(c) {
            spell(&mut cluster, &mut spelled);
        }
        cluster.push(c);
    }
    spell(&mut cluster, &mut spelled);
    WINDOWS_1258.encode(&spelled).0.into_owned()
}

/// Writes a decomposed cluster with the letter's own marks joined and tone marks behind.
fn spell(cluster: &mut Vec<char>, out: &mut String) {
    let (letter, tones): (Vec<char>, Vec<char>) = cluster
        .drain(..)
        .partition(|c| !is_combining_mark(*c) || LETTER_MARKS.contains(c));
    let joined = letter
        .iter()
        .copied()
        .reduce(|base, mark| compose(base, mark).unwrap_or(base));
    out.extend(joined);
    out.extend(tones);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_1258_keeps_every_vietnamese_letter() {
        let letters = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ";
        for text in [letters, &letters.to_uppercase(), "“Hoà” – 3…"] {
            let bytes = windows_1258(text);
            let (back, _, lost) = WINDOWS_1258.decode(&bytes);
            assert!(!lost);
            assert_eq!(back.nfc().collect::<String>(), text);
        }
    }
}
