//! The end of a crawl, as a person reads it: what is new, what failed and why, what was
//! not seen, where the files are, what to do next.
//!
//! Never counts anything itself: the report does.

use std::collections::BTreeMap;
use std::fmt::{Display, Write as _};

use super::labelled::line;
use crate::crawl::{RunEnding, RunReport};
use crate::report::{Language, localize_reason};
use crate::text::terminal_safe;

/// Addresses printed in full before the rest is only counted.
const SHOWN: usize = 5;

/// The summary's lines.
pub(super) fn text(report: &RunReport, archive: &str, lang: Language) -> String {
    let mut out = String::new();
    super::alarm::tell(&mut out, report, lang);
    line(
        &mut out,
        lang.pick("Đợt thu thập", "Run"),
        &run(report, lang),
    );
    line(
        &mut out,
        lang.pick("Bài viết", "Articles"),
        &articles(report, lang),
    );
    line(
        &mut out,
        lang.pick("Trang khác", "Other pages"),
        &other_pages(report, lang),
    );
    line(
        &mut out,
        lang.pick("Lượt hỏi", "Requests"),
        &requests(report, lang),
    );
    super::fields::lines(&mut out, &report.fields, lang);
    for (site, why) in &report.uncompared {
        line(
            &mut out,
            lang.pick("Chưa so", "Not compared"),
            &format!(
                "{site}: {}: {}",
                lang.pick(
                    "danh sách bài chưa được đối chiếu với kho",
                    "ids not compared with what is held"
                ),
                terminal_safe(&localize_reason(why, lang))
            ),
        );
    }
    let counts = &report.counts;
    if counts.files > 0 {
        let kept = lang.pick("Tệp đã lưu", "Files kept");
        line(&mut out, kept, &counts.files.to_string());
    }
    causes(
        &mut out,
        lang.pick("Không còn", "Gone"),
        &counts.gone,
        "HTTP ",
    );
    causes(
        &mut out,
        lang.pick("Bỏ qua", "Skipped"),
        &counts.skipped,
        "",
    );
    causes(
        &mut out,
        lang.pick("Thất bại", "Failed"),
        &counts.failed,
        "",
    );
    not_seen(&mut out, report, lang);
    let files = match report.ending {
        RunEnding::Interrupted => format!("{archive}/snapshots"),
        _ => format!("{archive}/snapshots, {archive}/runs/{}.json", report.run),
    };
    line(&mut out, lang.pick("Lưu tại", "Files"), &files);
    next_step(&mut out, report, lang);
    out
}

fn run(report: &RunReport, lang: Language) -> String {
    let took = (report.finished_at - report.started_at)
        .to_std()
        .unwrap_or_default();
    let resumed = if report.resumed {
        lang.pick(" (tiếp tục)", " (resumed)")
    } else {
        ""
    };
    let kind = if report.incremental {
        lang.pick(" (chỉ phần có thể đã đổi)", " (what may have changed)")
    } else {
        ""
    };
    format!(
        "{}{kind}{resumed} · {} {} · {:.1} s",
        report.run,
        report.counts.requests,
        lang.pick("lượt hỏi", "requests"),
        took.as_secs_f64()
    )
}

fn articles(report: &RunReport, lang: Language) -> String {
    let it = &report.counts;
    counts(
        lang,
        &[
            (it.new, "mới", "new"),
            (it.changed, "đã sửa", "changed"),
            (it.unchanged, "không đổi", "unchanged"),
        ],
    )
}

/// What the requests were sent for, each kind that there was.
fn requests(report: &RunReport, lang: Language) -> String {
    let by = &report.counts.by_reason;
    let parts: Vec<String> = [
        (by.robots, "robots.txt", "robots.txt"),
        (by.sources, "nguồn", "sources"),
        (by.new, "bài mới", "new"),
        (by.hinted, "được báo đã sửa", "hinted"),
        (by.confirm, "xác nhận vắng mặt", "confirm"),
        (by.control, "đối chứng", "control"),
        (by.scheduled, "theo lịch", "scheduled"),
        (by.again, "hỏi lại", "again"),
        (by.files, "tệp", "files"),
    ]
    .into_iter()
    .filter(|(count, ..)| *count > 0)
    .map(|(count, vi, en)| format!("{count} {}", lang.pick(vi, en)))
    .collect();
    parts.join(" · ")
}

fn other_pages(report: &RunReport, lang: Language) -> String {
    let it = &report.counts;
    let no_article = it.not_article.values().sum();
    counts(
        lang,
        &[
            (it.sources, "nguồn", "sources"),
            (
                it.elsewhere,
                "chuyển hướng hoặc trùng",
                "redirects or duplicates",
            ),
            (no_article, "không phải bài viết", "no article"),
        ],
    )
}

/// How many of what, in both languages: `3 new · 1 changed`.
pub(super) fn counts(lang: Language, of: &[(u64, &str, &str)]) -> String {
    let parts = of
        .iter()
        .map(|(count, vi, en)| format!("{count} {}", lang.pick(vi, en)));
    parts.collect::<Vec<_>>().join(" · ")
}

pub(super) fn causes<K: Display>(
    out: &mut String,
    label: &str,
    causes: &BTreeMap<K, u64>,
    prefix: &str,
) {
    if causes.is_empty() {
        return;
    }
    let parts: Vec<String> = causes
        .iter()
        .map(|(cause, count)| format!("{count} × {prefix}{cause}"))
        .collect();
    line(out, label, &parts.join(" · "));
}

