//! Questions of every kind, the same ones every time.

use hpnews::text::keys::fold_accents;

use super::articles::{Dice, Portal};

/// Questions of each kind.
const EACH: usize = 25;

/// One question.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) text: String,
    pub(crate) since: Option<&'static str>,
    pub(crate) until: Option<&'static str>,
    pub(crate) by_date: bool,
}

impl Asked {
    pub(crate) fn words(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            since: None,
            until: None,
            by_date: false,
        }
    }

    fn in_march(text: impl Into<String>) -> Self {
        Self {
            since: Some("2023-03-01T00:00:00+07:00"),
            until: Some("2023-03-31T23:59:59+07:00"),
            ..Self::words(text)
        }
    }
}

/// Kinds and their questions.
#[expect(clippy::too_many_lines, reason = "a table")]
pub(crate) fn questions(portal: &Portal, all: usize) -> Vec<(&'static str, Vec<Asked>)> {
    let dice = &mut Dice::new(42);
    let mut of = |make: &mut dyn FnMut(&mut Dice) -> Asked| -> Vec<Asked> {
        (0..EACH).map(|_| make(dice)).collect()
    };
    let one = |dice: &mut Dice| portal.word(dice).to_owned();
    // Words as they stand in an article, as a person remembers them.
    let some = |dice: &mut Dice, count: usize| {
        let snapshot = portal.snapshot(dice.roll(all), all);
        let text = &snapshot.body[dice.roll(snapshot.body.len())].text;
        let words: Vec<&str> = text.split(' ').collect();
        let first = dice.roll(words.len().saturating_sub(count) + 1);
        let words = &words[first..(first + count).min(words.len())];
        words.join(" ").replace(['.', ',', '"'], " ")
    };
    vec![
        ("a word", of(&mut |dice| Asked::words(one(dice)))),
        (
            "a word, no accents",
            of(&mut |dice| Asked::words(fold_accents(&one(dice)))),
        ),
        (
            "two words",
            of(&mut |dice| Asked::words(format!("{} {}", one(dice), one(dice)))),
        ),
        (
            "four syllables",
            of(&mut |dice| Asked::words(some(dice, 4))),
        ),
        (
            "six, no accents",
            of(&mut |dice| Asked::words(fold_accents(&some(dice, 6)))),
        ),
        (
            "a phrase",
            of(&mut |dice| Asked::words(format!("\"{}\"", some(dice, 3)))),
        ),
        (
            "a title",
            of(&mut |dice| Asked::words(format!("title:\"{}\"", one(dice)))),
        ),
        (
            "or and not",
            of(&mut |dice| {
                let (a, b, c) = (one(dice), one(dice), one(dice));
                Asked::words(format!("\"{a}\" OR \"{b}\" -\"{c}\""))
            }),
        ),
        (
            "a document's number",
            of(&mut |dice| {
                Asked::words(format!(
                    "{}/{}/QĐ-UBND",
                    1 + dice.roll(4000),
                    2006 + dice.roll(20)
                ))
            }),
        ),
        ("March 2023", of(&mut |dice| Asked::in_march(one(dice)))),
        (
            "a section, by date",
            of(&mut |dice| Asked {
                by_date: true,
                ..Asked::words(format!("{} section:\"kinh tế\"", one(dice)))
            }),
        ),
        (
            "in nearly all articles",
            [
                "hải phòng",
                "thành phố",
                "thành phố hải phòng",
                "UBND",
                "quyết định",
                "hai phong",
                "theo quyết định số của UBND thành phố",
                "\"thành phố hải phòng\"",
            ]
            .map(Asked::words)
            .to_vec(),
        ),
    ]
}
