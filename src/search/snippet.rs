//! The piece of an article that shows why it was found, and where the words stand in it.
//!
//! Pure. Marks are ranges of characters (Unicode code points, as Python and `DuckDB` count
//! them), so nobody has to take markup out of a text again.

use serde::Serialize;

use super::query::SearchField;
use super::words::{PlacedWord, SpellingForm, placed};
use crate::record::Snapshot;

/// Words of a snippet …
const LENGTH: usize = 36;
/// … of which so many stand before the first that was found.
const BEFORE: usize = 8;

/// A text with the words that were looked for marked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Marked {
    /// The text.
    pub text: String,
    /// First character of each mark and the one after it, in order, apart from each other.
    pub marks: Vec<(usize, usize)>,
}

/// A piece of an article.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Snippet {
    /// Where it stands: `lead`, `body`, `caption`, `author`, `section`, or `title` when the
    /// article has no other text.
    pub field: &'static str,
    /// The piece, on one line.
    #[serde(flatten)]
    pub piece: Marked,
}

/// The words looked for, in one form.
#[derive(Clone, Debug)]
pub(super) struct WantedWords {
    pub(super) form: SpellingForm,
    pub(super) phrases: Vec<(Option<SearchField>, Vec<String>)>,
}

impl WantedWords {
    fn in_field(&self, field: SearchField) -> Vec<&[String]> {
        let plain = matches!(
            field,
            SearchField::Title | SearchField::Body | SearchField::Caption
        );
        let here = |own: &Option<SearchField>| own.map_or(plain, |own| own == field);
        let phrases = self.phrases.iter().filter(|(own, _)| here(own));
        phrases.map(|(_, keys)| keys.as_slice()).collect()
    }
}

/// A headline with its marks.
pub(super) fn title(snapshot: &Snapshot, wanted: &WantedWords) -> Marked {
    let text = snapshot.title.as_deref().unwrap_or_default();
    let words = placed(wanted.form, text);
    let found = find(&words, &wanted.in_field(SearchField::Title));
    cut(text, &words, &found, 0, words.len())
}

/// The piece that holds the most of what was looked for; the first words of the article where
/// none holds any.
pub(super) fn snippet(snapshot: &Snapshot, wanted: &WantedWords) -> Snippet {
    let mut best = Snippet::default();
    let mut most = None;
    for (field, name, text) in texts(snapshot) {
        let words = placed(wanted.form, text);
        let found = find(&words, &wanted.in_field(field));
        let (from, worth) = window(&found);
        if most.is_none_or(|most| worth > most) && !text.is_empty() {
            most = Some(worth);
            let to = (from + LENGTH).min(words.len());
            best = Snippet {
                field: name,
                piece: cut(text, &words, &found, from, to),
            };
        }
    }
    best
}

fn texts(snapshot: &Snapshot) -> impl Iterator<Item = (SearchField, &'static str, &str)> {
    let lead = snapshot
        .lead
        .iter()
        .map(|it| (SearchField::Body, "lead", it));
    let body = snapshot
        .body
        .iter()
        .map(|it| (SearchField::Body, "body", &it.text));
    let captions = snapshot.images.iter().filter_map(|it| it.caption.as_ref());
    let captions = captions.map(|it| (SearchField::Caption, "caption", it));
    let author = snapshot.author.iter();
    let author = author.map(|it| (SearchField::Author, "author", it));
    let sections = snapshot.categories.iter();
    let sections = sections.map(|it| (SearchField::Section, "section", it));
    let title = snapshot
        .title
        .iter()
        .map(|it| (SearchField::Title, "title", it));
    let title = title.filter(|_| snapshot.lead.is_none() && snapshot.body.is_empty());
    let all = lead
        .chain(body)
        .chain(captions)
        .chain(author)
        .chain(sections);
    all.chain(title)
        .map(|(field, name, text)| (field, name, text.as_str()))
}

/// A phrase that was found: which of those looked for, its first word and the one after it.
type Found = (usize, usize, usize);

/// Every place of every phrase, in order.
fn find(words: &[PlacedWord], phrases: &[&[String]]) -> Vec<Found> {
    let mut found = Vec::new();
    for (number, phrase) in phrases.iter().enumerate() {
        if phrase.is_empty() {
            continue;
        }
        let here = words.windows(phrase.len()).enumerate();
        let is_it = |words: &[PlacedWord]| words.iter().map(|it| &it.key).eq(phrase.iter());
        found.extend(
            here.filter(|(_, words)| is_it(words))
                .map(|(at, words)| (number, at, at + words.len())),
        );
    }
    found.sort_by_key(|(_, from, to)| (*from, *to));
    found
}

/// The word to begin at so that the most of what was looked for is shown, and how much: kinds
/// of phrases, then phrases.
fn window(found: &[Found]) -> (usize, (usize, usize)) {
    let mut best = (0, (0, 0));
    for (number, &(_, first, _)) in found.iter().enumerate() {
        let from = first.saturating_sub(BEFORE);
        let inside = found[number..]
            .iter()
            .take_while(|it| it.2 <= from + LENGTH);
        let mut kinds: Vec<usize> = inside.map(|it| it.0).collect();
        let all = kinds.len();
        kinds.sort_unstable();
        kinds.dedup();
        if (kinds.len(), all) > best.1 {
            best = (from, (kinds.len(), all));
        }
    }
    best
}

