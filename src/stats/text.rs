//! Figures for a terminal, with bars; without them where nobody looks at a screen.

use std::fmt::Write as _;

use super::{ArticleShare, FigureGroup, Figures, Thin};
use crate::report::{Language, kind_name};
use crate::text::terminal_safe;

/// Widest label, in columns.
const LABEL: usize = 36;

/// A bar is no longer than this, however wide the terminal: the eye compares short ones better.
const BAR: usize = 60;

/// Below this it says nothing.
const SHORTEST: usize = 8;

/// How it is to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextStyle {
    /// Columns of the terminal; `None` = no terminal, so no bars.
    pub columns: Option<usize>,
    /// Sections and authors that are told.
    pub top: usize,
    /// The language of labels.
    pub language: Language,
}

/// One line of a table.
struct TableLine<'a> {
    label: String,
    share: &'a ArticleShare,
    marked: bool,
}

/// The figures as text, ending in a line feed.
pub fn text(figures: &Figures, look: &TextStyle) -> String {
    let pick = |vi, en| look.language.pick(vi, en);
    let mut out = total(figures, look.language);
    let periods: Vec<TableLine<'_>> = figures
        .periods
        .iter()
        .map(|(period, share)| TableLine {
            label: period.to_string(),
            share,
            marked: figures.holds_thin(*period),
        })
        .collect();
    if !periods.is_empty() {
        table(&mut out, pick("Ngày đăng", "Published"), &periods, look);
    }
    if periods.iter().any(|line| line.marked) {
        let _ = writeln!(
            out,
            "  ! {}",
            pick(
                "có tuần ít bài bất thường, xem dưới",
                "holds a thin week, see below"
            )
        );
    }
    let groups = [
        (pick("Cổng", "Site"), &figures.sites, 0),
        (
            pick("Chuyên mục", "Section"),
            &figures.sections,
            figures.unsectioned,
        ),
        (
            pick("Tác giả", "Author"),
            &figures.authors,
            figures.unsigned,
        ),
    ];
    for (heading, groups, without) in groups {
        named(&mut out, heading, groups, without, look);
    }
    kinds(&mut out, figures, look.language);
    thin(&mut out, &figures.thin, look.language);
    missed(&mut out, figures, look.language);
    out
}

fn total(figures: &Figures, language: Language) -> String {
    let ArticleShare {
        articles,
        watched,
        edited,
        substantive,
        removed,
        missing,
        unlisted,
    } = figures.total;
    let number = |count| language.number(count);
    let pick = |vi, en| language.pick(vi, en);
    let mut out = format!(
        "{} {}, {} {}, {} {}\n",
        number(articles),
        pick("bài", "articles"),
        number(figures.versions),
        pick("phiên bản", "versions"),
        number(figures.undated),
        pick("bài không có ngày đăng", "without a date"),
    );
    let _ = writeln!(
        out,
        "{} {} {} {} ({}), {} {}",
        number(edited),
        pick("bài bị sửa trên", "edited of"),
        number(watched),
        pick("bài được xem từ hai lần", "seen at least twice"),
        rate(figures.total.edit_rate(), language),
        number(substantive),
        pick("sửa về nội dung", "in substance"),
    );
    let _ = writeln!(
        out,
        "{} {} ({}), {} {}, {} {}",
        number(removed),
        pick("bài bị gỡ", "removed"),
        rate(figures.total.removal_rate(), language),
        number(missing),
        pick("bài không còn thấy", "missing"),
        number(unlisted),
        pick("bài không còn trong danh sách", "unlisted"),
    );
    out
}

/// Groups, the largest only, and how many are left out.
fn named(out: &mut String, heading: &str, groups: &[FigureGroup], without: u64, look: &TextStyle) {
    if groups.is_empty() {
        return;
    }
    let lines: Vec<TableLine<'_>> = groups
        .iter()
        .take(look.top)
        .map(|group| TableLine {
            label: terminal_safe(&group.name),
            share: &group.share,
            marked: false,
        })
        .collect();
    table(out, heading, &lines, look);
    let more = groups.len().saturating_sub(look.top);
    if more > 0 {
        let count = look.language.number(more as u64);
        let said = look.language.pick("tên nữa: --top", "more: --top");
        let _ = writeln!(out, "  … {count} {said} {}", groups.len());
    }
    if without > 0 {
        let said = look.language.pick("không ghi", "without one");
        let _ = writeln!(out, "  {said}: {}", look.language.number(without));
    }
}

