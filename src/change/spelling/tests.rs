//! The ladder: encoding, typography, orthography, slips, other words.

use super::syllable::is_possible;
use super::{Slip, slip, spelling_class};
use crate::change::tokens::{Decimal, tokens};
use crate::record::ChangeKind;

fn kind(before: &str, after: &str) -> Option<ChangeKind> {
    spelling_class(
        &tokens(before, Decimal::default()),
        &tokens(after, Decimal::default()),
    )
}

#[test]
fn what_lies_in_spelling_alone() {
    for (before, after, expected) in [
        ("Ðoàn", "Đoàn", Some(ChangeKind::Encoding)),
        ("hải\u{AD}dương", "hảidương", Some(ChangeKind::Encoding)),
        ("hé\u{302}t", "hết", Some(ChangeKind::Encoding)),
        ("ＵＢＮＤ", "UBND", Some(ChangeKind::Encoding)),
        ("Hải Phòng", "hải phòng", Some(ChangeKind::Typographic)),
        ("“đúng”", "\"đúng\"", Some(ChangeKind::Typographic)),
        ("2.300", "2300", Some(ChangeKind::Typographic)),
        ("thànhphố", "thành phố", Some(ChangeKind::Typographic)),
        ("hoà", "hòa", Some(ChangeKind::Orthographic)),
        ("Uỷ", "ủy", Some(ChangeKind::Orthographic)),
        ("qúy", "quý", Some(ChangeKind::Orthographic)),
        ("kĩ", "kỹ", Some(ChangeKind::Orthographic)),
        ("Lí Thường", "Lý Thường", Some(ChangeKind::Orthographic)),
        ("hòa", "hóa", None),
        ("bảo", "bão", None),
        ("má", "mà", None),
        ("tay", "tai", None),
        ("thủy", "thủi", None),
        ("đường", "dường", None),
        ("café", "cafè", None),
        ("2.300", "23.00", None),
        ("giá?", "giá", None),
    ] {
        assert_eq!(kind(before, after), expected, "{before} → {after}");
        assert_eq!(kind(after, before), expected, "{after} → {before}");
    }
}

#[test]
fn what_may_be_a_vietnamese_syllable() {
    for word in [
        "nghiêng",
        "giêng",
        "gì",
        "gìn",
        "giữ",
        "quyết",
        "quốc",
        "quờ",
        "khuỷu",
        "uỷ",
        "yêu",
        "thuở",
        "hoạch",
        "kế",
        "cá",
        "ghế",
        "ngành",
        "đường",
        "xoong",
        "quýt",
        "y",
        "ốc",
        "giặt",
    ] {
        assert!(is_possible(word), "{word}");
    }
    for word in [
        "nghành", "ngưòi", "thàh", "hoach", "kà", "ce", "ghà", "phàt", "ddón", "wifi", "q", "th",
        "km", "thanhf", "tốót", "jazz",
    ] {
        assert!(!is_possible(word), "{word}");
    }
}

#[test]
fn a_slip_needs_a_spelling_that_is_none() {
    let slips = |before, after, left, right| {
        slip(&Slip {
            before,
            after,
            left,
            right,
        })
    };
    for (before, after, left, right, expected) in [
        ("nghành", "ngành", None, None, true),
        ("thàh", "thành", None, None, true),
        ("ngưòi", "người", None, None, true),
        ("thanhf", "thành", None, None, true),
        ("vi", "vị", Some("đơn"), None, true),
        ("vi", "vị", Some("bác"), None, false),
        ("xử", "sử", None, Some("dụng"), true),
        ("xử", "sử", None, Some("lý"), false),
        ("bảo", "bão", Some("cơn"), Some("số"), false),
        ("má", "mà", None, None, false),
        ("lãi", "lỗ", None, None, false),
        ("hai", "ba", None, None, false),
        ("import", "export", None, None, false),
        ("km", "cm", None, None, false),
        ("online", "offline", None, None, false),
        ("marketing", "maketing", None, None, true),
        ("đông", "vắng", None, None, false),
    ] {
        assert_eq!(
            slips(before, after, left, right),
            expected,
            "{before} → {after}"
        );
        assert_eq!(
            slips(after, before, left, right),
            expected,
            "{after} → {before}"
        );
    }
}

#[test]
fn the_listed_words_are_possible_and_clean() {
    let words = include_str!("words.txt");
    let mut seen = std::collections::BTreeSet::new();
    for line in words.lines() {
        let syllables: Vec<&str> = line.split(' ').collect();
        assert_eq!(syllables.len(), 2, "{line:?}");
        assert!(syllables.iter().all(|word| is_possible(word)), "{line:?}");
        assert_eq!(crate::text::clean(line).to_lowercase(), line);
        assert!(seen.insert(line), "{line:?} stands twice");
    }
}
