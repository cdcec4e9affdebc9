//! How far a night has come, noted for the next one: killed after its crawl, a night goes on with
//! the stages that are left, and asks nobody again.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::NightError;
use super::ending::PipelineEnding;
use crate::crawl::RunReport;
use crate::store::{NightLock, Reader};

/// A night that began longer ago is not gone on with: the next one is due.
const GOES_ON: TimeDelta = TimeDelta::hours(12);

/// What a night notes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct PipelineNote {
    began_at: DateTime<Utc>,
    /// Of its crawls; empty before the last has ended.
    crawls: Vec<RunReport>,
}

/// What is left of an earlier night's crawl.
#[derive(Debug, Default)]
pub(super) struct Crawled {
    /// Its runs.
    pub(super) runs: Vec<String>,
    /// Their reports, unless it was killed before it could note them.
    pub(super) reports: Vec<RunReport>,
    pub(super) ending: PipelineEnding,
}

impl PipelineNote {
    /// Of a night that begins.
    pub(super) fn begin(now: DateTime<Utc>) -> Self {
        Self {
            began_at: now,
            crawls: Vec::new(),
        }
    }

    /// Its crawls have ended.
    pub(super) fn crawled(&mut self, crawls: &[RunReport]) {
        self.crawls = crawls.to_vec();
    }

    pub(super) fn write(&self, lock: &mut NightLock) -> Result<(), NightError> {
        let text = serde_json::to_string(self).unwrap_or_default();
        Ok(lock.note(&text)?)
    }

    /// What the night before left, where it may be gone on with.
    pub(super) fn left(lock: &NightLock, now: DateTime<Utc>) -> Option<Self> {
        let note: Self = serde_json::from_str(lock.left()).ok()?;
        let age = now - note.began_at;
        (TimeDelta::zero() <= age && age < GOES_ON).then_some(note)
    }

    /// The crawl of that night, if it came to its end.
    pub(super) fn outcome(self, reader: &Reader) -> Result<Option<Crawled>, NightError> {
        let endings = self.crawls.iter().map(|report| report.ending.into());
        if let Some(ending) = endings.max() {
            return Ok(Some(Crawled {
                runs: self
                    .crawls
                    .iter()
                    .map(|report| report.run.clone())
                    .collect(),
                reports: self.crawls,
                ending,
            }));
        }
        // It was killed between its run's end and its note.
        let newest = reader.runs().newest(1)?.pop();
        let ended = newest.filter(|run| !run.offline && run.started_at >= self.began_at);
        Ok(ended.and_then(|run| {
            let exit = run.exit?;
            let is_complete = exit == "complete";
            Some(Crawled {
                runs: vec![run.stamp],
                reports: Vec::new(),
                ending: if is_complete {
                    PipelineEnding::Complete
                } else {
                    PipelineEnding::Incomplete
                },
            })
        }))
    }
}
