//! What an audit can find wrong, and what to do about each.

use std::fmt;

use serde::Serialize;

use super::kind::ends;
use crate::store::Sealed;

/// Why repair leaves a journal alone.
const LINES_LOST: &str = "restore this journal from a copy of the archive: the catalog knows what \
     became of its lines, not the lines, so they cannot be made anew";

/// What kind of thing is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// A sealed file is gone.
    Missing,
    /// A file that no manifest and no open run knows.
    Added,
    /// A sealed file's bytes are not those that were sealed.
    Altered,
    /// A manifest, its sidecar, or the chain between manifests is broken.
    Manifest,
    /// A run has ended and its files are not sealed.
    Unsealed,
    /// What a killed writer left: a temporary file, a torn tail.
    Leftover,
    /// A WARC record is broken, or is not what its digests say.
    Record,
    /// A CDXJ file is missing, or is not what its WARC says.
    Index,
    /// A journal, a summary or `archive.json` cannot be read.
    Run,
    /// A snapshot cannot be read, or is not what its digests say.
    Snapshot,
    /// A snapshot is not what its cited evidence says.
    Citation,
    /// The catalog is missing, or differs from the files.
    Catalog,
    /// A package is not what its own lists say.
    Package,
}

impl FindingKind {
    /// The kind's name, as `--json` writes it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Added => "added",
            Self::Altered => "altered",
            Self::Manifest => "manifest",
            Self::Unsealed => "unsealed",
            Self::Leftover => "leftover",
            Self::Record => "record",
            Self::Index => "index",
            Self::Run => "run",
            Self::Snapshot => "snapshot",
            Self::Citation => "citation",
            Self::Catalog => "catalog",
            Self::Package => "package",
        }
    }

    /// What to do next, for a person, when it cannot be repaired here.
    fn hint(self) -> &'static str {
        match self {
            Self::Added => "move it out of the archive, if nobody knows what it is",
            Self::Manifest => "compare with a copy of manifests/ kept elsewhere, and restore it",
            Self::Citation => "compare this file and its WARC with a copy of the archive",
            Self::Package => "make it anew from the archive: `hpnews package`",
            Self::Unsealed | Self::Index | Self::Catalog => {
                "put right the other findings, then run `hpnews repair` again"
            }
            _ => "restore this file from a copy of the archive",
        }
    }
}

/// Where in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingPlace {
    /// First byte of the record.
    Offset(u64),
    /// Line, from 1.
    Line(usize),
}

/// One thing wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What kind.
    pub what: FindingKind,
    /// The file, below the archive; a package by the name it was given.
    pub file: String,
    /// Where in it, when that can be known.
    pub place: Option<FindingPlace>,
    /// The field that is wrong, when that can be known.
    pub field: Option<String>,
    /// What was expected and what was found.
    pub cause: String,
    /// `hpnews repair` can repair it, and be certain.
    pub mendable: bool,
    /// What was sealed, for the one who repairs.
    #[serde(skip)]
    pub(super) seal: Option<Seal>,
}

/// The seal a file does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seal {
    pub(super) file: Sealed,
    /// The manifest that says so, below the archive.
    pub(super) manifest: String,
    /// That manifest was changed itself.
    pub(super) is_doubtful: bool,
}

impl Finding {
    /// About a file as a whole.
    pub fn new(what: FindingKind, file: impl Into<String>, cause: impl Into<String>) -> Self {
        Self {
            what,
            file: file.into(),
            place: None,
            field: None,
            cause: cause.into(),
            mendable: matches!(
                what,
                FindingKind::Unsealed
                    | FindingKind::Leftover
                    | FindingKind::Index
                    | FindingKind::Catalog
            ),
            seal: None,
        }
    }

    /// What to do next, for a person.
    pub fn hint(&self) -> &'static str {
        if self.mendable {
            return "run `hpnews repair`";
        }
        let is_journal = ends(&self.file, ".jsonl");
        match self.what {
            FindingKind::Altered
            | FindingKind::Missing
            | FindingKind::Leftover
            | FindingKind::Run
                if is_journal =>
            {
                LINES_LOST
            }
            what => what.hint(),
        }
    }

    /// Of a file that does not fit its seal.
    #[must_use]
    pub(super) fn with_seal(mut self, seal: Seal) -> Self {
        self.seal = Some(seal);
        self
    }

    /// About the record that begins there.
    #[must_use]
    pub fn at_offset(mut self, offset: u64) -> Self {
        self.place = Some(FindingPlace::Offset(offset));
        self
    }

    /// About one line.
    #[must_use]
    pub fn at_line(mut self, line: usize) -> Self {
        self.place = Some(FindingPlace::Line(line));
        self
    }

    /// About one field.
    #[must_use]
    pub fn in_field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }
}

/// Kind, file, place, field and cause on one line, in that order.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.what.word(), self.file)?;
        match self.place {
            Some(FindingPlace::Offset(offset)) => write!(f, ", record at byte {offset}")?,
            Some(FindingPlace::Line(line)) => write!(f, ", line {line}")?,
            None => {}
        }
        if let Some(field) = &self.field {
            write!(f, ", {field}")?;
        }
        write!(f, ": {}", self.cause)
    }
}
