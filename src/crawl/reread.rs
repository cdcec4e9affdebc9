//! From kept captures back to an article: the one way in which a page is read, whether it
//! has just come, lies in the archive, or was found in another tool's file.
//!
//! Pure. The same pages, hints and recipe give the same article, now and in ten years; that
//! is what lets anyone prove a snapshot. Never looks for pages, never stores.

use url::Url;

use super::witness;
use crate::config::Site;
use crate::extract::{self, EXTRACTOR, Extracted, Page, PageVerdict, Refresh};
use crate::http::{Capture, text};
use crate::record::{Article, Gap, Role, SourceMetadata, SourcePage};
use crate::text::charset;

/// The pages of what may be one article, in order, each with what was told of it.
pub type Pages = Vec<(SourcePage, Capture)>;

/// The article some pages make.
#[derive(Clone, Debug, PartialEq)]
pub struct Reread {
    /// All its pages joined.
    pub article: Article,
    /// WordPress's number of the post, as the first page that says one says it.
    pub post_id: Option<u64>,
    /// Canonical addresses of all pages the first page names, itself first. Longer than the
    /// pages given when some could never be had.
    pub parts: Vec<String>,
    /// The address the first page names as its own, where that is another: perhaps a copy.
    pub alias_of: Option<Url>,
}

/// Why pages make no article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoArticle {
    /// Short stable word: `status`, `broken`, `not_html`, `redirect`, `no_pages`, or the kind of
    /// page.
    pub kind: String,
    /// For a person.
    pub reason: String,
}

/// What one page says: the reading behind every article.
pub(super) fn page(
    site: &Site,
    source_metadata: &SourceMetadata,
    capture: &Capture,
) -> Result<Extracted, NoArticle> {
    let content_type = capture.content_type();
    if !capture.is_html() {
        if let Some(extracted) = witness::read(site, source_metadata, capture) {
            return Ok(extracted);
        }
        let essence = content_type.unwrap_or_default();
        return Err(no_article("not_html", format!("it is {essence}")));
    }
    let decoded = charset::decode(&capture.body, content_type.as_deref());
    let page = Page {
        html: &decoded.text,
        url: &capture.url,
        source_metadata,
    };
    let mut extracted = extract::extract(&page, &site.recipe);
    if let (PageVerdict::Article(article), Some(declared)) =
        (&mut extracted.verdict, decoded.misdeclared)
    {
        article.gaps.push(Gap {
            field: "charset".to_owned(),
            reason: format!(
                "it is declared as {declared}, but its bytes are {}",
                decoded.encoding
            ),
        });
    }
    Ok(extracted)
}

/// The article that these pages, in order, make under the site's present recipe. Revisits
/// must carry the body they refer to.
///
/// With the pages and hints of a snapshot's provenance this gives the snapshot's content
/// digest, as long as the extractor and the recipe are those it names
/// ([`is_reproducible`]). The gap of a page that could not be had is not among its gaps: the
/// crawl told it, not the pages.
pub fn recompute(site: &Site, pages: &[(SourcePage, Capture)]) -> Result<Reread, NoArticle> {
    let mut articles = Vec::with_capacity(pages.len());
    let mut post_id = None;
    let mut parts = Vec::new();
    let mut alias_of = None;
    for (source, capture) in pages {
        whole(capture)?;
        let mut extracted = page(site, &source.source_metadata, capture)?;
        if let Some(to) = leads_on(site, &source.url, capture, &extracted) {
            return Err(no_article("redirect", format!("it leads on to {to}")));
        }
        post_id = post_id
            .or(extracted.post_id)
            .or(source.source_metadata.post_id);
        if articles.is_empty() {
            parts = self::parts(site, &source.url, &extracted);
            alias_of = claim(site, &source.url, &mut extracted);
        }
        match extracted.verdict {
            PageVerdict::Article(article) => articles.push(*article),
            // Such a page has a second one only where REST gave its text.
            PageVerdict::NotArticle { kind, reason } if articles.is_empty() && pages.len() > 1 => {
                let told = witness::told(&source.source_metadata, kind.as_str(), &reason);
                let (article, _) = told.ok_or_else(|| no_article(kind.as_str(), reason))?;
                parts = pages.iter().map(|(page, _)| page.url.clone()).collect();
                articles.push(article);
            }
            PageVerdict::NotArticle { kind, reason } => {
                return Err(no_article(kind.as_str(), reason));
            }
        }
    }
    if articles.is_empty() {
        return Err(no_article(
            "no_pages",
            "it was read from no page".to_owned(),
        ));
    }
    // Joining one page would be the same, but for the copy.
    let article = match articles.len() {
        1 => articles.swap_remove(0),
        _ => extract::join(articles),
    };
    Ok(Reread {
        article,
        post_id,
        parts,
        alias_of,
    })
}

