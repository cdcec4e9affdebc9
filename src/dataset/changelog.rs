//! What became of each article between two dumps.

use std::fmt::Write as _;

use serde::Serialize;

/// What became of one article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ArticleStep {
    /// Only the later dump has it.
    Added,
    /// Both have it, and it says something else or stands elsewhere.
    Changed,
    /// Only the earlier dump has it: rows of it should be deleted.
    Withdrawn,
    /// Only the earlier dump has it, because this one was asked for less: its rows may stay.
    NotChosen,
}

impl ArticleStep {
    /// Its word in the lines.
    pub fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Withdrawn => "withdrawn",
            Self::NotChosen => "not_chosen",
        }
    }
}

/// How many articles took each step.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ChangelogCounts {
    /// Only in the later dump.
    pub added: u64,
    /// In both, and not the same.
    pub changed: u64,
    /// Only in the earlier dump.
    pub withdrawn: u64,
    /// Only in the earlier dump, and not asked for in this one.
    pub not_chosen: u64,
}

impl ChangelogCounts {
    /// Compares the prints of an article that the later dump has, and counts. `None`: it is as
    /// it was.
    pub fn note(&mut self, before: Option<&str>, after: &str) -> Option<ArticleStep> {
        let step = match before {
            None => ArticleStep::Added,
            Some(before) if before != after => ArticleStep::Changed,
            Some(_) => return None,
        };
        self.count(step);
        Some(step)
    }

    /// Counts an article that took a step.
    pub fn count(&mut self, step: ArticleStep) {
        match step {
            ArticleStep::Added => self.added += 1,
            ArticleStep::Changed => self.changed += 1,
            ArticleStep::Withdrawn => self.withdrawn += 1,
            ArticleStep::NotChosen => self.not_chosen += 1,
        }
    }
}

/// `CHANGELOG.md`: the counts, and where each article is named.
pub fn changelog(ledger: &ChangelogCounts, before: &str, after: &str) -> String {
    let mut out = String::from("# Changes since the dump before / Thay đổi so với bản trước\n\n");
    // Writing to a String cannot fail.
    let _ = writeln!(
        out,
        "- before / trước: `{before}`\n- after / sau: `{after}`\n"
    );
    let _ = writeln!(out, "| | articles / bài |\n| --- | ---: |");
    for (step, count, vi) in [
        (ArticleStep::Added, ledger.added, "thêm"),
        (ArticleStep::Changed, ledger.changed, "đổi"),
        (ArticleStep::Withdrawn, ledger.withdrawn, "rút"),
        (
            ArticleStep::NotChosen,
            ledger.not_chosen,
            "lần này không chọn",
        ),
    ] {
        let _ = writeln!(out, "| {} / {vi} | {count} |", step.word());
    }
    out.push_str(
        "\n`changelog.jsonl` names each. What is withdrawn is not published any more: please \
         delete your rows of it. What is not chosen is published still; this dump was asked for \
         less. / `changelog.jsonl` ghi tên từng bài. Bài đã rút là bài không còn được công bố: xin \
         xoá các dòng của nó. Bài lần này không chọn thì vẫn được công bố.\n",
    );
    out
}
