//! How a text becomes words, alike for what is indexed, what is asked, and what is marked.
//!
//! Pure. A word is a run of letters, digits and combining marks: `3107/2016/QĐ-UBND` is the
//! four words 3107, 2016, qđ, ubnd side by side, `2.300` the two words 2, 300. The index is
//! given the words with one blank between them, so nothing is left for its tokenizer to decide.

use unicode_normalization::char::is_combining_mark;

use crate::text::keys::{fold_accents, syllable_key};

/// A word that stands between two paragraphs, so that no phrase reaches over the gap. Like the
/// tags below it is of the private use area, which no word of a text holds.
pub(super) const BREAK: char = '\u{E0FF}';

/// Between the two words of a pair.
const PAIR: char = '\u{E010}';

/// Which spellings count as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SpellingForm {
    /// Accents as typed; only tone placement and case are folded (hoà = Hòa, hòa ≠ hóa).
    Exact,
    /// Accents and đ dropped.
    Folded,
}

impl SpellingForm {
    /// The word of the JSON form.
    pub fn word(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Folded => "folded",
        }
    }

    fn key(self, text: &str) -> String {
        match self {
            Self::Exact => syllable_key(text),
            Self::Folded => fold_accents(text),
        }
    }
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c| !is_part(c)).filter(|word| !word.is_empty())
}

/// The words of a text in one form.
pub(super) fn keys(form: SpellingForm, text: &str) -> Vec<String> {
    split(&form.key(text)).map(str::to_owned).collect()
}

/// Two words that stand side by side, as one: a phrase of common syllables («thành phố») is
/// found from the few articles that have its pairs, not from the many that have its words.
pub(super) fn pairs(keys: &[String]) -> impl Iterator<Item = String> {
    keys.windows(2)
        .map(|pair| format!("{}{PAIR}{}", pair[0], pair[1]))
}

/// Adds the words of a text, and then its pairs, to what the index is given. Texts given one
/// after the other are apart.
pub(super) fn put(form: SpellingForm, text: &str, into: &mut String) {
    let keys = keys(form, text);
    let words = keys.iter().map(String::as_str);
    put_all(words, into);
    let pairs: Vec<String> = pairs(&keys).collect();
    put_all(pairs.iter().map(String::as_str), into);
}

/// The same with a tag before each word, and without pairs: for short texts.
pub(super) fn put_tagged(form: SpellingForm, tag: char, text: &str, into: &mut String) {
    let tagged: Vec<String> = keys(form, text)
        .iter()
        .map(|key| format!("{tag}{key}"))
        .collect();
    put_all(tagged.iter().map(String::as_str), into);
}

fn put_all<'a>(words: impl Iterator<Item = &'a str>, into: &mut String) {
    if !into.is_empty() {
        into.push(' ');
        into.push(BREAK);
    }
    for word in words {
        if !into.is_empty() {
            into.push(' ');
        }
        into.push_str(word);
    }
}

/// One word where it stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PlacedWord {
    /// Its first byte.
    pub(super) start: usize,
    /// The byte after it.
    pub(super) end: usize,
    /// In the form asked for.
    pub(super) key: String,
}

/// The words of a text with their places.
pub(super) fn placed(form: SpellingForm, text: &str) -> Vec<PlacedWord> {
    split(text)
        .map(|word| {
            // `split` gives parts of `text`.
            let start = word.as_ptr().addr() - text.as_ptr().addr();
            PlacedWord {
                start,
                end: start + word.len(),
                key: form.key(word),
            }
        })
        .filter(|word| !word.key.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_and_document_numbers_are_words_side_by_side() {
        for (text, exact, folded) in [
            (
                "3107/2016/QĐ-UBND",
                "3107 2016 qđ ubnd",
                "3107 2016 qd ubnd",
            ),
            ("2.300 tỷ", "2 300 tỷ", "2 300 ty"),
            ("Hoà bình", "hòa bình", "hoa binh"),
            ("Ha\u{309}i Pho\u{300}ng", "hải phòng", "hai phong"),
            ("“…” –", "", ""),
            ("100m²", "100m²", "100m²"),
        ] {
            assert_eq!(keys(SpellingForm::Exact, text).join(" "), exact);
            assert_eq!(keys(SpellingForm::Folded, text).join(" "), folded);
        }
    }

    #[test]
    fn texts_put_one_after_the_other_are_apart() {
        let mut into = String::new();
        put_tagged(SpellingForm::Exact, '\u{E000}', "Hồng Anh", &mut into);
        put_tagged(SpellingForm::Exact, '\u{E000}', "Mai", &mut into);
        assert_eq!(into, "\u{E000}hồng \u{E000}anh \u{E0FF} \u{E000}mai");
        let mut into = String::new();
        put(SpellingForm::Folded, "Cầu Rào 2", &mut into);
        assert_eq!(into, "cau rao 2 \u{E0FF} cau\u{E010}rao rao\u{E010}2");
    }

    proptest! {
        #[test]
        fn words_are_the_same_with_and_without_places(
            text in "[ a-zA-ZđĐàảãáạăâêôơưùủỳỷ0-9./,“”-]{0,40}",
        ) {
            for form in [SpellingForm::Exact, SpellingForm::Folded] {
                let found: Vec<String> = placed(form, &text).into_iter().map(|it| it.key).collect();
                prop_assert_eq!(found, keys(form, &text));
            }
        }

        #[test]
        fn any_text_has_words_inside_it(text in any::<String>()) {
            for word in placed(SpellingForm::Folded, &text) {
                prop_assert!(text.get(word.start..word.end).is_some());
            }
        }
    }
}
