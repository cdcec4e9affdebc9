//! Lines that count readers or offer to print and share.
//!
//! Goes by words in common use. Never takes a line that says anything else.

use super::reading::BodyReading;

/// The longest line that only counts or offers to share, in letters.
const COUNTER: usize = 80;

/// What lines say that count readers.
const COUNTED: [&str; 18] = [
    "số lượt người xem",
    "lượt người xem",
    "số người xem",
    "số lượt xem",
    "số lần xem",
    "lượt xem",
    "lần xem",
    "số lượt đọc",
    "số lần đọc",
    "lượt đọc",
    "lần đọc",
    "số lượt truy cập",
    "lượt truy cập",
    "đã xem",
    "người xem",
    "page views",
    "views",
    "hits",
];
/// What may stand beside that, or be offered alone.
const OFFERED: [&str; 26] = [
    "bình luận",
    "lượt thích",
    "chia sẻ bài viết",
    "chia sẻ",
    "bản in",
    "in trang này",
    "in trang",
    "in bài viết",
    "in bài",
    "quay lại",
    "gửi email",
    "gửi bạn bè",
    "gửi bài viết",
    "gửi phản hồi",
    "lưu bài viết",
    "đăng bởi",
    "quản trị",
    "admin",
    "facebook",
    "twitter",
    "zalo",
    "email",
    "share",
    "print",
    "comments",
    "comment",
];

/// Takes off lines that count readers or offer to print and share.
pub(super) fn take_off(reading: &mut BodyReading) {
    let all = (0..reading.paragraphs.len()).rev();
    let lines: Vec<usize> = all
        .filter(|at| is_counter(&reading.paragraphs[*at].text))
        .collect();
    for at in lines {
        reading.remove(at);
    }
}

/// Whether a line does nothing but count readers or offer to print and share.
fn is_counter(line: &str) -> bool {
    if line.chars().count() > COUNTER {
        return false;
    }
    let lower = line.to_lowercase();
    let is_mark = |it: char| !it.is_alphabetic();
    let mut rest = lower.trim_matches(is_mark);
    let (mut counts, mut offers) = (false, 0);
    while !rest.is_empty() {
        let known = |words: &[&'static str]| {
            let mut words = words.iter();
            words.find_map(|word| {
                let rest = rest.strip_prefix(word)?;
                (!rest.starts_with(char::is_alphabetic)).then_some(rest)
            })
        };
        if let Some(after) = known(&COUNTED) {
            counts = true;
            rest = after.trim_start_matches(is_mark);
        } else if let Some(after) = known(&OFFERED) {
            offers += 1;
            rest = after.trim_start_matches(is_mark);
        } else {
            return false;
        }
    }
    (counts && line.contains(|it: char| it.is_ascii_digit() || it == ':')) || offers > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_count_or_offer_are_told_from_text() {
        for (line, is) in [
            ("Lượt xem: 1.204", true),
            ("1.204 lượt xem", true),
            ("Số lượt người xem: 13 Bản in Quay lại", true),
            ("Số lần đọc : 16609", true),
            ("Admin 5 lần xem | 0 bình luận", true),
            ("Chia sẻ Facebook Zalo", true),
            ("(12.345 views)", true),
            ("Lượt xem", false),
            ("Chia sẻ", false),
            ("Video đạt 1.204 lượt xem sau một ngày", false),
            ("Lượt xem của kênh tăng gấp đôi: 1.204", false),
            ("Đã xem xét 12 hồ sơ", false),
        ] {
            assert_eq!(is_counter(line), is, "{line}");
        }
    }
}
