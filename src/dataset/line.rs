//! Rows as lines of JSON and CSV.

use chrono::{DateTime, SecondsFormat, Utc};

use super::{Cell, Column};

/// What spreadsheets take for the beginning of a formula, or throw away before one; the wide
/// forms too, which East Asian ones read alike.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Puts `'` before a text that begins so, and before one that already has such apostrophes, so
/// that [`unguarded`] gives every text back.
const GUARD: char = '\'';

/// RFC 3339 in UTC with microseconds: one width, so that no loader sees two forms.
fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// Appends one JSON object and a line feed. Keys stand in the order of the columns.
pub fn json_line(out: &mut Vec<u8>, columns: &[&Column], row: &[Cell]) {
    for (at, (column, cell)) in columns.iter().zip(row).enumerate() {
        out.push(if at == 0 { b'{' } else { b',' });
        push_json(out, column.name);
        out.push(b':');
        match cell {
            Cell::Text(text) => push_json(out, text),
            Cell::Time(Some(at)) => push_json(out, &instant(*at)),
            Cell::Date(Some(day)) => push_json(out, &day.to_string()),
            Cell::Time(None) | Cell::Date(None) => out.extend_from_slice(b"null"),
            Cell::Integer(number) => out.extend_from_slice(number.to_string().as_bytes()),
            Cell::Flag(flag) => out.extend_from_slice(if *flag { b"true" } else { b"false" }),
        }
    }
    out.extend_from_slice(b"}\n");
}

fn push_json(out: &mut Vec<u8>, text: &str) {
    // Writing a string into memory cannot fail.
    let _ = serde_json::to_writer(out, text);
}

/// Appends the line of column names.
pub fn csv_header(out: &mut Vec<u8>, columns: &[&Column]) {
    for (at, column) in columns.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        out.extend_from_slice(column.name.as_bytes());
    }
    out.push(b'\n');
}

/// Appends one record (RFC 4180, but lines end in a line feed alone).
pub fn csv_line(out: &mut Vec<u8>, row: &[Cell]) {
    let start = out.len();
    for (at, cell) in row.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        match cell {
            Cell::Text(text) => out.extend_from_slice(csv_cell(text).as_bytes()),
            Cell::Time(Some(at)) => out.extend_from_slice(instant(*at).as_bytes()),
            Cell::Date(Some(day)) => out.extend_from_slice(day.to_string().as_bytes()),
            Cell::Time(None) | Cell::Date(None) => {}
            Cell::Integer(number) => out.extend_from_slice(number.to_string().as_bytes()),
            Cell::Flag(flag) => out.extend_from_slice(if *flag { b"true" } else { b"false" }),
        }
    }
    if out.len() == start {
        // A lone empty field: readers skip an empty line.
        out.extend_from_slice(b"\"\"");
    }
    out.push(b'\n');
}

/// A text as a CSV field: guarded against being a formula, and quoted where it must be.
pub fn csv_cell(text: &str) -> String {
    let guarded = if begins_a_formula(text) {
        format!("{GUARD}{text}")
    } else {
        text.to_owned()
    };
    let odd = |c| matches!(c, '"' | ',' | '\n' | '\r' | ';' | '\t');
    let blank = |c: char| c.is_whitespace();
    if guarded.contains(odd) || guarded.starts_with(blank) || guarded.ends_with(blank) {
        return format!("\"{}\"", guarded.replace('"', "\"\""));
    }
    guarded
}

/// What a field says once it is read from CSV: without the apostrophe that guards it.
pub fn unguarded(field: &str) -> &str {
    match field.strip_prefix(GUARD) {
        Some(text) if begins_a_formula(text) => text,
        _ => field,
    }
}

fn begins_a_formula(text: &str) -> bool {
    text.trim_start_matches(GUARD).starts_with(FORMULA)
}
