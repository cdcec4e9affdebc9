//! From the address a person gave to the site's home page.
//!
//! An article, a file, or a page that is not there leads to the root of its host; another host,
//! to a survey of that one.

use url::Url;

use super::{Hindrance, ProbeResult, SurveyNote};
use crate::config::Site;
use crate::crawl::{CrawlError, NoPage, Visit};
use crate::extract::{Extracted, Page, PageKind, PageVerdict, extract};
use crate::fetch::Exchange;
use crate::record::SourceMetadata;
use crate::text::charset;

/// A page that was read.
pub(super) struct ReadPage {
    /// The address asked.
    pub(super) asked: Url,
    /// What came.
    pub(super) exchange: Exchange,
    /// Its document.
    pub(super) html: String,
    /// What it says.
    pub(super) said: Extracted,
}

/// What was found.
pub(super) enum HomeOutcome {
    /// The home page.
    Home(Box<ReadPage>),
    /// The site is on another host.
    Elsewhere(Url),
    /// Nothing to go on from.
    Nothing(Hindrance),
}

/// What came of one page.
enum HomeVisit {
    Page(Box<ReadPage>),
    Other(ProbeResult),
    Elsewhere(Url),
    Nothing(Hindrance),
}

/// Looks for the home page of the site of an address.
pub(super) async fn find(
    visit: &mut Visit<'_>,
    asked: &Url,
    notes: &mut Vec<SurveyNote>,
) -> Result<HomeOutcome, CrawlError> {
    let mut root = asked.clone();
    root.set_path("/");
    root.set_query(None);
    root.set_fragment(None);
    let is = match look(visit, asked).await? {
        HomeVisit::Page(read) if *asked == root || !is_article(&read) => {
            return Ok(HomeOutcome::Home(read));
        }
        HomeVisit::Page(_) => ProbeResult::Article,
        HomeVisit::Other(is) if *asked == root => {
            let url = root;
            return Ok(HomeOutcome::Nothing(match is {
                ProbeResult::Forbidden => forbidden(url),
                is => Hindrance::NoHome { url, is },
            }));
        }
        HomeVisit::Other(is) => is,
        HomeVisit::Elsewhere(next) => return Ok(HomeOutcome::Elsewhere(next)),
        HomeVisit::Nothing(hindrance) => return Ok(HomeOutcome::Nothing(hindrance)),
    };
    notes.push(SurveyNote::HomeInstead {
        asked: asked.clone(),
        is,
    });
    Ok(match look(visit, &root).await? {
        HomeVisit::Page(read) => HomeOutcome::Home(read),
        HomeVisit::Other(ProbeResult::Forbidden) => HomeOutcome::Nothing(forbidden(root)),
        HomeVisit::Other(is) => HomeOutcome::Nothing(Hindrance::NoHome { url: root, is }),
        HomeVisit::Elsewhere(next) => HomeOutcome::Elsewhere(next),
        HomeVisit::Nothing(hindrance) => HomeOutcome::Nothing(hindrance),
    })
}

fn forbidden(url: Url) -> Hindrance {
    let reason = "forbidden by robots.txt".to_owned();
    Hindrance::Forbidden { url, reason }
}

fn is_article(read: &ReadPage) -> bool {
    matches!(read.said.verdict, PageVerdict::Article(_))
}

async fn look(visit: &mut Visit<'_>, url: &Url) -> Result<HomeVisit, CrawlError> {
    let exchange = match visit.get(url).await? {
        Ok(exchange) => exchange,
        Err(none) => return Ok(no_page(none)),
    };
    if !(200..300).contains(&exchange.status) {
        return Ok(HomeVisit::Other(ProbeResult::Status(exchange.status)));
    }
    if !exchange.is_html() {
        let kind = exchange
            .content_type()
            .unwrap_or_else(|| "no HTML".to_owned());
        return Ok(HomeVisit::Other(ProbeResult::File(kind)));
    }
    let read = read(visit.site(), url, exchange);
    Ok(match &read.said.verdict {
        PageVerdict::NotArticle {
            kind: PageKind::Block | PageKind::Hostile,
            reason,
        } => HomeVisit::Nothing(Hindrance::Wall {
            url: url.clone(),
            reason: reason.clone(),
        }),
        PageVerdict::NotArticle {
            kind: PageKind::Soft404,
            ..
        } => HomeVisit::Other(ProbeResult::Status(404)),
        _ => HomeVisit::Page(Box::new(read)),
    })
}

fn no_page(none: NoPage) -> HomeVisit {
    match none {
        NoPage::Forbidden { .. } => HomeVisit::Other(ProbeResult::Forbidden),
        NoPage::Elsewhere(next) => HomeVisit::Elsewhere(next),
        NoPage::Unknown { reason }
        | NoPage::Astray { reason }
        | NoPage::Failed { reason }
        | NoPage::Wish { reason } => HomeVisit::Nothing(Hindrance::Down { reason }),
        spent @ NoPage::Spent { .. } => HomeVisit::Nothing(Hindrance::Down {
            reason: spent.to_string(),
        }),
    }
}

/// Reads a page by the recipe of its site, if it has one.
pub(super) fn read(site: &Site, asked: &Url, exchange: Exchange) -> ReadPage {
    let html = charset::decode(&exchange.body, exchange.content_type().as_deref()).text;
    let page = Page {
        html: &html,
        url: &exchange.url,
        source_metadata: &SourceMetadata::default(),
    };
    let said = extract(&page, &site.recipe);
    ReadPage {
        asked: asked.clone(),
        said,
        html,
        exchange,
    }
}
