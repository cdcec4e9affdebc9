//! Numbers in words: «hai», «hai mươi lăm», «ba trăm linh năm nghìn», «hai triệu rưỡi».
//!
//! Never takes a lone word for a number of things: «một» is mostly an article, «năm» a year.

use super::atoms::Atoms;
use super::token::{Quantity, TokenKind, TokenMatch, TokenValue};
use super::unit::{MAGNITUDES, unit};

const ONES: [(&str, u64); 14] = [
    ("một", 1),
    ("mốt", 1),
    ("hai", 2),
    ("ba", 3),
    ("bốn", 4),
    ("tư", 4),
    ("năm", 5),
    ("lăm", 5),
    ("nhăm", 5),
    ("sáu", 6),
    ("bảy", 7),
    ("bẩy", 7),
    ("tám", 8),
    ("chín", 9),
];

/// Words before an ordinal, a month or a weekday.
const ORDINAL: [&str; 8] = ["thứ", "tháng", "quý", "mùng", "mồng", "số", "lần", "nhật"];

/// The value of a syllable in lower case that is a number by itself.
pub(in crate::change) fn value(word: &str) -> Option<u64> {
    let ten = (word == "mười").then_some(10);
    let ones = ONES.iter().find(|(name, _)| *name == word);
    ones.map(|(_, value)| *value).or(ten)
}

/// A number of things that begins at `at`: with a unit, or of two words and more.
pub(super) fn find(atoms: &Atoms<'_>, at: usize) -> Option<TokenMatch> {
    atoms.word(at)?;
    if atoms.follows(at, &ORDINAL) {
        return None;
    }
    let (value, end) = run(atoms, at)?;
    let words = end - at;
    let (unit, magnitude, end) = unit(atoms, end);
    if unit.is_empty() && words < 2 {
        return None;
    }
    let quantity = quantity(value, magnitude, unit);
    let found = TokenValue::Quantity(quantity);
    Some(TokenMatch::new(end - at, TokenKind::Number, found))
}

/// A whole number of something.
pub(in crate::change) fn quantity(value: u64, magnitude: i64, unit: String) -> Quantity {
    let digits = value.to_string();
    let bare = digits.trim_end_matches('0');
    let zeros = i64::try_from(digits.len() - bare.len()).unwrap_or_default();
    Quantity {
        digits: bare.to_owned(),
        exponent: zeros + magnitude,
        unit,
    }
}

/// The number that the words from `at` make, and the first atom behind them.
fn run(atoms: &Atoms<'_>, mut at: usize) -> Option<(u64, usize)> {
    let mut sum = NumeralSum::default();
    while let Some(word) = atoms.word(at) {
        if !sum.takes(word) {
            break;
        }
        at += 1;
    }
    // «ba trăm linh» is cut short.
    let value = sum.whole + sum.below;
    (value > 0 && !sum.joined).then_some((value, at))
}

/// What has been heard of a number.
#[derive(Default)]
struct NumeralSum {
    /// Thousands, millions, …
    whole: u64,
    /// The part below the next magnitude.
    below: u64,
    /// The digit that was said last, if nothing has made tens or hundreds of it.
    digit: u64,
    /// A digit may follow: at the beginning, behind tens, hundreds and «linh».
    open: OpenNumeral,
    /// «linh» was said, and no digit since.
    joined: bool,
    /// The last magnitude, for «rưỡi».
    last: u64,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum OpenNumeral {
    #[default]
    Begin,
    Behind,
    Shut,
}

impl NumeralSum {
    fn takes(&mut self, word: &str) -> bool {
        let one = ONES.iter().find(|(name, _)| *name == word);
        if let Some((_, digit)) = one {
            // «hai ba người» are two or three.
            if self.open == OpenNumeral::Shut {
                return false;
            }
            (self.digit, self.below) = (*digit, self.below + digit);
            (self.open, self.joined) = (OpenNumeral::Shut, false);
            return true;
        }
        match word {
            "mười" if self.open != OpenNumeral::Shut => self.tens(10),
            "mươi" | "chục" if self.digit > 0 => {
                let tens = self.digit * 10;
                self.below -= self.digit;
                self.tens(tens)
            }
            "linh" | "lẻ" if self.below >= 100 || self.whole > 0 => {
                (self.joined, self.open, self.digit) = (true, OpenNumeral::Behind, 0);
                true
            }
            "rưỡi" if self.last >= 100 && self.below == 0 => {
                self.whole += self.last / 2;
                (self.open, self.last) = (OpenNumeral::Shut, 0);
                true
            }
            _ => self.magnitude(word),
        }
    }

    fn tens(&mut self, tens: u64) -> bool {
        self.below += tens;
        (self.digit, self.open, self.joined) = (0, OpenNumeral::Behind, false);
        true
    }

    fn magnitude(&mut self, word: &str) -> bool {
        let power = MAGNITUDES.iter().find(|(name, _)| *name == word);
        let Some((_, power)) = power.filter(|(_, power)| *power >= 2) else {
            return false;
        };
        let Some(times) = u32::try_from(*power)
            .ok()
            .and_then(|it| 10_u64.checked_pow(it))
        else {
            return false;
        };
        if times == 100 {
            if self.digit == 0 {
                return false;
            }
            self.below += self.digit * 99;
        } else if self.below > 0 {
            self.whole = self.whole.saturating_add(self.below.saturating_mul(times));
            self.below = 0;
        } else if self.whole > 0 {
            // «hai nghìn tỷ».
            self.whole = self.whole.saturating_mul(times);
        } else {
            return false;
        }
        (self.digit, self.open, self.joined) = (0, OpenNumeral::Behind, false);
        self.last = if times == 100 { 0 } else { times };
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_make_the_number_they_say() {
        for (text, want) in [
            ("hai người", Some((2, 1))),
            ("mười hai hộ", Some((12, 2))),
            ("hai mươi lăm", Some((25, 3))),
            ("ba mươi", Some((30, 2))),
            ("hai chục", Some((20, 2))),
            ("một trăm linh năm", Some((105, 4))),
            ("ba trăm hai mươi mốt nghìn", Some((321_000, 6))),
            ("hai triệu rưỡi", Some((2_500_000, 3))),
            ("hai nghìn tỷ", Some((2_000_000_000_000, 3))),
            ("ba triệu hai trăm nghìn đồng", Some((3_200_000, 5))),
            ("hai ba người", Some((2, 1))),
            ("hàng trăm", None),
            ("trăm người", None),
            ("ba trăm linh", None),
            ("người", None),
        ] {
            assert_eq!(run(&Atoms::of(text), 0), want, "{text}");
        }
    }

    #[test]
    fn a_lone_word_counts_only_with_a_unit() {
        let found = |text: &str, at: usize| find(&Atoms::of(text), at).map(|it| it.atoms);
        for (text, at, want) in [
            ("hai người chết", 0, Some(2)),
            ("hai cháu bé", 0, None),
            ("một cuộc họp", 0, None),
            ("mười hai cháu bé", 0, Some(2)),
            ("thứ hai ngày", 1, None),
            ("tháng ba năm", 1, None),
        ] {
            assert_eq!(found(text, at), want, "{text}");
        }
    }
}
