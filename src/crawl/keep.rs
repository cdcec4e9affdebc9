//! Extract gave an article; here it is digested, compared with what is held, and stored:
//! the snapshot file first, then the journal's event, which acknowledges it.
//!
//! Never overwrites a version, and never drops an article because another says the same.

use std::sync::MutexGuard;

use super::frontier::names_other_host;
use super::hold::as_held;
use super::media;
use super::reading::Reading;
use super::reread::missing_part;
use super::setup::host_key;
use super::version::{Made, Whole, article_id, civil, earlier, snapshot};
use super::{Crawl, CrawlError};
use crate::config::Site;
use crate::digest::ContentDigest;
use crate::extract;
use crate::http::Capture;
use crate::politeness::Failure;
use crate::record::{Article, Cause, Named, Role, SourcePage};
use crate::store::{Archive, Event, Evidence, Known, Outcome, Reader, Task};

impl Crawl {
    /// Keeps the capture as evidence, then turns the reading into one event, storing a
    /// snapshot first if it is a new version.
    pub(super) fn keep(
        &self,
        site: &Site,
        task: &Task,
        capture: &Capture,
        reading: Reading,
    ) -> Result<(), CrawlError> {
        let evidence = self.archive().keep_capture(&site.name, capture)?;
        let page = SourcePage {
            url: task.url.clone(),
            captured_at: civil(capture.requested_at, site.zone),
            payload: capture.payload.clone(),
            warc: Some(evidence.location.clone()),
            hint: task.hint.clone(),
        };
        let (outcome, named) = match reading {
            Reading::Media => (Outcome::Media, Vec::new()),
            Reading::Source { named } => (Outcome::Read, named),
            Reading::Confirmed => {
                let Some(outcome) = self.confirmed(site, task)? else {
                    let detail = "304, and no version of it is held";
                    let failure = Failure::Status(capture.status);
                    return self.failed(task, "http_304", detail, failure, Some(evidence));
                };
                (outcome, Vec::new())
            }
            Reading::Posts { named, posts } => {
                self.note_posts(site, task, &named, &posts)?;
                (Outcome::Read, named)
            }
            Reading::Alias { of, named } => (Outcome::Alias { of }, named),
            Reading::Redirect { to, named } => (Outcome::Redirected { to }, named),
            Reading::NotArticle {
                kind,
                reason,
                named,
            } => {
                let held = self.no_longer_read(site, task, &kind, &reason)?;
                let none = Outcome::NotArticle {
                    reason_kind: kind,
                    reason,
                };
                (held.unwrap_or(none), named)
            }
            Reading::Status => (self.after_status(site, task, capture.status)?, Vec::new()),
            Reading::Article {
                article,
                post_id,
                parts,
                mut named,
            } => {
                let files = media::named(site, self.config.media, &article);
                let fresh = Fresh { page, capture };
                let outcome = self.article(site, task, fresh, *article, post_id, parts)?;
                if matches!(outcome, Outcome::Drifted { .. }) {
                    // What it offers was found by guessing, on a page nobody knows.
                } else if !matches!(outcome, Outcome::NotArticle { .. }) {
                    // What was taken for a page is known to be a file now.
                    named.retain(|it| !files.iter().any(|file| file.url == it.url));
                    named.extend(files);
                }
                (outcome, named)
            }
            Reading::Failed {
                cause,
                detail,
                failure,
            } => {
                self.note_failure(&host_key(&capture.url), &detail);
                return self.failed(task, &cause, &detail, failure, Some(evidence));
            }
        };
        self.note_answer(&host_key(&capture.url));
        self.captured(task, capture, evidence, outcome, named)
    }

