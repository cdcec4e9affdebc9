//! The alarm that a site was redesigned: what no longer fits, and what to do about it.

use std::fmt::Write as _;

use super::talk::Lang;
use crate::crawl::Report;
use crate::report::because;
use crate::text::terminal_safe;

/// First of all, because nothing below can be trusted of such a site.
pub(super) fn tell(out: &mut String, report: &Report, lang: Lang) {
    for alarm in &report.drift {
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
                terminal_safe(&because(reason, lang.of_reports()))
            );
        }
        let _ = writeln!(
            out,
            "   {} `hpnews recipe check URL`, {} `hpnews reextract` ({} {})",
            lang.pick("xem", "see"),
            lang.pick(
                "sửa (thêm) bố cục trong config.toml, rồi",
                "mend (add) a layout in config.toml, then"
            ),
            alarm.waiting,
            lang.pick("trang đang chờ", "pages wait"),
        );
    }
}
