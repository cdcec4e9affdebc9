//! Who took a picture, where its caption says so: "Quang cảnh buổi lễ. Ảnh: Minh Trang".
//!
//! Only a name at the caption's end is taken out of it. "Ảnh: CTV", "Ảnh: tư liệu" name nobody
//! and stay.

use crate::record::Image;

/// The longest name of a photographer or an agency, in letters.
const NAME: usize = 60;
/// What stands before a name.
const LABELS: [&str; 7] = [
    "Nguồn ảnh",
    "nguồn ảnh",
    "Ảnh",
    "ảnh",
    "Photo",
    "Foto",
    "Nguồn hình",
];
/// What stands in its place and names nobody.
const NOBODY: [&str; 10] = [
    "ctv",
    "internet",
    "minh họa",
    "minh hoạ",
    "tư liệu",
    "tl",
    "sưu tầm",
    "st",
    "nguồn internet",
    "mạng",
];

/// Moves the photographer from a picture's caption to its credit, where markup names none.
pub(super) fn credit(image: &mut Image) {
    if image.credit.is_some() {
        return;
    }
    let caption = image.caption.as_deref().unwrap_or_default();
    if let Some((rest, name)) = split(caption) {
        let (rest, name) = (rest.to_owned(), name.to_owned());
        image.caption = Some(rest).filter(|it| !it.is_empty());
        image.credit = Some(name);
    }
}

/// Whether a text ends by naming who took a picture.
pub(super) fn is_credited(text: &str) -> bool {
    split(text).is_some()
}

/// A caption without the credit at its end, and the name in it.
fn split(caption: &str) -> Option<(&str, &str)> {
    let (at, label) = LABELS
        .iter()
        .filter_map(|label| Some((caption.rfind(label)?, *label)))
        .filter(|(at, label)| {
            let after = caption[at + label.len()..].trim_start();
            after.starts_with([':', '/'])
        })
        .max_by_key(|(at, label)| (at + label.len(), label.len()))?;
    let before = &caption[..at];
    if before.ends_with(char::is_alphanumeric) {
        return None;
    }
    let name = caption[at + label.len()..]
        .trim_start()
        .trim_start_matches([':', '/', ' ']);
    let (name, behind) = match name.split_once(')') {
        Some((name, behind)) if before.trim_end().ends_with('(') => (name, behind),
        _ => (name, ""),
    };
    let name = name.trim().trim_end_matches(['.', ' ']);
    let is_name = name.starts_with(char::is_uppercase)
        && name.chars().count() <= NAME
        && !name.contains(". ")
        && !name.contains('\n')
        && !NOBODY.contains(&name.to_lowercase().as_str());
    let nothing_behind = behind.trim_matches(['.', ' ']).is_empty();
    let marks = ['(', ' ', '-', '–', '—', '|', ',', '/', '\n'];
    (is_name && nothing_behind).then(|| (before.trim_end_matches(marks), name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_at_the_end_is_the_credit_and_nothing_else_is() {
        for (caption, expected) in [
            (
                "Quang cảnh buổi lễ. Ảnh: Minh Trang",
                Some(("Quang cảnh buổi lễ.", "Minh Trang")),
            ),
            ("Đê biển (Ảnh: TTXVN).", Some(("Đê biển", "TTXVN"))),
            (
                "Đê biển - Ảnh: Thống Nhất/TTXVN",
                Some(("Đê biển", "Thống Nhất/TTXVN")),
            ),
            ("Đê biển\nẢnh : Thu Hằng", Some(("Đê biển", "Thu Hằng"))),
            ("Nguồn ảnh: Reuters", Some(("", "Reuters"))),
            ("Ảnh: Minh Trang.", Some(("", "Minh Trang"))),
            ("Lễ trao giải. Ảnh: CTV", None),
            ("Đê biển (Ảnh: tư liệu)", None),
            ("Ảnh minh họa.", None),
            ("Trong ảnh: đoàn công tác kiểm tra đê", None),
            ("Triển lãm ảnh: Hải Phòng xưa và nay. Khách xem đông.", None),
            ("Đê biển (Ảnh: A) nhìn từ trên cao", None),
            ("Bảo tàng nhiếp ảnh", None),
        ] {
            assert_eq!(split(caption), expected, "{caption}");
        }
    }
}