/// The words from one to another with what stands between them, an ellipsis where there is
/// more, line ends made blanks.
fn cut(text: &str, words: &[PlacedWord], found: &[Found], from: usize, to: usize) -> Marked {
    let start = if from == 0 { 0 } else { words[from].start };
    let end = if to == words.len() {
        text.len()
    } else {
        words[to - 1].end
    };
    let ahead = if from == 0 { "" } else { "… " };
    let behind = if to == words.len() { "" } else { " …" };
    let inside = found.iter().filter(|it| it.1 >= from && it.2 <= to);
    let mut marks: Vec<(usize, usize)> = Vec::new();
    for &(_, first, after) in inside {
        let (first, after) = (words[first].start, words[after - 1].end);
        match marks.last_mut() {
            // Words found side by side are one mark.
            Some(last) if text[last.1.min(first)..first].trim().is_empty() => {
                last.1 = last.1.max(after);
            }
            _ => marks.push((first, after)),
        }
    }
    let place = |byte: usize| ahead.chars().count() + text[start..byte].chars().count();
    Marked {
        marks: marks.iter().map(|it| (place(it.0), place(it.1))).collect(),
        text: format!(
            "{ahead}{}{behind}",
            text[start..end].replace(['\n', '\t'], " ")
        ),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wanted(form: SpellingForm, phrases: &[&str]) -> WantedWords {
        let keys = |text: &&str| (None, super::super::words::keys(form, text));
        WantedWords {
            form,
            phrases: phrases.iter().map(keys).collect(),
        }
    }

    fn shown(text: &str, wanted: &WantedWords) -> String {
        let words = placed(wanted.form, text);
        let found = find(&words, &wanted.in_field(SearchField::Body));
        let (from, _) = window(&found);
        let marked = cut(text, &words, &found, from, (from + LENGTH).min(words.len()));
        bracketed(&marked)
    }

    fn bracketed(marked: &Marked) -> String {
        let mut out = String::new();
        for (at, c) in marked.text.chars().enumerate() {
            if marked.marks.iter().any(|mark| mark.1 == at) {
                out.push(']');
            }
            if marked.marks.iter().any(|mark| mark.0 == at) {
                out.push('[');
            }
            out.push(c);
        }
        if marked
            .marks
            .last()
            .is_some_and(|mark| mark.1 == marked.text.chars().count())
        {
            out.push(']');
        }
        out
    }

    #[test]
    fn words_are_marked_where_they_stand() {
        for (form, phrases, text, marked) in [
            (
                SpellingForm::Exact,
                &["cầu", "rào"][..],
                "Mở cầu Rào 2, cầu phao",
                "Mở [cầu Rào] 2, [cầu] phao",
            ),
            (
                SpellingForm::Exact,
                &["cầu rào"],
                "Mở cầu Rào 2, cầu phao",
                "Mở [cầu Rào] 2, cầu phao",
            ),
            (SpellingForm::Exact, &["hòa"], "Hoà và hóa", "[Hoà] và hóa"),
            (
                SpellingForm::Folded,
                &["hoa"],
                "Hoà và hóa",
                "[Hoà] và [hóa]",
            ),
            (
                SpellingForm::Folded,
                &["duong do"],
                "“ĐƯỜNG đỏ”",
                "“[ĐƯỜNG đỏ]”",
            ),
            (
                SpellingForm::Exact,
                &["3107/2016/QĐ-UBND"],
                "số 3107/2016/QĐ-UBND.",
                "số [3107/2016/QĐ-UBND].",
            ),
            (SpellingForm::Exact, &["b"], "a\nb", "a [b]"),
            (SpellingForm::Exact, &["x"], "không có", "không có"),
        ] {
            assert_eq!(shown(text, &wanted(form, phrases)), marked);
        }
    }

    #[test]
    fn a_long_text_is_cut_around_what_was_found() {
        let text = format!("{}cầu rào {}", "từ ".repeat(100), "chữ ".repeat(100));
        let shown = shown(&text, &wanted(SpellingForm::Exact, &["cầu", "rào"]));
        assert!(
            shown.starts_with("… từ") && shown.ends_with("chữ …"),
            "{shown}"
        );
        assert!(shown.contains("[cầu rào]"), "{shown}");
        assert_eq!(shown.split_whitespace().count(), LENGTH + 2);
    }

    proptest! {
        #[test]
        fn marks_lie_in_the_text_in_order(text in "[ a-dà-ỹ.,\n]{0,200}", word in "[a-dà-ỹ]{1,2}") {
            for form in [SpellingForm::Exact, SpellingForm::Folded] {
                let wanted = wanted(form, &[&word, "a b"]);
                let words = placed(form, &text);
                let found = find(&words, &wanted.in_field(SearchField::Body));
                let (from, _) = window(&found);
                let marked = cut(&text, &words, &found, from, (from + LENGTH).min(words.len()));
                let length = marked.text.chars().count();
                let mut last = 0;
                for (start, end) in marked.marks {
                    prop_assert!(last <= start && start < end && end <= length);
                    last = end;
                }
            }
        }
    }
}
