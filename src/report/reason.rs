//! Why, as the archive has it, in the reader's language.
//!
//! The archive writes its reasons in English, once, and they are sealed with it: «404 on 3 nights
//! since …». Here each of its sentences has its Vietnamese, with holes for what is its own. A
//! sentence that is not known is shown as it was written, never dropped.

use super::Language;

/// What the archive writes, and how it is said in Vietnamese; the holes are the same, in the same
/// order. Read from above: the first that fits.
const SENTENCES: [(&str, &str); 61] = [
    // Where an article stands (`change::judge`, `crawl`).
    ("{} on {} nights since {}", "{} trong {} đêm, kể từ {}"),
    ("{} at {} UTC", "{} lúc {} UTC"),
    (
        "a redirect to the home page or a list",
        "bị chuyển về trang chủ hoặc trang danh sách",
    ),
    // The same, as one look says it (`history`).
    ("not found", "404"),
    ("gone", "410"),
    ("redirect home", "bị chuyển về trang chủ"),
    ("another", "bài khác đứng thế chỗ"),
    ("soft not found", "trang báo rằng không có bài"),
    ("another article in its place", "bài khác đứng thế chỗ"),
    (
        "a page that says there is none",
        "trang báo rằng không có bài",
    ),
    ("seen again", "lại thấy"),
    ("seen again after its removal", "lại thấy sau khi bị gỡ"),
    ("listed again", "lại có trong danh sách"),
    (
        "still answers, and a complete list of the portal lacks it",
        "vẫn mở được, nhưng danh sách đầy đủ của cổng không còn nêu",
    ),
    (
        "post {} is at another address",
        "bài số {} nay ở địa chỉ khác",
    ),
    (
        "the article is at another address",
        "bài nay ở địa chỉ khác",
    ),
    (
        "its text is at another address now, as {}",
        "văn bản của bài nay ở địa chỉ khác, là {}",
    ),
    // What no longer fits (`crawl`'s drift).
    (
        "{} of {} pages do not fit ({}), a recipe is proposed: {}: hpnews recipe adopt {}",
        "{} trên {} trang không còn khớp ({}), đã học được công thức mới: {}: hpnews recipe adopt {}",
    ),
    (
        "{} of {} pages do not fit ({})",
        "{} trên {} trang không còn khớp ({})",
    ),
    ("{} × {}", "{} × {}"),
    (
        "headline and text are of something else",
        "tiêu đề và nội dung nói về chuyện khác hẳn",
    ),
    // How a site is (`change`'s site).
    (
        "none of its hosts answered",
        "không máy chủ nào của trang trả lời",
    ),
    ("its articles are seen", "lại thấy các bài của trang"),
    (
        "{} of {} addresses lead to {} of {}",
        "{} trên {} địa chỉ dẫn tới {} địa chỉ của {}",
    ),
    (
        "{} of {} addresses lead to {}",
        "{} trên {} địa chỉ dẫn tới {}",
    ),
    (
        "{} of {} pages say nothing of their articles",
        "{} trên {} trang không còn nói gì về bài của mình",
    ),
    (
        "{} of {} addresses show nothing",
        "{} trên {} địa chỉ không cho thấy gì",
    ),
    (
        "none of the site's layouts fits (it was {})",
        "không bố cục nào của trang còn khớp (trước là {})",
    ),
    (
        "none of the site's layouts fits",
        "không bố cục nào của trang còn khớp",
    ),
    (
        "{}: no selector finds it, a fallback does",
        "{}: không bộ chọn nào tìm thấy, phải lấy bằng cách dự phòng",
    ),
    (
        "{}: no selector finds it any more",
        "{}: không bộ chọn nào còn tìm thấy",
    ),
    (
        "it no longer reads as an article: {}",
        "không còn đọc được như một bài viết: {}",
    ),
    (
        "body: {} of it is what a reader without recipe finds (it was {})",
        "body: {} là phần mà trình đọc không công thức tìm thấy (trước là {})",
    ),
    // Why an address was asked (`crawl`'s nights, `revisit`).
    (
        "a source says it was modified on {}",
        "một nguồn nói bài được sửa ngày {}",
    ),
    (
        "the list of all posts lacks number {}",
        "danh sách mọi bài thiếu số {}",
    ),
    (
        "the list of all posts names number {} again",
        "danh sách mọi bài lại nêu số {}",
    ),
    (
        "removed; looked for again once a month",
        "đã bị gỡ; mỗi tháng xem lại một lần",
    ),
    ("absent at the last look", "vắng ở lần xem trước"),
    (
        "{} days old, {} edits in {} looks, last look {} days ago",
        "{} ngày tuổi, {} lần sửa trong {} lần xem, lần xem trước cách {} ngày",
    ),
    (
        "another article was absent: does the portal answer as it should?",
        "một bài khác vắng mặt: cổng có trả lời như thường không?",
    ),
    (
        "no article of this site is held yet",
        "chưa giữ bài nào của trang này",
    ),
    ("asked every night", "đêm nào cũng hỏi"),
    ("its turn came", "đến lượt"),
    (
        "its index says that it was modified",
        "mục lục của nó nói rằng nó đã được sửa",
    ),
    ("REST tells nothing here", "ở đây REST không cho biết gì"),
    (
        "the page before it named new posts",
        "trang trước nó nêu bài mới",
    ),
    (
        "the number of posts is not the one held",
        "số bài không bằng số đang giữ",
    ),
    ("{} named {} new addresses", "{} nêu {} địa chỉ mới"),
    ("it could not be had before", "trước đây không lấy được"),
    (
        "an article that offers it was said to be modified",
        "một bài có tệp này được báo là đã sửa",
    ),
    ("everything is asked again", "hỏi lại tất cả"),
    (
        "{} names it as its own address",
        "{} nêu đây là địa chỉ của chính nó",
    ),
    ("{} does not show it any more", "{} không còn hiện bài này"),
    // What an article's page says of its address (a gap).
    (
        "the page names {} as its own address",
        "trang nêu {} là địa chỉ của chính nó",
    ),
    // What a new theme no longer prints (a gap).
    (
        "the version before has it; no source tells it in layout {}",
        "bản trước có, nhưng không nguồn nào còn cho biết khi trang theo bố cục {}",
    ),
    // Why a list was not compared (`crawl`'s walk).
    (
        "the portal does not say how many posts it has",
        "cổng không cho biết có bao nhiêu bài",
    ),
    (
        "it has {} pages; a night reads {} at most",
        "nó có {} trang; mỗi đêm đọc nhiều nhất {} trang",
    ),
    (
        "it changed while it was read",
        "nó thay đổi trong lúc được đọc",
    ),
    ("{} of {} posts could be read", "đọc được {} trong {} bài"),
    // Of several, each.
    ("{}; {}", "{}; {}"),
    ("{}, {}", "{}, {}"),
];

