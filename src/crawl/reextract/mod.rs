//! Reading the archive again: every kept capture of an article by the present recipe and
//! extractor, with no request sent.
//!
//! A capture that a snapshot cites is compared with it, field by field; where anything
//! differs, a new snapshot of the same capture is filed and the old one kept. A capture no
//! snapshot cites (it said nothing new when it was fetched, or was no article) becomes one
//! if it is one now. So a change of code is never taken for a change of the site.
//!
//! One capture at a time, in the order they lie in the files: memory does not grow with the
//! archive, except that a dry run remembers a digest for each version that would be made.
//! Reading twice changes nothing, so a run that was stopped simply goes on.

mod archive_handle;
mod finding;
mod foreseen;
mod repaired;
mod uncited;

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;

pub use archive_handle::ArchiveHandle;
pub use finding::{DifferenceKind, ReadingDifference, Reextracted};
use foreseen::Foreseen;

use super::again;
use super::changes;
use super::differ::differ;
use super::pages;
use super::second::{self, SecondReading};
use super::setup::{Stop, names};
use super::shift::recipe_changes;
use super::version::WholeVersion;
use super::{CrawlError, Plan, RunEnding};
use crate::config::{Config, Site};
use crate::digest::ContentDigest;
use crate::record::{Cause, Role, Snapshot};
use crate::store::{CaptureRow, DriftedCapture, Event, Outcome, StoreError};

/// Captures looked up at a time.
const PAGE: u32 = 500;

/// What is read again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reextract {
    /// Only this site.
    pub site: Option<String>,
    /// First day of publication, in the site's civil time.
    pub since: Option<NaiveDate>,
    /// Last day of publication.
    pub until: Option<NaiveDate>,
}

/// Reads the archive again. `watch` is told of every finding. A record that cannot be read
/// is a finding too; errors are lost integrity only.
pub fn reextract(
    config: &Config,
    mut shelf: ArchiveHandle,
    wanted: &Reextract,
    clock: fn() -> DateTime<Utc>,
    stop: &Stop,
    watch: &dyn Fn(&ReadingDifference),
) -> Result<Reextracted, CrawlError> {
    if let Some(name) = &wanted.site
        && config.site(name).is_none()
    {
        return Err(CrawlError::NoSite {
            name: name.clone(),
            known: names(config),
        });
    }
    let started_at = clock();
    let options = json!({"reextract": {
        "site": wanted.site, "since": wanted.since, "until": wanted.until,
    }});
    let run = match &mut shelf {
        ArchiveHandle::Writing(archive) => Some(archive.begin_aside(&options, started_at)?.stamp),
        ArchiveHandle::Looking(_) => None,
    };
    let mut rereading = Rereading {
        config,
        shelf,
        run,
        days: Plan {
            since: wanted.since,
            until: wanted.until,
            ..Plan::default()
        },
        clock,
        watch,
        foreseen: Foreseen::default(),
        strangers: BTreeSet::new(),
        held: Vec::new(),
        done: Reextracted::begin(started_at),
    };
    rereading.hold(wanted.site.as_deref())?;
    let interrupted = rereading.all(wanted.site.as_deref(), stop)? || rereading.held(stop)?;
    rereading.finish(interrupted)
}

struct Rereading<'a> {
    config: &'a Config,
    shelf: ArchiveHandle,
    run: Option<String>,
    days: Plan,
    clock: fn() -> DateTime<Utc>,
    watch: &'a dyn Fn(&ReadingDifference),
    /// What a dry run would have filed.
    foreseen: Foreseen,
    /// Sites of captures that are not configured.
    strangers: BTreeSet<String>,
    /// Captures that are read last, because they did not fit the recipe of their day.
    held: Vec<DriftedCapture>,
    done: Reextracted,
}

