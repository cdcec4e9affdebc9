//! Other tools' captures, read by the same extraction into the same archive: the way a dead
//! portal's past joins it.
//!
//! Two looks at the files: the first at their sources and addresses, the second at their
//! pages, so that a page finds its hints, its later parts and the response its revisit
//! refers to wherever they lie. One record at a time: memory grows with the number of
//! addresses only. One bad record never stops the rest.

mod captured;
mod file;
mod handed;
mod input;
mod look;
mod original;
mod page;
mod report;
mod survey;
mod waiting;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::json;

pub use captured::{CapturedArticle, Sight};
pub use input::{Import, ImportStep, InputFile};
pub use report::{Imported, OfFile, Problem};

use self::captured::Taker;
use self::file::Foreign;
use self::report::kind_of;
use self::survey::FileSurvey;
use super::reextract::ArchiveHandle;
use super::setup::{Stop, names};
use super::{CrawlError, RunEnding, changes};
use crate::config::{Config, Site};
use crate::digest::ContentDigest;
use crate::http::Capture;
use crate::record::Cause;
use crate::store::{Event, Outcome, Reader, StoreError};
use crate::warc::{self, Header, RecordType, WarcError};

/// What an HTTP head may add to the largest body.
const HEAD_ROOM: u64 = 1 << 20;

/// Imports the files. The archive is opened when one of them can be used: else nothing is made or
/// stored at all, and the report says so ([`Imported::unusable`]). Errors are lost integrity only.
pub fn import(
    config: &Config,
    open: impl FnOnce() -> Result<ArchiveHandle, CrawlError>,
    wanted: &Import,
    clock: fn() -> DateTime<Utc>,
    stop: &Stop,
    watch: &dyn Fn(&ImportStep),
) -> Result<Imported, CrawlError> {
    let looking = Importing::begin(config, wanted, None, clock, watch)?;
    looking.both_looks(config, open, wanted, stop)
}

/// Reads files as [`import`] does, and hands on what each capture shows, in their
/// order. `reader`: the archive that the files lie in, for what they refer to there; else an
/// empty one. Nothing is written. Errors are lost integrity only.
pub fn read_captures(
    config: &Config,
    reader: Reader,
    files: Vec<InputFile>,
    clock: fn() -> DateTime<Utc>,
    stop: &Stop,
    watch: &dyn Fn(&ImportStep),
    taker: &dyn Fn(CapturedArticle),
) -> Result<Imported, CrawlError> {
    let wanted = Import {
        files,
        ..Import::default()
    };
    let looking = Importing::begin(config, &wanted, Some(taker), clock, watch)?;
    let open = || Ok(ArchiveHandle::Looking(Box::new(reader)));
    looking.both_looks(config, open, &wanted, stop)
}

/// An import; before its archive is opened, one over nothing.
struct Importing<'a, S = ArchiveHandle> {
    sites: Vec<Arc<Site>>,
    max_decoded: u64,
    by_reference: bool,
    shelf: S,
    run: Option<String>,
    clock: fn() -> DateTime<Utc>,
    watch: &'a dyn Fn(&ImportStep),
    files: Vec<Foreign>,
    /// Each file as records of it are cited.
    places: Vec<String>,
    survey: FileSurvey,
    /// Who is handed the articles instead of the archive.
    taker: Option<Taker<'a>>,
    /// In a dry run: what articles would say, by name. A real run finds it in the archive.
    filed: HashMap<String, ContentDigest>,
    /// Of the file at hand.
    left_out: BTreeMap<&'static str, u64>,
    done: Imported,
}

impl<'a> Importing<'a, ()> {
    fn begin(
        config: &Config,
        wanted: &Import,
        taker: Option<Taker<'a>>,
        clock: fn() -> DateTime<Utc>,
        watch: &'a dyn Fn(&ImportStep),
    ) -> Result<Self, CrawlError> {
        let mut sites: Vec<Arc<Site>> = config.sites.clone();
        if let Some(name) = &wanted.site {
            sites.retain(|site| site.name == *name);
        }
        if sites.is_empty() {
            return Err(CrawlError::NoSite {
                name: wanted.site.clone().unwrap_or_default(),
                known: names(config),
            });
        }
        Ok(Self {
            sites,
            max_decoded: config.fetch.max_decoded,
            by_reference: wanted.by_reference,
            shelf: (),
            run: None,
            clock,
            watch,
            files: Vec::new(),
            places: Vec::new(),
            survey: FileSurvey::default(),
            taker,
            filed: HashMap::new(),
            left_out: BTreeMap::new(),
            done: Imported::begin(clock()),
        })
    }

