//! What was learnt, in words: figures of each field, contradictions, what was left.

use std::fmt::Write as _;

use super::sampled::SampledSite;
use crate::cli::console::{self};
use crate::extract::PageKind;
use crate::learn::{Era, FieldCoverage, Learned, Unlearnt};
use crate::report::Language;
use crate::text::terminal_safe;

/// The most contradictions shown of a field.
const SHOWN: usize = 3;
/// The longest value shown, in letters.
const LETTERS: usize = 60;

/// Everything that is to be said of what was learnt.
pub(super) fn text(
    sampled: &SampledSite,
    learned: &Learned,
    present: &[Vec<FieldCoverage>],
    lang: Language,
) -> String {
    let mut out = String::new();
    for (era, present) in learned.eras.iter().zip(present) {
        table(
            &mut out,
            era,
            present,
            sampled.site.recipe.has_layouts(),
            lang,
        );
    }
    // Writing to a String cannot fail.
    for left in &learned.left {
        let _ = writeln!(out, "{} {}", left.url, unlearnt(left.reason, lang));
    }
    for refused in &learned.refused {
        let no = lang.pick("không phải bài viết", "no article");
        let why = terminal_safe(&refused.reason);
        let _ = writeln!(out, "{} {no}: {why}", refused.url);
    }
    for (url, why) in &sampled.missed {
        let _ = writeln!(out, "{} {}", terminal_safe(url), terminal_safe(why));
    }
    if let Some(requests) = sampled.requests {
        let word = lang.pick("yêu cầu đã gửi", "requests sent");
        let _ = writeln!(out, "{requests} {word}");
    }
    out
}

fn table(
    out: &mut String,
    era: &Era,
    present: &[FieldCoverage],
    has_layouts: bool,
    lang: Language,
) {
    let pages = lang.pick("trang", "pages");
    let _ = writeln!(out, "{}: {} {pages}", era.layout.name, era.urls.len());
    let beside = if has_layouts {
        lang.pick("công thức cũ", "present recipe")
    } else {
        lang.pick("không công thức", "no recipe")
    };
    let _ = writeln!(
        out,
        "  {:<12} {:>9} {:>9} {:>9}   {beside}",
        lang.pick("trường", "field"),
        lang.pick("được biết", "told"),
        lang.pick("tìm thấy", "found"),
        lang.pick("khớp", "agreed"),
    );
    for (field, before) in era.coverage.iter().zip(present) {
        if field.labelled == 0 && field.found == 0 {
            continue;
        }
        let _ = writeln!(
            out,
            "  {:<12} {:>9} {:>9} {:>9}   {}",
            field.field.as_str(),
            field.labelled,
            field.found,
            field.agreed,
            before.agreed,
        );
        for it in field.contradictions.iter().take(SHOWN) {
            let says = lang.pick("trang ghi", "the page says");
            let told = lang.pick("nhưng", "but");
            let _ = writeln!(
                out,
                "    {}: {says} “{}”, {told} {}: “{}”",
                it.url,
                cut(&it.read),
                console::word(&it.source),
                cut(&it.told),
            );
        }
    }
}

fn unlearnt(why: Unlearnt, lang: Language) -> &'static str {
    match (why, lang) {
        (Unlearnt::Alone, Language::Vietnamese) => {
            "không trang nào khác trong mẫu có cùng cấu trúc"
        }
        (Unlearnt::Alone, Language::English) => "no other page of the sample has its structure",
        (Unlearnt::Embedded, Language::Vietnamese) => {
            "bài nằm trong dữ liệu của trang: đọc được mà không cần bộ chọn"
        }
        (Unlearnt::Embedded, Language::English) => {
            "its article stands in the page's data: it is read without selectors"
        }
        (Unlearnt::LikeOthers, Language::Vietnamese) => "không gì phân biệt nó với các trang khác",
        (Unlearnt::LikeOthers, Language::English) => "nothing tells it from other pages",
        (Unlearnt::Worse, Language::Vietnamese) => "đọc không cần công thức thì tốt hơn",
        (Unlearnt::Worse, Language::English) => "it is read better without a recipe",
    }
}

/// Why nothing was learnt, and what to try.
pub(super) fn nothing(
    sampled: &SampledSite,
    learned: &Learned,
    lang: Language,
) -> (String, String) {
    let name = &sampled.site.name;
    let articles = learned.left.len();
    let (refused, missed) = (learned.refused.len(), sampled.missed.len());
    let mut reason = match lang {
        Language::Vietnamese => format!(
            "không học được gì về \"{name}\": {articles} bài viết, {refused} trang không phải bài viết, {missed} trang không lấy được; không ghi gì"
        ),
        Language::English => format!(
            "nothing was learnt of \"{name}\": {articles} articles, {refused} pages that are none, {missed} that could not be had; nothing was written"
        ),
    };
    let lefts = learned
        .left
        .iter()
        .map(|it| (it.url.to_string(), unlearnt(it.reason, lang).to_owned()));
    let others = learned
        .refused
        .iter()
        .map(|it| (it.url.to_string(), it.reason.clone()));
    let all = lefts.chain(others).chain(sampled.missed.iter().cloned());
    for (url, why) in all.take(SHOWN) {
        let _ = write!(
            reason,
            "\n  {}: {}",
            terminal_safe(&url),
            terminal_safe(&why)
        );
    }
    let script = learned.refused.iter().any(|it| it.kind == PageKind::Script);
    let embedded = learned
        .left
        .iter()
        .any(|it| it.reason == Unlearnt::Embedded);
    let source_metadata = match (script, embedded, lang) {
        (_, true, Language::Vietnamese) => "không cần công thức: hãy chạy `hpnews crawl`",
        (_, true, Language::English) => "no recipe is needed: run `hpnews crawl`",
        (true, _, Language::Vietnamese) => {
            "trang do JavaScript vẽ ra: nếu REST của trang mở thì `hpnews crawl` vẫn đọc được bài"
        }
        (true, _, Language::English) => {
            "a script draws the pages: where the site's REST is open, `hpnews crawl` reads the articles all the same"
        }
        (false, false, Language::Vietnamese) => {
            "hãy đưa ít nhất hai địa chỉ bài viết của cùng một trang: `hpnews recipe learn URL URL`"
        }
        (false, false, Language::English) => {
            "give the addresses of two or more of its articles: `hpnews recipe learn URL URL`"
        }
    };
    (reason, source_metadata.to_owned())
}

fn cut(text: &str) -> String {
    let line: String = terminal_safe(text)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    match line.char_indices().nth(LETTERS) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}
