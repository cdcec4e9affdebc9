//! The alarms that a site was redesigned, or is not as it was: what was seen, and what to do.

use std::fmt::Write as _;

use crate::change::SiteState;
use crate::coverage::{ProposedField, RecipeChange, SiteCoverage, in_a_line};
use crate::crawl::RunReport;
use crate::report::{Language, fields_fallen, localize_reason, recipe_change, state_name};
use crate::store::SiteRow;
use crate::text::terminal_safe;

/// First of all, because nothing below can be trusted of such a site.
pub(super) fn tell(out: &mut String, report: &RunReport, lang: Language) {
    for row in &report.sites {
        out.push_str(&state(row, &report.run, lang));
    }
    out.push_str(&fallen(&report.fields, lang));
    let is_strange = |site: &str| {
        report
            .sites
            .iter()
            .any(|it| it.site == site && it.state == SiteState::TakenOver)
    };
    for alarm in report.drift.iter().filter(|it| !is_strange(&it.site)) {
        let lasting = if alarm.since == report.run {
            String::new()
        } else {
            format!(" ({} {})", lang.pick("từ đợt", "since run"), alarm.since)
        };
        let _ = writeln!(
            out,
            "!! {}: {}{lasting}",
            alarm.site,
            lang.pick(
                "trang bài viết không còn khớp với công thức trích xuất; giao diện có thể đã đổi",
                "article pages no longer fit the recipe; the site seems to have been redesigned"
            )
        );
        let _ = writeln!(
            out,
            "   {} / {} {}",
            alarm.unfit,
            alarm.looked,
            lang.pick(
                "trang đã xem không khớp: được giữ nguyên bản, không rút ra thay đổi nào",
                "pages looked at do not fit: kept raw, no change is concluded from them"
            )
        );
        for reason in &alarm.reasons {
            let _ = writeln!(
                out,
                "   - {}",
                terminal_safe(&localize_reason(reason, lang))
            );
        }
        if !alarm.proposed.is_empty() {
            out.push_str(&proposal(&alarm.site, &alarm.proposed, alarm.waiting, lang));
            continue;
        }
        let _ = writeln!(
            out,
            "   {} `hpnews recipe check URL`, {} `hpnews reextract` ({} {})",
            lang.pick("xem", "see"),
            lang.pick(
                "sửa (thêm) bố cục trong config.toml, rồi",
                "repair (add) a layout in config.toml, then"
            ),
            alarm.waiting,
            lang.pick("trang đang chờ", "pages wait"),
        );
    }
}

/// A recipe that waits to be taken, with its figures and what to do.
pub(super) fn proposal(
    site: &str,
    fields: &[ProposedField],
    waiting: u64,
    lang: Language,
) -> String {
    format!(
        "   {}: {}\n   {} `hpnews recipe adopt {site}`, {} `hpnews reextract` ({waiting} {})\n",
        lang.pick(
            "đã học được công thức mới (số trang tìm thấy / đã đọc)",
            "a recipe was learnt for them (pages found / read)"
        ),
        in_a_line(fields),
        lang.pick("nhận bằng", "take it with"),
        lang.pick("rồi", "then"),
        lang.pick("trang đang chờ", "pages wait"),
    )
}

/// Fields that fell, a line each.
pub(super) fn fallen(sites: &[SiteCoverage], lang: Language) -> String {
    let todo = lang.pick(
        "giao diện hoặc công thức đã đổi? xem bằng",
        "has the theme or the recipe changed? see",
    );
    let mut out = String::new();
    for site in sites {
        for said in fields_fallen(site, lang) {
            // Writing to a String cannot fail.
            let _ = writeln!(
                out,
                "!! {said}\n   {todo} `hpnews recipe check {}`",
                site.site
            );
        }
    }
    out
}

/// What a new theme or recipe changed on most pages, a line a field.
pub(super) fn recipe_changes(changes: &[RecipeChange], lang: Language) -> String {
    let mut out = String::new();
    for it in changes {
        let said = recipe_change(it, lang);
        // Writing to a String cannot fail.
        let _ = writeln!(out, "  {}", terminal_safe(&said));
    }
    out
}

/// A site that is not live, in two lines.
pub(super) fn state(row: &SiteRow, run: &str, lang: Language) -> String {
    let lasting = if row.since == run {
        String::new()
    } else {
        format!(" ({} {})", lang.pick("từ đợt", "since run"), row.since)
    };
    let todo = match row.state {
        SiteState::Live => return String::new(),
        SiteState::Silent => lang.pick(
            "không kết luận gì từ đêm nay; xem trang bằng trình duyệt",
            "nothing is concluded from this night; look at the site in a browser",
        ),
        SiteState::Gone => lang.pick(
            "những gì đã giữ vẫn còn; `hpnews completeness` liệt kê những gì chưa kịp lấy",
            "what is held stays; `hpnews completeness` lists what was not fetched in time",
        ),
        SiteState::Moved => lang.pick(
            "thêm máy chủ mới vào site.address.hosts nếu đó là cùng một cổng",
            "add the new host to site.address.hosts if it is the same portal",
        ),
        SiteState::TakenOver => lang.pick(
            "trang được giữ nguyên bản, không rút ra thay đổi nào; đặt site.enabled = false nếu tên miền đã đổi chủ",
            "the pages are kept raw, no change is concluded from them; set site.enabled = false if the name has another owner",
        ),
    };
    let name = state_name(row.state, lang);
    let reason = terminal_safe(&localize_reason(&row.reason, lang));
    format!("!! {}: {name}{lasting}: {reason}\n   {todo}\n", row.site)
}
