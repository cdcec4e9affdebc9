//! What the metadata files of a dump say of it: its files, its horizon, its gaps.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::{Column, Table};

/// In which form rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a line.
    Jsonl,
    /// RFC 4180.
    Csv,
    /// Apache Parquet.
    Parquet,
}

impl Format {
    /// The ending of its files.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Parquet => "parquet",
        }
    }

    pub(super) fn media_type(self) -> &'static str {
        match self {
            Self::Jsonl => "application/jsonlines",
            Self::Csv => "text/csv",
            Self::Parquet => "application/x-parquet",
        }
    }
}

/// How files are compressed. A Parquet file is so inside and keeps its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileCompression {
    /// Not at all.
    None,
    /// gzip (RFC 1952), without a time.
    Gzip,
    /// Zstandard (RFC 8878).
    Zstd,
}

impl FileCompression {
    /// What it adds to a file's name.
    pub fn ending(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Gzip => ".gz",
            Self::Zstd => ".zst",
        }
    }
}

/// One data file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataFile {
    /// Of which table.
    pub table: Table,
    /// The month or year it holds; empty for all.
    pub period: String,
    /// Below the dump's folder.
    pub path: String,
    /// Its rows.
    pub rows: u64,
    /// Its size.
    pub bytes: u64,
    /// SHA-256: 64 hex digits.
    pub sha256: String,
}

impl DataFile {
    /// Its name in the metadata files: `articles`, `articles-2023-04`.
    pub fn name(&self) -> String {
        if self.period.is_empty() {
            return self.table.name().to_owned();
        }
        format!("{}-{}", self.table, self.period)
    }
}

/// A month of the archive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Month {
    /// Articles of the dump dated in it.
    pub articles: u64,
    /// Their versions.
    pub versions: u64,
    /// Days on which a crawl began.
    pub nights: u64,
    /// Days without one, between the first night and the last.
    pub missed: u64,
}

/// A row that could not be made because a file of the archive is damaged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// The article; empty for a file of changes.
    pub article_id: String,
    /// The damaged file below the archive.
    pub file: String,
    /// The tables that lack rows for it.
    pub tables: Vec<String>,
    /// What was wrong.
    pub cause: String,
}

/// How much was withheld. Says nothing of what, or why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Withholding {
    /// Articles withheld as a whole.
    pub articles: u64,
    /// Rows of each table withheld with them.
    pub rows: BTreeMap<String, u64>,
    /// Articles of which a part is withheld.
    pub articles_in_part: u64,
    /// Parts (fields) withheld of the articles' newest versions.
    pub fields: u64,
    /// Places where words are replaced by a mark, in the newest versions.
    pub spans: u64,
    /// Links to withheld articles that were left out of the newest versions.
    pub links: u64,
}

impl Withholding {
    /// Whether anything was withheld.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A portal that is not live any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NotLive {
    /// Its name.
    pub name: String,
    /// How it is: `silent`, `gone`, `moved`, `taken_over`.
    pub state: String,
    /// The run that first said so.
    pub since: String,
    /// What was seen.
    pub reason: String,
}

/// A dump as its metadata files describe it. Nothing in it depends on when the dump was made.
#[derive(Clone, Debug)]
pub struct Description {
    /// Form of the data files.
    pub format: Format,
    /// How they are compressed.
    pub packing: FileCompression,
    /// Whether CSV files begin with a byte order mark.
    pub bom: bool,
    /// The tables and their chosen columns.
    pub tables: Vec<(Table, Vec<&'static Column>)>,
    /// The data files.
    pub parts: Vec<DataFile>,
    /// The portals it has articles of: name and home page.
    pub sites: Vec<(String, String)>,
    /// Those of them that are not live any more, as the last run of each found them.
    pub not_live: Vec<NotLive>,
    /// The zone of civil days.
    pub zone: String,
    /// The first run's begin, and the last one's; `None` for an archive without any.
    pub runs: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// The last run's stamp: what the dump is a state of.
    pub state: String,
    /// How many runs.
    pub run_count: usize,
    /// What was chosen, for a person: `section=Kinh tế`; empty for everything.
    pub choice: Vec<String>,
    /// By month `YYYY-MM`.
    pub months: BTreeMap<String, Month>,
    /// What is missing because of damage.
    pub missing: Vec<Missing>,
    /// What is withheld.
    pub withheld: Withholding,
    /// Whom to write to.
    pub contact: Option<String>,
    /// Tool and version.
    pub software: String,
    /// A name of these very data: 16 hex digits over the data files' digests.
    pub fingerprint: String,
}

impl Description {
    /// All rows of a table.
    pub fn rows(&self, table: Table) -> u64 {
        let parts = self.parts.iter().filter(|part| part.table == table);
        parts.map(|part| part.rows).sum()
    }

    /// Whether a table has any row: `datasets` refuses a configuration without one.
    pub(super) fn has_rows(&self, table: Table) -> bool {
        self.rows(table) > 0
    }

    /// A date as a version: `2026.11.22`.
    pub(super) fn version(&self) -> String {
        self.last_day().map_or_else(
            || "0.0.0".to_owned(),
            |day| day.format("%Y.%-m.%-d").to_string(),
        )
    }

    pub(super) fn last_day(&self) -> Option<NaiveDate> {
        self.runs.map(|(_, last)| last.date_naive())
    }

    /// The glob of a table's files.
    pub(super) fn glob(&self, table: Table) -> String {
        format!(
            "data/{table}/*.{}{}",
            self.format.ending(),
            self.file_packing().ending()
        )
    }

    /// How the files themselves are packed.
    pub(super) fn file_packing(&self) -> FileCompression {
        match self.format {
            Format::Parquet => FileCompression::None,
            Format::Jsonl | Format::Csv => self.packing,
        }
    }

    /// How to cite it.
    pub(super) fn citation(&self) -> String {
        let sites: Vec<&str> = self.sites.iter().map(|(_, home)| home.as_str()).collect();
        format!(
            "hpnews: archive of {} (state {}, data {})",
            sites.join(", "),
            self.state,
            self.fingerprint
        )
    }
}

/// The dump's name, in short.
pub(super) const TITLE: &str = "hpnews: city news portals of Hải Phòng, every version";
