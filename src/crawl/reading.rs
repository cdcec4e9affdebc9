//! What an answer means: which addresses it names, and whether it is an article.
//!
//! Pure: an exchange in, a [`Reading`] out. Never stores, never asks again, never takes a
//! redirect's word that a page has moved: the target is read as a page of its own.

use url::Url;

use crate::config::{Discover, Site};
use crate::discover::{self, Finding, Link};
use crate::extract::{self, Extracted, Page, Verdict};
use crate::fetch::{Exchange, Truncation};
use crate::record::{Article, Hint, Named, Role, Teller};
use crate::store::Task;
use crate::text::charset;

/// What one answer means.
pub(super) enum Reading {
    /// A source that was read.
    Source { named: Vec<Named> },
    /// An article, or one part of it.
    Article {
        article: Box<Article>,
        post_id: Option<u64>,
        /// All parts in order, this page first; empty for an article in one page.
        parts: Vec<String>,
        named: Vec<Named>,
    },
    /// Another spelling of an article's address.
    Alias { of: String, named: Vec<Named> },
    /// No article.
    NotArticle {
        kind: String,
        reason: String,
        named: Vec<Named>,
    },
    /// It leads elsewhere.
    Redirect { to: String, named: Vec<Named> },
    /// A final answer that is no page: 404, 410, 403, ….
    Status,
    /// Nothing that could be used.
    Failed {
        cause: String,
        detail: String,
        worth_retrying: bool,
    },
}

/// Reads one answer.
pub(super) fn read(site: &Site, wanted: &Discover, task: &Task, exchange: &Exchange) -> Reading {
    if let Some(location) = exchange.location() {
        return redirect(site, task, exchange, location.map_err(|error| error.to_string()));
    }
    match exchange.status {
        200..=299 => {}
        408 | 425 | 429 | 500..=599 => {
            return failed(
                &format!("http_{}", exchange.status),
                &format!("the server answered {} {}", exchange.status, exchange.reason),
                true,
            );
        }
        _ => return Reading::Status,
    }
    if let Some(truncated) = exchange.truncated {
        return failed(
            "truncated",
            &format!("the body broke off ({})", truncated.as_str()),
            truncated != Truncation::Length,
        );
    }
    match task.role {
        Role::Sitemap => source(site, exchange, discover::sitemap(&exchange.body, site.zone)),
        Role::Feed => source(site, exchange, discover::feed(&exchange.body)),
        Role::Rest => source(
            site,
            exchange,
            discover::rest::posts(&exchange.url, &exchange.body, &header(exchange, "x-wp-totalpages"), site.zone),
        ),
        Role::Robots | Role::List | Role::Part | Role::Article | Role::Page => {
            page(site, wanted, task, exchange)
        }
    }
}

fn header(exchange: &Exchange, name: &str) -> String {
    exchange
        .header(name)
        .map(|value| String::from_utf8_lossy(value).into_owned())
        .unwrap_or_default()
}

fn failed(cause: &str, detail: &str, worth_retrying: bool) -> Reading {
    Reading::Failed {
        cause: cause.to_owned(),
        detail: detail.to_owned(),
        worth_retrying,
    }
}
