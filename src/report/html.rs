//! The night as one page: no script, no outside file, and nothing that is told by colour alone.

use std::fmt::Write as _;

use super::facts::{by_class, coverage, missed};
use super::fields::fields_fallen;
use super::markup::{DifferenceView, about, differences, ledger, link};
use super::reason::localize_reason;
use super::words::{for_operator, kind_name};
use super::{Language, NightReport, ReportedChange, safe};
use crate::record::ChangeKind;

const STYLE: &str = include_str!("style.css");

/// The night as one HTML page: no script, no outside file, readable on a phone.
pub fn html(night: &NightReport, language: Language) -> String {
    let pick = |vi, en| language.pick(vi, en);
    let title = format!(
        "{} {}",
        pick("Thay đổi trong đêm", "What changed in the night of"),
        language.day(night.day)
    );
    let mut body = format!("<header>\n<h1>{title}</h1>\n");
    body.push_str(&runs(night, language));
    body.push_str(&loud(night, language));
    body.push_str(&covered(night, language));
    body.push_str("</header>\n<main>\n");
    let kinds = by_class(&night.items);
    if kinds.is_empty() {
        let _ = writeln!(
            body,
            "<p>{}</p>",
            pick("Không thấy thay đổi nào.", "No change was seen.")
        );
    } else {
        body.push_str(&contents(&kinds, language));
    }
    for (kind, items) in &kinds {
        body.push_str(&section(*kind, items, language));
    }
    body.push_str("</main>\n");
    page(&title, &body, language)
}

/// One comparison as a page of its own, both versions in one text.
pub fn comparison(item: &ReportedChange, language: Language) -> String {
    compared(item, DifferenceView::default(), language)
}

/// One comparison as a page of its own, the versions beside each other.
pub fn comparison_beside(item: &ReportedChange, language: Language) -> String {
    let view = DifferenceView {
        beside: true,
        ..DifferenceView::default()
    };
    compared(item, view, language)
}

/// What differs between two versions, as a part of somebody's page: the figures first, then the
/// fields under headings of level 2.
pub fn changed(item: &ReportedChange, view: DifferenceView, language: Language) -> String {
    let mut out = ledger(&item.change.figures, language);
    out.push_str(&differences(item, 2, view, language));
    out
}

fn compared(item: &ReportedChange, view: DifferenceView, language: Language) -> String {
    let title = safe::headline(item.change.title.as_deref().unwrap_or(&item.change.url));
    let body = format!(
        "<header>\n<h1><bdi>{}</bdi></h1>\n</header>\n<main>\n{}</main>\n",
        safe::line(&title),
        entry(item, 2, view, language)
    );
    page(&safe::line(&title), &body, language)
}

/// `title` and `body` are markup already.
fn page(title: &str, body: &str, language: Language) -> String {
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n{body}<footer>\n<p>{}</p>\n</footer>\n\
         </body>\n</html>\n",
        language.tag(),
        language.pick(
            "<del>Gạch ngang với dấu −</del>: chữ bị bỏ. <ins>Gạch chân với dấu +</ins>: chữ được thêm. \
             Bản đầy đủ nằm trong kho, ở đường dẫn ghi dưới mỗi mục.",
            "<del>Struck through, with −</del>: words that went. <ins>Underlined, with +</ins>: words that \
             came. The whole versions lie in the archive, at the paths below each item."
        ),
    )
}

fn runs(night: &NightReport, language: Language) -> String {
    let mut said = format!(
        "{}: {}",
        language.pick("Đợt thu thập", "Runs"),
        safe::line(&night.runs.join(", "))
    );
    if let Some(at) = night.ended_at {
        let _ = write!(
            said,
            " · {} {} (UTC{})",
            language.pick("xong lúc", "ended"),
            language.time(at),
            at.format("%:z")
        );
    }
    format!("<p class=\"soft\">{said}</p>\n")
}

