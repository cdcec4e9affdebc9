//! Pages that name another address as their own (`rel=canonical`).
//!
//! Never believed unread: two addresses are one article's only where the other one was read and
//! is the same article. A page that waits for the other is kept, and compared when nothing else
//! is to be asked; else it is an article of its own, with a gap. What is held at an address stays
//! its own whatever it names.

use url::Url;

use super::answer::{AnswerReading, ExtractedPage, Says};
use super::frontier::Frontier;
use super::version::number;
use super::{CrawlError, fit};
use crate::config::Site;
use crate::digest::ContentDigest;
use crate::record::Article;
use crate::store::{KnownArticle, Outcome, Reader, Same, ScheduleReason, StoreError, Task};

/// What comes of a claim.
enum Claim {
    /// The page is what is held at its address.
    Own,
    /// It is another spelling of this address.
    Same(String, Same),
    /// The other address was not read, or says something else.
    Unproven,
}

/// What a page is that names another address as its own; `None` for an article of its own.
/// `is_last`: the other address has been looked at meanwhile.
pub(super) fn alias(
    frontier: &Frontier,
    site: &Site,
    task: &Task,
    is_last: bool,
    says: &Says,
) -> Result<Option<Outcome>, CrawlError> {
    let Some(canonical) = &says.canonical else {
        return Ok(None);
    };
    let claim = claim(&frontier.run.archive(), site, &task.url, says, canonical)?;
    match claim {
        Claim::Own => Ok(None),
        Claim::Same(of, by) => {
            if by != Same::Content {
                // An edit may be seen here first.
                confirm(frontier, site, &of, &task.url)?;
            }
            let same = Some(by);
            Ok(Some(Outcome::Alias { of, same }))
        }
        Claim::Unproven if is_last => Ok(None),
        Claim::Unproven => Ok(Some(Outcome::Alias {
            of: canonical.to_string(),
            same: None,
        })),
    }
}

/// Where the address leads that a page names as its own, if what it was when it was last
/// looked at shows nothing.
pub(super) fn unproven(
    frontier: &Frontier,
    site: &Site,
    task: &Task,
    reading: &AnswerReading,
) -> Result<Option<String>, StoreError> {
    let AnswerReading::Article(ExtractedPage { says, .. }) = reading else {
        return Ok(None);
    };
    let Some(canonical) = &says.canonical else {
        return Ok(None);
    };
    let archive = frontier.run.archive();
    match claim(&archive, site, &task.url, says, canonical)? {
        Claim::Unproven => archive.addresses().leads_to(canonical.as_str()).map(Some),
        Claim::Own | Claim::Same(..) => Ok(None),
    }
}

/// Has the address looked at that another page names as its own.
pub(super) fn confirm(
    frontier: &Frontier,
    site: &Site,
    of: &str,
    by: &str,
) -> Result<bool, CrawlError> {
    let detail = format!("{by} names it as its own address");
    frontier.schedule(site, of, ScheduleReason::Confirm, &detail)
}

fn claim(
    reader: &Reader,
    site: &Site,
    own: &str,
    says: &Says,
    canonical: &Url,
) -> Result<Claim, StoreError> {
    let target = reader.addresses().leads_to(canonical.as_str())?;
    if target == own {
        return Ok(Claim::Own);
    }
    let held = [
        reader
            .articles()
            .article_for(own, says.post_id, &site.name)?,
        reader.articles().article_for(&target, None, &site.name)?,
    ];
    for known in held.into_iter().flatten() {
        let Some(newest) = &known.newest else {
            continue;
        };
        if newest.url == own {
            return Ok(Claim::Own);
        }
        // What is not there any more is no reason to leave its copy alone.
        if !reader.observations().is_absent(&known.article_id)?
            && let Some(by) = same(reader, &known, says)?
        {
            return Ok(Claim::Same(newest.url.clone(), by));
        }
    }
    Ok(Claim::Unproven)
}

/// What shows that a page is of an article that is held, by its newest version.
fn same(reader: &Reader, known: &KnownArticle, says: &Says) -> Result<Option<Same>, StoreError> {
    let Some(newest) = &known.newest else {
        return Ok(None);
    };
    let page = (&*says.article, says.post_id);
    match same_number(page, number(&known.article_id)) {
        Some(same) => Ok(same.then_some(Same::Number)),
        None => by_version(reader, &newest.path, &newest.content, page.0),
    }
}

/// The same by any of its versions: of a page that was read long ago.
pub(super) fn was_same(
    reader: &Reader,
    known: &KnownArticle,
    page: (&Article, Option<u64>),
) -> Result<Option<Same>, StoreError> {
    if let Some(same) = same_number(page, number(&known.article_id)) {
        return Ok(same.then_some(Same::Number));
    }
    for version in reader.articles().versions(&known.article_id)?.iter().rev() {
        let same = by_version(reader, &version.path, &version.content, page.0)?;
        if same.is_some() {
            return Ok(same);
        }
    }
    Ok(None)
}

/// The same of two pages that were just read.
pub(super) fn agree(page: (&Article, Option<u64>), other: (&Article, Option<u64>)) -> Option<Same> {
    if let Some(same) = same_number(page, other.1) {
        return same.then_some(Same::Number);
    }
    let content = |of: &Article| ContentDigest::of(&of.content_form());
    if content(page.0) == content(other.0) {
        return Some(Same::Content);
    }
    fit::says_no_more(page.0, other.0).then_some(Same::Text)
}

/// Whether the portal's own numbers are one; `None` where it does not give both.
fn same_number(page: (&Article, Option<u64>), held: Option<u64>) -> Option<bool> {
    Some(page.1? == held?)
}

fn by_version(
    reader: &Reader,
    path: &str,
    content: &ContentDigest,
    article: &Article,
) -> Result<Option<Same>, StoreError> {
    if ContentDigest::of(&article.content_form()) == *content {
        return Ok(Some(Same::Content));
    }
    let version = reader.read_snapshot(path)?.article();
    Ok(fit::says_no_more(article, &version).then_some(Same::Text))
}
