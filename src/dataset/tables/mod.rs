//! The tables.

use std::fmt;

use super::{ArticleRecord, Column, ObservationRecord, Row, VersionRecord};
use crate::record::Change;

pub(super) mod articles;
pub(super) mod changes;
pub(super) mod images;
pub(super) mod links;
pub(super) mod observations;
pub(super) mod snapshots;

/// A table of a dump.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Table {
    /// One row an article: its newest version and where it stands.
    Articles,
    /// One row a version.
    Snapshots,
    /// One row a change that was told.
    Changes,
    /// One row a look.
    Observations,
    /// One row a picture of a newest version.
    Images,
    /// One row a link of a newest version.
    Links,
}

impl Table {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Articles,
        Self::Snapshots,
        Self::Changes,
        Self::Observations,
        Self::Images,
        Self::Links,
    ];

    /// Its name in every format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Articles => "articles",
            Self::Snapshots => "snapshots",
            Self::Changes => "changes",
            Self::Observations => "observations",
            Self::Images => "images",
            Self::Links => "links",
        }
    }

    /// Its columns, in order.
    pub fn columns(self) -> &'static [Column] {
        match self {
            Self::Articles => articles::COLUMNS,
            Self::Snapshots => snapshots::COLUMNS,
            Self::Changes => changes::COLUMNS,
            Self::Observations => observations::COLUMNS,
            Self::Images => images::COLUMNS,
            Self::Links => links::COLUMNS,
        }
    }

    /// The columns that tell a row from all others.
    pub fn key(self) -> &'static [&'static str] {
        match self {
            Self::Articles => &["article_id"],
            Self::Snapshots => &["article_id", "version"],
            Self::Changes => &["article_id", "at", "id"],
            Self::Observations => &["article_id", "at"],
            Self::Images => &["article_id", "position"],
            Self::Links => &["article_id", "kind", "position"],
        }
    }

    /// What a row is, in Vietnamese.
    pub fn vi(self) -> &'static str {
        match self {
            Self::Articles => "Mỗi dòng một bài: bản mới nhất và tình trạng của bài",
            Self::Snapshots => "Mỗi dòng một bản của một bài, kể cả bản cũ",
            Self::Changes => "Mỗi dòng một thay đổi của bài đã đăng: sửa, đính chính, gỡ, dời",
            Self::Observations => "Mỗi dòng một lần xem bài, có thay đổi hay không",
            Self::Images => "Mỗi dòng một ảnh trong bản mới nhất của bài",
            Self::Links => {
                "Mỗi dòng một tệp, liên kết, đồ nhúng hoặc mục «Tin khác» của bản mới nhất"
            }
        }
    }

    /// … and in English.
    pub fn en(self) -> &'static str {
        match self {
            Self::Articles => "One row an article: its newest version and where it stands",
            Self::Snapshots => "One row a version of an article, past ones too",
            Self::Changes => {
                "One row a change of a published article: edits, corrections, removals, moves"
            }
            Self::Observations => "One row a look at an article, changed or not",
            Self::Images => "One row a picture of an article's newest version",
            Self::Links => {
                "One row a file, link, embedded thing or «Tin khác» link of a newest version"
            }
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Table {
    /// The row of an article.
    pub fn article(portrait: &ArticleRecord<'_>) -> Row {
        articles::row(portrait)
    }

    /// The row of a version.
    pub fn version(version: &VersionRecord<'_>) -> Row {
        snapshots::row(version)
    }

    /// The row of a change.
    pub fn change(change: &Change, withheld: &[String]) -> Row {
        changes::row(change, withheld)
    }

    /// The row of a look.
    pub fn look(look: &ObservationRecord<'_>) -> Row {
        observations::row(look)
    }

    /// The pictures of an article's newest version.
    pub fn images_of(version: &VersionRecord<'_>) -> Vec<Row> {
        images::rows(version)
    }

    /// The links of an article's newest version: files first, then "Tin khác".
    pub fn links_of(version: &VersionRecord<'_>) -> Vec<Row> {
        links::rows(version)
    }
}
