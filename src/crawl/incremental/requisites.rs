//! Waking what the look of pages is made of: once a month, for a portal gives its style sheets new
//! addresses, or new bytes under the old ones.

use chrono::TimeDelta;

use crate::config::Site;
use crate::crawl::CrawlError;
use crate::crawl::frontier::Frontier;
use crate::store::ScheduleReason;

/// How long one is believed to be as it was, days.
const MONTH: i64 = 30;

/// Those that were last looked at a month ago or before.
pub(super) fn schedule_requisites(frontier: &Frontier, site: &Site) -> Result<bool, CrawlError> {
    if !frontier.run.config.requisites {
        return Ok(false);
    }
    let before = frontier.run.now() - TimeDelta::days(MONTH);
    let addresses = frontier
        .run
        .archive()
        .addresses()
        .requisites(&site.name, before)?;
    let mut scheduled = false;
    for url in addresses {
        let detail = "it was last looked at a month ago";
        scheduled |= frontier.schedule(site, &url, ScheduleReason::Turn, detail)?;
    }
    Ok(scheduled)
}
