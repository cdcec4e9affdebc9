//! Lines of a body that are said of the article and are not part of what it tells: how often it
//! was read, and when it was updated.
//!
//! Only whole lines: a sentence that also says something else is a sentence.

/// Words of a line that counts readers.
const COUNTING: [&str; 22] = [
    "lượt", "xem", "đọc", "truy", "cập", "view", "views", "hits", "thích", "chia", "sẻ", "bình",
    "luận", "like", "likes", "share", "shares", "số", "người", "lần", "đã", "k",
];

/// Words of a line that says when the article was updated.
const UPDATING: [&str; 54] = [
    "cập", "nhật", "chỉnh", "sửa", "lần", "cuối", "cùng", "mới", "nhất", "gần", "đây", "lúc",
    "ngày", "hồi", "vào", "đến", "tới", "tin", "bài", "viết", "thông", "được", "đã", "giờ", "phút",
    "giây", "sáng", "trưa", "chiều", "tối", "đêm", "tháng", "năm", "thứ", "chủ", "h", "am", "pm",
    "sa", "ch", "gmt", "utc", "last", "updated", "update", "modified", "edited", "đăng", "xuất",
    "bản", "trước", "hôm", "nay", "hiệu",
];

/// A longer line says more.
const LONGEST: usize = 90;

/// Whether a line counts readers: «Lượt xem: 1.204».
pub fn is_counter(text: &str) -> bool {
    let Some(words) = words(text, &COUNTING) else {
        return false;
    };
    let any = |of: &[&str]| of.iter().any(|word| words.iter().any(|it| it == word));
    let begins =
        |with: &[&str]| words.len() >= with.len() && words.iter().zip(with).all(|(a, b)| a == b);
    any(&[
        "view", "views", "hits", "like", "likes", "share", "shares", "luận",
    ]) || (any(&["xem", "đọc", "truy", "thích", "sẻ"]) && any(&["lượt", "lần", "người"]))
        || begins(&["xem"])
        || begins(&["đã", "xem"])
}

/// Whether a line says when the article was updated, and nothing else.
pub(super) fn is_update(text: &str) -> bool {
    let Some(words) = words(text, &UPDATING) else {
        return false;
    };
    let says = |pair: [&str; 2]| {
        words
            .windows(2)
            .any(|it| it[0] == pair[0] && it[1] == pair[1])
    };
    says(["cập", "nhật"]) || says(["chỉnh", "sửa"]) || words.iter().any(|word| word == "updated")
}

/// The words of a short line with a figure in it, in lower case, if all are among `allowed`. What
/// begins with a digit (`15h30`) is a figure.
fn words(text: &str, allowed: &[&str]) -> Option<Vec<String>> {
    if text.chars().nth(LONGEST).is_some() || !text.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let words = text.split(|c: char| !c.is_alphanumeric());
    let words =
        words.filter(|word| !word.is_empty() && !word.starts_with(|c: char| c.is_ascii_digit()));
    let words: Vec<String> = words.map(str::to_lowercase).collect();
    let known = words.iter().all(|word| allowed.contains(&word.as_str()));
    (known && !words.is_empty()).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_are_lines_of_their_own() {
        for (text, want) in [
            ("Lượt xem: 1.204", true),
            ("1.204 lượt xem", true),
            ("Views: 37", true),
            ("Số lần đọc: 12", true),
            ("Đã xem: 3.5K", true),
            ("Lượt truy cập: 12.345 | Bình luận: 3", true),
            ("Lượt xem", false),
            ("Có 2.300 lượt khách lên đảo", false),
            ("Trận đấu có 1.204 lượt xem trực tiếp trên mạng", false),
            ("Đã đọc: 123 lần", true),
            ("12 bình luận", true),
            ("Bài đọc 2", false),
            ("123 lượt", false),
        ] {
            assert_eq!(is_counter(text), want, "{text}");
        }
    }

    #[test]
    fn update_lines_say_when_and_nothing_else() {
        for (text, want) in [
            ("Cập nhật lúc 15h30, ngày 6/4/2026", true),
            ("(Cập nhật: 06/04/2026 08:00)", true),
            (
                "Tin cập nhật lần cuối vào 8:30 sáng thứ 2, 06/04/2026",
                true,
            ),
            ("Chỉnh sửa lần cuối: 06/04/2026", true),
            ("Last updated: 06/04/2026 08:00 AM", true),
            ("Ngày đăng: 05/04/2026 | Cập nhật: 06/04/2026", true),
            ("Cập nhật 5 phút trước", true),
            ("Ngày đăng: 05/04/2026", false),
            ("Cập nhật số liệu đến ngày 6/4: 12 ca", false),
            (
                "Thông tin cập nhật lúc 15 giờ: nước đã rút ở các phường",
                false,
            ),
            ("Cập nhật thường xuyên", false),
            ("Ngày 6/4/2026", false),
        ] {
            assert_eq!(is_update(text), want, "{text}");
        }
    }
}
