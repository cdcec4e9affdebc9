//! Lines of a summary: a label, then what it says, in two columns.

use std::fmt::Write as _;

/// One line.
pub(super) fn line(out: &mut String, label: &str, text: &str) {
    // A label longer than the column still stands apart from what it labels.
    let pad = 14_usize.saturating_sub(label.chars().count()).max(1);
    // Writing to a String cannot fail.
    let _ = writeln!(out, "  {label}{:pad$}{text}", "");
}
