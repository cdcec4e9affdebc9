//! Step *judged*: what an answer brought, from what it means and what is held.
//!
//! Never writes to the journal: it hands its outcome to `recorder`.

use std::sync::Arc;

use super::alias::alias;
use super::answer::{AnswerReading, ExtractedPage, Says};
use super::frontier::Frontier;
use super::hold::no_longer_read;
use super::incremental::IncrementalRun;
use super::keep::{Versions, out_of_range};
use super::run::CrawlRun;
use super::spelling::as_named;
use super::tally::Tally;
use super::unread::without_endless;
use super::version::{WholeVersion, civil};
use super::{CrawlError, media, part};
use crate::config::Site;
use crate::http::Capture;
use crate::politeness::Failure;
use crate::record::{DiscoveredUrl, Role, SourcePage};
use crate::store::{Evidence, Outcome, Task};

/// A capture that is kept.
pub(super) struct Kept<'a> {
    pub(super) capture: &'a Capture,
    pub(super) evidence: Evidence,
    /// It was read before, and waited for another answer.
    pub(super) again: bool,
}

/// What an answer brought.
pub(super) enum Brought {
    /// What became of it, and the addresses it names.
    Outcome(Outcome, Vec<DiscoveredUrl>),
    /// Nothing that could be used.
    Failure {
        cause: String,
        detail: String,
        failure: Failure,
    },
}

/// Turns what answers mean into outcomes.
pub(super) struct Outcomes {
    pub(super) run: Arc<CrawlRun>,
    pub(super) tally: Arc<Tally>,
    pub(super) frontier: Arc<Frontier>,
    pub(super) versions: Arc<Versions>,
    pub(super) incremental: Option<Arc<IncrementalRun>>,
}

impl Outcomes {
    /// What an answer brought.
    pub(super) fn of(
        &self,
        site: &Site,
        task: &Task,
        kept: &Kept<'_>,
        reading: AnswerReading,
    ) -> Result<Brought, CrawlError> {
        let status = kept.capture.status;
        let (outcome, discovered) = match reading {
            AnswerReading::Media { discovered } => (Outcome::Media, discovered),
            AnswerReading::Source {
                discovered,
                rejected,
                shortfall,
            } => {
                self.tally.reject(&task.site, &task.url, rejected)?;
                (read(shortfall), discovered)
            }
            AnswerReading::Confirmed => {
                let Some(outcome) = confirmed(&self.run, site, task)? else {
                    return Ok(Brought::Failure {
                        cause: "http_304".to_owned(),
                        detail: "304, and no version of it is held".to_owned(),
                        failure: Failure::Status(status),
                    });
                };
                (outcome, Vec::new())
            }
            AnswerReading::Posts {
                discovered,
                rejected,
                posts,
            } => {
                self.tally.reject(&task.site, &task.url, rejected)?;
                if let Some(night) = &self.incremental {
                    night.sources.note_posts(site, task, &discovered, &posts)?;
                }
                let discovered = without_endless(&self.run, discovered, &posts)?;
                (read(posts.shortfall), discovered)
            }
            AnswerReading::Redirect { to, discovered } => (Outcome::Redirected { to }, discovered),
            AnswerReading::NotArticle {
                kind,
                reason,
                discovered,
            } => {
                let held = no_longer_read(&self.run, site, task, &kind, &reason)?;
                let none = Outcome::NotArticle {
                    reason_kind: kind,
                    reason,
                };
                (held.unwrap_or(none), discovered)
            }
            AnswerReading::Status => match as_named(&self.run, site, task)? {
                Some(discovered) => {
                    let to = discovered.url.clone();
                    (Outcome::Redirected { to }, vec![discovered])
                }
                None => (
                    part::after_status(&self.versions, site, task, status)?,
                    Vec::new(),
                ),
            },
            AnswerReading::Article(read) => self.take(site, task, kept, read)?,
            AnswerReading::Failed {
                cause,
                detail,
                failure,
            } => {
                return Ok(Brought::Failure {
                    cause,
                    detail,
                    failure,
                });
            }
        };
        Ok(Brought::Outcome(outcome, discovered))
    }

    /// An article of its own, or another spelling of one; and what it leads to.
    fn take(
        &self,
        site: &Site,
        task: &Task,
        kept: &Kept<'_>,
        read: ExtractedPage,
    ) -> Result<(Outcome, Vec<DiscoveredUrl>), CrawlError> {
        let mut discovered = read.discovered;
        if let Some(alias) = alias(&self.frontier, site, task, kept.again, &read.says)? {
            discovered.retain(|it| it.role != Role::Part);
            return Ok((alias, discovered));
        }
        let files = media::discovered(site, self.run.config.media, &read.says.article);
        let outcome = self.article(site, task, kept, read.says, read.parts)?;
        // What a page that does not fit offers was found by guessing, on a page nobody knows.
        if !matches!(
            outcome,
            Outcome::Drifted { .. } | Outcome::NotArticle { .. }
        ) {
            // What was taken for a page is known to be a file now.
            discovered.retain(|it| !files.iter().any(|file| file.url == it.url));
            discovered.extend(files);
        }
        Ok((outcome, discovered))
    }

    /// An article in one page is stored at once; a part waits for the others.
    fn article(
        &self,
        site: &Site,
        task: &Task,
        kept: &Kept<'_>,
        says: Says,
        parts: Vec<String>,
    ) -> Result<Outcome, CrawlError> {
        let Says {
            article, post_id, ..
        } = says;
        let capture = kept.capture;
        let page = SourcePage {
            url: task.url.clone(),
            captured_at: civil(capture.requested_at, site.zone),
            payload: capture.payload.clone(),
            warc: Some(kept.evidence.location.clone()),
            source_metadata: task.source_metadata.clone(),
        };
        if task.role == Role::Part {
            return part::later_part(&self.versions, site, task, *article, post_id, page);
        }
        if parts.len() > 1 {
            return Ok(Outcome::PartKept {
                article_url: task.url.clone(),
                number: 1,
                of: parts,
                extracted: article,
                page: Box::new(page),
            });
        }
        if !self.versions.within_plan(&article) {
            return Ok(out_of_range());
        }
        let whole = WholeVersion {
            url: task.url.clone(),
            article: *article,
            post_id,
            pages: vec![page],
        };
        self.versions.store(site, whole, Some(capture))
    }
}

/// An article that is as it was, by the server's word. `None` when none is held.
fn confirmed(run: &CrawlRun, site: &Site, task: &Task) -> Result<Option<Outcome>, CrawlError> {
    let known = run.archive().articles().article_for(
        &task.url,
        task.source_metadata.post_id,
        &site.name,
    )?;
    Ok(known.and_then(|known| {
        Some(Outcome::Unchanged {
            article_id: known.article_id,
            article_url: task.url.clone(),
            content: known.newest?.content,
        })
    }))
}

fn read(shortfall: Option<String>) -> Outcome {
    shortfall.map_or(Outcome::Read, |reason| Outcome::ReadInPart { reason })
}
