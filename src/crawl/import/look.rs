//! The first look: which files are WARC files at all, and what is in them.
//!
//! Never stores: nothing is known yet of which files can be used.

use std::collections::{BTreeSet, HashSet};
use std::io::{self, Read as _};

use url::Url;

use super::file::{self, Foreign};
use super::input::{ImportStep, InputFile};
use super::survey::RecordSpot;
use super::{Imported, Importing, is_http};
use crate::crawl::reextract::ArchiveHandle;
use crate::crawl::setup::Stop;
use crate::store::is_snapshot;
use crate::warc::salvage::FilePacking;
use crate::warc::{Header, RecordType, WarcError};

/// How many hosts of a file that is left alone are named.
const HOSTS: usize = 4;

/// What the first look at a file saw.
#[derive(Default)]
struct FirstLook {
    records: u64,
    /// Responses of the sites.
    of_sites: u64,
    /// Responses of others.
    of_others: u64,
    /// Some hosts of these.
    hosts: BTreeSet<String>,
    /// The last thing that could not be read.
    error: Option<WarcError>,
}

impl FirstLook {
    fn note(&mut self, header: &Header, is_of_site: bool) {
        if is_of_site {
            self.of_sites += 1;
        } else if matches!(header.kind(), RecordType::Response | RecordType::Revisit)
            || (header.kind() == RecordType::Resource && is_http(header))
        {
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

impl Importing<'_, ()> {
    /// The first look at every file; one that holds no record is left out.
    pub(super) fn look(&mut self, files: &[InputFile], stop: &Stop) {
        for input in files {
            let mut problems = Vec::new();
            let found = file::open(input, &mut problems);
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
        self.survey.settle();
    }

    fn first_look(&mut self, foreign: Foreign) {
        let said = foreign.said.clone();
        match self.sound(foreign) {
            Ok(Some(foreign)) => match self.survey_file(&foreign, self.files.len()) {
                Ok(seen) => self.keep(foreign, seen),
                Err(error) => self.unusable("unreadable", &said, None, &error.to_string()),
            },
            Ok(None) => {}
            Err(error) => self.unusable("unreadable", &said, None, &error.to_string()),
        }
    }

    /// The file, if each of its records can be cited as it is; else one made of its records.
    /// `None`: nothing of it can be used, and that was told.
    fn sound(&mut self, foreign: Foreign) -> io::Result<Option<Foreign>> {
        let said = foreign.said.clone();
        let packing = foreign.packing()?;
        if let FilePacking::Unread { name, command } = packing {
            let cause =
                format!("it is packed with {name}, which is not read: `{command}` it first");
            self.unusable("packing", &said, None, &cause);
            return Ok(None);
        }
        let unfit = match probe(&foreign, packing)? {
            Fitness::Sound => return Ok(Some(foreign)),
            Fitness::Damaged(_) if self.by_reference => return Ok(Some(foreign)),
            Fitness::Otherwise(why) if self.by_reference => {
                let cause = format!("{why}; import it without --by-reference");
                self.unusable("by_reference", &said, None, &cause);
                return Ok(None);
            }
            unfit => unfit,
        };
        let (salvaged, done) = foreign.salvaged(packing)?;
        if done.records == 0 {
            let (offset, why) = match (&unfit, done.damage.first()) {
                (_, Some(first)) => (Some(first.offset), first.cause.clone()),
                (Fitness::Damaged(error), None) => (Some(error.offset()), error.to_string()),
                _ => (None, "it is empty".to_owned()),
            };
            let cause = format!("it is no WARC file: {why}");
            self.unusable("no_warc", &said, offset, &cause);
            return Ok(None);
        }
        for damage in &done.damage {
            self.blame("damaged", &said, Some(damage.offset), &damage.cause);
        }
        (self.watch)(&ImportStep::Rewritten {
            file: said,
            records: done.records,
            named: done.named,
            joined: done.joined,
            was_arc: done.was_arc,
        });
        Ok(Some(salvaged))
    }

    fn unusable(&mut self, kind: &'static str, said: &str, offset: Option<u64>, cause: &str) {
        self.done.unusable += 1;
        self.blame(kind, said, offset, cause);
    }

    /// A file for the second look. One of other sites alone is left where it is: what is once
    /// copied into the archive is sealed there for good.
    fn keep(&mut self, foreign: Foreign, seen: FirstLook) {
        if seen.records == 0 {
            let offset = seen.error.as_ref().map(WarcError::offset);
            let why = seen
                .error
                .map_or("it is empty".to_owned(), |it| it.to_string());
            let cause = format!("it is no WARC file: {why}");
            return self.unusable("no_warc", &foreign.said, offset, &cause);
        }
        if !seen.is_of_others() {
            return self.files.push(foreign);
        }
        // Nothing of it is kept that a revisit of the others could find.
        self.survey.forget(self.files.len());
        self.done.out_of_scope += seen.of_others;
        let of_file = self.done.by_file.entry(foreign.said.clone()).or_default();
        of_file.records = seen.records;
        of_file.left_out.insert("other_host", seen.of_others);
        (self.watch)(&ImportStep::LeftAlone {
            file: foreign.said,
            sites: self.sites.iter().map(|site| site.name.clone()).collect(),
            hosts: seen.hosts.into_iter().collect(),
        });
    }

    /// Looks through one file.
    fn survey_file(&mut self, foreign: &Foreign, index: usize) -> io::Result<FirstLook> {
        let mut reader = foreign.open(0)?;
        let mut seen = FirstLook::default();
        loop {
            let header = match reader.next_record() {
                Ok(Some(header)) => header,
                Ok(None) => return Ok(seen),
                // Told at the second look, when the rest is read.
                Err(error) => {
                    seen.error = Some(error);
                    continue;
                }
            };
            seen.records += 1;
            if header.kind() == RecordType::Request {
                let mut head = [0; 8];
                let _ = reader.block().read(&mut head);
                self.survey.hear_request(&header, &head);
                continue;
            }
            if self.taker.is_some() && is_snapshot(&header) {
                self.cite(&mut reader);
                seen.of_sites += 1;
                continue;
            }
            let site = self.site_of(&header);
            seen.note(&header, site.is_some());
            if site.is_none() && header.kind() == RecordType::Response {
                let spot = (index, header.offset);
                self.survey.note_original(None, &header, spot);
            }
            if let Some(site) = site
                && let Ok(capture) = self.take(&mut reader, &header)
            {
                let spot: RecordSpot = (index, header.offset);
                self.survey.note(&site, &header, &capture, spot);
                if header.kind() != RecordType::Revisit && capture.status == 200 {
                    self.survey.hear(&site, &capture);
                }
            }
        }
    }
}

impl<'a> Importing<'a, ()> {
    /// The same over its archive.
    pub(super) fn with(self, archive: ArchiveHandle) -> Importing<'a> {
        Importing {
            sites: self.sites,
            max_decoded: self.max_decoded,
            by_reference: self.by_reference,
            shelf: archive,
            run: self.run,
            clock: self.clock,
            watch: self.watch,
            files: self.files,
            places: self.places,
            survey: self.survey,
            taker: self.taker,
            filed: self.filed,
            left_out: self.left_out,
            done: self.done,
        }
    }

    /// The report on files of which none can be used.
    pub(super) fn nothing(mut self, interrupted: bool) -> Imported {
        self.end(interrupted);
        self.done
    }
}

/// Whether the records of a file can be cited as they are.
enum Fitness {
    Sound,
    /// Something in it cannot be read as it stands.
    Damaged(WarcError),
    /// It is whole, and in a form in which not every record can be found or read by its place.
    Otherwise(&'static str),
}

/// Goes through all record headers of a file.
fn probe(foreign: &Foreign, packing: FilePacking) -> io::Result<Fitness> {
    if packing == FilePacking::Zstd {
        return Ok(Fitness::Otherwise("it is packed with Zstandard"));
    }
    let mut reader = foreign.open(0)?;
    let (mut ids, mut records) = (HashSet::new(), 0_u64);
    loop {
        let (header, length) = match reader.next_whole() {
            Ok(Some(whole)) => whole,
            Ok(None) if records == 0 => return Ok(Fitness::Otherwise("it holds no record")),
            Ok(None) => return Ok(Fitness::Sound),
            Err(WarcError::Read { source, .. }) => return Err(source),
            Err(error) => return Ok(Fitness::Damaged(error)),
        };
        records += 1;
        if length == 0 {
            return Ok(Fitness::Otherwise("records of it share a gzip member"));
        }
        if header.is_segment() {
            return Ok(Fitness::Otherwise("records of it are cut into segments"));
        }
        let is_capture = matches!(
            header.kind(),
            RecordType::Response | RecordType::Revisit | RecordType::Resource
        );
        if is_capture && !header.id().is_some_and(|id| ids.insert(id)) {
            return Ok(Fitness::Otherwise(
                "records of it have no WARC-Record-ID of their own",
            ));
        }
    }
}
