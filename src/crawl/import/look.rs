//! The first look: which files are WARC files at all, and what is in them.
//!
//! Never stores: nothing is known yet of which files can be used.

use std::collections::BTreeSet;
use std::path::PathBuf;

use url::Url;

use super::file::{self, Foreign};
use super::survey::Spot;
use super::{ImportStep, Importing};
use crate::crawl::setup::Stop;
use crate::warc::{Header, Kind, WarcError};

/// How many hosts of a file that is left alone are named.
const HOSTS: usize = 4;

/// What the first look at a file saw.
#[derive(Default)]
struct Seen {
    records: u64,
    /// Whether records share a gzip member.
    shared: bool,
    /// Responses of the sites.
    of_sites: u64,
    /// Responses of others.
    of_others: u64,
    /// Some hosts of these.
    hosts: BTreeSet<String>,
    /// The last thing that could not be read.
    error: Option<WarcError>,
}

impl Seen {
    fn note(&mut self, header: &Header, is_of_site: bool) {
        if is_of_site {
            self.of_sites += 1;
        } else if matches!(header.kind(), Kind::Response | Kind::Revisit) {
            self.of_others += 1;
            let url = header.target().and_then(|it| Url::parse(it).ok());
            let host = url.as_ref().and_then(Url::host_str);
            if self.hosts.len() < HOSTS {
                self.hosts.extend(host.map(str::to_owned));
            }
        }
    }

    /// Whether the file was read whole, and nothing in it is of the sites.
    fn is_of_others(&self) -> bool {
        self.of_sites == 0 && self.error.is_none()
    }
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
            return self.keep(foreign, seen);
        }
        if self.by_reference {
            self.done.unusable += 1;
            let cause = "its records share one gzip member, so none can be found by its place; \
                         import it without --by-reference";
            return self.blame("shared_gzip", &said, None, cause);
        }
        // The places noted were of the packed file; the plain one's replace them.
        let plain = foreign.unshared();
        match plain.and_then(|plain| self.survey_file(&plain, index).map(|seen| (plain, seen))) {
            Ok((plain, seen)) => self.keep(plain, seen),
            Err(error) => self.blame("unreadable", &said, None, &error.to_string()),
        }
    }

    /// A file for the second look. One of other sites alone is left where it is: what is once
    /// copied into the archive is sealed there for good.
    fn keep(&mut self, foreign: Foreign, seen: Seen) {
        if !seen.is_of_others() {
            return self.files.push(foreign);
        }
        self.done.out_of_scope += seen.of_others;
        (self.watch)(&ImportStep::LeftAlone {
            file: foreign.said,
            sites: self.sites.iter().map(|site| site.name.clone()).collect(),
            hosts: seen.hosts.into_iter().collect(),
        });
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
            let site = self.site_of(&header);
            seen.note(&header, site.is_some());
            if let Some(site) = site
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