/// A reason of the archive, in this language.
pub fn localize_reason(reason: &str, language: Language) -> String {
    match language {
        Language::English => reason.to_owned(),
        Language::Vietnamese => vietnamese(reason),
    }
}

fn vietnamese(reason: &str) -> String {
    for (english, said) in SENTENCES {
        if let Some(own) = holes(english, reason) {
            return filled(said, &own);
        }
    }
    reason.to_owned()
}

/// What stands in the holes of a sentence; `None` when the text is another sentence.
fn holes<'t>(sentence: &str, text: &'t str) -> Option<Vec<&'t str>> {
    let mut parts = sentence.split("{}");
    let mut rest = text.strip_prefix(parts.next()?)?;
    let mut own = Vec::new();
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        let end = match parts.peek() {
            // The last hole reaches as far as it can.
            None => rest.strip_suffix(part)?.len(),
            Some(_) => rest.find(part)?,
        };
        own.push(&rest[..end]);
        rest = &rest[end + part.len()..];
    }
    (rest.is_empty() && own.iter().all(|it| !it.is_empty())).then_some(own)
}

/// The sentence with each hole filled by what stood there, itself told in Vietnamese.
fn filled(sentence: &str, own: &[&str]) -> String {
    let mut own = own.iter();
    let mut out = String::new();
    for (at, part) in sentence.split("{}").enumerate() {
        if at > 0 {
            out.extend(own.next().map(|it| vietnamese(it)));
        }
        out.push_str(part);
    }
    out
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};

    use super::*;
    use crate::change::{Absence, ArticleStatus, ObservationOutcome, judge};

    fn vi(reason: &str) -> String {
        localize_reason(reason, Language::Vietnamese)
    }

    #[test]
    fn each_sentence_has_its_holes_and_no_earlier_one_takes_it() {
        for (english, said) in SENTENCES {
            let count = |text: &str| text.matches("{}").count();
            assert_eq!(count(english), count(said), "{english}");
            let whole = |text: &str| text.replace("{}", "12");
            assert_eq!(vi(&whole(english)), whole(said), "{english}");
        }
    }

    #[test]
    fn a_reason_is_told_in_the_readers_language_down_to_its_parts() {
        for (reason, said) in [
            (
                "404 at 2026-11-23 22:57 UTC",
                "404 lúc 2026-11-23 22:57 UTC",
            ),
            (
                "404, a redirect to the home page or a list on 3 nights since 2026-11-20 18:05 UTC",
                "404, bị chuyển về trang chủ hoặc trang danh sách trong 3 đêm, kể từ 2026-11-20 18:05 UTC",
            ),
            (
                "tp: 40 of 52 pages do not fit (39 × title: no selector finds it any more; 1 × none of the \
                 site's layouts fits (it was \"moi\"))",
                "tp: 40 trên 52 trang không còn khớp (39 × title: không bộ chọn nào còn tìm thấy; 1 × không \
                 bố cục nào của trang còn khớp (trước là \"moi\"))",
            ),
            ("một câu khác, chưa biết", "một câu khác, chưa biết"),
        ] {
            assert_eq!(vi(reason), said);
            assert_eq!(localize_reason(reason, Language::English), reason);
        }
    }

    #[test]
    fn every_verdict_on_a_standing_can_be_told_in_vietnamese() {
        let sights = [
            ObservationOutcome::NotFound,
            ObservationOutcome::Gone,
            ObservationOutcome::RedirectHome,
            ObservationOutcome::Another,
            ObservationOutcome::SoftNotFound,
        ];
        let standings = [
            ArticleStatus::Live,
            ArticleStatus::Missing,
            ArticleStatus::Removed,
            ArticleStatus::Unlisted,
        ];
        let nights = |sight, count: i64| -> Vec<Absence> {
            let night = |day| Absence {
                at: DateTime::<Utc>::UNIX_EPOCH + TimeDelta::days(day),
                run: day.to_string(),
                sight,
            };
            (0..count).map(night).collect()
        };
        let mut told = 0;
        for was in standings {
            for listed in [None, Some(true), Some(false)] {
                let absent = sights
                    .iter()
                    .flat_map(|sight| [nights(*sight, 1), nights(*sight, 4)]);
                for absences in absent.chain([Vec::new()]) {
                    let Some(verdict) = judge(was, &absences, listed, true) else {
                        continue;
                    };
                    let said = vi(&verdict.reason);
                    told += 1;
                    let english = [" at ", " on ", "seen", "page", "still", "article", "again"];
                    let left = english.iter().find(|word| said.contains(*word));
                    assert_eq!(left, None, "{said}");
                }
            }
        }
        assert!(told > 20, "{told}");
    }
}
