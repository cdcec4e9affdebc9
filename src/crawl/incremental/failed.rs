//! Scheduling what earlier nights gave up or did not find. A failure that may pass by itself is
//! tried again on the next nights, a refusal after a day; either, if it lasts, ever less often and
//! within the night's budget.

use std::collections::HashSet;

use chrono::TimeDelta;

use super::budget::spent;
use crate::config::Site;
use crate::crawl::CrawlError;
use crate::crawl::frontier::Frontier;
use crate::politeness;
use crate::store::{FailedRow, ScheduleReason};

/// Nights in a row on which a failure that may pass is tried again without further thought.
const AT_ONCE: u32 = 2;

/// A failure that lasts is tried again so long after its last time, doubled with each …
const FIRST: TimeDelta = TimeDelta::hours(20);

/// … but no later.
const LAST: TimeDelta = TimeDelta::days(30);

/// Sources that failed, as many of those that last as have their turn in a night.
pub(super) fn schedule_failed_sources(
    frontier: &Frontier,
    site: &Site,
) -> Result<bool, CrawlError> {
    let rows = frontier.run.archive().addresses().given_up(&site.name)?;
    let rows = rows.into_iter().filter(|row| row.role.is_source());
    schedule_failed(
        frontier,
        site,
        rows,
        frontier.run.config.revisit.turns as u64,
    )
}

/// Pages and files that failed, within what the night's budget leaves.
pub(super) fn schedule_failed_pages(frontier: &Frontier, site: &Site) -> Result<bool, CrawlError> {
    let (unproved, scheduled) = spent(&frontier.run, site)?;
    let left = frontier.run.config.revisit.budget;
    let left = left.saturating_sub(unproved + scheduled);
    let rows = frontier.run.archive().addresses().given_up(&site.name)?;
    let rows = rows.into_iter().filter(|row| !row.role.is_source());
    schedule_failed(frontier, site, rows, left)
}

/// What tonight's sources name and nobody ever found: it may only have been late.
pub(super) fn schedule_never_held(
    frontier: &Frontier,
    site: &Site,
    told: &HashSet<String>,
) -> Result<bool, CrawlError> {
    let now = frontier.run.now();
    let (unproved, scheduled) = spent(&frontier.run, site)?;
    let mut left = frontier.run.config.revisit.budget.max(1);
    left = left.saturating_sub(unproved + scheduled);
    let rows = frontier.run.archive().discovery().never_held(&site.name)?;
    let mut scheduled = false;
    for row in rows {
        let looks = u32::try_from(row.looks).unwrap_or(u32::MAX);
        let free = if row.was_new { AT_ONCE + 1 } else { 0 };
        let is_due = row.at + longer(free, looks) <= now;
        if left == 0 || !is_due || !told.contains(&row.url) {
            continue;
        }
        let detail = format!("a source names it, and {looks} looks found no article");
        if frontier.schedule(site, &row.url, ScheduleReason::Retry, &detail)? {
            left -= 1;
            scheduled = true;
        }
    }
    Ok(scheduled)
}

fn schedule_failed(
    frontier: &Frontier,
    site: &Site,
    rows: impl Iterator<Item = FailedRow>,
    most: u64,
) -> Result<bool, CrawlError> {
    let now = frontier.run.now();
    let mut left = most.saturating_sub(frontier.scheduled_before(site, ScheduleReason::Retry)?);
    let mut scheduled = false;
    for row in rows {
        let pause = pause(&row.cause, row.failures);
        let is_free = pause.is_zero();
        if row.at + pause > now || (left == 0 && !is_free) {
            continue;
        }
        let detail = format!("failed in {} runs in a row: {}", row.failures, row.cause);
        if frontier.schedule(site, &row.url, ScheduleReason::Retry, &detail)? {
            left -= u64::from(!is_free);
            scheduled = true;
        }
    }
    Ok(scheduled)
}

/// How long a failure is left alone that came in so many runs in a row.
fn pause(cause: &str, failures: u32) -> TimeDelta {
    let free = if politeness::may_pass(cause) {
        AT_ONCE
    } else {
        0
    };
    longer(free, failures)
}

/// How long to wait after so many times, the first of them free.
fn longer(free: u32, times: u32) -> TimeDelta {
    match times.checked_sub(free + 1) {
        None => TimeDelta::zero(),
        Some(lasted) => LAST.min(FIRST * 2_i32.pow(lasted.min(10))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_that_lasts_is_tried_ever_less_often() {
        let hours = |cause: &str| {
            let of = |failures| pause(cause, failures).num_hours();
            [1, 2, 3, 4, 5, 9, u32::MAX].map(of)
        };
        for cause in ["http_500", "http_429", "timeout", "truncated"] {
            assert_eq!(hours(cause), [0, 0, 20, 40, 80, 720, 720], "{cause}");
        }
        for cause in ["http_401", "http_403", "http_451", "block_page", "tls", ""] {
            assert_eq!(hours(cause), [20, 40, 80, 160, 320, 720, 720], "{cause}");
        }
    }
}
