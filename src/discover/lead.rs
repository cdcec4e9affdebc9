//! Excerpts of articles, as lists, feeds and REST print them.
//!
//! Only one that was written for the article is its lead: what a system cut off the text ends
//! in an ellipsis or in "read on", and is left out.

use super::rendered;

/// How long a lead is, in letters.
const LETTERS: std::ops::RangeInclusive<usize> = 20..=2_000;

/// The lead that an excerpt is, given as HTML or as text; `None` when it is cut.
pub fn whole_lead(excerpt: &str) -> Option<String> {
    // A theme's link to the rest of the text.
    if excerpt.contains("more-link") {
        return None;
    }
    let lead = rendered::text(excerpt);
    let open = lead.trim_end_matches([']', ')', ' ', '»', '→']);
    let cut = open.ends_with(['…']) || open.ends_with("...") || reads_on(open);
    // Some feeds put the item's own address where its words belong.
    let words = lead.split(' ').filter(|it| !it.contains("://")).count();
    (!cut && words > 1 && LETTERS.contains(&lead.chars().count())).then_some(lead)
}

/// Whether a text ends in what leads on to the article.
fn reads_on(text: &str) -> bool {
    let text = text.to_lowercase();
    let ends = [
        "đọc tiếp",
        "xem tiếp",
        "xem thêm",
        "chi tiết",
        "read more",
        "continue reading",
    ];
    ends.iter().any(|it| text.ends_with(it)) || text.contains("… continue reading")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_a_lead_only_when_it_is_whole() {
        for (excerpt, lead) in [
            (
                "<p>Sáng 5/4, thành phố thông xe cầu mới.</p>\n",
                Some("Sáng 5/4, thành phố thông xe cầu mới."),
            ),
            (
                "Sáng 5/4, thành phố thông xe cầu &amp; đường mới.",
                Some("Sáng 5/4, thành phố thông xe cầu & đường mới."),
            ),
            (
                "Sáng 5/4, thành phố thông xe cầu mới. Dự lễ có [&hellip;]",
                None,
            ),
            ("Sáng 5/4, thành phố thông xe cầu mới. Dự lễ có...", None),
            (
                "<p>Sáng 5/4, thành phố&hellip; <a>Continue reading <span>Cầu mới</span></a></p>",
                None,
            ),
            ("Sáng 5/4, thành phố thông xe cầu mới. Xem thêm »", None),
            (
                "<p>Cầu mới thông xe từ sáng 5/4. <a class=\"more-link\" href=\"/a\">Cầu mới</a></p>",
                None,
            ),
            (
                "<p>Cầu mới thông <em>xe</em>, dài<br>1,2 km.</p>",
                Some("Cầu mới thông xe, dài 1,2 km."),
            ),
            ("Tin vắn", None),
            (
                "https://cong.vn/tin/khanh-thanh-cau-moi-qua-song.html",
                None,
            ),
            ("", None),
        ] {
            assert_eq!(whole_lead(excerpt).as_deref(), lead, "{excerpt}");
        }
    }
}
