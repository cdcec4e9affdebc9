//! Asking only whether something has changed: by the validators the page itself gave, and what
//! the answer "no" means.
//!
//! Never trusts a 304 where it could hide something: a list that is read for what it lacks, or
//! an article that somebody says was edited, is asked for whole. (A WordPress feed answers 304
//! after a deletion and after an edit whose date was kept, measured: but a feed is read for what
//! is new.) A feed that is as it was is read again as it is held: the run that fetched it may
//! have had another plan or other rules. `crawl --full` asks for everything whole.

use super::incremental::ScheduleCause;
use super::reading::{self, AnswerReading};
use super::{Crawl, CrawlError};
use crate::config::Site;
use crate::fetch::Validators;
use crate::http::Capture;
use crate::record::Role;
use crate::store::{Outcome, Task};

impl Crawl {
    /// What to send along with a request; nothing, where the whole answer is wanted or the page
    /// gave no validator.
    pub(super) fn validators(&self, task: &Task, why: ScheduleCause) -> Validators {
        let wanted = match task.role {
            Role::Feed => true,
            Role::Article => why == ScheduleCause::Schedule && was_kept_whole(task),
            Role::Media => is_held(task),
            _ => false,
        };
        if !wanted || !self.is_night() {
            return Validators::default();
        }
        match self.archive().newest_in_full(&task.url) {
            Ok(newest) => newest.as_ref().map(Validators::of).unwrap_or_default(),
            Err(error) => {
                // `verify` finds it as well; to ask for the whole page loses nothing.
                tracing::warn!("{} is asked for whole: {error}", task.url);
                Validators::default()
            }
        }
    }

    /// What an answer means; of a feed that is as it was, what the one that is held means now.
    pub(super) fn reading(
        &self,
        site: &Site,
        task: &Task,
        capture: &Capture,
    ) -> Result<AnswerReading, CrawlError> {
        let held = if capture.confirms() && task.role == Role::Feed {
            self.archive().newest_in_full(&task.url)?
        } else {
            None
        };
        let read = held.as_ref().unwrap_or(capture);
        self.by_rest(
            site,
            task,
            reading::read(site, &self.config.discover, task, read),
        )
    }

    /// An article that is as it was, by the server's word. `None` when none is held.
    pub(super) fn confirmed(
        &self,
        site: &Site,
        task: &Task,
    ) -> Result<Option<Outcome>, CrawlError> {
        let known =
            self.archive()
                .article_for(&task.url, task.source_metadata.post_id, &site.name)?;
        Ok(known.and_then(|known| {
            Some(Outcome::Unchanged {
                article_id: known.article_id,
                article_url: task.url.clone(),
                content: known.newest?.content,
            })
        }))
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
