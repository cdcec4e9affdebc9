//! What an import found, file by file and in sum.
//!
//! Pure.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::crawl::{Counts, RunEnding};
use crate::warc::WarcError;

/// Something that could not be taken: a file, or one record of it. The rest was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The file, as it was named.
    pub file: String,
    /// The record's first byte, where one is to blame.
    pub offset: Option<u64>,
    /// What was wrong.
    pub cause: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.offset {
            Some(offset) => write!(f, "{}, byte {offset}: {}", self.file, self.cause),
            None => write!(f, "{}: {}", self.file, self.cause),
        }
    }
}

/// The end of an import.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Imported {
    /// The run; `null` for a dry run, and when no file could be used.
    pub run: Option<String>,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: DateTime<Utc>,
    /// How it ended.
    pub ending: RunEnding,
    /// Files taken.
    pub files: u64,
    /// Files that could not be used at all.
    pub unusable: u64,
    /// Records seen, of every kind.
    pub records: u64,
    /// Responses and revisits of the sites.
    pub captures: u64,
    /// Captures an earlier import had taken already.
    pub known: u64,
    /// Responses of other hosts, left alone.
    pub out_of_scope: u64,
    /// Later pages of articles, read with their first.
    pub parts: u64,
    /// What the captures were. `failed` and `skipped` stay empty.
    pub counts: Counts,
    /// Revisits of earlier imports whose originals came with this one.
    pub resolved: u64,
    /// Problems, by cause.
    pub problems: BTreeMap<&'static str, u64>,
    /// The figures of each file, as it was named.
    pub by_file: BTreeMap<String, OfFile>,
}

/// What one file brought.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct OfFile {
    /// Records seen, of every kind.
    pub records: u64,
    /// Captures of the sites.
    pub captures: u64,
    /// What else could have been a capture, by why it was left out.
    pub left_out: BTreeMap<&'static str, u64>,
    /// Problems.
    pub problems: u64,
}

impl Imported {
    pub(super) fn begin(at: DateTime<Utc>) -> Self {
        Self {
            run: None,
            started_at: at,
            finished_at: at,
            ending: RunEnding::Complete,
            files: 0,
            unusable: 0,
            records: 0,
            captures: 0,
            known: 0,
            out_of_scope: 0,
            parts: 0,
            resolved: 0,
            counts: Counts::default(),
            problems: BTreeMap::new(),
            by_file: BTreeMap::new(),
        }
    }

    pub(super) fn no_article(&mut self, kind: &str) {
        let counts = &mut self.counts.not_article;
        *counts.entry(kind.to_owned()).or_default() += 1;
    }
}

/// The word of a problem with a record.
pub(super) fn kind_of(error: &WarcError) -> &'static str {
    match error {
        WarcError::NotWarc { .. } => "no_record",
        WarcError::Header { .. } => "header",
        WarcError::Torn { .. } => "torn",
        WarcError::Gzip { .. } => "gzip",
        WarcError::Length { .. } => "length",
        WarcError::Http { .. } => "http",
        WarcError::TooLarge { .. } => "too_large",
        WarcError::Read { .. } => "unreadable",
    }
}
