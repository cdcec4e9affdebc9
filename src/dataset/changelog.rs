//! What became of each article between two dumps.

use std::fmt::Write as _;

use serde::Serialize;

/// What became of one article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Only the later dump has it.
    Added,
    /// Both have it, and it says something else or stands elsewhere.
    Changed,
    /// Only the earlier dump has it: rows of it should be deleted.
    Withdrawn,
}

impl Step {
    /// Its word in the lines.
    pub fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// How many articles took each step.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Ledger {
    /// Only in the later dump.
    pub added: u64,
    /// In both, and not the same.
    pub changed: u64,
    /// Only in the earlier dump.
    pub withdrawn: u64,
}

impl Ledger {
    /// Compares one article's prints, and counts. `None`: it is as it was.
    pub fn note(&mut self, before: Option<&str>, after: Option<&str>) -> Option<Step> {
        let step = match (before, after) {
            (None, Some(_)) => Step::Added,
            (Some(_), None) => Step::Withdrawn,
            (Some(before), Some(after)) if before != after => Step::Changed,
            _ => return None,
        };
        match step {
            Step::Added => self.added += 1,
            Step::Changed => self.changed += 1,
            Step::Withdrawn => self.withdrawn += 1,
        }
        Some(step)
    }
}

/// `CHANGELOG.md`: the counts, and where each article is named.
pub fn changelog(ledger: &Ledger, before: &str, after: &str) -> String {
    let mut out = String::from("# Changes since the dump before / Thay đổi so với bản trước\n\n");
    // Writing to a String cannot fail.
    let _ = writeln!(
        out,
        "- before / trước: `{before}`\n- after / sau: `{after}`\n"
    );
    let _ = writeln!(out, "| | articles / bài |\n| --- | ---: |");
    for (step, count, vi) in [
        (Step::Added, ledger.added, "thêm"),
        (Step::Changed, ledger.changed, "đổi"),
        (Step::Withdrawn, ledger.withdrawn, "rút"),
    ] {
        let _ = writeln!(out, "| {} / {vi} | {count} |", step.word());
    }
    out.push_str(
        "\n`changelog.jsonl` names each. What is withdrawn was withheld since, or is no longer \
         chosen: please delete your rows of it. / `changelog.jsonl` ghi tên từng bài. Bài đã rút \
         là bài không còn được công bố: xin xoá các dòng của nó.\n",
    );
    out
}