    fn both_looks(
        mut self,
        config: &Config,
        open: impl FnOnce() -> Result<ArchiveHandle, CrawlError>,
        wanted: &Import,
        stop: &Stop,
    ) -> Result<Imported, CrawlError> {
        self.look(&wanted.files, stop);
        if self.files.is_empty() {
            return Ok(self.nothing(stop.asked()));
        }
        let mut importing = self.with(open()?);
        importing.adopt(wanted, importing.done.started_at)?;
        let mut interrupted = stop.asked();
        for index in 0..importing.places.len() {
            interrupted = interrupted || importing.read(index, stop)?;
        }
        if !interrupted && importing.taker.is_none() {
            importing.waiting()?;
        }
        importing.finish(config, interrupted)
    }
}

impl Importing<'_> {
    /// Takes the files into the archive, in a run of its own.
    fn adopt(&mut self, wanted: &Import, now: DateTime<Utc>) -> Result<(), CrawlError> {
        let files: Vec<&str> = wanted.files.iter().map(|it| it.said.as_str()).collect();
        let options = json!({"import": {
            "files": files, "site": wanted.site, "by_reference": wanted.by_reference,
        }});
        self.done.files = self.files.len() as u64;
        let ArchiveHandle::Writing(archive) = &mut self.shelf else {
            self.places = self.files.iter().map(|it| it.said.clone()).collect();
            return Ok(());
        };
        self.run = Some(archive.begin_aside(&options, now)?.stamp);
        for foreign in &self.files {
            let place = if self.by_reference && foreign.stands_alone() {
                archive.refer_warc(&foreign.path)?
            } else {
                archive.adopt_warc(&foreign.path, &foreign.name)?
            };
            if !is_held(archive, &place.file)? {
                archive.commit(&Event::Imported {
                    at: (self.clock)(),
                    file: place.file.clone(),
                    source: foreign.said.clone(),
                    bytes: place.bytes,
                    sha256: place.sha256,
                })?;
            }
            self.places.push(place.file);
        }
        Ok(())
    }

    /// The second look at one file; true when told to stop before its end.
    fn read(&mut self, index: usize, stop: &Stop) -> Result<bool, CrawlError> {
        let said = self.files[index].said.clone();
        (self.watch)(&ImportStep::Reading { file: said.clone() });
        let before = (self.done.records, self.done.captures);
        self.left_out.clear();
        let stopped = self.read_records(index, &said, stop)?;
        let records = self
            .done
            .records
            .saturating_add_signed(self.files[index].fewer);
        self.done.records = records.max(before.0);
        let of_file = self.done.by_file.entry(said.clone()).or_default();
        of_file.records = self.done.records - before.0;
        of_file.captures = self.done.captures - before.1;
        of_file.left_out = std::mem::take(&mut self.left_out);
        (self.watch)(&ImportStep::Read {
            file: said,
            records: of_file.records,
            taken: of_file.captures,
            left_out: of_file.left_out.clone(),
        });
        Ok(stopped)
    }

    fn read_records(&mut self, index: usize, said: &str, stop: &Stop) -> Result<bool, CrawlError> {
        let mut reader = match self.files[index].open(0) {
            Ok(reader) => reader,
            Err(error) => {
                self.blame("unreadable", said, None, &error.to_string());
                return Ok(false);
            }
        };
        loop {
            if stop.asked() {
                return Ok(true);
            }
            match reader.next_record() {
                Ok(Some(header)) => self.record(index, &mut reader, &header)?,
                Ok(None) => return Ok(false),
                Err(error) => self.warc_error(index, &error),
            }
        }
    }

    fn record<R: std::io::Read>(
        &mut self,
        index: usize,
        reader: &mut warc::WarcReader<R>,
        header: &Header,
    ) -> Result<(), CrawlError> {
        self.done.records += 1;
        match header.kind() {
            RecordType::Response | RecordType::Revisit => {}
            RecordType::Resource if is_http(header) => {}
            RecordType::Conversion => {
                self.leave("conversion");
                return Ok(());
            }
            RecordType::Metadata => return self.described(index, reader, header),
            _ => return Ok(()),
        }
        let Some(site) = self.site_of(header) else {
            self.done.out_of_scope += 1;
            self.leave("other_host");
            return Ok(());
        };
        if self.survey.is_of_another_method(header) {
            self.leave("method");
            return Ok(());
        }
        if self.survey.is_cited(header) {
            // Handed on with the snapshot that cites it.
            self.done.captures += 1;
            return Ok(());
        }
        let taken = self
            .take(reader, header)
            .and_then(|capture| Ok((capture, reader.finish_record()?)));
        match taken {
            Ok((_, 0)) => {
                let cause = "it shares its gzip member with other records".to_owned();
                let offset = header.offset;
                self.warc_error(index, &WarcError::Gzip { offset, cause });
                Ok(())
            }
            Ok((capture, length)) => self.capture(&site, index, header, capture, length),
            Err(error) => {
                self.leave("unreadable");
                self.warc_error(index, &error);
                Ok(())
            }
        }
    }

    fn leave(&mut self, why: &'static str) {
        *self.left_out.entry(why).or_default() += 1;
    }

    fn finish(mut self, config: &Config, interrupted: bool) -> Result<Imported, CrawlError> {
        self.end(interrupted);
        let now = self.done.finished_at;
        if let ArchiveHandle::Writing(archive) = &mut self.shelf
            && let Some(run) = &self.run
        {
            if interrupted {
                archive.settle()?;
            } else {
                changes::tell(archive, config, run)?;
                archive.finish_run(self.done.ending.exit(), now)?;
            }
        }
        Ok(self.done)
    }

    fn warc_error(&mut self, index: usize, error: &WarcError) {
        let said = self.files[index].said.clone();
        self.blame(
            kind_of(error),
            &said,
            Some(error.offset()),
            &error.to_string(),
        );
    }
}

