//! Keys by which two spellings of the same words are found to be one.
//!
//! For search and comparison. A key never takes the place of stored text: `VnCoreNLP` turns
//! Hòa into Hoà for good, which is what this room must not do.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::clean::nfc;

/// The accent-blind search key: lower case, every combining mark dropped, đ, Đ and the
/// look-alike eths ð, Ð made `d` (they are letters, not d with a mark, so NFD keeps them).
/// `Hải Phòng` → `hai phong`. Characters without marks stay; white space stays.
pub fn fold_accents(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfd()
        .flat_map(char::to_lowercase)
        .filter(|&c| !is_combining_mark(c))
        .map(|c| if matches!(c, 'đ' | 'ð') { 'd' } else { c })
        .collect()
}

/// The key of a name that people and portals spell in several ways, as a section's: letters and
/// digits without accents and case, every run of anything else one blank, none at the ends.
/// `Văn hoá  – Xã hội` and `van hoa-xa hoi` have one key.
pub fn section_key(name: &str) -> String {
    let bare: String = name.nfkd().filter(|&c| !is_combining_mark(c)).collect();
    let mut key = String::with_capacity(bare.len());
    for c in fold_accents(&bare).chars() {
        if c.is_alphanumeric() {
            key.push(c);
        } else if !key.is_empty() && !key.ends_with(' ') {
            key.push(' ');
        }
    }
    key.truncate(key.trim_end().len());
    key
}

/// The tone-true key: lower case, NFC, and the tone of an open `oa`, `oe`, `uy` put on its
/// first vowel, where reformed spelling has it: `hoà` → `hòa`, `thuỷ` → `thủy`. Tones stay
/// tones (`hòa` ≠ `hóa`), closed syllables have one spelling only (`hoàn`), and after `qu`
/// and `gi` the second vowel is the syllable's own (`quý` stays).
pub fn syllable_key(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let lower: String = nfc(text).chars().flat_map(char::to_lowercase).collect();
    let mut key: Vec<char> = nfc(&lower).chars().collect();
    for second in 1..key.len() {
        let ends = key
            .get(second + 1)
            .is_none_or(|&next| !next.is_alphabetic() && !is_combining_mark(next));
        let onset = second.checked_sub(2).map(|before| key[before]);
        if !ends || !onset.is_none_or(may_begin_syllable) {
            continue;
        }
        let given = &mut key[second - 1..=second];
        if let Some((_, reformed)) = REFORMED.iter().find(|(other, _)| other == given) {
            given.copy_from_slice(reformed);
        }
    }
    key.into_iter().collect()
}

/// Tone on the second vowel → tone on the first.
const REFORMED: [([char; 2], [char; 2]); 15] = [
    (['o', 'à'], ['ò', 'a']),
    (['o', 'á'], ['ó', 'a']),
    (['o', 'ả'], ['ỏ', 'a']),
    (['o', 'ã'], ['õ', 'a']),
    (['o', 'ạ'], ['ọ', 'a']),
    (['o', 'è'], ['ò', 'e']),
    (['o', 'é'], ['ó', 'e']),
    (['o', 'ẻ'], ['ỏ', 'e']),
    (['o', 'ẽ'], ['õ', 'e']),
    (['o', 'ẹ'], ['ọ', 'e']),
    (['u', 'ỳ'], ['ù', 'y']),
    (['u', 'ý'], ['ú', 'y']),
    (['u', 'ỷ'], ['ủ', 'y']),
    (['u', 'ỹ'], ['ũ', 'y']),
    (['u', 'ỵ'], ['ụ', 'y']),
];