    /// The one event of an answer.
    fn captured(
        &self,
        task: &Task,
        capture: &Capture,
        evidence: Evidence,
        outcome: Outcome,
        named: Vec<Named>,
    ) -> Result<(), CrawlError> {
        let named = self.admitted(task, named);
        // Before the answer itself: a kill in between costs a request, not the next page.
        self.wake_next_page(task, &named)?;
        let named = self.news(&named)?;
        let elsewhere = names_other_host(&host_key(&capture.url), &named);
        let event = Event::Captured {
            at: capture.requested_at,
            site: task.site.clone(),
            url: task.url.clone(),
            role: task.role,
            status: capture.status,
            payload: capture.brought().cloned(),
            bytes: capture.body.len() as u64,
            content_type: capture.content_type(),
            warc: Some(evidence),
            outcome,
            named,
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
        fresh: Fresh<'_>,
        article: Article,
        post_id: Option<u64>,
        parts: Vec<String>,
    ) -> Result<Outcome, CrawlError> {
        let Fresh { page, capture } = fresh;
        if task.role == Role::Part {
            return self.later_part(site, task, article, post_id, page);
        }
        if parts.len() > 1 {
            return Ok(Outcome::PartKept {
                article_url: task.url.clone(),
                number: 1,
                of: parts,
                extracted: Box::new(article),
                page,
            });
        }
        if !self.within_plan(&article) {
            return Ok(out_of_range());
        }
        self.store(
            site,
            Whole {
                url: task.url.clone(),
                article,
                post_id,
                pages: vec![page],
            },
            Some(capture),
        )
    }

    /// Joins the parts once the last one has come.
    fn later_part(
        &self,
        site: &Site,
        task: &Task,
        article: Article,
        post_id: Option<u64>,
        page: SourcePage,
    ) -> Result<Outcome, CrawlError> {
        let held = self.parts_with(&task.url)?;
        let Some(first) = held.first() else {
            return Ok(Outcome::NotArticle {
                reason_kind: "stray_part".to_owned(),
                reason: "no article is waiting for this page".to_owned(),
            });
        };
        let of = first.of.clone();
        let number = position(&of, &task.url);
        if of
            .iter()
            .filter(|url| !held.iter().any(|part| part.url == **url))
            .count()
            > 1
        {
            return Ok(Outcome::PartKept {
                article_url: first.url.clone(),
                number,
                of,
                extracted: Box::new(article),
                page,
            });
        }
        let mut parts: Vec<(u32, Article, SourcePage)> = held
            .into_iter()
            .map(|part| (part.number, part.extracted, part.page))
            .collect();
        parts.push((number, article, page));
        self.join(site, parts, post_id, &[])
    }

    /// Stores what there is of an article whose missing parts will not come: half an
    /// article with a named gap is worth more than none.
    fn join(
        &self,
        site: &Site,
        mut parts: Vec<(u32, Article, SourcePage)>,
        post_id: Option<u64>,
        missing: &[(u32, String)],
    ) -> Result<Outcome, CrawlError> {
        parts.sort_by_key(|(number, ..)| *number);
        let mut articles = Vec::with_capacity(parts.len());
        let mut pages = Vec::with_capacity(parts.len());
        for (_, article, page) in parts {
            articles.push(article);
            pages.push(page);
        }
        let url = pages
            .first()
            .map(|page| page.url.clone())
            .unwrap_or_default();
        let mut article = extract::join(articles);
        for (number, cause) in missing {
            article.gaps.push(missing_part(*number, cause));
        }
        if !self.within_plan(&article) {
            return Ok(out_of_range());
        }
        let whole = Whole {
            url,
            article,
            post_id,
            pages,
        };
        self.store(site, whole, None)
    }

    /// A final status: for a part it ends the waiting, for anything else it is the answer.
    fn after_status(&self, site: &Site, task: &Task, status: u16) -> Result<Outcome, CrawlError> {
        if task.role != Role::Part {
            return Ok(Outcome::HttpError);
        }
        self.without_part(site, &task.url, &format!("HTTP {status}"))
    }

    /// What to make of an article one of whose parts will not come.
    pub(super) fn without_part(
        &self,
        site: &Site,
        part_url: &str,
        cause: &str,
    ) -> Result<Outcome, CrawlError> {
        let held = self.parts_with(part_url)?;
        let Some(first) = held.first() else {
            return Ok(Outcome::HttpError);
        };
        let missing: Vec<(u32, String)> = first
            .of
            .iter()
            .filter(|url| !held.iter().any(|part| part.url == **url))
            .map(|url| (position(&first.of, url), cause.to_owned()))
            .collect();
        let parts = held
            .into_iter()
            .map(|part| (part.number, part.extracted, part.page))
            .collect();
        self.join(site, parts, None, &missing)
    }

    fn within_plan(&self, article: &Article) -> bool {
        article
            .published_date
            .is_none_or(|day| self.plan.covers_day(day))
    }

    /// Compares with what is held; a new version becomes a file, unless its page no longer
    /// fits the recipe.
    fn store(
        &self,
        site: &Site,
        whole: Whole,
        capture: Option<&Capture>,
    ) -> Result<Outcome, CrawlError> {
        let content = ContentDigest::of(&whole.article.content_form());
        let archive = self.archive();
        let known = archive.article_for(&whole.url, whole.post_id, &site.name)?;
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

    /// A version becomes a file, unless the newest one says the same.
    pub(super) fn file(
        &self,
        mut archive: MutexGuard<'_, Archive>,
        site: &Site,
        whole: Whole,
        known: Option<Known>,
        content: ContentDigest,
    ) -> Result<Outcome, CrawlError> {
        let article_id = match &known {
            Some(known) => known.article_id.clone(),
            None => article_id(site, &whole),
        };
        if let Some(newest) = known.as_ref().and_then(|known| known.newest.as_ref())
            && newest.content == content
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
        let snapshot = snapshot(site, whole, made);
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
    known: Option<&Known>,
    content: ContentDigest,
) -> ContentDigest {
    match known.and_then(|known| known.newest.as_ref()) {
        Some(newest) => as_held(reader, site, (&newest.content, &newest.path), content),
        None => content,
    }
}

/// A page that has just come.
struct Fresh<'a> {
    page: SourcePage,
    capture: &'a Capture,
}

/// The number of a page among the pages of its article, from 1.
fn position(of: &[String], url: &str) -> u32 {
    let index = of.iter().position(|part| part == url).unwrap_or(of.len());
    u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1)
}

fn out_of_range() -> Outcome {
    Outcome::NotArticle {
        reason_kind: "out_of_range".to_owned(),
        reason: "published outside --since and --until".to_owned(),
    }
}