impl<S> Importing<'_, S> {
    /// The capture of the record at hand; of a revisit still without its body.
    fn take<R: std::io::Read>(
        &self,
        reader: &mut warc::WarcReader<R>,
        header: &Header,
    ) -> Result<Capture, WarcError> {
        let block = reader.read_block(self.max_decoded.saturating_add(HEAD_ROOM))?;
        warc::capture_of(header, block, self.max_decoded)
    }

    /// The site a record belongs to.
    fn site_of(&self, header: &Header) -> Option<Arc<Site>> {
        if !matches!(
            header.kind(),
            RecordType::Response | RecordType::Revisit | RecordType::Resource
        ) {
            return None;
        }
        let url = url::Url::parse(header.target()?).ok()?;
        let mut sites = self.sites.iter();
        sites.find(|site| site.rules.in_scope(&url)).map(Arc::clone)
    }

    fn end(&mut self, interrupted: bool) {
        self.done.finished_at = (self.clock)();
        self.done.run.clone_from(&self.run);
        self.done.ending = RunEnding::of(interrupted, self.done.problems.is_empty());
    }

    fn blame(&mut self, kind: &'static str, file: &str, offset: Option<u64>, cause: &str) {
        let problem = Problem {
            file: file.to_owned(),
            offset,
            cause: cause.to_owned(),
        };
        self.problem(kind, problem);
    }

    fn problem(&mut self, kind: &'static str, problem: Problem) {
        *self.done.problems.entry(kind).or_default() += 1;
        let of_file = self.done.by_file.entry(problem.file.clone());
        of_file.or_default().problems += 1;
        (self.watch)(&ImportStep::Problem(problem));
    }
}

/// Whether a record is of the web: wget keeps its log as a resource too.
fn is_http(header: &Header) -> bool {
    let url = header.target().unwrap_or_default();
    url.starts_with("http:") || url.starts_with("https:")
}

/// Whether an earlier import has taken captures of this very file.
fn is_held(reader: &Reader, file: &str) -> Result<bool, StoreError> {
    let later = reader.captures().page(Some((file, 0)), 1)?;
    Ok(later.iter().any(|row| row.evidence.location.file == file)
        || reader.captures().at(file, 0)?.is_some())
}

/// Why imported captures are read.
const CAUSE: Cause = Cause::Import;

/// An outcome that says no more than that the capture is there.
fn no_article(kind: &str, reason: &str) -> Outcome {
    Outcome::NotArticle {
        reason_kind: kind.to_owned(),
        reason: reason.to_owned(),
    }
}
