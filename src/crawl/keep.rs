//! Step *kept*: an article is identified, compared with what is held, held to its recipe, and
//! becomes a file when it is a new version.
//!
//! Never overwrites a version, and never drops an article because another says the same.

use std::sync::{Arc, MutexGuard};

use super::CrawlError;
use super::compare::held_as;
use super::hold::FitCheck;
use super::identity::known_as;
use super::lost;
use super::run::CrawlRun;
use super::version::{Made, WholeVersion, article_id, earlier, snapshot};
use crate::config::Site;
use crate::digest::ContentDigest;
use crate::http::Capture;
use crate::record::{Article, Cause};
use crate::store::{Archive, KnownArticle, Outcome};

/// The versions of articles that this run makes.
pub(super) struct Versions {
    pub(super) run: Arc<CrawlRun>,
    fit: FitCheck,
}

impl Versions {
    pub(super) fn new(run: Arc<CrawlRun>) -> Self {
        let fit = FitCheck::new(Arc::clone(&run));
        Self { run, fit }
    }

    pub(super) fn within_plan(&self, article: &Article) -> bool {
        article
            .published_date
            .is_none_or(|day| self.run.plan.covers_day(day))
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
        let archive = self.run.archive();
        let known = known_as(&archive, site, &mut whole)?;
        let content = held_as(&archive, site, known.as_ref(), content);
        let reasons =
            self.fit
                .misfits(&archive, site, &whole, known.as_ref(), &content, capture)?;
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
            .articles()
            .holder_of(&content)?
            .filter(|holder| *holder != article_id);
        let article_url = whole.url.clone();
        let made = Made {
            run: &self.run.row.stamp,
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

pub(super) fn out_of_range() -> Outcome {
    Outcome::NotArticle {
        reason_kind: "out_of_range".to_owned(),
        reason: "published outside --since and --until".to_owned(),
    }
}
