//! What of a night's budget is spent.

use crate::config::Site;
use crate::crawl::CrawlError;
use crate::crawl::run::CrawlRun;
use crate::store::ScheduleReason;

/// Looks this night has made, or is about to make, that nothing has proved worth while.
pub(super) fn spent(run: &CrawlRun, site: &Site) -> Result<(u64, u64), CrawlError> {
    let (archive, since) = (run.archive(), run.row.started_at);
    let unproved = archive.discovery().unproved(&site.name, since)?;
    Ok((
        unproved,
        archive
            .addresses()
            .scheduled(&site.name, ScheduleReason::Schedule, since)?,
    ))
}