impl Rereading<'_> {
    /// Walks all captures; true when told to stop before the end.
    fn all(&mut self, site: Option<&str>, stop: &Stop) -> Result<bool, CrawlError> {
        let mut after: Option<(String, u64)> = None;
        loop {
            let from = after.as_ref().map(|(file, at)| (file.as_str(), *at));
            let rows = self.shelf.captures().page(from, PAGE)?;
            let Some(last) = rows.last() else {
                return Ok(false);
            };
            let place = &last.evidence.location;
            after = Some((place.file.clone(), place.offset));
            for row in &rows {
                if stop.asked() {
                    return Ok(true);
                }
                if site.is_some_and(|site| site != row.site)
                    || !may_be_article(row)
                    || self.is_held(row)
                {
                    continue;
                }
                match self.config.site(&row.site) {
                    Some(site) => self.capture(&Arc::clone(site), row)?,
                    None => self.stranger(row),
                }
            }
        }
    }

    fn finish(mut self, interrupted: bool) -> Result<Reextracted, CrawlError> {
        let now = (self.clock)();
        self.done.finished_at = now;
        self.done.run.clone_from(&self.run);
        let whole = self.done.problems + self.done.unfit == 0;
        self.done.ending = RunEnding::of(interrupted, whole);
        if let ArchiveHandle::Writing(archive) = &mut self.shelf {
            if interrupted {
                archive.settle()?;
            } else {
                if let Some(run) = &self.run
                    && (self.done.repaired > 0 || archive.untold_runs()?.contains(run))
                {
                    changes::tell(archive, self.config, run)?;
                    self.done.recipe = recipe_changes(archive, self.config, run)?;
                }
                archive.finish_run(self.done.ending.exit(), now)?;
            }
        }
        Ok(self.done)
    }

    /// A capture of a site that is not configured: counted, and told once a site.
    fn stranger(&mut self, row: &CaptureRow) {
        let cause = format!("no site of the configuration is called {:?}", row.site);
        let finding = ReadingDifference::problem(row, &cause);
        if self.strangers.insert(row.site.clone()) {
            self.tell(&finding);
        } else {
            self.done.count(&finding);
        }
    }

    fn tell(&mut self, finding: &ReadingDifference) {
        self.done.count(finding);
        (self.watch)(finding);
    }

    /// One capture of a page.
    fn capture(&mut self, site: &Site, row: &CaptureRow) -> Result<(), CrawlError> {
        match self.citing(row)? {
            Some((path, snapshot)) => self.cited(site, row, &path, snapshot),
            None => self.uncited(site, row),
        }
    }

    /// The newest reading of this capture: the last snapshot whose first page it is.
    fn citing(&self, row: &CaptureRow) -> Result<Option<(String, Snapshot)>, StoreError> {
        let mut newest: Option<(String, Snapshot)> = None;
        for path in self
            .shelf
            .captures()
            .snapshots_of_record(&row.evidence.location)?
        {
            let snapshot = self.shelf.read_snapshot(&path)?;
            let first = snapshot.provenance.pages.first();
            let is_first =
                first.and_then(|page| page.warc.as_ref()) == Some(&row.evidence.location);
            let is_later = newest
                .as_ref()
                .is_none_or(|(_, held)| held.provenance.run <= snapshot.provenance.run);
            if is_first && is_later {
                newest = Some((path, snapshot));
            }
        }
        Ok(newest)
    }

    /// A capture that a snapshot was read from.
    fn cited(
        &mut self,
        site: &Site,
        row: &CaptureRow,
        path: &str,
        snapshot: Snapshot,
    ) -> Result<(), CrawlError> {
        if !self.covers(snapshot.published_date) {
            return Ok(());
        }
        let found = pages::of_snapshot(&self.shelf, &snapshot).and_then(|mut pages| {
            let read = second::read(&self.shelf, site, &snapshot, &mut pages)?;
            Ok((pages, read))
        });
        let (pages, read) = match found {
            Ok(found) => found,
            Err(cause) => {
                self.tell(&ReadingDifference::problem(row, &cause));
                return Ok(());
            }
        };
        self.done.read(&pages);
        let reread = match read {
            SecondReading::NoArticle(none) => {
                self.tell(&ReadingDifference::no_longer(row, path, &snapshot, &none));
                return Ok(());
            }
            SecondReading::Outgrown => {
                self.done.compared += 1;
                self.done.outgrown += 1;
                return Ok(());
            }
            SecondReading::Says(reread) => reread,
        };
        self.done.compared += 1;
        let changes = differ(&snapshot, &reread.article);
        if changes.is_empty() {
            return Ok(());
        }
        let mut finding = ReadingDifference::changed(row, path, &snapshot, changes);
        let content = ContentDigest::of(&reread.article.content_form());
        let whole = WholeVersion {
            url: snapshot.url.clone(),
            article: reread.article,
            post_id: reread.post_id,
            pages: pages.into_iter().map(|(page, _)| page).collect(),
        };
        match (&mut self.shelf, &self.run) {
            (ArchiveHandle::Writing(archive), Some(run)) => {
                let outcome = again::replace(archive, site, run, whole, (snapshot, path))?;
                finding.filed(&outcome);
                self.commit(row, Cause::Reextraction, outcome)?;
            }
            _ => self
                .foreseen
                .note(&snapshot.article_id, &snapshot.url, row, content),
        }
        self.tell(&finding);
        Ok(())
    }

    fn commit(
        &mut self,
        row: &CaptureRow,
        cause: Cause,
        outcome: Outcome,
    ) -> Result<(), StoreError> {
        let event = Event::Reread {
            at: (self.clock)(),
            captured_at: row.at,
            cause,
            site: row.site.clone(),
            url: row.url.clone(),
            role: row.role,
            status: row.status.unwrap_or_default(),
            payload: row.payload.clone(),
            warc: row.evidence.clone(),
            outcome,
        };
        match &mut self.shelf {
            ArchiveHandle::Writing(archive) => archive.commit(&event),
            ArchiveHandle::Looking(_) => Ok(()),
        }
    }

    fn covers(&self, published: Option<NaiveDate>) -> bool {
        published.is_none_or(|day| self.days.covers_day(day))
    }
}

/// A whole answer to a page. Later parts are read with the first.
fn may_be_article(row: &CaptureRow) -> bool {
    matches!(row.role, Role::Article | Role::Page)
        && row
            .status
            .is_some_and(|status| (200..300).contains(&status))
        && !row.evidence.partial
}
