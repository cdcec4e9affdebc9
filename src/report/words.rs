//! The words of a report in both languages. Never what happened, only how it is said.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::change::SiteState;
use crate::record::ChangeKind;

/// The language people are told in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Language {
    /// Tiếng Việt.
    #[serde(rename = "vi")]
    Vietnamese,
    /// English.
    #[serde(rename = "en")]
    English,
}

impl Language {
    /// The phrase in this language.
    pub fn pick<'a>(self, vi: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Vietnamese => vi,
            Self::English => en,
        }
    }

    /// BCP 47.
    pub fn tag(self) -> &'static str {
        self.pick("vi", "en")
    }

    /// Civil time as people of that language write it, to the minute.
    pub fn time(self, at: DateTime<FixedOffset>) -> String {
        at.format(self.pick("%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M"))
            .to_string()
    }

    /// A day as people of that language write it.
    pub fn day(self, day: NaiveDate) -> String {
        day.format(self.pick("%d/%m/%Y", "%Y-%m-%d")).to_string()
    }

    /// A whole number with its thousands apart.
    pub fn number(self, number: u64) -> String {
        let digits = number.to_string();
        let mut out = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                out.push_str(self.pick(".", ","));
            }
            out.push(digit);
        }
        out
    }

    /// English puts an `s` behind any number but one; Vietnamese does not.
    pub(super) fn counted(self, number: u64, vi: &str, en: &str) -> String {
        let plural = if self == Self::English && number != 1 {
            "s"
        } else {
            ""
        };
        format!("{} {}{plural}", self.number(number), self.pick(vi, en))
    }
}

/// What a site's state is called.
pub fn state_name(state: SiteState, language: Language) -> &'static str {
    let (vi, en) = match state {
        SiteState::Live => ("vẫn hoạt động", "live"),
        SiteState::Silent => ("không thấy bài nào", "silent"),
        SiteState::Gone => ("không còn nữa", "gone"),
        SiteState::Moved => ("đã chuyển đi", "moved"),
        SiteState::TakenOver => ("đã thành trang khác", "taken over"),
    };
    language.pick(vi, en)
}

/// What a paper says in which takedowns are not applied.
pub fn for_operator(language: Language) -> &'static str {
    language.pick(
        "Kể cả phần không công bố (--include-withheld): chỉ dành cho người vận hành, đừng phát hành",
        "Takedowns are not applied (--include-withheld): for the operator alone, do not hand this on",
    )
}

/// What a kind is called.
pub fn kind_name(kind: ChangeKind, language: Language) -> &'static str {
    let (vi, en) = match kind {
        ChangeKind::Removed => ("Đã gỡ", "Removed"),
        ChangeKind::Missing => ("Không còn thấy", "Missing"),
        ChangeKind::Moved => ("Đổi địa chỉ", "Moved"),
        ChangeKind::Unlisted => ("Không còn trong danh sách", "Unlisted"),
        ChangeKind::Restored => ("Xuất hiện lại", "Restored"),
        ChangeKind::Story => ("Bài khác ở cùng địa chỉ", "Another story at this address"),
        ChangeKind::Number => ("Số liệu", "Figure"),
        ChangeKind::Date => ("Ngày giờ trong bài", "Date in the text"),
        ChangeKind::Name => ("Tên người, nơi chốn", "Name"),
        ChangeKind::DocumentNumber => ("Số hiệu văn bản", "Document number"),
        ChangeKind::Title => ("Tiêu đề", "Headline"),
        ChangeKind::Body => ("Nội dung", "Body"),
        ChangeKind::Caption => (
            "Ảnh, video, chú thích, tệp",
            "Picture, video, caption or file",
        ),
        ChangeKind::Correction => ("Đính chính, cập nhật", "Announced correction or update"),
        ChangeKind::Redating => ("Đổi ngày đăng", "Redated"),
        ChangeKind::Links => ("Chuyên mục, liên kết", "Sections and links"),
        ChangeKind::Typo => ("Lỗi gõ", "Typing slip"),
        ChangeKind::Orthographic => ("Cách bỏ dấu", "Tone placement"),
        ChangeKind::Typographic => ("Dấu câu, chữ hoa", "Typography"),
        ChangeKind::Encoding => ("Mã hoá ký tự", "Encoding"),
    };
    language.pick(vi, en)
}

/// What a field of an article is called; one that is not known keeps its own name.
pub fn field_name(field: &str, language: Language) -> &str {
    let (vi, en) = match field {
        "title" => ("tiêu đề", "headline"),
        "lead" => ("sapo", "lead"),
        "body" => ("nội dung", "body"),
        "images" => ("ảnh", "pictures"),
        "captions" => ("chú thích ảnh", "captions"),
        "related" => ("tin khác", "related"),
        "modified_at" => ("ngày sửa", "modification time"),
        "author" => ("tác giả", "author"),
        "source" => ("nguồn tin", "source"),
        "categories" => ("chuyên mục", "sections"),
        "published_at" => ("ngày đăng", "publication time"),
        "attachments" => ("tệp", "files"),
        "links" => ("liên kết", "links"),
        "embeds" => ("video, nội dung nhúng", "embedded media"),
        "url" => ("địa chỉ", "address"),
        other => (other, other),
    };
    language.pick(vi, en)
}