fn table(out: &mut String, heading: &str, lines: &[TableLine<'_>], look: &TextStyle) {
    let pick = |vi, en| look.language.pick(vi, en);
    let heads = [
        pick("bài", "articles"),
        pick("sửa", "edited"),
        pick("gỡ", "removed"),
    ];
    let cells: Vec<[String; 3]> = lines
        .iter()
        .map(|line| {
            [
                look.language.number(line.share.articles),
                rate(line.share.edit_rate(), look.language),
                rate(line.share.removal_rate(), look.language),
            ]
        })
        .collect();
    let widest = lines.iter().map(|line| columns(&line.label)).max();
    // A narrow terminal shortens names before it goes without bars.
    let room = look
        .columns
        .map_or(LABEL, |columns| (columns / 3).clamp(12, LABEL));
    let label = widest.unwrap_or(0).max(columns(heading)).min(room);
    let widths: Vec<usize> = (0..heads.len())
        .map(|at| {
            let own = cells.iter().map(|row| columns(&row[at])).max();
            own.unwrap_or(0).max(columns(heads[at]))
        })
        .collect();
    let used = 2 + label + widths.iter().map(|width| width + 2).sum::<usize>() + 2;
    let bar = look
        .columns
        .map(|columns| columns.saturating_sub(used + 1).min(BAR))
        .filter(|bar| *bar >= SHORTEST);
    let most = lines
        .iter()
        .map(|line| line.share.articles)
        .max()
        .unwrap_or(0);
    let _ = write!(out, "\n  {}", left(heading, label));
    for (head, width) in heads.iter().zip(&widths) {
        let _ = write!(out, "  {}", right(head, *width));
    }
    out.push('\n');
    for (line, row) in lines.iter().zip(&cells) {
        let mark = if line.marked { '!' } else { ' ' };
        let mut said = format!("{mark} {}", left(&line.label, label));
        for (cell, width) in row.iter().zip(&widths) {
            let _ = write!(said, "  {}", right(cell, *width));
        }
        if let Some(bar) = bar {
            let _ = write!(said, "  {}", drawn(line.share.articles, most, bar));
        }
        let _ = writeln!(out, "{}", said.trim_end());
    }
}

fn kinds(out: &mut String, figures: &Figures, language: Language) {
    if figures.kinds.is_empty() {
        return;
    }
    let heading = language.pick(
        "Thay đổi, theo loại nặng nhất",
        "Changes by their most serious kind",
    );
    let _ = writeln!(out, "\n  {heading}");
    for (kind, count) in &figures.kinds {
        let name = left(kind_name(*kind, language), LABEL);
        let _ = writeln!(out, "  {name}  {:>7}", language.number(*count));
    }
}

fn thin(out: &mut String, found: &[Thin], language: Language) {
    if found.is_empty() {
        return;
    }
    let pick = |vi, en| language.pick(vi, en);
    let heading = pick(
        "Các tuần ít bài bất thường (Tết cũng vậy)",
        "Weeks with suspiciously few articles (so are those of Tết)",
    );
    let _ = writeln!(out, "\n  {heading}");
    for it in found {
        let _ = writeln!(
            out,
            "! {} – {}  {}: {} {}, {} {}; {} {}",
            language.day(it.from),
            language.day(it.to),
            terminal_safe(&it.site),
            language.number(it.articles),
            pick("bài", "articles"),
            pick("thường là", "usually"),
            language.number(it.usual),
            language.number(it.missed),
            pick("địa chỉ được nêu mà chưa có", "named and not held"),
        );
    }
}

fn missed(out: &mut String, figures: &Figures, language: Language) {
    let missed = &figures.missed;
    let all = missed.months.values().sum::<u64>() + missed.undated;
    if all == 0 {
        return;
    }
    let heading = language.pick("Được nêu mà chưa có", "Named and not held");
    let _ = writeln!(out, "\n  {heading}: {}", language.number(all));
    for (month, count) in &missed.months {
        let _ = writeln!(out, "  {month}  {:>7}", language.number(*count));
    }
    if missed.undated > 0 {
        let undated = language.pick("không rõ ngày", "undated");
        let _ = writeln!(out, "  {undated}  {}", language.number(missed.undated));
    }
    let reasons: Vec<String> = missed
        .reasons
        .iter()
        .map(|(reason, count)| format!("{count} × {}", terminal_safe(reason)))
        .collect();
    let _ = writeln!(out, "  ({})", reasons.join(", "));
}

/// A percentage as people write it; `–` where there is nothing to take it of.
pub(super) fn rate(rate: Option<f64>, language: Language) -> String {
    let Some(rate) = rate else {
        return "–".to_owned();
    };
    let said = format!("{rate:.1} %");
    said.replace('.', language.pick(",", "."))
}

/// A bar of eighths of a column. Something is never drawn as nothing.
fn drawn(count: u64, most: u64, width: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let parts = (count * width as u64 * 8).div_ceil(most.max(1));
    let parts = usize::try_from(parts).unwrap_or(0);
    format!("{}{}", "█".repeat(parts / 8), EIGHTHS[parts % 8])
}

/// One a character: portal text is NFC.
fn columns(text: &str) -> usize {
    text.chars().count()
}

fn left(text: &str, width: usize) -> String {
    let cut: String = if columns(text) > width {
        let kept = text.chars().take(width.saturating_sub(1));
        kept.chain(std::iter::once('…')).collect()
    } else {
        text.to_owned()
    };
    let pad = width.saturating_sub(columns(&cut));
    format!("{cut}{:pad$}", "")
}

fn right(text: &str, width: usize) -> String {
    let pad = width.saturating_sub(columns(text));
    format!("{:pad$}{text}", "")
}
