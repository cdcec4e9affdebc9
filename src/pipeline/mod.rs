//! A night: finish what was begun, crawl, verify a share, report, feeds, notify, search
//! index; one exit code.
//!
//! Never does a room's work itself. A stage that fails is told and does not keep the later ones
//! from running; only an archive that cannot be opened ends the night.

mod calendar;
mod crawling;
mod delivery;
mod ending;
mod error;
mod exposition;
mod feeds;
mod ledger;
mod letter;
mod metrics;
mod publish;
mod resume;
mod setup;
mod step;
mod wait;

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

pub use delivery::{DeliveryOutcome, tell_untold, tell_untold_in, try_channels};
pub use ending::PipelineEnding;
pub use error::NightError;
pub use exposition::Exposition;
pub use feeds::{FeedsWritten, whole_ledger, write_feeds};
pub use ledger::{PublishedChanges, days, of_day, zone};
pub use metrics::{NightMetrics, figures, write_metrics};
pub use setup::PipelineSetup;
pub use step::{PipelineStage, PipelineStep};

use self::crawling::CrawlStage;
use self::wait::WaitedTime;
use crate::audit::{self, AuditCounts, Depth, Share};
use crate::crawl::RunReport;
use crate::published::{Audience, Published};
use crate::search::{self, SearchStep};
use crate::store::{Archive, NightLock};

/// What came of a night.
#[derive(Debug, Default)]
pub struct PipelineOutcome {
    /// The worst of all stages.
    pub ending: PipelineEnding,
    /// The crawls: a half-finished one of an earlier night is finished first.
    pub crawls: Vec<RunReport>,
    /// Days before this one on which nothing ran.
    pub missed: Vec<NaiveDate>,
    /// What the audit looked at; `None` when it did not come to its end.
    pub checked: Option<AuditCounts>,
    /// Reports and feeds written, below the archive.
    pub papers: Vec<String>,
    /// What became of telling, a receiver each.
    pub told: Vec<DeliveryOutcome>,
}

/// A night from its first stage to its last. An error means that nothing could be begun.
pub async fn nightly(setup: PipelineSetup) -> Result<PipelineOutcome, NightError> {
    let mut night = Pipeline {
        started_at: (setup.clock)(),
        runs: Vec::new(),
        outcome: PipelineOutcome::default(),
        setup,
    };
    let ran = night.run().await;
    let ending = match &ran {
        Ok(()) => night.outcome.ending,
        Err(NightError::Stopped) => PipelineEnding::Interrupted,
        Err(_) => PipelineEnding::Broken,
    };
    night.outcome.ending = ending;
    night.measure();
    match ran {
        Ok(()) | Err(NightError::Stopped) => Ok(night.outcome),
        Err(error) => Err(error),
    }
}

struct Pipeline {
    setup: PipelineSetup,
    started_at: DateTime<Utc>,
    /// Tonight's runs.
    runs: Vec<String>,
    outcome: PipelineOutcome,
}

impl Pipeline {
    async fn run(&mut self) -> Result<(), NightError> {
        let take = |setup: &PipelineSetup| NightLock::take(&setup.dir);
        let mut waited = WaitedTime::default();
        let mut lock = waited.free(&self.setup, take).await?;
        let mut stage = CrawlStage {
            setup: &self.setup,
            started_at: self.started_at,
            waited: &mut waited,
            runs: &mut self.runs,
            reports: &mut self.outcome.crawls,
        };
        let mut archive = Some(stage.open().await?);
        let crawled = stage.crawled_before(&lock, archive.as_deref())?;
        let today = calendar::today(&self.setup);
        self.outcome.missed = calendar::missed(&self.setup.config, archive.as_deref(), today)?;
        if !self.outcome.missed.is_empty() {
            (self.setup.watch)(&PipelineStep::Missed(&self.outcome.missed));
        }
        let crawled = match crawled {
            Some(ending) => Ok(ending),
            None => stage.crawl(&mut archive, &mut lock).await,
        };
        drop(archive);
        self.end(PipelineStage::Crawl, crawled)?;
        let verified = self.verify().await;
        self.end(PipelineStage::Verify, verified)?;
        let written = self.papers().await;
        self.end(PipelineStage::Report, written)?;
        let told = self.tell().await;
        self.end(PipelineStage::Notify, told)?;
        // Last: nobody's news waits for it.
        let indexed = self.index().await;
        self.end(PipelineStage::Search, indexed)?;
        lock.note("").map_err(NightError::from)
    }

