//! Pieces: the texts again, in one order, and readable.

use proptest::prelude::*;

use super::{Decimals, compare};
use crate::change::tokens::tests::text;
use crate::change::{DiffPiece, Side};

/// `-gone-`, `+come+`.
fn shown(before: &str, after: &str) -> String {
    let pieces = compare(before, after, Decimals::default()).pieces;
    pieces
        .iter()
        .map(|piece| match piece.side {
            Side::Same => piece.text.clone(),
            Side::Removed => format!("[-{}-]", piece.text),
            Side::Added => format!("[+{}+]", piece.text),
        })
        .collect()
}

#[test]
fn wholes_are_never_cut() {
    for (before, after, expected) in [
        (
            "đạt 2.300 tỷ đồng trong năm",
            "đạt 3.200 tỷ đồng trong năm",
            "đạt[- 2.300 tỷ đồng-][+ 3.200 tỷ đồng+] trong năm",
        ),
        (
            "ông Trần Văn An nói",
            "ông Trần Văn Ân nói",
            "[-ông Trần Văn An-][+ông Trần Văn Ân+] nói",
        ),
        (
            "theo 3107/2016/QĐ-UBND này",
            "theo 3017/2016/QĐ-UBND này",
            "theo[- 3107/2016/QĐ-UBND-][+ 3017/2016/QĐ-UBND+] này",
        ),
        ("một hai ba", "một ba", "một[- hai-] ba"),
        ("một ba", "một hai ba", "một[+ hai+] ba"),
        ("như cũ", "như cũ", "như cũ"),
        ("a\nb", "a b", "a[-\n-][+ +]b"),
    ] {
        assert_eq!(shown(before, after), expected);
    }
}

#[test]
fn a_lone_word_between_two_rewritten_stretches_goes_with_them() {
    let shown = shown(
        "chợ cũ đã xuống cấp và nước đọng quanh năm suốt tháng",
        "bến mới vừa được xây và đèn sáng khắp nơi mỗi đêm",
    );
    assert_eq!(shown.matches("[-").count(), 1, "{shown}");
}

fn side(pieces: &[DiffPiece], without: Side) -> String {
    let kept = pieces.iter().filter(|piece| piece.side != without);
    kept.map(|piece| piece.text.as_str()).collect()
}

proptest! {
    #[test]
    fn the_pieces_are_both_texts(before in text(), after in text()) {
        let comparison = compare(&before, &after, Decimals::default());
        prop_assert_eq!(side(&comparison.pieces, Side::Added), before.clone());
        prop_assert_eq!(side(&comparison.pieces, Side::Removed), after.clone());
        prop_assert_eq!(comparison.kinds.is_empty(), before == after);
        for pair in comparison.pieces.windows(2) {
            prop_assert_ne!(pair[0].side, pair[1].side);
        }
        for piece in &comparison.pieces {
            prop_assert!(!piece.text.is_empty());
        }
    }

    #[test]
    fn one_edit_leaves_the_rest_alone(text in text(), at in 0.0..1.0_f64, word in "[a-z]{2,6}") {
        let words: Vec<&str> = text.split(' ').collect();
        let mut edited: Vec<&str> = words.clone();
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a place among few words")]
        let place = (at * words.len() as f64) as usize;
        edited.insert(place, &word);
        let comparison = compare(&text, &edited.join(" "), Decimals::default());
        prop_assert_eq!(side(&comparison.pieces, Side::Added), text.clone());
        prop_assert_eq!(side(&comparison.pieces, Side::Removed), edited.join(" "));
    }
}
