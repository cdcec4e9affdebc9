//! From the address a person gave to the site's home page.
//!
//! An article, a file, or a page that is not there leads to the root of its host; another host,
//! to a survey of that one.

use url::Url;

use super::{Hindrance, Note, Seen};
use crate::config::Site;
use crate::crawl::{CrawlError, NoPage, Visit};
use crate::extract::{Extracted, Page, PageKind, Verdict, extract};
use crate::fetch::Exchange;
use crate::record::Hint;
use crate::text::charset;

/// A page that was read.
pub(super) struct Read {
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
pub(super) enum Found {
    /// The home page.
    Home(Box<Read>),
    /// The site is on another host.
    Elsewhere(Url),
    /// Nothing to go on from.
    Nothing(Hindrance),
}

/// What came of one page.
enum Came {
    Page(Box<Read>),
    Other(Seen),
    Elsewhere(Url),
    Nothing(Hindrance),
}

/// Looks for the home page of the site of an address.
pub(super) async fn find(
    visit: &mut Visit<'_>,
    asked: &Url,
    notes: &mut Vec<Note>,
) -> Result<Found, CrawlError> {
    let mut root = asked.clone();
    root.set_path("/");
    root.set_query(None);
    root.set_fragment(None);
    let is = match look(visit, asked).await? {
        Came::Page(read) if *asked == root || !is_article(&read) => return Ok(Found::Home(read)),
        Came::Page(_) => Seen::Article,
        Came::Other(is) if *asked == root => {
            let url = root;
            return Ok(Found::Nothing(match is {
                Seen::Forbidden => forbidden(url),
                is => Hindrance::NoHome { url, is },
            }));
        }
        Came::Other(is) => is,
        Came::Elsewhere(next) => return Ok(Found::Elsewhere(next)),
        Came::Nothing(hindrance) => return Ok(Found::Nothing(hindrance)),
    };
    notes.push(Note::HomeInstead {
        asked: asked.clone(),
        is,
    });
    Ok(match look(visit, &root).await? {
        Came::Page(read) => Found::Home(read),
        Came::Other(Seen::Forbidden) => Found::Nothing(forbidden(root)),
        Came::Other(is) => Found::Nothing(Hindrance::NoHome { url: root, is }),
        Came::Elsewhere(next) => Found::Elsewhere(next),
        Came::Nothing(hindrance) => Found::Nothing(hindrance),
    })
}

fn forbidden(url: Url) -> Hindrance {
    let reason = "forbidden by robots.txt".to_owned();
    Hindrance::Forbidden { url, reason }
}

fn is_article(read: &Read) -> bool {
    matches!(read.said.verdict, Verdict::Article(_))
}

async fn look(visit: &mut Visit<'_>, url: &Url) -> Result<Came, CrawlError> {
    let exchange = match visit.get(url).await? {
        Ok(exchange) => exchange,
        Err(none) => return Ok(no_page(none)),
    };
    if !(200..300).contains(&exchange.status) {
        return Ok(Came::Other(Seen::Status(exchange.status)));
    }
    if !exchange.is_html() {
        let kind = exchange
            .content_type()
            .unwrap_or_else(|| "no HTML".to_owned());
        return Ok(Came::Other(Seen::File(kind)));
    }
    let read = read(visit.site(), url, exchange);
    Ok(match &read.said.verdict {
        Verdict::NotArticle {
            kind: PageKind::Block | PageKind::Hostile,
            reason,
        } => Came::Nothing(Hindrance::Wall {
            url: url.clone(),
            reason: reason.clone(),
        }),
        Verdict::NotArticle {
            kind: PageKind::Soft404,
            ..
        } => Came::Other(Seen::Status(404)),
        _ => Came::Page(Box::new(read)),
    })
}

fn no_page(none: NoPage) -> Came {
    match none {
        NoPage::Forbidden { .. } => Came::Other(Seen::Forbidden),
        NoPage::Elsewhere(next) => Came::Elsewhere(next),
        NoPage::Unknown { reason }
        | NoPage::Astray { reason }
        | NoPage::Failed { reason }
        | NoPage::Wish { reason } => Came::Nothing(Hindrance::Down { reason }),
        spent @ NoPage::Spent { .. } => Came::Nothing(Hindrance::Down {
            reason: spent.to_string(),
        }),
    }
}

/// Reads a page by the recipe of its site, if it has one.
pub(super) fn read(site: &Site, asked: &Url, exchange: Exchange) -> Read {
    let html = charset::decode(&exchange.body, exchange.content_type().as_deref()).text;
    let page = Page {
        html: &html,
        url: &exchange.url,
        hint: &Hint::default(),
    };
    let said = extract(&page, &site.recipe);
    Read {
        asked: asked.clone(),
        said,
        html,
        exchange,
    }
}
