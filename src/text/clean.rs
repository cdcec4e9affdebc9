//! The stored form of text: NFC, white space collapsed, nothing else.
//!
//! Never changes spelling, case, punctuation or tone placement: two articles that differ
//! in those have different content digests, as they should.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// NFC, each run of Unicode `White_Space` (no-break space, line ends and U+3000 included)
/// made one blank, none at either end. U+200B and U+FEFF, the zero-width spaces editors
/// leave behind, count as nothing. Idempotent; see [`clean_lines`] to keep line ends.
pub fn clean(text: &str) -> String {
    let bare: String;
    let text = if text.contains(is_nothing) {
        bare = text.replace(is_nothing, "");
        &bare
    } else {
        text
    };
    collapse(&nfc(text))
}

/// Each line [`clean`]ed, empty lines dropped, the others joined by `\n`. Only U+000A
/// separates lines; the U+000D of a CRLF is white space and goes with the trimming.
pub fn clean_lines(text: &str) -> String {
    let mut lines = String::with_capacity(text.len());
    for line in text.split('\n').map(clean).filter(|line| !line.is_empty()) {
        if !lines.is_empty() {
            lines.push('\n');
        }
        lines.push_str(&line);
    }
    lines
}

/// U+200B ZERO WIDTH SPACE and U+FEFF. The joiners U+200C and U+200D are not here: they
/// change what is shown (emoji, Indic scripts).
fn is_nothing(c: char) -> bool {
    matches!(c, '\u{200B}' | '\u{FEFF}')
}

/// NFC, without copying what is NFC already (measured on the test portal's bodies: all of
/// [`clean`] takes a quarter to a half of the time that normalising alone would).
pub(super) fn nfc(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_inert) || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// What Vietnamese pages are made of: Latin up to U+02FF, the precomposed Vietnamese
/// letters and general punctuation. None of these composes with a neighbour, decomposes
/// under NFC or reorders, so text made of them alone needs no table look-up.
fn is_inert(c: char) -> bool {
    matches!(c, '\0'..='\u{2FF}' | '\u{1EA0}'..='\u{1EF9}' | '\u{2010}'..='\u{2027}')
}

fn collapse(text: &str) -> String {
    let mut collapsed = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !collapsed.is_empty() {
            collapsed.push(' ');
        }
        collapsed.push_str(word);
    }
    collapsed
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_normalization::{UnicodeNormalization, is_nfc};

    use super::{clean, clean_lines, is_inert};

    #[test]
    fn white_space_becomes_one_blank_and_nothing_else_changes() {
        for (given, stored) in [
            ("", ""),
            (" \t\r\n\u{A0}\u{3000}\u{2028}\u{85}", ""),
            ("Hải Phòng", "Hải Phòng"),
            ("\u{FEFF}Hải\u{A0}\u{A0}Phòng \n", "Hải Phòng"),
            ("Hải\u{200B} \u{200B}Phòng\u{200B}", "Hải Phòng"),
            ("Ha\u{309}i Pho\u{300}ng", "Hải Phòng"),
            ("a\u{200B}\u{301}", "á"),
            ("một\nhai", "một hai"),
            (
                "TP.  Hải Phòng –  “hoà” ... …",
                "TP. Hải Phòng – “hoà” ... …",
            ),
            ("Ðỏ", "Ðỏ"),
            ("👩\u{200D}🌾", "👩\u{200D}🌾"),
            ("QĐ\u{AD}UBND", "QĐ\u{AD}UBND"),
        ] {
            assert_eq!(clean(given), stored, "{given:?}");
        }
    }

    #[test]
    fn lines_stay_where_given() {
        for (given, stored) in [
            ("", ""),
            ("\n \n", ""),
            (" một  hai \r\n\n\u{A0}\nba ", "một hai\nba"),
            ("a\n\u{301}b", "a\n\u{301}b"),
        ] {
            assert_eq!(clean_lines(given), stored, "{given:?}");
        }
    }

    #[test]
    fn inert_characters_never_need_normalising() {
        for c in (0..=0x10_FFFF)
            .filter_map(char::from_u32)
            .filter(|&c| is_inert(c))
        {
            let quick = unicode_normalization::is_nfc_quick(std::iter::once(c));
            assert_eq!(quick, unicode_normalization::IsNormalized::Yes, "{c:?}");
            assert_eq!(unicode_normalization::char::canonical_combining_class(c), 0);
        }
    }

    fn dirty() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just(" ".to_owned()),
            Just("\u{A0}\u{200B}".to_owned()),
            Just("\n".to_owned()),
            "[a-yàảãáạđ\u{300}\u{301}\u{303}\u{309}\u{323}\u{302}]{1,4}",
            any::<char>().prop_map(String::from),
        ];
        prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn cleaning_is_idempotent_nfc_and_collapsed(text in dirty()) {
            let once = clean(&text);
            prop_assert!(is_nfc(&once));
            prop_assert_eq!(once.trim(), &once);
            prop_assert!(!once.contains("  "));
            prop_assert_eq!(clean(&once), once);
            let lines = clean_lines(&text);
            prop_assert_eq!(clean_lines(&lines), lines);
        }

        #[test]
        fn both_normal_forms_are_stored_alike(text in dirty()) {
            let nfd: String = text.nfd().collect();
            prop_assert_eq!(clean(&nfd), clean(&text));
        }

        #[test]
        fn only_white_space_and_form_change(text in dirty()) {
            let letters = |text: &str| -> String {
                text.chars()
                    .filter(|c| !c.is_whitespace() && !matches!(c, '\u{200B}' | '\u{FEFF}'))
                    .collect()
            };
            let given: String = letters(&text).nfc().collect();
            let stored: String = letters(&clean(&text)).nfc().collect();
            prop_assert_eq!(stored, given);
        }
    }
}
