//! Step *recorded*: the one event of an answer, and what it makes due.
//!
//! Never decides what an answer is.

use std::sync::Arc;

use super::CrawlError;
use super::client::host_key;
use super::endless::ListEnds;
use super::frontier::{Frontier, names_other_host};
use super::incremental::IncrementalRun;
use super::outcome::Kept;
use super::tally::Tally;
use crate::record::DiscoveredUrl;
use crate::store::{Event, Outcome, Task};

/// Writes outcomes to the journal.
pub(super) struct Recorder {
    pub(super) tally: Arc<Tally>,
    pub(super) frontier: Arc<Frontier>,
    pub(super) incremental: Option<Arc<IncrementalRun>>,
    pub(super) lists: ListEnds,
}

impl Recorder {
    /// The one event of an answer.
    pub(super) fn record(
        &self,
        task: &Task,
        kept: Kept<'_>,
        outcome: Outcome,
        discovered: Vec<DiscoveredUrl>,
    ) -> Result<(), CrawlError> {
        let Kept {
            capture,
            evidence,
            again,
        } = kept;
        let discovered = self.lists.within(task, discovered);
        let discovered = self.frontier.admitted(task, discovered);
        // Before the answer itself: a kill in between costs a request, not the next page.
        if let Some(night) = &self.incremental {
            night.heed(task, &outcome, &discovered)?;
        }
        let discovered = self.frontier.news(&discovered)?;
        let elsewhere = names_other_host(&host_key(&capture.url), &discovered);
        let event = Event::Captured {
            at: capture.requested_at,
            site: task.site.clone(),
            url: task.url.clone(),
            role: task.role,
            status: capture.status,
            payload: capture.brought().cloned(),
            bytes: if again { 0 } else { capture.body.len() as u64 },
            content_type: capture.content_type(),
            warc: Some(evidence),
            outcome,
            discovered,
        };
        self.tally.record(task, &event)?;
        if elsewhere {
            self.frontier.wake();
        }
        Ok(())
    }
}
