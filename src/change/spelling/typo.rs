//! Slips of the pen: at most two letters of one syllable, and nothing else was meant.
//!
//! Two letters can be two words (`lãi`, `lỗ`), one tone can (`bảo`, `bão`). So a change is a slip
//! only when one of the two spellings is none: no possible Vietnamese syllable (`nghành`,
//! `ngưòi`, `hoach`), or, where both are possible, when one makes a common word of two syllables
//! with an unchanged neighbour and the other makes none (`đơn vi` → `đơn vị`, `xử dụng` → `sử
//! dụng`). Without a dictionary the rest is doubtful, and what is doubtful counts as another word.

use crate::text::keys::fold_accents;

use super::syllable::is_possible;

/// Most letters that a slip changes.
const LETTERS: usize = 2;

/// Common words of two syllables that no other word is one letter's accent away from.
const WORDS: &str = include_str!("words.txt");

/// Numbers in words. `tỷ` and `tỉ` are one by their key.
const NUMERALS: [&str; 22] = [
    "một", "hai", "ba", "bốn", "tư", "năm", "lăm", "sáu", "bảy", "bẩy", "tám", "chín", "mười",
    "mươi", "chục", "trăm", "nghìn", "ngàn", "vạn", "triệu", "tỷ", "rưỡi",
];

/// Whether a syllable in lower case is a number in words.
pub(in crate::change) fn is_numeral(word: &str) -> bool {
    NUMERALS.contains(&word)
}

/// A syllable before and after, in lower case, with its neighbours where those are the same on
/// both sides.
pub(in crate::change) struct Slip<'a> {
    pub(in crate::change) before: &'a str,
    pub(in crate::change) after: &'a str,
    pub(in crate::change) left: Option<&'a str>,
    pub(in crate::change) right: Option<&'a str>,
}

/// Whether the change is a slip of the pen, made or repaired.
pub(in crate::change) fn slip(slip: &Slip<'_>) -> bool {
    let (before, after) = (slip.before, slip.after);
    let plain = |word: &str| {
        word.chars().all(char::is_alphabetic)
            && fold_accents(word).contains(['a', 'e', 'i', 'o', 'u', 'y'])
    };
    let longest = before.chars().count().max(after.chars().count());
    if !plain(before) || !plain(after) {
        return false;
    }
    let letters = strsim::osa_distance(before, after);
    if letters > LETTERS || (is_numeral(before) && is_numeral(after)) {
        return false;
    }
    match (is_possible(before), is_possible(after)) {
        (true, true) => {
            may_be_mistaken(before, after) && makes_word(slip, before) != makes_word(slip, after)
        }
        // Neither is Vietnamese: `import` and `export` are two letters apart.
        (false, false) => longest >= 3 && letters == 1,
        _ => longest >= 3,
    }
}

/// Whether the syllable makes a listed word with a neighbour.
fn makes_word(slip: &Slip<'_>, syllable: &str) -> bool {
    let listed = |first: &str, second: &str| {
        WORDS
            .lines()
            .any(|line| line.split_once(' ') == Some((first, second)))
    };
    slip.left.is_some_and(|left| listed(left, syllable))
        || slip.right.is_some_and(|right| listed(syllable, right))
}

/// Accents, and the consonants that are written for one another.
fn may_be_mistaken(before: &str, after: &str) -> bool {
    let bare = |word: &str| {
        let mut word = fold_accents(word);
        for (written, meant) in [("tr", "ch"), ("gi", "d"), ("r", "d"), ("x", "s")] {
            if let Some(rest) = word.strip_prefix(written) {
                word = format!("{meant}{rest}");
                break;
            }
        }
        for (written, meant) in [("ng", "n"), ("c", "t")] {
            if let Some(rest) = word.strip_suffix(written) {
                word = format!("{rest}{meant}");
                break;
            }
        }
        word
    };
    bare(before) == bare(after)
}
