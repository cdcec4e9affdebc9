//! The night as Markdown: what the page says, for a terminal, a mail or a wiki.
//!
//! Changed words stand as `[-went-]{+came+}`, which needs no renderer to be read.

use std::fmt::Write as _;

use super::elide::{ShownStretch, stretches};
use super::facts::{Fact, FactLine, by_class, coverage, facts, groups, missed, place};
use super::fields::fields_fallen;
use super::markup::elided;
use super::reason::localize_reason;
use super::words::{figure_place, for_operator, kind_name};
use super::{Language, NightReport, ReportedChange, safe};
use crate::change::{FieldDifference, Side};
use crate::record::ChangeKind;

/// The night as Markdown.
pub fn markdown(night: &NightReport, language: Language) -> String {
    let pick = |vi, en| language.pick(vi, en);
    let mut out = format!(
        "# {} {}\n\n",
        pick("Thay đổi trong đêm", "What changed in the night of"),
        language.day(night.day)
    );
    if night.includes_withheld {
        // Writing to a String cannot fail, here and below.
        let _ = writeln!(out, "> ⚠ **{}**\n", for_operator(language));
    }
    for site in &night.coverage.drift {
        let _ = writeln!(
            out,
            "> ⚠ **{}** {}\n",
            pick(
                "TRANG KHÔNG NHƯ TRƯỚC: không kết luận gì từ các bài này.",
                "A SITE IS NOT AS IT WAS: nothing is concluded from its pages."
            ),
            text(&localize_reason(site, language))
        );
    }
    let fallen = night.coverage.fields.iter();
    for said in fallen.flat_map(|site| fields_fallen(site, language)) {
        let _ = writeln!(out, "> ⚠ {}\n", text(&said));
    }
    if let Some(missed) = missed(night, language) {
        let _ = writeln!(out, "> ⚠ **{missed}**\n");
    }
    for (label, said) in coverage(night, language) {
        let _ = writeln!(out, "- **{label}:** {}", text(&said));
    }
    let _ = writeln!(
        out,
        "- **{}:** {}",
        pick("Đợt thu thập", "Runs"),
        text(&night.runs.join(", "))
    );
    let kinds = by_class(&night.items);
    if kinds.is_empty() {
        let _ = writeln!(
            out,
            "\n{}",
            pick("Không thấy thay đổi nào.", "No change was seen.")
        );
        return out;
    }
    let _ = writeln!(
        out,
        "\n{}",
        pick(
            "`[-bị bỏ-]` `{+được thêm+}`",
            "`[-words that went-]` `{+words that came+}`"
        )
    );
    for (kind, items) in &kinds {
        out.push_str(&section(*kind, items, language));
    }
    out
}

fn section(kind: ChangeKind, items: &[&ReportedChange], language: Language) -> String {
    let name = kind_name(kind, language);
    let mut out = format!("\n## {name} ({})\n", language.number(items.len() as u64));
    if kind.is_low() {
        // What the page folds is one line each here.
        out.push('\n');
        for item in items {
            let _ = writeln!(
                out,
                "- {}: {}",
                headline(item),
                brief(item).unwrap_or_else(|| name.to_owned())
            );
        }
        return out;
    }
    for item in items {
        out.push_str(&entry(item, language));
    }
    out
}

fn headline(item: &ReportedChange) -> String {
    let title = item.change.title.as_deref().unwrap_or(&item.change.url);
    let title = text(&safe::headline(title));
    match safe::href(&item.change.url) {
        // `<` and `>` around it: brackets in an address end no link.
        Some(url) => format!("[{title}](<{url}>)"),
        None => title,
    }
}

fn entry(item: &ReportedChange, language: Language) -> String {
    let change = &item.change;
    let mut out = format!("\n### {}\n\n", headline(item));
    if change.kinds.len() > 1 {
        let names: Vec<&str> = change
            .kinds
            .iter()
            .map(|kind| kind_name(*kind, language))
            .collect();
        let _ = writeln!(out, "*{}*\n", names.join(" · "));
    }
    for Fact { label, said } in facts(item, language) {
        let said = match said {
            FactLine::Words(words) => text(&words),
            FactLine::Address(address) => match safe::href(&address) {
                Some(url) => format!("<{url}>"),
                None => text(&address),
            },
            FactLine::File(path) => format!(
                "`{}`",
                safe::bare(&path, false).replace(['`', '<', '>', '\n'], "")
            ),
        };
        let _ = writeln!(out, "- {label}: {said}");
    }
    for figure in &change.figures {
        let side = |side: &Option<String>| side.as_deref().map_or_else(|| "—".to_owned(), text);
        let _ = writeln!(
            out,
            "- {} ({}): **{} → {}** — {}",
            language.pick("Số liệu", "Figure"),
            text(&figure_place(&figure.field, language)),
            side(&figure.before),
            side(&figure.after),
            text(&figure.context)
        );
    }
    for (_, fields) in groups(item) {
        for field in fields {
            let _ = writeln!(
                out,
                "\n**{}**\n\n> {}",
                text(&place(field, language)),
                inline(field, Some(language))
            );
        }
    }
    out
}

/// The changed words alone, without what is around them.
fn brief(item: &ReportedChange) -> Option<String> {
    let fields = &item.difference.as_ref()?.fields;
    let parts: Vec<String> = fields
        .iter()
        .map(|field| inline(field, None))
        .filter(|part| !part.is_empty())
        .collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

fn inline(field: &FieldDifference, around: Option<Language>) -> String {
    let mut out = String::new();
    for stretch in stretches(&field.pieces) {
        match (stretch, around) {
            (ShownStretch::Text(Side::Removed, text), _) => {
                let _ = write!(out, "[-{}-]", safe::markdown(text, true));
            }
            (ShownStretch::Text(Side::Added, text), _) => {
                let _ = write!(out, "{{+{}+}}", safe::markdown(text, true));
            }
            (_, None) => out.push(' '),
            (ShownStretch::Text(Side::Same, text), Some(_)) => {
                out.push_str(&safe::markdown(text, false));
            }
            (ShownStretch::Elided(count), Some(language)) => {
                let _ = write!(out, " \\[… {} …\\] ", elided(count, language));
            }
        }
    }
    out.trim().to_owned()
}

fn text(text: &str) -> String {
    safe::markdown(text, false)
}