/// Whether a snapshot of this provenance must come out the same when it is read again.
pub fn is_reproducible(site: &Site, made: &crate::record::Provenance) -> bool {
    made.extractor == EXTRACTOR && made.recipe == *site.recipe.digest()
}

/// An answer that can be a page: of status 2xx, decoded and whole.
pub(super) fn whole(capture: &Capture) -> Result<(), NoArticle> {
    if !(200..300).contains(&capture.status) {
        let said = format!("the server answered {} {}", capture.status, capture.reason);
        return Err(no_article("status", said));
    }
    if let Some(error) = &capture.undecoded {
        return Err(no_article("broken", error.to_string()));
    }
    match capture.truncated {
        Some(cut) => {
            let said = format!("the body broke off ({})", cut.as_str());
            Err(no_article("broken", said))
        }
        None => Ok(()),
    }
}

/// The other address that the first page of an article names as its own. Whether that is true
/// only the other page can show, so the article has a gap. An address that is no article's
/// (every page of a misconfigured site may name the home page) is none.
pub(super) fn claim(site: &Site, own: &str, extracted: &mut Extracted) -> Option<Url> {
    let discovered = extracted.canonical.as_deref()?;
    let url = site.rules.canonical(None, discovered).ok()?;
    let may_be = match site.rules.role(&url)? {
        Role::Article => true,
        Role::Page => url.path() != "/",
        _ => false,
    };
    if !may_be || url.as_str() == own {
        return None;
    }
    if let PageVerdict::Article(article) = &mut extracted.verdict {
        article.gaps.push(Gap::claim(url.as_str()));
    }
    Some(url)
}

/// Where a page sends its reader before it can be read. One that reloads itself, whatever it
/// adds to its address, sends nobody anywhere.
pub(super) fn leads_on(
    site: &Site,
    own: &str,
    capture: &Capture,
    extracted: &Extracted,
) -> Option<Url> {
    let header = || Refresh::parse(&text(capture.header("refresh")?), &capture.url);
    let refresh = extracted.refresh.clone().or_else(header)?;
    let to = refresh.to;
    let elsewhere =
        |own: &Url| (own.host(), own.port(), own.path()) != (to.host(), to.port(), to.path());
    let canonical = site.rules.canonical(None, to.as_str());
    let is_own = canonical.is_ok_and(|it| it.as_str() == own) || !elsewhere(&capture.url);
    (refresh.after <= TOO_SOON_TO_READ && !is_own).then_some(to)
}

/// Nobody reads a page in so many seconds.
const TOO_SOON_TO_READ: u32 = 5;

/// This page and the later parts of its article.
pub(super) fn parts(site: &Site, url: &str, extracted: &Extracted) -> Vec<String> {
    let mut parts = vec![url.to_owned()];
    for href in &extracted.continuation {
        if let Ok(url) = site.rules.canonical(None, href)
            && !parts.iter().any(|part| part == url.as_str())
        {
            parts.push(url.into());
        }
    }
    parts
}

/// The gap that stands for a page of an article that could not be had.
pub(super) fn missing_part(number: u32, cause: &str) -> Gap {
    Gap {
        field: "body".to_owned(),
        reason: format!("page {number} of the article {MISSING}{cause}"),
    }
}

/// Whether a gap tells of a page that could not be had: it was told by the crawl, not by the
/// pages, so it cannot be read out of them again.
pub(super) fn is_missing_part(gap: &Gap) -> bool {
    gap.field == "body" && gap.reason.starts_with("page ") && gap.reason.contains(MISSING)
}

const MISSING: &str = "could not be had: ";

fn no_article(kind: &str, reason: String) -> NoArticle {
    NoArticle {
        kind: kind.to_owned(),
        reason,
    }
}
