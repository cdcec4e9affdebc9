//! What a survey found and what is missing, in words.

use std::fmt::Write as _;

use crate::report::Language;
use crate::survey::{ProbeResult, Survey, SurveyNote, ZoneKnown};
use crate::text::terminal_safe;

/// What the configuration has not, besides what the site did not say.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lacks {
    pub(super) contact: bool,
    pub(super) tag: bool,
}

/// What was found.
pub(super) fn text(survey: &Survey, lang: Language) -> String {
    let mut out = String::new();
    let mut line = |vi: &str, en: &str, value: &str| {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "  {:<12} {}", lang.pick(vi, en), terminal_safe(value));
    };
    for note in &survey.notes {
        line("lưu ý", "note", &said(note, lang));
    }
    line("trang chủ", "home", survey.home.as_str());
    line("máy chủ", "hosts", &survey.address.hosts.join(", "));
    let (zone, known) = &survey.zone;
    line(
        "múi giờ",
        "time zone",
        &format!("{zone} ({})", zone_known(known, lang)),
    );
    line("nguồn", "sources", &sources(survey, lang));
    let none = lang
        .pick("(không mẫu nào khớp)", "(no glob holds)")
        .to_owned();
    let articles = if survey.address.article.is_empty() {
        none
    } else {
        survey.address.article.join("  ")
    };
    let tried = lang.pick("thử trên số địa chỉ", "addresses tried");
    line(
        "bài viết",
        "articles",
        &format!("{articles}  ({tried}: {})", survey.told.articles),
    );
    line("danh sách", "lists", &survey.address.list.join("  "));
    if let Some(kept) = &survey.address.keep_query {
        line("tham số", "query keeps", &kept.join(", "));
    }
    let budget = crate::survey::MOST_TO_ASK;
    let most = lang.pick("nhiều nhất", "at most");
    line(
        "lượt hỏi",
        "requests",
        &format!("{} ({most} {budget})", survey.requests),
    );
    out
}

fn sources(survey: &Survey, lang: Language) -> String {
    let told = &survey.told;
    let mut all = Vec::new();
    let posts = lang.pick("bài", "posts");
    all.extend(told.rest.map(|it| format!("REST: {it} {posts}")));
    all.extend(told.sitemap.map(|it| match it {
        0 => lang.pick("sitemap: có", "sitemap: there").to_owned(),
        it => format!("sitemap: {it} {}", lang.pick("địa chỉ", "addresses")),
    }));
    all.extend(
        told.feed
            .map(|it| format!("feed: {it} {}", lang.pick("mục", "items"))),
    );
    let lists = lang.pick("danh sách", "lists");
    let headlines = lang.pick("tiêu đề", "headlines");
    let sections = lang.pick("chuyên mục", "sections");
    all.push(format!(
        "{lists}: {} {headlines}, {} {sections}",
        told.headlines, told.sections
    ));
    all.join("; ")
}

/// How the zone is known.
pub(super) fn zone_known(known: &ZoneKnown, lang: Language) -> String {
    match known {
        ZoneKnown::Named => lang
            .pick("REST của trang nêu tên", "its REST root names it")
            .to_owned(),
        ZoneKnown::Printed { offset } => {
            let says = lang.pick("trang in giờ lệch UTC", "the site prints the offset");
            format!("{says} {offset}")
        }
        ZoneKnown::Language => lang
            .pick("trang viết bằng tiếng Việt", "its pages are in Vietnamese")
            .to_owned(),
        ZoneKnown::Domain => lang
            .pick("theo tên miền quốc gia", "by the country of its domain")
            .to_owned(),
        ZoneKnown::Assumed => lang
            .pick(
                "GIẢ ĐỊNH: trang không cho biết",
                "ASSUMED: nothing on the site says it",
            )
            .to_owned(),
    }
}

fn said(note: &SurveyNote, lang: Language) -> String {
    match note {
        SurveyNote::HomeInstead { asked, is } => format!(
            "{asked}: {}; {}",
            seen(is, lang),
            lang.pick(
                "hỏi trang chủ của máy chủ này thay vào",
                "the home page of its host was asked instead"
            )
        ),
        SurveyNote::Redirected { from, to } => {
            format!(
                "{from} {} {to}",
                lang.pick("chuyển hướng sang", "redirects to")
            )
        }
        SurveyNote::Strays(count) => format!(
            "{count} {}",
            lang.pick(
                "địa chỉ được gọi là bài viết nhưng không khớp mẫu nào",
                "addresses are named as articles and fit no glob"
            )
        ),
        SurveyNote::Elsewhere { host, count } => format!(
            "{} {host}: {count}; {}",
            lang.pick("bài viết trên máy chủ khác", "articles on another host"),
            lang.pick(
                "không lấy vào; muốn có thì `hpnews init` địa chỉ ấy",
                "not taken in; `hpnews init` that address to have them"
            )
        ),
        SurveyNote::RestClosed => lang
            .pick(
                "WordPress, nhưng REST không mở; dùng nguồn khác",
                "a WordPress whose REST is not open; other sources are used",
            )
            .to_owned(),
        SurveyNote::NotRead { url, reason } => {
            format!(
                "{} {url}: {reason}",
                lang.pick("không đọc được như bài viết:", "not read as an article:")
            )
        }
    }
}

pub(super) fn seen(is: &ProbeResult, lang: Language) -> String {
    match is {
        ProbeResult::Article => lang.pick("là một bài viết", "it is an article").to_owned(),
        ProbeResult::File(kind) => format!("{} {kind}", lang.pick("là tệp", "it is")),
        ProbeResult::Status(status) => {
            format!(
                "{} {status}",
                lang.pick("máy chủ trả lời", "the server answered")
            )
        }
        ProbeResult::Forbidden => lang
            .pick("robots.txt cấm", "robots.txt forbids it")
            .to_owned(),
    }
}

/// Whether the site said all that its configuration needs.
pub(super) fn is_whole(survey: &Survey) -> bool {
    survey.zone.1 != ZoneKnown::Assumed && !survey.address.article.is_empty()
}

/// What is missing, each with the line that repairs it.
pub(super) fn lacking(survey: &Survey, lacks: Lacks, lang: Language) -> String {
    let mut all: Vec<String> = Vec::new();
    if survey.zone.1 == ZoneKnown::Assumed {
        all.push(format!(
            "time_zone = \"{}\"  # {}",
            survey.zone.0,
            lang.pick(
                "giả định; hãy sửa nếu trang ở nơi khác",
                "assumed: repair it if the site is elsewhere"
            )
        ));
    }
    if survey.address.article.is_empty() {
        all.push(format!(
            "article = [\"/*.html\"]  # {}",
            lang.pick(
                "không mẫu nào khớp riêng bài viết; không có nó thì mọi trang đều được hỏi một lần",
                "no glob holds for articles alone; without one every page is asked for once"
            )
        ));
    }
    if lacks.contact {
        all.push(format!(
            "[identity] contact = \"ten@example.vn\"  # {}",
            lang.pick(
                "bắt buộc trước khi hỏi trang công cộng",
                "needed before any public host is asked"
            )
        ));
    }
    if lacks.tag {
        all.push(format!(
            "[report] tag = \"example.vn,2026\"  # {}",
            lang.pick(
                "tên của bạn, trước khi công bố bản tin; sau đó đừng đổi",
                "a name of yours, before feeds are published; never change it after"
            )
        ));
    }
    if all.is_empty() {
        return String::new();
    }
    let mut out = format!("{}\n", lang.pick("Còn thiếu:", "Missing:"));
    for line in all {
        let _ = writeln!(out, "  {line}");
    }
    out
}
