//! One comparison for a terminal: in one column, or the two versions side by side.
//!
//! What went stands as `[-…-]`, what came as `{+…+}`; colour only says it again.

use std::fmt::Write as _;

use super::elide::{ShownStretch, stretches};
use super::facts::{Fact, FactLine, facts, groups, place};
use super::markup::elided;
use super::words::{figure_place, kind_name};
use super::{Language, ReportedChange, safe};
use crate::change::{FieldDifference, Side};

/// How it is to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlainStyle {
    /// With colours (ECMA-48).
    pub colour: bool,
    /// Columns of the terminal.
    pub columns: usize,
    /// The two versions beside each other.
    pub side_by_side: bool,
    /// The language of labels.
    pub language: Language,
}

/// A run of text of one side.
type Word = (Side, String);

/// The comparison, ending in a line feed.
pub fn plain(item: &ReportedChange, look: &PlainStyle) -> String {
    let language = look.language;
    let change = &item.change;
    let title = change.title.as_deref().unwrap_or(&change.url);
    let mut out = format!("{}\n", text(&safe::headline(title)));
    let names: Vec<&str> = change
        .kinds
        .iter()
        .map(|kind| kind_name(*kind, language))
        .collect();
    let _ = writeln!(out, "  {}", names.join(" · "));
    for Fact { label, said } in facts(item, language) {
        let (FactLine::Words(said) | FactLine::Address(said) | FactLine::File(said)) = said;
        let pad = 16_usize.saturating_sub(label.chars().count());
        let _ = writeln!(out, "  {label}{:pad$}{}", "", text(&said));
    }
    for figure in &change.figures {
        let side = |side: &Option<String>| side.as_deref().map_or_else(|| "—".to_owned(), text);
        let _ = writeln!(
            out,
            "  {}: {} → {} ({})",
            language.pick("Số liệu", "Figure"),
            paint(Side::Removed, &side(&figure.before), look),
            paint(Side::Added, &side(&figure.after), look),
            text(&figure_place(&figure.field, language)),
        );
    }
    for (_, fields) in groups(item) {
        for field in fields {
            let _ = writeln!(out, "\n{}", text(&place(field, language)));
            if look.side_by_side {
                beside(&mut out, field, look);
            } else {
                inline(&mut out, field, look);
            }
        }
    }
    out
}

fn text(text: &str) -> String {
    safe::bare(text, false).replace('\n', " ")
}

fn inline(out: &mut String, field: &FieldDifference, look: &PlainStyle) {
    let width = look.columns.saturating_sub(4).clamp(20, 100);
    for line in lines(&words(field, |_| true, look.language), width) {
        let signs = [(Side::Removed, '-'), (Side::Added, '+')];
        let gutter: String = signs
            .into_iter()
            .map(|(side, sign)| if has(&line, side) { sign } else { ' ' })
            .collect();
        let _ = writeln!(out, "{gutter}  {}", painted(&line, look).trim_end());
    }
}

fn beside(out: &mut String, field: &FieldDifference, look: &PlainStyle) {
    let width = (look.columns.saturating_sub(9) / 2).max(16);
    let of = |gone: Side| lines(&words(field, |side| side != gone, look.language), width);
    let (before, after) = (of(Side::Added), of(Side::Removed));
    let none = Vec::new();
    for at in 0..before.len().max(after.len()) {
        let left = before.get(at).unwrap_or(&none);
        let right = after.get(at).unwrap_or(&none);
        let sign = |line: &[Word], side, sign| if has(line, side) { sign } else { ' ' };
        let used: usize = left.iter().map(|(_, text)| columns(text)).sum();
        let line = format!(
            "{} {}{:pad$} │ {} {}",
            sign(left, Side::Removed, '-'),
            painted(left, look),
            "",
            sign(right, Side::Added, '+'),
            painted(right, look),
            pad = width.saturating_sub(used),
        );
        let _ = writeln!(out, "{}", line.trim_end());
    }
}

fn has(line: &[Word], side: Side) -> bool {
    line.iter().any(|(own, _)| *own == side)
}

/// The text of the wanted sides in words, each with the blank behind it; a line end is a word.
fn words(field: &FieldDifference, wanted: impl Fn(Side) -> bool, language: Language) -> Vec<Word> {
    let mut words = Vec::new();
    for stretch in stretches(&field.pieces) {
        let (side, shown) = match stretch {
            ShownStretch::Elided(count) => {
                (Side::Same, format!(" [… {} …] ", elided(count, language)))
            }
            ShownStretch::Text(side, _) if !wanted(side) => continue,
            ShownStretch::Text(Side::Same, text) => (Side::Same, safe::bare(text, false)),
            ShownStretch::Text(Side::Removed, text) => {
                (Side::Removed, format!("[-{}-]", safe::bare(text, true)))
            }
            ShownStretch::Text(Side::Added, text) => {
                (Side::Added, format!("{{+{}+}}", safe::bare(text, true)))
            }
        };
        for line in shown.split_inclusive('\n') {
            let (line, ends) = match line.strip_suffix('\n') {
                Some(line) => (line, true),
                None => (line, false),
            };
            words.extend(
                line.split_inclusive(' ')
                    .map(|word| (side, word.to_owned())),
            );
            if ends {
                words.push((side, "\n".to_owned()));
            }
        }
    }
    words
}

/// Words in lines of at most so many columns; a longer word is broken.
fn lines(words: &[Word], width: usize) -> Vec<Vec<Word>> {
    let mut lines = vec![Vec::new()];
    let mut used = 0;
    for (side, word) in words {
        if word == "\n" {
            lines.push(Vec::new());
            used = 0;
            continue;
        }
        let mut rest = word.as_str();
        while !rest.is_empty() {
            let fits = columns(rest.trim_end()) + used <= width;
            if !fits && used > 0 {
                lines.push(Vec::new());
                used = 0;
                continue;
            }
            let end = rest
                .char_indices()
                .nth(if fits { usize::MAX } else { width })
                .map_or(rest.len(), |(at, _)| at);
            let (part, left) = rest.split_at(end);
            if let Some(line) = lines.last_mut() {
                line.push((*side, part.to_owned()));
            }
            used += columns(part);
            rest = left;
        }
    }
    for line in &mut lines {
        if let Some((_, last)) = line.last_mut() {
            last.truncate(last.trim_end().len());
        }
    }
    lines
}

/// One a character: portal text is NFC.
fn columns(text: &str) -> usize {
    text.chars().count()
}

fn painted(line: &[Word], look: &PlainStyle) -> String {
    let mut out = String::new();
    for chunk in line.chunk_by(|(a, _), (b, _)| a == b) {
        let text: String = chunk.iter().map(|(_, text)| text.as_str()).collect();
        out.push_str(&paint(chunk[0].0, &text, look));
    }
    out
}

fn paint(side: Side, text: &str, look: &PlainStyle) -> String {
    let code = match side {
        Side::Removed if look.colour => "31",
        Side::Added if look.colour => "32",
        _ => return text.to_owned(),
    };
    format!("\u{1b}[{code}m{text}\u{1b}[0m")
}
