//! Which held article a page is a version of.
//!
//! Where a site has left a host, numbers and addresses are those of two systems: a number may have
//! been given anew, and what had none may have one now. There an article is known again by number
//! and day, or by headline, day and text; never by its address's words, and never by one alone.

use url::Url;

use super::fit;
use super::version::WholeVersion;
use crate::config::Site;
use crate::record::Snapshot;
use crate::store::{KnownArticle, Reader, StoreError};

/// Agreement of two texts (4-gram F1) from which on they are one article's at two addresses.
pub(super) const SAME_TEXT: f64 = 0.9;

/// The article a page belongs to. A number that is another article's of a former host is taken
/// off the page: it would be one name for two.
pub(super) fn known_as(
    reader: &Reader,
    site: &Site,
    whole: &mut WholeVersion,
) -> Result<Option<KnownArticle>, StoreError> {
    let known = reader
        .articles()
        .article_for(&whole.url, whole.post_id, &site.name)?;
    if !site.rules.has_left() || is_former(site, &whole.url) {
        return Ok(known);
    }
    match known {
        Some(known) if !was_on_former(site, &known) => Ok(Some(known)),
        Some(known) if is_same(reader, &known, whole) => Ok(Some(known)),
        Some(_) => {
            whole.post_id = None;
            reader.articles().article_for(&whole.url, None, &site.name)
        }
        None => moved(reader, site, whole),
    }
}

/// The article of a former host that says the same: headline, day and text.
fn moved(
    reader: &Reader,
    site: &Site,
    whole: &WholeVersion,
) -> Result<Option<KnownArticle>, StoreError> {
    let article = &whole.article;
    let (Some(title), Some(day)) = (&article.title, article.published_date) else {
        return Ok(None);
    };
    for known in reader.articles().articles_called(&site.name, title, day)? {
        let before = newest(reader, &known).filter(|_| was_on_former(site, &known));
        if before.is_some_and(|before| says_the_same(&before, whole)) {
            return Ok(Some(known));
        }
    }
    Ok(None)
}

/// Whether an article with the page's number is the page's: its day, or its text.
fn is_same(reader: &Reader, known: &KnownArticle, whole: &WholeVersion) -> bool {
    let Some(before) = newest(reader, known) else {
        return true;
    };
    let same_day = before.published_date == whole.article.published_date;
    same_day && before.published_date.is_some() || says_the_same(&before, whole)
}

fn says_the_same(before: &Snapshot, whole: &WholeVersion) -> bool {
    let (before, now) = (before.article(), &whole.article);
    let agreement = fit::agreement(&before, now);
    agreement.map_or_else(|| before.body == now.body, |it| it >= SAME_TEXT)
}

/// The newest version; `None` also where it is damaged: one file stops no crawl.
fn newest(reader: &Reader, known: &KnownArticle) -> Option<Snapshot> {
    let newest = known.newest.as_ref()?;
    reader
        .read_snapshot(&newest.path)
        .map_err(|error| tracing::warn!("{error}; what it said is not compared"))
        .ok()
}

fn was_on_former(site: &Site, known: &KnownArticle) -> bool {
    let newest = known.newest.as_ref();
    newest.is_some_and(|newest| is_former(site, &newest.url))
}

fn is_former(site: &Site, url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| site.rules.is_former(&url))
}
