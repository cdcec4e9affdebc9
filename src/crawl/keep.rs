//! Extract gave an article; here it is digested, compared with what is held, and stored:
//! the snapshot file first, then the journal's event, which acknowledges it.
//!
//! Never overwrites a version, and never drops an article because another says the same.

use std::sync::MutexGuard;

use super::frontier::names_other_host;
use super::hold::as_held;
use super::identity::known_as;
use super::lost;
use super::media;
use super::reading::{AnswerReading, ExtractedPage, Says};
use super::setup::host_key;
use super::version::{Made, WholeVersion, article_id, civil, earlier, snapshot};
use super::{Crawl, CrawlError};
use crate::config::Site;
use crate::digest::ContentDigest;
use crate::http::Capture;
use crate::politeness::Failure;
use crate::record::{Article, Cause, DiscoveredUrl, Role, SourcePage};
use crate::store::{Archive, Event, Evidence, KnownArticle, Outcome, Reader, Task};

impl Crawl {
    /// Keeps the capture as evidence, then turns the reading into one event, storing a
    /// snapshot first if it is a new version.
    pub(super) fn keep(
        &self,
        site: &Site,
        task: &Task,
        capture: &Capture,
        reading: AnswerReading,
    ) -> Result<(), CrawlError> {
        let evidence = self.archive().keep_capture(&site.name, capture)?;
        if !matches!(reading, AnswerReading::Failed { .. }) {
            self.note_answer(task, capture);
        }
        let kept = Kept {
            capture,
            evidence,
            again: false,
        };
        self.note(site, task, kept, reading)
    }

