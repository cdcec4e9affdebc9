//! The order in which Vietnamese dictionaries list words.
//!
//! Letters first (a ă â b c d đ e ê …), over the whole text; among texts of the same letters
//! the tones decide (ngang huyền hỏi ngã sắc nặng), then capitals: `da` < `Dương Kinh` < `đa`
//! < `Đồ Sơn`, `ma mà mả mã má mạ`. Never used for finding or for comparing what was said.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The alphabet with the letters that foreign names need, in order.
const ALPHABET: &str = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz";
/// Between words.
const GAP: u8 = 1;
/// Ends the letters, and then the tones: less than any weight.
const END: u8 = 0;
/// The first digit's weight, and after the ten of them the first letter's.
const DIGITS: u8 = 2;
const LETTERS: u8 = DIGITS + 10;
/// Letters of other alphabets come last, by their number.
const OTHERS: u8 = 0xFE;

/// A key whose bytes are ordered as the texts are in a dictionary. What is neither letter nor
/// digit only separates words, so a title in quotation marks stands where it would without.
pub fn collation_key(text: &str) -> Vec<u8> {
    let (mut letters, mut tones, mut capitals) = (Vec::new(), Vec::new(), Vec::new());
    let mut rest = text.nfd().peekable();
    while let Some(c) = rest.next() {
        let mut marks = Vec::new();
        while let Some(mark) = rest.next_if(|c| is_combining_mark(*c)) {
            marks.push(mark);
        }
        if !c.is_alphanumeric() {
            if letters.last().is_some_and(|last| *last != GAP) {
                letters.push(GAP);
            }
            continue;
        }
        put_letter(&mut letters, c, &marks);
        tones.push(tone(&marks));
        capitals.push(u8::from(c.is_uppercase()) + 1);
    }
    if letters.last() == Some(&GAP) {
        letters.pop();
    }
    letters.push(END);
    letters.append(&mut tones);
    letters.push(END);
    letters.append(&mut capitals);
    letters
}

fn put_letter(letters: &mut Vec<u8>, c: char, marks: &[char]) {
    if let Some(digit) = c.to_digit(10) {
        // Less than ten.
        letters.push(DIGITS + u8::try_from(digit).unwrap_or(0));
        return;
    }
    for lower in c.to_lowercase() {
        let lower = if lower == 'ð' { 'đ' } else { lower };
        let shape = marks.iter().find_map(|mark| shaped(lower, *mark));
        let letter = shape.unwrap_or(lower);
        match ALPHABET.chars().position(|own| own == letter) {
            // The alphabet has 33 letters.
            Some(place) => letters.push(LETTERS + u8::try_from(place).unwrap_or(0)),
            None if is_combining_mark(lower) => {}
            None => {
                let mut bytes = [0; 4];
                letters.push(OTHERS);
                letters.extend_from_slice(letter.encode_utf8(&mut bytes).as_bytes());
            }
        }
    }
}

/// The letter that a mark makes of another: those of the alphabet only.
fn shaped(letter: char, mark: char) -> Option<char> {
    Some(match (letter, mark) {
        ('a', '\u{306}') => 'ă',
        ('a', '\u{302}') => 'â',
        ('e', '\u{302}') => 'ê',
        ('o', '\u{302}') => 'ô',
        ('o', '\u{31B}') => 'ơ',
        ('u', '\u{31B}') => 'ư',
        _ => return None,
    })
}

fn tone(marks: &[char]) -> u8 {
    let known = marks.iter().find_map(|mark| match mark {
        '\u{300}' => Some(2),
        '\u{309}' => Some(3),
        '\u{303}' => Some(4),
        '\u{301}' => Some(5),
        '\u{323}' => Some(6),
        _ => None,
    });
    known.unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    use super::collation_key;

    #[test]
    fn titles_stand_in_the_order_of_a_dictionary() {
        for ordered in [
            &["ma", "mà", "mả", "mã", "má", "mạ", "mai"][..],
            &["da", "Dương Kinh", "đa", "Đồ Sơn", "e", "ê", "g"],
            &["An Dương", "An Lão", "Ăn sáng", "Ân Thi", "Ba Đình"],
            &["o", "ô", "ơ", "p", "u", "ư", "v"],
            &["hoa", "Hoa", "hòa", "hỏa", "hoà bình"],
            &["Cầu Rào", "Cầu Rào 2", "Cầu Rào mới", "Cầu rượu"],
            &["2 người", "20 người", "Hai người"],
            &["", "a", "a b", "ab"],
            &["“Bắc” cầu", "Bắc cầu 2", "Bằng lòng"],
            &["z", "я"],
        ] {
            for pair in ordered.windows(2) {
                assert!(
                    collation_key(pair[0]) < collation_key(pair[1]),
                    "{} < {}",
                    pair[0],
                    pair[1]
                );
            }
        }
    }

    #[test]
    fn neither_normal_form_nor_quotation_marks_matter() {
        for (one, other) in [
            ("Đồ Sơn", "“Đồ Sơn”"),
            ("Hải Phòng: tin mới", "Hải Phòng – tin mới"),
            ("Đỏ", "Ðỏ"),
        ] {
            assert_eq!(collation_key(one), collation_key(other), "{one} = {other}");
        }
    }

    proptest! {
        #[test]
        fn the_key_does_not_see_the_normal_form(text in "[a-yĂÂĐÊÔƠƯàảãáạệốựỷ \u{300}\u{323}]{0,12}") {
            let nfd: String = text.nfd().collect();
            let nfc: String = text.nfc().collect();
            prop_assert_eq!(collation_key(&nfd), collation_key(&nfc));
        }

        #[test]
        fn any_text_has_a_key(text in any::<String>()) {
            prop_assert!(collation_key(&text).len() >= 2);
        }
    }
}