/// One block of a field: «đoạn 3», "paragraph 3"; `index` counts from 0.
pub(super) fn place_name(field: &str, index: Option<usize>, language: Language) -> String {
    let Some(index) = index else {
        return capital(field_name(field, language));
    };
    let number = index + 1;
    let (vi, en) = match field {
        "body" => ("Nội dung, đoạn", "Body, block"),
        "images" => ("Ảnh", "Picture"),
        "attachments" => ("Tệp", "File"),
        "links" => ("Liên kết", "Link"),
        "embeds" => ("Video, nội dung nhúng", "Embedded media"),
        other => return format!("{} {number}", capital(field_name(other, language))),
    };
    format!("{} {number}", language.pick(vi, en))
}

/// The place a [`Figure`](crate::record::Figure) names: `body[3]` counts from 0.
pub(super) fn figure_place(field: &str, language: Language) -> String {
    let parts = field
        .strip_suffix(']')
        .and_then(|rest| rest.split_once('['))
        .and_then(|(name, index)| Some((name, index.parse().ok()?)));
    match parts {
        Some((name, index)) => place_name(name, Some(index), language),
        None => place_name(field, None, language),
    }
}

/// Why an address was not seen, for a person; the word itself where it says enough.
pub fn cause_name(cause: &str, language: Language) -> String {
    let (vi, en) = match cause {
        "never_asked" | "not_asked" => ("chưa hỏi tới", "not asked yet"),
        "robots" => ("robots.txt không cho", "forbidden by robots.txt"),
        "former_host" => ("trang đã rời máy chủ này", "the site has left this host"),
        "timeout" => ("chờ quá lâu", "timed out"),
        "limit" => ("quá hạn mức của đợt", "over the run's limit"),
        "drifted" => (
            "trang không còn hợp công thức",
            "page no longer fits the recipe",
        ),
        "block_page" => ("trang chặn hoặc bảo trì", "a block or maintenance page"),
        "robots_unreachable" => ("không đọc được robots.txt", "robots.txt could not be read"),
        "dns" => ("không tìm thấy tên máy chủ", "no such host name"),
        "connect" => ("không kết nối được", "no connection"),
        "disconnect" | "truncated" => ("bị ngắt giữa chừng", "broken off"),
        "tls" => ("chứng chỉ hoặc TLS hỏng", "TLS or its certificate failed"),
        "protocol" => ("máy chủ trả lời sai giao thức", "no proper HTTP answer"),
        "refused" => ("địa chỉ không được phép hỏi", "an address out of reach"),
        "too_large" => ("quá lớn", "too large"),
        "hostile" => ("HTML quá lớn hoặc quá sâu", "HTML too large or too deep"),
        "empty" => ("trang không có chữ", "nothing to read"),
        "part_kept" => (
            "phần còn lại của bài chưa lấy được",
            "the rest of the article could not be had",
        ),
        "script" => (
            "trang do script vẽ, chữ phải lấy từ nguồn khác",
            "drawn by script: another source must give its text",
        ),
        "soft_404" => (
            "trang báo rằng không có bài",
            "a page that says there is none",
        ),
        "canonical_unread" => (
            "nêu một địa chỉ khác, chưa so được",
            "names another address, not compared yet",
        ),
        "redirected" => ("chuyển sang bài khác", "redirected to another"),
        "redirect_elsewhere" => ("chuyển đi nơi khác", "redirected elsewhere"),
        "redirect_loop" => ("chuyển hướng vòng tròn", "redirected in a circle"),
        "read_in_part" => ("nguồn không đọc được hết", "a source not read to its end"),
        "not_a_source" => ("nguồn không đọc được", "a source that cannot be read"),
        "login" => ("trang đăng nhập", "a login"),
        "out_of_scope" => ("ngoài các máy chủ của trang", "outside the site's hosts"),
        "trap" => ("đường dẫn tự lặp", "its path repeats"),
        "too_long" => ("địa chỉ quá dài", "an address too long"),
        "out_of_range" => ("đăng ngoài khoảng ngày của đợt", "outside the run's dates"),
        "video" => ("trang video", "a video"),
        "print" => ("bản in", "a print version"),
        "attachment" => ("trang của một tệp", "a page about a file"),
        "page" => ("trang cố định", "a standing page"),
        "list" => ("trang danh sách", "a list"),
        other => match other.strip_prefix("http_") {
            Some(status) => return format!("HTTP {status}"),
            None => return other.replace('_', " "),
        },
    };
    language.pick(vi, en).to_owned()
}

/// The first letter made a capital.
pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(chars).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_their_thousands_apart() {
        for (number, vi, en) in [
            (0, "0", "0"),
            (999, "999", "999"),
            (1000, "1.000", "1,000"),
            (1_234_567, "1.234.567", "1,234,567"),
        ] {
            assert_eq!(Language::Vietnamese.number(number), vi);
            assert_eq!(Language::English.number(number), en);
        }
    }

    #[test]
    fn places_count_from_one_for_people() {
        let vi = Language::Vietnamese;
        assert_eq!(figure_place("body[3]", vi), "Nội dung, đoạn 4");
        assert_eq!(figure_place("title", vi), "Tiêu đề");
        assert_eq!(figure_place("images[0]", Language::English), "Picture 1");
        assert_eq!(figure_place("body[x]", Language::English), "Body[x]");
    }

    #[test]
    fn every_class_has_a_name_of_its_own_in_both_languages() {
        for language in [Language::Vietnamese, Language::English] {
            let names: std::collections::BTreeSet<_> = ChangeKind::ALL
                .iter()
                .map(|kind| kind_name(*kind, language))
                .collect();
            assert_eq!(names.len(), ChangeKind::ALL.len());
        }
    }
}
