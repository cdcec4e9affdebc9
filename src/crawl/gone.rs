//! Snapshots that are gone: put back from the records that hold a second copy of each, or asked
//! for again.
//!
//! Never asks anything itself: it makes addresses due.

use super::run::CrawlRun;
use super::{CrawlError, CrawlStep};
use crate::store::{Event, ScheduleReason};

/// Puts back what can be, and makes the articles due whose newest version is lost.
pub(super) fn put_back(run: &CrawlRun) -> Result<(), CrawlError> {
    let mut archive = run.archive();
    let done = archive.put_back()?;
    let mut asked = 0;
    for (site, url) in archive.articles().without_version(&done.lost)? {
        let known = archive.addresses().due_of(&url)?;
        let is_dealt_with = known.is_some_and(|known| known.state != "pending");
        if is_dealt_with && run.sites.iter().any(|it| it.name == site) {
            asked += 1;
            archive.commit(&Event::Scheduled {
                at: run.now(),
                site,
                url,
                reason: ScheduleReason::Lost,
                detail: "its newest version was seen, and is not held".to_owned(),
            })?;
        }
    }
    drop(archive);
    if !done.restored.is_empty() || asked > 0 {
        run.tell(&CrawlStep::PutBack {
            restored: done.restored.len(),
            asked,
        });
    }
    Ok(())
}