fn not_seen(out: &mut String, report: &RunReport, lang: Language) {
    if report.not_seen.is_empty() {
        return;
    }
    line(
        out,
        lang.pick("Chưa thấy", "Not seen"),
        &format!(
            "{} {}",
            report.not_seen.len(),
            lang.pick(
                "địa chỉ được nêu mà chưa lưu:",
                "addresses named but not captured:"
            )
        ),
    );
    for gap in report.not_seen.iter().take(SHOWN) {
        let detail = match gap.detail.as_str() {
            "" => String::new(),
            detail => format!(": {}", terminal_safe(detail)),
        };
        let _ = writeln!(
            out,
            "    {}  ({}{detail})",
            terminal_safe(&gap.url),
            gap.cause
        );
    }
    if report.not_seen.len() > SHOWN {
        let _ = writeln!(
            out,
            "    … {} {}",
            report.not_seen.len() - SHOWN,
            lang.pick(
                "địa chỉ nữa trong báo cáo của đợt",
                "more in the run's report"
            )
        );
    }
}

fn next_step(out: &mut String, report: &RunReport, lang: Language) {
    match report.ending {
        RunEnding::Interrupted => line(
            out,
            lang.pick("Tiếp theo", "Next"),
            lang.pick(
                "chạy lại `hpnews crawl` để tiếp tục từ chỗ này",
                "run `hpnews crawl` again: it goes on from here",
            ),
        ),
        // The alarm has said what to do.
        RunEnding::Incomplete if report.counts.failures() == 0 => {}
        RunEnding::Incomplete => line(
            out,
            lang.pick("Tiếp theo", "Next"),
            lang.pick(
                "chạy lại `hpnews crawl` để thử lại những địa chỉ thất bại",
                "run `hpnews crawl` again to retry what failed; -v shows each cause",
            ),
        ),
        RunEnding::Complete => {}
    }
}

#[cfg(test)]
mod tests {
    use chrono::{TimeDelta, TimeZone, Utc};

    use super::*;
    use crate::crawl::{Counts, Drift, MissedArticle, Plan, Requests};
    use crate::record::DiscoverySource;

    fn report() -> RunReport {
        let started_at = Utc.with_ymd_and_hms(2026, 11, 23, 18, 0, 0).unwrap();
        RunReport {
            run: "20261123T180000Z".to_owned(),
            resumed: true,
            started_at,
            finished_at: started_at + TimeDelta::milliseconds(412_300),
            ending: RunEnding::Incomplete,
            plan: Plan::default(),
            counts: Counts {
                requests: 520,
                new: 3,
                changed: 1,
                unchanged: 395,
                sources: 109,
                by_reason: Requests {
                    robots: 1,
                    sources: 109,
                    hinted: 4,
                    scheduled: 395,
                    ..Requests::default()
                },
                elsewhere: 6,
                gone: BTreeMap::from([(404, 2)]),
                failed: BTreeMap::from([("timeout".to_owned(), 1)]),
                ..Counts::default()
            },
            not_seen: vec![MissedArticle {
                url: "https://a.vn/tin\u{1b}[31m.html".to_owned(),
                named_by: vec![DiscoverySource::Rest],
                cause: "timeout".to_owned(),
                detail: "gave up waiting (first byte) after 30s".to_owned(),
            }],
            drift: Vec::new(),
            sites: Vec::new(),
            fields: Vec::new(),
            incremental: true,
            uncompared: BTreeMap::from([("a".to_owned(), "it has 1000 pages".to_owned())]),
        }
    }

    #[test]
    fn a_redesign_is_said_first_with_what_to_do() {
        let mut report = report();
        report.counts.failed.clear();
        report.drift = vec![Drift {
            site: "tp".to_owned(),
            since: "20261122T180000Z".to_owned(),
            looked: 12,
            unfit: 11,
            reasons: vec!["11 × none of the site's layouts fits".to_owned()],
            waiting: 30,
            proposed: Vec::new(),
        }];
        let said = text(&report, "archive", Language::English);
        let start = "!! tp: article pages no longer fit the recipe; the site seems to have been \
                     redesigned (since run 20261122T180000Z)
   11 / 12 pages looked at do not fit: kept raw, no change is concluded from them
   - 11 × none of the site's layouts fits
   see `hpnews recipe check URL`, repair (add) a layout in config.toml, then `hpnews reextract` \
                     (30 pages wait)\n  Run  ";
        assert!(said.starts_with(start), "{said}");
        assert!(!said.contains("retry what failed"), "{said}");
        let vi = text(&report, "archive", Language::Vietnamese);
        assert!(
            vi.starts_with("!! tp: trang bài viết không còn khớp"),
            "{vi}"
        );
    }

    #[test]
    fn the_summary_says_what_a_person_can_act_on_in_both_languages() {
        assert_eq!(
            text(&report(), "archive", Language::English),
            "  Run           20261123T180000Z (what may have changed) (resumed) · 520 requests · 412.3 s
  Articles      3 new · 1 changed · 395 unchanged
  Other pages   109 sources · 6 redirects or duplicates · 0 no article
  Requests      1 robots.txt · 109 sources · 4 hinted · 395 scheduled
  Not compared  a: ids not compared with what is held: it has 1000 pages
  Gone          2 × HTTP 404
  Failed        1 × timeout
  Not seen      1 addresses named but not captured:
    https://a.vn/tin[31m.html  (timeout: gave up waiting (first byte) after 30s)
  Files         archive/snapshots, archive/runs/20261123T180000Z.json
  Next          run `hpnews crawl` again to retry what failed; -v shows each cause
"
        );
        let vi = text(&report(), "archive", Language::Vietnamese);
        assert!(
            vi.contains("  Bài viết      3 mới · 1 đã sửa · 395 không đổi\n"),
            "{vi}"
        );
        assert!(vi.contains("  Thất bại      1 × timeout\n"), "{vi}");
        assert!(vi.contains("chạy lại `hpnews crawl`"), "{vi}");
    }
}
