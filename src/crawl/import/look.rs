//! The first look: which files are WARC files at all, and what is in them.
//!
//! Never stores: nothing is known yet of which files can be used.

use std::path::PathBuf;

use super::Importing;
use super::file::{self, Foreign};
use super::survey::Spot;
use crate::crawl::setup::Stop;
use crate::warc::{Kind, WarcError};

/// What the first look at a file saw.
#[derive(Default)]
struct Seen {
    records: u64,
    /// Whether records share a gzip member.
    shared: bool,
    /// The last thing that could not be read.
    error: Option<WarcError>,
}

impl Importing<'_> {
    /// The first look at every file; one that holds no record is left out.
    pub(super) fn look(&mut self, paths: &[PathBuf], stop: &Stop) {
        for path in paths {
            let mut problems = Vec::new();
            let found = file::open(path, &mut problems);
            self.done.unusable += u64::from(found.is_empty());
            for problem in problems {
                self.problem("file", problem);
            }
            for foreign in found {
                if stop.asked() {
                    return;
                }
                self.first_look(foreign);
            }
        }
    }

    fn first_look(&mut self, foreign: Foreign) {
        let index = self.files.len();
        let said = foreign.said.clone();
        let seen = match self.survey_file(&foreign, index) {
            Ok(seen) => seen,
            Err(error) => {
                self.done.unusable += 1;
                return self.blame("unreadable", &said, None, &error.to_string());
            }
        };
        if seen.records == 0 {
            self.done.unusable += 1;
            let (offset, why) = match &seen.error {
                Some(error) => (Some(error.offset()), error.to_string()),
                None => (None, "it is empty".to_owned()),
            };
            let cause = format!("it is no WARC file: {why}");
            return self.blame("no_warc", &said, offset, &cause);
        }
        if !seen.shared {
            return self.files.push(foreign);
        }
        if self.by_reference {
            self.done.unusable += 1;
            let cause = "its records share one gzip member, so none can be found by its place; \
                         import it without --by-reference";
            return self.blame("shared_gzip", &said, None, cause);
        }
        // The places noted were of the packed file; the plain one's replace them.
        let plain = foreign.unshared();
        match plain.and_then(|plain| self.survey_file(&plain, index).map(|_| plain)) {
            Ok(plain) => self.files.push(plain),
            Err(error) => self.blame("unreadable", &said, None, &error.to_string()),
        }
    }

    /// Looks through one file.
    fn survey_file(&mut self, foreign: &Foreign, index: usize) -> std::io::Result<Seen> {
        let mut reader = foreign.open(0)?;
        let mut seen = Seen::default();
        loop {
            let header = match reader.next_record() {
                Ok(Some(header)) => header,
                Ok(None) => return Ok(seen),
                Err(error) if seen.records == 0 && is_no_warc(&error) => {
                    seen.error = Some(error);
                    return Ok(seen);
                }
                // Told at the second look, when the rest is read.
                Err(error) => {
                    seen.error = Some(error);
                    continue;
                }
            };
            seen.records += 1;
            if let Some(site) = self.site_of(&header)
                && let Ok(capture) = self.take(&mut reader, &header)
            {
                let spot: Spot = (index, header.offset);
                self.survey.note(&site, &header, &capture, spot);
                if header.kind() == Kind::Response && capture.status == 200 {
                    self.survey.hear(&site, &capture);
                }
            }
            if seen.records <= 2 && matches!(reader.finish_record(), Ok(0)) {
                seen.shared = true;
                return Ok(seen);
            }
        }
    }
}

/// Whether an error at the beginning of a file means that it is something else altogether.
fn is_no_warc(error: &WarcError) -> bool {
    matches!(error, WarcError::NotWarc { .. } | WarcError::Read { .. })
}
