//! The first stage: asking the sites; not again, where the night before was killed after it.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::NightError;
use super::calendar::{self, today};
use super::ending::PipelineEnding;
use super::resume::PipelineNote;
use super::setup::PipelineSetup;
use super::step::PipelineStep;
use super::wait::WaitedTime;
use crate::crawl::{self, CrawlError, Plan, RunReport};
use crate::lane::Lanes;
use crate::store::{Archive, NightLock, Reader};

/// The crawls of a night.
pub(super) struct CrawlStage<'a> {
    pub(super) setup: &'a PipelineSetup,
    pub(super) started_at: DateTime<Utc>,
    pub(super) waited: &'a mut WaitedTime,
    /// Tonight's runs so far.
    pub(super) runs: &'a mut Vec<String>,
    pub(super) reports: &'a mut Vec<RunReport>,
}

impl CrawlStage<'_> {
    pub(super) async fn open(&mut self) -> Result<Archive, NightError> {
        let options = crawl::open_options(&self.setup.config);
        let archive = self
            .waited
            .free(self.setup, |setup| Archive::open(&setup.dir, &options))
            .await?;
        (self.setup.watch)(&PipelineStep::Recovered(archive.recovered()));
        Ok(archive)
    }

    /// How the crawl of a night ended that was killed after it; `None` when there is none.
    pub(super) fn crawled_before(
        &mut self,
        lock: &NightLock,
        reader: Option<&Reader>,
    ) -> Result<Option<PipelineEnding>, NightError> {
        let due = self.setup.due_at.map(PipelineNote::begin);
        let left = PipelineNote::left(lock, self.started_at).or(due);
        let Some((note, reader)) = left.zip(reader) else {
            return Ok(None);
        };
        let Some(crawled) = note.outcome(reader)? else {
            return Ok(None);
        };
        (self.setup.watch)(&PipelineStep::GoesOn(&crawled.runs));
        *self.runs = crawled.runs;
        *self.reports = crawled.reports;
        Ok(Some(crawled.ending))
    }

    /// One crawl; and another, when the first finished one of an earlier day. Notes that it has
    /// begun, and that it has ended.
    pub(super) async fn crawl(
        &mut self,
        archive: &mut Option<Archive>,
        lock: &mut NightLock,
    ) -> Result<PipelineEnding, NightError> {
        let mut note = PipelineNote::begin(self.started_at);
        note.write(lock)?;
        let mut worst = PipelineEnding::Complete;
        loop {
            let archive = match archive.take() {
                Some(archive) => archive,
                None => self.open().await?,
            };
            let watch = Arc::clone(&self.setup.watch);
            let report = crawl::crawl(crawl::CrawlSetup {
                config: Arc::clone(&self.setup.config),
                archive,
                lanes: Lanes::open(&self.setup.lanes)
                    .map_err(CrawlError::from)?
                    .under(self.setup.lease.clone()),
                intermediates: self.setup.intermediates.clone(),
                plan: Plan::default(),
                clock: self.setup.clock,
                stop: self.setup.stop.clone(),
                watch: Box::new(move |step| watch(&PipelineStep::Crawl(step))),
            })
            .await?;
            (self.setup.watch)(&PipelineStep::Crawled(&report));
            worst = worst.max(report.ending.into());
            let of_earlier_day = calendar::of_run(&report.run, self.setup)?
                .is_some_and(|day| day < today(self.setup));
            let again = report.resumed && of_earlier_day && worst != PipelineEnding::Interrupted;
            self.runs.push(report.run.clone());
            self.reports.push(report);
            if !again {
                if worst != PipelineEnding::Interrupted {
                    note.crawled(self.reports);
                    note.write(lock)?;
                }
                return Ok(worst);
            }
        }
    }
}