    /// Tells how a stage ended, and ends the night where it was told to stop.
    fn end(
        &mut self,
        stage: PipelineStage,
        ended: Result<PipelineEnding, NightError>,
    ) -> Result<(), NightError> {
        let ending = match ended {
            Ok(ending) => ending,
            Err(NightError::Stopped) => PipelineEnding::Interrupted,
            Err(error) => {
                (self.setup.watch)(&PipelineStep::Failed(stage, &error));
                PipelineEnding::Broken
            }
        };
        self.outcome.ending = self.outcome.ending.max(ending);
        if ending == PipelineEnding::Interrupted || self.setup.stop.asked() {
            return Err(NightError::Stopped);
        }
        Ok(())
    }

    /// Tonight's share of the archive. It only reads, so being told to stop leaves it behind.
    async fn verify(&mut self) -> Result<PipelineEnding, NightError> {
        let (dir, config) = (self.setup.dir.clone(), Arc::clone(&self.setup.config));
        let depth = Depth {
            share: Share::of_night(config.nightly.verify, (self.setup.clock)()),
            deep: false,
        };
        let watch = Arc::clone(&self.setup.watch);
        let checked = self
            .beside(move || {
                audit::verify(&dir, &config, depth, &mut |told| {
                    watch(&PipelineStep::Audit(&told));
                })
                .map_err(NightError::from)
            })
            .await?;
        (self.setup.watch)(&PipelineStep::Verified(&checked));
        let found = checked.findings > 0;
        self.outcome.checked = Some(checked);
        Ok(if found {
            PipelineEnding::Incomplete
        } else {
            PipelineEnding::Complete
        })
    }

    /// Reports of all days that have none, tonight's, and the feeds.
    async fn papers(&mut self) -> Result<PipelineEnding, NightError> {
        let job = publish::Job {
            dir: self.setup.dir.clone(),
            config: Arc::clone(&self.setup.config),
            today: calendar::today(&self.setup),
        };
        let watch = Arc::clone(&self.setup.watch);
        let papers = self
            .beside(move || job.write(&mut |file| watch(&PipelineStep::Wrote(file))))
            .await?;
        self.outcome.papers = papers;
        Ok(PipelineEnding::Complete)
    }

    async fn tell(&mut self) -> Result<PipelineEnding, NightError> {
        let job = delivery::Job {
            dir: &self.setup.dir,
            config: &self.setup.config,
            secrets: &self.setup.secrets,
            limits: self.setup.limits,
            clock: self.setup.clock,
            runs: self.runs.clone(),
            scope: Audience::Public,
            watch: &*self.setup.watch,
        };
        let telling = job.tell();
        let told = tokio::select! {
            told = telling => told?,
            () = self.setup.stop.wait() => return Err(NightError::Stopped),
        };
        let failed = told.iter().any(|told| told.untold > 0);
        self.outcome.told = told;
        Ok(if failed {
            PipelineEnding::Incomplete
        } else {
            PipelineEnding::Complete
        })
    }

    /// The search index, for those who may only read it.
    async fn index(&self) -> Result<PipelineEnding, NightError> {
        let (dir, config) = (self.setup.dir.clone(), Arc::clone(&self.setup.config));
        let watch = Arc::clone(&self.setup.watch);
        self.beside(move || {
            let reader = Archive::open_for_reading(&dir)?;
            let published = Published::open(reader, &config, Audience::Public)?;
            let mut is_whole = true;
            let unread = search::bring_up_to_date(&published, &mut |step| {
                is_whole &= step != SearchStep::Behind;
                watch(&PipelineStep::Search(step));
            })?;
            for version in &unread {
                watch(&PipelineStep::Unsearchable(version));
            }
            Ok(if is_whole && unread.is_empty() {
                PipelineEnding::Complete
            } else {
                PipelineEnding::Incomplete
            })
        })
        .await
    }

    /// The figures of the night, where they are wanted; however it ended.
    fn measure(&mut self) {
        let Some(path) = &self.setup.config.nightly.metrics else {
            return;
        };
        let ended_at = (self.setup.clock)();
        let figures = NightMetrics {
            started_at: self.started_at,
            ended_at,
            exit: self.outcome.ending.code(),
            crawls: self.outcome.crawls.iter().collect(),
            findings: self
                .outcome
                .checked
                .as_ref()
                .map(|checked| checked.findings),
            told: &self.outcome.told,
        };
        if let Err(error) = write_metrics(path, &self.setup.dir, &figures) {
            (self.setup.watch)(&PipelineStep::Failed(PipelineStage::Metrics, &error));
            self.outcome.ending = self.outcome.ending.max(PipelineEnding::Incomplete);
        }
    }

    /// Work without the network, with the signal to stop heard beside it.
    async fn beside<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, NightError> + Send + 'static,
    ) -> Result<T, NightError> {
        tokio::select! {
            done = tokio::task::spawn_blocking(work) => done.map_err(|error| NightError::Worker {
                cause: error.to_string(),
            })?,
            () = self.setup.stop.wait() => Err(NightError::Stopped),
        }
    }
}
