//! What a request is sent for, counted.

use super::CrawlError;
use super::report::Requests;
use super::run::CrawlRun;
use crate::record::Role;
use crate::store::{ScheduleReason, Task};

/// What a request is sent for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ScheduleCause {
    Robots,
    Source,
    New,
    Hint,
    Confirm,
    Control,
    Schedule,
    Again,
    File,
}

impl ScheduleCause {
    /// Its count.
    pub(super) fn among(self, requests: &mut Requests) -> &mut u64 {
        match self {
            Self::Robots => &mut requests.robots,
            Self::Source => &mut requests.sources,
            Self::New => &mut requests.new,
            Self::Hint => &mut requests.hinted,
            Self::Confirm => &mut requests.confirm,
            Self::Control => &mut requests.control,
            Self::Schedule => &mut requests.scheduled,
            Self::Again => &mut requests.again,
            Self::File => &mut requests.files,
        }
    }
}

/// What an address is asked for in this run.
pub(super) fn why(run: &CrawlRun, task: &Task) -> Result<ScheduleCause, CrawlError> {
    match task.role {
        Role::Robots => return Ok(ScheduleCause::Robots),
        Role::Sitemap | Role::Feed | Role::Rest | Role::List => {
            return Ok(ScheduleCause::Source);
        }
        Role::Media | Role::Requisite => return Ok(ScheduleCause::File),
        Role::Article | Role::Page | Role::Part => {}
    }
    let unasked = match &task.last {
        None => ScheduleCause::New,
        Some(last) if last.seen_at.is_none() => ScheduleCause::New,
        Some(_) => ScheduleCause::Again,
    };
    if !run.is_incremental {
        return Ok(unasked);
    }
    let archive = run.archive();
    let url = match task.role {
        // The others of an article are asked for the reason its first page was.
        Role::Part => archive.articles().article_of_part(&task.url)?,
        _ => None,
    };
    let due = archive
        .addresses()
        .due_of(url.as_deref().unwrap_or(&task.url))?;
    let reason = due
        .filter(|due| due.at.is_some_and(|at| at >= run.row.started_at))
        .and_then(|due| due.reason);
    Ok(match reason {
        Some(ScheduleReason::Modified | ScheduleReason::Unlisted) => ScheduleCause::Hint,
        Some(ScheduleReason::Confirm) => ScheduleCause::Confirm,
        Some(ScheduleReason::Control) => ScheduleCause::Control,
        Some(ScheduleReason::Schedule) => ScheduleCause::Schedule,
        Some(ScheduleReason::Full | ScheduleReason::Lost) => ScheduleCause::Again,
        Some(
            ScheduleReason::Source
            | ScheduleReason::Turn
            | ScheduleReason::NextPage
            | ScheduleReason::File
            | ScheduleReason::Retry,
        )
        | None => unasked,
    })
}
