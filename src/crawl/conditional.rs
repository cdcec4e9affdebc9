//! Asking only whether something has changed: by the validators the page itself gave, and what
//! the answer "no" means.
//!
//! Never trusts a 304 where it could hide something: a list that is read for what it lacks, or
//! an article that somebody says was edited, is asked for whole. (A WordPress feed answers 304
//! after a deletion and after an edit whose date was kept, measured: but a feed is read for what
//! is new.) A feed that is as it was is read again as it is held: the run that fetched it may
//! have had another plan or other rules. `crawl --full` asks for everything whole.

use super::reason::ScheduleCause;
use super::run::CrawlRun;
use crate::fetch::Validators;
use crate::record::Role;
use crate::store::Task;

/// What to send along with a request; nothing, where the whole answer is wanted or the page
/// gave no validator.
pub(super) fn validators(run: &CrawlRun, task: &Task, why: ScheduleCause) -> Validators {
    let wanted = match task.role {
        Role::Feed => true,
        Role::Article => why == ScheduleCause::Schedule && was_kept_whole(task),
        Role::Media | Role::Requisite => is_held(task),
        _ => false,
    };
    if !wanted || !run.is_incremental {
        return Validators::default();
    }
    match run.archive().newest_in_full(&task.url) {
        Ok(newest) => newest.as_ref().map(Validators::of).unwrap_or_default(),
        Err(error) => {
            // `verify` finds it as well; to ask for the whole page loses nothing.
            tracing::warn!("{} is asked for whole: {error}", task.url);
            Validators::default()
        }
    }
}

/// Whether the last look brought the file.
fn is_held(task: &Task) -> bool {
    task.last
        .as_ref()
        .is_some_and(|last| last.outcome == "media")
}

/// Whether the last look at this very address brought the article that is held: not a part of
/// it, and not another page in its place.
fn was_kept_whole(task: &Task) -> bool {
    let last = task.last.as_ref();
    last.is_some_and(|last| matches!(last.outcome.as_str(), "stored" | "unchanged"))
}
