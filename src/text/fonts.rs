//! Text written for fonts that shaped Vietnamese before Unicode: TCVN3 (ABC) and VNI.
//!
//! Such text is stored as it is and never converted: which font it was, only the page's style
//! said, and a wrong guess would rewrite it. Here it is recognised, so that it can be told.

/// A way of writing Vietnamese with the letters of other languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fonts {
    /// `.VnTime` and its kin: `H¶i Phßng`.
    Tcvn3,
    /// `VNI-Times` and its kin: `Haûi Phoøng`.
    Vni,
}

impl Fonts {
    /// The usual name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tcvn3 => "TCVN3",
            Self::Vni => "VNI",
        }
    }
}

/// The fewest words that must be written so.
const LEAST: usize = 3;
/// One word in so many must be: half of Vietnamese words have a mark, other languages have
/// such pairs of letters now and then.
const ONE_IN: usize = 5;

/// Signs that stand for letters in TCVN3, and stand inside no word elsewhere.
const INSIDE: &str = "µ¶·¸¹»¼½¾©®¨¬«ª§";
/// Those that begin words: đ, Đ.
const FIRST: &str = "®§";
/// Those that end words and no others.
const LAST: &str = "µ¶·¸¹¨¬";

/// Letters that Vietnamese has not, which VNI puts behind a vowel to mark it.
const MARKS: &str = "øûïåäëü";
/// The vowels of VNI.
const VOWELS: &str = "aeiouyôöAEIOUYÔÖ";

/// The fonts a text was written for, where it is not Unicode Vietnamese.
pub fn fonts_of(text: &str) -> Option<Fonts> {
    let (mut words, mut signs, mut marks) = (0, 0, 0);
    for word in text
        .split_whitespace()
        .filter(|it| it.contains(char::is_alphabetic))
    {
        words += 1;
        // All signs and marks are outside of ASCII.
        if word.is_ascii() {
            continue;
        }
        let letters: Vec<char> = word.chars().collect();
        let joined = |at: Option<usize>| {
            let letter = at.and_then(|at| letters.get(at));
            letter.is_some_and(|it| it.is_alphabetic() || INSIDE.contains(*it))
        };
        let sign = |(at, it): (usize, &char)| {
            INSIDE.contains(*it)
                && match (joined(at.checked_sub(1)), joined(Some(at + 1))) {
                    (true, true) => true,
                    (false, true) => FIRST.contains(*it),
                    (true, false) => LAST.contains(*it),
                    (false, false) => false,
                }
        };
        signs += usize::from(letters.iter().enumerate().any(sign));
        let marked = |it: &[char]| {
            let mark = it[1].to_lowercase().next().unwrap_or(it[1]);
            let circumflex = mark == 'â' && "aeoAEO".contains(it[0]);
            VOWELS.contains(it[0]) && MARKS.contains(mark) || circumflex
        };
        marks += usize::from(letters.windows(2).any(marked));
    }
    let enough = |count: usize| count >= LEAST && count * ONE_IN >= words;
    if enough(signs) {
        Some(Fonts::Tcvn3)
    } else {
        enough(marks).then_some(Fonts::Vni)
    }
}

#[cfg(test)]
mod tests {
    use super::{Fonts, fonts_of};

    #[test]
    fn old_fonts_are_recognised_and_nothing_else() {
        for (text, fonts) in [
            (
                "Uû ban nh©n d©n thµnh phè H¶i Phßng kiÓm tra tuyÕn ®ª biÓn",
                Some(Fonts::Tcvn3),
            ),
            (
                "Héi nghÞ tæng kÕt n¨m häc cña thµnh phè, cã 120 ®¹i biÓu dù",
                Some(Fonts::Tcvn3),
            ),
            (
                "UÛy ban nhaân daân thaønh phoá Haûi Phoøng kieåm tra tuyeán ñeâ bieån",
                Some(Fonts::Vni),
            ),
            (
                "Hoäi nghò toång keát naêm hoïc cuûa thaønh phoá, coù 120 ñaïi bieåu döï",
                Some(Fonts::Vni),
            ),
            (
                "Ủy ban nhân dân thành phố Hải Phòng kiểm tra tuyến đê biển, hoà Hoàng quân",
                None,
            ),
            (
                "© 2023 Báo Lau® – giá 5 µm, khoảng «một» hai ba bốn năm",
                None,
            ),
            (
                "En août, les habitants de Haïti ont récolté le maïs malgré la pluie et le vent des derniers jours",
                None,
            ),
            (
                "Die Königin läuft über neue Häuser, größer als früher",
                None,
            ),
            ("", None),
        ] {
            assert_eq!(fonts_of(text), fonts, "{text}");
        }
    }
}