    /// Turns what a kept capture means into one event.
    pub(super) fn note(
        &self,
        site: &Site,
        task: &Task,
        kept: Kept<'_>,
        reading: AnswerReading,
    ) -> Result<(), CrawlError> {
        let capture = kept.capture;
        let (outcome, discovered) = match reading {
            AnswerReading::Media => (Outcome::Media, Vec::new()),
            AnswerReading::Source {
                discovered,
                rejected,
                shortfall,
            } => {
                self.reject(&task.site, &task.url, rejected)?;
                (read(shortfall), discovered)
            }
            AnswerReading::Confirmed => {
                let Some(outcome) = self.confirmed(site, task)? else {
                    let detail = "304, and no version of it is held";
                    let failure = Failure::Status(capture.status);
                    return self.failed(task, "http_304", detail, failure, Some(kept.evidence));
                };
                (outcome, Vec::new())
            }
            AnswerReading::Posts {
                discovered,
                rejected,
                posts,
            } => {
                self.reject(&task.site, &task.url, rejected)?;
                self.note_posts(site, task, &discovered, &posts)?;
                let discovered = self.without_endless(discovered, &posts)?;
                (read(posts.shortfall), discovered)
            }
            AnswerReading::Redirect { to, discovered } => (Outcome::Redirected { to }, discovered),
            AnswerReading::NotArticle {
                kind,
                reason,
                discovered,
            } => {
                let held = self.no_longer_read(site, task, &kind, &reason)?;
                let none = Outcome::NotArticle {
                    reason_kind: kind,
                    reason,
                };
                (held.unwrap_or(none), discovered)
            }
            AnswerReading::Status => match self.as_named(site, task)? {
                Some(discovered) => {
                    let to = discovered.url.clone();
                    (Outcome::Redirected { to }, vec![discovered])
                }
                None => (self.after_status(site, task, capture.status)?, Vec::new()),
            },
            AnswerReading::Article(read) => self.take(site, task, &kept, read)?,
            AnswerReading::Failed {
                cause,
                detail,
                failure,
            } => {
                self.note_failure(&host_key(&capture.url), &detail);
                return self.failed(task, &cause, &detail, failure, Some(kept.evidence));
            }
        };
        self.captured(task, kept, outcome, discovered)
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
        if let Some(alias) = self.alias(site, task, kept, &read.says)? {
            discovered.retain(|it| it.role != Role::Part);
            return Ok((alias, discovered));
        }
        let files = media::discovered(site, self.config.media, &read.says.article);
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

    /// The one event of an answer.
    fn captured(
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
        let discovered = self.admitted(task, self.within_list(task, discovered));
        self.note_told(task, &discovered);
        // Before the answer itself: a kill in between costs a request, not the next page.
        self.wake_next_page(task, &discovered)?;
        self.wake_where_it_leads(task, &outcome)?;
        let discovered = self.news(&discovered)?;
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
        self.commit_and_tell(task, &event)?;
        if elsewhere {
            self.wake();
        }
        Ok(())
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
            return self.later_part(site, task, *article, post_id, page);
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
        if !self.within_plan(&article) {
            return Ok(out_of_range());
        }
        let whole = WholeVersion {
            url: task.url.clone(),
            article: *article,
            post_id,
            pages: vec![page],
        };
        self.store(site, whole, Some(capture))
    }

    pub(super) fn within_plan(&self, article: &Article) -> bool {
        article
            .published_date
            .is_none_or(|day| self.plan.covers_day(day))
    }

    /// Compares with what is held; a new version becomes a file, unless its page no longer
    /// fits the recipe.
    pub(super) fn store(
        &self,
        site: &Site,
        mut whole: WholeVersion,
        capture: Option<&Capture>,
    ) -> Result<Outcome, CrawlError> {
        let content = ContentDigest::of(&whole.article.content_form());
        let archive = self.archive();
        let known = known_as(&archive, site, &mut whole)?;
        let content = held_as(&archive, site, known.as_ref(), content);
        let reasons = self.misfits(&archive, site, &whole, known.as_ref(), &content, capture)?;
        if !reasons.is_empty() {
            return Ok(Outcome::Drifted {
                article_id: known.map(|known| known.article_id),
                article_url: whole.url,
                reasons,
            });
        }
        self.file(archive, site, whole, known, content)
    }

    /// A version becomes a file, unless the newest one says the same and its file is there.
    pub(super) fn file(
        &self,
        mut archive: MutexGuard<'_, Archive>,
        site: &Site,
        whole: WholeVersion,
        known: Option<KnownArticle>,
        content: ContentDigest,
    ) -> Result<Outcome, CrawlError> {
        let article_id = match &known {
            Some(known) => known.article_id.clone(),
            None => article_id(site, &whole),
        };
        if let Some(newest) = known.as_ref().and_then(|known| known.newest.as_ref())
            && newest.content == content
            && archive.holds(&newest.path)?
        {
            return Ok(Outcome::Unchanged {
                article_id,
                article_url: whole.url,
                content,
            });
        }
        let holder = archive
            .holder_of(&content)?
            .filter(|holder| *holder != article_id);
        let article_url = whole.url.clone();
        let made = Made {
            run: &self.run.stamp,
            cause: Cause::Crawl,
            article_id: article_id.clone(),
            content: content.clone(),
            earlier: earlier(known, &whole.url),
            duplicate_of: holder,
        };
        let mut snapshot = snapshot(site, whole, made);
        lost::tell(&archive, &mut snapshot);
        let path = archive.store_snapshot(&snapshot)?;
        Ok(Outcome::Stored {
            article_id,
            article_url,
            snapshot: path.as_str().to_owned(),
            content,
        })
    }
}

/// The digest the newest version goes by, where it says the same.
pub(super) fn held_as(
    reader: &Reader,
    site: &Site,
    known: Option<&KnownArticle>,
    content: ContentDigest,
) -> ContentDigest {
    match known.and_then(|known| known.newest.as_ref()) {
        Some(newest) => as_held(reader, site, (&newest.content, &newest.path), content),
        None => content,
    }
}

/// A capture that is kept.
pub(super) struct Kept<'a> {
    pub(super) capture: &'a Capture,
    pub(super) evidence: Evidence,
    /// It was read before, and waited for another answer.
    pub(super) again: bool,
}

fn read(shortfall: Option<String>) -> Outcome {
    shortfall.map_or(Outcome::Read, |reason| Outcome::ReadInPart { reason })
}

pub(super) fn out_of_range() -> Outcome {
    Outcome::NotArticle {
        reason_kind: "out_of_range".to_owned(),
        reason: "published outside --since and --until".to_owned(),
    }
}
