//! What runs wrote that no manifest seals yet: files that may still grow.

use super::{Files, StoreError, card, copies, journal, manifest, segment};

/// Files of runs that are not sealed, by path below the archive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnsealedFiles {
    /// Journals. What a line names was written before the line.
    pub journals: Vec<String>,
    /// What their lines name: WARC files. In an archive that was never sealed, its card too.
    pub evidence: Vec<String>,
}

impl Files {
    /// Those there are now.
    pub fn unsealed(&self) -> Result<UnsealedFiles, StoreError> {
        let mut found = UnsealedFiles::default();
        for journal in journal::all(&self.root)? {
            if !copies::is_sealed(self.blobs(), &journal.run)? {
                found
                    .evidence
                    .extend(segment::of_run(self.blobs(), &journal.run)?);
                let path = format!("{}/{}.jsonl", journal::FOLDER, journal.run);
                found.journals.push(path);
            }
        }
        let is_new = self.blobs().list(manifest::FOLDER)?.is_empty();
        if is_new && self.blobs().length(card::NAME)?.is_some() {
            found.evidence.push(card::NAME.to_owned());
        }
        Ok(found)
    }
}

/// The run that a journal, or a WARC file of ours, is of.
pub fn run_of_file(path: &str) -> Option<&str> {
    let journal = path
        .strip_prefix(journal::FOLDER)
        .and_then(|it| it.strip_prefix('/'));
    match journal {
        Some(name) => name.strip_suffix(".jsonl"),
        None => segment::run_of_segment(path),
    }
}