/// What nobody may overlook: redesigned sites, nights that did not run.
fn loud(night: &NightReport, language: Language) -> String {
    let mut out = String::new();
    if night.includes_withheld {
        let said = for_operator(language);
        let _ = writeln!(out, "<p class=\"loud\"><strong>⚠ {said}</strong></p>");
    }
    for site in &night.coverage.drift {
        let _ = writeln!(
            out,
            "<p class=\"loud\" role=\"alert\"><strong>⚠ {}</strong> <bdi>{}</bdi></p>",
            language.pick(
                "Trang không như trước: không kết luận gì từ các bài này",
                "A site is not as it was: nothing is concluded from its pages"
            ),
            safe::line(&localize_reason(site, language))
        );
    }
    let fallen = night.coverage.fields.iter();
    for said in fallen.flat_map(|site| fields_fallen(site, language)) {
        let said = safe::line(&said);
        let _ = writeln!(
            out,
            "<p class=\"loud\" role=\"alert\"><strong>⚠</strong> <bdi>{said}</bdi></p>"
        );
    }
    if let Some(missed) = missed(night, language) {
        let _ = writeln!(out, "<p class=\"loud\"><strong>⚠ {missed}</strong></p>");
    }
    out
}

fn covered(night: &NightReport, language: Language) -> String {
    let mut out = String::from("<dl class=\"coverage\">\n");
    for (at, (label, said)) in coverage(night, language).into_iter().enumerate() {
        // Blocked and not seen are the fourth and fifth.
        let open = match at {
            3 => night.coverage.blocked > 0,
            4 => !night.coverage.not_seen.is_empty(),
            _ => false,
        };
        let kind = if open { " class=\"gap\"" } else { "" };
        let _ = writeln!(
            out,
            "<div{kind}><dt>{label}</dt><dd>{}</dd></div>",
            safe::line(&said)
        );
    }
    out.push_str("</dl>\n");
    out
}

fn contents(kinds: &[(ChangeKind, Vec<&ReportedChange>)], language: Language) -> String {
    let mut out = format!(
        "<nav aria-label=\"{}\">\n<ul>\n",
        language.pick("Các loại thay đổi", "Kinds of change")
    );
    for (kind, items) in kinds {
        let _ = writeln!(
            out,
            "<li><a href=\"#{}\">{}</a> {}</li>",
            anchor(*kind),
            kind_name(*kind, language),
            language.number(items.len() as u64)
        );
    }
    out.push_str("</ul>\n</nav>\n");
    out
}

/// ASCII letters and a hyphen, whatever the class.
fn anchor(kind: ChangeKind) -> String {
    kind.word().replace('.', "-")
}

fn section(kind: ChangeKind, items: &[&ReportedChange], language: Language) -> String {
    let heading = format!(
        "<h2 id=\"{}\">{} ({})</h2>",
        anchor(kind),
        kind_name(kind, language),
        language.number(items.len() as u64)
    );
    let mut entries = String::new();
    for item in items {
        let title = item.change.title.as_deref().unwrap_or(&item.change.url);
        let _ = write!(
            entries,
            "<article>\n<h3>{}</h3>\n{}</article>\n",
            link(&item.change.url, &safe::headline(title)),
            entry(item, 4, DifferenceView::default(), language)
        );
    }
    if kind.is_low() {
        format!("<details>\n<summary>{heading}</summary>\n{entries}</details>\n")
    } else {
        format!("<section>\n{heading}\n{entries}</section>\n")
    }
}

/// What is below an item's headline.
fn entry(item: &ReportedChange, level: u8, view: DifferenceView, language: Language) -> String {
    let names: Vec<&str> = item
        .change
        .kinds
        .iter()
        .map(|kind| kind_name(*kind, language))
        .collect();
    let mut out = String::new();
    if names.len() > 1 {
        let _ = writeln!(out, "<p class=\"soft\">{}</p>", names.join(" · "));
    }
    out.push_str(&about(item, language));
    out.push_str(&ledger(&item.change.figures, language));
    out.push_str(&differences(item, level, view, language));
    out
}
