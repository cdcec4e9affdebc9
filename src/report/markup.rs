//! Facts and differences as elements that are HTML and XHTML at once: the page and the feeds
//! show the same.

use std::fmt::Write as _;

use super::elide::{ShownStretch, stretches};
use super::facts::{Fact, FactLine, facts, groups, place};
use super::words::figure_place;
use super::{Language, ReportedChange, safe};
use crate::change::{FieldDifference, Side};
use crate::record::Figure;

/// The facts of an item as a description list.
pub(super) fn about(item: &ReportedChange, language: Language) -> String {
    let mut out = String::from("<dl>\n");
    for Fact { label, said } in facts(item, language) {
        let said = match said {
            FactLine::Words(words) => format!("<bdi>{}</bdi>", safe::line(&words)),
            FactLine::Address(address) => link(&address, &address),
            FactLine::File(path) => format!("<code>{}</code>", safe::line(&path)),
        };
        // Writing to a String cannot fail.
        let _ = writeln!(out, "<dt>{label}</dt><dd>{said}</dd>");
    }
    out.push_str("</dl>\n");
    out
}

/// Text that leads to an address, where the address may be followed.
pub(super) fn link(address: &str, text: &str) -> String {
    let text = safe::line(text);
    match safe::href(address) {
        Some(url) => format!(
            "<a href=\"{}\"><bdi>{text}</bdi></a>",
            safe::line(url.as_str())
        ),
        None => format!("<bdi>{text}</bdi>"),
    }
}

/// Figures that became others, old → new.
pub(super) fn ledger(figures: &[Figure], language: Language) -> String {
    if figures.is_empty() {
        return String::new();
    }
    let pick = |vi, en| language.pick(vi, en);
    let mut out = format!(
        "<table>\n<caption>{}</caption>\n<thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th>\
         <th scope=\"col\">{}</th></tr></thead>\n<tbody>\n",
        pick("Số liệu đã đổi", "Changed figures"),
        pick("Cũ → mới", "Old → new"),
        pick("Chỗ", "Place"),
        pick("Trong câu", "Context"),
    );
    for figure in figures {
        let side = |text: &Option<String>, tag: &str| match text {
            Some(text) => format!("<{tag}>{}</{tag}>", safe::line(text)),
            None => "<span>—</span>".to_owned(),
        };
        let _ = writeln!(
            out,
            "<tr><td>{} → {}</td><td>{}</td><td><bdi>{}</bdi></td></tr>",
            side(&figure.before, "del"),
            side(&figure.after, "ins"),
            safe::line(&figure_place(&figure.field, language)),
            safe::line(&figure.context),
        );
    }
    out.push_str("</tbody>\n</table>\n");
    out
}

/// How both versions of a text are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DifferenceView {
    /// Beside each other, else in one text.
    pub beside: bool,
    /// With all that stayed the same, else with the sentences around what changed.
    pub whole: bool,
}

/// The differences, group by group, under headings of this level.
pub(super) fn differences(
    item: &ReportedChange,
    level: u8,
    view: DifferenceView,
    language: Language,
) -> String {
    let mut out = String::new();
    let groups = groups(item);
    let alone = groups.len() == 1;
    let is_text = |group| group == super::facts::DifferenceGroup::Text;
    if view.whole && !groups.iter().any(|(group, _)| is_text(*group)) {
        out.push_str(&unchanged(item, 0..usize::MAX));
    }
    for (group, fields) in groups {
        // The text needs no heading where there is nothing else.
        if !(alone && is_text(group)) {
            let _ = writeln!(out, "<h{level}>{}</h{level}>", group.name(language));
        }
        // Blocks of the later body that are shown already.
        let mut shown = 0;
        for field in fields {
            if view.whole && stands(field) {
                let at = field.index.unwrap_or(0);
                out.push_str(&unchanged(item, shown..at));
                shown = shown.max(at + 1);
            }
            out.push_str(&difference(field, view, language));
        }
        if view.whole && is_text(group) {
            out.push_str(&unchanged(item, shown..usize::MAX));
        }
    }
    out
}

/// Whether it is of a block that the later body has.
fn stands(field: &FieldDifference) -> bool {
    let is_gone = field.pieces.iter().all(|it| it.side == Side::Removed);
    field.field == "body" && !is_gone
}

/// Blocks of the later body that did not change.
fn unchanged(item: &ReportedChange, blocks: std::ops::Range<usize>) -> String {
    let body = item.after.iter().flat_map(|it| &it.body);
    let blocks = body.skip(blocks.start).take(blocks.len());
    blocks.fold(String::new(), |mut out, block| {
        let _ = writeln!(out, "<p>{}</p>", safe::block(&block.text, false));
        out
    })
}

fn difference(field: &FieldDifference, view: DifferenceView, language: Language) -> String {
    let shown = |hidden| format!("<p>{}</p>", sides(field, hidden, view.whole, language));
    let text = if view.beside {
        format!(
            "<div class=\"beside\">\n{}\n{}\n</div>",
            shown(Some(Side::Added)),
            shown(Some(Side::Removed)),
        )
    } else {
        shown(None)
    };
    format!(
        "<div class=\"diff\">\n<p class=\"place\">{}</p>\n{text}\n</div>\n",
        safe::line(&place(field, language)),
    )
}

/// The words of both versions, or without what only one has: what went and what came is marked.
fn sides(field: &FieldDifference, hidden: Option<Side>, whole: bool, language: Language) -> String {
    let mut out = String::new();
    let all = field.pieces.iter();
    let shown = if whole {
        all.map(|it| ShownStretch::Text(it.side, &it.text))
            .collect()
    } else {
        stretches(&field.pieces)
    };
    for stretch in shown {
        match stretch {
            ShownStretch::Text(side, _) if Some(side) == hidden => {}
            ShownStretch::Text(Side::Same, text) => out.push_str(&safe::block(text, false)),
            ShownStretch::Text(Side::Removed, text) => {
                let _ = write!(out, "<del>{}</del>", safe::block(text, true));
            }
            ShownStretch::Text(Side::Added, text) => {
                let _ = write!(out, "<ins>{}</ins>", safe::block(text, true));
            }
            ShownStretch::Elided(count) => {
                let _ = write!(
                    out,
                    " <span class=\"elided\">[… {} …]</span> ",
                    elided(count, language)
                );
            }
        }
    }
    out
}

/// How much is left out.
pub(super) fn elided(count: u64, language: Language) -> String {
    language.counted(count, "ký tự không đổi", "unchanged character")
}