/// Whether an `oa`, `oe`, `uy` may follow `before`: not q (`quý`), and no vowel, which
/// leaves out `gi` and whatever is not a Vietnamese syllable.
fn may_begin_syllable(before: char) -> bool {
    let bare = before.nfd().next().unwrap_or(before);
    !matches!(bare, 'q' | 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_normalization::{UnicodeNormalization, is_nfc};

    use super::{fold_accents, section_key, syllable_key};

    #[test]
    fn accents_fold_for_search() {
        for (given, key) in [
            ("", ""),
            ("Hải Phòng", "hai phong"),
            ("Ha\u{309}i Pho\u{300}ng", "hai phong"),
            ("Đỏ", "do"),
            ("Ðỏ", "do"),
            ("đường ð", "duong d"),
            ("THỦY NGUYÊN", "thuy nguyen"),
            ("QĐ-UBND", "qd-ubnd"),
            ("Văn bản số 17/UBBC-SNV", "van ban so 17/ubbc-snv"),
            ("Trường Sơn ƯƠ", "truong son uo"),
            ("İ", "i"),
        ] {
            assert_eq!(fold_accents(given), key, "{given:?}");
        }
    }

    #[test]
    fn a_section_has_one_key_however_it_is_spelt() {
        for (key, spellings) in [
            (
                "van hoa xa hoi",
                [
                    "Văn hoá - Xã hội",
                    "Văn hóa – Xã hội",
                    "  văn hoá \u{a0}—  XÃ HỘI ",
                    "Văn hóa/Xã hội",
                    "Va\u{306}n ho\u{301}a-Xã hội.",
                ],
            ),
            (
                "doi song 24 7",
                [
                    "Đời sống 24/7",
                    "Đời sống 24 / 7",
                    "ĐỜI SỐNG 24–7",
                    "Ðời sống: 24-7",
                    "«Đời sống» 24\u{200b}/7",
                ],
            ),
        ] {
            for name in spellings {
                assert_eq!(section_key(name), key, "{name:?}");
            }
        }
        assert_ne!(section_key("Культура"), section_key("Спорт"));
        assert_eq!(section_key(" – "), "");
    }

    #[test]
    fn tone_placement_folds_and_nothing_more() {
        for (one, other) in [
            ("hoà", "hòa"),
            ("Hoà", "HÒA"),
            ("thuỷ", "thủy"),
            ("Thành uỷ", "thành ủy"),
            ("Uỷ viên", "Ủy viên"),
            ("khoẻ", "khỏe"),
            ("toạ đàm", "tọa đàm"),
            ("luỹ", "lũy"),
            ("hoa\u{300}", "hòa"),
            ("(hoà)", "(hòa)"),
        ] {
            assert_eq!(syllable_key(one), syllable_key(other), "{one} = {other}");
        }
        for (one, other) in [
            ("hòa", "hóa"),
            ("hoà", "hoá"),
            ("hòa", "hoa"),
            ("quý", "qúy"),
            ("già", "gìa"),
            ("quà", "qùa"),
            ("của", "cuả"),
            ("đỏ", "do"),
            ("hoàn", "hòan"),
            ("huệ", "hụê"),
        ] {
            assert_ne!(syllable_key(one), syllable_key(other), "{one} ≠ {other}");
        }
    }

    #[test]
    fn the_key_is_the_reformed_spelling_in_lower_case() {
        for (given, key) in [
            ("Hoà bình", "hòa bình"),
            ("THUỶ", "thủy"),
            ("Quý, quỷ, quỵ", "quý, quỷ, quỵ"),
            ("hoàng hoành ngoáy", "hoàng hoành ngoáy"),
            ("loè", "lòe"),
            ("uý", "úy"),
            ("hoằn thuở", "hoằn thuở"),
        ] {
            assert_eq!(syllable_key(given), key, "{given:?}");
        }
    }

    #[test]
    fn no_character_changes_its_key_again() {
        // Han and Hangul have no case; leaving them out spares most of the time.
        let cased = (0..0x3400).chain(0xA000..0xAC00).chain(0xF900..0x1_EA00);
        for c in cased.filter_map(char::from_u32) {
            for key in [fold_accents, syllable_key] {
                let once = key(&c.to_string());
                assert_eq!(key(&once), once, "{c:?}");
            }
        }
    }

    fn vietnamese_or_worse() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            "[qghtk]?[iuo][aàáảãạeèẻyỳýỷỹỵ][n ]?",
            "[đĐðÐİΣςß\u{300}\u{301}\u{309}\u{323}\u{31B}]",
            any::<char>().prop_map(String::from),
        ];
        prop::collection::vec(piece, 0..16).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn keys_are_idempotent(text in vietnamese_or_worse()) {
            let folded = fold_accents(&text);
            prop_assert_eq!(fold_accents(&folded), folded);
            let key = syllable_key(&text);
            prop_assert!(is_nfc(&key));
            prop_assert_eq!(syllable_key(&key), key);
        }

        #[test]
        fn keys_do_not_see_the_normal_form(text in vietnamese_or_worse()) {
            let nfd: String = text.nfd().collect();
            let nfc: String = text.nfc().collect();
            prop_assert_eq!(fold_accents(&nfd), fold_accents(&nfc));
            prop_assert_eq!(syllable_key(&nfd), syllable_key(&nfc));
        }

        #[test]
        fn the_folded_key_does_not_see_tone_placement(text in vietnamese_or_worse()) {
            prop_assert_eq!(fold_accents(&syllable_key(&text)), fold_accents(&text));
        }
    }
}
