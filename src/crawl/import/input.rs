//! What is asked of an import, and what it tells while it goes.
//!
//! Pure.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::report::Problem;

/// A file that is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputFile {
    /// Where it lies.
    pub path: PathBuf,
    /// What it is called where it is told of.
    pub said: String,
}

impl From<PathBuf> for InputFile {
    fn from(path: PathBuf) -> Self {
        let said = path.display().to_string();
        Self { path, said }
    }
}

/// What is imported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Import {
    /// WARC and WACZ files.
    pub files: Vec<InputFile>,
    /// Only this site.
    pub site: Option<String>,
    /// Leave the files where they are.
    pub by_reference: bool,
}

/// One thing the import tells while it goes.
#[derive(Clone, Debug)]
pub enum ImportStep {
    /// A file is read for the second time, its pages now.
    Reading {
        /// As it was named.
        file: String,
    },
    /// A file was read.
    Read {
        /// As it was named.
        file: String,
        /// Its records.
        records: u64,
        /// Captures of the sites among them.
        taken: u64,
        /// What else could have been a capture, by why it was left out.
        left_out: BTreeMap<&'static str, u64>,
    },
    /// Nothing in a file is of the sites: it was not taken.
    LeftAlone {
        /// As it was named.
        file: String,
        /// The sites that were looked for.
        sites: Vec<String>,
        /// Some hosts it has responses of.
        hosts: Vec<String>,
    },
    /// Not every record of a file could be cited as it stood: a file made of its records is
    /// taken instead.
    Rewritten {
        /// As it was named.
        file: String,
        /// Records written.
        records: u64,
        /// Records that had no identifier of their own, and got one.
        named: u64,
        /// Records joined of segments.
        joined: u64,
        /// Whether it was an ARC file.
        was_arc: bool,
    },
    /// Something could not be taken, or not as it stood.
    Problem(Problem),
}
