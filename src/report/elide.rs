//! A difference of any length → what a person must read of it: what changed, with the
//! sentence around it; long unchanged stretches only counted.

use crate::change::{DiffPiece, Side};

/// One stretch to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ShownStretch<'a> {
    /// Text of one side or of both.
    Text(Side, &'a str),
    /// So many characters in both that are not shown.
    Elided(u64),
}

/// Unchanged text shown at least on each side of a change, where there is so much.
const LEAST: usize = 30;
/// … and at most: the sentence may be longer.
const MOST: usize = 140;
/// Fewer characters than this are not worth leaving out.
const WORTH: usize = 60;

/// The pieces with long unchanged text left out. Without any change there is nothing to keep.
pub(super) fn stretches(pieces: &[DiffPiece]) -> Vec<ShownStretch<'_>> {
    let mut out = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        if piece.side != Side::Same {
            out.push(ShownStretch::Text(piece.side, &piece.text));
            continue;
        }
        let text = piece.text.as_str();
        let head = if at == 0 { 0 } else { sentence_end(text) };
        let tail = if at + 1 == pieces.len() {
            text.len()
        } else {
            sentence_start(text)
        };
        let between = text.get(head..tail).unwrap_or_default();
        let left_out = between.chars().count();
        if left_out < WORTH {
            out.push(ShownStretch::Text(Side::Same, text));
            continue;
        }
        if head > 0 {
            out.push(ShownStretch::Text(Side::Same, &text[..head]));
        }
        out.push(ShownStretch::Elided(left_out as u64));
        if tail < text.len() {
            out.push(ShownStretch::Text(Side::Same, &text[tail..]));
        }
    }
    out
}

/// Where the sentence that `text` goes on with ends: a byte offset.
fn sentence_end(text: &str) -> usize {
    let mut word = 0;
    let mut ended = false;
    for (count, (at, c)) in text.char_indices().enumerate() {
        if ended && c.is_whitespace() && count >= LEAST || c == '\n' {
            return at;
        }
        if count >= MOST {
            return if word == 0 { at } else { word };
        }
        if c.is_whitespace() {
            word = at;
        }
        ended = ends(c) || (ended && closes(c));
    }
    text.len()
}

/// Where the sentence that `text` ends with begins: a byte offset.
fn sentence_start(text: &str) -> usize {
    let mut word = text.len();
    let mut after = None;
    for (count, (at, c)) in text.char_indices().rev().enumerate() {
        let here = at + c.len_utf8();
        if c == '\n' {
            return here;
        }
        if ends(c) && count >= LEAST && after.is_some_and(char::is_whitespace) {
            return here + after.map_or(0, char::len_utf8);
        }
        if count >= MOST {
            return if word == text.len() { here } else { word };
        }
        if c.is_whitespace() {
            word = here;
        }
        after = Some(c);
    }
    0
}

fn ends(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | ';')
}

fn closes(c: char) -> bool {
    matches!(c, '"' | '”' | '»' | ')' | '\'')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn piece(side: Side, text: &str) -> DiffPiece {
        DiffPiece {
            side,
            text: text.to_owned(),
        }
    }

    #[test]
    fn whole_sentences_stay_around_a_change() {
        let before = "Câu thứ nhất nói một điều không đổi. ".repeat(6) + "Tổng vốn là ";
        let after = " tỷ đồng, theo sở. ".to_owned() + &"Câu sau không đổi chút nào. ".repeat(6);
        let pieces = [
            piece(Side::Same, &before),
            piece(Side::Removed, "2.300"),
            piece(Side::Added, "3.200"),
            piece(Side::Same, &after),
        ];
        let shown = stretches(&pieces);
        assert_eq!(
            shown,
            [
                ShownStretch::Elided(185),
                ShownStretch::Text(
                    Side::Same,
                    "Câu thứ nhất nói một điều không đổi. Tổng vốn là "
                ),
                ShownStretch::Text(Side::Removed, "2.300"),
                ShownStretch::Text(Side::Added, "3.200"),
                ShownStretch::Text(Side::Same, " tỷ đồng, theo sở. Câu sau không đổi chút nào."),
                ShownStretch::Elided(141),
            ]
        );
    }

    #[test]
    fn a_short_paragraph_is_shown_whole() {
        let pieces = [piece(Side::Same, "Một câu "), piece(Side::Added, "mới")];
        assert_eq!(stretches(&pieces).len(), 2);
    }

    proptest! {
        #[test]
        fn nothing_changed_is_ever_left_out(
            texts in prop::collection::vec((0..3_u8, "[ạbc .\n…]{0,400}"), 0..6)
        ) {
            let pieces: Vec<DiffPiece> = texts
                .iter()
                .map(|(side, text)| piece(
                    [Side::Same, Side::Removed, Side::Added][usize::from(*side)],
                    text,
                ))
                .collect();
            let shown = stretches(&pieces);
            let of = |wanted: Side| -> Vec<&str> {
                shown.iter().filter_map(|it| match it {
                    ShownStretch::Text(side, text) if *side == wanted => Some(*text),
                    _ => None,
                }).collect()
            };
            for side in [Side::Removed, Side::Added] {
                let given: Vec<&str> = pieces.iter().filter(|it| it.side == side)
                    .map(|it| it.text.as_str()).collect();
                prop_assert_eq!(of(side), given);
            }
            let same: usize = pieces.iter().filter(|it| it.side == Side::Same)
                .map(|it| it.text.chars().count()).sum();
            let kept: usize = of(Side::Same).iter().map(|it| it.chars().count()).sum();
            let elided: u64 = shown.iter().map(|it| match it {
                ShownStretch::Elided(count) => *count,
                ShownStretch::Text(..) => 0,
            }).sum();
            prop_assert_eq!(kept as u64 + elided, same as u64);
        }
    }
}
